//! Import and export through the API and the form of the page.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::tests::harness::{Answer, Client, TestApp};

const PATH: &str = "/api/v1/agents/import";

async fn send(client: &Client, query: &str, kind: &str, body: impl Into<Body>) -> Answer {
    client.send(client.request(Method::POST, &format!("{PATH}{query}")).header("content-type", kind).body(body.into()).unwrap()).await
}

async fn import(client: &Client, query: &str, file: &Value) -> Answer {
    send(client, query, "application/json", file.to_string()).await
}

fn form(file: &[u8], name: &str) -> Vec<u8> {
    let head =
        format!("--b0undary\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n");
    [head.as_bytes(), file, b"\r\n--b0undary--\r\n"].concat()
}

fn ada(name: &str) -> Value {
    json!({ "name": name, "archetype": "Analyst", "expertise": ["engines"] })
}

async fn count(client: &Client) -> usize {
    client.get("/api/v1/agents?limit=100").await.json["data"].as_array().unwrap().len()
}

/// The one message of an error about a field.
fn said(answer: &Answer, field: &str) -> String {
    answer.json["error"]["details"]["fields"][field][0].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_file_is_looked_at_first_and_then_taken_whole() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let file = json!([ada("Ada"), ada("Ben"), ada("ben")]);
    let dry = import(&client, "?dry_run=true", &file).await;
    assert_eq!(dry.status, 200, "{}", dry.text);
    let report = &dry.json["data"];
    assert_eq!(
        (&report["created"], &report["skipped"], &report["rows"], &report["format"]),
        (&json!(2), &json!(1), &json!(3), &json!("json"))
    );
    assert_eq!(report["duplicates"], json!([{ "row": 3, "name": "ben", "place": "file" }]));
    assert_eq!(count(&client).await, 0, "looking stores nothing");

    let done = import(&client, "", &file).await;
    assert_eq!((done.status, &done.json["data"]["created"], &done.json["data"]["errors"]), (201, &json!(2), &json!([])), "{}", done.text);
    let again = import(&client, "", &file).await;
    assert_eq!((&again.json["data"]["created"], &again.json["data"]["skipped"]), (&json!(0), &json!(3)), "all are there already");
    let added = import(&client, "?duplicates=add&rows=1,3", &file).await;
    assert_eq!((&added.json["data"]["created"], &added.json["data"]["skipped"]), (&json!(2), &json!(1)));
    let names = client.get("/api/v1/agents?sort=created_at").await;
    let names: Vec<&str> = names.json["data"].as_array().unwrap().iter().map(|a| a["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Ada", "Ben", "Ada", "ben"], "in the order of the file");
}

#[tokio::test]
async fn one_bad_row_keeps_all_out_and_is_named() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let file = json!([ada("Ada"), { "name": "Ben", "archetype": "", "expertise": ["x"], "age": 200 }, ada("Cleo")]);
    let dry = import(&client, "?dry_run=true", &file).await;
    let fields: Vec<&str> = dry.json["data"]["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
    assert_eq!((dry.status, fields), (200, vec!["age", "archetype"]), "{}", dry.text);
    assert_eq!(dry.json["data"]["created"], 2);
    let refused = import(&client, "", &file).await;
    assert_eq!(refused.status, 422, "{}", refused.text);
    assert_eq!(said(&refused, "rows.2.age"), "Must be between 0 and 120.");
    assert_eq!(count(&client).await, 0);
    let without = import(&client, "?rows=1,3", &file).await;
    assert_eq!((without.status, &without.json["data"]["created"], &without.json["data"]["skipped"]), (201, &json!(2), &json!(1)));
}

#[tokio::test]
async fn files_that_cannot_be_read_are_refused_by_kind() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let over = vec![b' '; 10_100_000];
    assert_eq!(send(&client, "", "text/csv", over).await.status, 413);
    assert_eq!(send(&client, "", "text/csv", b"PK\x03\x04".to_vec()).await.status, 415);
    assert_eq!(send(&client, "", "text/plain", "name").await.status, 415);
    assert_eq!(send(&client, "", "multipart/form-data", "x").await.status, 400);
    for (query, kind, body) in [
        ("", "text/csv", &b"\xff\xfea"[..]),
        ("", "application/json", b"{"),
        ("", "application/json", b""),
        ("", "text/csv", b"a,b\n1,2\n"),
        ("?format=xml", "text/csv", b"name,archetype,expertise\na,b,c\n"),
        ("?rows=9", "text/csv", b"name,archetype,expertise\na,b,c\n"),
        ("?rows=x", "text/csv", b"name,archetype,expertise\na,b,c\n"),
        ("?duplicates=maybe", "text/csv", b"name,archetype,expertise\na,b,c\n"),
        ("?colour=red", "text/csv", b"name,archetype,expertise\na,b,c\n"),
    ] {
        let answer = send(&client, query, kind, body.to_vec()).await;
        assert_eq!(answer.status, 422, "{query} {kind}: {}", answer.text);
    }
    assert_eq!(count(&client).await, 0);
}

