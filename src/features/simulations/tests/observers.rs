use serde_json::{Value, json};

use super::{act, create, input, texts};
use crate::tests::harness::{Answer, Client, TestApp};

async fn observe(client: &Client, id: &str, kind: &str, to: Option<&str>, content: &str) -> Answer {
    let mut body = json!({ "kind": kind, "content": content });
    if let Some(to) = to {
        body["to"] = json!(to);
    }
    client.post(&format!("/api/v1/simulations/{id}/observer"), body).await
}

async fn step(app: &TestApp, client: &Client, id: &str) {
    act(client, id, "step").await;
    app.settled(client, id).await;
}

async fn prompt(client: &Client, id: &str, turn: usize) -> (String, String) {
    let record = client.get(&format!("/api/v1/simulations/{id}/turns/{turn}")).await.json["data"].clone();
    let text = record["request"]["messages"].as_array().unwrap().iter().map(|m| m["content"].as_str().unwrap()).collect();
    (record["speaker"]["id"].as_str().unwrap().to_owned(), text)
}

fn ordered(turns: u32) -> Value {
    let mut body = input("scripted", turns);
    body["settings"]["policy"] = json!("round_robin");
    body
}

#[tokio::test]
async fn a_whisper_is_heard_by_one_participant_only() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, ordered(8)).await;
    // The listener may repeat some of it aloud, but not the whole of it.
    let secret = "The rate of 42 florins for one single night is the very most that they can afford.";
    let said = observe(&guest, &id, "whisper", Some("p2"), secret).await;
    assert_eq!((said.status, &said.json["data"]["to"]), (201, &json!(["p2"])), "{}", said.text);
    for _ in 0..4 {
        step(&app, &guest, &id).await;
    }
    for turn in 1..=4 {
        let (speaker, prompt) = prompt(&guest, &id, turn).await;
        assert_eq!(prompt.contains(secret), speaker == "p2", "{speaker}");
    }
    assert!(texts(&guest, &id).await.iter().any(|line| line.contains(secret)), "whoever watches sees it");
}

#[tokio::test]
async fn an_observer_speaks_as_a_participant_once() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, ordered(6)).await;
    step(&app, &guest, &id).await;
    let said = observe(&guest, &id, "puppet", Some("p3"), "I have changed my mind about all of this.").await;
    let line = &said.json["data"];
    assert_eq!((&line["kind"], &line["puppet"], &line["speaker"]["id"]), (&json!("agent"), &json!(true), &json!("p3")), "{}", said.text);
    assert!(line["reason"].as_str().unwrap().contains("spoke as"));
    step(&app, &guest, &id).await;
    assert_eq!(prompt(&guest, &id, 2).await.0, "p4", "the order goes on after the puppet");
    let now = guest.get(&format!("/api/v1/simulations/{id}")).await;
    assert_eq!((&now.json["data"]["turns"], &now.json["data"]["messages"]), (&json!(2), &json!(3)), "a puppet's line is no turn");
}

#[tokio::test]
async fn an_aside_is_answered_and_leaves_no_trace() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let whole = super::run(&app, &guest, ordered(5)).await;
    let id = create(&guest, ordered(5)).await;
    step(&app, &guest, &id).await;
    step(&app, &guest, &id).await;
    let asked = observe(&guest, &id, "aside", Some("p1"), "What do you really think of double pay?").await;
    assert_eq!(asked.status, 201, "{}", asked.text);
    let aside = &asked.json["data"];
    assert_eq!((&aside["participant"]["id"], &aside["turn"], &aside["number"]), (&json!("p1"), &json!(2), &json!(1)));
    assert!(aside["answer"].as_str().unwrap().len() > 20);
    act(&guest, &id, "start").await;
    app.settled(&guest, &id).await;
    assert_eq!(texts(&guest, &id).await, whole, "the conversation goes on as if nothing had been asked");
    let answer = aside["answer"].as_str().unwrap();
    for turn in 3..=5 {
        assert!(!prompt(&guest, &id, turn).await.1.contains(answer));
    }
    let list = guest.get(&format!("/api/v1/simulations/{id}/asides")).await;
    assert_eq!(list.json["data"][0]["question"], "What do you really think of double pay?");
    let events = guest.get(&format!("/api/v1/simulations/{id}/events")).await;
    assert_eq!(events.text.matches("event: aside").count(), 1, "other observers see it");
}

