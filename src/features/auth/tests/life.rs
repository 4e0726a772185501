//! Guests become accounts, are limited, and are forgotten; profiles change.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::super::service;
use super::{Browser, set_cookies};
use crate::features::purge::tests::{furnish, purge, traces};
use crate::tests::harness::{Answer, Client, TestApp};

const PATH: &str = "/api/v1/auth/guest/upgrade";

fn wish(email: &str) -> Value {
    json!({"email": email, "password": "correct horse battery", "name": "Ada Lovelace", "username": "ada.l"})
}

fn after(guest: &Client, answer: &Answer) -> Client {
    assert_eq!(answer.status, 200, "{}", answer.text);
    guest.with_token(answer.json["data"]["access_token"].as_str().unwrap())
}

#[tokio::test]
async fn a_guest_becomes_an_account_and_loses_nothing() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let simulation = furnish(&app, &guest).await;
    let before = guest.get(&format!("/api/v1/simulations/{simulation}/messages")).await.json["data"].clone();
    let answer = guest.post(PATH, wish(" Ada@Example.org ")).await;
    let ada = after(&guest, &answer);
    let user = &answer.json["data"]["user"];
    assert_eq!((user["id"].as_str(), user["guest"].as_bool()), (guest.user["id"].as_str(), Some(false)));
    assert_eq!((user["email"].as_str(), user["username"].as_str()), (Some("ada@example.org"), Some("ada.l")));
    let workspace = &answer.json["data"]["workspace"];
    assert_eq!((workspace["id"].as_str(), workspace["name"].as_str()), (Some(guest.workspace.as_str()), Some("Ada Lovelace's workspace")));
    assert_eq!(ada.get(&format!("/api/v1/simulations/{simulation}/messages")).await.json["data"], before);
    assert_eq!(ada.get("/api/v1/agents").await.json["data"].as_array().unwrap().len(), 1);
    assert_eq!(guest.get("/api/v1/auth/me").await.status, 401, "the guest's token is worth nothing");
    let login = app.anonymous().post("/api/v1/auth/login", json!({"username": "ADA.L", "password": "correct horse battery"})).await;
    assert_eq!((login.status, &login.json["data"]["user"]["id"]), (200, &guest.user["id"]));
    assert_eq!(ada.post(PATH, wish("else@example.org")).await.status, 409, "an account is no guest");
}

