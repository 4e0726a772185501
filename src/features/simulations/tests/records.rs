use serde_json::{Value, json};

use super::{act, create, input, panel};
use crate::tests::harness::{Client, TestApp};

async fn turn(client: &Client, id: &str, number: u32) -> Value {
    let answer = client.get(&format!("/api/v1/simulations/{id}/turns/{number}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["data"].clone()
}

async fn finished(app: &TestApp, client: &Client, body: Value) -> String {
    let id = create(client, body).await;
    act(client, &id, "start").await;
    assert_eq!(app.settled(client, &id).await["state"], "finished");
    id
}

/// A run of a model that tells a wrong age in every line, which is repaired after two tries; with the turns it spoke.
async fn drifting(app: &TestApp, client: &Client) -> (String, u32) {
    let id = create(client, input("scripted:drifter", 8)).await;
    act(client, &id, "start").await;
    let now = app.settled(client, &id).await;
    let turns = u32::try_from(now["turns"].as_u64().unwrap()).unwrap();
    assert!(turns >= 4, "{now}");
    (id, turns)
}

/// Hashes of all requests, in order.
pub(super) async fn chain(client: &Client, id: &str, turns: u32) -> Vec<String> {
    let mut chain = Vec::new();
    for number in 1..=turns {
        let record = turn(client, id, number).await;
        chain.extend(record["attempts"].as_array().unwrap().iter().map(|a| a["hash"].as_str().unwrap().to_owned()));
    }
    chain
}

#[tokio::test]
async fn a_turn_shows_prompt_reason_and_cost() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = finished(&app, &guest, input("scripted", 3)).await;
    let record = turn(&guest, &id, 2).await;
    let messages = guest.get(&format!("/api/v1/simulations/{id}/messages")).await;
    let line = &messages.json["data"][1];
    assert_eq!((&record["speaker"], &record["reason"]), (&line["speaker"], &line["reason"]));
    assert!(!record["reason"].as_str().unwrap().is_empty());
    assert_eq!(record["attempts"][0]["text"], line["text"]);
    assert_eq!(record["attempts"][0]["outcome"], "accepted");
    let prompt: String = record["request"]["messages"].as_array().unwrap().iter().map(|m| m["content"].as_str().unwrap()).collect();
    assert!(prompt.contains("Should the hospital pay double for night shifts?"));
    assert_eq!(record["request"]["prompt_chars"], prompt.chars().count());
    assert_eq!(record["purposes"][0]["purpose"], "turn");
    assert_eq!((record["cost_micros"].clone(), record["heard"].clone()), (json!(0), json!(1)));
}

#[tokio::test]
async fn requests_form_a_chain() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let (id, turns) = drifting(&app, &guest).await;
    let mut previous = String::new();
    for number in 1..=turns {
        let record = turn(&guest, &id, number).await;
        let attempts = record["attempts"].as_array().unwrap();
        let hashes: Vec<&str> = attempts.iter().map(|a| a["hash"].as_str().unwrap()).collect();
        assert_eq!(*hashes.last().unwrap(), record["request"]["hash"]);
        assert!(hashes.iter().all(|hash| hash.len() == 64));
        let before = if hashes.len() > 1 { hashes[hashes.len() - 2] } else { &previous };
        assert_eq!(record["request"]["previous_hash"], before, "turn {number}");
        previous = (*hashes.last().unwrap()).to_owned();
    }
}

#[tokio::test]
async fn the_same_run_makes_the_same_requests() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let one = finished(&app, &guest, input("scripted", 5)).await;
    let two = finished(&app, &guest, input("scripted", 5)).await;
    assert_eq!(chain(&guest, &one, 5).await, chain(&guest, &two, 5).await);
}