#[tokio::test]
async fn tables_of_spreadsheets_are_read_in_their_encodings() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let table = "name;archetype;expertise\nZoë;Analystin;Größen\n";
    let sixteen: Vec<u8> = [0xff, 0xfe].into_iter().chain(table.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let windows: Vec<u8> = table.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for (bytes, encoding) in [(sixteen, json!("UTF-16")), (windows, json!("Windows-1252")), (table.as_bytes().to_vec(), Value::Null)] {
        let answer = send(&client, "?duplicates=add", "multipart/form-data; boundary=b0undary", form(&bytes, "t.csv")).await;
        assert_eq!((answer.status, &answer.json["data"]["encoding"]), (201, &encoding), "{}", answer.text);
    }
    let list = client.get("/api/v1/agents").await;
    assert!(list.json["data"].as_array().unwrap().iter().all(|agent| agent["name"] == "Zoë" && agent["expertise"] == json!(["Größen"])));
}

#[tokio::test]
async fn an_export_is_imported_again_without_loss() {
    let app = TestApp::new().await;
    let (client, other) = (app.user("ada").await, app.user("bob").await);
    let full = json!({
        "name": "=1+1 مرحبا", "archetype": "<b>Bold</b>", "expertise": ["a; b", "c"], "age": 47, "background": "One.\nTwo, \"three\".",
        "tags": ["x", "y"], "style": { "formality": 5, "never": ["-", "synergy"] }, "big_five": { "openness": 3 }, "instructions": "@all",
        "languages": ["日本語"], "push_back": 5
    });
    for body in [full, ada("Ben"), ada("Cleo")] {
        assert_eq!(client.post("/api/v1/agents", body).await.status, 201);
    }
    let strip = |answer: &Answer| {
        let mut agents = answer.json["data"].as_array().unwrap().clone();
        for agent in &mut agents {
            for key in ["id", "created_at", "updated_at", "version"] {
                agent.as_object_mut().unwrap().remove(key);
            }
        }
        agents
    };
    let wanted = strip(&client.get("/api/v1/agents?sort=name").await);
    for (format, kind) in [("json", "application/json"), ("csv", "text/csv")] {
        let file = client.get(&format!("/api/v1/agents/export?format={format}")).await;
        assert_eq!(file.status, 200, "{}", file.text);
        assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment; filename=\"agents."));
        let done = send(&other, "?duplicates=add", kind, file.text).await;
        assert_eq!((done.status, &done.json["data"]["created"]), (201, &json!(3)), "{}", done.text);
        let list = other.get("/api/v1/agents?sort=name").await;
        assert_eq!(strip(&list), wanted, "{format}");
        let ids: Vec<Value> = list.json["data"].as_array().unwrap().iter().map(|agent| agent["id"].clone()).collect();
        assert_eq!(other.post("/api/v1/agents/bulk-delete", json!({ "ids": ids })).await.status, 200);
    }
}

#[tokio::test]
async fn chosen_agents_are_exported_in_the_order_asked_for() {
    let app = TestApp::new().await;
    let (client, other) = (app.user("ada").await, app.user("bob").await);
    let mut ids = Vec::new();
    for name in ["Ada", "Ben", "Cleo"] {
        ids.push(client.post("/api/v1/agents", ada(name)).await.json["data"]["id"].as_str().unwrap().to_owned());
    }
    let file = client.get(&format!("/api/v1/agents/export?ids={},{}", ids[2], ids[0])).await;
    let names: Vec<&str> = file.json["agents"].as_array().unwrap().iter().map(|a| a["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Cleo", "Ada"]);
    assert_eq!(other.get(&format!("/api/v1/agents/export?ids={}", ids[0])).await.status, 404, "not another tenant's");
    assert_eq!(client.get("/api/v1/agents/export?format=xml").await.status, 422);
    assert_eq!(client.get("/api/v1/agents/export?ids=").await.status, 422);
    let none = other.get("/api/v1/agents/export?format=tinytroupe").await;
    assert_eq!((none.status, none.json), (200, json!([])));
}

#[tokio::test]
async fn a_guest_imports_no_more_than_a_guest_may_have() {
    let app = TestApp::with(&[("COLLOQUY_GUEST_AGENTS", "3")]).await;
    let guest = app.guest().await;
    let many: Vec<Value> = (0..4).map(|n| ada(&format!("Agent {n}"))).collect();
    let refused = import(&guest, "", &json!(many)).await;
    assert_eq!((refused.status, refused.json["error"]["code"].as_str()), (429, Some("quota_exceeded")), "{}", refused.text);
    assert_eq!(count(&guest).await, 0);
    assert_eq!(import(&guest, "?rows=1-3", &json!(many)).await.status, 201);
}

#[tokio::test]
async fn hundreds_of_rows_come_in_while_the_sender_waits() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let lines: Vec<String> = (0..300).map(|n| format!("Person {n},Analyst,engines; notes {n}\n")).collect();
    let done = send(&client, "", "text/csv", format!("name,archetype,expertise\n{}", lines.concat())).await;
    assert_eq!((done.status, &done.json["data"]["created"]), (201, &json!(300)), "{}", done.text);
    let export = client.get("/api/v1/agents/export?format=csv").await;
    assert_eq!(csv::Reader::from_reader(export.text.as_bytes()).records().count(), 300);
    let found = client.get("/api/v1/agents?q=person%20299").await;
    assert_eq!(found.json["data"][0]["name"], "Person 299");
}
