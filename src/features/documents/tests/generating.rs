//! Documents made from conversations.

use chrono::Duration;
use serde_json::{Value, json};

use super::{assert_harmless, document, order, talk, talk_with};
use crate::core::ids::{DocumentId, UserId};
use crate::core::permission::Permission;
use crate::features::documents::store::{self, Body, Progress};
use crate::server::ctx::Ctx;
use crate::tests::harness::{Client, TestApp};

async fn messages(client: &Client, simulation: &str) -> Vec<Value> {
    let answer = client.get(&format!("/api/v1/simulations/{simulation}/messages?limit=500")).await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    answer.json["data"].as_array().unwrap().clone()
}

/// Every citation is a message of the conversation, word for word, and is used in the text.
async fn assert_evidence(client: &Client, document: &Value, simulation: &str) {
    let messages = messages(client, simulation).await;
    let citations = document["citations"].as_array().unwrap();
    assert!(!citations.is_empty());
    let markdown = document["markdown"].as_str().unwrap();
    for (at, citation) in citations.iter().enumerate() {
        assert_eq!(citation["n"], at + 1, "citations are numbered from 1 without gaps");
        assert_eq!(citation["simulation_id"], simulation);
        let message = messages.iter().find(|m| m["seq"] == citation["seq"]).expect("the message exists");
        assert_eq!(citation["message_id"], message["id"]);
        assert_eq!(citation["speaker"], message["speaker"]["name"]);
        let quote = citation["quote"].as_str().unwrap().trim_end_matches('…');
        let text = message["text"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.starts_with(quote), "“{quote}” is not the beginning of “{text}”");
        let link = format!("[\\[{}\\]](/simulations/{simulation}#m{})", citation["n"], citation["seq"]);
        assert!(markdown.contains(&link), "{link} is missing in\n{markdown}");
    }
    for link in markdown.split("](/simulations/").skip(1) {
        let target = link.split(')').next().unwrap();
        if let Some((id, seq)) = target.split_once("#m") {
            assert_eq!(id, simulation);
            assert!(messages.iter().any(|m| m["seq"] == seq.parse::<u64>().unwrap()), "{target}");
        }
    }
}

#[tokio::test]
async fn a_summary_is_written_with_evidence() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let simulation = talk(&app, &client, 12).await;
    let (id, job) = order(&client, "summary", &simulation).await;
    let waiting = document(&client, &id).await;
    assert_eq!(
        (waiting["state"].as_str(), waiting["job_id"].as_str(), waiting["markdown"].as_str()),
        (Some("generating"), Some(job.as_str()), Some(""))
    );
    app.run_jobs().await;
    let done = document(&client, &id).await;
    assert_eq!(done["state"], "ready", "{done}");
    assert_eq!((done["title"].as_str(), done["category"].as_str()), (Some("Summary of Four-day week"), Some("Summaries")));
    assert_evidence(&client, &done, &simulation).await;
    let markdown = done["markdown"].as_str().unwrap();
    assert!(markdown.starts_with("> **Simulated panel, not real people.**"), "{markdown}");
    for heading in [
        "In short",
        "Positions",
        "Agreements",
        "Disagreements",
        "Proposals",
        "Open questions",
        "Participants",
        "How this was made",
        "Evidence",
    ] {
        assert!(markdown.contains(&format!("\n## {heading}\n")), "{heading} is missing in\n{markdown}");
    }
    assert!(markdown.contains("seed 7"));
    let html = done["html"].as_str().unwrap();
    assert_harmless(html);
    assert!(html.contains("<table ") && html.contains(&format!("href=\"/simulations/{simulation}#m")), "{html}");
    let failed: Vec<&Value> = done["quality"].as_array().unwrap().iter().filter(|check| check["ok"] != true).collect();
    assert!(failed.is_empty() && done["quality"].as_array().unwrap().len() >= 9, "{failed:?}\n{markdown}");
    let job = client.get(&format!("/api/v1/jobs/{job}")).await.json["data"].clone();
    assert_eq!(
        (job["state"].as_str(), job["progress"].as_u64(), job["result"]["document_id"].as_str()),
        (Some("done"), Some(100), Some(id.as_str()))
    );
}

#[tokio::test]
async fn every_statement_has_a_citation() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let simulation = talk(&app, &client, 18).await;
    let (id, _) = order(&client, "summary", &simulation).await;
    app.run_jobs().await;
    let done = document(&client, &id).await;
    let markdown = done["markdown"].as_str().unwrap();
    let claims = markdown
        .split("\n## ")
        .filter(|s| ["Positions", "Agreements", "Disagreements", "Proposals", "Open questions"].iter().any(|h| s.starts_with(h)));
    let mut seen = 0;
    for line in claims.flat_map(str::lines).filter(|line| line.starts_with("- ")) {
        assert!(line.trim_end().ends_with(')') && line.contains("[\\["), "no citation: {line}");
        seen += 1;
    }
    assert!(seen >= 3, "{markdown}");
}

