use serde_json::json;

use super::{act, create, input, texts};
use crate::features::simulations::store::turns;
use crate::tests::harness::TestApp;

#[tokio::test]
async fn a_scenario_of_200_kilobytes_is_refused_by_field() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let mut body = input("scripted", 4);
    body["scenario"]["setting"] = json!("long ".repeat(40_000));
    let refused = guest.post("/api/v1/simulations", body).await;
    assert_eq!(refused.status, 422);
    assert!(refused.json["error"]["details"]["fields"]["scenario.setting"].is_array(), "{}", refused.json["error"]["message"]);
}

#[tokio::test]
async fn the_largest_scenario_that_is_allowed_runs() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let mut body = input("scripted", 4);
    body["scenario"]["setting"] = json!("long words ".repeat(363));
    body["scenario"]["constraints"] = json!(vec!["A constraint of some length. ".repeat(10); 10]);
    body["scenario"]["rounds"] = json!([{ "title": "One", "instructions": "Talk. ".repeat(330), "turns": 4 }]);
    let id = create(&guest, body).await;
    act(&guest, &id, "start").await;
    assert_eq!(app.settled(&guest, &id).await["state"], "finished");
}

#[tokio::test]
async fn a_store_that_refuses_writes_loses_nothing() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let whole = super::run(&app, &guest, input("scripted", 4)).await;
    let id = create(&guest, input("scripted", 4)).await;
    act(&guest, &id, "step").await;
    app.settled(&guest, &id).await;
    let db = &app.state.db;
    db.sql("DEFINE FIELD OVERWRITE data ON turn_log TYPE object FLEXIBLE READONLY ASSERT false").exec().await.unwrap();
    act(&guest, &id, "start").await;
    let mut reason = String::new();
    for _ in 0..600 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        let now = guest.get(&format!("/api/v1/simulations/{id}")).await;
        reason = now.json["data"]["state_reason"].as_str().unwrap().to_owned();
        if !reason.is_empty() {
            break;
        }
    }
    assert!(reason.contains("could not be stored"), "{reason}");
    assert_eq!(texts(&guest, &id).await.len(), 1, "nothing is half stored");
    db.sql("DEFINE FIELD OVERWRITE data ON turn_log TYPE object FLEXIBLE READONLY").exec().await.unwrap();
    act(&guest, &id, "start").await;
    assert_eq!(app.settled(&guest, &id).await["state"], "finished");
    assert_eq!(texts(&guest, &id).await, whole);
}

#[tokio::test]
async fn a_clock_that_jumps_changes_nothing() {
    let app = TestApp::with(&[("COLLOQUY_SCRIPTED_DELAY_MS", "2")]).await;
    let guest = app.guest().await;
    let whole = super::run(&app, &guest, input("scripted", 6)).await;
    let id = create(&guest, input("scripted", 6)).await;
    act(&guest, &id, "start").await;
    // Far beyond the lease, but not beyond the life of the caller's token.
    for minutes in [10, -8, 12, -5] {
        app.clock.advance(chrono::Duration::minutes(minutes));
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
    }
    assert_eq!(app.settled(&guest, &id).await["state"], "finished");
    assert_eq!(texts(&guest, &id).await, whole);
}

#[tokio::test]
async fn an_owner_that_lost_its_lease_writes_nothing() {
    let app = TestApp::with(&[("COLLOQUY_SCRIPTED_DELAY_MS", "30")]).await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 6)).await;
    act(&guest, &id, "start").await;
    tokio::time::sleep(std::time::Duration::from_millis(120)).await;
    let later = app.state.clock.now() + turns::LEASE + chrono::Duration::seconds(1);
    assert!(turns::lease(&app.state.db, &id, "another-node", false, later).await.unwrap());
    let before = texts(&guest, &id).await.len();
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    assert_eq!(texts(&guest, &id).await.len(), before, "the old owner went on writing");
    act(&guest, &id, "stop").await;
}

#[tokio::test]
async fn rows_from_before_still_work() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 4)).await;
    act(&guest, &id, "step").await;
    app.settled(&guest, &id).await;
    let old = "{ UPDATE simulation UNSET plan.pins, plan.settings.order, plan.settings.moderator, plan.settings.self_follow, plan.settings.visibility,
         plan.settings.pacing, plan.settings.max_minutes, plan.settings.max_tokens, plan.settings.guards, plan.settings.ratings;
       DELETE turn_log; }";
    app.state.db.sql(old).exec().await.unwrap();
    let read = guest.get(&format!("/api/v1/simulations/{id}")).await;
    assert_eq!((read.status, &read.json["data"]["settings"]["guards"]["attempts"]), (200, &json!(3)), "{}", read.text);
    assert_eq!(guest.get(&format!("/api/v1/simulations/{id}/turns/1")).await.status, 404);
    act(&guest, &id, "start").await;
    assert_eq!(app.settled(&guest, &id).await["state"], "finished");
    let made = guest.post(&format!("/api/v1/simulations/{id}/branch"), json!({ "turn": 1 })).await;
    assert_eq!(made.status, 201, "{}", made.text);
}
