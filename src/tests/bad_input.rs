//! What programs and people send by mistake or on purpose: always a clear error, never a crash,
//! and what is accepted comes back as it was sent. Most cases run over the whole API, read from
//! its own description.

mod description;
mod text;
mod words;

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::features::simulations::types::FILE_BYTES;
use crate::tests::harness::{Answer, Client, TestApp};

/// An operation as the description has it.
pub(super) struct Operation {
    pub id: String,
    pub method: Method,
    pub path: String,
    pub value: Value,
}

impl Operation {
    /// A file to import is no JSON body: it may be a list, or a table, or larger.
    fn takes_json(&self) -> bool {
        self.id != "import_agents" && self.value["requestBody"]["content"]["application/json"].is_object()
    }

    fn parameters(&self, place: &str) -> Vec<String> {
        let all = self.value["parameters"].as_array().cloned().unwrap_or_default();
        all.iter().filter(|p| p["in"] == place).map(|p| p["name"].as_str().unwrap().to_owned()).collect()
    }

    /// With every part of the path set to `id`.
    fn address(&self, id: &str) -> String {
        let parts = self.path.split('/').map(|part| if part.starts_with('{') { id } else { part });
        format!("/api/v1{}", parts.collect::<Vec<_>>().join("/"))
    }
}

pub(super) fn operations() -> Vec<Operation> {
    let document = serde_json::to_value(crate::server::openapi::document()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let each =
        paths.iter().flat_map(|(path, methods)| methods.as_object().unwrap().iter().map(move |(method, value)| (path, method, value)));
    each.map(|(path, method, value)| Operation {
        id: value["operationId"].as_str().unwrap_or("").to_owned(),
        method: method.to_uppercase().parse().unwrap(),
        path: path.clone(),
        value: value.clone(),
    })
    .collect()
}

async fn raw(client: &Client, operation: &Operation, kind: Option<&str>, body: impl Into<Body>) -> Answer {
    let mut request = client.request(operation.method.clone(), &operation.address("some-id"));
    if let Some(kind) = kind {
        request = request.header("content-type", kind);
    }
    client.send(request.body(body.into()).unwrap()).await
}

fn code(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.json["error"]["code"].as_str().unwrap_or(""))
}

#[tokio::test]
async fn broken_json_is_400() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for operation in operations().iter().filter(|o| o.takes_json()) {
        for broken in ["{", "{\"", "{,}", "{\"a\":}", "{\"a\":1", "nonsense", "{} {}", "\u{feff}{}", ""] {
            let answer = raw(&guest, operation, Some("application/json"), broken).await;
            if broken.is_empty() && operation.value["requestBody"]["required"] != true {
                continue; // the body may be left out
            }
            assert_eq!(code(&answer), (400, "malformed_request"), "{} {broken}: {}", operation.id, answer.text);
        }
        let not_utf8 = raw(&guest, operation, Some("application/json"), vec![b'{', b'"', 0xff, b'"', b':', b'1', b'}']).await;
        assert!(matches!(not_utf8.status, 400 | 422), "{}: {} {}", operation.id, not_utf8.status, not_utf8.text);
    }
}

#[tokio::test]
async fn a_body_of_another_shape_is_422() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for operation in operations().iter().filter(|o| o.takes_json()) {
        for odd in [json!([]), json!("text"), json!(7), json!(true)] {
            let answer = raw(&guest, operation, Some("application/json"), odd.to_string()).await;
            let absent = operation.id == "update_agent" && answer.status == 404;
            assert!(absent || code(&answer) == (422, "validation_failed"), "{} {odd}: {} {}", operation.id, answer.status, answer.text);
        }
    }
}

#[tokio::test]
async fn an_unknown_field_is_named() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for operation in operations().iter().filter(|o| o.takes_json()) {
        let answer = raw(&guest, operation, Some("application/json"), json!({ "no_such_field": 1 }).to_string()).await;
        // A partial change of an agent is merged into the agent that is there, and this one is not.
        if operation.id == "update_agent" {
            assert_eq!(answer.status, 404, "{}", answer.text);
            continue;
        }
        assert_eq!(code(&answer), (422, "validation_failed"), "{}: {}", operation.id, answer.text);
        assert!(answer.json["error"]["details"]["fields"]["no_such_field"].is_array(), "{}: {}", operation.id, answer.text);
    }
}

