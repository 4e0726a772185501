//! A lost password: the code by mail, what it is good for, and everything it isn't (ledger rows 1,
//! 2, 25, 27).

use super::{Browser, set_cookies};
use crate::tests::harness::{Answer, Client, TestApp};
use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

const FORGOT: &str = "/api/v1/auth/password/forgot";
const RESET: &str = "/api/v1/auth/password/reset";
const OLD: &str = "correct horse battery";
const NEW: &str = "a staple in the rain";

fn email(client: &Client) -> String {
    client.user["email"].as_str().unwrap().to_owned()
}

/// Asks for a code and reads it in the mail.
async fn code_for(app: &TestApp, email: &str) -> String {
    assert_eq!(app.anonymous().post(FORGOT, json!({ "email": email })).await.status, 202);
    app.mailed_code(email).await.unwrap()
}

async fn reset(app: &TestApp, email: &str, code: &str) -> Answer {
    app.anonymous().post(RESET, json!({ "email": email, "code": code, "new_password": NEW })).await
}

async fn can_sign_in(app: &TestApp, email: &str, password: &str) -> bool {
    app.anonymous().post("/api/v1/auth/login", json!({ "email": email, "password": password })).await.status == 200
}

#[track_caller]
fn is_wrong_code(answer: &Answer) {
    let message = &answer.json["error"]["details"]["fields"]["code"][0];
    assert_eq!(
        (answer.status, message.as_str()),
        (422, Some("This code is wrong, was used or has expired. Ask for a new one.")),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn a_code_sets_a_new_password_ends_every_session_and_tells_the_owner() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let mut browser = Browser::new(&app);
    browser.form("/_fn/auth/login", &format!("account={}&password=correct+horse+battery", email(&ada))).await;
    assert_eq!(browser.get("/api/v1/auth/me").await.status, 200);
    let code = code_for(&app, &email(&ada)).await;
    let answer = reset(&app, &email(&ada), &code).await;
    assert_eq!((answer.status, answer.text.as_str()), (204, ""));
    assert!(set_cookies(&answer).is_empty(), "a reset signs nobody in");
    assert_eq!(ada.get("/api/v1/auth/me").await.status, 401);
    assert_eq!(app.anonymous().post("/api/v1/auth/refresh", json!({ "refresh_token": ada.refresh_token })).await.status, 401);
    assert_eq!(browser.get("/api/v1/auth/me").await.status, 401);
    assert!(!can_sign_in(&app, &email(&ada), OLD).await && can_sign_in(&app, &email(&ada), NEW).await);
    let mails = app.mails().await;
    let notice = mails.last().unwrap();
    assert_eq!((notice.subject.as_str(), notice.to.as_str()), ("Your password was changed", email(&ada).as_str()));
    assert!(notice.text.contains("127.0.0.1") && !notice.text.contains(NEW) && !notice.text.contains(&code), "{}", notice.text);
    let acts: Vec<String> = app
        .state
        .db
        .sql("SELECT VALUE action FROM audit WHERE target = $t AND action != 'session.refuse' ORDER BY sort")
        .bind("t", format!("user:{}", ada.user["id"].as_str().unwrap()))
        .list()
        .await
        .unwrap();
    assert!(acts.ends_with(&["password.ask_code".to_owned(), "password.reset".to_owned()]), "{acts:?}");
}

#[tokio::test]
async fn how_a_code_is_typed_does_not_matter() {
    let app = TestApp::new().await;
    for spell in
        [|code: &str| code.to_lowercase(), |code: &str| format!("  {}", code.replace('-', " ")), |code: &str| code.replace('-', "")]
    {
        let ada = app.user("ada").await;
        let code = spell(&code_for(&app, &email(&ada)).await);
        assert_eq!(reset(&app, &format!(" {} ", email(&ada).to_uppercase()), &code).await.status, 204, "{code}");
    }
}

#[tokio::test]
async fn nothing_is_no_code() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let never_asked =
        [Value::Null, json!(""), json!("   "), json!("----"), json!([]), json!(0), json!(true), json!({}), json!("AAAA-AAAA")];
    for asked in [false, true] {
        if asked {
            code_for(&app, &email(&ada)).await;
        }
        for code in &never_asked {
            let answer = app.anonymous().post(RESET, json!({ "email": email(&ada), "code": code, "new_password": NEW })).await;
            assert_eq!(answer.status, 422, "{code}: {}", answer.text);
        }
        let without = app.anonymous().post(RESET, json!({ "email": email(&ada), "new_password": NEW })).await;
        assert_eq!(without.status, 422);
    }
    assert!(can_sign_in(&app, &email(&ada), OLD).await && ada.get("/api/v1/auth/me").await.status == 200);
}

