//! The forms of the pages, their cookies, and the guard against other sites.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use super::{Browser, set_cookies};
use crate::tests::harness::TestApp;

const REGISTER: &str = "email=ada%40example.org&password=correct+horse+battery&name=Ada&next=%2Fapp%2Fagents";

async fn signed_in(app: &TestApp) -> Browser {
    let mut browser = Browser::new(app);
    let answer = browser.form("/_fn/auth/register", REGISTER).await;
    assert_eq!(answer.status, 302, "{}", answer.text);
    browser
}

#[tokio::test]
async fn a_form_without_javascript_signs_in_and_out() {
    let app = TestApp::new().await;
    let mut browser = Browser::new(&app);
    let answer = browser.form("/_fn/auth/register", REGISTER).await;
    assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (302, "/app/agents"));
    let line = set_cookies(&answer).into_iter().find(|line| line.starts_with("colloquy_session=")).unwrap();
    assert!(line.ends_with("; Path=/; Max-Age=604800; SameSite=Lax; HttpOnly"), "{line}");
    assert_eq!(browser.get("/api/v1/auth/me").await.json["data"]["email"], "ada@example.org");
    let devices = browser.get("/api/v1/auth/sessions").await;
    assert_eq!(
        (devices.json["data"][0]["device"].as_str(), devices.json["data"][0]["kind"].as_str()),
        (Some("Firefox on Linux"), Some("browser"))
    );

    let stolen = Browser { client: app.anonymous(), cookie: browser.cookie.clone() };
    let answer = browser.form("/_fn/auth/logout", "").await;
    assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (302, "/"));
    assert!(set_cookies(&answer).contains(&"colloquy_session=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly".to_owned()));
    assert_eq!(browser.cookie, "");
    assert_eq!(stolen.get("/api/v1/auth/me").await.status, 401, "the cookie is worth nothing");

    let answer = browser.form("/_fn/auth/login", "account=ada%40example.org&password=correct+horse+battery").await;
    assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (302, "/home"));
    assert_eq!(browser.get("/api/v1/auth/me").await.status, 200);
}

#[tokio::test]
async fn a_guest_starts_with_one_form() {
    let app = TestApp::new().await;
    let mut browser = Browser::new(&app);
    assert_eq!(browser.form("/_fn/auth/guest", "").await.status, 302);
    assert_eq!(browser.get("/api/v1/auth/me").await.json["data"]["guest"], true);
}

#[tokio::test]
async fn return_targets_stay_on_this_site() {
    let app = TestApp::new().await;
    for evil in [
        "//evil.example",
        "%2F%2Fevil.example",
        "%2F%5Cevil.example",
        "https%3A%2F%2Fevil.example",
        "%5C%5Cevil.example",
        "javascript%3Aalert(1)",
        "%2F%09%2Fevil.example",
        "%2F%252Fevil.example",
        "%2F%255Cevil.example",
        "%2F%252e%252e%252F%2Fevil.example",
        "%20%2F%2Fevil.example",
        "%2F%E2%80%AE%2Fevil.example",
    ] {
        let answer = Browser::new(&app).form("/_fn/auth/guest", &format!("next={evil}")).await;
        assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (302, "/home"), "{evil}");
    }
    for dotted in
        ["%2F..%2F..%2F%2Fevil.example", "%2F.%2F%2Fevil.example", "%2F%252e%252e%2F%2Fevil.example", "%2Fa%2F..%2F%2Fevil.example"]
    {
        let answer = Browser::new(&app).form("/_fn/auth/guest", &format!("next={dotted}")).await;
        assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (302, "/evil.example"), "a path here: {dotted}");
    }
}

#[tokio::test]
async fn with_https_the_cookie_is_bound_to_the_host() {
    let app = TestApp::with(&[("COLLOQUY_PUBLIC_URL", "https://panel.example.org")]).await;
    let client = app.anonymous();
    let request = client
        .request(Method::POST, "/_fn/auth/guest")
        .header("origin", "https://panel.example.org")
        .header("accept", "text/html")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::empty())
        .unwrap();
    let answer = client.send(request).await;
    let line = set_cookies(&answer).into_iter().find(|line| line.contains("colloquy_session=")).unwrap();
    assert!(line.starts_with("__Host-colloquy_session=") && line.ends_with("; HttpOnly; Secure"), "{line}");
}

