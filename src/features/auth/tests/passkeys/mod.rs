//! Passkeys as their people use them.

mod attacks;
mod belonging;
mod limits;

use serde_json::{Value, json};

use super::{Browser, set_cookies};
use crate::tests::authenticator::{Authenticator, add_passkey, begin, complete, log_in, register};
use crate::tests::harness::{Answer, Client, TestApp};

const ADA: &str = "ada@example.org";

/// An account that has one passkey and no password.
async fn with_passkey(app: &TestApp) -> (Client, Authenticator) {
    let mut device = Authenticator::new();
    let answer = register(&app.anonymous(), &mut device, ADA).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    (signed_in(app, &answer), device)
}

fn signed_in(app: &TestApp, answer: &Answer) -> Client {
    app.anonymous().with_token(answer.json["data"]["access_token"].as_str().unwrap())
}

async fn passkeys(client: &Client) -> Vec<Value> {
    let answer = client.get("/api/v1/auth/passkeys").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["data"].as_array().unwrap().clone()
}

fn code(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.json["error"]["code"].as_str().unwrap_or(""))
}

/// Acts in the log with this name, as (person, what was there before, what is there now).
async fn logged(app: &TestApp, action: &str) -> Vec<(String, String, String)> {
    #[derive(serde::Deserialize)]
    struct Row {
        actor: String,
        before: String,
        after: String,
    }
    let rows: Vec<Row> = app
        .state
        .db
        .sql("SELECT actor, before, after, sort FROM audit WHERE action = $action ORDER BY sort")
        .bind("action", action.to_owned())
        .list()
        .await
        .unwrap();
    rows.into_iter().map(|row| (row.actor, row.before, row.after)).collect()
}