#[tokio::test]
async fn a_code_belongs_to_one_person_and_one_purpose() {
    let app = TestApp::new().await;
    let (ada, eve) = (app.user("ada").await, app.user("eve").await);
    let for_address = app.mailed_code(&email(&ada)).await.unwrap();
    let code = code_for(&app, &email(&eve)).await;
    is_wrong_code(&reset(&app, &email(&ada), &code).await);
    code_for(&app, &email(&ada)).await;
    is_wrong_code(&reset(&app, &email(&ada), &code).await);
    is_wrong_code(&reset(&app, &email(&ada), &for_address).await);
    assert!(can_sign_in(&app, &email(&ada), OLD).await);
    let own = app.mailed_code(&email(&ada)).await.unwrap();
    assert_eq!(ada.post("/api/v1/auth/email/verify", json!({ "code": own })).await.status, 422, "a reset code proves no address");
}

#[tokio::test]
async fn a_code_is_good_for_one_use() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let code = code_for(&app, &email(&ada)).await;
    assert_eq!(reset(&app, &email(&ada), &code).await.status, 204);
    is_wrong_code(&reset(&app, &email(&ada), &code).await);
}

#[tokio::test]
async fn a_code_is_good_for_a_quarter_of_an_hour() {
    let app = TestApp::new().await;
    let (ada, eve) = (app.user("ada").await, app.user("eve").await);
    let (first, second) = (code_for(&app, &email(&ada)).await, code_for(&app, &email(&eve)).await);
    app.clock.advance(chrono::Duration::minutes(15) - chrono::Duration::seconds(1));
    assert_eq!(reset(&app, &email(&ada), &first).await.status, 204);
    app.clock.advance(chrono::Duration::seconds(1));
    is_wrong_code(&reset(&app, &email(&eve), &second).await);
}

#[tokio::test]
async fn after_five_wrong_tries_the_right_code_is_refused() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let code = code_for(&app, &email(&ada)).await;
    for _ in 0..5 {
        is_wrong_code(&reset(&app, &email(&ada), "2222-2222").await);
    }
    is_wrong_code(&reset(&app, &email(&ada), &code).await);
    let fresh = code_for(&app, &email(&ada)).await;
    for _ in 0..4 {
        is_wrong_code(&reset(&app, &email(&ada), "2222-2222").await);
    }
    assert_eq!(reset(&app, &email(&ada), &fresh).await.status, 204, "four wrong ones are forgiven");
}

#[tokio::test]
async fn parallel_wrong_tries_are_all_counted() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let code = code_for(&app, &email(&ada)).await;
    let address = email(&ada);
    futures::future::join_all((0..5).map(|_| reset(&app, &address, "2222-2222"))).await;
    is_wrong_code(&reset(&app, &address, &code).await);
}

#[tokio::test]
async fn of_parallel_uses_of_one_code_one_wins() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let (code, address) = (code_for(&app, &email(&ada)).await, email(&ada));
    let tries = (0..6).map(|n| {
        let (client, body) = (app.anonymous(), json!({ "email": address, "code": code, "new_password": format!("{NEW} {n}") }));
        async move { client.post(RESET, body).await }
    });
    let won: Vec<usize> =
        futures::future::join_all(tries).await.iter().enumerate().filter(|(_, answer)| answer.status == 204).map(|(n, _)| n).collect();
    assert_eq!(won.len(), 1);
    assert!(can_sign_in(&app, &address, &format!("{NEW} {}", won[0])).await);
    let notices = app.mails().await.iter().filter(|mail| mail.subject == "Your password was changed").count();
    assert_eq!(notices, 1);
}

#[tokio::test]
async fn the_newest_code_alone_is_good() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let first = code_for(&app, &email(&ada)).await;
    let second = code_for(&app, &email(&ada)).await;
    assert_ne!(first, second);
    is_wrong_code(&reset(&app, &email(&ada), &first).await);
    assert_eq!(reset(&app, &email(&ada), &second).await.status, 204);
}

