//! Models that misbehave on purpose: what becomes of the conversation.

use serde_json::{Value, json};

use super::{act, create, input};
use crate::tests::harness::TestApp;

struct Run {
    simulation: Value,
    messages: Vec<Value>,
    events: String,
}

async fn run(model: &str, turns: u32, settings: &[(&str, Value)]) -> Run {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let mut wanted = input(model, turns);
    for (key, value) in settings {
        wanted["settings"][*key] = value.clone();
    }
    let id = create(&guest, wanted).await;
    act(&guest, &id, "start").await;
    let simulation = app.settled(&guest, &id).await;
    let messages = guest.get(&format!("/api/v1/simulations/{id}/messages?limit=500")).await.json["data"].as_array().unwrap().clone();
    if simulation["state"] != "finished" {
        act(&guest, &id, "stop").await;
    }
    let events = guest.get(&format!("/api/v1/simulations/{id}/events")).await.text;
    Run { simulation, messages, events }
}

fn texts(run: &Run) -> Vec<&str> {
    run.messages.iter().map(|m| m["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_repeater_is_thrown_away_and_never_stored() {
    let run = run("scripted:repeater", 10, &[]).await;
    assert!(run.events.contains("event: turn_discarded"));
    assert!(texts(&run).iter().all(|t| !t.ends_with("That is what I wanted to say.")), "{:?}", texts(&run));
    assert_eq!(run.simulation["state"], "paused", "{}", run.simulation["state_reason"]);
    assert!(run.simulation["state_reason"].as_str().unwrap().contains("no usable line"), "{}", run.simulation["state_reason"]);
}

#[tokio::test]
async fn an_impersonator_says_nothing() {
    let run = run("scripted:impersonator", 6, &[]).await;
    assert_eq!(run.messages.len(), 0, "{:?}", texts(&run));
    assert_eq!(run.simulation["state"], "paused");
    assert!(run.events.contains("It starts with the name of"), "the reason is told");
}

#[tokio::test]
async fn a_drifter_loses_the_wrong_age_and_keeps_the_rest() {
    let run = run("scripted:drifter", 4, &[]).await;
    assert_eq!((run.simulation["state"].as_str(), run.messages.len()), (Some("finished"), 4), "{}", run.simulation["state_reason"]);
    for message in &run.messages {
        let text = message["text"].as_str().unwrap();
        assert!(!text.contains("years old") && text.split_whitespace().count() >= 8, "{text}");
        assert_eq!(message["attempts"], json!(2), "two attempts were thrown away before the repair");
    }
}

#[tokio::test]
async fn thankers_end_their_conversation_with_a_reason() {
    let run = run("scripted:thanker", 12, &[]).await;
    assert_eq!((run.simulation["state"].as_str(), run.messages.len()), (Some("finished"), 3), "{:?}", texts(&run));
    assert_eq!(run.simulation["state_reason"], "The last 3 lines only say goodbye.");
}

#[tokio::test]
async fn guards_that_are_switched_off_let_it_pass() {
    let off = json!({ "repetition": false, "identity": false, "facts": false, "style": false, "language": false, "loops": false, "secrets": false });
    let run = run("scripted:impersonator", 3, &[("guards", off)]).await;
    assert_eq!((run.simulation["state"].as_str(), run.messages.len()), (Some("finished"), 3));
    assert!(!run.events.contains("turn_discarded"));
}

#[tokio::test]
async fn one_attempt_means_one() {
    let run = run("scripted:impersonator", 3, &[("guards", json!({ "attempts": 1 }))]).await;
    assert_eq!(run.events.matches("event: turn_discarded").count(), 4, "one for each of the panel");
}

#[tokio::test]
async fn broken_json_is_no_problem_for_a_line() {
    let run = run("scripted:broken-json", 3, &[]).await;
    assert_eq!((run.simulation["state"].as_str(), run.messages.len()), (Some("finished"), 3), "{}", run.simulation["state_reason"]);
}

#[tokio::test]
async fn endpoints_that_fail_pause_and_keep_nothing_half_said() {
    for (model, part) in [("scripted:cut-stream", "resume"), ("scripted:rate-limited", "resume"), ("scripted:server-error", "resume")] {
        let run = run(model, 3, &[]).await;
        assert_eq!((run.simulation["state"].as_str(), run.messages.len()), (Some("paused"), 0), "{model}");
        assert!(run.simulation["state_reason"].as_str().unwrap().contains(part), "{model}: {}", run.simulation["state_reason"]);
    }
}

#[tokio::test]
async fn a_slow_model_is_waited_for_and_can_be_left_in_the_middle_of_a_line() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let fast = super::run(&app, &guest, input("scripted", 1)).await;
    assert_eq!(super::run(&app, &guest, input("scripted:slow", 1)).await, fast, "it says the same, later");
    let id = create(&guest, input("scripted:slow", 3)).await;
    act(&guest, &id, "start").await;
    let open = "SELECT VALUE open_turn FROM ONLY type::record('simulation', $id)";
    while app.state.db.sql(open).bind("id", id.clone()).one::<u32>().await.unwrap() == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let paused = guest.post(&format!("/api/v1/simulations/{id}/pause"), json!({ "now": true })).await;
    assert_eq!(paused.json["data"]["state"], "paused", "{}", paused.text);
    app.quiet().await;
    assert_eq!(super::texts(&guest, &id).await.len(), 0, "half a line is no line");
    let path = format!("/api/v1/simulations/{id}");
    assert_eq!(guest.patch(&path, json!({ "settings": { "model": "scripted" } })).await.status, 200);
    act(&guest, &id, "resume").await;
    assert_eq!(app.settled(&guest, &id).await["state"], "finished");
    assert_eq!(super::texts(&guest, &id).await[0], fast[0]);
}

#[tokio::test]
async fn a_good_model_passes_every_guard_in_four_languages() {
    for language in ["en", "de", "es", "fr"] {
        let run = run("scripted", 24, &[("language", json!(language))]).await;
        let discarded = run.events.matches("event: turn_discarded").count();
        assert_eq!(
            (run.simulation["state"].as_str(), run.messages.len(), discarded),
            (Some("finished"), 24, 0),
            "{language}: {}",
            run.events
        );
    }
}