#[tokio::test]
async fn an_unknown_field_of_a_partial_change_is_named() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let made = guest.post("/api/v1/agents", json!({ "name": "One", "archetype": "Analyst", "expertise": "Tea" })).await;
    let path = format!("/api/v1/agents/{}", made.json["data"]["id"].as_str().unwrap());
    let answer = guest.patch(&path, json!({ "no_such_field": 1 })).await;
    assert_eq!(code(&answer), (422, "validation_failed"), "{}", answer.text);
    assert!(answer.json["error"]["details"]["fields"]["no_such_field"].is_array(), "{}", answer.text);
    for odd in [json!([]), json!("text"), json!(7)] {
        assert_eq!(code(&guest.patch(&path, odd.clone()).await), (422, "validation_failed"), "{odd}");
    }
    assert_eq!(guest.get(&path).await.json["data"], made.json["data"]);
}

#[tokio::test]
async fn two_megabytes_are_too_many() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let huge = json!({ "name": "x".repeat(2 << 20) }).to_string();
    // A file of simulations may be longer, up to a limit of its own.
    let file = "x".repeat(FILE_BYTES + (2 << 20));
    for operation in operations().iter().filter(|o| o.takes_json()) {
        let body = if operation.id == "import_simulation" { &file } else { &huge };
        let answer = raw(&guest, operation, Some("application/json"), body.clone()).await;
        assert_eq!(code(&answer), (413, "payload_too_large"), "{}: {}", operation.id, &answer.text[..answer.text.len().min(300)]);
    }
    let agents = operations().into_iter().find(|o| o.id == "create_agent").unwrap();
    let request =
        guest.request(Method::POST, &agents.address("")).header("content-type", "application/json").header("idempotency-key", "huge-1");
    assert_eq!(code(&guest.send(request.body(Body::from(huge)).unwrap()).await), (413, "payload_too_large"), "with an Idempotency-Key");
}

#[tokio::test]
async fn another_content_type_is_415() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for operation in operations().iter().filter(|o| o.takes_json()) {
        for kind in [Some("text/plain"), Some("application/xml"), Some("multipart/form-data; boundary=x"), None] {
            let answer = raw(&guest, operation, kind, "{}").await;
            // Without a type and without a length this is an empty body, which some routes take.
            let optional = kind.is_none() && operation.value["requestBody"]["required"] != true;
            assert!(
                optional || code(&answer) == (415, "unsupported_media_type"),
                "{} {kind:?}: {} {}",
                operation.id,
                answer.status,
                answer.text
            );
        }
    }
}

#[tokio::test]
async fn ids_that_are_none_are_not_found() {
    let app = TestApp::new().await;
    let guest = app.administrator().await;
    let long = "x".repeat(1000);
    let odd = [
        "x",
        "0",
        "-1",
        "%00",
        "%F0%9F%A6%80",
        "..%2F..%2Fetc",
        "%27%3B%20DELETE%20agent",
        "agent:one",
        "%E2%9F%A8x%E2%9F%A9",
        "null",
        "*",
        "%25",
        long.as_str(),
    ];
    for operation in operations().iter().filter(|o| !o.parameters("path").is_empty() && !o.takes_json()) {
        for id in odd {
            let path = operation.address(id);
            let answer = guest.send(guest.request(operation.method.clone(), &path).body(Body::empty()).unwrap()).await;
            assert_eq!(code(&answer), (404, "not_found"), "{} {path}: {}", operation.id, answer.text);
        }
        let broken = guest.send(guest.request(operation.method.clone(), &operation.address("%FF")).body(Body::empty()).unwrap()).await;
        assert!(matches!(broken.status, 400 | 404), "{}: {} {}", operation.id, broken.status, broken.text);
    }
}

