//! Text in every script, with everything that can stand in it, comes back as it was sent.

use serde_json::{Value, json};

use crate::tests::harness::{Answer, Client, TestApp};

/// Text that other software is known to damage.
const TEXTS: &[&str] = &[
    "🦀 👩‍👩‍👧‍👦 🏳️‍🌈",
    "שלום עולם و مرحبا",
    "e\u{301} ≠ é",
    "\u{202e}desrever\u{202c}",
    "zero\u{200b}width\u{feff}",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \u{10ffff}",
    "a\tb\nc",
    "bell\u{7} escape\u{1b}[31m",
    "'; DROP TABLE agent; --",
    "$parent ⟨x⟩ `tick` type::record('a', 1)",
    "<script>alert(1)</script> &amp; \"quoted\" \\backslash\\ %20 {{x}}",
    "2026-11-20T09:00:00Z",
    "agent:one",
    "u'x' r'y' d'2026-01-01T00:00:00Z'",
];

fn data(answer: &Answer) -> &Value {
    assert!(answer.status < 300, "{} {}", answer.status, answer.text);
    &answer.json["data"]
}

async fn stored(client: &Client, list: &str, body: Value) -> (Value, Value) {
    let made = client.post(&format!("/api/v1/{list}"), body).await;
    let made = data(&made).clone();
    let read = client.get(&format!("/api/v1/{list}/{}", made["id"].as_str().unwrap())).await;
    (made, data(&read).clone())
}

#[tokio::test]
async fn agents_keep_their_text() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for text in TEXTS {
        let body =
            json!({ "name": "Ada", "archetype": "Analyst", "expertise": [text], "background": text, "instructions": text, "stance": text });
        let (made, read) = stored(&guest, "agents", body).await;
        for seen in [&made, &read] {
            for field in ["background", "instructions", "stance"] {
                assert_eq!(seen[field], *text, "{field}");
            }
            assert_eq!(seen["expertise"], json!([text]));
        }
    }
}

#[tokio::test]
async fn documents_keep_their_text() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for text in TEXTS {
        let (made, read) = stored(&guest, "documents", json!({ "title": "Note", "category": "", "markdown": text })).await;
        assert_eq!((&made["markdown"], &read["markdown"]), (&json!(text), &json!(text)));
        assert!(!read["html"].as_str().unwrap().contains("<script"), "{}", read["html"]);
    }
}

#[tokio::test]
async fn simulations_keep_their_text_and_what_the_observer_says() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let slug = &crate::features::agents::library::all().first().unwrap().slug;
    for text in TEXTS {
        let scenario = json!({ "title": "T", "question": text, "setting": text, "goals": [text] });
        let (_, read) = stored(
            &guest,
            "simulations",
            json!({ "scenario": scenario, "participants": [{ "library": slug }], "settings": { "model": "scripted" } }),
        )
        .await;
        assert_eq!((&read["scenario"]["question"], &read["scenario"]["setting"]), (&json!(text), &json!(text)));
        let id = read["id"].as_str().unwrap();
        let said = guest.post(&format!("/api/v1/simulations/{id}/observer"), json!({ "content": text })).await;
        assert_eq!(data(&said)["text"], *text);
        let messages = guest.get(&format!("/api/v1/simulations/{id}/messages")).await;
        assert_eq!(data(&messages)[0]["text"], *text);
    }
}

#[tokio::test]
async fn names_of_people_and_workspaces_keep_their_text() {
    let app = TestApp::new().await;
    let user = app.user("ada").await;
    for text in ["Zoë Müller-Łukasiewicz", "山田 太郎", "ليلى", "O'Brien; --", "👩‍🔬 Ada"] {
        let me = user.patch("/api/v1/auth/me", json!({ "name": text })).await;
        assert_eq!(data(&me)["name"], *text);
        let workspace = user.patch(&format!("/api/v1/workspaces/{}", user.workspace), json!({ "name": text })).await;
        assert_eq!(data(&workspace)["name"], *text);
        assert_eq!(data(&user.get("/api/v1/auth/me").await)["name"], *text);
    }
}

#[tokio::test]
async fn a_nul_is_kept_or_refused_but_never_cuts_a_text() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let answer = guest.post("/api/v1/documents", json!({ "title": "Note", "category": "", "markdown": "before\u{0}after" })).await;
    assert!(answer.status == 422 || answer.json["data"]["markdown"] == "before\u{0}after", "{} {}", answer.status, answer.text);
    let answer = guest.post("/api/v1/agents", json!({ "name": "A\u{0}B", "archetype": "x", "expertise": "y" })).await;
    assert!(answer.status == 422 || answer.json["data"]["name"] == "A\u{0}B", "{} {}", answer.status, answer.text);
}
