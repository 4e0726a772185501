//! Registering, logging in, profiles.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::super::service;
use super::super::types::{Login, Password, SessionKind};
use crate::server::ctx::{Actor, Ctx};
use crate::server::passwords::tests::counted;
use crate::tests::harness::{Answer, TestApp};

const PASSWORD: &str = "correct horse battery";

fn registration() -> Value {
    json!({"email": "Ada@Example.org", "password": PASSWORD, "name": " Ada Lovelace ", "username": "Ada.L"})
}

async fn form(app: &TestApp, path: &str, body: &str) -> Answer {
    let client = app.anonymous();
    let request = client
        .request(Method::POST, path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .unwrap();
    client.send(request).await
}

fn anonymous(app: &TestApp) -> Ctx {
    Ctx { state: app.state.clone(), actor: Actor::Anonymous, request_id: "test".into(), client_ip: None, workspace: None }
}

#[tokio::test]
async fn registering_signs_in_and_answers_as_the_contract_says() {
    let app = TestApp::new().await;
    let answer = app.anonymous().post("/api/v1/auth/register", registration()).await;
    assert_eq!(answer.status, 201, "{}", answer.json);
    assert_eq!(answer.headers["location"], "/api/v1/auth/me");
    assert_eq!(answer.headers["cache-control"], "no-store");
    let data = &answer.json["data"];
    assert_eq!((data["user"]["email"].as_str(), data["user"]["name"].as_str()), (Some("ada@example.org"), Some("Ada Lovelace")));
    assert_eq!((data["token_type"].as_str(), data["expires_in"].as_u64()), (Some("bearer"), Some(1500)));
    assert_eq!(data["workspace"]["role"], "owner");
    assert!(!answer.text.contains("hash") && !answer.text.contains(PASSWORD), "{}", answer.text);

    let me = app.anonymous().with_token(data["access_token"].as_str().unwrap()).get("/api/v1/auth/me").await;
    assert_eq!((me.status, me.json["data"]["id"].as_str()), (200, data["user"]["id"].as_str()));
    assert_eq!(me.headers["ratelimit-limit"], "100000");
}

#[tokio::test]
async fn fields_that_nobody_may_set_are_refused() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let fields = ["id", "guest", "system_role", "state", "password_hash", "email_verified", "created_at", "workspace", "version"];
    for field in fields {
        let mut body = registration();
        body[field] = json!("admin");
        let answer = app.anonymous().post("/api/v1/auth/register", body).await;
        assert_eq!(answer.status, 422, "{field}: {}", answer.json);
        assert!(answer.json["error"]["details"]["fields"][field].is_array(), "{}", answer.json);
        assert_eq!(ada.patch("/api/v1/auth/me", json!({"name": "Ada", field: "admin"})).await.status, 422, "{field}");
    }
    assert_eq!(ada.patch("/api/v1/auth/me", json!({"email": "other@example.org"})).await.status, 422);
    assert_eq!(ada.get("/api/v1/auth/me").await.json["data"]["system_role"], "user");
}

#[tokio::test]
async fn wrong_input_names_the_field() {
    let app = TestApp::new().await;
    let cases = [
        ("email", json!("not an address")),
        ("email", json!("")),
        ("email", json!(format!("{}@example.org", "x".repeat(250)))),
        ("password", json!("short")),
        ("password", json!("x".repeat(129))),
        ("password", json!("Password1234")),
        ("password", json!(" ADA@example.org")),
        ("name", json!("   ")),
        ("name", json!("x".repeat(81))),
        ("name", json!("Ada\u{0}")),
        ("username", json!("ab")),
        ("username", json!("аda")), // the first letter is Cyrillic
        ("username", json!("a@example.org")),
        ("username", json!("x".repeat(33))),
        ("username", json!("-ada")),
    ];
    for (field, value) in cases {
        let mut body = registration();
        body[field] = value.clone();
        let answer = app.anonymous().post("/api/v1/auth/register", body).await;
        assert_eq!(answer.status, 422, "{field} {value}: {}", answer.json);
        assert!(answer.json["error"]["details"]["fields"][field].is_array(), "{field} {value}: {}", answer.json);
    }
    assert_eq!(app.anonymous().post("/api/v1/auth/register", registration()).await.status, 201, "nothing was left behind");
}

