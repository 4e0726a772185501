//! The log of acts through the public surface, and what the database itself guarantees.

use serde_json::{Value, json};

use super::entry::{by_operator, entry};
use super::store;
use crate::server::ctx::{Actor, Ctx};
use crate::tests::harness::{Answer, Client, TestApp};

fn operator_ctx(app: &TestApp) -> Ctx {
    Ctx { state: app.state.clone(), actor: Actor::Anonymous, request_id: "test".into(), client_ip: None, workspace: None }
}

async fn rows(app: &TestApp) -> Vec<Value> {
    app.state.db.sql("SELECT *, record::id(id) AS id FROM audit ORDER BY sort").list().await.unwrap()
}

/// Without the code for the address, which is asked for beside a registration.
fn actions(answer: &Answer) -> Vec<String> {
    answer.json["data"]
        .as_array()
        .unwrap_or_else(|| panic!("{}", answer.text))
        .iter()
        .map(|row| row["action"].as_str().unwrap().to_owned())
        .filter(|action| action != "email.ask_code")
        .collect()
}

async fn activity(client: &Client) -> Answer {
    client.get("/api/v1/account/activity?limit=100").await
}

/// Waits for what is written beside the request.
async fn until_noted(app: &TestApp, action: &str, times: usize) -> Vec<Value> {
    for _ in 0..300 {
        let found: Vec<Value> = rows(app).await.into_iter().filter(|row| row["action"] == action).collect();
        if found.len() >= times {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{action} was not noted {times} times: {:?}", rows(app).await);
}

async fn login(app: &TestApp, email: &str, password: &str) -> Answer {
    app.anonymous().post("/api/v1/auth/login", json!({ "email": email, "password": password })).await
}

#[tokio::test]
async fn what_people_do_about_their_account_is_noted() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let email = ada.user["email"].as_str().unwrap();
    let second = login(&app, email, "correct horse battery").await;
    let second = app.anonymous().with_token(second.json["data"]["access_token"].as_str().unwrap());
    assert_eq!(ada.patch("/api/v1/auth/me", json!({ "name": "Ada Lovelace" })).await.status, 200);
    let sessions = ada.get("/api/v1/auth/sessions").await;
    let other =
        sessions.json["data"].as_array().unwrap().iter().find(|s| s["current"] == false).unwrap()["id"].as_str().unwrap().to_owned();
    assert_eq!(ada.delete(&format!("/api/v1/auth/sessions/{other}")).await.status, 204);
    assert_eq!(second.get("/api/v1/auth/me").await.status, 401);
    assert_eq!(ada.delete("/api/v1/auth/sessions").await.status, 200);
    let seen = activity(&ada).await;
    assert_eq!(actions(&seen), ["session.revoke_others", "session.revoke", "account.update", "session.begin", "account.create"]);
    let changed = &seen.json["data"][2];
    assert_eq!((&changed["before"]["name"], &changed["after"]["name"]), (&json!("ada"), &json!("Ada Lovelace")));
    assert_eq!(
        (&changed["actor"]["kind"], &changed["actor"]["name"], &changed["address"]),
        (&json!("user"), &json!("ada"), &json!("127.0.0.1"))
    );
    assert_eq!(seen.json["data"][1]["target"], format!("session:{other}"));
    assert!(!seen.text.contains("hash") && !seen.text.contains("correct horse"), "{}", seen.text);
    ada.post("/api/v1/auth/logout", json!({})).await;
    assert_eq!(rows(&app).await.last().unwrap()["action"], "session.close");
}

#[tokio::test]
async fn a_guest_is_noted_as_one() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let seen = activity(&guest).await;
    assert_eq!(actions(&seen), ["guest.create"]);
    assert_eq!(seen.json["data"][0]["actor"]["kind"], "guest");
}

