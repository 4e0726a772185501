//! API keys through the public surface. What each scope opens is in `tests::coverage::keys`.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::types::MAX_KEYS;
use crate::core::permission::Permission;
use crate::server::ctx::{Actor, Ctx};
use crate::tests::harness::{Answer, Client, TestApp};

async fn make(owner: &Client, body: Value) -> Answer {
    owner.post("/api/v1/api-keys", body).await
}

/// A new key and its id.
async fn key(owner: &Client, scopes: &[&str]) -> (String, String) {
    let made = make(owner, json!({ "name": "Nightly export", "scopes": scopes })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let text = |name: &str| made.json["data"][name].as_str().unwrap().to_owned();
    (text("key"), text("id"))
}

/// A request with these headers and nothing else.
async fn with(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Answer {
    let client = app.anonymous();
    let mut request = client.request(Method::GET, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_key_is_shown_once_and_stored_as_a_keyed_hash() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let made = make(
        &ada,
        json!({ "name": " Nightly export ", "scopes": ["documents:read", "agents:write", "agents:write"], "expires_in_days": 30 }),
    )
    .await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.headers["cache-control"], "no-store");
    let data = &made.json["data"];
    let key = data["key"].as_str().unwrap();
    assert!(key.starts_with("clq_") && key.len() == 53, "{key}");
    assert_eq!((data["name"].as_str(), &data["scopes"]), (Some("Nightly export"), &json!(["agents:write", "documents:read"])));
    assert_eq!((data["prefix"].as_str(), data["expires_at"].as_str()), (Some(&key[..8]), Some("2026-12-20T09:00:00Z")));
    assert_eq!(made.headers["location"], format!("/api/v1/api-keys/{}", data["id"].as_str().unwrap()));

    let listed = ada.get("/api/v1/api-keys").await;
    assert_eq!((listed.status, listed.json["data"].as_array().unwrap().len()), (200, 1), "{}", listed.text);
    assert!(!listed.text.contains(key) && listed.json["data"][0].get("key").is_none() && !listed.text.contains("hash"), "{}", listed.text);
    let rows: Vec<Value> = app.state.db.sql("SELECT *, record::id(id) AS id FROM api_key").list().await.unwrap();
    assert!(rows.len() == 1 && !rows[0].to_string().contains(&key[8..]), "{rows:?}");
    let noted: Vec<Value> = app.state.db.sql("SELECT *, record::id(id) AS id FROM audit WHERE action = 'key.create'").list().await.unwrap();
    assert!(noted.len() == 1 && !noted[0].to_string().contains(&key[8..]), "{noted:?}");
}

#[tokio::test]
async fn a_key_gives_the_same_rights_by_every_header_and_none_as_a_cookie() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let (key, _) = key(&ada, &["agents:read"]).await;
    let bearer = format!("Bearer {key}");
    let ways: [&[(&str, &str)]; 3] =
        [&[("authorization", &bearer)], &[("x-api-key", &key)], &[("authorization", &bearer), ("x-api-key", &key)]];
    for way in ways {
        assert_eq!(with(&app, "/api/v1/agents", way).await.status, 200, "{way:?}");
        for path in ["/api/v1/documents", "/api/v1/auth/me", "/api/v1/api-keys"] {
            let refused = with(&app, path, way).await;
            assert_eq!((refused.status, refused.json["error"]["code"].as_str()), (403, Some("forbidden")), "{path} {way:?}");
        }
    }
    let cookie = format!("colloquy_session={key}");
    assert_eq!(with(&app, "/api/v1/agents", &[("cookie", &cookie)]).await.status, 401);
    // An access token is no key, wherever a key may stand.
    assert_eq!(with(&app, "/api/v1/agents", &[("x-api-key", ada.token.as_deref().unwrap())]).await.status, 401);
}

#[tokio::test]
async fn two_different_credentials_in_one_request_are_refused() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let (one, _) = key(&ada, &["agents:read"]).await;
    let (other, _) = key(&ada, &["documents:read"]).await;
    let (one_bearer, token) = (format!("Bearer {one}"), format!("Bearer {}", ada.token.as_deref().unwrap()));
    let pairs: [&[(&str, &str)]; 5] = [
        &[("authorization", &one_bearer), ("x-api-key", &other)],
        &[("authorization", &token), ("x-api-key", &one)],
        &[("authorization", &token), ("authorization", &one_bearer)],
        &[("x-api-key", &one), ("x-api-key", &other)],
        &[("x-api-key", &one), ("cookie", "colloquy_session=something")],
    ];
    for pair in pairs {
        let answer = with(&app, "/api/v1/agents", pair).await;
        assert_eq!((answer.status, answer.json["error"]["code"].as_str()), (400, Some("malformed_request")), "{pair:?}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_key_can_not_make_keys_nor_touch_sessions() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let scopes: Vec<String> = super::scopes::Scope::all().map(|scope| scope.to_string()).collect();
    let (text, id) = key(&ada, &scopes.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let holder = ada.with_token(&text);
    assert_eq!(make(&holder, json!({ "name": "More", "scopes": ["agents:read"] })).await.status, 403);
    assert_eq!(holder.delete(&format!("/api/v1/api-keys/{id}")).await.status, 403);
    assert_eq!(holder.delete("/api/v1/auth/sessions").await.status, 403);
    assert_eq!(holder.post("/api/v1/auth/logout", json!({})).await.status, 403);
    assert_eq!(holder.get("/api/v1/auth/me").await.status, 200);
    assert_eq!(ada.get("/api/v1/auth/me").await.status, 200, "nothing was ended");
}

#[tokio::test]
async fn a_revoked_key_is_worth_nothing_at_once() {
    let app = TestApp::new().await;
    let (ada, eve) = (app.user("ada").await, app.user("eve").await);
    let (text, id) = key(&ada, &["agents:read"]).await;
    let holder = ada.with_token(&text);
    assert_eq!(holder.get("/api/v1/agents").await.status, 200);
    assert_eq!(eve.delete(&format!("/api/v1/api-keys/{id}")).await.status, 404, "it isn't hers");
    assert_eq!(holder.get("/api/v1/agents").await.status, 200);
    assert_eq!(ada.delete(&format!("/api/v1/api-keys/{id}")).await.status, 204);
    let refused = holder.get("/api/v1/agents").await;
    assert_eq!((refused.status, refused.json["error"]["code"].as_str()), (401, Some("unauthenticated")));
    assert_eq!(ada.delete(&format!("/api/v1/api-keys/{id}")).await.status, 404);
    assert_eq!(ada.get("/api/v1/api-keys").await.json["data"], json!([]));
}

#[tokio::test]
async fn a_key_ends_with_its_time_unless_it_has_none() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let mut keys = Vec::new();
    for days in [30, 90, 365, 0] {
        let made = make(&ada, json!({ "name": "k", "scopes": ["agents:read"], "expires_in_days": days })).await;
        keys.push((days, ada.with_token(made.json["data"]["key"].as_str().unwrap())));
    }
    app.clock.advance(chrono::Duration::days(30) - chrono::Duration::seconds(1));
    for (days, holder) in &keys {
        assert_eq!(holder.get("/api/v1/agents").await.status, 200, "{days}");
    }
    for (passed, left) in [(1, vec![90, 365, 0]), (60 * 86400, vec![365, 0]), (275 * 86400, vec![0])] {
        app.clock.advance(chrono::Duration::seconds(passed));
        for (days, holder) in &keys {
            let wanted = if left.contains(days) { 200 } else { 401 };
            assert_eq!(holder.get("/api/v1/agents").await.status, wanted, "{days} days, {left:?} left");
        }
    }
    let usual = make(&app.user("bob").await, json!({ "name": "k", "scopes": ["agents:read"] })).await;
    assert!(usual.json["data"]["expires_at"].is_string(), "without a wish it ends: {}", usual.text);
}

#[tokio::test]
async fn the_last_use_is_known_to_within_five_minutes() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let (text, _) = key(&ada, &["agents:read"]).await;
    let last = || async { ada.get("/api/v1/api-keys").await.json["data"][0]["last_used_at"].as_str().map(str::to_owned) };
    assert_eq!(last().await, None);
    assert_eq!(ada.with_token(&text).get("/api/v1/agents").await.status, 200);
    // It is written beside the request.
    for _ in 0..200 {
        if last().await.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(last().await.as_deref(), Some("2026-11-20T09:00:00Z"));
}

#[tokio::test]
async fn a_restricted_key_reaches_one_workspace_only() {
    let app = TestApp::new().await;
    let (ada, eve) = (app.user("ada").await, app.user("eve").await);
    let team = ada.post("/api/v1/workspaces", json!({ "name": "Team" })).await.json["data"]["id"].as_str().unwrap().to_owned();
    let scopes = json!(["agents:write", "workspaces:admin"]);
    let made = make(&ada, json!({ "name": "k", "scopes": scopes, "workspace_id": team })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let holder = ada.with_token(made.json["data"]["key"].as_str().unwrap());
    // Without a header its own workspace, not the personal one.
    let agent = holder.post("/api/v1/agents", json!({ "name": "A", "archetype": "Analyst", "expertise": "Tea" })).await;
    assert_eq!(agent.status, 201, "{}", agent.text);
    let path = format!("/api/v1/agents/{}", agent.json["data"]["id"].as_str().unwrap());
    assert_eq!(ada.get(&path).await.status, 404, "it is not in the personal workspace");
    let in_team = ada.request(Method::GET, &path).header("x-workspace-id", &team).body(Body::empty()).unwrap();
    assert_eq!(ada.send(in_team).await.status, 200);
    let elsewhere = holder.request(Method::GET, "/api/v1/agents").header("x-workspace-id", &ada.workspace).body(Body::empty()).unwrap();
    assert_eq!(holder.send(elsewhere).await.status, 404);
    let seen = holder.get("/api/v1/workspaces").await;
    assert_eq!((seen.json["page"]["total"].as_u64(), seen.json["data"][0]["id"].as_str()), (Some(1), Some(team.as_str())), "{}", seen.text);
    assert_eq!(holder.get(&format!("/api/v1/workspaces/{}", ada.workspace)).await.status, 404);
    assert_eq!(holder.post("/api/v1/workspaces", json!({ "name": "New" })).await.status, 403);
    let foreign = make(&ada, json!({ "name": "k", "scopes": ["agents:read"], "workspace_id": eve.workspace })).await;
    assert!(foreign.status == 422 && foreign.json["error"]["details"]["fields"]["workspace_id"].is_array(), "{}", foreign.text);
}

#[tokio::test]
async fn wrong_input_names_the_field() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let good = || json!({ "name": "k", "scopes": ["agents:read"] });
    for (field, value) in [
        ("name", json!("  ")),
        ("name", json!("x".repeat(61))),
        ("name", json!("a\u{7}b")),
        ("scopes", json!([])),
        ("expires_in_days", json!(31)),
        ("workspace_id", json!("nowhere")),
    ] {
        let mut body = good();
        body[field] = value;
        let answer = make(&ada, body.clone()).await;
        assert_eq!(answer.status, 422, "{body}: {}", answer.text);
        assert!(answer.json["error"]["details"]["fields"][field].is_array(), "{body}: {}", answer.text);
    }
    for (field, value) in
        [("scopes", json!(["agents:own"])), ("scopes", json!(["*"])), ("user", json!("eve")), ("hash", json!("x")), ("key", json!("clq_x"))]
    {
        let mut body = good();
        body[field] = value;
        assert_eq!(make(&ada, body.clone()).await.status, 422, "{body}");
    }
    assert_eq!(make(&app.guest().await, good()).await.status, 403, "a guest has none");
}

#[tokio::test]
async fn keys_are_counted_and_their_pages_join() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for n in 0..MAX_KEYS {
        assert_eq!(make(&ada, json!({ "name": format!("k{n}"), "scopes": ["agents:read"] })).await.status, 201);
    }
    let refused = make(&ada, json!({ "name": "one more", "scopes": ["agents:read"] })).await;
    assert_eq!((refused.status, refused.json["error"]["code"].as_str()), (429, Some("quota_exceeded")), "{}", refused.text);
    let (mut names, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ada.get(&format!("/api/v1/api-keys?limit=20&cursor={cursor}")).await;
        names.extend(page.json["data"].as_array().unwrap().iter().map(|key| key["name"].as_str().unwrap().to_owned()));
        match page.json["page"]["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    let expected: Vec<String> = (0..MAX_KEYS).rev().map(|n| format!("k{n}")).collect();
    assert_eq!(names, expected, "newest first, no gap, no repeat");
    let foreign = ada.get("/api/v1/workspaces?limit=1").await;
    assert_eq!(ada.get(&format!("/api/v1/api-keys?cursor={}", "bm9uc2Vuc2U")).await.status, 422, "{}", foreign.text);
}

#[tokio::test]
async fn forged_keys_are_nobody() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let (good, _) = key(&ada, &["agents:read"]).await;
    let whole_but_unknown = super::secret::random().unwrap();
    for wrong in [&whole_but_unknown, "clq_", &good[..52], &format!("{good}x"), &good.replace("clq_", "CLQ_"), &"clq_".repeat(500)] {
        let answer = with(&app, "/api/v1/agents", &[("x-api-key", wrong)]).await;
        assert_eq!((answer.status, answer.json["error"]["code"].as_str()), (401, Some("unauthenticated")), "{wrong}");
        assert_eq!(answer.headers["www-authenticate"], r#"Bearer realm="colloquy", error="invalid_token""#);
    }
}

#[tokio::test]
async fn a_stream_learns_that_its_key_was_revoked() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let (_, id) = key(&ada, &["agents:write"]).await;
    let identity = super::service::identity_of(&app.state, &id).await.unwrap().unwrap();
    let mut here = (*identity).clone();
    if let crate::server::ctx::Via::Key(key) = &mut here.via {
        key.needed = super::scopes::needed("GET", "/api/v1/agents");
    }
    let ctx =
        Ctx { state: app.state.clone(), actor: Actor::User(here.into()), request_id: "test".into(), client_ip: None, workspace: None };
    assert!(ctx.require(Permission::Read).is_ok() && ctx.require(Permission::Write).is_ok() && ctx.still_valid().await);
    // The second lock: the route stands under a scope for reading, the key holds one for writing, and
    // nothing that takes more is done.
    assert_eq!(ctx.require(Permission::Manage).unwrap_err().code, crate::core::Code::Forbidden);
    assert_eq!(ada.delete(&format!("/api/v1/api-keys/{id}")).await.status, 204);
    assert!(!ctx.still_valid().await);
}

#[tokio::test]
async fn an_idempotent_answer_with_a_key_is_not_stored() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let send = || async {
        let request =
            ada.request(Method::POST, "/api/v1/api-keys").header("content-type", "application/json").header("idempotency-key", "same");
        ada.send(request.body(Body::from(r#"{"name":"k","scopes":["agents:read"]}"#)).unwrap()).await
    };
    let (first, second) = (send().await, send().await);
    assert_ne!(first.json["data"]["key"], second.json["data"]["key"]);
    let stored: Vec<Value> = app.state.db.sql("SELECT body FROM idempotency").list().await.unwrap_or_default();
    assert!(stored.iter().all(|row| !row.to_string().contains("clq_")), "{stored:?}");
}

#[tokio::test]
async fn the_page_makes_and_revokes_keys_without_script() {
    let app = TestApp::new().await;
    let mut ada = crate::features::auth::tests::Browser::new(&app);
    ada.form("/_fn/auth/register", "email=ada%40example.org&password=correct+horse+battery&name=Ada").await;
    assert!(ada.get("/settings/keys").await.text.contains("No API keys"));
    let answer = ada.form("/_fn/keys/create", "name=Nightly&agents=read&documents=write&days=30").await;
    assert_eq!(answer.status, 302, "{}", answer.text);
    let page = ada.get("/settings/keys").await;
    let shown = page
        .text
        .split("id=\"new-key\"")
        .nth(1)
        .and_then(|rest| rest.split("clq_").nth(1))
        .map(|rest| rest.chars().take(49).collect::<String>());
    let key = format!("clq_{}", shown.unwrap_or_else(|| panic!("no key in {}", page.text)));
    assert_eq!(with(&app, "/api/v1/documents", &[("x-api-key", &key)]).await.status, 200);
    assert!(page.text.contains("Nightly") && page.text.contains("agents:read, documents:write"), "{}", page.text);
    let cleared = crate::features::auth::tests::set_cookies(&page);
    assert!(cleared.iter().any(|line| line.starts_with("colloquy_new_key=;")), "{cleared:?}");
    let refused = ada.form("/_fn/keys/create", "name=Nothing&days=30").await;
    assert!(refused.headers.contains_key("serverfnerror"), "{:?}", refused.headers);
    let id = page.text.split(r#"name="id" value=""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    assert_eq!(ada.form("/_fn/keys/revoke", &format!("id={id}")).await.status, 302);
    assert_eq!(with(&app, "/api/v1/documents", &[("x-api-key", &key)]).await.status, 401);
}