#[tokio::test]
async fn taken_names_are_refused_without_regard_to_case() {
    let app = TestApp::new().await;
    assert_eq!(app.anonymous().post("/api/v1/auth/register", registration()).await.status, 201);
    let same_mail = json!({"email": "ADA@example.ORG", "password": PASSWORD, "name": "Eve"});
    let same_name = json!({"email": "eve@example.org", "password": PASSWORD, "name": "Eve", "username": "aDA.l"});
    for (body, field) in [(same_mail, "email"), (same_name, "username")] {
        let answer = app.anonymous().post("/api/v1/auth/register", body).await;
        assert_eq!((answer.status, answer.json["error"]["code"].as_str()), (409, Some("conflict")), "{}", answer.json);
        assert!(answer.json["error"]["details"]["fields"][field].is_array(), "{}", answer.json);
    }
    let free = json!({"email": "eve@example.org", "password": PASSWORD, "name": "Eve"});
    assert_eq!(app.anonymous().post("/api/v1/auth/register", free).await.status, 201, "the refused registration left nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_registrations_of_one_address_exactly_one_wins() {
    let app = TestApp::new().await;
    let tries = (0..32).map(|_| {
        let client = app.anonymous();
        async move { client.post("/api/v1/auth/register", registration()).await.status }
    });
    let outcomes = futures::future::join_all(tries).await;
    assert_eq!(outcomes.iter().filter(|status| **status == 201).count(), 1, "{outcomes:?}");
    assert!(outcomes.iter().all(|status| matches!(status, 201 | 409)), "{outcomes:?}");
}

#[tokio::test]
async fn somebody_logs_in_by_address_username_json_and_form() {
    let app = TestApp::new().await;
    app.anonymous().post("/api/v1/auth/register", registration()).await;
    for body in [
        json!({"email": "ada@example.org", "password": PASSWORD}),
        json!({"email": " ADA@EXAMPLE.org ", "password": PASSWORD}),
        json!({"username": "ada.l", "password": PASSWORD}),
        json!({"username": "ada@example.org", "password": PASSWORD}),
    ] {
        let answer = app.anonymous().post("/api/v1/auth/login", body.clone()).await;
        assert_eq!(answer.status, 200, "{body}: {}", answer.json);
        assert_eq!(answer.json["data"]["user"]["username"], "Ada.L");
    }
    for body in [
        "username=ada.l&password=correct+horse+battery",
        "username=ada%40example.org&password=correct%20horse%20battery&grant_type=password&scope=",
    ] {
        let answer = form(&app, "/api/v1/auth/login", body).await;
        assert_eq!(answer.status, 200, "{}", answer.json);
        assert!(answer.json["data"]["access_token"].is_string());
    }
}

#[tokio::test]
async fn answers_are_alike_for_known_and_unknown_accounts() {
    let app = TestApp::new().await;
    app.anonymous().post("/api/v1/auth/register", registration()).await;
    let guest = app.guest().await;
    let mut answers = Vec::new();
    for email in ["ada@example.org", "nobody@example.org", guest.user["id"].as_str().unwrap()] {
        let mut answer = app.anonymous().post("/api/v1/auth/login", json!({"email": email, "password": "wrong password"})).await;
        answer.json["error"]["request_id"] = Value::Null;
        for of_the_request in ["x-request-id", "ratelimit-remaining", "ratelimit-reset"] {
            answer.headers.remove(of_the_request);
        }
        assert_eq!(answer.status, 401);
        answers.push((answer.json.to_string(), format!("{:?}", answer.headers)));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

#[tokio::test]
async fn the_same_work_is_done_for_known_and_unknown_accounts() {
    let app = TestApp::new().await;
    app.anonymous().post("/api/v1/auth/register", registration()).await;
    let client = service::Client { kind: SessionKind::Program, agent: String::new() };
    for (email, password) in
        [("ada@example.org", "wrong password"), ("nobody@example.org", "wrong password"), ("ada@example.org", PASSWORD)]
    {
        let input = Login { email: Some(email.into()), username: None, password: Password::new(password) };
        let (outcome, hashes) = counted(service::login(&anonymous(&app), input, &client)).await;
        assert_eq!((outcome.is_ok(), hashes), (password == PASSWORD, 1), "{email}");
    }
}

#[tokio::test]
async fn an_empty_password_opens_nothing() {
    let app = TestApp::new().await;
    app.guest().await; // has no password
    for body in [
        json!({"email": "", "password": ""}),
        json!({"password": ""}),
        json!({"email": "ada@example.org", "password": ""}),
        json!({"email": null, "password": "x"}),
    ] {
        assert_eq!(app.anonymous().post("/api/v1/auth/login", body.clone()).await.status, 422, "{body}");
    }
}

#[tokio::test]
async fn guessing_is_slowed_and_says_when_to_come_back() {
    let app = TestApp::new().await;
    app.anonymous().post("/api/v1/auth/register", registration()).await;
    let attempt = |password: &'static str| {
        let client = app.anonymous();
        async move { client.post("/api/v1/auth/login", json!({"email": "ada@example.org", "password": password})).await }
    };
    for _ in 0..3 {
        assert_eq!(attempt("wrong password").await.status, 401);
    }
    let refused = attempt(PASSWORD).await;
    assert_eq!((refused.status, refused.json["error"]["code"].as_str()), (429, Some("rate_limited")));
    assert_eq!(refused.headers["retry-after"], "20");
    assert_eq!(
        (&refused.headers["ratelimit-remaining"], &refused.headers["ratelimit-reset"]),
        (&"0".parse().unwrap(), &"20".parse().unwrap())
    );
    app.clock.advance(chrono::Duration::seconds(20));
    assert_eq!(attempt(PASSWORD).await.status, 200);
    assert_eq!(attempt(PASSWORD).await.status, 200, "a success costs nothing");
}

/// Machines that run tests have more; this is what everybody else has.
#[tokio::test]
async fn answers_of_the_ways_in_tell_what_is_left_for_the_address() {
    let app = TestApp::with(&[("COLLOQUY_LOCAL_FACTOR", "1")]).await;
    let left = |answer: &crate::tests::harness::Answer| {
        let number = |name: &str| answer.headers[name].to_str().unwrap().parse::<u32>().unwrap();
        (number("ratelimit-limit"), number("ratelimit-remaining"), number("ratelimit-reset"))
    };
    let register = |n: usize| {
        let body = json!({ "email": format!("new{n}@example.org"), "password": PASSWORD, "name": "New" });
        let client = app.anonymous();
        async move { client.post("/api/v1/auth/register", body).await }
    };
    for (n, remaining) in [2, 1, 0].into_iter().enumerate() {
        let made = register(n).await;
        assert_eq!((made.status, left(&made)), (201, (3, remaining, 1200)), "{}", made.text);
    }
    let refused = register(3).await;
    assert_eq!((refused.status, left(&refused), refused.headers["retry-after"].to_str().unwrap()), (429, (3, 0, 1200), "1200"));
    assert_eq!(
        left(&app.anonymous().post("/api/v1/auth/login", json!({ "email": "new0@example.org", "password": PASSWORD })).await),
        (3, 3, 0)
    );
    assert_eq!(
        left(&app.anonymous().post("/api/v1/auth/login", json!({ "email": "new0@example.org", "password": "wrong" })).await),
        (3, 2, 20)
    );
    assert_eq!(left(&app.anonymous().post("/api/v1/auth/password/forgot", json!({ "email": "nobody@example.org" })).await), (3, 2, 1200));
    assert_eq!(left(&app.anonymous().post("/api/auth/test-login", json!({})).await), (30, 29, 60));
}

#[tokio::test]
async fn closed_registration_takes_neither_accounts_nor_guests() {
    let app = TestApp::with(&[("COLLOQUY_REGISTRATION", "closed")]).await;
    assert_eq!(app.anonymous().post("/api/v1/auth/register", registration()).await.status, 403);
    assert_eq!(app.anonymous().post("/api/v1/auth/test-login", json!({})).await.status, 403);
}

#[tokio::test]
async fn a_guest_has_a_workspace_and_no_address() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    assert_eq!(
        (guest.user["guest"].as_bool(), guest.user["email"].is_null(), guest.user["name"].as_str()),
        (Some(true), true, Some("Guest"))
    );
    assert_eq!(guest.get("/api/v1/workspaces").await.json["data"][0]["id"], guest.workspace);
    assert_eq!(guest.patch("/api/v1/auth/me", json!({"username": "guesty"})).await.status, 403);
    assert_eq!(guest.patch("/api/v1/auth/me", json!({"name": "Visitor"})).await.json["data"]["name"], "Visitor");
}

#[tokio::test]
async fn a_profile_changes_and_the_old_username_becomes_free() {
    let app = TestApp::new().await;
    let (ada, eve) = (app.user("ada").await, app.user("eve").await);
    assert_eq!(ada.patch("/api/v1/auth/me", json!({"username": "first"})).await.status, 200);
    assert_eq!(eve.patch("/api/v1/auth/me", json!({"username": "FIRST"})).await.status, 409);
    let renamed = ada.patch("/api/v1/auth/me", json!({"username": "FirsT", "name": "Countess"})).await;
    assert_eq!((renamed.json["data"]["username"].as_str(), renamed.json["data"]["name"].as_str()), (Some("FirsT"), Some("Countess")));
    assert_eq!(ada.patch("/api/v1/auth/me", json!({"username": ""})).await.json["data"]["username"], Value::Null);
    assert_eq!(eve.patch("/api/v1/auth/me", json!({"username": "first"})).await.status, 200);
}

#[tokio::test]
async fn a_profile_change_on_a_stale_version_is_refused() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let change = |tag: &'static str| {
        let request = ada.request(Method::PATCH, "/api/v1/auth/me").header("if-match", tag).header("content-type", "application/json");
        ada.send(request.body(Body::from(r#"{"name":"New"}"#)).unwrap())
    };
    assert_eq!(change("\"1\"").await.status, 200);
    assert_eq!(change("\"1\"").await.status, 412);
}

#[tokio::test]
async fn the_token_endpoint_speaks_oauth() {
    let app = TestApp::new().await;
    app.anonymous().post("/api/v1/auth/register", registration()).await;
    let granted = form(&app, "/api/v1/auth/token", "grant_type=password&username=ada.l&password=correct+horse+battery&client_id=x").await;
    assert_eq!((granted.status, granted.json["token_type"].as_str()), (200, Some("bearer")), "{}", granted.text);
    assert!(granted.json["ok"].is_null(), "no envelope");
    assert_eq!(granted.headers["cache-control"], "no-store");
    let refresh = format!("grant_type=refresh_token&refresh_token={}", granted.json["refresh_token"].as_str().unwrap());
    assert_eq!(form(&app, "/api/v1/auth/token", &refresh).await.status, 200);
    for (body, error) in [
        ("grant_type=password&username=ada.l&password=wrong", "invalid_grant"),
        ("grant_type=refresh_token&refresh_token=nonsense", "invalid_grant"),
        ("grant_type=client_credentials", "unsupported_grant_type"),
        ("username=ada.l", "invalid_request"),
        ("grant_type=password", "invalid_request"),
    ] {
        let refused = form(&app, "/api/v1/auth/token", body).await;
        assert_eq!((refused.status, refused.json["error"].as_str()), (400, Some(error)), "{body}");
    }
}

#[tokio::test]
async fn look_alikes_are_no_usernames_and_case_makes_no_other_one() {
    let app = TestApp::new().await;
    let sent = |username: &str, number: usize| json!({ "email": format!("eve{number}@example.org"), "password": "correct horse battery", "name": "Eve", "username": username });
    assert_eq!(app.anonymous().post("/api/v1/auth/register", sent("admin.kay", 0)).await.status, 201);
    let odd = [
        "\u{430}dmin.kay",   // Cyrillic a
        "admin.\u{212a}ay",  // Kelvin sign, whose lower case is k
        "\u{ff41}dmin.kay",  // full width
        "adm\u{131}n.kay",   // dotless i
        "admin\u{2024}kay",  // one dot leader
        "admin.kay\u{200b}", // nothing to see
        "\u{202e}yak.nimda", // turned around
        "admin .kay",
    ];
    for (number, username) in odd.into_iter().enumerate() {
        let answer = app.anonymous().post("/api/v1/auth/register", sent(username, number + 1)).await;
        assert_eq!(answer.status, 422, "{username:?}: {}", answer.text);
        assert!(answer.json["error"]["details"]["fields"]["username"].is_array(), "{username:?}: {}", answer.text);
    }
    let same = app.anonymous().post("/api/v1/auth/register", sent("ADMIN.Kay", 20)).await;
    assert_eq!(same.status, 409, "{}", same.text);
}

#[tokio::test]
async fn an_address_that_mail_can_not_reach_or_that_looks_like_another_is_refused() {
    let app = TestApp::new().await;
    for email in [
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "a@localhost",
        "\u{430}da@example.org",
        "ada@ex\u{430}mple.org",
        ".ada@example.org",
        "ada..l@example.org",
    ] {
        let body = json!({ "email": email, "password": PASSWORD, "name": "Ada" });
        let refused = app.anonymous().post("/api/v1/auth/register", body).await;
        assert_eq!(refused.status, 422, "{email}: {}", refused.text);
        assert_eq!(refused.json["error"]["details"]["fields"]["email"][0], "This is not a valid e-mail address.", "{email}");
        assert_eq!(app.anonymous().post("/api/v1/auth/register/begin", json!({ "email": email })).await.status, 422, "{email}");
    }
}

#[tokio::test]
async fn names_of_the_keepers_are_taken_by_nobody() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for username in ["admin", "Administrator", "r00t", "s.y.s.t.e.m", "5upport", "colloquy", "m0derator", "null", "api"] {
        let body = json!({ "email": "eve@example.org", "password": PASSWORD, "name": "Eve", "username": username });
        for refused in
            [app.anonymous().post("/api/v1/auth/register", body).await, ada.patch("/api/v1/auth/me", json!({ "username": username })).await]
        {
            assert_eq!(refused.status, 422, "{username}: {}", refused.text);
            let said = &refused.json["error"]["details"]["fields"]["username"][0];
            assert_eq!(said, "This username is reserved. Choose another one.", "{username}");
        }
    }
    assert_eq!(ada.patch("/api/v1/auth/me", json!({ "username": "rooted.ada" })).await.status, 200);
}

#[tokio::test]
async fn a_log_in_with_two_different_names_is_refused() {
    let app = TestApp::new().await;
    app.anonymous().post("/api/v1/auth/register", registration()).await;
    let with = |email: &'static str, username: &'static str| {
        let client = app.anonymous();
        async move { client.post("/api/v1/auth/login", json!({ "email": email, "username": username, "password": PASSWORD })).await }
    };
    let refused = with("ada@example.org", "somebody.else").await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert!(refused.json["error"]["details"]["fields"]["username"].is_array(), "{}", refused.text);
    assert_eq!(with("ada@example.org", " ADA@example.org").await.status, 200, "the same twice");
    assert_eq!(with("ada@example.org", "").await.status, 200);
}
