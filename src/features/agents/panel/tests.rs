//! Panels through the API.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::features::agents::library;
use crate::tests::harness::{Answer, Client, TestApp};

const QUESTION: &str = "Should a regional hospital let software sort its emergency patients?";

async fn panel(client: &Client, body: Value) -> Value {
    let answer = client.post("/api/v1/agents/panel", body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["data"].clone()
}

fn values(panel: &Value) -> Vec<String> {
    panel["members"].as_array().unwrap().iter().map(|seat| seat["value"].as_str().unwrap().to_owned()).collect()
}

fn message(answer: &Answer, field: &str) -> String {
    assert_eq!(answer.status, 422, "{}", answer.text);
    answer.json["error"]["details"]["fields"][field][0].as_str().unwrap_or_else(|| panic!("{field}: {}", answer.text)).to_owned()
}

#[tokio::test]
async fn a_question_gets_a_panel_that_knows_the_matter_and_differs() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let found = panel(&guest, json!({ "question": QUESTION, "size": 5 })).await;
    assert_eq!(values(&found).len(), 5);
    assert_eq!(values(&found).iter().collect::<BTreeSet<_>>().len(), 5, "nobody twice");
    let members = found["members"].as_array().unwrap();
    let of = |field: &str| members.iter().map(|seat| seat[field].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>();
    assert!(of("domain").len() >= 4, "{:?}", of("domain"));
    assert_eq!((of("attitude").len(), of("seniority").len()), (3, 4));
    assert!(of("domain").contains("medicine"), "{:?}", of("domain"));
    assert!(members.iter().filter(|seat| seat["relevance"].as_f64().unwrap() > 0.3).count() >= 3, "{members:?}");
    let coverage = &found["coverage"];
    let parts: Vec<f64> = ["domains", "stances", "seniorities", "traits"].map(|part| coverage[part].as_f64().unwrap()).to_vec();
    assert!(parts.iter().all(|part| (0.5..=1.0).contains(part)), "{coverage}");
    assert!((coverage["total"].as_f64().unwrap() - parts.iter().sum::<f64>() / 4.0).abs() < 0.002, "{coverage}");
    for seat in members {
        let reason = seat["reason"].as_str().unwrap();
        assert!(reason.starts_with("Brings ") && reason.contains("; disagrees with ") && reason.ends_with('.'), "{reason}");
        let others = seat["alternatives"].as_array().unwrap();
        assert_eq!(others.len(), 3);
        assert!(others.iter().all(|other| !values(&found).contains(&other["value"].as_str().unwrap().to_owned())));
    }
}

#[tokio::test]
async fn the_same_question_gets_the_same_panel_and_another_one_another() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let ask = |question: &str| panel(&guest, json!({ "question": question, "size": 4, "pool": "library" }));
    let first = ask(QUESTION).await;
    assert_eq!(first, ask(QUESTION).await);
    assert_ne!(values(&first), values(&ask("How should a football club use data on its young players?").await));
}

#[tokio::test]
async fn more_seats_never_lower_a_panels_own_coverage_below_the_first_choices() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for size in [4, 6, 12] {
        let found = panel(&guest, json!({ "question": QUESTION, "size": size })).await;
        let whole = found["coverage"]["total"].as_f64().unwrap();
        assert!(whole > 0.6, "{size}: {whole}");
        // The first people of the library, as a panel of the same size.
        let plain: Vec<String> = library::all().iter().take(size).map(|agent| format!("library:{}", agent.slug)).collect();
        let fixed = panel(&guest, json!({ "question": QUESTION, "size": size, "locked": plain })).await;
        assert!(fixed["coverage"]["total"].as_f64().unwrap() < whole, "{size}");
    }
}

#[tokio::test]
async fn locked_people_stay_first_and_excluded_ones_go() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let before = panel(&guest, json!({ "question": QUESTION, "size": 5 })).await;
    let (kept, gone) = (values(&before)[3].clone(), values(&before)[0].clone());
    let after = panel(&guest, json!({ "question": QUESTION, "size": 5, "locked": [kept], "excluded": [gone] })).await;
    assert_eq!((values(&after)[0].clone(), after["members"][0]["locked"].clone()), (kept, json!(true)));
    assert_eq!(after["members"][0]["alternatives"], json!([]));
    assert!(!values(&after).contains(&gone));
    assert_eq!(values(&after).len(), 5);
}

#[tokio::test]
async fn seated_people_stay_and_can_be_swapped() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let before = panel(&guest, json!({ "question": QUESTION, "size": 4 })).await;
    let other = before["members"][1]["alternatives"][0].clone();
    let mut seats = values(&before);
    seats[1] = other["value"].as_str().unwrap().to_owned();
    let after = panel(&guest, json!({ "question": QUESTION, "size": 4, "seated": seats })).await;
    assert_eq!(values(&after), seats);
    assert_eq!(after["members"][1]["locked"], false);
    assert_eq!(after["coverage"]["total"], other["coverage"], "the figure that was promised");
    assert!(!after["members"][1]["alternatives"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn own_agents_are_found_and_a_copy_never_sits_beside_its_original() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let made = ada
        .post(
            "/api/v1/agents",
            json!({ "name": "Ines Calloway", "archetype": "Inspector", "expertise": ["zeppelin mooring masts"], "domain": "operations" }),
        )
        .await;
    let own = format!("agent:{}", made.json["data"]["id"].as_str().unwrap());
    let question = "Where should we build zeppelin masts?";
    assert_eq!(values(&panel(&ada, json!({ "question": question, "size": 3 })).await).first(), Some(&own));
    assert_eq!(values(&panel(&ada, json!({ "question": question, "size": 3, "pool": "own" })).await), std::slice::from_ref(&own));
    assert!(!values(&panel(&ada, json!({ "question": question, "size": 3, "pool": "library" })).await).contains(&own));
    let original = &values(&panel(&ada, json!({ "question": QUESTION, "size": 2, "pool": "library" })).await)[0];
    let slug = original.strip_prefix("library:").unwrap();
    assert_eq!(ada.post("/api/v1/agents/bulk", json!({ "library": [slug] })).await.status, 201);
    let both = panel(&ada, json!({ "question": QUESTION, "size": 12 })).await;
    let names: Vec<&str> = both["members"].as_array().unwrap().iter().map(|seat| seat["name"].as_str().unwrap()).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 12, "{names:?}");
}

