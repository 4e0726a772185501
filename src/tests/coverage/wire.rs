//! What holds for every answer, whatever the route: methods, unknown addresses, headers.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Method;

use super::World;
use super::rest::described;
use crate::tests::harness::{Answer, Client, TestApp};

async fn with_header(client: &Client, path: &str, name: &str, value: &str) -> Answer {
    client.send(client.request(Method::GET, path).header(name, value).body(Body::empty()).unwrap()).await
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

#[tokio::test]
async fn a_wrong_method_is_405_and_names_the_right_ones() {
    let world = World::new().await;
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for operation in described() {
        known.entry(operation.path).or_default().insert(operation.method.to_string());
    }
    for (path, methods) in known {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            if methods.contains(method.as_str()) {
                continue;
            }
            let address = format!("/api/v1{}", world.ids.fill(&path));
            let answer = world.ada.send(world.ada.request(method.clone(), &address).body(Body::empty()).unwrap()).await;
            let what = format!("{method} {path}: {} {}", answer.status, answer.text);
            assert_eq!((answer.status, answer.json["error"]["code"].as_str()), (405, Some("method_not_allowed")), "{what}");
            let allowed: BTreeSet<String> =
                header(&answer, "allow").split(',').map(|name| name.trim().to_owned()).filter(|name| name != "HEAD").collect();
            assert_eq!(allowed, methods, "{what}");
        }
    }
}

#[tokio::test]
async fn an_unknown_address_of_the_api_is_404_in_our_shape() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for path in [
        "/api/v1/nothing",
        "/api/nothing",
        "/api/v1/agents/a/b/c",
        "/api/v1/",
        "/api/v2/agents",
        "/_fn/nothing",
        "/api/v1/%00",
        "/api/v1/agents%2Fx",
    ] {
        for client in [&guest, &app.anonymous()] {
            let answer = client.get(path).await;
            assert!(answer.status < 500, "{path}: {} {}", answer.status, answer.text);
            if path.starts_with("/api/") && !path.ends_with("%2Fx") {
                assert_eq!((answer.status, answer.json["error"]["code"].as_str()), (404, Some("not_found")), "{path}: {}", answer.text);
                assert_eq!(answer.json["ok"], false);
            }
        }
    }
}

#[tokio::test]
async fn the_short_address_serves_the_same_api() {
    let world = World::new().await;
    for operation in
        described().iter().filter(|operation| operation.method == Method::GET && !operation.id.ends_with("events") && !operation.public)
    {
        let path = world.ids.fill(&operation.path);
        let (long, short) = (world.ada.get(&format!("/api/v1{path}")).await, world.ada.get(&format!("/api{path}")).await);
        assert_eq!(long.status, short.status, "{path}");
        if operation.id != "random_scenario" && long.status == 200 {
            assert_eq!(long.json, short.json, "{path}");
        }
    }
}

#[tokio::test]
async fn errors_come_as_problem_documents_on_request() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let cases = [
        ("/api/v1/agents/none", 404, "not_found"),
        ("/api/v1/agents?nonsense=1", 422, "validation_failed"),
        ("/api/v1/nowhere", 404, "not_found"),
    ];
    for (path, status, title) in cases {
        let answer = with_header(&guest, path, "accept", "application/problem+json").await;
        assert_eq!((answer.status, header(&answer, "content-type")), (status, "application/problem+json"), "{path}");
        assert_eq!((answer.json["status"].as_u64(), answer.json["title"].as_str()), (Some(u64::from(status)), Some(title)), "{path}");
        assert!(answer.json["detail"].as_str().unwrap().len() > 10 && answer.json["type"].is_string(), "{}", answer.text);
        assert_eq!(answer.json["request_id"].as_str(), Some(header(&answer, "x-request-id")), "{path}");
    }
    let refused = with_header(&app.anonymous(), "/api/v1/agents", "accept", "application/problem+json").await;
    assert_eq!((refused.status, refused.json["title"].as_str()), (401, Some("unauthenticated")));
}

/// One address of every kind of answer.
const EVERYWHERE: [&str; 13] = [
    "/",
    "/design",
    "/no-such-page",
    "/home",
    "/health",
    "/health/live",
    "/docs",
    "/redoc",
    "/api/openapi.json",
    "/api/v1/agents",
    "/api/v1/nothing",
    "/favicon.svg",
    "/pkg/nothing.js",
];

