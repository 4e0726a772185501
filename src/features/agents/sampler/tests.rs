//! Samples through the API.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::tests::harness::{Client, TestApp};

async fn sample(client: &Client, body: Value) -> Value {
    let answer = client.post("/api/v1/agents/sample", body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["data"].clone()
}

fn members(sample: &Value) -> Vec<Value> {
    sample["members"].as_array().unwrap().clone()
}

fn wide() -> Value {
    json!({
        "ages": [{ "from": 18, "to": 34, "share": 0.3 }, { "from": 35, "to": 54, "share": 0.4 }, { "from": 55, "to": 99, "share": 0.3 }],
        "genders": [{ "value": "women", "share": 0.5 }, { "value": "men", "share": 0.45 }],
        "regions": [{ "value": "africa", "share": 0.2 }, { "value": "europe", "share": 0.3 }, { "value": "asia", "share": 0.3 }],
        "seniorities": [{ "value": "early", "share": 0.25 }],
        "attitudes": [{ "value": "resists", "share": 0.3 }],
        "traits": [{ "trait": "openness", "from": 0, "to": 49, "share": 0.5 }],
    })
}

#[tokio::test]
async fn every_share_is_met_when_the_pool_can() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let found = sample(&guest, json!({ "size": 40, "seed": 7, "constraints": wide() })).await;
    assert_eq!(members(&found).iter().map(|m| m["value"].to_string()).collect::<BTreeSet<_>>().len(), 40, "nobody twice");
    assert_eq!((&found["notes"], &found["evenness"]["deviation"]), (&json!([]), &json!(0.0)), "{}", found["quotas"]);
    let women = members(&found).iter().filter(|m| m["gender"] == "women").count();
    let young = members(&found).iter().filter(|m| (18..=34).contains(&m["age"].as_u64().unwrap())).count();
    let african = members(&found).iter().filter(|m| m["region"] == "africa").count();
    assert_eq!((women, young, african), (20, 12, 8));
    let quota = found["quotas"].as_array().unwrap().iter().find(|q| q["value"] == "women").unwrap().clone();
    assert_eq!((&quota["constraint"], &quota["wanted"], &quota["got"]), (&json!("genders"), &json!(20), &json!(20)));
}

#[tokio::test]
async fn the_seed_decides_and_another_seed_gives_others() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let draw = |seed: u64| sample(&guest, json!({ "size": 20, "seed": seed, "constraints": wide() }));
    let first = draw(1).await;
    assert_eq!(first, draw(1).await);
    assert_ne!(members(&first), members(&draw(2).await));
}

#[tokio::test]
async fn a_sample_is_more_even_than_the_first_people_of_the_pool() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for seed in [1, 2, 3] {
        let found = sample(&guest, json!({ "size": 48, "seed": seed })).await;
        let figure = |name: &str| found["evenness"][name].as_f64().unwrap();
        assert!(figure("discrepancy") < figure("plain_discrepancy"), "{}", found["evenness"]);
        assert!(figure("coverage") > 0.6, "{}", found["evenness"]);
    }
}

#[tokio::test]
async fn copies_of_somebody_are_left_out() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let slugs: Vec<&str> = crate::features::agents::library::all().iter().take(5).map(|agent| agent.slug.as_str()).collect();
    for _ in 0..2 {
        assert_eq!(ada.post("/api/v1/agents/bulk", json!({ "library": slugs })).await.status, 201);
    }
    let own = sample(&ada, json!({ "size": 5, "pool": "own" })).await;
    assert_eq!((&own["duplicates"], &own["considered"]), (&json!(5), &json!(10)));
    let both = sample(&ada, json!({ "size": 5 })).await;
    assert_eq!(both["duplicates"], 10);
}

#[tokio::test]
async fn contradictions_are_named() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let refused = |constraints: Value| {
        let guest = &guest;
        async move {
            let answer = guest.post("/api/v1/agents/sample", json!({ "size": 10, "constraints": constraints })).await;
            assert_eq!(answer.status, 422, "{}", answer.text);
            answer.json["error"]["details"]["fields"].clone()
        }
    };
    let women = |share: f64| json!({ "value": "women", "share": share });
    for (constraints, field, words) in [
        (json!({ "genders": [women(0.7), { "value": "men", "share": 0.5 }] }), "constraints.genders", "add up to 120 %"),
        (json!({ "genders": [women(-0.1)] }), "constraints.genders", "between 0 and 1"),
        (json!({ "genders": [women(0.1), women(0.1)] }), "constraints.genders", "once"),
        (json!({ "genders": [{ "value": "girls", "share": 0.1 }] }), "constraints.genders", "women, men, other"),
        (
            json!({ "ages": [{ "from": 20, "to": 40, "share": 0.1 }, { "from": 40, "to": 50, "share": 0.1 }] }),
            "constraints.ages",
            "overlap",
        ),
        (json!({ "ages": [{ "from": 40, "to": 20, "share": 0.1 }] }), "constraints.ages", "no band"),
        (json!({ "domains": [{ "value": "alchemy", "share": 0.1 }] }), "constraints.domains", "no domain “alchemy”"),
        (json!({ "traits": [{ "trait": "charm", "from": 0, "to": 9, "share": 0.1 }] }), "constraints.traits", "openness"),
    ] {
        let fields = refused(constraints).await;
        assert!(fields[field][0].as_str().is_some_and(|text| text.contains(words)), "{field}: {fields}");
    }
}

#[tokio::test]
async fn a_pool_that_is_too_small_says_so() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let none = ada.post("/api/v1/agents/sample", json!({ "size": 1, "pool": "own" })).await;
    assert_eq!(none.status, 422);
    assert_eq!(ada.post("/api/v1/agents", json!({ "name": "Ines", "archetype": "A", "expertise": ["x"] })).await.status, 201);
    let few = ada.post("/api/v1/agents/sample", json!({ "size": 9, "pool": "own" })).await;
    let text = few.json["error"]["details"]["fields"]["size"][0].as_str().unwrap();
    assert!(text.starts_with("This pool has only 1 person. Ask for at most 1"), "{text}");
    // More of a kind than there are: as many as there are, and a sentence.
    let ages = json!({ "ages": [{ "from": 18, "to": 19, "share": 1.0 }] });
    let found = sample(&ada, json!({ "size": 100, "constraints": ages })).await;
    assert_eq!(members(&found).len(), 100);
    assert!(found["notes"][0].as_str().unwrap().contains("the pool has only"), "{}", found["notes"]);
    assert!(found["evenness"]["deviation"].as_f64().unwrap() > 0.5);
}

#[tokio::test]
async fn shares_that_exclude_each_other_are_told_apart() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    // Nobody of 30 has 25 years of experience.
    let both = json!({ "ages": [{ "from": 18, "to": 30, "share": 1.0 }], "seniorities": [{ "value": "veteran", "share": 1.0 }] });
    let found = sample(&guest, json!({ "size": 10, "constraints": both })).await;
    assert!(found["notes"][0].as_str().unwrap().starts_with("Not all shares were met together"), "{}", found["notes"]);
}
