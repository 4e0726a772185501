use serde_json::json;

use super::{act, create, input, panel, texts};
use crate::tests::harness::TestApp;

#[tokio::test]
async fn a_conversation_from_start_to_end() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let lines = super::run(&app, &guest, input("scripted", 8)).await;
    assert_eq!(lines.len(), 8);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_conversation() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let one = super::run(&app, &guest, input("scripted", 12)).await;
    let two = super::run(&app, &guest, input("scripted", 12)).await;
    assert_eq!(one, two);
    let mut other = input("scripted", 12);
    other["settings"]["seed"] = json!(8);
    assert_ne!(one, super::run(&app, &guest, other).await);
}

#[tokio::test]
async fn events_replay_and_end_with_one_terminal_event() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 4)).await;
    act(&guest, &id, "start").await;
    app.settled(&guest, &id).await;
    let stream = guest.get(&format!("/api/v1/simulations/{id}/events")).await;
    assert_eq!(stream.headers["content-type"], "text/event-stream");
    assert_eq!(stream.headers["x-accel-buffering"], "no");
    let names: Vec<&str> = stream.text.lines().filter_map(|l| l.strip_prefix("event: ")).collect();
    assert_eq!(names.iter().filter(|n| **n == "message").count(), 4);
    assert_eq!(names.iter().filter(|n| **n == "turn_started").count(), 4);
    assert_eq!(names.last(), Some(&"finished"));
    assert_eq!(names.iter().filter(|n| **n == "finished").count(), 1);
    let numbers: Vec<u64> = stream.text.lines().filter_map(|l| l.strip_prefix("id: ")?.parse().ok()).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    let resumed = guest.get(&format!("/api/v1/simulations/{id}/events?after={}", numbers.len() - 2)).await;
    assert_eq!(resumed.text.lines().filter(|l| l.starts_with("id: ")).count(), 2);
    for line in stream.text.lines().filter_map(|l| l.strip_prefix("data: ")) {
        let data: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(data["type"].is_string() && data["seq"].is_u64() && data["ts"].is_string(), "{data}");
    }
}

#[tokio::test]
async fn the_observer_is_heard() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 4)).await;
    let said = guest.post(&format!("/api/v1/simulations/{id}/observer"), json!({ "content": "Please talk about the budget first." })).await;
    assert_eq!(said.status, 201, "{}", said.json);
    assert_eq!(said.json["data"]["seq"], 1);
    assert_eq!(said.json["data"]["kind"], "observer");
    act(&guest, &id, "start").await;
    app.settled(&guest, &id).await;
    assert_eq!(texts(&guest, &id).await.len(), 5);
    let observed = guest.get(&format!("/api/v1/simulations/{id}/observer")).await;
    assert_eq!(observed.json["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn wrong_input_names_the_field() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let cases = [
        (json!({}), "scenario"),
        (json!({ "scenario": { "title": "x", "question": "" }, "participants": panel(2) }), "scenario.question"),
        (json!({ "scenario": { "title": "x", "question": "y" }, "participants": [] }), "participants"),
        (
            json!({ "scenario": { "title": "x", "question": "y" }, "participants": panel(2), "settings": { "max_turns": 0 } }),
            "settings.max_turns",
        ),
        (
            json!({ "scenario": { "title": "x", "question": "y" }, "participants": panel(2), "settings": { "model": "gpt-5" } }),
            "settings.model",
        ),
        (json!({ "scenario": { "title": "x", "question": "y" }, "participants": panel(2), "owner": "me" }), "owner"),
    ];
    for (body, field) in cases {
        let answer = guest.post("/api/v1/simulations", body).await;
        assert_eq!(answer.status, 422, "{}", answer.json);
        assert!(answer.json["error"]["details"]["fields"][field].is_array(), "{field}: {}", answer.json);
    }
}