#[tokio::test]
async fn the_other_sessions_of_the_guest_end_and_old_secrets_are_worth_nothing() {
    let app = TestApp::new().await;
    let mut browser = Browser::new(&app);
    assert_eq!(browser.form("/_fn/auth/guest", "").await.status, 302);
    let old = Browser { client: app.anonymous(), cookie: browser.cookie.clone() };
    let made = browser.form("/_fn/auth/register", "email=ada%40example.org&password=correct+horse+battery&name=Ada").await;
    assert_eq!((made.status, made.headers["location"].to_str().unwrap()), (302, "/home"), "{}", made.text);
    assert!(set_cookies(&made).iter().any(|line| line.starts_with("colloquy_session=")));
    let me = browser.get("/api/v1/auth/me").await;
    assert_eq!((me.json["data"]["email"].as_str(), me.json["data"]["guest"].as_bool()), (Some("ada@example.org"), Some(false)));
    assert_ne!(old.cookie, browser.cookie);
    assert_eq!(old.get("/api/v1/auth/me").await.status, 401);
    // What the page fetched with the old cookie must not take the new one away.
    let late = old.client.request(Method::GET, "/api/v1/auth/me").header("cookie", &old.cookie).header("sec-fetch-dest", "empty");
    assert_eq!(set_cookies(&old.client.send(late.body(Body::empty()).unwrap()).await), Vec::<String>::new());
    assert_eq!(browser.get("/api/v1/auth/sessions").await.json["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_taken_address_is_said_at_its_field_and_the_guest_goes_on() {
    let app = TestApp::new().await;
    let taken = app.user("eve").await;
    let guest = app.guest().await;
    let refused = guest.post(PATH, wish(&taken.user["email"].as_str().unwrap().to_uppercase())).await;
    assert_eq!((refused.status, refused.json["error"]["code"].as_str()), (409, Some("conflict")));
    assert!(refused.json["error"]["details"]["fields"]["email"].is_array(), "{}", refused.text);
    assert_eq!(guest.get("/api/v1/auth/me").await.json["data"]["guest"], true, "still there, still a guest");
    assert_eq!(guest.post(PATH, json!({"email": "a", "password": "short", "name": ""})).await.status, 422);
    assert_eq!(guest.post(PATH, wish("fresh@example.org")).await.status, 200, "and may try again");
}

#[tokio::test]
async fn an_upgrade_sets_what_it_says_and_nothing_else() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for field in ["id", "guest", "system_role", "state", "password_hash", "email_verified", "workspace", "avatar", "idle_since", "version"]
    {
        let mut body = wish("ada@example.org");
        body[field] = json!("admin");
        let refused = guest.post(PATH, body).await;
        assert_eq!(
            (refused.status, refused.json["error"]["details"]["fields"][field].is_array()),
            (422, true),
            "{field}: {}",
            refused.text
        );
        let refused = guest.patch("/api/v1/auth/me", json!({ "name": "Ada", field: "admin" })).await;
        assert_eq!(refused.status, 422, "{field}: {}", refused.text);
    }
    let ada = after(&guest, &guest.post(PATH, wish("ada@example.org")).await);
    let me = ada.get("/api/v1/auth/me").await.json["data"].clone();
    assert_eq!((me["system_role"].as_str(), me["email_verified"].as_bool()), (Some("user"), Some(false)), "{me}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_upgrades_at_once_one_wins() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let tries = (0..8).map(|number| {
        let guest = guest.clone();
        async move { guest.post(PATH, wish(&format!("ada{number}@example.org"))).await }
    });
    let answers = futures::future::join_all(tries).await;
    let won: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(won.len(), 1, "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
    assert!(
        answers.iter().all(|answer| matches!(answer.status, 200 | 401 | 409)),
        "{:?}",
        answers.iter().map(|a| a.status).collect::<Vec<_>>()
    );
    let ada = after(&guest, won[0]);
    let email = ada.get("/api/v1/auth/me").await.json["data"]["email"].as_str().unwrap().to_owned();
    let names: Vec<String> = app.state.db.sql("SELECT VALUE record::id(id) FROM login_name").list().await.unwrap();
    assert_eq!(names.len(), 2, "address and username of the winner only: {names:?}");
    assert!(names.contains(&email));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_guests_who_want_one_address_one_gets_it() {
    let app = TestApp::new().await;
    let (one, two) = (app.guest().await, app.guest().await);
    let (first, second) = tokio::join!(one.post(PATH, wish("ada@example.org")), two.post(PATH, wish("ada@example.org")));
    let mut outcomes = [first.status, second.status];
    outcomes.sort_unstable();
    assert_eq!(outcomes, [200, 409]);
}

#[tokio::test]
async fn what_runs_goes_on_while_the_guest_becomes_an_account() {
    let app = TestApp::with(&[("COLLOQUY_SCRIPTED_DELAY_MS", "3")]).await;
    let guest = app.guest().await;
    let library = guest.get("/api/v1/agents/library?limit=2").await;
    let slugs: Vec<_> = library.json["data"].as_array().unwrap().iter().map(|a| json!({"library": a["slug"]})).collect();
    let body =
        json!({"scenario": {"title": "T", "question": "Q?"}, "participants": slugs, "settings": {"model": "scripted", "max_turns": 6}});
    let id = guest.post("/api/v1/simulations", body).await.json["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(guest.post(&format!("/api/v1/simulations/{id}/start"), json!({})).await.status, 200);
    let ada = after(&guest, &guest.post(PATH, wish("ada@example.org")).await);
    let running = ada.get(&format!("/api/v1/simulations/{id}")).await.json["data"].clone();
    assert!(running["turns"].as_u64().unwrap() < 6, "the test was too slow: {running}");
    let done = app.settled(&ada, &id).await;
    assert_eq!((done["state"].as_str(), done["turns"].as_u64()), (Some("finished"), Some(6)), "{done}");
    let messages = ada.get(&format!("/api/v1/simulations/{id}/messages")).await;
    assert_eq!(messages.json["data"].as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn guests_have_limits_that_an_account_has_not() {
    let app = TestApp::with(&[
        ("COLLOQUY_GUEST_AGENTS", "2"),
        ("COLLOQUY_GUEST_SIMULATIONS", "2"),
        ("COLLOQUY_GUEST_RUNNING", "1"),
        ("COLLOQUY_SCRIPTED_DELAY_MS", "20"),
    ])
    .await;
    let guest = app.guest().await;
    let agent = json!({"name": "Mara", "archetype": "Sceptic", "expertise": ["budgets"]});
    let library = guest.get("/api/v1/agents/library?limit=3").await;
    let slugs: Vec<_> = library.json["data"].as_array().unwrap().iter().map(|a| a["slug"].clone()).collect();
    assert_eq!(guest.post("/api/v1/agents/bulk", json!({"library": slugs})).await.status, 429, "three are more than two");
    let first = guest.post("/api/v1/agents", agent.clone()).await;
    assert_eq!(first.status, 201);
    assert_eq!(guest.post("/api/v1/agents", agent.clone()).await.status, 201);
    for path in ["/api/v1/agents".to_owned(), format!("/api/v1/agents/{}/duplicate", first.json["data"]["id"].as_str().unwrap())] {
        let refused = guest.post(&path, agent.clone()).await;
        assert_eq!((refused.status, refused.json["error"]["code"].as_str()), (429, Some("quota_exceeded")), "{path}: {}", refused.text);
        assert!(refused.json["error"]["message"].as_str().unwrap().contains("Keep my work"), "{}", refused.text);
    }
    let talk = json!({"scenario": {"title": "T", "question": "Q?"}, "participants": [{"library": slugs[0]}, {"library": slugs[1]}], "settings": {"model": "scripted", "max_turns": 50}});
    let mut ids = Vec::new();
    for _ in 0..2 {
        let made = guest.post("/api/v1/simulations", talk.clone()).await;
        assert_eq!(made.status, 201, "{}", made.text);
        ids.push(made.json["data"]["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(guest.post("/api/v1/simulations", talk.clone()).await.status, 429);
    assert_eq!(guest.post(&format!("/api/v1/simulations/{}/start", ids[0]), json!({})).await.status, 200);
    assert_eq!(guest.post(&format!("/api/v1/simulations/{}/start", ids[1]), json!({})).await.json["error"]["code"], "quota_exceeded");
    let ada = after(&guest, &guest.post(PATH, wish("ada@example.org")).await);
    assert_eq!(ada.post("/api/v1/agents", agent).await.status, 201);
    assert_eq!(ada.post("/api/v1/simulations", talk).await.status, 201);
    assert_eq!(ada.post(&format!("/api/v1/simulations/{}/start", ids[1]), json!({})).await.status, 200);
}

#[tokio::test]
async fn guests_are_forgotten_after_a_week_without_use_and_not_before() {
    let app = TestApp::new().await;
    let (idle, busy, ada) = (app.guest().await, app.guest().await, app.user("ada").await);
    let simulation = furnish(&app, &idle).await;
    furnish(&app, &busy).await;
    app.clock.advance(chrono::Duration::days(6));
    // Tokens of programs live shorter than that; their refresh keeps the guest.
    let fresh = app.anonymous().post("/api/v1/auth/refresh", json!({"refresh_token": busy.refresh_token})).await;
    let busy = busy.with_token(fresh.json["data"]["access_token"].as_str().unwrap());
    app.clock.advance(chrono::Duration::hours(23));
    service::forget_guests(&app.state).await;
    assert!(!traces(&app, &[&idle.workspace]).await.is_empty(), "six days and 23 hours are no week");
    app.clock.advance(chrono::Duration::hours(2));
    service::clean_up(&app.state).await; // its sessions may go before
    service::forget_guests(&app.state).await;
    purge(&app).await;
    assert_eq!(traces(&app, &[idle.user["id"].as_str().unwrap(), &idle.workspace, &simulation]).await, Vec::new());
    let fresh = app.anonymous().post("/api/v1/auth/refresh", json!({"refresh_token": fresh.json["data"]["refresh_token"]})).await;
    let busy = busy.with_token(fresh.json["data"]["access_token"].as_str().unwrap());
    assert_eq!(busy.get("/api/v1/simulations").await.json["data"].as_array().unwrap().len(), 1, "who came back stays");
    assert!(!traces(&app, &[ada.user["id"].as_str().unwrap()]).await.is_empty(), "accounts stay for good");
}

#[tokio::test]
async fn an_account_that_was_a_guest_is_not_forgotten() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    after(&guest, &guest.post(PATH, wish("ada@example.org")).await);
    app.clock.advance(chrono::Duration::days(30));
    service::forget_guests(&app.state).await;
    purge(&app).await;
    let login = app.anonymous().post("/api/v1/auth/login", json!({"email": "ada@example.org", "password": "correct horse battery"})).await;
    assert_eq!(login.status, 200, "{}", login.text);
}

#[tokio::test]
async fn a_guests_page_says_when_the_work_is_forgotten_and_how_to_keep_it() {
    let app = TestApp::new().await;
    let (guest, ada) = (app.guest().await, app.user("ada").await);
    let home = guest.get("/home").await.text;
    assert!(home.contains("2026-11-27T09:00:00") && home.contains("Keep my work"), "{home}");
    assert!(!ada.get("/home").await.text.contains("Keep my work"));
}

#[tokio::test]
async fn time_zone_and_language_come_from_lists() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let saved = ada.patch("/api/v1/auth/me", json!({"time_zone": "Europe/Berlin", "language": "en"})).await;
    assert_eq!(
        (saved.json["data"]["time_zone"].as_str(), saved.json["data"]["language"].as_str()),
        (Some("Europe/Berlin"), Some("en")),
        "{}",
        saved.text
    );
    let kept = ada.patch("/api/v1/auth/me", json!({"name": "Ada"})).await;
    assert_eq!(kept.json["data"]["time_zone"], "Europe/Berlin", "what is absent stays");
    for (field, value) in [
        ("time_zone", "Europe/Atlantis"),
        ("time_zone", "europe/berlin"),
        ("time_zone", "../../etc/passwd"),
        ("language", "xx"),
        ("language", "en-Klingon"),
        ("language", "de"),
    ] {
        let refused = ada.patch("/api/v1/auth/me", json!({ field: value })).await;
        assert_eq!((refused.status, refused.json["error"]["details"]["fields"][field].is_array()), (422, true), "{field} {value}");
    }
    assert_eq!(ada.patch("/api/v1/auth/me", json!({"time_zone": "", "language": ""})).await.json["data"]["time_zone"], Value::Null);
}
