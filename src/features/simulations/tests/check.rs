//! Checking transcripts over the API and the page's form.

use axum::body::Body;
use serde_json::{Value, json};

use crate::tests::harness::{Client, TestApp};

const PATH: &str = "/api/v1/transcripts/check";

#[tokio::test]
async fn findings_have_turns_spans_and_measures() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let input = json!({
        "messages": [{ "speaker": "Ada", "text": "What does the bridge cost?" }, { "speaker": "Tom", "text": "Ada: It costs a fortune, I think." }],
    });
    let answer = guest.post(PATH, input).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let data = &answer.json["data"];
    let finding = &data["findings"][0];
    assert_eq!(
        (&finding["turn"], &finding["guard"], &finding["severity"], &finding["span"]),
        (&json!(2), &json!("identity"), &json!("fail"), &json!([0, 33]))
    );
    assert!(finding["message"].as_str().unwrap().contains("Ada"));
    assert_eq!((&data["measures"]["lines"], &data["measures"]["failed"]), (&json!(2), &json!(1)));
}

#[tokio::test]
async fn personas_are_checked_and_unknown_fields_refused() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let messages = json!([{ "speaker": "Ada", "text": "I'm 50 and I count on my fingers." }]);
    let answer = guest.post(PATH, json!({ "messages": messages, "personas": [{ "name": "Ada", "age": 36 }] })).await;
    assert_eq!(answer.json["data"]["findings"][0]["guard"], "facts", "{}", answer.text);
    for wrong in [
        json!({ "messages": messages, "mood": "good" }),
        json!({ "messages": [] }),
        json!({}),
        json!({ "messages": [{ "speaker": "Ada" }] }),
        json!({ "messages": messages, "personas": [{ "age": 3 }] }),
        json!({ "messages": [{ "speaker": "Ada", "text": "x".repeat(200_000) }] }),
    ] {
        let answer = guest.post(PATH, wrong.clone()).await;
        assert_eq!(answer.status, 422, "{}", answer.text);
    }
}

/// Sends the page's form and follows to the result.
async fn form(client: &Client, name: &str, content: &str) -> (String, Value) {
    let body = format!("--b0und\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"t.txt\"\r\n\r\n{content}\r\n--b0und--\r\n");
    let request = client.request(axum::http::Method::POST, "/check/form").header("content-type", "multipart/form-data; boundary=b0und");
    let answer = client.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let to = answer.headers["location"].to_str().unwrap().to_owned();
    let id = to.split("report=").nth(1).unwrap_or("").to_owned();
    let request = client.request(axum::http::Method::POST, "/_fn/transcripts/report").header("content-type", "application/json");
    let report = client.send(request.body(Body::from(json!({ "id": id }).to_string())).unwrap()).await;
    (to, report.json)
}

#[tokio::test]
async fn the_form_of_the_page_keeps_its_result_for_its_sender() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    for name in ["transcript", "file"] {
        let (to, report) = form(&ada, name, "Ada: What does it cost?\r\nTom: *sighs* Nobody has asked.").await;
        assert_eq!(report["measures"]["failed"], json!(1), "{report}");
        assert_eq!(report["lines"][1]["findings"][0]["guard"], "identity");
        let id = to.split("report=").nth(1).unwrap();
        let request = bob.request(axum::http::Method::POST, "/_fn/transcripts/report").header("content-type", "application/json");
        let foreign = bob.send(request.body(Body::from(json!({ "id": id }).to_string())).unwrap()).await;
        assert_eq!(foreign.json, Value::Null, "{}", foreign.text);
    }
}

#[tokio::test]
async fn a_form_that_cannot_be_read_says_why() {
    let app = TestApp::new().await;
    let ada = app.guest().await;
    let (_, report) = form(&ada, "transcript", "no names at all").await;
    assert!(report.to_string().contains("Name: text"), "{report}");
}

#[tokio::test]
async fn strangers_are_sent_to_the_login() {
    let app = TestApp::new().await;
    let request =
        app.anonymous().request(axum::http::Method::POST, "/check/form").header("content-type", "multipart/form-data; boundary=x");
    let answer = app.anonymous().send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.headers["location"], "/login?next=/check");
}