#[tokio::test]
async fn a_question_without_a_known_word_gets_a_panel_and_a_note() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for question in ["Qwxyz zzyzx?", "¿?", "مرحبا بالعالم", "👩‍🔬"] {
        let found = panel(&guest, json!({ "question": question, "size": 3 })).await;
        assert_eq!(values(&found).len(), 3, "{question}");
        assert!(found["notes"][0].as_str().unwrap().starts_with("No word of the question"), "{question}: {found}");
    }
}

#[tokio::test]
async fn wishes_that_make_no_sense_are_refused_by_field() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let send = |body: Value| guest.post("/api/v1/agents/panel", body);
    message(&send(json!({ "question": " " })).await, "question");
    message(&send(json!({ "question": "x".repeat(2001) })).await, "question");
    for size in [0, 1, 13, 255] {
        message(&send(json!({ "question": QUESTION, "size": size })).await, "size");
    }
    message(&send(json!({ "question": QUESTION, "size": 2, "locked": ["library:a", "library:b", "library:c"] })).await, "locked");
    message(
        &send(json!({ "question": QUESTION, "size": 2, "locked": ["library:a"], "seated": ["library:b", "library:c"] })).await,
        "seated",
    );
    for odd in ["amara", "agent:", "agent:⟨x⟩", "library:../x", "user:1"] {
        message(&send(json!({ "question": QUESTION, "excluded": [odd] })).await, "excluded");
    }
    message(&send(json!({ "question": QUESTION, "pool": "own" })).await, "pool");
    assert_eq!(send(json!({ "question": QUESTION, "locked": ["library:nobody"] })).await.status, 404);
    let stranger = app.user("bob").await;
    let made = stranger.post("/api/v1/agents", json!({ "name": "Bo", "archetype": "A", "expertise": ["x"] })).await;
    let theirs = format!("agent:{}", made.json["data"]["id"].as_str().unwrap());
    assert_eq!(send(json!({ "question": QUESTION, "locked": [theirs] })).await.status, 404);
}

#[tokio::test]
async fn without_a_model_the_wish_to_refine_changes_nothing_but_a_note() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let plain = panel(&guest, json!({ "question": QUESTION })).await;
    let asked = panel(&guest, json!({ "question": QUESTION, "refine": true })).await;
    assert_eq!((values(&asked), &asked["refined"], &asked["can_refine"]), (values(&plain), &json!(false), &json!(false)));
    assert!(asked["notes"][0].as_str().unwrap().starts_with("No model is set up"));
    assert_eq!(plain["notes"], json!([]));
}

/// An endpoint that answers every chat with this text.
async fn model(text: &'static str) -> TestApp {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/v1", listener.local_addr().unwrap());
    let answer = move || async move {
        axum::Json(json!({
            "id": "c1", "object": "chat.completion", "created": 1, "model": "plain",
            "choices": [{ "index": 0, "message": { "role": "assistant", "content": text }, "finish_reason": "stop" }],
            "usage": { "prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15 },
        }))
    };
    let router = axum::Router::new().route("/v1/chat/completions", axum::routing::post(answer));
    #[expect(clippy::disallowed_methods, reason = "ends with the test, not with the application")]
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    TestApp::with(&[("OPENAI_BASE_URL", &base), ("OPENAI_API_KEY", "k"), ("OPENAI_MODEL", "plain")]).await
}

#[tokio::test]
async fn a_model_chooses_among_the_best_and_locked_people_stay() {
    let app = model(r#"{ "seats": [7, 2] }"#).await;
    let ada = app.user("ada").await;
    let plain = panel(&ada, json!({ "question": QUESTION, "size": 3 })).await;
    assert_eq!((&plain["refined"], &plain["can_refine"]), (&json!(false), &json!(true)), "only on demand");
    let locked = values(&plain)[1].clone();
    let refined = panel(&ada, json!({ "question": QUESTION, "size": 3, "locked": [locked], "refine": true })).await;
    assert_eq!((&refined["refined"], values(&refined).len(), values(&refined)[0].clone()), (&json!(true), 3, locked));
    assert_eq!(refined["notes"].as_array().unwrap().len(), 1);
    assert!(refined["members"].as_array().unwrap().iter().all(|seat| seat["reason"].as_str().unwrap().starts_with("Brings ")));
}

#[tokio::test]
async fn a_model_that_answers_something_else_changes_nothing() {
    for text in ["I would rather not.", r#"{ "seats": [0, 0, 0] }"#, r#"{ "seats": [900, 1, 2] }"#, r#"{ "seats": [1] }"#] {
        let app = model(text).await;
        let ada = app.user("ada").await;
        let plain = panel(&ada, json!({ "question": QUESTION, "size": 3 })).await;
        let asked = panel(&ada, json!({ "question": QUESTION, "size": 3, "refine": true })).await;
        assert_eq!((values(&asked), &asked["refined"]), (values(&plain), &json!(false)), "{text}");
        assert!(asked["notes"][0].as_str().unwrap().starts_with("The model gave no usable choice"), "{text}");
    }
}
