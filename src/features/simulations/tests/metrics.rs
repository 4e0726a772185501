use serde_json::{Value, json};

use super::{act, create, input};
use crate::tests::harness::{Client, TestApp};

async fn metrics(client: &Client, id: &str) -> Value {
    let answer = client.get(&format!("/api/v1/simulations/{id}/metrics")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["data"].clone()
}

async fn estimate(client: &Client, id: &str) -> Value {
    let answer = client.get(&format!("/api/v1/simulations/{id}/estimate")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["data"].clone()
}

#[tokio::test]
async fn metrics_of_a_finished_simulation_are_counted_and_kept() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = create(&ada, input("scripted", 16)).await;
    act(&ada, &id, "start").await;
    assert_eq!(app.settled(&ada, &id).await["state"], "finished");
    let first = metrics(&ada, &id).await;
    assert_eq!((&first["measures"]["turns"], first["agents"].as_array().unwrap().len()), (&json!(16), 4));
    assert!(first["measures"]["distinct_2"].as_f64().unwrap() > 0.7 && !first["health"].as_array().unwrap().is_empty());
    let turns: u64 = first["agents"].as_array().unwrap().iter().map(|a| a["turns"].as_u64().unwrap()).sum();
    let share: f64 = first["agents"].as_array().unwrap().iter().map(|a| a["share"].as_f64().unwrap()).sum();
    assert!(turns == 16 && (share - 1.0).abs() < 1e-6);
    let spoken = &first["purposes"][0];
    assert_eq!((&spoken["purpose"], &spoken["cost_micros"]), (&json!("turn"), &json!(0)));
    assert!(spoken["calls"].as_u64().unwrap() >= 16 && spoken["tokens"].as_u64().unwrap() > 1000);
    assert_eq!(metrics(&ada, &id).await, first, "what is kept is what was counted");
}

#[tokio::test]
async fn counting_along_gives_the_same_as_counting_at_the_end() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = create(&ada, input("scripted", 6)).await;
    for _ in 0..3 {
        act(&ada, &id, "step").await;
        app.settled(&ada, &id).await;
        metrics(&ada, &id).await;
    }
    act(&ada, &id, "resume").await;
    app.settled(&ada, &id).await;
    let along = metrics(&ada, &id).await;
    let other = create(&ada, input("scripted", 6)).await;
    act(&ada, &other, "start").await;
    app.settled(&ada, &other).await;
    assert_eq!(metrics(&ada, &other).await["measures"], along["measures"]);
}

#[tokio::test]
async fn document_is_counted_under_its_purpose() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = create(&ada, input("scripted", 8)).await;
    act(&ada, &id, "start").await;
    app.settled(&ada, &id).await;
    metrics(&ada, &id).await;
    let ordered = ada.post("/api/v1/documents/generate", json!({ "type": "summary", "simulation_ids": [id] })).await;
    assert_eq!(ordered.status, 202, "{}", ordered.text);
    app.run_jobs().await;
    let purposes = metrics(&ada, &id).await["purposes"].clone();
    let names: Vec<&str> = purposes.as_array().unwrap().iter().map(|p| p["purpose"].as_str().unwrap()).collect();
    assert_eq!(names, ["turn", "document"]);
}

#[tokio::test]
async fn estimate_before_the_start_is_near_what_it_took() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = create(&ada, input("scripted", 40)).await;
    let told = estimate(&ada, &id).await;
    assert_eq!((&told["turns"], &told["calls_per_turn"]), (&json!(40), &json!(1.0)));
    assert_eq!(told["cost_micros"], json!({ "low": 0, "expected": 0, "high": 0 }));
    act(&ada, &id, "start").await;
    let ended = app.settled(&ada, &id).await;
    let (asked, took) = (told["prompt_tokens"].as_f64().unwrap(), ended["prompt_tokens"].as_f64().unwrap());
    assert!((0.75..1.33).contains(&(asked / took)), "estimated {asked}, took {took}");
    assert_eq!(estimate(&ada, &id).await["turns"], 0);
}

#[tokio::test]
async fn prompts_that_were_sent_are_flat() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let mut wanted = input("scripted", 120);
    wanted["settings"]["policy"] = json!("round_robin");
    let id = create(&ada, wanted).await;
    act(&ada, &id, "start").await;
    app.settled(&ada, &id).await;
    let list = ada.get(&format!("/api/v1/simulations/{id}/turns?limit=500")).await.json["data"].clone();
    let size = |turn: usize| list[turn - 1]["prompt_chars"].as_u64().unwrap();
    // The same speaker at both ends, whose contract is the same.
    for (early, late) in [(21, 101), (22, 118), (24, 120)] {
        let (early, late) = (size(early), size(late));
        assert!(early.abs_diff(late) * 100 <= early * 6, "{early} {late}");
    }
}
