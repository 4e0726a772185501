//! What an attacker answers instead, and that each time nothing happens.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::{ADA, code, logged, passkeys, until_logged, with_passkey};
use crate::tests::authenticator::{Authenticator, add_passkey, begin, complete, log_in, register, text};
use crate::tests::harness::{Answer, TestApp};

pub(super) const REFUSED: (u16, &str) = (401, "unauthenticated");

/// An answer to a fresh log-in that was changed on its way.
async fn log_in_with(app: &TestApp, device: &mut Authenticator, email: Option<&str>, change: impl Fn(&mut Value)) -> Answer {
    let begun = begin(&app.anonymous(), "login", json!({ "email": email })).await;
    let mut credential = device.get(&begun["publicKey"]);
    change(&mut credential);
    complete(&app.anonymous(), "login", &begun, credential).await
}

/// A new account whose registration was changed on its way.
async fn register_with(app: &TestApp, device: &mut Authenticator, change: impl Fn(&mut Value)) -> Answer {
    let begun = begin(&app.anonymous(), "register", json!({ "email": "eve@example.org" })).await;
    let mut credential = device.create(&begun["publicKey"]);
    change(&mut credential);
    complete(&app.anonymous(), "register", &begun, credential).await
}

pub(super) async fn sessions(app: &TestApp) -> usize {
    app.state.db.sql("SELECT VALUE record::id(id) FROM session").list::<String>().await.unwrap().len()
}

#[tokio::test]
async fn an_answer_is_good_once() {
    let app = TestApp::new().await;
    let (_, mut device) = with_passkey(&app).await;
    let begun = begin(&app.anonymous(), "login", json!({ "email": ADA })).await;
    let credential = device.get(&begun["publicKey"]);
    assert_eq!(complete(&app.anonymous(), "login", &begun, credential.clone()).await.status, 200);
    assert_eq!(code(&complete(&app.anonymous(), "login", &begun, credential.clone()).await), REFUSED, "the same again");
    let fresh = begin(&app.anonymous(), "login", json!({ "email": ADA })).await;
    assert_eq!(code(&complete(&app.anonymous(), "login", &fresh, credential).await), REFUSED, "an old answer to a new question");
    let begun = begin(&app.anonymous(), "register", json!({ "email": "eve@example.org" })).await;
    let credential = device.create(&begun["publicKey"]);
    assert_eq!(complete(&app.anonymous(), "register", &begun, credential.clone()).await.status, 201);
    assert_eq!(code(&complete(&app.anonymous(), "register", &begun, credential).await), (404, "not_found"));
}

#[tokio::test]
async fn an_answer_sent_twice_at_once_signs_in_once() {
    let app = TestApp::new().await;
    let (_, mut device) = with_passkey(&app).await;
    device.synced = true; // a device that counts would give the second away by its counter
    let mut other = device.clone();
    other.held.clear();
    assert_eq!(register(&app.anonymous(), &mut other, "synced@example.org").await.status, 201);
    for _ in 0..5 {
        let begun = begin(&app.anonymous(), "login", json!({})).await;
        let credential = other.get(&begun["publicKey"]);
        let visitor = app.anonymous();
        let tries = (0..4).map(|_| complete(&visitor, "login", &begun, credential.clone()));
        let statuses: Vec<u16> = futures::future::join_all(tries).await.iter().map(|answer| answer.status).collect();
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 200 | 401)), "{statuses:?}");
    }
}

#[tokio::test]
async fn an_answer_after_five_minutes_is_too_late() {
    let app = TestApp::new().await;
    let (ada, mut device) = with_passkey(&app).await;
    let visitor = app.anonymous();
    let login = begin(&visitor, "login", json!({ "email": ADA })).await;
    let registration = begin(&visitor, "register", json!({ "email": "eve@example.org" })).await;
    let adding = begin(&ada, "passkeys", json!({})).await;
    app.clock.advance(chrono::Duration::seconds(301));
    let credential = device.get(&login["publicKey"]);
    assert_eq!(code(&complete(&visitor, "login", &login, credential).await), REFUSED);
    let credential = Authenticator::new().create(&registration["publicKey"]);
    assert_eq!(code(&complete(&visitor, "register", &registration, credential).await), (404, "not_found"));
    let credential = Authenticator::new().create(&adding["publicKey"]);
    assert_eq!(code(&complete(&ada, "passkeys", &adding, credential).await), (404, "not_found"));
}