#[tokio::test]
async fn unknown_parameters_are_named() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for operation in
        operations().iter().filter(|o| o.method == Method::GET && o.parameters("path").is_empty() && !o.parameters("query").is_empty())
    {
        let answer = guest.get(&format!("{}?no_such_parameter=1", operation.address(""))).await;
        assert_eq!(code(&answer), (422, "validation_failed"), "{}: {}", operation.id, answer.text);
        assert!(answer.json["error"]["details"]["fields"]["no_such_parameter"].is_array(), "{}: {}", operation.id, answer.text);
    }
}

#[tokio::test]
async fn limits_and_cursors_that_are_none_are_refused() {
    let app = TestApp::new().await;
    let guest = app.administrator().await;
    let mut lists = 0;
    for operation in operations().iter().filter(|o| o.method == Method::GET && o.parameters("path").is_empty()) {
        let query = operation.parameters("query");
        let mut bad: Vec<String> = Vec::new();
        if query.iter().any(|name| name == "limit") {
            lists += 1;
            bad.extend(
                ["limit=0", "limit=-1", "limit=many", "limit=1.5", "limit=99999999999999999999", "limit=1&limit=2"].map(String::from),
            );
        }
        if query.iter().any(|name| name == "cursor") {
            bad.extend(["cursor=garbage", "cursor=%00", "cursor=%F0%9F%A6%80", "cursor=e30", "cursor=a.b.c"].map(String::from));
            bad.push(format!("cursor={}", "A".repeat(5000)));
        }
        if query.iter().any(|name| name == "sort") {
            bad.extend(["sort=password_hash", "sort=--name", "sort=id;DELETE%20agent"].map(String::from));
        }
        for query in bad {
            let answer = guest.get(&format!("{}?{query}", operation.address(""))).await;
            assert_eq!(code(&answer), (422, "validation_failed"), "{} {query:.60}: {}", operation.id, answer.text);
        }
    }
    assert!(lists >= 5, "only {lists} lists");
}

#[tokio::test]
async fn a_cursor_of_another_list_is_refused() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for name in ["One", "Two", "Three"] {
        let made = guest.post("/api/v1/agents", json!({ "name": name, "archetype": "Analyst", "expertise": "Tea" })).await;
        assert_eq!(made.status, 201, "{}", made.text);
    }
    let first = guest.get("/api/v1/agents?limit=1").await;
    let cursor = first.json["page"]["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(guest.get(&format!("/api/v1/agents?limit=1&cursor={cursor}")).await.status, 200);
    for other in ["documents", "simulations", "jobs"] {
        let answer = guest.get(&format!("/api/v1/{other}?cursor={cursor}")).await;
        assert_eq!(code(&answer), (422, "validation_failed"), "{other}: {}", answer.text);
    }
    let resorted = guest.get(&format!("/api/v1/agents?sort=name&cursor={cursor}")).await;
    assert_eq!(code(&resorted), (422, "validation_failed"), "another order: {}", resorted.text);
}

