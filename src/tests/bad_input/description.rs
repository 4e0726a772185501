//! The description of the API holds what it promises.

use std::collections::BTreeSet;

use serde_json::Value;

use super::operations;

fn document() -> Value {
    serde_json::to_value(crate::server::openapi::document()).unwrap()
}

#[test]
fn it_is_openapi_3_1_and_says_how_to_sign_in() {
    let document = document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    assert!(
        document["security"].to_string().contains("bearer")
            && document["info"]["version"].is_string()
            && document["servers"][0]["url"].is_string()
    );
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let mut seen = BTreeSet::new();
    for operation in operations() {
        let plain = !operation.id.is_empty() && operation.id.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        assert!(plain, "{} {}: odd operationId '{}'", operation.method, operation.path, operation.id);
        assert!(seen.insert(operation.id.clone()), "{} is used twice", operation.id);
    }
    assert!(seen.len() > 60);
}

#[test]
fn every_operation_says_what_it_does_and_how_it_fails() {
    let mut wrong = Vec::new();
    for operation in operations() {
        let responses = operation.value["responses"].as_object().unwrap();
        let has = |start: char| responses.keys().any(|status| status.starts_with(start));
        let public = operation.value["security"] == serde_json::json!([{}]);
        let mut lacks = |what: &str| wrong.push(format!("{}: {what}", operation.id));
        if !has('2') {
            lacks("no success");
        }
        if !has('4') {
            lacks("no 4xx");
        }
        if !public && !responses.contains_key("401") {
            lacks("no 401");
        }
        if operation.takes_json() && !responses.contains_key("422") && operation.id != "pause_simulation" {
            lacks("takes a body, but no 422");
        }
        if operation.path.contains("{id}") && !responses.contains_key("404") {
            lacks("no 404");
        }
        if operation.value["summary"].as_str().unwrap_or("").len() < 4 {
            lacks("no summary");
        }
        if operation.value["tags"].as_array().is_none_or(Vec::is_empty) {
            lacks("no tag");
        }
        let named: BTreeSet<String> = operation.parameters("path").into_iter().collect();
        let used: BTreeSet<String> = operation.path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap().to_owned()).collect();
        if named != used {
            lacks("path parameters are not described");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(target)) = map.get("$ref") {
                    found.insert(target.clone());
                }
                map.values().for_each(|inner| walk(inner, found));
            }
            Value::Array(list) => list.iter().for_each(|inner| walk(inner, found)),
            _ => {}
        }
    }
    let document = document();
    let mut references = BTreeSet::new();
    walk(&document, &mut references);
    assert!(references.len() > 30, "only {}", references.len());
    for reference in references {
        let pointer = reference.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}
