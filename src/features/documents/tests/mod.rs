//! Documents through the API: made from conversations, written by people, exported, attacked.

mod attacks;
mod editing;
mod generating;
mod markdown;
mod modelled;

use serde_json::{Value, json};

use crate::tests::harness::{Client, TestApp};

/// A panel of three from the library that spoke some turns; gives the id.
pub async fn talk(app: &TestApp, client: &Client, turns: u32) -> String {
    let panel = json!([{ "library": "mirella-santoro" }, { "library": "kwabena-asiedu" }, { "library": "noa-lindqvist" }]);
    let scenario = json!({
        "title": "Four-day week", "setting": "A works meeting in spring.", "question": "Should the company move to a four-day week this year?",
        "goals": ["Name the conditions", "Agree on a first step"],
    });
    talk_with(app, client, scenario, panel, turns).await
}

/// A conversation with the given scenario and panel.
pub async fn talk_with(app: &TestApp, client: &Client, scenario: Value, panel: Value, turns: u32) -> String {
    let settings = json!({ "max_turns": turns.max(1), "seed": 7, "model": "scripted" });
    let made = client.post("/api/v1/simulations", json!({ "scenario": scenario, "participants": panel, "settings": settings })).await;
    assert_eq!(made.status, 201, "{}", made.json);
    let id = made.json["data"]["id"].as_str().unwrap().to_owned();
    if turns > 0 {
        let started = client.post(&format!("/api/v1/simulations/{id}/start"), json!({})).await;
        assert!(started.status < 300, "{}", started.json);
        let ended = app.settled(client, &id).await;
        assert_eq!(ended["state"], "finished", "{ended}");
    }
    id
}

/// Orders a document; gives the ids of document and job.
pub async fn order(client: &Client, kind: &str, simulation: &str) -> (String, String) {
    let answer = client.post("/api/v1/documents/generate", json!({ "type": kind, "simulation_ids": [simulation] })).await;
    assert_eq!(answer.status, 202, "{}", answer.json);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&answer.json["data"]["document"]["id"]), text(&answer.json["data"]["job"]["id"]))
}

pub async fn document(client: &Client, id: &str) -> Value {
    let answer = client.get(&format!("/api/v1/documents/{id}")).await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    answer.json["data"].clone()
}

pub async fn note(client: &Client, title: &str, category: &str, markdown: &str) -> Value {
    let answer = client.post("/api/v1/documents", json!({ "title": title, "category": category, "markdown": markdown })).await;
    assert_eq!(answer.status, 201, "{}", answer.json);
    answer.json["data"].clone()
}

/// Fails unless every element, attribute and link of the HTML is on the list. A little scanner of
/// its own, so that it doesn't share a mistake with the code under test.
pub fn assert_harmless(html: &str) {
    const TAGS: [&str; 27] = [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "div",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    for piece in html.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').unwrap_or_else(|| panic!("an open bracket in {html}"));
        let (name, attributes) = tag.trim_start_matches('/').split_once(' ').unwrap_or((tag.trim_start_matches('/'), ""));
        assert!(TAGS.contains(&name.trim_end_matches('/')), "<{tag}> in {html}");
        let mut rest = attributes.trim();
        while !rest.is_empty() && rest != "/" {
            let (key, after) = rest.split_once("=\"").unwrap_or_else(|| panic!("odd attribute in <{tag}>"));
            let (value, after) = after.split_once('"').unwrap();
            assert!(["href", "rel", "id", "class", "start", "tabindex"].contains(&key), "<{tag}> in {html}");
            assert!(key != "tabindex" || value == "0", "<{tag}> in {html}");
            if key == "href" {
                let good = ["http://", "https://", "mailto:", "#doc-", "/simulations/"]
                    .iter()
                    .any(|start| value.to_lowercase().starts_with(start));
                assert!(good, "<{tag}> in {html}");
            }
            rest = after.trim();
        }
    }
}
