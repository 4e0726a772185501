//! Everything goes, nothing of others does, and it goes on where it stopped.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::service;
use crate::tests::harness::{Client, TestApp};

/// Every row of every table as text, by table.
pub async fn everything(app: &TestApp) -> Vec<(String, String)> {
    let info: Value = app.state.db.sql("INFO FOR DB").one().await.unwrap();
    let mut all = Vec::new();
    for table in info["tables"].as_object().expect("tables").keys() {
        let rows: Vec<Value> = app.state.db.sql("SELECT * FROM type::table($table)").bind("table", table.clone()).list().await.unwrap();
        all.extend(rows.into_iter().map(|row| (table.clone(), row.to_string())));
    }
    all
}

/// Rows that name any of the texts, but for those of the log.
pub async fn traces(app: &TestApp, texts: &[&str]) -> Vec<(String, String)> {
    let mut found = everything(app).await;
    found.retain(|(table, row)| table != "audit" && texts.iter().any(|text| row.contains(text)));
    found
}

/// Both rounds of the removal.
pub async fn purge(app: &TestApp) {
    service::run(&app.state).await;
    app.clock.advance(chrono::Duration::minutes(11));
    service::run(&app.state).await;
}

/// Agents, a simulation that ran, a scenario, a document, a job, an answer kept under a key. Gives the
/// simulation's id.
pub async fn furnish(app: &TestApp, client: &Client) -> String {
    let agent = client.post("/api/v1/agents", json!({"name": "Mara", "archetype": "Sceptic", "expertise": ["budgets"]})).await;
    assert_eq!(agent.status, 201, "{}", agent.json);
    let scenario = json!({"title": "Harbour", "setting": "A town", "question": "What now?"});
    assert_eq!(client.post("/api/v1/scenarios", scenario.clone()).await.status, 201);
    let library = client.get("/api/v1/agents/library?limit=2").await;
    let slugs: Vec<_> = library.json["data"].as_array().unwrap().iter().map(|a| json!({"library": a["slug"]})).collect();
    let body = json!({"title": "Talk", "scenario": scenario, "participants": slugs, "settings": {"model": "scripted", "max_turns": 3}});
    let request =
        client.request(Method::POST, "/api/v1/simulations").header("idempotency-key", "k1").header("content-type", "application/json");
    let made = client.send(request.body(Body::from(body.to_string())).unwrap()).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let id = made.json["data"]["id"].as_str().unwrap().to_owned();
    assert!(client.post(&format!("/api/v1/simulations/{id}/start"), json!({})).await.status < 300);
    app.settled(client, &id).await;
    let doc = client.post("/api/v1/documents/generate", json!({"type": "summary", "simulation_ids": [id]})).await;
    assert_eq!(doc.status, 202, "{}", doc.json);
    app.run_jobs().await;
    id
}

/// Takes a person out as the services do.
async fn take_out(app: &TestApp, client: &Client) {
    let id = client.user["id"].as_str().unwrap().to_owned();
    app.state.db.sql("{ fn::purge_person($id, $now); RETURN NONE; }").bind("id", id).bind("now", app.clock.now()).exec().await.unwrap();
    service::begin(&app.state);
}

#[tokio::test]
async fn nothing_is_left_of_a_guest_and_nobody_else_loses_anything() {
    let app = TestApp::new().await;
    let (guest, ada) = (app.guest().await, app.user("ada").await);
    let simulation = furnish(&app, &guest).await;
    furnish(&app, &ada).await;
    let person = guest.user["id"].as_str().unwrap();
    let of_ada = |all: Vec<(String, String)>| all.into_iter().filter(|(_, row)| row.contains(&ada.workspace)).count();
    let (ids, before) = ([guest.workspace.as_str(), simulation.as_str(), person], of_ada(everything(&app).await));
    let tables: BTreeSet<_> = traces(&app, &ids).await.into_iter().map(|(table, _)| table).collect();
    let written = [
        "agent",
        "scenario",
        "simulation",
        "message",
        "turn_log",
        "event",
        "stream",
        "document",
        "document_body",
        "job_done",
        "idempotency",
        "current_simulation",
        "user",
        "session",
        "workspace",
        "membership",
    ];
    for table in written {
        assert!(tables.contains(table), "the test writes nothing to {table}: {tables:?}");
    }
    take_out(&app, &guest).await;
    assert_eq!(guest.get("/api/v1/auth/me").await.status, 401, "at once");
    purge(&app).await;
    assert_eq!(traces(&app, &ids).await, Vec::new());
    assert_eq!(of_ada(everything(&app).await), before);
}