#[tokio::test]
async fn unanswered_ceremonies_are_cleared_away() {
    let app = TestApp::new().await;
    for _ in 0..3 {
        begin(&app.anonymous(), "login", json!({})).await;
    }
    let left = async || app.state.db.sql("SELECT VALUE record::id(id) FROM ceremony").list::<String>().await.unwrap();
    crate::features::auth::service::clean_up(&app.state).await;
    assert_eq!(left().await.len(), 3);
    app.clock.advance(chrono::Duration::seconds(301));
    crate::features::auth::service::clean_up(&app.state).await;
    assert_eq!(left().await, [] as [String; 0]);
}

#[tokio::test]
async fn the_id_of_a_ceremony_is_not_stored() {
    let app = TestApp::new().await;
    let begun = begin(&app.anonymous(), "login", json!({})).await;
    let stored = app.state.db.sql("SELECT VALUE record::id(id) FROM ceremony").list::<String>().await.unwrap();
    assert!(stored.len() == 1 && begun["ceremony_id"] != stored[0]);
}

#[tokio::test]
async fn another_origin_is_refused() {
    let app = TestApp::new().await;
    let (_, mut device) = with_passkey(&app).await;
    for origin in [
        "https://evil.example",
        "http://localhost:3001",
        "https://localhost:3000",
        "http://127.0.0.1:3000",
        "http://sub.localhost:3000",
        "http://localhost:3000.evil.example",
        "null",
        "",
    ] {
        app.clock.advance(chrono::Duration::minutes(2)); // one account has few tries a minute
        device.origin = origin.to_owned();
        assert_eq!(code(&log_in(&app.anonymous(), &mut device, Some(ADA)).await), REFUSED, "{origin}");
        assert_eq!(code(&log_in(&app.anonymous(), &mut device, None).await), REFUSED, "{origin}");
        let mut other = Authenticator { origin: origin.to_owned(), ..Authenticator::new() };
        assert_eq!(code(&register_with(&app, &mut other, |_| ()).await), (422, "validation_failed"), "{origin}");
    }
    device.origin = "http://localhost:3000".to_owned();
    app.clock.advance(chrono::Duration::hours(1)); // the tries above were many
    assert_eq!(log_in(&app.anonymous(), &mut device, Some(ADA)).await.status, 200);
}

#[tokio::test]
async fn another_relying_party_is_refused() {
    let app = TestApp::new().await;
    let (_, mut device) = with_passkey(&app).await;
    for name in ["evil.example", "localhost:3000", "Localhost", ""] {
        app.clock.advance(chrono::Duration::minutes(2));
        device.relying_party = Some(name.to_owned());
        assert_eq!(code(&log_in(&app.anonymous(), &mut device, Some(ADA)).await), REFUSED, "{name}");
        assert_eq!(code(&log_in(&app.anonymous(), &mut device, None).await), REFUSED, "{name}");
        let mut other = Authenticator { relying_party: Some(name.to_owned()), ..Authenticator::new() };
        assert_eq!(code(&register_with(&app, &mut other, |_| ()).await), (422, "validation_failed"), "{name}");
    }
}

#[tokio::test]
async fn without_verification_of_the_person_nobody_gets_in() {
    let app = TestApp::new().await;
    let (ada, mut device) = with_passkey(&app).await;
    device.verifies = false;
    assert_eq!(code(&log_in(&app.anonymous(), &mut device, Some(ADA)).await), REFUSED);
    assert_eq!(code(&log_in(&app.anonymous(), &mut device, None).await), REFUSED);
    assert_eq!(until_logged(&app, "passkey.refuse", 2).await.len(), 2, "the log has what was refused");
    let mut touch_only = Authenticator { verifies: false, ..Authenticator::new() };
    assert_eq!(code(&register_with(&app, &mut touch_only, |_| ()).await), (422, "validation_failed"));
    touch_only.held.clear();
    assert_eq!(code(&add_passkey(&ada, &mut touch_only).await), (422, "validation_failed"));
    assert_eq!(passkeys(&ada).await.len(), 1);
}

