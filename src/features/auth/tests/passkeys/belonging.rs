//! Whose passkey, whose ceremony, whose page: nobody gets what is somebody else's.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::attacks::{REFUSED, sessions};
use super::{ADA, code, passkeys, signed_in, with_passkey};
use crate::tests::authenticator::{Authenticator, Held, begin, complete, log_in, register, text};
use crate::tests::harness::TestApp;

#[tokio::test]
async fn a_passkey_opens_its_own_account_only() {
    let app = TestApp::new().await;
    with_passkey(&app).await;
    let mut eves = Authenticator::new();
    assert_eq!(register(&app.anonymous(), &mut eves, "eve@example.org").await.status, 201);
    let begun = begin(&app.anonymous(), "login", json!({ "email": ADA })).await;
    let credential = eves.sign(&begun["publicKey"], 0);
    assert_eq!(code(&complete(&app.anonymous(), "login", &begun, credential).await), REFUSED, "asked for Ada, answered by Eve");
    for email in [ADA, "nobody@example.org"] {
        let begun = begin(&app.anonymous(), "login", json!({ "email": email })).await;
        eves.tells_handle = false;
        let credential = eves.sign(&begun["publicKey"], 0);
        assert_eq!(code(&complete(&app.anonymous(), "login", &begun, credential).await), REFUSED, "{email}, without a handle");
    }
}

#[tokio::test]
async fn a_passkey_that_somebody_has_registered_is_taken() {
    let app = TestApp::new().await;
    let (ada, device) = with_passkey(&app).await;
    let eve = app.user("eve").await;
    let begun = begin(&eve, "passkeys", json!({})).await;
    let stolen = device.register(&begun["publicKey"], 0);
    assert_eq!(code(&complete(&eve, "passkeys", &begun, stolen).await), (409, "conflict"));
    let begun = begin(&app.anonymous(), "register", json!({ "email": "mallory@example.org" })).await;
    let stolen = device.register(&begun["publicKey"], 0);
    assert_eq!(code(&complete(&app.anonymous(), "register", &begun, stolen).await), (409, "conflict"));
    assert_eq!((passkeys(&eve).await.len(), passkeys(&ada).await.len()), (0, 1));
}

#[tokio::test]
async fn a_ceremony_belongs_to_its_session_and_its_purpose() {
    let app = TestApp::new().await;
    let (ada, mut device) = with_passkey(&app).await;
    let elsewhere = signed_in(&app, &log_in(&app.anonymous(), &mut device, None).await);
    let eve = app.user("eve").await;
    for (who, other) in [("another session of hers", &elsewhere), ("somebody else", &eve)] {
        let begun = begin(&ada, "passkeys", json!({})).await;
        let credential = Authenticator::new().create(&begun["publicKey"]);
        assert_eq!(code(&complete(other, "passkeys", &begun, credential.clone()).await), (404, "not_found"), "{who}");
        assert_eq!(code(&complete(&ada, "passkeys", &begun, credential).await), (404, "not_found"), "it is spoilt for {who}");
    }
    let adding = begin(&ada, "passkeys", json!({})).await;
    let credential = Authenticator::new().create(&adding["publicKey"]);
    assert_eq!(code(&complete(&app.anonymous(), "register", &adding, credential).await), (404, "not_found"), "no registration");
    let registration = begin(&app.anonymous(), "register", json!({ "email": "eve@example.org" })).await;
    let credential = Authenticator::new().create(&registration["publicKey"]);
    assert_eq!(code(&complete(&ada, "passkeys", &registration, credential).await), (404, "not_found"), "no addition");
    let login = begin(&app.anonymous(), "login", json!({})).await;
    let credential = device.get(&login["publicKey"]);
    let answer = complete(&app.anonymous(), "register", &login, credential).await;
    assert_eq!(code(&answer), (422, "validation_failed"), "a log-in is no registration");
    assert_eq!(passkeys(&ada).await.len(), 1);
    assert_eq!(passkeys(&eve).await.len(), 0);
}

#[tokio::test]
async fn other_sites_can_not_take_part() {
    let app = TestApp::new().await;
    let (_, mut device) = with_passkey(&app).await;
    let begun = begin(&app.anonymous(), "login", json!({})).await;
    let body = json!({ "ceremony_id": begun["ceremony_id"], "credential": device.get(&begun["publicKey"]), "next": "" }).to_string();
    for path in ["/_fn/auth/passkey-login", "/_fn/auth/passkey-register", "/api/v1/auth/login/complete", "/api/v1/auth/login/begin"] {
        for (header, value) in [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
            let request = app.anonymous().request(Method::POST, path).header(header, value).header("content-type", "application/json");
            let answer = app.anonymous().send(request.body(Body::from(body.clone())).unwrap()).await;
            assert_eq!(answer.status, 403, "{path} {header}: {value}: {}", answer.text);
        }
    }
    let request = app.anonymous().request(Method::POST, "/_fn/auth/passkey-login").header("origin", "http://localhost:3000");
    let answer = app.anonymous().send(request.header("content-type", "application/json").body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.status, 200, "the same from our own page: {}", answer.text);
}