#[tokio::test]
async fn a_stale_etag_is_refused() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 4)).await;
    let path = format!("/api/v1/simulations/{id}");
    let patch = |tag: &str| {
        guest
            .request(axum::http::Method::PATCH, &path)
            .header("content-type", "application/json")
            .header("if-match", tag.to_owned())
            .body(axum::body::Body::from(r#"{"title":"New"}"#))
            .unwrap()
    };
    assert_eq!(guest.send(patch("\"1\"")).await.status, 200);
    assert_eq!(guest.send(patch("\"1\"")).await.status, 412);
    assert_eq!(guest.send(patch("nonsense")).await.status, 412);
}

#[tokio::test]
async fn another_tenant_finds_nothing() {
    let app = TestApp::new().await;
    let (ada, eve) = (app.guest().await, app.guest().await);
    let id = create(&ada, input("scripted", 4)).await;
    for path in ["", "/messages", "/events", "/observer"] {
        assert_eq!(eve.get(&format!("/api/v1/simulations/{id}{path}")).await.status, 404, "{path}");
    }
    for act in ["start", "pause", "resume", "step", "stop", "round"] {
        assert_eq!(eve.post(&format!("/api/v1/simulations/{id}/{act}"), json!({})).await.status, 404, "{act}");
    }
    assert_eq!(eve.delete(&format!("/api/v1/simulations/{id}")).await.status, 404);
    assert_eq!(ada.get(&format!("/api/v1/simulations/{id}")).await.status, 200);
}

#[tokio::test]
async fn a_repeated_post_with_a_key_creates_once() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let send = |body: serde_json::Value| {
        guest
            .request(axum::http::Method::POST, "/api/v1/simulations")
            .header("content-type", "application/json")
            .header("idempotency-key", "key-0001")
            .body(axum::body::Body::from(body.to_string()))
            .unwrap()
    };
    let one = guest.send(send(input("scripted", 4))).await;
    let two = guest.send(send(input("scripted", 4))).await;
    assert_eq!((one.status, two.status), (201, 201));
    assert_eq!(one.json, two.json);
    assert_eq!(guest.send(send(input("scripted", 5))).await.status, 409);
    assert_eq!(guest.get("/api/v1/simulations").await.json["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn lists_are_paged_and_searched() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for i in 0..5 {
        let mut body = input("scripted", 4);
        body["title"] = json!(format!("Round number {i}"));
        create(&guest, body).await;
    }
    let first = guest.get("/api/v1/simulations?limit=2").await;
    assert_eq!(first.json["data"].as_array().unwrap().len(), 2);
    let cursor = first.json["page"]["next_cursor"].as_str().unwrap();
    let second = guest.get(&format!("/api/v1/simulations?limit=2&cursor={cursor}")).await;
    assert_ne!(first.json["data"][0]["id"], second.json["data"][0]["id"]);
    let found = guest.get("/api/v1/simulations?q=NUMBER%203").await;
    assert_eq!(found.json["data"].as_array().unwrap().len(), 1);
    assert_eq!(guest.get(&format!("/api/v1/simulations?q=x&cursor={cursor}")).await.status, 422);
    assert_eq!(guest.get("/api/v1/simulations?limit=0").await.status, 422);
    assert_eq!(guest.get("/api/v1/simulations?colour=red").await.status, 422);
}

#[tokio::test]
async fn deletion_takes_everything_along() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 4)).await;
    act(&guest, &id, "start").await;
    app.settled(&guest, &id).await;
    assert_eq!(guest.delete(&format!("/api/v1/simulations/{id}")).await.status, 204);
    assert_eq!(guest.get(&format!("/api/v1/simulations/{id}")).await.status, 404);
    let left =
        app.state.db.sql("SELECT VALUE count() FROM message, event, simulation GROUP ALL").list::<serde_json::Value>().await.unwrap();
    assert!(left.is_empty() || left == [json!(0)], "{left:?}");
}

#[tokio::test]
async fn the_short_forms_act_on_the_current_simulation() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    assert_eq!(guest.get("/api/v1/simulation/state").await.status, 404);
    let id = create(&guest, input("scripted", 4)).await;
    assert_eq!(guest.get("/api/simulation/state").await.json["data"]["id"], json!(id));
    assert_eq!(guest.post("/api/simulation/start", json!({})).await.status, 200);
    app.settled(&guest, &id).await;
    assert_eq!(guest.post("/api/conversation/generate", json!({})).await.status, 200);
    let ended = app.settled(&guest, &id).await;
    assert_eq!((ended["turns"].clone(), ended["round"].clone()), (json!(8), json!(2)));
    assert_eq!(guest.get(&format!("/api/conversations/{id}")).await.json["data"]["transcript"].as_array().unwrap().len(), 8);
}
