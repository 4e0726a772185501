use serde_json::{Value, json};

use super::{act, create, input};
use crate::tests::harness::{Answer, Client, TestApp};

async fn put(client: &Client, id: &str, body: Value) -> Answer {
    client.post(&format!("/api/v1/simulations/{id}/annotations"), body).await
}

async fn all(client: &Client, id: &str) -> Vec<Value> {
    client.get(&format!("/api/v1/simulations/{id}/annotations")).await.json["data"].as_array().unwrap().clone()
}

async fn spoken(app: &TestApp, client: &Client, turns: u32) -> String {
    let id = create(client, input("scripted", turns)).await;
    act(client, &id, "start").await;
    app.settled(client, &id).await;
    id
}

#[tokio::test]
async fn what_people_mark_stands_in_the_order_of_the_transcript_and_each_once() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = spoken(&app, &guest, 4).await;
    for body in [
        json!({ "seq": 3, "kind": "note", "text": "Ask for the source." }),
        json!({ "seq": 2, "kind": "highlight" }),
        json!({ "seq": 2, "kind": "highlight" }),
        json!({ "seq": 1, "kind": "reaction", "text": "insight" }),
        json!({ "seq": 1, "kind": "reaction", "text": "insight" }),
    ] {
        let made = put(&guest, &id, body).await;
        assert_eq!(made.status, 201, "{}", made.text);
    }
    let found: Vec<(u64, String)> =
        all(&guest, &id).await.iter().map(|a| (a["seq"].as_u64().unwrap(), a["kind"].as_str().unwrap().to_owned())).collect();
    assert_eq!(found, [(1, "reaction".to_owned()), (2, "highlight".to_owned()), (3, "note".to_owned())]);
    let first = guest.get(&format!("/api/v1/simulations/{id}/annotations?limit=2")).await.json;
    let cursor = first["page"]["next_cursor"].as_str().unwrap();
    let rest = guest.get(&format!("/api/v1/simulations/{id}/annotations?limit=2&cursor={cursor}")).await.json;
    assert_eq!(rest["data"][0]["seq"], 3, "{rest}");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_the_field() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = spoken(&app, &guest, 2).await;
    for (body, field) in [
        (json!({ "seq": 0, "kind": "highlight" }), "seq"),
        (json!({ "seq": 99, "kind": "highlight" }), "seq"),
        (json!({ "seq": 1, "kind": "reaction", "text": "shrug" }), "text"),
        (json!({ "seq": 1, "kind": "note", "text": " " }), "text"),
        (json!({ "seq": 1, "kind": "note", "text": "x".repeat(2001) }), "text"),
        (json!({ "seq": 1, "kind": "highlight", "text": "why" }), "text"),
    ] {
        let refused = put(&guest, &id, body).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.text.contains(&format!("\"{field}\"")), "{}", refused.text);
    }
    assert_eq!(put(&guest, &id, json!({ "seq": 1, "colour": "red" })).await.status, 422, "unknown fields");
}

#[tokio::test]
async fn a_mark_is_taken_away_once_and_goes_with_its_simulation() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = spoken(&app, &guest, 2).await;
    let made = put(&guest, &id, json!({ "seq": 1, "kind": "highlight" })).await;
    let address = format!("/api/v1/simulations/{id}/annotations/{}", made.json["data"]["id"].as_str().unwrap());
    let stranger = app.guest().await;
    assert_eq!(stranger.delete(&address).await.status, 404, "another tenant's mark does not exist");
    assert_eq!(guest.delete(&address).await.status, 204);
    assert_eq!(guest.delete(&address).await.status, 404);
    put(&guest, &id, json!({ "seq": 2, "kind": "highlight" })).await;
    assert_eq!(guest.delete(&format!("/api/v1/simulations/{id}")).await.status, 204);
    assert_eq!(guest.get(&format!("/api/v1/simulations/{id}/annotations")).await.status, 404);
}

#[tokio::test]
async fn documents_cite_highlighted_lines() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = spoken(&app, &guest, 8).await;
    for seq in 1..=8 {
        put(&guest, &id, json!({ "seq": seq, "kind": "highlight" })).await;
    }
    let ordered = guest.post("/api/v1/documents/generate", json!({ "type": "summary", "simulation_ids": [id] })).await;
    assert_eq!(ordered.status, 202, "{}", ordered.text);
    app.run_jobs().await;
    let document = ordered.json["data"]["document"]["id"].as_str().unwrap();
    let written = guest.get(&format!("/api/v1/documents/{document}")).await;
    let mut cited: Vec<u64> = written.json["data"]["citations"].as_array().unwrap().iter().map(|c| c["seq"].as_u64().unwrap()).collect();
    cited.sort_unstable();
    cited.dedup();
    assert_eq!(cited, (1..=8).collect::<Vec<_>>(), "every highlighted line is evidence: {}", written.text);
}
