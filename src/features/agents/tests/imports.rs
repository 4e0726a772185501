//! Imports of thousands of agents: a job that stores all of them or none.

use axum::body::Body;
use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};

use crate::core::ids::{AgentId, UserId};
use crate::core::permission::Permission;
use crate::features::agents::store::{self, Content};
use crate::features::agents::types::Persona;
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::tests::harness::{Answer, Client, TestApp};

/// Lines of a table of agents.
fn table(rows: usize) -> String {
    let lines: Vec<String> = (1..=rows).map(|n| format!("Person {n},Analyst,engines; notes {n}\n")).collect();
    format!("name,archetype,expertise\n{}", lines.concat())
}

async fn import(client: &Client, query: &str, body: String) -> Answer {
    let request = client.request(Method::POST, &format!("/api/v1/agents/import{query}")).header("content-type", "text/csv");
    client.send(request.body(Body::from(body)).unwrap()).await
}

/// Orders an import that becomes a job and gives the job's id.
async fn ordered(client: &Client, rows: usize) -> String {
    let answer = import(client, "", table(rows)).await;
    assert_eq!((answer.status, answer.json["data"]["created"].as_u64()), (202, u64::try_from(rows).ok()), "{}", answer.text);
    answer.json["data"]["job"].as_str().unwrap().to_owned()
}

async fn job(client: &Client, id: &str) -> Value {
    client.get(&format!("/api/v1/jobs/{id}")).await.json["data"].clone()
}

fn workspace(app: &TestApp, name: &str) -> WorkspaceId {
    Ctx::for_job(app.state.clone(), "test", UserId::new("somebody"), name.to_owned()).require(Permission::Read).unwrap()
}

async fn stored(app: &TestApp, client: &Client) -> u64 {
    store::count(&app.state.db, &workspace(app, &client.workspace)).await.unwrap()
}

/// Somebody else's agent under the id that the `place`th row of the import gets: storing that row fails.
async fn obstacle(app: &TestApp, import: &str, place: usize) -> AgentId {
    let id = AgentId::new(format!("{import}-{place:05}"));
    let agent = Content::new(id.clone(), Persona { name: "In the way".into(), ..Persona::default() }, String::new(), None);
    store::insert(&app.state.db, &workspace(app, "elsewhere"), &[agent], app.clock.now()).await.unwrap();
    id
}

/// Runs the job until it gives up.
async fn try_often(app: &TestApp) {
    for _ in 0..4 {
        app.run_jobs().await;
        app.clock.advance(Duration::minutes(2));
    }
}

#[tokio::test]
async fn a_thousand_rows_come_in_by_a_job_and_more_than_five_thousand_do_not() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let more = import(&client, "", table(5001)).await;
    assert_eq!(more.status, 422, "{}", more.text);
    assert!(more.text.contains("5001 agents"), "{}", more.text);
    let id = ordered(&client, 1000).await;
    assert_eq!(stored(&app, &client).await, 0, "the answer doesn't wait for it");
    app.run_jobs().await;
    let done = job(&client, &id).await;
    assert_eq!((&done["state"], &done["result"]), (&json!("done"), &json!({ "created": 1000 })), "{done}");
    assert_eq!(stored(&app, &client).await, 1000);
    let oldest = client.get("/api/v1/agents?sort=created_at&limit=2").await;
    assert_eq!([&oldest.json["data"][0]["name"], &oldest.json["data"][1]["name"]], ["Person 1", "Person 2"], "in the order of the file");
    let found = client.get("/api/v1/agents?q=person%20999").await;
    assert_eq!(found.json["data"][0]["name"], "Person 999");
    let again = import(&client, "", table(1000)).await;
    assert_eq!((&again.json["data"]["created"], &again.json["data"]["skipped"]), (&json!(0), &json!(1000)), "all are there already");
}

#[tokio::test]
async fn an_import_that_fails_in_the_middle_leaves_nothing_and_can_be_tried_again() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let own = client.post("/api/v1/agents", json!({ "name": "Old", "archetype": "Analyst", "expertise": ["x"] })).await;
    assert_eq!(own.status, 201);
    let id = ordered(&client, 350).await;
    let in_the_way = obstacle(&app, &id, 250).await;
    app.run_jobs().await;
    assert_eq!(stored(&app, &client).await, 201, "two pieces are there while it may still succeed");
    try_often(&app).await;
    assert_eq!(job(&client, &id).await["state"], "failed");
    assert_eq!(stored(&app, &client).await, 1, "only what was there before");
    assert_eq!(store::count(&app.state.db, &workspace(&app, "elsewhere")).await.unwrap(), 1, "nobody else's agent went");

    let other = workspace(&app, "elsewhere");
    store::delete(&app.state.db, &other, &[in_the_way], "batch", app.clock.now()).await.unwrap();
    assert_eq!(client.post(&format!("/api/v1/jobs/{id}/retry"), json!({})).await.status, 202);
    app.run_jobs().await;
    assert_eq!(job(&client, &id).await["state"], "done");
    assert_eq!(stored(&app, &client).await, 351);
}

#[tokio::test]
async fn an_attempt_goes_on_where_the_one_before_stopped() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let id = ordered(&client, 350).await;
    let in_the_way = obstacle(&app, &id, 350).await;
    app.run_jobs().await;
    assert_eq!(stored(&app, &client).await, 300);
    store::delete(&app.state.db, &workspace(&app, "elsewhere"), &[in_the_way], "batch", app.clock.now()).await.unwrap();
    try_often(&app).await;
    assert_eq!((job(&client, &id).await["state"].clone(), stored(&app, &client).await), (json!("done"), 350));
}

#[tokio::test]
async fn an_import_that_is_cancelled_stores_nothing() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let id = ordered(&client, 301).await;
    let cancelled = client.post(&format!("/api/v1/jobs/{id}/cancel"), json!({})).await;
    assert!(cancelled.status < 300, "{}", cancelled.text);
    try_often(&app).await;
    assert_eq!((job(&client, &id).await["state"].clone(), stored(&app, &client).await), (json!("cancelled"), 0));
}

#[tokio::test]
async fn a_file_of_ten_megabytes_is_taken_once_under_its_key() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let story = "A line of a long story. ".repeat(60);
    let lines: Vec<String> = (0..6).map(|n| format!("Person {n},Analyst,engines,{story}\n")).collect();
    let padding = " ".repeat(9_900_000);
    let file = format!("name,archetype,expertise,background\n{}{padding}\n", lines.concat());
    let send = |body: String| {
        let request =
            client.request(Method::POST, "/api/v1/agents/import").header("content-type", "text/csv").header("idempotency-key", "once");
        client.send(request.body(Body::from(body)).unwrap())
    };
    let first = send(file.clone()).await;
    assert_eq!((first.status, &first.json["data"]["created"]), (201, &json!(6)), "{}", first.text);
    let second = send(file).await;
    assert_eq!((second.status, second.headers.contains_key("idempotency-replayed")), (201, true), "{}", second.text);
    assert_eq!(stored(&app, &client).await, 6);
    let longer = send(" ".repeat(10_100_000)).await;
    assert_eq!(longer.status, 413, "{}", longer.text);
    assert!(longer.text.contains("10 MB"), "{}", longer.text);
}
