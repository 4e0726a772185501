//! The way to the first administrator.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::super::service;
use super::noted;
use crate::features::auth::tests::Browser;
use crate::features::auth::types::Password;
use crate::server::config::{Config, Sources};
use crate::tests::harness::{Client, TestApp};

const REGISTER: &str = "email=ada%40example.org&password=correct+horse+battery&name=Ada";

async fn token(app: &TestApp) -> String {
    let link = service::begin(&app.state).await.unwrap().expect("a link");
    let token = link.strip_prefix("http://localhost:3000/setup/").unwrap_or_else(|| panic!("{link}")).to_owned();
    assert_eq!(token.len(), 43);
    token
}

async fn role(browser: &Browser) -> String {
    browser.get("/api/v1/auth/me").await.json["data"]["system_role"].as_str().unwrap_or("nobody").to_owned()
}

#[tokio::test]
async fn the_first_visitor_is_nobody_special() {
    let app = TestApp::new().await;
    service::begin(&app.state).await.unwrap();
    let first = app.user("first").await;
    assert_eq!(first.get("/api/v1/auth/me").await.json["data"]["system_role"], "user");
    assert_eq!(first.get("/api/v1/admin/users").await.status, 403);
}

#[tokio::test]
async fn the_link_makes_a_signed_in_person_administrator_once() {
    let app = TestApp::new().await;
    let mut ada = Browser::new(&app);
    ada.form("/_fn/auth/register", REGISTER).await;
    let token = token(&app).await;
    let page = ada.get(&format!("/setup/{token}")).await;
    assert!(page.status == 200 && page.text.contains("Become administrator") && page.text.contains("ada@example.org"), "{}", page.text);
    assert_eq!(role(&ada).await, "user", "looking decides nothing");
    let head = ada.client.request(Method::HEAD, &format!("/setup/{token}")).header("cookie", &ada.cookie).body(Body::empty()).unwrap();
    assert_eq!(ada.client.send(head).await.status, 200);
    assert_eq!(role(&ada).await, "user");
    let answer = ada.form("/_fn/setup/claim", &format!("token={token}")).await;
    assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (302, "/admin/users"));
    assert_eq!(role(&ada).await, "admin", "at once");
    assert_eq!(noted(&app, "setup.complete").await.len(), 1);

    let mut eve = Browser::new(&app);
    eve.form("/_fn/auth/register", "email=eve%40example.org&password=correct+horse+battery&name=Eve").await;
    eve.form("/_fn/setup/claim", &format!("token={token}")).await;
    assert_eq!(role(&eve).await, "user", "used up");
    let gone = eve.get(&format!("/setup/{token}")).await;
    assert!(gone.status == 404 && gone.text.contains("work any more"), "{} {}", gone.status, gone.text);
    assert_eq!(service::begin(&app.state).await.unwrap(), None, "no further link while there is an administrator");
}

#[tokio::test]
async fn the_link_makes_a_new_person_administrator_also_where_registration_is_closed() {
    let app = TestApp::with(&[("COLLOQUY_REGISTRATION", "closed")]).await;
    let token = token(&app).await;
    let mut ada = Browser::new(&app);
    let page = ada.get(&format!("/setup/{token}")).await;
    assert!(page.text.contains("Create administrator"), "{}", page.text);
    let guessed = ada.form("/_fn/setup/register", &format!("token=guessed&{REGISTER}")).await;
    assert!(guessed.headers.contains_key("serverfnerror") && ada.cookie.is_empty(), "{:?}", guessed.headers);
    let answer = ada.form("/_fn/setup/register", &format!("token={token}&{REGISTER}")).await;
    assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (302, "/admin/users"), "{}", answer.text);
    assert_eq!(role(&ada).await, "admin");
    let people = ada.get("/admin/users").await;
    assert!(people.text.contains("ada@example.org") && people.text.contains("Administrator"), "{}", people.text);
}

