//! Finding own agents: facets, order of relevance, filters that people keep.

use serde_json::{Value, json};

use super::own::{create, id, names, search};
use crate::tests::harness::{Client, TestApp};

async fn panel(client: &Client) {
    for (name, residence, years, domain, tags) in [
        ("Ada Quill", "Lagos, Nigeria", 30, "law", json!(["Rail", "night"])),
        ("Ben Osei", "Accra, Ghana", 3, "law", json!(["rail"])),
        ("Cleo Marsh", "Lyon, France", 10, "design", json!(["night"])),
    ] {
        create(
            client,
            json!({ "name": name, "archetype": "Analyst", "expertise": ["care"], "residence": residence, "experience_years": years, "domain": domain, "tags": tags }),
        )
        .await;
    }
}

async fn facets(client: &Client, parameters: &str) -> Value {
    let answer = client.get(&format!("/api/v1/agents/facets?{parameters}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["data"].clone()
}

fn numbers(facets: &Value, name: &str) -> Vec<(String, u64)> {
    let text = |count: &Value| (count["value"].as_str().unwrap().to_owned(), count["agents"].as_u64().unwrap());
    facets[name].as_array().unwrap().iter().map(text).collect()
}

#[tokio::test]
async fn numbers_follow_every_change() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    panel(&client).await;
    let of = |domain: &'static str| {
        let client = client.clone();
        async move { numbers(&facets(&client, "").await, "domain").into_iter().find(|(value, _)| value == domain).map_or(0, |(_, n)| n) }
    };
    assert_eq!((of("law").await, of("law").await), (2, 2));
    let made = create(&client, json!({ "name": "Dora Lind", "archetype": "Analyst", "expertise": ["care"], "domain": "law" })).await;
    assert_eq!(of("law").await, 3);
    let changed = client.patch(&format!("/api/v1/agents/{}", id(&made)), json!({ "domain": "design" })).await;
    assert_eq!((changed.status, of("law").await, of("design").await), (200, 2, 2), "{}", changed.text);
    assert_eq!(client.delete(&format!("/api/v1/agents/{}", id(&made))).await.status, 204);
    assert_eq!(of("design").await, 1);
    let stranger = app.guest().await;
    assert_eq!(numbers(&facets(&stranger, "").await, "domain"), []);
}

#[tokio::test]
async fn facets_filter_and_count() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    panel(&client).await;
    for (parameters, expected) in [
        ("region=africa", vec!["Ada Quill", "Ben Osei"]),
        ("region=africa&seniority=veteran", vec!["Ada Quill"]),
        ("tag=RAIL", vec!["Ada Quill", "Ben Osei"]),
        ("tag=night&domain=design", vec!["Cleo Marsh"]),
        ("q=care&region=europe", vec!["Cleo Marsh"]),
        ("q=c&region=africa&tag=night", vec!["Ada Quill"]),
        ("archetype=all-rounder", vec!["Ada Quill", "Ben Osei", "Cleo Marsh"]),
        ("archetype=guardian", vec![]),
    ] {
        assert_eq!(search(&client, &format!("{parameters}&sort=name")).await, expected, "{parameters}");
    }
    let all = facets(&client, "").await;
    assert_eq!(numbers(&all, "region"), [("africa".into(), 2), ("europe".into(), 1)]);
    assert_eq!(numbers(&all, "tag"), [("night".into(), 2), ("rail".into(), 2)]);
    assert_eq!((&all["total"], &all["capped"]), (&json!(3), &json!(false)));
    let african = facets(&client, "region=africa").await;
    assert_eq!(numbers(&african, "region"), numbers(&all, "region"), "a facet doesn't narrow itself");
    assert_eq!(numbers(&african, "domain"), [("law".into(), 2)]);
    assert_eq!(numbers(&facets(&client, "q=cleo").await, "domain"), [("design".into(), 1)]);
    for wrong in ["region=moon", "seniority=old", "archetype=hero", "colour=red"] {
        assert_eq!(client.get(&format!("/api/v1/agents?{wrong}")).await.status, 422, "{wrong}");
        assert_eq!(client.get(&format!("/api/v1/agents/facets?{wrong}")).await.status, 422, "{wrong}");
    }
}

