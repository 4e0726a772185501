//! How often somebody may try.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::{ADA, with_passkey};
use crate::tests::authenticator::{Authenticator, begin, log_in};
use crate::tests::harness::{Answer, TestApp};

/// From an address that isn't this machine's, as a trusted proxy tells it.
async fn from_afar(app: &TestApp, path: &str, body: &Value) -> Answer {
    let visitor = app.anonymous();
    let request = visitor.request(Method::POST, path).header("content-type", "application/json").header("x-forwarded-for", "203.0.113.9");
    visitor.send(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn app() -> TestApp {
    TestApp::with(&[("COLLOQUY_TRUSTED_PROXIES", "127.0.0.1")]).await
}

#[tokio::test]
async fn wrong_answers_for_one_account_are_slowed() {
    let app = app().await;
    let (_, mut device) = with_passkey(&app).await;
    device.verifies = false;
    let mut statuses = Vec::new();
    for _ in 0..12 {
        let begun = from_afar(&app, "/api/v1/auth/login/begin", &json!({ "email": ADA })).await;
        let credential = device.get(&begun.json["data"]["publicKey"]);
        let body = json!({ "ceremony_id": begun.json["data"]["ceremony_id"], "credential": credential });
        let answer = from_afar(&app, "/api/v1/auth/login/complete", &body).await;
        statuses.push(answer.status);
        assert!(answer.status != 429 || answer.headers.contains_key("retry-after"));
    }
    assert_eq!(statuses, [[401; 3].as_slice(), &[429; 9]].concat());
    device.verifies = true;
    assert_eq!(log_in(&app.anonymous(), &mut device, Some(ADA)).await.status, 200, "the account stays open to others");
}

#[tokio::test]
async fn right_answers_cost_nothing() {
    let app = app().await;
    let (_, mut device) = with_passkey(&app).await;
    for _ in 0..40 {
        let begun = from_afar(&app, "/api/v1/auth/login/begin", &json!({ "email": ADA })).await;
        let credential = device.get(&begun.json["data"]["publicKey"]);
        let body = json!({ "ceremony_id": begun.json["data"]["ceremony_id"], "credential": credential });
        assert_eq!(from_afar(&app, "/api/v1/auth/login/complete", &body).await.status, 200);
    }
}

#[tokio::test]
async fn ceremonies_of_one_address_are_bounded() {
    let app = app().await;
    let mut begun = 0;
    while from_afar(&app, "/api/v1/auth/login/begin", &json!({})).await.status == 200 {
        begun += 1;
        assert!(begun < 1000, "no limit");
    }
    assert_eq!(begun, 120);
    let mut made = 0;
    loop {
        let answer = from_afar(&app, "/api/v1/auth/register/begin", &json!({ "email": format!("user{made}@example.org") })).await;
        if answer.status == 429 {
            break;
        }
        assert_eq!(answer.status, 200, "{}", answer.text);
        made += 1;
    }
    assert_eq!(made, 3);
    // Others are not concerned.
    begin(&app.anonymous(), "login", json!({})).await;
    let mut device = Authenticator::new();
    assert_eq!(crate::tests::authenticator::register(&app.anonymous(), &mut device, ADA).await.status, 201);
}