#[tokio::test]
async fn a_refused_sign_in_stands_in_the_log_of_the_account_and_nowhere_else() {
    let app = TestApp::new().await;
    let (ada, eve) = (app.user("ada").await, app.user("eve").await);
    let known = login(&app, ada.user["email"].as_str().unwrap(), "not this one").await;
    let unknown = login(&app, "nobody@example.org", "not this one").await;
    assert_eq!((known.status, &known.json["error"]["message"]), (unknown.status, &unknown.json["error"]["message"]), "alike");
    let noted = until_noted(&app, "session.refuse", 1).await;
    assert_eq!((noted.len(), noted[0]["actor_kind"].as_str()), (1, Some("anonymous")), "nothing about an account that isn't there");
    let seen = activity(&ada).await;
    assert_eq!(actions(&seen), ["session.refuse", "account.create"]);
    assert_eq!(seen.json["data"][0]["address"], "127.0.0.1", "its owner sees from where");
    assert_eq!(actions(&activity(&eve).await), ["account.create"]);
    assert!(!rows(&app).await.iter().any(|row| row.to_string().contains("not this one")));
}

#[tokio::test]
async fn the_second_use_of_a_refresh_token_is_noted_for_its_owner() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let anonymous = app.anonymous();
    let anonymous = &anonymous;
    let refresh = |token: String| async move { anonymous.post("/api/v1/auth/refresh", json!({ "refresh_token": token })).await };
    let first = refresh(ada.refresh_token.clone()).await;
    refresh(first.json["data"]["refresh_token"].as_str().unwrap().to_owned()).await;
    assert_eq!(refresh(ada.refresh_token.clone()).await.status, 401);
    let noted = until_noted(&app, "session.reuse", 1).await;
    assert_eq!(noted[0]["target"], format!("user:{}", ada.user["id"].as_str().unwrap()));
    let again = login(&app, ada.user["email"].as_str().unwrap(), "correct horse battery").await;
    let ada = ada.with_token(again.json["data"]["access_token"].as_str().unwrap());
    assert!(actions(&activity(&ada).await).contains(&"session.reuse".to_owned()));
}

#[tokio::test]
async fn an_act_by_key_says_so() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let made = ada.post("/api/v1/api-keys", json!({ "name": "k", "scopes": ["account:write"] })).await;
    let holder = ada.with_token(made.json["data"]["key"].as_str().unwrap());
    assert_eq!(holder.patch("/api/v1/auth/me", json!({ "name": "Ada by key" })).await.status, 200);
    let seen = holder.get("/api/v1/account/activity").await;
    let act = &seen.json["data"][0];
    assert_eq!((&act["action"], &act["actor"]["kind"]), (&json!("account.update"), &json!("key")), "{}", seen.text);
    assert_eq!(
        (&act["actor"]["id"], &act["actor"]["via"]),
        (&ada.user["id"], &json!(format!("api_key:{}", made.json["data"]["id"].as_str().unwrap())))
    );
}

#[tokio::test]
async fn an_act_that_fails_leaves_no_row() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    assert_eq!(bob.patch("/api/v1/auth/me", json!({ "username": "taken" })).await.status, 200);
    let before = rows(&app).await.len();
    assert_eq!(ada.patch("/api/v1/auth/me", json!({ "username": "taken" })).await.status, 409);
    assert_eq!(ada.delete("/api/v1/auth/sessions/none").await.status, 404);
    let twice = json!({ "email": ada.user["email"], "password": "correct horse battery", "name": "Ada" });
    assert_eq!(app.anonymous().post("/api/v1/auth/register", twice).await.status, 409);
    assert_eq!(ada.delete("/api/v1/api-keys/none").await.status, 404);
    assert_eq!(rows(&app).await.len(), before, "{:?}", rows(&app).await);
}

