//! People, as administrators see and change them.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::super::service;
use super::{administrator, noted, path_of};
use crate::core::permission::SystemRole;
use crate::server::ctx::{Actor, Ctx};
use crate::tests::harness::TestApp;

#[tokio::test]
async fn administrators_find_people() {
    let app = TestApp::new().await;
    let root = administrator(&app, "root").await;
    let ada = app.user("ada").await;
    app.guest().await;
    let all = root.get("/api/v1/admin/users").await;
    assert_eq!(all.status, 200, "{}", all.text);
    let names: Vec<&str> = all.json["data"].as_array().unwrap().iter().map(|user| user["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Guest", "ada", "root"], "newest first");
    assert!(!all.text.contains("hash"), "{}", all.text);
    for (query, expected) in [
        ("q=ADA", vec!["ada"]),
        ("q=example.org&role=admin", vec!["root"]),
        ("role=user", vec!["Guest", "ada"]),
        ("state=disabled", vec![]),
        ("q=nobody", vec![]),
    ] {
        let found = root.get(&format!("/api/v1/admin/users?{query}")).await;
        let names: Vec<&str> = found.json["data"]
            .as_array()
            .unwrap_or_else(|| panic!("{}", found.text))
            .iter()
            .map(|user| user["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, expected, "{query}");
    }
    for wrong in ["role=owner", "state=gone", "limit=0", "who=ada"] {
        assert_eq!(root.get(&format!("/api/v1/admin/users?{wrong}")).await.status, 422, "{wrong}");
    }
    let one = root.get(&path_of(&ada)).await;
    assert_eq!(
        (one.status, one.json["data"]["sessions"].as_u64(), one.headers["etag"].to_str().unwrap()),
        (200, Some(1), "\"1\""),
        "{}",
        one.text
    );
    assert_eq!(root.get("/api/v1/admin/users/none").await.status, 404);
    let first = root.get("/api/v1/admin/users?limit=2").await;
    let cursor = first.json["page"]["next_cursor"].as_str().unwrap();
    let second = root.get(&format!("/api/v1/admin/users?limit=2&cursor={cursor}")).await;
    assert_eq!((second.json["data"][0]["name"].as_str(), second.json["page"]["next_cursor"].as_str()), (Some("root"), None));
}

#[tokio::test]
async fn who_is_deactivated_loses_sessions_keys_and_streams_at_once() {
    let app = TestApp::new().await;
    let root = administrator(&app, "root").await;
    let ada = app.user("ada").await;
    let made = ada.post("/api/v1/api-keys", json!({ "name": "k", "scopes": ["agents:read"] })).await;
    let holder = ada.with_token(made.json["data"]["key"].as_str().unwrap());
    let session = ada.get("/api/v1/auth/sessions").await.json["data"][0]["id"].as_str().unwrap().to_owned();
    let identity =
        crate::features::auth::service::session_identity(&app.state, &crate::core::ids::SessionId::new(session)).await.unwrap().unwrap();
    let stream =
        Ctx { state: app.state.clone(), actor: Actor::User(identity), request_id: "test".into(), client_ip: None, workspace: None };
    assert!(holder.get("/api/v1/agents").await.status == 200 && stream.still_valid().await);

    let changed = root.patch(&path_of(&ada), json!({ "state": "disabled" })).await;
    assert_eq!(
        (changed.status, changed.json["data"]["state"].as_str(), changed.json["data"]["sessions"].as_u64()),
        (200, Some("disabled"), Some(0)),
        "{}",
        changed.text
    );
    assert_eq!((ada.get("/api/v1/auth/me").await.status, holder.get("/api/v1/agents").await.status), (401, 401));
    assert!(!stream.still_valid().await);
    let refresh = app.anonymous().post("/api/v1/auth/refresh", json!({ "refresh_token": ada.refresh_token })).await;
    assert_eq!(refresh.status, 401);
    let login =
        app.anonymous().post("/api/v1/auth/login", json!({ "email": ada.user["email"], "password": "correct horse battery" })).await;
    assert_eq!((login.status, login.json["error"]["message"].as_str()), (401, Some("The e-mail address, username or password is wrong.")));

    assert_eq!(root.patch(&path_of(&ada), json!({ "state": "active" })).await.status, 200);
    assert_eq!(
        (ada.get("/api/v1/auth/me").await.status, holder.get("/api/v1/agents").await.status),
        (401, 200),
        "the sessions have ended, the key works again"
    );
    let acts: Vec<Value> = noted(&app, "user.disable").await;
    assert_eq!(
        (acts.len(), acts[0]["before"].as_str(), acts[0]["after"].as_str()),
        (1, Some(r#"{"state":"active"}"#), Some(r#"{"state":"disabled"}"#))
    );
    assert_eq!(acts[0]["actor"], root.user["id"]);
}

#[tokio::test]
async fn a_role_takes_effect_at_once_and_is_noted_with_before_and_after() {
    let app = TestApp::new().await;
    let root = administrator(&app, "root").await;
    let ada = app.user("ada").await;
    assert_eq!(ada.get("/api/v1/admin/users").await.status, 403);
    assert_eq!(root.patch(&path_of(&ada), json!({ "system_role": "admin" })).await.status, 200);
    assert_eq!(ada.get("/api/v1/admin/users").await.status, 200);
    assert_eq!(root.patch(&path_of(&ada), json!({ "system_role": "user" })).await.status, 200);
    assert_eq!(ada.get("/api/v1/admin/users").await.status, 403);
    let acts: Vec<Value> = noted(&app, "user.role").await.into_iter().filter(|row| row["actor"] == root.user["id"]).collect();
    let states: Vec<_> = acts.iter().map(|row| (row["before"].as_str().unwrap(), row["after"].as_str().unwrap())).collect();
    let (user, admin) = (r#"{"system_role":"user"}"#, r#"{"system_role":"admin"}"#);
    assert_eq!(states, [(user, admin), (admin, user)]);
    let seen = ada.get("/api/v1/account/activity").await;
    assert_eq!(
        (seen.json["data"][0]["action"].as_str(), seen.json["data"][0]["address"].as_str()),
        (Some("user.role"), Some("")),
        "she sees it, but not from where: {}",
        seen.text
    );
    assert_eq!(root.patch(&path_of(&ada), json!({})).await.status, 200);
    assert_eq!(noted(&app, "user.role").await.len(), 3, "nothing changed, nothing noted");
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let app = TestApp::new().await;
    let root = administrator(&app, "root").await;
    for body in [json!({ "system_role": "user" }), json!({ "state": "disabled" })] {
        let refused = root.patch(&path_of(&root), body).await;
        assert_eq!((refused.status, refused.json["error"]["code"].as_str()), (409, Some("conflict")), "{}", refused.text);
    }
    let second = administrator(&app, "second").await;
    assert_eq!(root.patch(&path_of(&second), json!({ "state": "disabled" })).await.status, 200);
    let refused = root.patch(&path_of(&root), json!({ "system_role": "user" })).await;
    assert_eq!(refused.status, 409, "a deactivated one doesn't count: {}", refused.text);
    assert!(service::promote(&app.state, "root0@example.org", SystemRole::User).await.unwrap_err().message.contains("only administrator"));
}

#[tokio::test]
async fn two_administrators_can_not_take_each_others_role_at_the_same_time() {
    for _ in 0..5 {
        let app = TestApp::new().await;
        let (one, two) = (administrator(&app, "one").await, administrator(&app, "two").await);
        let (two_path, one_path) = (path_of(&two), path_of(&one));
        let (a, b) =
            tokio::join!(one.patch(&two_path, json!({ "system_role": "user" })), two.patch(&one_path, json!({ "system_role": "user" })));
        let left: i64 = app.state.db.sql("RETURN fn::admins()").one().await.unwrap();
        assert_eq!(left, 1, "{} {}", a.text, b.text);
    }
}

#[tokio::test]
async fn a_stale_version_a_guest_and_unknown_fields_are_refused() {
    let app = TestApp::new().await;
    let root = administrator(&app, "root").await;
    let (ada, guest) = (app.user("ada").await, app.guest().await);
    let request = root.request(Method::PATCH, &path_of(&ada)).header("content-type", "application/json").header("if-match", "\"7\"");
    assert_eq!(root.send(request.body(Body::from(r#"{"state":"disabled"}"#)).unwrap()).await.status, 412);
    assert_eq!(root.patch(&path_of(&guest), json!({ "system_role": "admin" })).await.status, 409);
    for body in
        [json!({ "password_hash": "x" }), json!({ "email": "x@example.org" }), json!({ "system_role": "root" }), json!({ "state": "gone" })]
    {
        assert_eq!(root.patch(&path_of(&ada), body.clone()).await.status, 422, "{body}");
    }
    assert_eq!(root.patch("/api/v1/admin/users/none", json!({ "state": "disabled" })).await.status, 404);
}