#[tokio::test]
async fn an_aside_keeps_to_the_limit_of_tokens_and_counts_for_it() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let mut body = ordered(4);
    body["settings"]["max_tokens"] = json!(1);
    let id = create(&guest, body).await;
    let spent = async || guest.get(&format!("/api/v1/simulations/{id}")).await.json["data"]["tokens"].as_u64().unwrap();
    // Nothing is spent yet: the first question is free to be asked, and its answer uses the limit up.
    let asked = observe(&guest, &id, "aside", Some("p1"), "What do you make of this?").await;
    assert_eq!(asked.status, 201, "{}", asked.text);
    let before = spent().await;
    assert_eq!(before, asked.json["data"]["tokens"].as_u64().unwrap());
    let refused = observe(&guest, &id, "aside", Some("p1"), "And now?").await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert!(refused.json["error"]["message"].as_str().unwrap().starts_with("The limit of tokens is reached."), "{}", refused.text);
    assert_eq!(spent().await, before, "nothing more was spent");
    let metrics = guest.get(&format!("/api/v1/simulations/{id}/metrics")).await.json["data"]["purposes"].clone();
    let sum: u64 = metrics.as_array().unwrap().iter().map(|p| p["tokens"].as_u64().unwrap()).sum();
    assert_eq!(sum, before, "the parts are the whole: {metrics}");
}

#[tokio::test]
async fn what_an_observer_says_in_somebody_s_name_is_nobody_s_turn() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, ordered(6)).await;
    step(&app, &guest, &id).await;
    assert_eq!(observe(&guest, &id, "puppet", Some("p3"), "I have changed my mind about all of this.").await.status, 201);
    let metrics = guest.get(&format!("/api/v1/simulations/{id}/metrics")).await.json["data"].clone();
    assert_eq!(metrics["measures"]["turns"], 1, "as the head of the room says: {metrics}");
    assert_eq!(metrics["agents"][2]["turns"], 0);
}

#[tokio::test]
async fn a_pinned_fact_is_in_every_prompt_from_then_on() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, ordered(6)).await;
    step(&app, &guest, &id).await;
    let pinned = observe(&guest, &id, "pin", None, "The ministry pays half.").await;
    assert_eq!((pinned.status, &pinned.json["data"]["kind"]), (201, &json!("system")), "{}", pinned.text);
    step(&app, &guest, &id).await;
    step(&app, &guest, &id).await;
    assert!(!prompt(&guest, &id, 1).await.1.contains("The ministry pays half."));
    assert!(prompt(&guest, &id, 2).await.1.contains("The ministry pays half."));
    assert!(prompt(&guest, &id, 3).await.1.contains("The ministry pays half."));
    let now = guest.get(&format!("/api/v1/simulations/{id}")).await;
    assert_eq!(now.json["data"]["pins"], json!(["The ministry pays half."]));
}

#[tokio::test]
async fn every_act_is_in_the_record_for_other_observers() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, ordered(6)).await;
    for (kind, to) in [("say", None), ("whisper", Some("p1")), ("direct", None), ("puppet", Some("p2")), ("pin", None)] {
        assert_eq!(observe(&guest, &id, kind, to, "Something is done.").await.status, 201, "{kind}");
    }
    let observed = guest.get(&format!("/api/v1/simulations/{id}/observer")).await;
    assert_eq!(observed.json["data"].as_array().unwrap().len(), 5);
    act(&guest, &id, "stop").await;
    let events = guest.get(&format!("/api/v1/simulations/{id}/events")).await;
    assert_eq!(events.text.matches("event: message").count(), 5);
}

#[tokio::test]
async fn acts_that_make_no_sense_are_refused() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, ordered(6)).await;
    for (kind, to, field) in
        [("whisper", None, "to"), ("puppet", Some("p9"), "to"), ("aside", Some(""), "to"), ("aside", Some("Amara"), "to")]
    {
        let refused = observe(&guest, &id, kind, to, "Hello").await;
        assert_eq!(refused.status, 422, "{kind} {}", refused.text);
        assert!(refused.json["error"]["details"]["fields"][field].is_array(), "{}", refused.text);
    }
    assert_eq!(observe(&guest, &id, "pin", None, &"x".repeat(600)).await.status, 422);
}

#[tokio::test]
async fn sixty_people_speak_at_the_same_moment_and_every_line_stands_once() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, ordered(8)).await;
    let all = (0..60).map(|n| {
        let (guest, id) = (guest.clone(), id.clone());
        async move { observe(&guest, &id, "say", None, &format!("Remark number {n}.")).await.status }
    });
    assert_eq!(futures::future::join_all(all).await, vec![201; 60]);
    let mut said: Vec<String> = texts(&guest, &id).await.iter().map(|line| line.rsplit('|').next().unwrap_or("").to_owned()).collect();
    said.sort();
    let mut expected: Vec<String> = (0..60).map(|n| format!("Remark number {n}.")).collect();
    expected.sort();
    assert_eq!(said, expected);
}