/// Everything of an answer that a stranger sees, but the request's own number and that of the address's requests.
fn seen(answer: &Answer) -> (u16, Vec<String>, String) {
    let id = answer.headers["x-request-id"].to_str().unwrap();
    let told = answer.headers.iter().filter(|(name, _)| *name != "ratelimit-remaining" && *name != "ratelimit-reset");
    let headers = told.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap().replace(id, "ID"))).collect();
    (answer.status, headers, answer.text.replace(id, "ID"))
}

#[tokio::test]
async fn answers_are_the_same_byte_for_byte_for_known_and_unknown_accounts() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let forgot = |address: String| {
        let client = app.anonymous();
        async move { seen(&client.post(FORGOT, json!({ "email": address })).await) }
    };
    let (known, unknown) = (forgot(email(&ada)).await, forgot("nobody@example.org".into()).await);
    assert_eq!(known, unknown);
    assert_eq!(known.0, 202);
    let (known, unknown) = (reset(&app, &email(&ada), "2222-2222").await, reset(&app, "nobody@example.org", "2222-2222").await);
    assert_eq!(seen(&known), seen(&unknown));
    for _ in 0..2 {
        assert_eq!(forgot(email(&ada)).await.0, 202);
        assert_eq!(forgot("nobody@example.org".into()).await.0, 202);
    }
    // The limit counts what was typed, so that it tells nothing either.
    let (known, unknown) = (forgot(email(&ada)).await, forgot("nobody@example.org".into()).await);
    assert_eq!((known.0, &known), (429, &unknown));
}

#[tokio::test]
async fn only_accounts_get_codes() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    app.mails().await;
    app.state.db.sql("UPDATE user SET state = 'disabled'").exec().await.unwrap();
    let before = app.mails().await.len();
    for address in [email(&ada), "nobody@example.org".into(), "guest@example.org".into()] {
        assert_eq!(app.anonymous().post(FORGOT, json!({ "email": address })).await.status, 202);
    }
    app.quiet().await;
    assert_eq!(app.mails().await.len(), before);
}

#[tokio::test]
async fn a_disabled_account_cannot_be_opened_with_a_code() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let code = code_for(&app, &email(&ada)).await;
    app.state.db.sql("UPDATE user SET state = 'disabled'").exec().await.unwrap();
    is_wrong_code(&reset(&app, &email(&ada), &code).await);
}

#[tokio::test]
async fn weak_passwords_are_refused_before_the_code_is_looked_at() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let code = code_for(&app, &email(&ada)).await;
    for password in ["short", "Password1234", &email(&ada), &"x".repeat(129)] {
        let answer = app.anonymous().post(RESET, json!({ "email": email(&ada), "code": code, "new_password": password })).await;
        assert_eq!(answer.status, 422, "{password}");
        assert!(answer.json["error"]["details"]["fields"]["new_password"].is_array(), "{}", answer.text);
    }
    assert_eq!(reset(&app, &email(&ada), &code).await.status, 204, "the code was not used up");
}

#[tokio::test]
async fn a_code_is_stored_as_a_keyed_hash_only() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let code = code_for(&app, &email(&ada)).await;
    let rows = app.state.db.sql("SELECT * FROM code").list::<Value>().await.unwrap();
    let mails = app.state.db.sql("SELECT * FROM mail").list::<Value>().await.unwrap();
    let log = app.state.db.sql("SELECT * FROM audit").list::<Value>().await.unwrap();
    let stored = format!("{rows:?}{mails:?}{log:?}");
    assert!(!rows.is_empty() && !stored.contains(&code) && !stored.contains(&code.replace('-', "")), "{stored}");
}

#[tokio::test]
async fn a_forged_host_does_not_reach_the_mail() {
    let app = TestApp::with(&[("COLLOQUY_PUBLIC_URL", "https://panel.example.org")]).await;
    let ada = app.user("ada").await;
    let client = app.anonymous();
    for (name, value) in [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example"),
        ("x-original-host", "evil.example"),
    ] {
        let request =
            axum::http::Request::builder().method(Method::POST).uri(FORGOT).header("content-type", "application/json").header(name, value);
        client.send(request.body(Body::from(json!({ "email": email(&ada) }).to_string())).unwrap()).await;
    }
    app.quiet().await;
    let mails = app.mails().await;
    assert!(mails.len() >= 3, "{}", mails.len());
    for mail in mails {
        assert!(!mail.raw.contains("evil.example") && mail.text.contains("https://panel.example.org/"), "{}", mail.raw);
    }
}

