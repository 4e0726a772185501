use serde_json::{Value, json};

use super::{act, create, input, panel, texts};
use crate::tests::harness::TestApp;

fn library(at: usize) -> Value {
    json!({ "library": crate::features::agents::library::all()[at].slug })
}

#[tokio::test]
async fn participants_come_and_go_while_it_rests() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let mut body = input("scripted", 12);
    body["settings"]["policy"] = json!("pooled");
    let id = create(&guest, body).await;
    let path = format!("/api/v1/simulations/{id}/participants");
    for _ in 0..3 {
        act(&guest, &id, "step").await;
        app.settled(&guest, &id).await;
    }
    let added = guest.post(&path, json!({ "participants": [library(5)] })).await;
    assert_eq!((added.status, &added.json["data"]["participants"][4]["id"]), (200, &json!("p5")), "{}", added.text);
    let gone = guest.patch(&format!("{path}/p1"), json!({ "left": true })).await;
    assert_eq!(gone.json["data"]["participants"][0]["left"], true);
    let before = texts(&guest, &id).await;
    act(&guest, &id, "start").await;
    assert_eq!(app.settled(&guest, &id).await["state"], "finished");
    assert_eq!(texts(&guest, &id).await[..3], before, "earlier lines stay with their speakers");
    let turns = guest.get(&format!("/api/v1/simulations/{id}/turns?after=3")).await;
    let speakers: Vec<&str> = turns.json["data"].as_array().unwrap().iter().map(|t| t["speaker"]["id"].as_str().unwrap()).collect();
    assert!(!speakers.contains(&"p1") && speakers.contains(&"p5"), "{speakers:?}");
    assert_eq!(guest.post(&path, json!({ "participants": [library(0)] })).await.json["data"]["participants"][0]["left"], false);
}

#[tokio::test]
async fn the_same_agent_twice_is_refused_with_a_sentence() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let mut body = input("scripted", 4);
    body["participants"] = json!([library(0), library(1), library(0)]);
    let refused = guest.post("/api/v1/simulations", body).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("chosen twice"), "{}", refused.text);
    let id = create(&guest, input("scripted", 4)).await;
    let again = guest.post(&format!("/api/v1/simulations/{id}/participants"), json!({ "participants": [library(0)] })).await;
    assert_eq!(again.status, 422);
    assert!(again.text.contains("takes part already"), "{}", again.text);
}

#[tokio::test]
async fn two_people_of_one_name_are_refused() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let mut participants = Vec::new();
    for _ in 0..2 {
        let agent = guest.post("/api/v1/agents", json!({ "name": "Sam Lee", "archetype": "Analyst", "expertise": "Tea" })).await;
        participants.push(json!({ "agent_id": agent.json["data"]["id"] }));
    }
    let mut body = input("scripted", 4);
    body["participants"] = json!(participants);
    let refused = guest.post("/api/v1/simulations", body).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("Two participants are called Sam Lee"), "{}", refused.text);
}

#[tokio::test]
async fn fifty_participants_talk_and_fifty_one_are_too_many() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let mut body = input("scripted", 6);
    body["participants"] = panel(51);
    assert_eq!(guest.post("/api/v1/simulations", body.clone()).await.status, 422);
    body["participants"] = panel(50);
    let id = create(&guest, body).await;
    act(&guest, &id, "start").await;
    assert_eq!(app.settled(&guest, &id).await["state"], "finished");
}

#[tokio::test]
async fn with_everybody_muted_it_pauses_and_says_so() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 4)).await;
    for participant in ["p1", "p2", "p3", "p4"] {
        let path = format!("/api/v1/simulations/{id}/participants/{participant}");
        assert_eq!(guest.patch(&path, json!({ "muted": true })).await.status, 200);
    }
    act(&guest, &id, "start").await;
    let now = app.settled(&guest, &id).await;
    assert_eq!(now["state"], "paused");
    assert!(now["state_reason"].as_str().unwrap().contains("Unmute"), "{now}");
    assert_eq!(guest.patch(&format!("/api/v1/simulations/{id}/participants/p2"), json!({ "muted": false })).await.status, 200);
    act(&guest, &id, "start").await;
    assert_eq!(app.settled(&guest, &id).await["state"], "finished");
}