#[tokio::test]
async fn a_cookie_slides_and_ends_after_a_week_without_use() {
    let app = TestApp::new().await;
    let browser = signed_in(&app).await;
    assert!(set_cookies(&browser.get("/api/v1/auth/me").await).is_empty(), "nothing to say yet");
    app.clock.advance(chrono::Duration::days(6));
    let renewed = browser.get("/api/v1/auth/me").await;
    assert_eq!(renewed.status, 200);
    assert!(set_cookies(&renewed).iter().any(|line| line.contains("Max-Age=604800")), "{:?}", set_cookies(&renewed));
    // The last use is written beside the request.
    let session = renewed_until(&app, &browser, 13).await;
    assert!(session, "the session lives longer by its use");
    app.clock.advance(chrono::Duration::days(8));
    let over = browser.get("/api/v1/auth/me").await;
    assert_eq!(over.status, 401);
    assert!(set_cookies(&over).contains(&"colloquy_session=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly".to_owned()));
}

/// Waits until the stored end of the session is so many days after the start.
async fn renewed_until(app: &TestApp, browser: &Browser, days: i64) -> bool {
    let start = app.clock.now() - chrono::Duration::days(6);
    for _ in 0..200 {
        let listed = browser.get("/api/v1/auth/sessions").await;
        let until: chrono::DateTime<chrono::Utc> = listed.json["data"][0]["expires_at"].as_str().unwrap().parse().unwrap();
        if until - start == chrono::Duration::days(days) {
            return true;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    false
}

#[tokio::test]
async fn a_worthless_cookie_is_nobody_and_is_cleared() {
    let app = TestApp::new().await;
    for value in ["nonsense".to_owned(), "x".repeat(4000)] {
        let browser = Browser { client: app.anonymous(), cookie: format!("colloquy_session={value}") };
        let answer = browser.get("/api/v1/auth/me").await;
        assert_eq!(answer.status, 401);
        assert_eq!(set_cookies(&answer).len(), 1);
    }
}

#[tokio::test]
async fn a_cookie_is_no_bearer_token_and_the_other_way_round() {
    let app = TestApp::new().await;
    let browser = signed_in(&app).await;
    let secret = browser.cookie.split("colloquy_session=").nth(1).unwrap().to_owned();
    assert_eq!(app.anonymous().with_token(&secret).get("/api/v1/auth/me").await.status, 401);
    assert_eq!(app.anonymous().post("/api/v1/auth/refresh", json!({"refresh_token": secret})).await.status, 401);
    let ada = app.guest().await;
    for token in [ada.token.clone().unwrap(), ada.refresh_token.clone()] {
        let forged = Browser { client: app.anonymous(), cookie: format!("colloquy_session={token}") };
        assert_eq!(forged.get("/api/v1/auth/me").await.status, 401);
    }
}

#[tokio::test]
async fn a_bad_bearer_token_beside_a_good_cookie_is_refused() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app).await;
    let good = app.user("bob").await.token.unwrap();
    for token in ["nonsense", &good] {
        browser.client = browser.client.with_token(token);
        let refused = browser.get("/api/v1/auth/me").await;
        assert_eq!((refused.status, refused.json["error"]["code"].as_str()), (400, Some("malformed_request")), "{token}");
    }
}

/// Every unsafe operation of the API and every server function, as the program itself lists them.
fn unsafe_routes() -> Vec<(Method, String)> {
    let document = serde_json::to_value(crate::server::openapi::document()).unwrap();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            if item.get(method.as_str().to_lowercase()).is_some() {
                let path = path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect::<Vec<_>>().join("/");
                routes.push((method.clone(), format!("/api/v1{path}")));
                routes.push((method, format!("/api{path}")));
            }
        }
    }
    routes.extend(server_fn::axum::server_fn_paths().map(|(path, method)| (method, path.to_owned())));
    routes
}