/// The same, when so many are there: refusals are noted beside the answer.
async fn until_logged(app: &TestApp, action: &str, wanted: usize) -> Vec<(String, String, String)> {
    for _ in 0..300 {
        let rows = logged(app, action).await;
        if rows.len() >= wanted {
            return rows;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{action} was not noted {wanted} times");
}

#[tokio::test]
async fn an_account_is_made_and_entered_with_a_passkey() {
    let app = TestApp::new().await;
    let mut device = Authenticator::new();
    let made = register(&app.anonymous(), &mut device, " Ada@Example.org").await;
    assert_eq!(made.status, 201, "{}", made.text);
    let data = &made.json["data"];
    assert_eq!((data["user"]["email"].as_str(), data["user"]["name"].as_str()), (Some(ADA), Some("Ada")));
    assert_eq!((&data["workspace"]["personal"], &data["token_type"]), (&json!(true), &json!("bearer")));
    let ada = signed_in(&app, &made);
    assert_eq!(ada.get("/api/v1/auth/me").await.json["data"]["id"], data["user"]["id"]);
    for email in [Some(ADA), Some(" ADA@example.org "), None] {
        let again = log_in(&app.anonymous(), &mut device, email).await;
        assert_eq!(again.status, 200, "{email:?}: {}", again.text);
        assert_eq!(again.json["data"]["user"]["id"], data["user"]["id"]);
        assert_eq!(again.json["data"]["workspace"]["id"], data["workspace"]["id"]);
        assert_eq!(signed_in(&app, &again).get("/api/v1/auth/me").await.status, 200);
    }
    let user = data["user"]["id"].as_str().unwrap();
    assert_eq!(logged(&app, "passkey.add").await.first().unwrap().0, user);
    assert_eq!(logged(&app, "session.begin").await.len(), 3);
}

#[tokio::test]
async fn a_program_refreshes_the_tokens_of_a_passkey() {
    let app = TestApp::new().await;
    let mut device = Authenticator::new();
    let made = register(&app.anonymous(), &mut device, ADA).await;
    let token = &made.json["data"]["refresh_token"];
    assert_eq!(app.anonymous().post("/api/v1/auth/refresh", json!({ "refresh_token": token })).await.status, 200);
}

#[tokio::test]
async fn an_account_without_password_has_no_password_that_works() {
    let app = TestApp::new().await;
    with_passkey(&app).await;
    for password in ["", " ", "null", "correct horse battery"] {
        let answer = app.anonymous().post("/api/v1/auth/login", json!({ "email": ADA, "password": password })).await;
        assert!(matches!(answer.status, 401 | 422), "{password:?}: {}", answer.text);
    }
}

#[tokio::test]
async fn the_name_is_the_mailbox_when_none_is_given() {
    let app = TestApp::new().await;
    let begun = begin(&app.anonymous(), "register", json!({ "email": "grace@example.org" })).await;
    assert_eq!(begun["publicKey"]["user"]["displayName"], "grace");
    assert_eq!(begun["publicKey"]["user"]["name"], "grace@example.org");
    assert_eq!((&begun["publicKey"]["rp"]["id"], &begun["expires_in"]), (&json!("localhost"), &json!(300)));
    let selection = &begun["publicKey"]["authenticatorSelection"];
    assert_eq!((&selection["residentKey"], &selection["userVerification"]), (&json!("preferred"), &json!("required")));
}

#[tokio::test]
async fn an_address_that_is_taken_is_said_before_a_passkey_is_made() {
    let app = TestApp::new().await;
    with_passkey(&app).await;
    let begun = app.anonymous().post("/api/v1/auth/register/begin", json!({ "email": "ADA@example.org" })).await;
    assert_eq!(code(&begun), (409, "conflict"));
    assert!(begun.json["error"]["details"]["fields"]["email"].is_array(), "{}", begun.text);
    for (body, field) in [
        (json!({ "email": "nonsense" }), "email"),
        (json!({ "email": "" }), "email"),
        (json!({ "email": "b@example.org", "name": "x".repeat(81) }), "name"),
    ] {
        let answer = app.anonymous().post("/api/v1/auth/register/begin", body).await;
        assert!(code(&answer).0 == 422 && answer.json["error"]["details"]["fields"][field].is_array(), "{}", answer.text);
    }
}

#[tokio::test]
async fn of_two_who_want_one_address_the_second_learns_it() {
    let app = TestApp::new().await;
    let (mut first, mut second) = (Authenticator::new(), Authenticator::new());
    let visitor = app.anonymous();
    let (one, two) =
        (begin(&visitor, "register", json!({ "email": ADA })).await, begin(&visitor, "register", json!({ "email": ADA })).await);
    let (a, b) = (first.create(&one["publicKey"]), second.create(&two["publicKey"]));
    assert_eq!(complete(&visitor, "register", &one, a).await.status, 201);
    assert_eq!(code(&complete(&visitor, "register", &two, b).await), (409, "conflict"));
}

#[tokio::test]
async fn passkeys_are_added_named_and_removed() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let (mut phone, mut key) = (Authenticator { synced: true, ..Authenticator::new() }, Authenticator::new());
    assert_eq!(passkeys(&ada).await, [] as [Value; 0]);
    let added = add_passkey(&ada, &mut phone).await;
    assert_eq!(added.status, 201, "{}", added.text);
    let id = added.json["data"]["id"].as_str().unwrap().to_owned();
    assert_eq!(added.headers["location"], format!("/api/v1/auth/passkeys/{id}"));
    assert_eq!((&added.json["data"]["synced"], &added.json["data"]["last_used_at"]), (&json!(true), &Value::Null));
    let begun = begin(&ada, "passkeys", json!({})).await;
    assert_eq!(begun["publicKey"]["excludeCredentials"].as_array().unwrap().len(), 1, "the first is known to the browser");
    let body = json!({ "ceremony_id": begun["ceremony_id"], "credential": key.create(&begun["publicKey"]), "name": " Key ring " });
    let named = ada.post("/api/v1/auth/passkeys/complete", body).await;
    assert_eq!((named.status, &named.json["data"]["name"], &named.json["data"]["synced"]), (201, &json!("Key ring"), &json!(false)));
    let list = passkeys(&ada).await;
    assert_eq!(list, [added.json["data"].clone(), named.json["data"].clone()]);

    let path = format!("/api/v1/auth/passkeys/{id}");
    let renamed = ada.patch(&path, json!({ "name": " Ada's phone " })).await;
    assert_eq!((renamed.status, &renamed.json["data"]["name"]), (200, &json!("Ada's phone")));
    assert_eq!(passkeys(&ada).await[0], renamed.json["data"]);
    for bad in ["", "  ", "a\nb", &"x".repeat(61)] {
        assert_eq!(code(&ada.patch(&path, json!({ "name": bad })).await), (422, "validation_failed"), "{bad:?}");
    }
    let email = ada.user["email"].as_str().unwrap();
    for device in [&mut phone, &mut key] {
        assert_eq!(log_in(&app.anonymous(), device, Some(email)).await.status, 200);
        assert_eq!(log_in(&app.anonymous(), device, None).await.status, 200);
    }
    assert_eq!(ada.delete(&path).await.status, 204);
    assert_eq!(code(&ada.delete(&path).await), (404, "not_found"));
    assert_eq!(passkeys(&ada).await.len(), 1);
    assert_eq!(code(&log_in(&app.anonymous(), &mut phone, None).await), (401, "unauthenticated"), "removed is removed");
    let user = ada.user["id"].as_str().unwrap().to_owned();
    assert_eq!(
        logged(&app, "passkey.rename").await,
        [(user.clone(), added_name(&added), r#"{"name":"Ada's phone"}"#.to_owned())],
        "the log has both names"
    );
    assert_eq!(logged(&app, "passkey.remove").await[0].0, user);
}

fn added_name(added: &Answer) -> String {
    json!({ "name": added.json["data"]["name"] }).to_string()
}

#[tokio::test]
async fn the_last_use_and_the_flags_are_kept() {
    let app = TestApp::new().await;
    let (ada, mut device) = with_passkey(&app).await;
    app.clock.advance(chrono::Duration::minutes(7));
    assert_eq!(log_in(&app.anonymous(), &mut device, None).await.status, 200);
    let [passkey] = passkeys(&ada).await.try_into().unwrap();
    let when = |field: &str| passkey[field].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert_eq!(when("last_used_at") - when("created_at"), chrono::Duration::minutes(7));
    assert_eq!(passkey["synced"], false);
}

#[tokio::test]
async fn the_only_way_in_stays() {
    let app = TestApp::new().await;
    let (ada, mut device) = with_passkey(&app).await;
    let first = passkeys(&ada).await[0]["id"].as_str().unwrap().to_owned();
    let refused = ada.delete(&format!("/api/v1/auth/passkeys/{first}")).await;
    assert_eq!(code(&refused), (409, "conflict"));
    assert!(refused.text.contains("only way to sign in") && refused.text.contains("set a password"), "{}", refused.text);
    assert_eq!(log_in(&app.anonymous(), &mut device, None).await.status, 200, "nothing was removed");

    let mut spare = Authenticator::new();
    assert_eq!(add_passkey(&ada, &mut spare).await.status, 201);
    assert_eq!(ada.delete(&format!("/api/v1/auth/passkeys/{first}")).await.status, 204, "there is another one now");
    let second = passkeys(&ada).await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(code(&ada.delete(&format!("/api/v1/auth/passkeys/{second}")).await), (409, "conflict"));
}

#[tokio::test]
async fn two_removals_at_once_leave_one_passkey() {
    let app = TestApp::new().await;
    for _ in 0..5 {
        let mut device = Authenticator::new();
        let email = format!("{}@example.org", app.state.new_id());
        let made = register(&app.anonymous(), &mut device, &email).await;
        let ada = signed_in(&app, &made);
        assert_eq!(add_passkey(&ada, &mut Authenticator::new()).await.status, 201);
        let paths: Vec<String> =
            passkeys(&ada).await.iter().map(|passkey| format!("/api/v1/auth/passkeys/{}", passkey["id"].as_str().unwrap())).collect();
        let (one, two) = tokio::join!(ada.delete(&paths[0]), ada.delete(&paths[1]));
        let mut outcomes = [one.status, two.status];
        outcomes.sort_unstable();
        assert_eq!(outcomes, [204, 409]);
        assert_eq!(passkeys(&ada).await.len(), 1);
    }
}

#[tokio::test]
async fn with_a_password_or_a_verified_address_the_last_passkey_may_go() {
    let app = TestApp::new().await;
    let bob = app.user("bob").await;
    let added = add_passkey(&bob, &mut Authenticator::new()).await;
    let path = |id: &Value| format!("/api/v1/auth/passkeys/{}", id.as_str().unwrap());
    assert_eq!(bob.delete(&path(&added.json["data"]["id"])).await.status, 204);

    let (ada, _) = with_passkey(&app).await;
    let me = ada.get("/api/v1/auth/me").await.json["data"]["id"].as_str().unwrap().to_owned();
    app.state.db.sql("UPDATE type::record('user', $id) SET email_verified = true").bind("id", me).exec().await.unwrap();
    let only = passkeys(&ada).await[0]["id"].clone();
    assert_eq!(ada.delete(&path(&only)).await.status, 204, "a mailed code lets them in again");
}

#[tokio::test]
async fn a_guest_has_no_passkeys() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    assert_eq!(code(&guest.post("/api/v1/auth/passkeys/begin", json!({})).await), (403, "forbidden"));
    assert_eq!(passkeys(&guest).await.len(), 0);
}

#[tokio::test]
async fn twenty_passkeys_are_enough() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let late = begin(&ada, "passkeys", json!({})).await;
    for _ in 0..20 {
        assert_eq!(add_passkey(&ada, &mut Authenticator::new()).await.status, 201);
    }
    assert_eq!(code(&ada.post("/api/v1/auth/passkeys/begin", json!({})).await), (429, "quota_exceeded"));
    let credential = Authenticator::new().create(&late["publicKey"]);
    assert_eq!(code(&complete(&ada, "passkeys", &late, credential).await), (429, "quota_exceeded"), "begun when there was room");
}

#[tokio::test]
async fn a_browser_signs_in_with_its_cookie() {
    let app = TestApp::new().await;
    let mut device = Authenticator::new();
    let mut browser = Browser::new(&app);
    let begun = browser.call("/api/v1/auth/register/begin", &json!({ "email": ADA, "name": "Ada" })).await;
    let credential = device.create(&begun.json["data"]["publicKey"]);
    let body = json!({ "ceremony_id": begun.json["data"]["ceremony_id"], "credential": credential, "next": "/agents?q=a" });
    let made = browser.call("/_fn/auth/passkey-register", &body).await;
    assert_eq!((made.status, &made.json), (200, &json!("/agents?q=a")), "{}", made.text);
    let line = set_cookies(&made).into_iter().find(|line| line.starts_with("colloquy_session=")).unwrap();
    assert!(line.ends_with("; Path=/; Max-Age=604800; SameSite=Lax; HttpOnly"), "{line}");
    assert_eq!(browser.get("/api/v1/auth/me").await.json["data"]["email"], ADA);
    assert_eq!(browser.get("/api/v1/auth/passkeys").await.json["data"][0]["name"], "Firefox on Linux");

    for (email, next, lands) in [(Some(ADA), "//evil.example", "/home"), (None, "", "/home"), (None, "/jobs", "/jobs")] {
        let mut other = Browser::new(&app);
        let begun = other.call("/api/v1/auth/login/begin", &json!({ "email": email })).await;
        let credential = device.get(&begun.json["data"]["publicKey"]);
        let body = json!({ "ceremony_id": begun.json["data"]["ceremony_id"], "credential": credential, "next": next });
        let answer = other.call("/_fn/auth/passkey-login", &body).await;
        assert_eq!((answer.status, &answer.json), (200, &json!(lands)), "{}", answer.text);
        assert_eq!(other.get("/api/v1/auth/me").await.json["data"]["email"], ADA);
        let again = other.call("/_fn/auth/passkey-login", &body).await;
        assert_eq!((again.status, &again.json["code"]), (401, &json!("unauthenticated")), "an answer is good once");
    }
}

#[tokio::test]
async fn a_browser_adds_a_passkey_with_its_cookie() {
    let app = TestApp::new().await;
    let mut browser = Browser::new(&app);
    browser.form("/_fn/auth/register", "email=ada%40example.org&password=correct+horse+battery&name=Ada").await;
    let begun = browser.call("/api/v1/auth/passkeys/begin", &json!({})).await;
    assert_eq!(begun.status, 200, "{}", begun.text);
    let mut device = Authenticator::new();
    let credential = device.create(&begun.json["data"]["publicKey"]);
    let body = json!({ "ceremony_id": begun.json["data"]["ceremony_id"], "credential": credential });
    assert_eq!(browser.call("/api/v1/auth/passkeys/complete", &body).await.status, 201);
    assert_eq!(log_in(&app.anonymous(), &mut device, Some(ADA)).await.status, 200);
}

#[tokio::test]
async fn where_the_public_address_is_a_number_passkeys_say_why_not() {
    let app = TestApp::with(&[("COLLOQUY_PUBLIC_URL", "http://127.0.0.1:3000")]).await;
    let ada = app.user("ada").await;
    for (client, path, body) in [
        (&app.anonymous(), "register", json!({ "email": "b@example.org" })),
        (&app.anonymous(), "login", json!({})),
        (&app.anonymous(), "login", json!({ "email": "b@example.org" })),
        (&ada, "passkeys", json!({})),
    ] {
        let answer = client.post(&format!("/api/v1/auth/{path}/begin"), body).await;
        assert_eq!(code(&answer), (409, "conflict"), "{path}: {}", answer.text);
        let said = answer.json["error"]["message"].as_str().unwrap();
        assert!(said.contains("localhost or a domain") && said.contains("COLLOQUY_PUBLIC_URL"), "{said}");
    }
    assert_eq!(passkeys(&ada).await.len(), 0);
}

#[tokio::test]
async fn a_closed_installation_takes_no_accounts_with_passkeys_either() {
    let app = TestApp::with(&[("COLLOQUY_REGISTRATION", "closed")]).await;
    assert_eq!(code(&app.anonymous().post("/api/v1/auth/register/begin", json!({ "email": ADA })).await), (403, "forbidden"));
}
