//! Several agents at once: tags, copies, deletion and its undoing.

use chrono::Duration;
use serde_json::json;

use super::own::{create, id, made, search};
use crate::features::agents::service;
use crate::tests::harness::TestApp;

#[tokio::test]
async fn what_was_deleted_comes_back_as_it_was() {
    let app = TestApp::new().await;
    let (client, other) = (app.guest().await, app.guest().await);
    let agent = create(&client, json!({ "name": "Ada Quill", "archetype": "A", "expertise": ["x"], "residence": "Lyon, France" })).await;
    let path = format!("/api/v1/agents/{}", id(&agent));
    client.patch(&path, json!({ "age": 40 })).await;
    let before = client.get(&path).await.json["data"].clone();
    let ids = json!({ "ids": [id(&agent), made(&client, "Ben").await] });
    assert_eq!(client.post("/api/v1/agents/bulk-delete", ids.clone()).await.json["data"]["deleted"], 2);
    assert_eq!(client.get(&path).await.status, 404);
    assert!(search(&client, "").await.is_empty());
    let theirs = other.post("/api/v1/agents/restore", ids.clone()).await;
    assert_eq!(theirs.json["data"], json!({ "restored": 0, "missing": ids["ids"] }), "another workspace's trash");
    let back = client.post("/api/v1/agents/restore", ids.clone()).await;
    assert_eq!(back.json["data"], json!({ "restored": 2, "missing": [] }), "{}", back.text);
    assert_eq!(client.get(&path).await.json["data"], before);
    assert_eq!(search(&client, "q=quill&region=europe").await, ["Ada Quill"], "and is found as before");
    assert_eq!(client.post("/api/v1/agents/restore", ids).await.json["data"]["restored"], 0, "once");
}

#[tokio::test]
async fn a_single_deletion_can_be_undone_too_for_a_week() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let (a, b) = (made(&client, "A").await, made(&client, "B").await);
    assert_eq!(client.delete(&format!("/api/v1/agents/{a}")).await.status, 204);
    app.clock.advance(Duration::days(6));
    service::clean_up(&app.state).await;
    let client = app.guest().await;
    let again = made(&client, "C").await;
    assert_eq!(client.delete(&format!("/api/v1/agents/{again}")).await.status, 204);
    let left = || async { app.state.db.sql("SELECT VALUE sort FROM agent_trash").list::<String>().await.unwrap() };
    assert_eq!(left().await.len(), 2);
    app.clock.advance(Duration::days(2));
    service::clean_up(&app.state).await;
    assert_eq!(left().await, [again], "what is older than a week is gone, {b} was never there");
}

#[tokio::test]
async fn tags_are_added_and_taken_off_in_bulk() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let a = id(&create(&client, json!({ "name": "A", "archetype": "A", "expertise": ["x"], "tags": ["Rail"] })).await);
    let b = made(&client, "B").await;
    let answer = client.post("/api/v1/agents/bulk-tag", json!({ "ids": [a, b, "nobody"], "add": [" night ", "rail"], "remove": [] })).await;
    assert_eq!(answer.json["data"], json!({ "changed": 2, "missing": ["nobody"] }), "{}", answer.text);
    let of = async |id: &str| client.get(&format!("/api/v1/agents/{id}")).await.json["data"].clone();
    assert_eq!((of(&a).await["tags"].clone(), of(&b).await["tags"].clone()), (json!(["Rail", "night"]), json!(["night", "rail"])));
    assert_eq!(of(&a).await["version"], 2);
    let same = client.post("/api/v1/agents/bulk-tag", json!({ "ids": [a, b], "add": ["RAIL"] })).await;
    assert_eq!(same.json["data"]["changed"], 0, "they have it already");
    let off = client.post("/api/v1/agents/bulk-tag", json!({ "ids": [a, b], "remove": ["rail"] })).await;
    assert_eq!(off.json["data"]["changed"], 2);
    assert_eq!(search(&client, "tag=night&sort=name").await, ["A", "B"]);
    assert!(search(&client, "tag=rail").await.is_empty());
    let many: Vec<String> = (0..20).map(|n| format!("t{n}")).collect();
    for (body, field) in [
        (json!({ "ids": [a], "add": [] }), "add"),
        (json!({ "ids": [], "add": ["x"] }), "ids"),
        (json!({ "ids": [a], "add": many }), "add"),
        (json!({ "ids": [a], "add": ["x".repeat(201)] }), "add"),
    ] {
        let refused = client.post("/api/v1/agents/bulk-tag", body).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.json["error"]["details"]["fields"][field].is_array(), "{}", refused.text);
    }
}

#[tokio::test]
async fn several_are_copied_all_or_none() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let (a, b) = (made(&client, "A").await, made(&client, "B").await);
    let answer = client.post("/api/v1/agents/bulk-duplicate", json!({ "ids": [b, a] })).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let names: Vec<&str> = answer.json["data"].as_array().unwrap().iter().map(|agent| agent["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["B (copy)", "A (copy)"]);
    assert_eq!(client.post("/api/v1/agents/bulk-duplicate", json!({ "ids": [a, "nobody"] })).await.status, 404);
    assert_eq!(search(&client, "").await.len(), 4);
}