#[tokio::test]
async fn every_unsafe_route_refuses_other_sites() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app).await;
    let token = app.guest().await.token;
    let routes = unsafe_routes();
    assert!(routes.len() > 30 && routes.iter().any(|(_, path)| path == "/_fn/auth/logout"), "{routes:?}");
    for (method, path) in routes {
        for (header, value) in
            [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site")]
        {
            for kind in ["application/json", "application/x-www-form-urlencoded", "text/plain"] {
                for with_token in [false, true] {
                    browser.client.token = token.clone().filter(|_| with_token);
                    let mut request = browser.client.request(method.clone(), &path).header(header, value).header("content-type", kind);
                    if !with_token {
                        request = request.header("cookie", &browser.cookie);
                    }
                    let answer = browser.client.send(request.body(Body::from("{}")).unwrap()).await;
                    assert_eq!(
                        (answer.status, answer.json["error"]["code"].as_str()),
                        (403, Some("forbidden")),
                        "{method} {path} {header}: {value} {kind}"
                    );
                }
            }
        }
    }
    browser.client.token = None;
    assert_eq!(browser.get("/api/v1/auth/me").await.status, 200, "nothing was done");
}

#[tokio::test]
async fn reading_a_server_function_from_another_site_is_refused_too() {
    let app = TestApp::new().await;
    let browser = signed_in(&app).await;
    let request =
        browser.client.request(Method::GET, "/_fn/auth/logout").header("cookie", &browser.cookie).header("sec-fetch-site", "cross-site");
    assert_eq!(browser.client.send(request.body(Body::empty()).unwrap()).await.status, 403);
    assert_eq!(browser.get("/api/v1/auth/me").await.status, 200);
}

#[tokio::test]
async fn a_cookie_without_origin_does_nothing_unsafe() {
    let app = TestApp::new().await;
    let browser = signed_in(&app).await;
    let request = browser.client.request(Method::POST, "/api/v1/auth/logout").header("cookie", &browser.cookie);
    assert_eq!(browser.client.send(request.body(Body::empty()).unwrap()).await.status, 403);
    assert_eq!(browser.get("/api/v1/auth/me").await.status, 200);
}

#[tokio::test]
async fn only_json_reaches_the_api() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""] {
        let request =
            ada.request(Method::POST, "/api/v1/workspaces").header("content-type", kind).body(Body::from(r#"{"name":"Team"}"#)).unwrap();
        assert_eq!(ada.send(request).await.status, 415, "{kind}");
    }
}

#[tokio::test]
async fn the_chosen_workspace_is_remembered_and_checked() {
    let app = TestApp::new().await;
    let mut browser = signed_in(&app).await;
    let eve = app.user("eve").await;
    assert_eq!(browser.form("/_fn/workspaces/create", "name=Team").await.status, 302);
    let session = browser.get("/api/v1/workspaces?q=team").await;
    let team = session.json["data"][0]["id"].as_str().unwrap().to_owned();
    assert!(browser.cookie.contains(&format!("colloquy_workspace={team}")));
    let before = browser.cookie.clone();
    browser.form("/_fn/workspaces/switch", &format!("id={}", eve.workspace)).await;
    assert_eq!(browser.cookie, before, "not a member, not switched");
    // A cookie of somebody else is no error: the personal workspace is shown.
    browser.cookie = before.replace(&team, &eve.workspace);
    assert_eq!(browser.get("/api/v1/agents").await.status, 200);
}

#[tokio::test]
async fn the_theme_is_remembered_for_visitors_too() {
    let app = TestApp::new().await;
    let mut browser = Browser::new(&app);
    browser.form("/_fn/auth/theme", "theme=dark").await;
    assert_eq!(browser.cookie, "theme=dark");
    browser.form("/_fn/auth/theme", "theme=%22%3Bevil").await;
    assert_eq!(browser.cookie, "theme=dark");
}