#[tokio::test]
async fn who_may_not_act_does_not_get_in() {
    let app = TestApp::new().await;
    let (ada, mut device) = with_passkey(&app).await;
    let me = ada.get("/api/v1/auth/me").await.json["data"]["id"].as_str().unwrap().to_owned();
    let begun = begin(&app.anonymous(), "login", json!({ "email": ADA })).await;
    let credential = device.get(&begun["publicKey"]);
    app.state.db.sql("UPDATE type::record('user', $id) SET state = 'disabled'").bind("id", me).exec().await.unwrap();
    let before = sessions(&app).await;
    assert_eq!(code(&complete(&app.anonymous(), "login", &begun, credential).await), REFUSED, "disabled in between");
    assert_eq!(code(&log_in(&app.anonymous(), &mut device, None).await), REFUSED);
    let shown = begin(&app.anonymous(), "login", json!({ "email": ADA })).await;
    assert_ne!(shown["publicKey"]["allowCredentials"][0]["id"], text(&device.held[0].id), "a disabled account looks like none");
    assert_eq!(sessions(&app).await, before);
}

/// A device that holds what we pretend that an unknown account has.
fn pretender(begun: &Value, device: &Authenticator) -> Authenticator {
    use base64::Engine as _;
    let id = begun["publicKey"]["allowCredentials"][0]["id"].as_str().unwrap();
    let id = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(id).unwrap();
    Authenticator { held: vec![Held { id, ..device.held[0].clone() }], ..device.clone() }
}

#[tokio::test]
async fn unknown_accounts_look_like_known_ones() {
    let app = TestApp::new().await;
    let (_, device) = with_passkey(&app).await;
    let bob = app.user("bob").await;
    let with_password_only = bob.user["email"].as_str().unwrap();
    let mut answers = Vec::new();
    for email in [ADA, "nobody@example.org", with_password_only, "no address at all"] {
        let visitor = app.anonymous();
        let (one, two) =
            (begin(&visitor, "login", json!({ "email": email })).await, begin(&visitor, "login", json!({ "email": email })).await);
        let allowed = &one["publicKey"]["allowCredentials"];
        assert_eq!(allowed, &two["publicKey"]["allowCredentials"], "{email}: the same every time");
        assert_eq!(allowed.as_array().unwrap().len(), 1);
        let credential = pretender(&one, &device).get(&one["publicKey"]);
        let mut wrong = credential.clone();
        wrong["response"]["signature"] = json!("AAAA");
        let refused = complete(&visitor, "login", &one, wrong).await;
        assert_eq!(code(&refused), REFUSED, "{email}");
        answers.push((shape(&one), refused.json["error"]["message"].clone()));
        if email != ADA {
            let credential = pretender(&two, &device).get(&two["publicKey"]);
            assert_eq!(code(&complete(&visitor, "login", &two, credential).await), REFUSED, "{email}: a real signature of somebody else");
        }
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");
}

/// The answer without what is random in it.
fn shape(begun: &Value) -> Value {
    let mut begun = begun.clone();
    begun["ceremony_id"] = Value::Null;
    begun["publicKey"]["challenge"] = Value::Null;
    begun["publicKey"]["allowCredentials"][0]["id"] = Value::Null;
    begun
}

#[tokio::test]
async fn nothing_is_left_of_the_passkeys_of_somebody_who_goes() {
    let app = TestApp::new().await;
    let (ada, device) = with_passkey(&app).await;
    let me = ada.get("/api/v1/auth/me").await.json["data"]["id"].as_str().unwrap().to_owned();
    begin(&ada, "passkeys", json!({})).await;
    let mut eves = Authenticator::new();
    assert_eq!(register(&app.anonymous(), &mut eves, "eve@example.org").await.status, 201);
    let now = app.clock.now();
    app.state.db.sql("{ RETURN fn::purge_person($user, $now) }").bind("user", me.clone()).bind("now", now).exec().await.unwrap();
    crate::features::purge::service::run(&app.state).await;
    for table in ["passkey", "ceremony"] {
        let rows: Vec<Value> = app.state.db.sql("SELECT * FROM type::table($table)").bind("table", table.to_owned()).list().await.unwrap();
        assert!(!rows.iter().any(|row| row.to_string().contains(&me)), "{table}: {rows:?}");
    }
    let begun = begin(&app.anonymous(), "login", json!({})).await;
    let credential = device.clone().get(&begun["publicKey"]);
    assert_eq!(code(&complete(&app.anonymous(), "login", &begun, credential).await), REFUSED);
    assert_eq!(log_in(&app.anonymous(), &mut eves, None).await.status, 200, "others keep theirs");
}