/// Addresses on this site in a mail, as paths.
fn links(text: &str) -> Vec<String> {
    text.split_whitespace()
        .filter_map(|word| word.strip_prefix("http://localhost:3000"))
        .filter(|path| path.starts_with('/'))
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn opening_the_links_of_the_mails_decides_nothing() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let code = code_for(&app, &email(&ada)).await;
    let mut visited = 0;
    for mail in app.mails().await {
        for path in links(&mail.text) {
            for method in [Method::GET, Method::HEAD] {
                for client in [&app.anonymous(), &ada] {
                    let answer =
                        client.send(client.request(method.clone(), &path).header("accept", "text/html").body(Body::empty()).unwrap()).await;
                    assert!(answer.status < 400, "{method} {path}: {}", answer.status);
                    visited += 1;
                }
            }
        }
    }
    assert!(visited >= 8, "{visited}");
    assert_eq!(ada.get("/api/v1/auth/me").await.json["data"]["email_verified"], false);
    assert_eq!(reset(&app, &email(&ada), &code).await.status, 204, "the code is still good");
}

#[tokio::test]
async fn somebody_with_a_passkey_only_gets_back_in() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    app.state.db.sql("UPDATE user SET password_hash = ''").exec().await.unwrap();
    assert_eq!(ada.get("/api/v1/auth/me").await.json["data"]["has_password"], false);
    let code = code_for(&app, &email(&ada)).await;
    assert_eq!(app.mails().await.last().unwrap().subject, "Your code to get back into your account");
    assert_eq!(reset(&app, &email(&ada), &code).await.status, 204);
    assert!(can_sign_in(&app, &email(&ada), NEW).await);
}

#[tokio::test]
async fn who_registered_a_foreign_address_keeps_no_way_in_when_its_owner_comes() {
    let app = TestApp::new().await;
    let counted = |app: &TestApp| app.state.db.sql("SELECT VALUE user FROM passkey").list::<String>();
    for (proven, left) in [(false, 0), (true, 1)] {
        let ada = app.user("ada").await;
        if proven {
            app.confirm(&ada).await;
        }
        app.state
            .db
            .sql(
                "CREATE passkey SET user = $user, credential = 'x', name = 'x', data = '{}', counter = 0, backed_up = false,
                 created_at = time::now(), sort = 'x'",
            )
            .bind("user", ada.user["id"].as_str().unwrap().to_owned())
            .exec()
            .await
            .unwrap();
        assert_eq!(counted(&app).await.unwrap().len(), 1);
        let code = code_for(&app, &email(&ada)).await;
        assert_eq!(reset(&app, &email(&ada), &code).await.status, 204);
        assert_eq!(counted(&app).await.unwrap().len(), left);
    }
}

#[tokio::test]
async fn without_mail_nobody_is_kept_waiting() {
    let app = TestApp::with(&[("COLLOQUY_MAIL_URL", "off")]).await;
    let ada = app.user("ada").await;
    for address in [email(&ada), "nobody@example.org".into()] {
        let answer = app.anonymous().post(FORGOT, json!({ "email": address })).await;
        assert_eq!((answer.status, answer.json["error"]["code"].as_str()), (503, Some("unavailable")));
    }
}

#[tokio::test]
async fn the_pages_work_without_script() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let mut browser = Browser::new(&app);
    for (path, parts) in [
        ("/forgot", [r#"action="/_fn/auth/forgot-password""#, r#"name="email""#, "Send me a code"]),
        ("/reset?sent=1", [r#"action="/_fn/auth/reset-password""#, r#"autocomplete="one-time-code""#, "Look into your mail"]),
        ("/login?reset=1", ["Your password was changed", "/forgot", r#"name="account""#]),
    ] {
        let page = browser.get(path).await;
        for part in parts {
            assert!(page.text.contains(part), "{path}: {part}");
        }
    }
    let asked = browser.form("/_fn/auth/forgot-password", &format!("email={}", email(&ada))).await;
    assert_eq!((asked.status, asked.headers["location"].to_str().unwrap()), (302, "/reset?sent=1"));
    let code = app.mailed_code(&email(&ada)).await.unwrap();
    let done = browser.form("/_fn/auth/reset-password", &format!("email={}&code={code}&password=a+staple+in+the+rain", email(&ada))).await;
    assert_eq!((done.status, done.headers["location"].to_str().unwrap()), (302, "/login?reset=1"));
    assert_eq!(
        browser.form("/_fn/auth/login", &format!("account={}&password=a+staple+in+the+rain", email(&ada))).await.headers["location"],
        "/home"
    );
}
