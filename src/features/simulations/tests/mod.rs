mod annotations;
mod api;
mod bands;
mod branches;
mod check;
mod control;
mod engine;
mod exports;
mod history;
mod metrics;
mod misbehaving;
mod observers;
mod panel;
mod pure;
mod records;
mod robust;
mod shares;
mod shelf;
mod translations;

use serde_json::{Value, json};

use crate::tests::harness::{Client, TestApp};

/// A simulation with a panel of four from the library.
pub(super) fn input(model: &str, turns: u32) -> Value {
    json!({
        "scenario": { "title": "Night shifts", "setting": "A regional hospital with 12 unfilled night posts.", "question": "Should the hospital pay double for night shifts?", "goals": ["agree on a rate"] },
        "participants": panel(4),
        "settings": { "model": model, "seed": 7, "max_turns": turns }
    })
}

/// The first agents of the library.
pub(super) fn panel(size: usize) -> Value {
    let slugs: Vec<Value> = crate::features::agents::library::all().iter().take(size).map(|a| json!({ "library": a.slug })).collect();
    json!(slugs)
}

/// Creates it and gives its id.
pub(super) async fn create(client: &Client, input: Value) -> String {
    let made = client.post("/api/v1/simulations", input).await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.json["data"]["id"].as_str().unwrap().to_owned()
}

pub(super) async fn act(client: &Client, id: &str, act: &str) -> Value {
    let answer = client.post(&format!("/api/v1/simulations/{id}/{act}"), json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    answer.json["data"].clone()
}

pub(super) async fn texts(client: &Client, id: &str) -> Vec<String> {
    let answer = client.get(&format!("/api/v1/simulations/{id}/messages?limit=500")).await;
    let list = answer.json["data"].as_array().unwrap().clone();
    list.iter().map(|m| format!("{}|{}|{}", m["seq"], m["speaker"]["name"].as_str().unwrap_or(""), m["text"].as_str().unwrap())).collect()
}

/// Runs a simulation to its end and gives its lines.
pub(super) async fn run(app: &TestApp, client: &Client, input: Value) -> Vec<String> {
    let id = create(client, input).await;
    act(client, &id, "start").await;
    let ended = app.settled(client, &id).await;
    assert_eq!(ended["state"], "finished", "{ended}");
    texts(client, &id).await
}
