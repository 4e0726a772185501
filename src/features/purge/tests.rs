//! Everything goes, nothing of others does, and it goes on where it stopped.

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

/// Rows that name any of the ids, but for those of the log.
pub async fn traces(app: &TestApp, ids: &[&str]) -> Vec<(String, String)> {
    let mut found = everything(app).await;
    found.retain(|(table, row)| table != "audit" && ids.iter().any(|id| row.contains(id)));
    found
}

/// Both rounds of the removal.
pub async fn purge(app: &TestApp) {
    service::run(&app.state).await;
    app.clock.advance(chrono::Duration::minutes(11));
    service::run(&app.state).await;
}

/// Agents, a simulation that ran, a scenario, a document, a job, an answer kept under a key.
pub async fn furnish(app: &TestApp, client: &Client) -> String {
    let agent = client.post("/api/v1/agents", json!({"name": "Mara", "archetype": "Sceptic", "expertise": ["budgets"]})).await;
    assert_eq!(agent.status, 201, "{}", agent.json);
    let scenario = json!({"title": "Harbour", "setting": "A town", "question": "What now?"});
    assert_eq!(client.post("/api/v1/scenarios", scenario.clone()).await.status, 201);
    let library = client.get("/api/v1/agents/library?limit=2").await;
    let slugs: Vec<_> = library.json["data"].as_array().unwrap().iter().map(|a| json!({"library": a["slug"]})).collect();
    let body = json!({"title": "Talk", "scenario": scenario, "participants": slugs, "settings": {"max_turns": 3}});
    let request = client
        .request(axum::http::Method::POST, "/api/v1/simulations")
        .header("idempotency-key", "k1")
        .header("content-type", "application/json");
    let made = client.send(request.body(axum::body::Body::from(body.to_string())).unwrap()).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let id = made.json["data"]["id"].as_str().unwrap().to_owned();
    assert!(client.post(&format!("/api/v1/simulations/{id}/start"), json!({})).await.status < 300);
    app.settled(client, &id).await;
    let doc = client.post("/api/v1/documents/generate", json!({"type": "summary", "simulation_ids": [id]})).await;
    assert_eq!(doc.status, 202, "{}", doc.json);
    app.run_jobs().await;
    id
}

#[tokio::test]
async fn nothing_is_left_of_a_workspace_and_nobody_else_loses_anything() {
    let app = TestApp::new().await;
    let (guest, ada) = (app.guest().await, app.user("ada").await);
    let simulation = furnish(&app, &guest).await;
    furnish(&app, &ada).await;
    let of_ada = |all: Vec<(String, String)>| all.into_iter().filter(|(_, row)| row.contains(&ada.workspace)).count();
    let (ids, before) = ([guest.workspace.as_str(), simulation.as_str()], of_ada(everything(&app).await));
    let tables: std::collections::BTreeSet<_> = traces(&app, &ids).await.into_iter().map(|(table, _)| table).collect();
    for table in [
        "agent",
        "scenario",
        "simulation",
        "message",
        "event",
        "stream",
        "document",
        "document_body",
        "job_done",
        "idempotency",
        "current_simulation",
    ] {
        assert!(tables.contains(table), "the test writes nothing to {table}: {tables:?}");
    }
    let now = app.clock.now();
    app.state
        .db
        .sql("{ RETURN fn::purge_workspace($ws, $now) }")
        .bind("ws", guest.workspace.clone())
        .bind("now", now)
        .exec()
        .await
        .unwrap();
    service::begin(&app.state);
    purge(&app).await;
    assert_eq!(traces(&app, &ids).await, Vec::new());
    assert_eq!(of_ada(everything(&app).await), before);
}
