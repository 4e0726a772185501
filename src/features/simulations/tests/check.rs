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
    filled(client, &[(name, content)]).await
}

async fn filled(client: &Client, fields: &[(&str, &str)]) -> (String, Value) {
    let part = |(name, content): &(&str, &str)| {
        format!("--b0und\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"t.txt\"\r\n\r\n{content}\r\n")
    };
    let body = fields.iter().map(part).collect::<String>() + "--b0und--\r\n";
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
async fn the_form_holds_lines_against_personas_that_were_given() {
    let app = TestApp::new().await;
    let ada = app.guest().await;
    let line = "Ada: I'm 50 and I count on my fingers.";
    let (_, without) = filled(&ada, &[("transcript", line)]).await;
    assert_eq!((&without["measures"]["failed"], &without["people"]), (&json!(0), &json!([])), "{without}");
    for (field, personas) in [
        ("personas", r#"[{ "name": "Ada", "age": 36 }]"#),
        ("personas_file", r#"{ "data": [{ "id": "x", "version": 3, "name": "Ada", "age": 36 }] }"#),
        ("personas", r#"{ "participants": [{ "id": "p1", "persona": { "name": "Ada", "age": 36 } }] }"#),
    ] {
        let (_, report) = filled(&ada, &[("transcript", line), (field, personas)]).await;
        assert_eq!(report["lines"][0]["findings"][0]["guard"], "facts", "{personas}: {report}");
        assert_eq!(report["people"], json!(["Ada"]));
    }
    for (personas, part) in [("[{", "not valid JSON"), (r#"[{ "age": 3 }]"#, "needs a name"), (r#"[{ "name": 3 }]"#, "Persona 1")] {
        let (_, report) = filled(&ada, &[("transcript", line), ("personas", personas)]).await;
        assert!(report.to_string().contains(part), "{personas}: {report}");
    }
}

#[tokio::test]
async fn the_form_finds_speakers_among_the_agents_of_the_workspace_and_the_library() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.guest().await, app.guest().await);
    let agent = json!({ "name": "José Díaz", "archetype": "The engineer", "profession": "Engineer", "expertise": ["bridges"], "age": 36 });
    let made = ada.post("/api/v1/agents", agent).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let known = crate::features::agents::library::all().iter().find(|a| a.persona.age > 0).unwrap();
    let wrong = known.persona.age + 11;
    let talk = format!("Jose Diaz: I'm 50 and I build bridges.\n{}: I'm {wrong} and I build roads.", known.persona.name);
    let (_, report) = filled(&ada, &[("transcript", &talk), ("by_name", "true")]).await;
    assert_eq!(report["people"], json!(["José Díaz", known.persona.name]), "{report}");
    assert_eq!(report["lines"][0]["findings"][0]["guard"], "facts", "{report}");
    let (_, foreign) = filled(&bob, &[("transcript", &talk), ("by_name", "true")]).await;
    assert_eq!(foreign["people"], json!([known.persona.name]), "agents of another workspace stay unknown: {foreign}");
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
