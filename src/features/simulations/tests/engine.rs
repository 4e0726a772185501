use std::time::Duration;

use serde_json::json;

use super::{act, create, input, texts};
use crate::features::simulations::store::simulations::Pending;
use crate::features::simulations::store::turns::{self, Opening};
use crate::features::simulations::types::{SimulationEvent, Speaker};
use crate::tests::harness::TestApp;

#[tokio::test]
async fn step_speaks_one_turn() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 6)).await;
    for turn in 1..=3 {
        act(&guest, &id, "step").await;
        let now = app.settled(&guest, &id).await;
        assert_eq!((now["state"].clone(), now["turns"].clone()), (json!("paused"), json!(turn)));
    }
}

#[tokio::test]
async fn stepping_says_the_same_as_running() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let whole = super::run(&app, &guest, input("scripted", 5)).await;
    let id = create(&guest, input("scripted", 5)).await;
    for _ in 0..5 {
        act(&guest, &id, "step").await;
        app.settled(&guest, &id).await;
    }
    assert_eq!(texts(&guest, &id).await, whole);
}

#[tokio::test]
async fn stop_is_final_and_idempotent() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted:slow", 6)).await;
    act(&guest, &id, "start").await;
    assert_eq!(act(&guest, &id, "stop").await["state"], "stopped");
    assert_eq!(act(&guest, &id, "stop").await["state"], "stopped");
    let refused = guest.post(&format!("/api/v1/simulations/{id}/resume"), json!({})).await;
    assert_eq!(refused.status, 409);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(guest.get(&format!("/api/v1/simulations/{id}")).await.json["data"]["state"], "stopped");
}

#[tokio::test]
async fn an_interrupted_line_is_said_again_after_resume() {
    let app = TestApp::with(&[("COLLOQUY_SCRIPTED_DELAY_MS", "20")]).await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 3)).await;
    act(&guest, &id, "start").await;
    tokio::time::sleep(Duration::from_millis(150)).await;
    let paused = guest.post(&format!("/api/v1/simulations/{id}/pause"), json!({ "now": true })).await;
    assert_eq!(paused.json["data"]["state"], "paused");
    tokio::time::sleep(Duration::from_millis(100)).await;
    let turns = guest.get(&format!("/api/v1/simulations/{id}")).await.json["data"]["turns"].clone();
    assert_eq!(turns, json!(0));
    act(&guest, &id, "resume").await;
    app.settled(&guest, &id).await;
    let whole = super::run(&app, &guest, input("scripted", 3)).await;
    assert_eq!(texts(&guest, &id).await, whole);
}

#[tokio::test]
async fn a_failing_model_pauses_with_a_reason() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for model in ["scripted:server-error", "scripted:rate-limited", "scripted:cut-stream"] {
        let id = create(&guest, input(model, 4)).await;
        act(&guest, &id, "start").await;
        let now = app.settled(&guest, &id).await;
        assert_eq!(now["state"], "paused", "{model}: {now}");
        assert!(now["state_reason"].as_str().unwrap().len() > 20, "{model}: {now}");
        // Another model, and it goes on.
        let path = format!("/api/v1/simulations/{id}");
        assert_eq!(guest.patch(&path, json!({ "settings": { "model": "scripted" } })).await.status, 200);
        act(&guest, &id, "resume").await;
        assert_eq!(app.settled(&guest, &id).await["state"], "finished", "{model}");
    }
}

#[tokio::test]
async fn a_repeating_model_is_caught() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted:repeater", 10)).await;
    act(&guest, &id, "start").await;
    assert_eq!(app.settled(&guest, &id).await["state"], "paused", "nobody has anything left to say");
    act(&guest, &id, "stop").await;
    let stream = guest.get(&format!("/api/v1/simulations/{id}/events")).await;
    assert!(stream.text.contains("event: turn_discarded"), "no attempt was thrown away");
}

#[tokio::test]
async fn simulations_beyond_the_limit_wait_and_run() {
    let app = TestApp::with(&[("COLLOQUY_MAX_RUNNING_SIMULATIONS", "2"), ("COLLOQUY_GUEST_RUNNING", "6")]).await;
    let guest = app.guest().await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        let id = create(&guest, input("scripted", 6)).await;
        act(&guest, &id, "start").await;
        ids.push(id);
    }
    for id in ids {
        assert_eq!(app.settled(&guest, &id).await["state"], "finished");
    }
}

#[tokio::test]
async fn two_nodes_do_not_speak_the_same_turn() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted:slow", 20)).await;
    act(&guest, &id, "start").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let now = app.state.clock.now();
    let db = &app.state.db;
    assert!(!turns::lease(db, &id, "another-node", false, now).await.unwrap(), "the owner is alive");
    let event = SimulationEvent::TurnStarted { turn: 1, speaker: Speaker { id: "p1".into(), name: "x".into() }, reason: String::new() };
    let opening = Opening { turn: 1, pending: &Pending::default(), event, spent: None, cost_micros: Some(0) };
    assert!(!turns::open(db, &id, "another-node", opening, now).await.unwrap(), "only the owner opens turns");
    let later = now + turns::LEASE + chrono::Duration::seconds(1);
    assert!(turns::lease(db, &id, "another-node", false, later).await.unwrap(), "a lease that ended can be taken");
    act(&guest, &id, "stop").await;
}

#[tokio::test]
async fn the_observer_may_speak_in_the_middle_of_a_line() {
    let app = TestApp::with(&[("COLLOQUY_SCRIPTED_DELAY_MS", "5")]).await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 4)).await;
    act(&guest, &id, "start").await;
    for i in 0..5 {
        tokio::time::sleep(Duration::from_millis(40)).await;
        let said = guest.post(&format!("/api/v1/simulations/{id}/observer"), json!({ "content": format!("Remark {i}") })).await;
        assert!(matches!(said.status, 201 | 409), "{}", said.json);
    }
    app.settled(&guest, &id).await;
    let lines = texts(&guest, &id).await;
    let numbers: Vec<usize> = lines.iter().map(|l| l.split('|').next().unwrap().parse().unwrap()).collect();
    assert_eq!(numbers, (1..=lines.len()).collect::<Vec<_>>());
}