#[tokio::test]
async fn the_best_match_comes_first_page_by_page() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    for (name, expertise) in [("Nurse Hale", "sailing"), ("Ada Quill", "nurse rosters"), ("Ben Osei", "trains")] {
        create(&client, json!({ "name": name, "archetype": "Analyst", "expertise": [expertise], "background": "Once met a nurse." })).await;
    }
    assert_eq!(search(&client, "q=nurse&sort=-created_at").await, ["Ada Quill", "Nurse Hale"]);
    let first = client.get("/api/v1/agents?q=nurse&sort=relevance&limit=1").await;
    assert_eq!(names(&first), ["Nurse Hale"]);
    let cursor = first.json["page"]["next_cursor"].as_str().unwrap();
    let second = client.get(&format!("/api/v1/agents?q=nurse&sort=relevance&limit=1&cursor={cursor}")).await;
    assert_eq!((names(&second), &second.json["page"]["next_cursor"]), (vec!["Ada Quill"], &Value::Null));
    assert_eq!(search(&client, "sort=relevance").await.len(), 3, "without words the newest come first");
}

#[tokio::test]
async fn the_library_is_sorted_as_asked() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let years = |answer: &crate::tests::harness::Answer| {
        answer.json["data"].as_array().unwrap().iter().map(|a| a["experience_years"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let most = client.get("/api/v1/agents/library?sort=-experience&limit=50").await;
    assert!(years(&most).is_sorted_by(|a, b| a >= b), "{:?}", years(&most));
    assert_eq!(client.get("/api/v1/agents/library?sort=colour").await.status, 422);
    let facets = client.get("/api/v1/agents/library/facets?region=africa").await;
    let listed = client.get("/api/v1/agents/library?region=africa").await;
    assert_eq!(facets.json["data"]["total"], listed.json["page"]["total"]);
}

#[tokio::test]
async fn filters_are_kept_by_each_person_for_themselves() {
    let app = TestApp::new().await;
    let (client, other) = (app.guest().await, app.guest().await);
    let keep = |name: &str, query: &str| json!({ "name": name, "place": "agents", "query": query });
    let made = client.post("/api/v1/agents/filters", keep("Night", "?q=night&region=europe&cursor=x&undo=1")).await;
    assert_eq!((made.status, &made.json["data"]["query"]), (201, &json!("q=night&region=europe")), "{}", made.text);
    let again = client.post("/api/v1/agents/filters", keep("Night", "q=day")).await;
    assert_eq!(again.status, 201);
    let mine = client.get("/api/v1/agents/filters").await.json["data"].clone();
    assert_eq!(mine, json!([again.json["data"]]), "one of the same name is replaced");
    assert_eq!(other.get("/api/v1/agents/filters").await.json["data"], json!([]));
    let path = format!("/api/v1/agents/filters/{}", id(&again.json["data"]));
    assert_eq!(other.delete(&path).await.status, 404);
    assert_eq!(client.delete(&path).await.status, 204);
    assert_eq!(client.delete(&path).await.status, 404);
    for (wrong, field) in
        [(keep("", "q=x"), "name"), (keep("A", ""), "query"), (keep("A", "cursor=x"), "query"), (keep(&"x".repeat(61), "q=x"), "name")]
    {
        let refused = client.post("/api/v1/agents/filters", wrong).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.json["error"]["details"]["fields"][field].is_array(), "{field}: {}", refused.text);
    }
    for number in 0..50 {
        assert_eq!(client.post("/api/v1/agents/filters", keep(&number.to_string(), "q=x")).await.status, 201);
    }
    let full = client.post("/api/v1/agents/filters", keep("one more", "q=x")).await;
    assert_eq!((full.status, &full.json["error"]["code"]), (429, &json!("quota_exceeded")));
    assert_eq!(client.post("/api/v1/agents/filters", keep("7", "q=y")).await.status, 201, "replacing one is no more");
}

#[tokio::test]
async fn rows_of_older_programs_get_their_facets() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    panel(&client).await;
    app.state
        .db
        .sql("{ UPDATE agent SET facets = NONE, keys = keys.filter(|$key| !string::starts_with($key, '=')); RETURN NONE; }")
        .exec()
        .await
        .unwrap();
    assert!(search(&client, "region=africa").await.is_empty());
    crate::features::agents::service::reindex(&app.state).await;
    assert_eq!(search(&client, "region=africa&sort=name").await, ["Ada Quill", "Ben Osei"]);
    let versions: Vec<Value> =
        client.get("/api/v1/agents").await.json["data"].as_array().unwrap().iter().map(|a| a["version"].clone()).collect();
    assert_eq!(versions, [json!(1), json!(1), json!(1)], "nothing else has changed");
}