#[tokio::test]
async fn a_removal_that_was_cut_off_goes_on_and_a_second_worker_changes_nothing() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let simulation = furnish(&app, &guest).await;
    take_out(&app, &guest).await;
    // Somebody took it, removed one part and died.
    let now = app.clock.now();
    let taken = super::store::claim(&app.state.db, now, chrono::Duration::seconds(120)).await.unwrap();
    assert!(taken.is_some());
    app.state.db.sql("DELETE agent WHERE ws = $ws").bind("ws", guest.workspace.clone()).exec().await.unwrap();
    service::run(&app.state).await;
    assert!(!traces(&app, &[&guest.workspace, guest.user["id"].as_str().unwrap()]).await.is_empty(), "one of them is still leased");
    app.clock.advance(chrono::Duration::seconds(121));
    tokio::join!(service::run(&app.state), service::run(&app.state));
    app.clock.advance(chrono::Duration::minutes(11));
    service::run(&app.state).await;
    assert_eq!(traces(&app, &[&guest.workspace, &simulation]).await, Vec::new());
}

#[tokio::test]
async fn what_runs_is_taken_from_its_engine_and_writes_nothing_more() {
    let app = TestApp::with(&[("COLLOQUY_SCRIPTED_DELAY_MS", "5")]).await;
    let guest = app.guest().await;
    let library = guest.get("/api/v1/agents/library?limit=2").await;
    let slugs: Vec<_> = library.json["data"].as_array().unwrap().iter().map(|a| json!({"library": a["slug"]})).collect();
    let body =
        json!({"scenario": {"title": "T", "question": "Q?"}, "participants": slugs, "settings": {"model": "scripted", "max_turns": 200}});
    let made = guest.post("/api/v1/simulations", body).await;
    let id = made.json["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(guest.post(&format!("/api/v1/simulations/{id}/start"), json!({})).await.status, 200);
    for _ in 0..500 {
        if guest.get(&format!("/api/v1/simulations/{id}")).await.json["data"]["turns"].as_u64() > Some(0) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    take_out(&app, &guest).await;
    service::run(&app.state).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(traces(&app, &[&id]).await, Vec::new(), "nothing came after the first round");
}

#[tokio::test]
async fn an_act_in_the_log_keeps_who_and_when_but_no_name() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let body = json!({"email": "mara@example.org", "password": "correct horse battery", "name": "Mara Unmistakable"});
    let made = guest.post("/api/v1/auth/guest/upgrade", body).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let mara = guest.with_token(made.json["data"]["access_token"].as_str().unwrap());
    assert_eq!(mara.get("/api/v1/account/export").await.status, 200);
    let gone = mara.with_body(Method::DELETE, "/api/v1/account", &json!({"password": "correct horse battery"})).await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    purge(&app).await;
    let log: Vec<_> = everything(&app).await.into_iter().filter(|(table, _)| table == "audit").collect();
    let id = guest.user["id"].as_str().unwrap();
    for action in ["account.upgrade", "account.export", "account.delete"] {
        assert!(log.iter().any(|(_, row)| row.contains(action) && row.contains(id)), "{action} is not in {log:?}");
    }
    let whole = format!("{:?}", everything(&app).await);
    for personal in ["Mara Unmistakable", "mara@example.org", "127.0.0.1"] {
        assert!(!whole.contains(personal), "{personal} is still there");
    }
    for forgery in ["UPDATE audit SET actor_name = 'Eve'", "UPDATE audit SET after = 'x'", "UPDATE audit SET action = ''", "DELETE audit"] {
        assert!(app.state.db.sql(forgery).exec().await.is_err(), "{forgery}");
    }
}
