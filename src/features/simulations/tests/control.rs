use std::time::Duration;

use serde_json::{Value, json};

use super::{act, create, input, texts};
use crate::tests::harness::{Client, TestApp};

async fn get(client: &Client, id: &str) -> Value {
    client.get(&format!("/api/v1/simulations/{id}")).await.json["data"].clone()
}

fn with(settings: Value, turns: u32) -> Value {
    let mut body = input("scripted", turns);
    for (name, value) in settings.as_object().unwrap() {
        body["settings"][name] = value.clone();
    }
    body
}

#[tokio::test]
async fn the_observer_chooses_every_speaker_under_the_manual_policy() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, with(json!({ "policy": "manual" }), 3)).await;
    act(&guest, &id, "start").await;
    let waits = app.settled(&guest, &id).await;
    assert_eq!((&waits["state"], &waits["state_reason"]), (&json!("paused"), &json!("Choose who speaks next.")));
    for speaker in ["p3", "p1", "p3"] {
        let next = guest.post(&format!("/api/v1/simulations/{id}/next"), json!({ "participant": speaker })).await;
        assert_eq!(next.status, 200, "{}", next.text);
        app.settled(&guest, &id).await;
    }
    assert_eq!(get(&guest, &id).await["state"], "finished");
    let turns = guest.get(&format!("/api/v1/simulations/{id}/turns")).await;
    let speakers: Vec<&str> = turns.json["data"].as_array().unwrap().iter().map(|t| t["speaker"]["id"].as_str().unwrap()).collect();
    assert_eq!(speakers, ["p3", "p1", "p3"]);
    assert_eq!(turns.json["data"][0]["reason"], "Chosen by the observer.");
}

#[tokio::test]
async fn choosing_nobody_or_somebody_muted_is_refused() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, with(json!({ "policy": "manual" }), 3)).await;
    guest.patch(&format!("/api/v1/simulations/{id}/participants/p2"), json!({ "muted": true })).await;
    for speaker in ["p9", "", "p2"] {
        let refused = guest.post(&format!("/api/v1/simulations/{id}/next"), json!({ "participant": speaker })).await;
        assert_eq!(refused.status, 422, "{speaker} {}", refused.text);
    }
}

#[tokio::test]
async fn an_interrupted_speaker_leaves_nothing_and_somebody_else_speaks() {
    let app = TestApp::with(&[("COLLOQUY_SCRIPTED_DELAY_MS", "60")]).await;
    let guest = app.guest().await;
    let id = create(&guest, with(json!({ "policy": "round_robin" }), 1)).await;
    act(&guest, &id, "start").await;
    tokio::time::sleep(Duration::from_millis(350)).await;
    act(&guest, &id, "interrupt").await;
    app.settled(&guest, &id).await;
    let record = guest.get(&format!("/api/v1/simulations/{id}/turns/1")).await.json["data"].clone();
    assert_eq!(record["speaker"]["id"], "p2");
    assert_eq!((&record["attempts"][0]["speaker"], &record["attempts"][0]["text"]), (&json!("p1"), &json!("")));
    assert_eq!(record["attempts"][0]["reason"], "Interrupted by the observer.");
    assert_eq!(texts(&guest, &id).await.len(), 1);
    let quiet = guest.post(&format!("/api/v1/simulations/{id}/interrupt"), json!({})).await;
    assert_eq!((quiet.status, quiet.json["error"]["message"].as_str()), (409, Some("Nobody is speaking right now.")));
}

#[tokio::test]
async fn somebody_alone_says_something_else_after_an_interruption() {
    let app = TestApp::with(&[("COLLOQUY_SCRIPTED_DELAY_MS", "60")]).await;
    let guest = app.guest().await;
    let mut body = input("scripted", 1);
    body["participants"] = super::panel(1);
    let id = create(&guest, body).await;
    act(&guest, &id, "start").await;
    tokio::time::sleep(Duration::from_millis(350)).await;
    act(&guest, &id, "interrupt").await;
    assert_eq!(app.settled(&guest, &id).await["state"], "finished");
}

#[tokio::test]
async fn limits_pause_with_the_reason_and_can_be_raised() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, with(json!({ "max_tokens": 1 }), 4)).await;
    act(&guest, &id, "start").await;
    let now = app.settled(&guest, &id).await;
    assert_eq!((&now["state"], &now["turns"]), (&json!("paused"), &json!(1)));
    assert!(now["state_reason"].as_str().unwrap().contains("limit of tokens"), "{now}");
    for act in ["start", "resume", "step", "round"] {
        let refused = guest.post(&format!("/api/v1/simulations/{id}/{act}"), json!({})).await;
        let said = refused.json["error"]["message"].as_str().unwrap_or_default();
        assert_eq!(refused.status, 409, "{act} {}", refused.text);
        assert!(said.starts_with("The limit of tokens is reached. Raise or remove it"), "{act} {said}");
    }
    assert_eq!(app.settled(&guest, &id).await["turns"], 1, "the limit still holds");
    assert_eq!(guest.patch(&format!("/api/v1/simulations/{id}"), json!({ "settings": { "max_tokens": 0 } })).await.status, 200);
    act(&guest, &id, "start").await;
    assert_eq!(app.settled(&guest, &id).await["state"], "finished");
}