#[tokio::test]
async fn a_counter_that_goes_back_is_refused_and_noted() {
    let app = TestApp::new().await;
    let (ada, mut device) = with_passkey(&app).await;
    let mut copy = device.clone();
    for _ in 0..3 {
        assert_eq!(log_in(&app.anonymous(), &mut device, Some(ADA)).await.status, 200);
    }
    let before = sessions(&app).await;
    for (n, email) in [(1, Some(ADA)), (2, None), (3, Some(ADA))] {
        assert_eq!(code(&log_in(&app.anonymous(), &mut copy, email).await), REFUSED, "the copy's counter is {n}");
        assert_eq!(until_logged(&app, "passkey.copy_suspected", n).await.len(), n);
    }
    assert_eq!(sessions(&app).await, before);
    let me = ada.get("/api/v1/auth/me").await.json["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(logged(&app, "passkey.copy_suspected").await[0].0, me);
    assert_eq!(log_in(&app.anonymous(), &mut device, Some(ADA)).await.status, 200, "the one that is ahead still works");
}

#[tokio::test]
async fn of_two_answers_with_one_counter_one_counts() {
    // Both were asked and signed before either was answered, so that only the write can tell.
    let app = TestApp::new().await;
    let (_, device) = with_passkey(&app).await;
    let visitor = app.anonymous();
    let (one, two) = (begin(&visitor, "login", json!({})).await, begin(&visitor, "login", json!({})).await);
    let (a, b) = (device.clone().get(&one["publicKey"]), device.clone().get(&two["publicKey"]));
    let (first, second) = tokio::join!(complete(&visitor, "login", &one, a), complete(&visitor, "login", &two, b));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
    assert_eq!(until_logged(&app, "passkey.copy_suspected", 1).await.len(), 1);
}

#[tokio::test]
async fn the_handle_must_be_that_of_the_passkeys_person() {
    let app = TestApp::new().await;
    let (ada, mut device) = with_passkey(&app).await;
    let adas = device.held[0].handle.clone();
    let mut eves = Authenticator::new();
    assert_eq!(register(&app.anonymous(), &mut eves, "eve@example.org").await.status, 201);
    for handle in [adas, Vec::new(), vec![0; 16], vec![7; 64]] {
        for email in [None, Some("eve@example.org")] {
            app.clock.advance(chrono::Duration::minutes(2));
            let answer = log_in_with(&app, &mut eves, email, |c| c["response"]["userHandle"] = json!(text(&handle))).await;
            assert_eq!(code(&answer), REFUSED, "{handle:?} {email:?}: {}", answer.text);
        }
    }
    app.clock.advance(chrono::Duration::minutes(2));
    let answer = log_in_with(&app, &mut eves, None, |c| c["response"]["userHandle"] = Value::Null).await;
    assert_eq!(code(&answer), REFUSED, "without a name it must say whose it is");
    let silent = |c: &mut Value| _ = c["response"].as_object_mut().unwrap().remove("userHandle");
    assert_eq!(code(&log_in_with(&app, &mut eves, None, silent).await), REFUSED);
    assert_eq!(log_in_with(&app, &mut eves, Some("eve@example.org"), silent).await.status, 200, "browsers leave out what is absent");
    eves.tells_handle = false;
    assert_eq!(log_in(&app.anonymous(), &mut eves, Some("eve@example.org")).await.status, 200, "with a name it may be silent");
    assert_eq!(
        log_in(&app.anonymous(), &mut device, None).await.json["data"]["user"]["id"],
        ada.get("/api/v1/auth/me").await.json["data"]["id"]
    );
}

#[tokio::test]
async fn a_changed_answer_is_refused() {
    let app = TestApp::new().await;
    let (_, mut device) = with_passkey(&app).await;
    let flip = |c: &mut Value, field: &str| {
        let old = c["response"][field].as_str().unwrap().to_owned();
        // A letter in the middle, so that no padding bits hide the change.
        let at = old.len() / 2;
        let letter = if old[at..].starts_with('A') { "B" } else { "A" };
        c["response"][field] = json!(format!("{}{letter}{}", &old[..at], &old[at + 1..]));
    };
    for field in ["clientDataJSON", "authenticatorData", "signature"] {
        for email in [None, Some(ADA)] {
            let answer = log_in_with(&app, &mut device, email, |c| flip(c, field)).await;
            assert_eq!(code(&answer), REFUSED, "{field}: {}", answer.text);
        }
        let answer = log_in_with(&app, &mut device, None, |c| c["response"][field] = json!("")).await;
        assert_eq!(code(&answer), REFUSED, "empty {field}: {}", answer.text);
    }
    for field in ["clientDataJSON", "attestationObject"] {
        for change in ["", "AAAA"] {
            let answer = register_with(&app, &mut Authenticator::new(), |c| c["response"][field] = json!(change)).await;
            assert_eq!(code(&answer), (422, "validation_failed"), "{field}: {}", answer.text);
        }
    }
    let swapped = log_in_with(&app, &mut device, None, |c| {
        // Signed for a registration.
        let client = json!({ "type": "webauthn.create", "challenge": "AAAA", "origin": "http://localhost:3000" }).to_string();
        c["response"]["clientDataJSON"] = json!(text(client.as_bytes()));
    });
    assert_eq!(code(&swapped.await), REFUSED);
}

#[tokio::test]
async fn what_is_no_credential_is_said_and_never_crashes() {
    let app = TestApp::new().await;
    let (ada, _) = with_passkey(&app).await;
    let visitor = app.anonymous();
    for credential in [
        json!(null),
        json!({}),
        json!("text"),
        json!([1, 2]),
        json!({ "id": 7 }),
        json!({ "id": "x", "rawId": "not base64url!", "type": "public-key", "response": {} }),
        json!({ "id": "x", "rawId": "AA", "type": "public-key", "response": { "clientDataJSON": "x".repeat(40_000) } }),
        json!({ "id": "x".repeat(900_000) }),
    ] {
        for (client, path) in [(&visitor, "login"), (&visitor, "register"), (&ada, "passkeys")] {
            let body = json!({ "ceremony_id": "none", "credential": credential });
            let answer = client.post(&format!("/api/v1/auth/{path}/complete"), body).await;
            assert_eq!(code(&answer), (422, "validation_failed"), "{path}: {}", &answer.text[..answer.text.len().min(300)]);
            assert!(answer.json["error"]["details"]["fields"]["credential"].is_array());
        }
    }
    // Nested a million times: the parser says no before anything else looks at it.
    let deep = format!(r#"{{"ceremony_id":"x","credential":{}{}}}"#, "[".repeat(400_000), "]".repeat(400_000));
    let request = visitor.request(Method::POST, "/api/v1/auth/login/complete").header("content-type", "application/json");
    assert!(matches!(visitor.send(request.body(Body::from(deep)).unwrap()).await.status, 400 | 422));
    let huge = json!({ "ceremony_id": "x", "credential": { "id": "x".repeat(2 << 20) } });
    assert_eq!(code(&visitor.post("/api/v1/auth/login/complete", huge).await), (413, "payload_too_large"));
}

#[tokio::test]
async fn ceremonies_that_are_none_are_refused() {
    let app = TestApp::new().await;
    let (_, mut device) = with_passkey(&app).await;
    let begun = begin(&app.anonymous(), "login", json!({})).await;
    let credential = device.get(&begun["publicKey"]);
    for id in ["", "x", "ceremony:x", &"x".repeat(5000), "\u{0}", "⟨x⟩"] {
        let answer = complete(&app.anonymous(), "login", &json!({ "ceremony_id": id }), credential.clone()).await;
        assert_eq!(code(&answer), REFUSED, "{id:?}");
    }
    assert_eq!(complete(&app.anonymous(), "login", &begun, credential).await.status, 200);
}