#[tokio::test]
async fn every_answer_has_a_request_id() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let mut seen = BTreeSet::new();
    for path in EVERYWHERE {
        for client in [&guest, &app.anonymous()] {
            let answer = client.get(path).await;
            let id = header(&answer, "x-request-id").to_owned();
            assert!(id.len() >= 8 && seen.insert(id), "{path}: the id is missing or was used before");
        }
    }
    let echoed = with_header(&guest, "/api/v1/nothing", "x-request-id", "my-own-id-1234").await;
    assert_eq!((header(&echoed, "x-request-id"), echoed.json["error"]["request_id"].as_str()), ("my-own-id-1234", Some("my-own-id-1234")));
    for odd in ["short", "with space in it", "a,b,c,d,e,f", "<script>alert(1)</script>"] {
        let answer = with_header(&guest, "/health/live", "x-request-id", odd).await;
        assert_ne!(header(&answer, "x-request-id"), odd);
    }
}

#[tokio::test]
async fn every_answer_has_security_headers() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for path in EVERYWHERE {
        let answer = guest.get(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(header(&answer, name), value, "{path}: {name}");
        }
        let policy = header(&answer, "content-security-policy");
        assert!(policy.contains("default-src") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        let scripts = policy.split(';').find(|part| part.trim().starts_with("script-src ")).unwrap_or("");
        assert!(!scripts.contains("'unsafe-inline'") && !scripts.contains("'unsafe-eval'"), "{path}: {policy}");
        assert!(header(&answer, "permissions-policy").contains("geolocation=()"), "{path}");
        assert!(!answer.headers.contains_key("server") && !answer.headers.contains_key("x-powered-by"), "{path}");
    }
    assert!(header(&guest.get("/api/v1/agents").await, "cache-control").contains("no-store"), "answers with data are not kept");
}

/// The nonce of a page's policy.
fn nonce(answer: &Answer) -> String {
    let policy = header(answer, "content-security-policy");
    policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn inline_scripts_carry_the_nonce_of_their_page() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let mut nonces = BTreeSet::new();
    for path in ["/", "/home", "/design", "/simulations", "/no-such-page", "/simulations/none"] {
        let answer = guest.get(path).await;
        assert!(answer.text.contains("<html"), "{path} is no page: {} {}", answer.status, answer.text);
        let nonce = nonce(&answer);
        assert!(nonce.len() >= 16 && nonces.insert(nonce.clone()), "{path}: the nonce '{nonce}' is missing, short or used before");
        for script in answer.text.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            let inert = tag.contains("type=\"application/json\"");
            assert!(inert || tag.contains(&format!("nonce=\"{nonce}\"")), "{path}: <script{tag}> has no nonce");
        }
        for element in answer.text.split('<') {
            let tag = element.split('>').next().unwrap();
            assert!(!tag.contains(" onclick=") && !tag.contains(" onload=") && !tag.contains("javascript:"), "{path}: <{tag}>");
        }
    }
}

#[tokio::test]
async fn pages_for_people_only_are_not_shown_to_strangers() {
    let app = TestApp::new().await;
    let world = World::new().await;
    let simulation = format!("/simulations/{}", world.ids.simulation);
    for path in ["/home", "/simulations", "/simulations/new", "/search", simulation.as_str()] {
        let answer = with_header(&app.anonymous(), path, "accept", "text/html").await;
        let refused = matches!(answer.status, 302 | 303 | 307 | 401);
        assert!(refused, "{path}: {}", answer.status);
    }
    for client in [world.app.anonymous(), world.bob.clone()] {
        let answer = client.get(&simulation).await;
        assert!(!answer.text.contains("Ada's"), "{}", answer.text);
    }
    assert!(world.ada.get(&simulation).await.text.contains("Ada"), "the owner sees it");
    assert_eq!(world.bob.get(&simulation).await.status, 404);
}

#[tokio::test]
async fn the_documentation_is_all_local() {
    let app = TestApp::new().await;
    for path in ["/docs", "/redoc"] {
        let answer = app.anonymous().get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(
            !answer.text.contains("src=\"http") && !answer.text.contains("href=\"http") && !answer.text.contains("src=\"//"),
            "{path} loads from elsewhere"
        );
    }
    let document = app.anonymous().get("/api/openapi.json").await;
    assert_eq!(document.json, serde_json::to_value(crate::server::openapi::document()).unwrap());
}