#[tokio::test]
async fn attempts_that_failed_are_kept() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let (id, spoken) = drifting(&app, &guest).await;
    let list = guest.get(&format!("/api/v1/simulations/{id}/turns")).await;
    let turns = list.json["data"].as_array().unwrap();
    assert_eq!(turns.len(), spoken as usize);
    assert!(turns.iter().all(|t| t["request"].is_null()), "a list carries no prompts");
    let failed = turns.iter().find(|t| t["attempts"].as_u64().unwrap() > 1).expect("nothing was thrown away");
    let record = turn(&guest, &id, u32::try_from(failed["turn"].as_u64().unwrap()).unwrap()).await;
    let first = &record["attempts"][0];
    assert_ne!(first["outcome"], "accepted");
    assert!(!first["findings"].as_array().unwrap().is_empty() && !first["text"].as_str().unwrap().is_empty(), "{first}");
    let used: u64 = turns.iter().flat_map(|t| t["purposes"].as_array().unwrap()).map(|p| p["tokens"].as_u64().unwrap()).sum();
    let total = guest.get(&format!("/api/v1/simulations/{id}")).await.json["data"]["tokens"].as_u64().unwrap();
    // A last turn that came to nothing is paid for, too.
    assert!(total >= used && used > 0, "every attempt is counted: {used} of {total}");
}

#[tokio::test]
async fn turns_are_read_in_pages() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = finished(&app, &guest, input("scripted", 5)).await;
    let first = guest.get(&format!("/api/v1/simulations/{id}/turns?limit=2")).await;
    assert_eq!(first.json["page"]["next_cursor"], "2");
    let last = guest.get(&format!("/api/v1/simulations/{id}/turns?limit=2&after=4")).await;
    assert_eq!((last.json["data"].as_array().unwrap().len(), &last.json["page"]["next_cursor"]), (1, &Value::Null));
    assert_eq!(guest.get(&format!("/api/v1/simulations/{id}/turns/6")).await.status, 404);
    assert_eq!(guest.get(&format!("/api/v1/simulations/{id}/turns?limit=0")).await.status, 422);
}

#[tokio::test]
async fn every_policy_runs_to_the_end_and_gives_reasons() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for policy in ["round_robin", "pooled", "weighted", "mention_first", "hand_raising", "moderator", "model_selector", "scripted"] {
        let mut body = input("scripted", 8);
        body["settings"]["policy"] = json!(policy);
        body["settings"]["order"] = json!(["p2", "p1", "p4"]);
        let id = finished(&app, &guest, body).await;
        let list = guest.get(&format!("/api/v1/simulations/{id}/turns")).await;
        for t in list.json["data"].as_array().unwrap() {
            assert_eq!(t["policy"], policy);
            assert!(!t["reason"].as_str().unwrap().is_empty(), "{t}");
        }
    }
}

#[tokio::test]
async fn a_stuck_selector_is_survived() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for model in ["scripted:stuck-selector", "scripted:broken-json"] {
        let mut body = input(model, 12);
        body["settings"]["policy"] = json!("model_selector");
        let id = finished(&app, &guest, body).await;
        let mut speakers = Vec::new();
        let mut fallbacks = 0;
        for number in 1..=12 {
            let record = turn(&guest, &id, number).await;
            assert!(record["selector"]["messages"].is_array(), "{model}: the call is in the record");
            fallbacks += usize::from(!record["selector"]["fallback"].as_str().unwrap_or_default().is_empty());
            speakers.push(record["speaker"]["id"].as_str().unwrap().to_owned());
        }
        assert!(fallbacks > 0, "{model}");
        assert!(speakers.windows(2).all(|pair| pair[0] != pair[1]), "{model}: {speakers:?}");
        speakers.sort();
        speakers.dedup();
        assert!(speakers.len() >= 3, "{model}: {speakers:?}");
    }
}

#[tokio::test]
async fn rounds_of_the_scenario_are_announced_once() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let mut body = input("scripted", 6);
    body["settings"].as_object_mut().unwrap().remove("max_turns");
    body["scenario"]["rounds"] = json!([
        { "title": "Positions", "instructions": "Say where you stand.", "turns": 3 },
        { "title": "Decision", "instructions": "Agree on a rate.", "turns": 2 }
    ]);
    body["participants"] = panel(3);
    let id = create(&guest, body).await;
    for _ in 0..5 {
        act(&guest, &id, "step").await;
        app.settled(&guest, &id).await;
    }
    let messages = guest.get(&format!("/api/v1/simulations/{id}/messages")).await;
    let kinds: Vec<&str> = messages.json["data"].as_array().unwrap().iter().map(|m| m["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["scene", "agent", "agent", "agent", "scene", "agent", "agent"]);
    assert_eq!(messages.json["data"][4]["text"], "Round 2: Decision. Agree on a rate.");
    assert_eq!(guest.get(&format!("/api/v1/simulations/{id}")).await.json["data"]["settings"]["max_turns"], 5);
}