#[tokio::test]
async fn a_stale_version_changes_nothing() {
    let app = TestApp::new().await;
    let user = app.user("ada").await;
    let agent = user.post("/api/v1/agents", json!({ "name": "One", "archetype": "Analyst", "expertise": "Tea" })).await;
    let saved = user.post("/api/v1/saved-agents", json!({ "name": "One", "archetype": "Analyst", "expertise": "Tea" })).await;
    let document = user.post("/api/v1/documents", json!({ "title": "One", "category": "", "markdown": "Text" })).await;
    let simulation = user.post("/api/v1/simulations", json!({ "title": "One", "scenario": { "title": "T", "question": "Q?" }, "participants": [{ "library": crate::features::agents::library::all().first().unwrap().slug }] })).await;
    let id = |answer: &Answer| answer.json["data"]["id"].as_str().unwrap_or_else(|| panic!("{}", answer.text)).to_owned();
    let cases = [
        (Method::PUT, format!("agents/{}", id(&agent)), json!({ "name": "Two", "archetype": "Analyst", "expertise": "Tea" })),
        (Method::PATCH, format!("agents/{}", id(&agent)), json!({ "name": "Two" })),
        (Method::PUT, format!("saved-agents/{}", id(&saved)), json!({ "name": "Two", "archetype": "Analyst", "expertise": "Tea" })),
        (Method::PUT, format!("documents/{}", id(&document)), json!({ "title": "Two", "category": "", "markdown": "Other" })),
        (Method::PATCH, format!("documents/{}", id(&document)), json!({ "title": "Two" })),
        (Method::PATCH, format!("simulations/{}", id(&simulation)), json!({ "title": "Two" })),
        (Method::PATCH, format!("workspaces/{}", user.workspace), json!({ "name": "Two" })),
        (Method::PATCH, "auth/me".to_owned(), json!({ "name": "Two" })),
        (Method::DELETE, format!("agents/{}", id(&agent)), Value::Null),
        (Method::DELETE, format!("saved-agents/{}", id(&saved)), Value::Null),
        (Method::DELETE, format!("documents/{}", id(&document)), Value::Null),
        (Method::DELETE, format!("simulations/{}", id(&simulation)), Value::Null),
    ];
    for (method, path, body) in cases {
        let path = format!("/api/v1/{path}");
        let before = user.get(&path).await;
        let etag = before.headers.get("etag").unwrap_or_else(|| panic!("{path} has no ETag")).to_str().unwrap().to_owned();
        for stale in ["\"999\"", "W/\"998\"", "\"nonsense\"", "0"] {
            let request = user.request(method.clone(), &path).header("content-type", "application/json").header("if-match", stale);
            let answer = user.send(request.body(Body::from(body.to_string())).unwrap()).await;
            assert_eq!(code(&answer), (412, "precondition_failed"), "{method} {path} {stale}: {}", answer.text);
        }
        assert_eq!(user.get(&path).await.json["data"], before.json["data"], "{method} {path} changed something");
        let request = user.request(method.clone(), &path).header("content-type", "application/json").header("if-match", &etag);
        let answer = user.send(request.body(Body::from(body.to_string())).unwrap()).await;
        assert_eq!(answer.status, if method == Method::DELETE { 204 } else { 200 }, "{method} {path} with {etag}: {}", answer.text);
        if method == Method::DELETE {
            continue;
        }
        let old = user.request(method.clone(), &path).header("content-type", "application/json").header("if-match", &etag);
        let again = user.send(old.body(Body::from(body.to_string())).unwrap()).await;
        assert_eq!(code(&again), (412, "precondition_failed"), "{method} {path}: the old version is accepted twice");
    }
}

#[tokio::test]
async fn odd_requests_never_crash() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let wide = json!({ "expertise": vec!["x"; 100_000] }).to_string();
    let odd = [
        deep.as_str(),
        wide.as_str(),
        "{\"name\":\"\\ud800\"}",
        "{\"name\":1e400}",
        "{\"age\":99999999999999999999}",
        "{\"name\":\"a\",\"name\":\"b\"}",
        "null",
    ];
    for operation in operations().iter().filter(|o| o.takes_json()) {
        for body in odd {
            let answer = raw(&guest, operation, Some("application/json"), body.to_owned()).await;
            let optional = operation.value["requestBody"]["required"] != true;
            assert!(
                (400..500).contains(&answer.status) || (optional && answer.status < 300),
                "{} {body:.40}: {} {}",
                operation.id,
                answer.status,
                answer.text
            );
        }
    }
    for (name, value) in [
        ("authorization", "Bearer"),
        ("authorization", "Basic eDp5"),
        ("cookie", "colloquy_session=;;=;"),
        ("last-event-id", "x"),
        ("x-workspace-id", ""),
        ("accept", "*/*;q=zero"),
        ("range", "bytes=9-1"),
    ] {
        let answer =
            guest.send(app.anonymous().request(Method::GET, "/api/v1/agents").header(name, value).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 401, "{name}: {value}: {}", answer.text);
    }
}
