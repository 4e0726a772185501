//! Proving an e-mail address.

use serde_json::json;

use super::Browser;
use crate::tests::harness::TestApp;

const VERIFY: &str = "/api/v1/auth/email/verify";

#[tokio::test]
async fn a_new_account_gets_a_code_that_confirms_its_address() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let email = ada.user["email"].as_str().unwrap();
    assert_eq!(ada.user["email_verified"], false);
    let code = app.mailed_code(email).await.unwrap();
    let mails = app.mails().await;
    assert_eq!((mails.len(), mails[0].to.as_str(), mails[0].subject.as_str()), (1, email, "Confirm your e-mail address"));
    let answer = ada.post(VERIFY, json!({ "code": code })).await;
    assert_eq!((answer.status, &answer.json["data"]["email_verified"]), (200, &json!(true)), "{}", answer.text);
    let again = ada.post(VERIFY, json!({ "code": code })).await;
    assert_eq!((again.status, &again.json["data"]["email_verified"]), (200, &json!(true)), "sending it twice does no harm");
    assert_eq!(ada.post("/api/v1/auth/email/verify/resend", json!({})).await.status, 202);
    assert_eq!(app.mails().await.len(), 1, "there is nothing to send any more");
}

#[tokio::test]
async fn somebody_elses_code_confirms_nothing() {
    let app = TestApp::new().await;
    let (ada, eve) = (app.user("ada").await, app.user("eve").await);
    let code = app.mailed_code(eve.user["email"].as_str().unwrap()).await.unwrap();
    assert_eq!(ada.post(VERIFY, json!({ "code": code })).await.status, 422);
    for wrong in [json!(null), json!(""), json!("AAAA-AAAA"), json!(7)] {
        assert_eq!(ada.post(VERIFY, json!({ "code": wrong })).await.status, 422, "{wrong}");
    }
    assert_eq!(ada.get("/api/v1/auth/me").await.json["data"]["email_verified"], false);
    assert_eq!(eve.post(VERIFY, json!({ "code": code })).await.status, 200);
}

#[tokio::test]
async fn a_code_for_an_address_dies_with_five_wrong_tries_and_with_time() {
    let app = TestApp::new().await;
    let (ada, eve) = (app.user("ada").await, app.user("eve").await);
    let code = app.mailed_code(ada.user["email"].as_str().unwrap()).await.unwrap();
    for _ in 0..5 {
        assert_eq!(ada.post(VERIFY, json!({ "code": "2222-2222" })).await.status, 422);
    }
    assert_eq!(ada.post(VERIFY, json!({ "code": code })).await.status, 422);
    let code = app.mailed_code(eve.user["email"].as_str().unwrap()).await.unwrap();
    app.clock.advance(chrono::Duration::minutes(15));
    assert_eq!(eve.post(VERIFY, json!({ "code": code })).await.status, 422);
}

#[tokio::test]
async fn a_new_code_can_be_had_three_times_an_hour() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let email = ada.user["email"].as_str().unwrap();
    let first = app.mailed_code(email).await.unwrap();
    let sent: Vec<u16> = [
        ada.post("/api/v1/auth/email/verify/resend", json!({})).await.status,
        ada.post("/api/v1/auth/email/verify/resend", json!({})).await.status,
        ada.post("/api/v1/auth/email/verify/resend", json!({})).await.status,
        ada.post("/api/v1/auth/email/verify/resend", json!({})).await.status,
    ]
    .into();
    assert_eq!(sent, [202, 202, 202, 429]);
    assert_eq!(ada.post(VERIFY, json!({ "code": first })).await.status, 422, "older codes are void");
    app.confirm(&ada).await;
}

#[tokio::test]
async fn a_guest_has_nothing_to_confirm() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    assert_eq!(guest.post(VERIFY, json!({ "code": "AAAA-AAAA" })).await.status, 403);
    assert_eq!(guest.post("/api/v1/auth/email/verify/resend", json!({})).await.status, 403);
    assert!(app.mails().await.is_empty());
}

#[tokio::test]
async fn names_reach_no_header_of_the_mail() {
    let app = TestApp::new().await;
    let body = json!({ "email": "ada@example.org", "password": "correct horse battery", "name": "Win at https://evil.example now" });
    assert_eq!(app.anonymous().post("/api/v1/auth/register", body).await.status, 201);
    let mails = app.mails().await;
    assert!(!mails[0].raw.contains("https://evil") && mails[0].text.contains("Hello Win at https:"), "{}", mails[0].text);
    for email in ["a@example.org\r\nBcc: eve@evil.example", "a@example.org, eve@evil.example", "a@example.org\u{0}", "<a@example.org>"] {
        let body = json!({ "email": email, "password": "correct horse battery", "name": "Ada" });
        assert_eq!(app.anonymous().post("/api/v1/auth/register", body).await.status, 422, "{email:?}");
    }
}

#[tokio::test]
async fn usernames_that_look_like_others_are_refused() {
    let app = TestApp::new().await;
    // Cyrillic а, Greek ο, full-width A, combining accent, zero-width space, dotless i, ligature.
    for name in ["\u{0430}da", "b\u{03bf}b", "\u{ff21}da", "ada\u{301}", "a\u{200b}da", "adm\u{0131}n", "\u{fb01}sh", "аdmin", "ада"] {
        let body = json!({ "email": "x@example.org", "password": "correct horse battery", "name": "X", "username": name });
        let answer = app.anonymous().post("/api/v1/auth/register", body).await;
        assert_eq!(answer.status, 422, "{name:?}");
        assert!(answer.json["error"]["details"]["fields"]["username"].is_array(), "{}", answer.text);
    }
}

#[tokio::test]
async fn the_page_confirms_without_script_and_the_notice_goes() {
    let app = TestApp::new().await;
    let mut browser = Browser::new(&app);
    browser.form("/_fn/auth/register", "email=ada%40example.org&password=correct+horse+battery&name=Ada").await;
    let notice = r#"href="/verify""#;
    assert!(browser.get("/home").await.text.contains(notice));
    assert!(!browser.get("/agents").await.text.contains(notice), "not in the middle of the work");
    let page = browser.get("/verify").await;
    for part in [r#"action="/_fn/auth/verify-email""#, r#"action="/_fn/auth/resend-verification""#, "ada@example.org"] {
        assert!(page.text.contains(part), "{part}");
    }
    let sent = browser.form("/_fn/auth/resend-verification", "").await;
    assert_eq!((sent.status, sent.headers["location"].to_str().unwrap()), (302, "/verify?sent=1"));
    let code = app.mailed_code("ada@example.org").await.unwrap();
    let done = browser.form("/_fn/auth/verify-email", &format!("code={code}")).await;
    assert_eq!((done.status, done.headers["location"].to_str().unwrap()), (302, "/verify"));
    assert!(browser.get("/verify").await.text.contains("Your address is confirmed"));
    assert!(!browser.get("/home").await.text.contains(notice));
}

#[tokio::test]
async fn without_mail_nobody_is_asked_to_confirm() {
    let app = TestApp::with(&[("COLLOQUY_MAIL_URL", "off")]).await;
    let mut browser = Browser::new(&app);
    browser.form("/_fn/auth/register", "email=ada%40example.org&password=correct+horse+battery&name=Ada").await;
    assert!(!browser.get("/home").await.text.contains(r#"href="/verify""#));
}