#[tokio::test]
async fn a_row_that_can_not_be_written_undoes_the_act() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    app.state.db.sql("DEFINE EVENT audit_full ON audit WHEN $event = 'CREATE' THEN { THROW 'full' }").exec().await.unwrap();
    let refused = ada.patch("/api/v1/auth/me", json!({ "name": "Unnoted" })).await;
    assert!(refused.status >= 500, "{}", refused.text);
    assert_eq!(ada.get("/api/v1/auth/me").await.json["data"]["name"], "ada", "no act without its row");
}

#[tokio::test]
async fn rows_can_not_be_changed_or_deleted() {
    let app = TestApp::new().await;
    app.user("ada").await;
    let before = rows(&app).await;
    assert!(!before.is_empty());
    for attack in [
        "UPDATE audit SET actor_name = 'somebody else'",
        "UPDATE audit SET via = 'x', after = ''",
        "UPDATE audit MERGE { action: 'session.begin' }",
        "DELETE audit",
        "DELETE audit WHERE action = 'account.create'",
    ] {
        let outcome = app.state.db.sql(attack).exec().await;
        assert!(outcome.is_err(), "{attack}: {outcome:?}");
    }
    assert_eq!(rows(&app).await, before);
}

#[tokio::test]
async fn secrets_are_masked_wherever_they_stand() {
    let app = TestApp::new().await;
    let state = json!({ "name": "Ada", "password": "p4ss", "deep": [{ "refresh_token": "r3fresh", "key": "clq_x" }], "code": 123_456 });
    let noted = entry(&operator_ctx(&app), "test.act", "thing:1").before(&state).after(&state);
    store::note(&app.state.db, &noted, app.clock.now()).await.unwrap();
    let row = rows(&app).await.pop().unwrap();
    for part in ["before", "after"] {
        let text = row[part].as_str().unwrap();
        assert!(text.contains("Ada") && text.matches("***").count() == 4, "{text}");
        assert!(!["p4ss", "r3fresh", "clq_x", "123456"].iter().any(|secret| text.contains(secret)), "{text}");
    }
}

async fn note(app: &TestApp, action: &'static str, target: &str) {
    app.clock.advance(chrono::Duration::seconds(1));
    store::note(&app.state.db, &by_operator(&app.state, action, target), app.clock.now()).await.unwrap();
}