#[tokio::test]
async fn the_limit_of_minutes_counts_the_time_it_ran() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, with(json!({ "max_minutes": 1 }), 4)).await;
    act(&guest, &id, "step").await;
    app.settled(&guest, &id).await;
    // Ten minutes of pause are no running time, whatever the clock says.
    app.clock.advance(chrono::Duration::minutes(10));
    act(&guest, &id, "step").await;
    assert_eq!(app.settled(&guest, &id).await["turns"], 2);
    app.state.db.sql("UPDATE simulation SET active_ms = 60000").exec().await.unwrap();
    let refused = guest.post(&format!("/api/v1/simulations/{id}/start"), json!({})).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert!(refused.json["error"]["message"].as_str().unwrap().starts_with("The time is up."), "{}", refused.text);
    assert_eq!(get(&guest, &id).await["turns"], 2);
}

#[tokio::test]
async fn a_step_while_it_runs_is_refused_with_a_sentence() {
    let app = TestApp::with(&[("COLLOQUY_SCRIPTED_DELAY_MS", "60")]).await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 6)).await;
    act(&guest, &id, "start").await;
    let refused = guest.post(&format!("/api/v1/simulations/{id}/step"), json!({})).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert!(refused.json["error"]["message"].as_str().unwrap().contains("Pause it first"), "{}", refused.text);
    act(&guest, &id, "stop").await;
}

#[tokio::test]
async fn contradictory_settings_are_refused_with_a_sentence() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for (settings, field) in [
        (json!({ "max_minutes": 1, "interval_ms": 120_000 }), "settings.interval_ms"),
        (json!({ "policy": "scripted" }), "settings.order"),
        (json!({ "policy": "scripted", "order": ["p1", "p7"] }), "settings.order"),
        (json!({ "policy": "moderator", "moderator": "p7" }), "settings.moderator"),
        (json!({ "guards": { "attempts": 0 } }), "settings.guards"),
        (json!({ "max_minutes": 100_000 }), "settings.max_minutes"),
    ] {
        let refused = guest.post("/api/v1/simulations", with(settings, 4)).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.json["error"]["details"]["fields"][field].is_array(), "{field} {}", refused.text);
    }
}

#[tokio::test]
async fn pauses_between_turns_end_when_somebody_acts() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, with(json!({ "interval_ms": 600_000 }), 6)).await;
    act(&guest, &id, "start").await;
    while get(&guest, &id).await["turns"] != json!(1) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Ten minutes are not over: a step speaks at once, a stop ends it at once.
    act(&guest, &id, "pause").await;
    act(&guest, &id, "step").await;
    assert_eq!(app.settled(&guest, &id).await["turns"], 2);
    act(&guest, &id, "start").await;
    act(&guest, &id, "stop").await;
    app.quiet().await;
    assert_eq!(get(&guest, &id).await["state"], "stopped");
}

#[tokio::test]
async fn queued_simulations_say_their_place_in_line() {
    let app = TestApp::with(&[("COLLOQUY_MAX_RUNNING_SIMULATIONS", "1"), ("COLLOQUY_SCRIPTED_DELAY_MS", "30")]).await;
    let guest = app.guest().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let id = create(&guest, input("scripted", 2)).await;
        act(&guest, &id, "start").await;
        tokio::time::sleep(Duration::from_millis(60)).await;
        ids.push(id);
    }
    let reasons = [get(&guest, &ids[1]).await, get(&guest, &ids[2]).await];
    assert_eq!((&reasons[0]["state"], &reasons[1]["state"]), (&json!("queued"), &json!("queued")));
    assert!(reasons[0]["state_reason"].as_str().unwrap().contains("number 1 in line"), "{}", reasons[0]);
    assert!(reasons[1]["state_reason"].as_str().unwrap().contains("number 2 in line"), "{}", reasons[1]);
    act(&guest, &ids[1], "stop").await;
    for id in [&ids[0], &ids[2]] {
        assert_eq!(app.settled(&guest, id).await["state"], "finished");
    }
}

#[tokio::test]
async fn one_workspace_does_not_keep_another_waiting() {
    let app = TestApp::with(&[
        ("COLLOQUY_MAX_RUNNING_SIMULATIONS", "2"),
        ("COLLOQUY_MAX_RUNNING_PER_WORKSPACE", "1"),
        ("COLLOQUY_SCRIPTED_DELAY_MS", "20"),
    ])
    .await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let mut ids = Vec::new();
    for _ in 0..3 {
        let id = create(&ada, input("scripted", 4)).await;
        act(&ada, &id, "start").await;
        ids.push(id);
    }
    let id = create(&bob, input("scripted", 2)).await;
    assert_eq!(act(&bob, &id, "start").await["state"], "running");
    assert_eq!(app.settled(&bob, &id).await["state"], "finished");
    assert!(matches!(get(&ada, &ids[2]).await["state"].as_str(), Some("queued" | "running")), "Ada's last one was not first");
    for id in &ids {
        act(&ada, id, "stop").await;
    }
}

#[tokio::test]
async fn a_place_is_shared_while_others_wait() {
    let app = TestApp::with(&[("COLLOQUY_MAX_RUNNING_SIMULATIONS", "1")]).await;
    let guest = app.guest().await;
    let (long, short) = (create(&guest, input("scripted", 60)).await, create(&guest, input("scripted", 3)).await);
    act(&guest, &long, "start").await;
    act(&guest, &short, "start").await;
    assert_eq!(app.settled(&guest, &short).await["state"], "finished");
    assert_ne!(get(&guest, &long).await["state"], "finished", "the short one did not wait for the end of the long one");
    assert_eq!(app.settled(&guest, &long).await["state"], "finished");
}