#[tokio::test]
async fn minutes_tell_the_course_of_the_discussion() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let simulation = talk(&app, &client, 9).await;
    let (id, _) = order(&client, "minutes", &simulation).await;
    app.run_jobs().await;
    let done = document(&client, &id).await;
    assert_eq!((done["state"].as_str(), done["kind"].as_str()), (Some("ready"), Some("minutes")));
    assert_evidence(&client, &done, &simulation).await;
    let markdown = done["markdown"].as_str().unwrap();
    for heading in ["Present", "Agenda", "Course of the discussion", "Agreed", "Not agreed", "Proposals", "Open points", "Evidence"] {
        assert!(markdown.contains(&format!("\n## {heading}\n")), "{heading} is missing in\n{markdown}");
    }
    assert!(markdown.contains("Name the conditions"));
    let course = markdown.split("## Course of the discussion").nth(1).unwrap().split("\n## ").next().unwrap();
    let numbers: Vec<&str> = course.lines().filter_map(|line| line.split("[\\[").nth(1)?.split('\\').next()).collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5", "6", "7", "8", "9"], "{course}");
}

#[tokio::test]
async fn two_conversations_make_one_document() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let (first, second) = (talk(&app, &client, 6).await, talk(&app, &client, 6).await);
    let body =
        json!({ "type": "summary", "simulation_ids": [first, second], "title": "Both rounds", "language": "en", "template": "standard" });
    let answer = client.post("/api/v1/documents/generate", body).await;
    assert_eq!(answer.status, 202, "{}", answer.json);
    app.run_jobs().await;
    let done = document(&client, answer.json["data"]["document"]["id"].as_str().unwrap()).await;
    assert_eq!((done["state"].as_str(), done["title"].as_str()), (Some("ready"), Some("Both rounds")));
    let cited = |id: &str| done["citations"].as_array().unwrap().iter().any(|citation| citation["simulation_id"] == id);
    assert!(cited(&first) && cited(&second));
}

#[tokio::test]
async fn orders_that_cannot_be_carried_out_are_refused_with_the_reason() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let draft = talk(&app, &client, 0).await;
    let refused = async |body: Value, field: &str| {
        let answer = client.post("/api/v1/documents/generate", body).await;
        assert_eq!(answer.status, 422, "{}", answer.json);
        answer.json["error"]["details"]["fields"][field][0]
            .as_str()
            .unwrap_or_else(|| panic!("no message for {field}: {}", answer.json))
            .to_owned()
    };
    let text = refused(json!({ "type": "budget", "simulation_ids": [draft] }), "type").await;
    assert!(text.contains("summary") && text.contains("minutes"), "{text}");
    assert!(refused(json!({ "type": "summary", "simulation_ids": [draft] }), "simulation_ids").await.contains("Nothing was said"));
    refused(json!({ "type": "summary", "simulation_ids": [] }), "simulation_ids").await;
    refused(json!({ "type": "summary", "simulation_ids": [draft, draft] }), "simulation_ids").await;
    refused(json!({ "type": "summary", "simulation_ids": ["1", "2", "3", "4", "5", "6"] }), "simulation_ids").await;
    refused(json!({ "type": "summary", "simulation_ids": [draft], "template": "fancy" }), "template").await;
    refused(json!({ "type": "summary", "simulation_ids": [draft], "owner": "me" }), "owner").await;
    let missing = client.post("/api/v1/documents/generate", json!({ "type": "summary", "simulation_ids": ["nothing"] })).await;
    assert_eq!(missing.status, 404);
    assert_eq!(client.get("/api/v1/documents").await.json["data"], json!([]), "nothing was stored");
}

#[tokio::test]
async fn a_failing_model_fails_the_document_and_a_retry_writes_it() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let simulation = talk(&app, &client, 6).await;
    let (id, job) = order(&client, "summary", &simulation).await;
    let path = format!("/api/v1/simulations/{simulation}");
    let broken = client.patch(&path, json!({ "settings": { "model": "scripted:server-error" } })).await;
    assert_eq!(broken.status, 200, "{}", broken.json);
    for _ in 0..3 {
        app.run_jobs().await;
        app.clock.advance(Duration::minutes(1));
    }
    let failed = document(&client, &id).await;
    assert_eq!(failed["state"], "failed", "{failed}");
    assert!(failed["state_reason"].as_str().unwrap().contains("model"), "{failed}");
    assert_eq!(client.get(&format!("/api/v1/documents/{id}/export")).await.status, 409);
    assert_eq!(client.patch(&path, json!({ "settings": { "model": "scripted" } })).await.status, 200);
    assert_eq!(client.post(&format!("/api/v1/jobs/{job}/retry"), json!({})).await.status, 202);
    app.run_jobs().await;
    let done = document(&client, &id).await;
    assert_eq!((done["state"].as_str(), done["state_reason"].as_str()), (Some("ready"), Some("")));
}