#[tokio::test]
async fn pages_are_newest_first_and_join_without_gap_or_repeat() {
    let app = TestApp::new().await;
    let root = app.administrator().await;
    for n in 0..25 {
        note(&app, "test.act", &format!("thing:{n}")).await;
    }
    let (mut targets, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = root.get(&format!("/api/v1/admin/audit?action=test.&limit=10&cursor={cursor}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        targets.extend(page.json["data"].as_array().unwrap().iter().map(|row| row["target"].as_str().unwrap().to_owned()));
        match page.json["page"]["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(targets, (0..25).rev().map(|n| format!("thing:{n}")).collect::<Vec<_>>());
    let other = root.get(&format!("/api/v1/admin/audit?action=other.&cursor={cursor}")).await;
    assert_eq!(other.status, 422, "a cursor of another list: {}", other.text);
}

#[tokio::test]
async fn one_s_own_pages_join_too_though_they_come_from_two_lists() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let me = ada.user["id"].as_str().unwrap();
    for n in 0..12 {
        app.clock.advance(chrono::Duration::seconds(1));
        if n % 3 == 0 {
            note(&app, "test.done_to", &format!("user:{me}")).await;
        } else {
            assert_eq!(ada.patch("/api/v1/auth/me", json!({ "name": format!("Ada {n}") })).await.status, 200);
        }
    }
    let whole = actions(&activity(&ada).await);
    assert_eq!(whole.len(), 13, "{whole:?}");
    let (mut joined, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ada.get(&format!("/api/v1/account/activity?limit=5&cursor={cursor}")).await;
        joined.extend(actions(&page));
        match page.json["page"]["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(joined, whole);
}

#[tokio::test]
async fn filters_find_by_actor_action_target_and_time() {
    let app = TestApp::new().await;
    let root = app.administrator().await;
    let ada = app.user("ada").await;
    let start = app.clock.now();
    note(&app, "test.one", "thing:1").await;
    note(&app, "test.two", "thing:2").await;
    note(&app, "other.one", "thing:1").await;
    let found = |query: String| {
        let root = root.clone();
        async move { actions(&root.get(&format!("/api/v1/admin/audit?{query}")).await) }
    };
    assert_eq!(found("action=test.one".into()).await, ["test.one"]);
    assert_eq!(found("action=test.".into()).await, ["test.two", "test.one"]);
    assert_eq!(found("target=thing:1".into()).await, ["other.one", "test.one"]);
    assert_eq!(found("target=thing:1&action=test.".into()).await, ["test.one"]);
    assert_eq!(found(format!("actor={}", ada.user["id"].as_str().unwrap())).await, ["account.create"]);
    let time = |seconds: i64| (start + chrono::Duration::seconds(seconds)).format("%Y-%m-%dT%H:%M:%SZ");
    assert_eq!(found(format!("from={}&until={}", time(2), time(3))).await, ["test.two"]);
    let day = start.format("%Y-%m-%d");
    assert_eq!(found(format!("action=test.&from={day}&until={day}")).await, ["test.two", "test.one"]);
    assert_eq!(found("action=test.&until=2026-11-19".into()).await, Vec::<String>::new());
    let answer = root.get("/api/v1/admin/audit?from=2026-13-01").await;
    assert!(answer.text.contains("Write a time as"), "{}", answer.text);
    assert_eq!(found("actor=nobody".into()).await, Vec::<String>::new());
    for wrong in ["from=yesterday", "who=ada", "format=xml", "limit=0", "limit=101"] {
        assert_eq!(root.get(&format!("/api/v1/admin/audit?{wrong}")).await.status, 422, "{wrong}");
    }
}

#[tokio::test]
async fn the_log_is_exported_whole_and_the_export_is_noted() {
    let app = TestApp::new().await;
    let root = app.administrator().await;
    for n in 0..600 {
        store::note(&app.state.db, &by_operator(&app.state, "test.act", format!("thing:{n}")), app.clock.now()).await.unwrap();
    }
    let lines = root.get("/api/v1/admin/audit?format=jsonl&action=test.").await;
    assert_eq!((lines.status, lines.headers["content-type"].to_str().unwrap()), (200, "application/jsonl"));
    let targets: Vec<String> =
        lines.text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["target"].as_str().unwrap().to_owned()).collect();
    assert_eq!(targets, (0..600).rev().map(|n| format!("thing:{n}")).collect::<Vec<_>>(), "more than one batch, in order");
    let table = root.get("/api/v1/admin/audit?format=csv&action=test.").await;
    assert_eq!((table.status, table.text.lines().count()), (200, 601));
    assert!(table.headers["content-disposition"].to_str().unwrap().contains("audit.csv"));
    assert_eq!(rows(&app).await.iter().filter(|row| row["action"] == "audit.export").count(), 2);
}

#[tokio::test]
async fn owners_see_the_log_of_their_workspace_and_nobody_else_does() {
    let app = TestApp::new().await;
    let (ada, eve) = (app.user("ada").await, app.user("eve").await);
    let team = ada.post("/api/v1/workspaces", json!({ "name": "Team" })).await.json["data"]["id"].as_str().unwrap().to_owned();
    for (action, before, after) in [("test.first", "Team", "Crew"), ("test.second", "Crew", "Gang")] {
        app.clock.advance(chrono::Duration::seconds(1));
        let noted = by_operator(&app.state, action, format!("workspace:{team}")).in_workspace(&team);
        let noted = noted.before(&json!({ "name": before })).after(&json!({ "name": after }));
        store::note(&app.state.db, &noted, app.clock.now()).await.unwrap();
    }
    let path = format!("/api/v1/workspaces/{team}/audit");
    let seen = ada.get(&path).await;
    assert_eq!(actions(&seen)[..2], ["test.second", "test.first"]);
    assert_eq!((&seen.json["data"][0]["before"]["name"], &seen.json["data"][0]["after"]["name"]), (&json!("Crew"), &json!("Gang")));
    assert_eq!(ada.get(&format!("/api/v1/workspaces/{}/audit", ada.workspace)).await.json["data"], json!([]), "another workspace of hers");
    assert_eq!(eve.get(&path).await.status, 404);
    assert_eq!(eve.get(&format!("{path}?format=csv")).await.status, 404);
    let table = ada.get(&format!("{path}?format=csv")).await;
    assert!(table.status == 200 && table.text.contains("test.second"), "{}", table.text);
    // Somebody who only looks at the workspace doesn't see who did what.
    let membership =
        "CREATE ONLY type::record('membership', [$ws, $user]) SET ws = $ws, user = $user, role = 'editor', created_at = $now, sort = $ws";
    let editor = eve.user["id"].as_str().unwrap().to_owned();
    app.state.db.sql(membership).bind("ws", team.clone()).bind("user", editor).bind("now", app.clock.now()).exec().await.unwrap();
    app.state.sessions.forget_all();
    assert_eq!(eve.get(&path).await.status, 403);
    for query in ["", "?format=csv"] {
        assert_eq!(ada.get(&format!("/api/v1/admin/audit{query}")).await.status, 403, "no administrator");
    }
}

#[tokio::test]
async fn the_pages_show_it() {
    let app = TestApp::new().await;
    let mut ada = crate::features::auth::tests::Browser::new(&app);
    ada.form("/_fn/auth/register", "email=ada%40example.org&password=correct+horse+battery&name=Ada").await;
    ada.form("/_fn/auth/profile", "name=Ada+Lovelace&username=").await;
    let page = ada.get("/settings/activity").await;
    assert!(
        page.status == 200 && ["Profile changed", "Account made", "name: Ada Lovelace"].iter().all(|part| page.text.contains(part)),
        "{}",
        page.text
    );
    let refused = ada.get("/admin/audit").await;
    assert!(refused.text.contains("Only administrators of this installation can do this."), "{}", refused.text);
    crate::features::admin::service::promote(&app.state, "ada@example.org", crate::core::permission::SystemRole::Admin).await.unwrap();
    let log = ada.get("/admin/audit?action=account.update").await;
    assert!(log.text.contains("account.update") && !log.text.contains("account.create"), "{}", log.text);
}

#[tokio::test]
async fn rows_go_when_their_time_is_over_and_never_before() {
    let app = TestApp::with(&[("COLLOQUY_AUDIT_DAYS", "30")]).await;
    app.user("ada").await;
    let old = rows(&app).await.len();
    assert!(old > 0);
    app.clock.advance(chrono::Duration::days(29));
    super::service::forget_old(&app.state).await;
    assert_eq!(rows(&app).await.len(), old, "not yet");
    app.clock.advance(chrono::Duration::days(2));
    note(&app, "test.act", "thing:1").await;
    super::service::forget_old(&app.state).await;
    let left = rows(&app).await;
    let actions: Vec<_> = left.iter().map(|row| row["action"].as_str().unwrap()).collect();
    assert!(actions.len() == 2 && actions.contains(&"test.act") && actions.contains(&"audit.expire"), "{actions:?}");
    assert!(app.state.db.sql("DELETE audit").exec().await.is_err(), "what is left can't be deleted");
}

#[tokio::test]
async fn with_the_setting_0_the_log_is_kept_for_ever() {
    let app = TestApp::with(&[("COLLOQUY_AUDIT_DAYS", "0")]).await;
    app.user("ada").await;
    let before = rows(&app).await.len();
    app.clock.advance(chrono::Duration::days(36_500));
    super::service::forget_old(&app.state).await;
    assert_eq!(rows(&app).await.len(), before);
}
