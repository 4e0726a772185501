use serde_json::{Value, json};

use super::{act, create, input, texts};
use crate::features::simulations::store::turns;
use crate::tests::harness::{Client, TestApp};

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

/// Waits until the simulation says that it is in this state.
async fn until(client: &Client, id: &str, state: &str) -> Value {
    for _ in 0..2000 {
        let now = client.get(&format!("/api/v1/simulations/{id}")).await.json["data"].clone();
        if now["state"] == state {
            return now;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it never became {state}");
}

async fn sql(app: &TestApp, text: &'static str) {
    app.state.db.sql(text).exec().await.unwrap();
}

const REFUSE_TURNS: &str = "DEFINE FIELD OVERWRITE data ON turn_log TYPE object FLEXIBLE READONLY ASSERT false";
const TAKE_TURNS: &str = "DEFINE FIELD OVERWRITE data ON turn_log TYPE object FLEXIBLE READONLY";

#[tokio::test]
async fn a_store_that_refuses_a_turn_pauses_with_the_reason_and_loses_nothing() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let whole = super::run(&app, &guest, input("scripted", 4)).await;
    let id = create(&guest, input("scripted", 4)).await;
    act(&guest, &id, "step").await;
    app.settled(&guest, &id).await;
    sql(&app, REFUSE_TURNS).await;
    act(&guest, &id, "start").await;
    let now = until(&guest, &id, "paused").await;
    assert!(now["state_reason"].as_str().unwrap().contains("could not be stored"), "{now}");
    app.quiet().await;
    let row: Value = app
        .state
        .db
        .sql("SELECT state, owner, open_turn FROM ONLY type::record('simulation', $id)")
        .bind("id", id.clone())
        .one()
        .await
        .unwrap();
    assert_eq!(row, json!({ "state": "paused", "owner": "", "open_turn": 0 }), "it is stored, and nobody holds it");
    assert_eq!(texts(&guest, &id).await.len(), 1, "nothing is half stored");
    sql(&app, TAKE_TURNS).await;
    act(&guest, &id, "resume").await;
    assert_eq!(app.settled(&guest, &id).await["state"], "finished");
    assert_eq!(texts(&guest, &id).await, whole);
    let events = guest.get(&format!("/api/v1/simulations/{id}/events?after=0")).await;
    assert!(events.text.contains("could not be stored"), "who looked was told: {}", events.text);
}

#[tokio::test]
async fn a_store_that_takes_nothing_is_told_and_it_goes_on_by_itself_afterwards() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let whole = super::run(&app, &guest, input("scripted", 4)).await;
    let id = create(&guest, input("scripted", 4)).await;
    act(&guest, &id, "step").await;
    app.settled(&guest, &id).await;
    sql(&app, REFUSE_TURNS).await;
    sql(&app, "DEFINE FIELD OVERWRITE reason ON simulation TYPE string ASSERT $value = ''").await;
    // The row still has the reason of the step before.
    sql(&app, "UPDATE simulation SET reason = ''").await;
    act(&guest, &id, "start").await;
    let now = until(&guest, &id, "paused").await;
    assert!(now["state_reason"].as_str().unwrap().contains("goes on by itself"), "{now}");
    let state: String =
        app.state.db.sql("SELECT VALUE state FROM ONLY type::record('simulation', $id)").bind("id", id.clone()).one().await.unwrap();
    assert_eq!(state, "running", "not even the pause can be stored");
    // Trying at once changes nothing yet; somebody who pauses is told that it can't be stored.
    assert_eq!(act(&guest, &id, "resume").await["state"], "paused");
    let refused = guest.post(&format!("/api/v1/simulations/{id}/pause"), json!({})).await;
    assert!(refused.status >= 500, "{}", refused.text);
    sql(&app, "DEFINE FIELD OVERWRITE reason ON simulation TYPE string").await;
    sql(&app, TAKE_TURNS).await;
    act(&guest, &id, "resume").await;
    until(&guest, &id, "finished").await;
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
async fn of_many_nodes_that_want_the_same_simulation_one_gets_it() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 4)).await;
    app.state.db.sql("UPDATE simulation SET state = 'running', owner = 'gone'").exec().await.unwrap();
    let later = app.state.clock.now() + turns::LEASE + chrono::Duration::seconds(1);
    let racers = (0..8).map(|n| {
        let (db, id) = (app.state.db.clone(), id.clone());
        async move { turns::lease(&db, &id, &format!("node-{n}"), false, later).await.unwrap() }
    });
    let won = futures::future::join_all(racers).await.into_iter().filter(|won| *won).count();
    assert_eq!(won, 1);
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