#[tokio::test]
async fn a_cancelled_order_is_shown_as_failed_and_can_be_retried() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let simulation = talk(&app, &client, 6).await;
    let (id, job) = order(&client, "summary", &simulation).await;
    assert_eq!(client.post(&format!("/api/v1/jobs/{job}/cancel"), json!({})).await.status, 202);
    app.run_jobs().await;
    let cancelled = document(&client, &id).await;
    assert_eq!((cancelled["state"].as_str(), cancelled["state_reason"].as_str()), (Some("failed"), Some("Cancelled.")));
    client.post(&format!("/api/v1/jobs/{job}/retry"), json!({})).await;
    app.run_jobs().await;
    assert_eq!(document(&client, &id).await["state"], "ready");
}

#[tokio::test]
async fn a_second_run_of_the_job_leaves_the_edits_of_a_person_alone() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let simulation = talk(&app, &client, 6).await;
    let (id, job) = order(&client, "summary", &simulation).await;
    app.run_jobs().await;
    let path = format!("/api/v1/documents/{id}");
    assert_eq!(client.patch(&path, json!({ "markdown": "My own words." })).await.status, 200);
    let ctx = Ctx::for_job(app.state.clone(), &job, UserId::new("tester"), client.workspace.clone());
    let ws = ctx.require(Permission::Write).unwrap();
    let late = Body { markdown: "late".into(), ..Body::default() };
    for progress in [Progress::Begun, Progress::Written(&late), Progress::Failed("late")] {
        assert!(!store::advance(&app.state.db, &ws, &DocumentId::new(id.as_str()), &job, progress, ctx.now()).await.unwrap());
    }
    let kept = document(&client, &id).await;
    assert_eq!((kept["markdown"].as_str(), kept["state"].as_str()), (Some("My own words."), Some("ready")));
    assert!(!kept["citations"].as_array().unwrap().is_empty(), "the evidence stays");
    assert!(kept["quality"].as_array().unwrap().iter().any(|check| check["name"] == "Changed by a person"));
}

#[tokio::test]
async fn a_document_that_is_being_written_keeps_its_new_title() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let simulation = talk(&app, &client, 6).await;
    let (id, _) = order(&client, "summary", &simulation).await;
    let path = format!("/api/v1/documents/{id}");
    assert_eq!(client.patch(&path, json!({ "markdown": "too early" })).await.status, 409);
    assert_eq!(client.patch(&path, json!({ "title": "Renamed" })).await.status, 200);
    app.run_jobs().await;
    let done = document(&client, &id).await;
    assert_eq!((done["title"].as_str(), done["state"].as_str()), (Some("Renamed"), Some("ready")));
}

#[tokio::test]
async fn deleting_a_document_stops_its_job() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let simulation = talk(&app, &client, 6).await;
    let (id, job) = order(&client, "summary", &simulation).await;
    assert_eq!(client.delete(&format!("/api/v1/documents/{id}")).await.status, 204);
    app.run_jobs().await;
    assert_eq!(client.get(&format!("/api/v1/jobs/{job}")).await.json["data"]["state"], "cancelled");
    assert_eq!(client.get(&format!("/api/v1/documents/{id}")).await.status, 404);
}

#[tokio::test]
async fn another_language_than_the_offline_model_speaks_is_told() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let simulation = talk(&app, &client, 6).await;
    let answer =
        client.post("/api/v1/documents/generate", json!({ "type": "summary", "simulation_ids": [simulation], "language": "de" })).await;
    app.run_jobs().await;
    let done = document(&client, answer.json["data"]["document"]["id"].as_str().unwrap()).await;
    let told = done["quality"].as_array().unwrap().iter().any(|check| check["name"] == "Language as asked for" && check["ok"] == false);
    assert!(told, "{}", done["quality"]);
}

#[tokio::test]
async fn an_unfinished_conversation_is_marked() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let panel = json!([{ "library": "mirella-santoro" }, { "library": "noa-lindqvist" }]);
    let scenario = json!({ "title": "Open end", "question": "What should we do about lunch?" });
    let simulation = talk_with(&app, &client, scenario, panel, 4).await;
    let more = client.patch(&format!("/api/v1/simulations/{simulation}"), json!({ "settings": { "max_turns": 20 } })).await;
    assert_eq!(more.status, 200, "{}", more.json);
    let (id, _) = order(&client, "summary", &simulation).await;
    app.run_jobs().await;
    assert_eq!(document(&client, &id).await["state"], "ready");
}
