//! Errors about the shape of a body speak to whoever sent it, never in the words of the parser.

use serde_json::{Value, json};

use super::{code, operations, raw};
use crate::tests::harness::TestApp;

/// What parsers say and people don't.
const JARGON: [&str; 16] = [
    "invalid type",
    "invalid value",
    "invalid length",
    "invalid digit",
    "expected",
    "struct ",
    "sequence",
    "variant",
    "deserialize",
    "u32",
    "u64",
    "i64",
    "usize",
    "`",
    "unit value",
    "untagged",
];

#[tokio::test]
async fn no_answer_to_an_odd_body_speaks_like_a_parser() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let document = serde_json::to_value(crate::server::openapi::document()).unwrap();
    let mut asked = 0;
    for operation in operations().iter().filter(|operation| operation.takes_json()) {
        let schema = &operation.value["requestBody"]["content"]["application/json"]["schema"];
        let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()).unwrap_or("");
        let fields = document["components"]["schemas"][name]["properties"].as_object().cloned().unwrap_or_default();
        let odd = || [Value::Null, json!(-1), json!(1.5), json!(1e300), json!(true), json!("odd"), json!([[]]), json!({ "odd": 1 })];
        let mut bodies: Vec<Value> = odd().into();
        bodies.extend(fields.keys().flat_map(|field| odd().map(|value| json!({ field: value }))));
        for body in bodies {
            asked += 1;
            let answer = raw(&guest, operation, Some("application/json"), body.to_string()).await;
            assert!(answer.status < 500, "{} {body}: {}", operation.id, answer.text);
            let (status, _) = code(&answer);
            let said = format!("{} {}", answer.json["error"]["message"], answer.json["error"]["details"]).to_lowercase();
            let found: Vec<_> = JARGON.iter().filter(|word| status == 422 && said.contains(**word)).collect();
            assert!(found.is_empty(), "{} {body}: {found:?} in {said}", operation.id);
        }
    }
    assert!(asked > 300, "only {asked} bodies");
}

#[tokio::test]
async fn a_null_body_and_negative_numbers_are_explained() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let empty = guest.post("/api/v1/workspaces", Value::Null).await;
    assert_eq!(empty.json["error"]["details"]["fields"]["body"], json!(["Must be a JSON object."]), "{}", empty.text);
    let wrong = guest.post("/api/v1/workspaces", json!({ "name": 7 })).await;
    assert_eq!(wrong.json["error"]["details"]["fields"]["name"], json!(["Must be text."]), "{}", wrong.text);
    let negative = guest.get("/api/v1/agents?limit=-1").await;
    let said = &negative.json["error"]["details"]["fields"]["limit"][0];
    assert_eq!(said, "Must be a whole number, not negative and not too large.", "{}", negative.text);
}

#[tokio::test]
async fn a_field_inside_another_is_named_with_it() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for (settings, field, said) in [
        (json!({ "max_turns": -1 }), "settings.max_turns", "Must be a whole number from 0 to"),
        (json!({ "max_turns": 1.5 }), "settings.max_turns", "Must be a whole number from 0 to"),
        (json!({ "max_tokens": 18_446_744_073_709_551_616_f64 }), "settings.max_tokens", "not too large"),
        (json!({ "seed": "x" }), "settings.seed", "not too large"),
        (json!({ "no_such": 1 }), "settings.no_such", "not known"),
        (json!({ "language": "<b>" }), "settings.language", "name of a language"),
        (json!({ "guards": { "attempts": "x" } }), "settings.guards.attempts", "whole number"),
    ] {
        let body = json!({ "scenario": { "title": "x", "question": "y" }, "participants": [], "settings": settings });
        let refused = guest.post("/api/v1/simulations", body).await;
        let message = refused.json["error"]["details"]["fields"][field][0].as_str().unwrap_or_default().to_owned();
        assert!(refused.status == 422 && message.contains(said), "{field}: {}", refused.text);
    }
    let scope = guest.post("/api/v1/api-keys", json!({ "name": "k", "scopes": ["god"] })).await;
    assert!(scope.text.contains("There is no scope god; use"), "{}", scope.text);
}
