//! Workspaces through the public surface.

mod crew;
mod invitations;
mod members;
mod pages;
mod races;
mod rights;
mod sync;

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use crate::tests::harness::TestApp;

#[tokio::test]
async fn an_account_begins_with_its_personal_workspace() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let answer = ada.get("/api/v1/workspaces").await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    assert_eq!(answer.json["page"]["total"], 1);
    let only = &answer.json["data"][0];
    assert_eq!(
        (only["id"].as_str(), only["personal"].as_bool(), only["role"].as_str()),
        (Some(ada.workspace.as_str()), Some(true), Some("owner"))
    );
}

#[tokio::test]
async fn a_workspace_is_made_renamed_and_listed_after_the_personal_one() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    app.clock.advance(chrono::Duration::seconds(1));
    let made = ada.post("/api/v1/workspaces", json!({"name": "  Team  "})).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let id = made.json["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(made.headers["location"], format!("/api/v1/workspaces/{id}"));
    assert_eq!(made.json["data"]["name"], "Team");

    let path = format!("/api/v1/workspaces/{id}");
    let renamed = ada.patch(&path, json!({"name": "Crew"})).await;
    assert_eq!((renamed.status, renamed.json["data"]["name"].as_str()), (200, Some("Crew")));
    assert_eq!(renamed.headers["etag"], "\"2\"");
    let all = ada.get("/api/v1/workspaces?sort=created_at").await;
    let names: Vec<_> = all.json["data"].as_array().unwrap().iter().map(|w| w["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["ada's workspace", "Crew"]);
    assert_eq!(ada.get("/api/v1/workspaces?q=cre").await.json["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_stale_version_is_refused() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let request = ada
        .request(Method::PATCH, &format!("/api/v1/workspaces/{}", ada.workspace))
        .header("if-match", "\"7\"")
        .header("content-type", "application/json")
        .body(Body::from(r#"{"name":"New"}"#))
        .unwrap();
    assert_eq!(ada.send(request).await.status, 412);
}

#[tokio::test]
async fn others_workspaces_do_not_exist() {
    let app = TestApp::new().await;
    let (ada, eve) = (app.user("ada").await, app.user("eve").await);
    let path = format!("/api/v1/workspaces/{}", ada.workspace);
    assert_eq!(eve.get(&path).await.status, 404);
    assert_eq!(eve.patch(&path, json!({"name": "Mine"})).await.status, 404);
    let request = eve.request(Method::GET, "/api/v1/agents").header("x-workspace-id", &ada.workspace).body(Body::empty()).unwrap();
    assert_eq!(eve.send(request).await.status, 404);
    assert_eq!(ada.get(&path).await.json["data"]["name"], "ada's workspace");
}

#[tokio::test]
async fn pages_of_the_list_join_without_gap_or_repeat() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for n in 0..4 {
        app.clock.advance(chrono::Duration::seconds(1));
        assert_eq!(ada.post("/api/v1/workspaces", json!({"name": format!("W{n}")})).await.status, 201);
    }
    let (mut seen, mut path) = (Vec::new(), "/api/v1/workspaces?limit=2".to_owned());
    loop {
        let page = ada.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.json);
        seen.extend(page.json["data"].as_array().unwrap().iter().map(|w| w["name"].as_str().unwrap().to_owned()));
        let Some(cursor) = page.json["page"]["next_cursor"].as_str() else { break };
        path = format!("/api/v1/workspaces?limit=2&cursor={cursor}");
    }
    assert_eq!(seen, ["W3", "W2", "W1", "W0", "ada's workspace"]);
    let other = ada.get("/api/v1/workspaces?limit=2").await.json["page"]["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(ada.get(&format!("/api/v1/workspaces?sort=created_at&cursor={other}")).await.status, 422);
}

#[tokio::test]
async fn owner_role_and_ids_are_never_taken_from_the_input() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for (field, value) in
        [("id", json!("x")), ("role", json!("owner")), ("personal", json!(true)), ("created_by", json!("x")), ("version", json!(9))]
    {
        let mut body = json!({"name": "Team"});
        body[field] = value;
        let made = ada.post("/api/v1/workspaces", body.clone()).await;
        assert_eq!(made.status, 422, "{field}");
        assert!(made.json["error"]["details"]["fields"][field].is_array(), "{}", made.json);
        assert_eq!(ada.patch(&format!("/api/v1/workspaces/{}", ada.workspace), body).await.status, 422, "{field}");
    }
}

#[tokio::test]
async fn a_guest_keeps_to_one_workspace() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    assert_eq!(guest.post("/api/v1/workspaces", json!({"name": "Team"})).await.status, 403);
}

#[tokio::test]
async fn wrong_names_are_refused() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for name in [String::new(), "   ".into(), "x".repeat(101), "a\u{0}b".into(), "a\nb".into()] {
        assert_eq!(ada.post("/api/v1/workspaces", json!({"name": name})).await.status, 422, "{name:?}");
    }
}

#[tokio::test]
async fn workspaces_are_made_a_few_at_a_time() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for number in 0..10 {
        assert_eq!(ada.post("/api/v1/workspaces", json!({ "name": format!("Team {number}") })).await.status, 201);
    }
    let refused = ada.post("/api/v1/workspaces", json!({ "name": "One more" })).await;
    assert_eq!((refused.status, refused.headers.contains_key("retry-after")), (429, true), "{}", refused.text);
    app.clock.advance(chrono::Duration::seconds(6));
    assert_eq!(ada.post("/api/v1/workspaces", json!({ "name": "One more" })).await.status, 201);
}

#[tokio::test]
async fn names_that_turn_the_text_or_hide_something_are_refused() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = &ada.workspace;
    for name in ["Team \u{202e}gnp.exe", "Te\u{200b}am", "\u{2066}Team", "Team\u{feff}", "\u{3164}"] {
        let made = ada.post("/api/v1/workspaces", json!({ "name": name })).await;
        assert_eq!(made.status, 422, "{name:?}: {}", made.text);
        assert!(made.json["error"]["details"]["fields"]["name"][0].as_str().unwrap().contains("invisible"), "{}", made.text);
        assert_eq!(ada.patch(&format!("/api/v1/workspaces/{id}"), json!({ "name": name })).await.status, 422);
        assert_eq!(ada.patch("/api/v1/auth/me", json!({ "name": name })).await.status, 422);
        let sent = json!({ "name": name, "email": "eve@example.org", "password": "correct horse battery" });
        assert_eq!(app.anonymous().post("/api/v1/auth/register", sent).await.status, 422);
    }
}
