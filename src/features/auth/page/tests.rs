//! What the pages write for browsers without script, seen from outside.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use crate::features::auth::tests::Browser;
use crate::tests::authenticator::Authenticator;
use crate::tests::harness::{Answer, TestApp};

/// Loads a page as a browser does.
async fn load(browser: &Browser, path: &str) -> Answer {
    let request = browser.client.request(Method::GET, path).header("accept", "text/html").header("cookie", &browser.cookie);
    browser.client.send(request.body(Body::empty()).unwrap()).await
}

/// Sends a form from a page and loads the page to which the answer leads.
async fn send_from(browser: &Browser, page: &str, action: &str, body: &str) -> Answer {
    let request = browser
        .client
        .request(Method::POST, action)
        .header("origin", "http://localhost:3000")
        .header("referer", format!("http://localhost:3000{page}"))
        .header("accept", "text/html")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("cookie", &browser.cookie)
        .body(Body::from(body.to_owned()))
        .unwrap();
    let answer = browser.client.send(request).await;
    assert_eq!(answer.status, 302, "{}", answer.text);
    let target = answer.headers["location"].to_str().unwrap();
    load(browser, target.trim_start_matches("http://localhost:3000")).await
}

#[track_caller]
fn has(answer: &Answer, parts: &[&str]) {
    assert_eq!(answer.text.matches("<h1").count(), 1, "one main heading in {}", answer.text);
    for part in parts {
        assert!(answer.text.contains(part), "{part:?} is not in {}", answer.text);
    }
}

const REGISTER: &str = "email=ada%40example.org&password=correct+horse+battery&name=Ada";