#[tokio::test]
async fn the_link_ends_after_a_day_and_a_new_start_replaces_it() {
    let app = TestApp::new().await;
    let mut ada = Browser::new(&app);
    ada.form("/_fn/auth/register", REGISTER).await;
    let first = token(&app).await;
    let second = token(&app).await;
    ada.form("/_fn/setup/claim", &format!("token={first}")).await;
    assert_eq!(role(&ada).await, "user", "the older link was replaced");
    app.clock.advance(chrono::Duration::hours(24));
    ada.form("/_fn/setup/claim", &format!("token={second}")).await;
    assert_eq!(role(&ada).await, "user", "its day is over");
    let rows: Vec<Value> = app.state.db.sql("SELECT hash FROM setup_link").list().await.unwrap();
    assert!(rows.len() == 1 && !rows[0].to_string().contains(&second), "only the hash is stored: {rows:?}");
    let third = token(&app).await;
    let guest = app.guest().await;
    let answer = guest
        .send(
            guest
                .request(Method::POST, "/_fn/setup/claim")
                .header("content-type", "application/x-www-form-urlencoded")
                .header("accept", "application/json")
                .body(Body::from(format!("token={third}")))
                .unwrap(),
        )
        .await;
    assert_eq!(answer.status, 403, "a guest can't be one: {}", answer.text);
    ada.form("/_fn/setup/claim", &format!("token={third}")).await;
    assert_eq!(role(&ada).await, "admin");
}

#[tokio::test]
async fn two_people_with_the_link_make_one_administrator() {
    let app = TestApp::new().await;
    let token = token(&app).await;
    let people: Vec<Client> = futures::future::join_all((0..4).map(|n| {
        let app = &app;
        async move { app.user(&format!("p{n}")).await }
    }))
    .await;
    let tries = people.iter().map(|person| {
        let request = person
            .request(Method::POST, "/_fn/setup/claim")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json");
        person.send(request.body(Body::from(format!("token={token}"))).unwrap())
    });
    let outcomes: Vec<u16> = futures::future::join_all(tries).await.iter().map(|answer| answer.status).collect();
    assert_eq!(outcomes.iter().filter(|status| **status < 400).count(), 1, "{outcomes:?}");
}

#[tokio::test]
async fn the_settings_make_an_administrator_and_never_change_one() {
    let app = TestApp::with(&[("COLLOQUY_ADMIN_EMAIL", "Root@example.org"), ("COLLOQUY_ADMIN_PASSWORD", "correct-horse-battery")]).await;
    assert_eq!(service::begin(&app.state).await.unwrap(), None, "no link is needed");
    let anonymous = app.anonymous();
    let anonymous = &anonymous;
    let login = |password: &'static str| async move {
        anonymous.post("/api/v1/auth/login", json!({ "email": "root@example.org", "password": password })).await
    };
    let signed = login("correct-horse-battery").await;
    assert_eq!((signed.status, signed.json["data"]["user"]["system_role"].as_str()), (200, Some("admin")), "{}", signed.text);
    let root = app.anonymous().with_token(signed.json["data"]["access_token"].as_str().unwrap());
    assert_eq!(root.get("/api/v1/auth/sessions").await.json["page"]["total"], 1, "no session is left of the making");
    service::reset_password(&app.state, "root@example.org", Some(Password::new("a new long password"))).await.unwrap();
    assert_eq!(service::begin(&app.state).await.unwrap(), None);
    assert_eq!(
        (login("correct-horse-battery").await.status, login("a new long password").await.status),
        (401, 200),
        "the password stays changed"
    );
}

#[tokio::test]
async fn an_address_that_somebody_registered_before_is_not_promoted() {
    let app = TestApp::with(&[("COLLOQUY_ADMIN_EMAIL", "ada@example.org"), ("COLLOQUY_ADMIN_PASSWORD", "correct-horse-battery")]).await;
    let mut eve = Browser::new(&app);
    eve.form("/_fn/auth/register", REGISTER).await;
    assert!(service::begin(&app.state).await.unwrap().is_some(), "there is still no administrator");
    assert_eq!(role(&eve).await, "user");
}

#[tokio::test]
async fn half_of_the_settings_stops_the_start() {
    let load = |pairs: &[(&str, &str)]| {
        let environment = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Config::load(&Sources { environment, ..Sources::default() })
    };
    for half in [("COLLOQUY_ADMIN_EMAIL", "ada@example.org"), ("COLLOQUY_ADMIN_PASSWORD", "correct-horse-battery")] {
        let message = load(&[half]).unwrap_err().to_string();
        assert!(message.contains("COLLOQUY_ADMIN_EMAIL") && message.contains("COLLOQUY_ADMIN_PASSWORD"), "{message}");
    }
    let weak = TestApp::with(&[("COLLOQUY_ADMIN_EMAIL", "ada@example.org"), ("COLLOQUY_ADMIN_PASSWORD", "short")]).await;
    let message = service::begin(&weak.state).await.unwrap_err().message;
    assert!(message.contains("COLLOQUY_ADMIN_PASSWORD") && message.contains("at least 8"), "{message}");
}