#[tokio::test]
async fn leaving_needs_a_pause_and_muting_does_not() {
    let app = TestApp::with(&[("COLLOQUY_SCRIPTED_DELAY_MS", "20")]).await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 20)).await;
    act(&guest, &id, "start").await;
    let path = format!("/api/v1/simulations/{id}/participants/p2");
    assert_eq!(guest.patch(&path, json!({ "left": true })).await.status, 409);
    assert_eq!(guest.patch(&path, json!({ "muted": true })).await.status, 200);
    act(&guest, &id, "stop").await;
}

#[tokio::test]
async fn an_agent_deleted_meanwhile_goes_on_talking() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let agent = guest.post("/api/v1/agents", json!({ "name": "Sam Lee", "archetype": "Analyst", "expertise": "Tea" })).await;
    let agent = agent.json["data"]["id"].clone();
    let mut body = input("scripted", 4);
    body["participants"] = json!([{ "agent_id": agent }, library(1)]);
    let id = create(&guest, body).await;
    act(&guest, &id, "step").await;
    app.settled(&guest, &id).await;
    assert_eq!(guest.delete(&format!("/api/v1/agents/{}", agent.as_str().unwrap())).await.status, 204);
    act(&guest, &id, "start").await;
    assert_eq!(app.settled(&guest, &id).await["state"], "finished");
    assert!(texts(&guest, &id).await.iter().any(|line| line.contains("|Sam Lee|")));
}

#[tokio::test]
async fn an_agent_deleted_in_the_middle_of_its_line_says_it_to_the_end() {
    let app = TestApp::with(&[("COLLOQUY_SCRIPTED_DELAY_MS", "10")]).await;
    let guest = app.guest().await;
    let agent = guest.post("/api/v1/agents", json!({ "name": "Sam Lee", "archetype": "Analyst", "expertise": "Tea" })).await;
    let agent = agent.json["data"]["id"].clone();
    let mut body = input("scripted", 4);
    body["settings"]["policy"] = json!("round_robin");
    body["participants"] = json!([{ "agent_id": agent }, library(1)]);
    let id = create(&guest, body).await;
    act(&guest, &id, "start").await;
    let open = "SELECT VALUE open_turn FROM ONLY type::record('simulation', $id)";
    while app.state.db.sql(open).bind("id", id.clone()).one::<u32>().await.unwrap() == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    assert_eq!(guest.delete(&format!("/api/v1/agents/{}", agent.as_str().unwrap())).await.status, 204);
    assert_eq!(app.settled(&guest, &id).await["state"], "finished");
    let lines = texts(&guest, &id).await;
    assert_eq!(lines.iter().filter(|line| line.contains("|Sam Lee|")).count(), 2, "{lines:?}");
}

#[tokio::test]
async fn a_panel_of_nobody_is_refused_and_the_last_one_who_leaves_pauses_it() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let mut body = input("scripted", 4);
    body["participants"] = json!([]);
    let refused = guest.post("/api/v1/simulations", body.clone()).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.json["error"]["details"]["fields"]["participants"], json!(["Choose at least one participant."]), "{}", refused.text);
    body["participants"] = json!([library(0)]);
    let id = create(&guest, body).await;
    let left = guest.patch(&format!("/api/v1/simulations/{id}/participants/p1"), json!({ "left": true })).await;
    assert_eq!(left.status, 200, "{}", left.text);
    act(&guest, &id, "start").await;
    let now = app.settled(&guest, &id).await;
    assert_eq!(now["state"], "paused");
    assert!(!now["state_reason"].as_str().unwrap().is_empty(), "{now}");
}

#[tokio::test]
async fn a_simulation_deleted_while_somebody_speaks_leaves_nothing() {
    let app = TestApp::with(&[("COLLOQUY_SCRIPTED_DELAY_MS", "10")]).await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 20)).await;
    act(&guest, &id, "start").await;
    while texts(&guest, &id).await.is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert_eq!(guest.delete(&format!("/api/v1/simulations/{id}")).await.status, 204);
    app.quiet().await;
    for table in ["SELECT VALUE id FROM simulation", "SELECT VALUE id FROM message", "SELECT VALUE id FROM turn_log"] {
        let left: Vec<Value> = app.state.db.sql(table).list().await.unwrap();
        assert!(left.is_empty(), "{table}: {left:?}");
    }
}
