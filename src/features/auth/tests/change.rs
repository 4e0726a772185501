//! Changing a password that is known.

use serde_json::json;

use super::Browser;
use crate::tests::harness::TestApp;

const CHANGE: &str = "/api/v1/auth/password/change";
const OLD: &str = "correct horse battery";
const NEW: &str = "a staple in the rain";

#[tokio::test]
async fn a_change_ends_all_other_sessions_and_tells_the_owner() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let email = ada.user["email"].as_str().unwrap();
    let other = app.anonymous().post("/api/v1/auth/login", json!({ "email": email, "password": OLD })).await;
    let other = app.anonymous().with_token(other.json["data"]["access_token"].as_str().unwrap());
    assert_eq!(other.get("/api/v1/auth/me").await.status, 200);
    let answer = ada.post(CHANGE, json!({ "current_password": OLD, "new_password": NEW })).await;
    assert_eq!((answer.status, answer.json["data"]["revoked"].as_u64()), (200, Some(1)), "{}", answer.text);
    assert_eq!((ada.get("/api/v1/auth/me").await.status, other.get("/api/v1/auth/me").await.status), (200, 401));
    for (password, status) in [(OLD, 401), (NEW, 200)] {
        let login = app.anonymous().post("/api/v1/auth/login", json!({ "email": email, "password": password })).await;
        assert_eq!(login.status, status);
    }
    let mails = app.mails().await;
    assert_eq!(mails.last().unwrap().subject, "Your password was changed");
    let acts: Vec<String> = app.state.db.sql("SELECT VALUE action FROM audit WHERE action = 'password.change'").list().await.unwrap();
    assert_eq!(acts.len(), 1);
}

#[tokio::test]
async fn a_change_asks_for_the_current_password() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for current in ["wrong", "", "Correct horse battery"] {
        let answer = ada.post(CHANGE, json!({ "current_password": current, "new_password": NEW })).await;
        assert_eq!(answer.status, 422, "{current}");
        assert!(answer.json["error"]["details"]["fields"]["current_password"].is_array(), "{}", answer.text);
    }
    assert_eq!(app.mails().await.iter().filter(|mail| mail.subject.contains("changed")).count(), 0);
}

#[tokio::test]
async fn guessing_the_current_password_with_a_stolen_session_is_slowed() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let mut refused = 0;
    for _ in 0..12 {
        refused += usize::from(ada.post(CHANGE, json!({ "current_password": "guess", "new_password": NEW })).await.status == 429);
    }
    assert_eq!(refused, 9);
}

#[tokio::test]
async fn weak_new_passwords_are_refused() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for weak in ["short", "Password1234", ada.user["email"].as_str().unwrap()] {
        let answer = ada.post(CHANGE, json!({ "current_password": OLD, "new_password": weak })).await;
        assert!(answer.json["error"]["details"]["fields"]["new_password"].is_array(), "{weak}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_mailed_code_is_void_after_a_change() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let email = ada.user["email"].as_str().unwrap();
    app.anonymous().post("/api/v1/auth/password/forgot", json!({ "email": email })).await;
    let code = app.mailed_code(email).await.unwrap();
    assert_eq!(ada.post(CHANGE, json!({ "current_password": OLD, "new_password": NEW })).await.status, 200);
    let answer = app.anonymous().post("/api/v1/auth/password/reset", json!({ "email": email, "code": code, "new_password": OLD })).await;
    assert_eq!(answer.status, 422);
}

#[tokio::test]
async fn guests_and_accounts_without_a_password_learn_what_to_do() {
    let app = TestApp::new().await;
    let body = json!({ "current_password": OLD, "new_password": NEW });
    assert_eq!(app.guest().await.post(CHANGE, body.clone()).await.status, 403);
    let ada = app.user("ada").await;
    app.state.db.sql("UPDATE user SET password_hash = ''").exec().await.unwrap();
    let answer = ada.post(CHANGE, body).await;
    assert_eq!(answer.status, 409);
    assert!(answer.json["error"]["message"].as_str().unwrap().contains("no password yet"), "{}", answer.text);
}

#[tokio::test]
async fn the_page_changes_it_without_script() {
    let app = TestApp::new().await;
    let mut browser = Browser::new(&app);
    browser.form("/_fn/auth/register", "email=ada%40example.org&password=correct+horse+battery&name=Ada").await;
    let page = browser.get("/settings/password").await;
    for part in [
        r#"action="/_fn/auth/change-password""#,
        r#"name="current_password""#,
        r#"autocomplete="new-password""#,
        r#"value="ada@example.org""#,
    ] {
        assert!(page.text.contains(part), "{part} is not in {}", page.text);
    }
    let done = browser.form("/_fn/auth/change-password", "current_password=correct+horse+battery&password=a+staple+in+the+rain").await;
    assert_eq!((done.status, done.headers["location"].to_str().unwrap()), (302, "/settings/password?changed=1"));
    assert!(browser.get("/settings/password?changed=1").await.text.contains("Your password was changed"));
}