#[tokio::test]
async fn the_forms_take_the_wish_along_and_tell_password_managers_what_is_what() {
    let app = TestApp::new().await;
    let stranger = Browser::new(&app);
    let login = load(&stranger, "/login?next=%2Fdocuments%3Fq%3Da").await;
    let wish = r#"name="next" value="/documents?q=a""#;
    has(&login, &["<title>Sign in · Colloquy</title>", r#"action="/_fn/auth/login""#, r#"action="/_fn/auth/guest""#, wish]);
    has(&login, &[r#"autocomplete="username webauthn""#, r#"autocomplete="current-password""#, "/register?next=%2Fdocuments%3Fq%3Da"]);
    has(&login, &[r#"name="account""#, r#"name="password""#, r#"for="f-password""#, r#"id="f-password""#]);
    let register = load(&stranger, "/register?next=%2F%2Fevil.example").await;
    has(&register, &["<title>Create account · Colloquy</title>", r#"action="/_fn/auth/register""#, r#"autocomplete="new-password""#]);
    has(&register, &[r#"name="name""#, r#"name="email""#, r#"name="username""#, r#"name="password""#, r#"minlength="8""#]);
    assert!(!register.text.contains(r#"name="next""#), "a foreign wish is dropped: {}", register.text);
}

#[tokio::test]
async fn a_refusal_is_explained_without_script() {
    let app = TestApp::new().await;
    let stranger = Browser::new(&app);
    let wrong = send_from(&stranger, "/login?next=%2Fhome", "/_fn/auth/login", "account=ada&password=not+this+one&next=%2Fhome").await;
    has(&wrong, &["The e-mail address, username or password is wrong.", r#"name="next" value="/home""#]);
    let short = send_from(&stranger, "/register", "/_fn/auth/register", "email=ada&password=short&name=Ada").await;
    has(
        &short,
        &["This is not a valid e-mail address.", "Must be at least 8 characters.", r##"href="#f-email""##, r#"aria-invalid="true""#],
    );
    let mut ada = Browser::new(&app);
    ada.form("/_fn/auth/register", REGISTER).await;
    let taken = send_from(&stranger, "/register", "/_fn/auth/register", REGISTER).await;
    has(&taken, &["An account with this e-mail address or username exists already."]);
}

#[tokio::test]
async fn who_is_signed_in_goes_on_and_a_guest_is_warned() {
    let app = TestApp::new().await;
    let mut ada = Browser::new(&app);
    ada.form("/_fn/auth/register", REGISTER).await;
    let answer = load(&ada, "/login?next=%2Fsimulations").await;
    assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (302, "/simulations"));
    assert_eq!(load(&ada, "/register?next=%2F%5Cevil.example").await.headers["location"], "/home");
    let mut guest = Browser::new(&app);
    guest.form("/_fn/auth/guest", "").await;
    let login = load(&guest, "/login").await;
    has(&login, &["You are working as a guest", "Stay a guest", r#"action="/_fn/auth/login""#]);
    assert!(!login.text.contains(r#"action="/_fn/auth/guest""#), "{}", login.text);
}

#[tokio::test]
async fn the_profile_can_be_changed_without_script() {
    let app = TestApp::new().await;
    let mut ada = Browser::new(&app);
    ada.form("/_fn/auth/register", REGISTER).await;
    has(
        &load(&ada, "/settings").await,
        &["<title>Profile · Colloquy</title>", "ada@example.org", r#"value="Ada""#, r#"action="/_fn/auth/theme""#],
    );
    let saved = send_from(&ada, "/settings", "/_fn/auth/profile", "name=Ada+Lovelace&username=ada").await;
    has(&saved, &[r#"value="Ada Lovelace""#, r#"value="ada""#]);
    let refused = send_from(&ada, "/settings", "/_fn/auth/profile", "name=&username=ada").await;
    has(&refused, &["This is required.", r##"href="#f-name""##]);
    let mut guest = Browser::new(&app);
    guest.form("/_fn/auth/guest", "").await;
    let profile = load(&guest, "/settings").await;
    has(&profile, &["You are a guest", "Without another visit it is forgotten on"]);
    assert!(!profile.text.contains(r#"name="username""#), "a guest has no username: {}", profile.text);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_without_script() {
    let app = TestApp::new().await;
    let mut here = Browser::new(&app);
    here.form("/_fn/auth/register", REGISTER).await;
    let alone = load(&here, "/settings/sessions").await;
    has(&alone, &["<title>Sessions · Colloquy</title>", "Firefox on Linux", "This session", "No other session"]);
    assert!(!alone.text.contains("revoke-session"), "this session has no button: {}", alone.text);
    for _ in 0..2 {
        let mut other = Browser::new(&app);
        other.form("/_fn/auth/login", "account=ada%40example.org&password=correct+horse+battery").await;
    }
    let three = load(&here, "/settings/sessions").await;
    assert_eq!(three.text.matches(r#"action="/_fn/auth/revoke-session""#).count(), 2, "{}", three.text);
    let ids: Vec<&str> = three.text.split(r#"name="id" value=""#).skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let one = format!("id={}", ids.first().unwrap());
    let two = send_from(&here, "/settings/sessions", "/_fn/auth/revoke-session", &one).await;
    assert_eq!(two.text.matches(r#"action="/_fn/auth/revoke-session""#).count(), 1, "{}", two.text);
    has(&two, &["Sign out all others"]);
    has(&send_from(&here, "/settings/sessions", "/_fn/auth/revoke-session", &one).await, &["This session has ended already."]);
    has(&send_from(&here, "/settings/sessions", "/_fn/auth/revoke-other-sessions", "").await, &["No other session"]);
}

#[tokio::test]
async fn the_door_offers_passkeys_and_says_what_they_need() {
    let app = TestApp::new().await;
    let stranger = Browser::new(&app);
    let login = load(&stranger, "/login?next=%2Fjobs").await;
    has(
        &login,
        &[r#"data-passkeys-origin="http://localhost:3000""#, r#"data-next="/jobs""#, r#"data-passkey="login""#, "Sign in with a passkey"],
    );
    has(&login, &["<noscript><p>Passkeys need JavaScript. Passwords work without.</p></noscript>", r#"src="/passkeys.js""#]);
    let register = load(&stranger, "/register?next=%2F%2Fevil.example").await;
    has(&register, &[r#"data-passkey="register""#, "Create account with a passkey"]);
    assert!(!register.text.contains("data-next"), "a foreign wish is dropped: {}", register.text);
}

#[tokio::test]
async fn where_passkeys_can_not_work_the_pages_say_why() {
    let app = TestApp::with(&[("COLLOQUY_PUBLIC_URL", "http://192.0.2.7:3000")]).await;
    let stranger = Browser::new(&app);
    for path in ["/login", "/register"] {
        let page = load(&stranger, path).await;
        has(&page, &["Passkeys need a name such as localhost or a domain", "http://192.0.2.7:3000 is an IP address"]);
        assert!(!page.text.contains("data-passkey="), "{}", page.text);
    }
}

#[tokio::test]
async fn passkeys_are_listed_renamed_and_removed_without_script() {
    let app = TestApp::new().await;
    let mut ada = Browser::new(&app);
    ada.form("/_fn/auth/register", REGISTER).await;
    has(&load(&ada, "/settings/passkeys").await, &["<title>Passkeys · Colloquy</title>", "No passkey yet", r#"data-passkey="add""#]);
    let mut device = Authenticator { synced: true, ..Authenticator::new() };
    let begun = ada.call("/api/v1/auth/passkeys/begin", &json!({})).await;
    let credential = device.create(&begun.json["data"]["publicKey"]);
    let body = json!({ "ceremony_id": begun.json["data"]["ceremony_id"], "credential": credential, "name": "My phone" });
    let added = ada.call("/api/v1/auth/passkeys/complete", &body).await;
    assert_eq!(added.status, 201, "{}", added.text);
    let id = added.json["data"]["id"].as_str().unwrap();
    has(&load(&ada, "/settings/passkeys").await, &["My phone", "Synced", "Never", r#"action="/_fn/auth/rename-passkey""#]);
    let renamed = send_from(&ada, "/settings/passkeys", "/_fn/auth/rename-passkey", &format!("id={id}&name=Old+phone")).await;
    has(&renamed, &["Old phone", "Remove passkey: Old phone"]);
    let refused = send_from(&ada, "/settings/passkeys", "/_fn/auth/rename-passkey", &format!("id={id}&name=+")).await;
    has(&refused, &["Old phone", "This is required."]);
    let removed = send_from(&ada, "/settings/passkeys", "/_fn/auth/remove-passkey", &format!("id={id}")).await;
    has(&removed, &["No passkey yet"]);
    let again = send_from(&ada, "/settings/passkeys", "/_fn/auth/remove-passkey", &format!("id={id}")).await;
    has(&again, &["This passkey is gone already."]);
}

#[tokio::test]
async fn a_guest_is_told_that_passkeys_need_an_account() {
    let app = TestApp::new().await;
    let mut guest = Browser::new(&app);
    guest.form("/_fn/auth/guest", "").await;
    let page = load(&guest, "/settings/passkeys").await;
    has(&page, &["A guest has no account to sign in to."]);
    assert!(!page.text.contains("data-passkey="), "{}", page.text);
}

/// Somebody without script filled in the whole form again because one field was wrong.
#[tokio::test]
async fn a_refused_form_comes_back_with_what_was_typed_but_no_password() {
    let app = TestApp::new().await;
    let mut stranger = Browser::new(&app);
    for (page, action, sent, back) in [
        (
            "/register",
            "/_fn/auth/register",
            "name=Ada+%26+%22Co%22&email=ada%40&username=ada.l&password=short&next=%2Fjobs",
            vec![r#"value="Ada &amp; &quot;Co&quot;""#, r#"value="ada@""#, r#"value="ada.l""#],
        ),
        ("/login", "/_fn/auth/login", "account=ada.l&password=not+this+one", vec![r#"value="ada.l""#]),
        ("/forgot", "/_fn/auth/forgot-password", "email=ada%40nowhere", vec![r#"value="ada@nowhere""#]),
    ] {
        let answer = stranger.form_from(page, action, sent).await;
        assert_eq!(answer.status, 302, "{action}: {}", answer.text);
        stranger.keep_cookies(&answer);
        let target = answer.headers["location"].to_str().unwrap().trim_start_matches("http://localhost:3000").to_owned();
        let shown = load(&stranger, &target).await;
        has(&shown, &back);
        assert!(!shown.text.contains(r#"value="short""#) && !shown.text.contains("not this one"), "the password came back: {}", shown.text);
        let fresh = load(&stranger, page).await;
        assert!(!back.iter().any(|part| fresh.text.contains(part)), "a new visit shows an empty form: {}", fresh.text);
    }
}

#[tokio::test]
async fn a_refused_profile_comes_back_with_what_was_typed() {
    let app = TestApp::new().await;
    let mut ada = Browser::new(&app);
    ada.form("/_fn/auth/register", REGISTER).await;
    let answer = ada.form_from("/settings", "/_fn/auth/profile", "name=Ada+Byron&username=a+b").await;
    ada.keep_cookies(&answer);
    let target = answer.headers["location"].to_str().unwrap().trim_start_matches("http://localhost:3000").to_owned();
    has(&load(&ada, &target).await, &[r#"value="Ada Byron""#, r#"value="a b""#, r##"href="#f-username""##]);
    has(&load(&ada, "/settings").await, &[r#"value="Ada""#]);
}
