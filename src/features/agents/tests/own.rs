//! Own agents, through the API.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::core::Code;
use crate::core::ids::{AgentId, UserId};
use crate::features::agents::service;
use crate::features::simulations::types::ParticipantInput;
use crate::server::ctx::Ctx;
use crate::server::events::{self, Signal, StreamName};
use crate::tests::harness::{Answer, Client, TestApp};

pub(super) fn minimal(name: &str) -> Value {
    json!({ "name": name, "archetype": "Sceptic", "expertise": ["risk"] })
}

pub(super) async fn create(client: &Client, body: Value) -> Value {
    let answer = client.post("/api/v1/agents", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json["data"].clone()
}

pub(super) async fn made(client: &Client, name: &str) -> String {
    id(&create(client, minimal(name)).await)
}

pub(super) fn id(agent: &Value) -> String {
    agent["id"].as_str().unwrap().to_owned()
}

pub(super) fn names(answer: &Answer) -> Vec<&str> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["data"].as_array().unwrap().iter().map(|agent| agent["name"].as_str().unwrap()).collect()
}

pub(super) async fn search(client: &Client, parameters: &str) -> Vec<String> {
    let answer = client.get(&format!("/api/v1/agents?{parameters}")).await;
    names(&answer).into_iter().map(str::to_owned).collect()
}

async fn send_if_match(client: &Client, method: Method, path: &str, etag: &str, body: Value) -> Answer {
    let request = client.request(method, path).header("content-type", "application/json").header("if-match", etag);
    client.send(request.body(Body::from(body.to_string())).unwrap()).await
}

/// A context in the client's workspace, as a job of theirs would have.
fn ctx(app: &TestApp, client: &Client) -> Ctx {
    Ctx::for_job(app.state.clone(), "test", UserId::new("somebody"), client.workspace.clone())
}

#[tokio::test]
async fn three_fields_are_enough_and_the_rest_has_defaults() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let answer = client.post("/api/v1/agents", json!({ "name": " Ada ", "archetype": "Analyst", "expertise": "engines, notes" })).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let agent = &answer.json["data"];
    assert_eq!(answer.headers["location"].to_str().unwrap(), format!("/api/v1/agents/{}", id(agent)));
    assert_eq!(answer.headers["etag"], "\"1\"");
    assert_eq!((&agent["name"], &agent["expertise"], &agent["domain"]), (&json!("Ada"), &json!(["engines", "notes"]), &json!("general")));
    assert_eq!((&agent["push_back"], &agent["big_five"]["openness"], &agent["style"]["formality"]), (&json!(3), &json!(50), &json!(3)));
    let again = client.get(&format!("/api/v1/agents/{}", id(agent))).await;
    assert_eq!(again.json["data"], *agent, "what was answered is what is stored");
    assert_eq!(again.headers["etag"], "\"1\"");
}

#[tokio::test]
async fn wrong_input_is_refused_by_field() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    for (body, field) in [
        (json!({}), "name"),
        (json!({ "name": "  ", "archetype": "A", "expertise": ["x"] }), "name"),
        (json!({ "name": "A", "archetype": "A", "expertise": [] }), "expertise"),
        (json!({ "name": "A", "archetype": "A", "expertise": ["x"], "colour": "red" }), "colour"),
        (json!({ "name": "A", "archetype": "A", "expertise": ["x"], "push_back": 6 }), "push_back"),
        (json!({ "name": "x".repeat(81), "archetype": "A", "expertise": ["x"] }), "name"),
    ] {
        let answer = client.post("/api/v1/agents", body.clone()).await;
        assert_eq!(answer.status, 422, "{body}: {}", answer.text);
        assert!(answer.json["error"]["details"]["fields"][field].is_array(), "{field}: {}", answer.text);
    }
    let list = client.get("/api/v1/agents").await;
    assert!(names(&list).is_empty(), "nothing was stored");
}

#[tokio::test]
async fn every_text_comes_back_as_it_was_sent() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    for text in
        ["<script>alert(1)</script>", "'; DELETE agent; --", "$ws OR true", "مرحبا بالعالم", "👩‍🔬 Zoë", "日本語", "a`b\"c\\d", "agent:⟨x⟩"]
    {
        let body =
            json!({ "name": text, "archetype": text, "expertise": [text], "background": text, "tags": [text], "instructions": text });
        let agent = create(&client, body).await;
        let stored = client.get(&format!("/api/v1/agents/{}", id(&agent))).await;
        for field in ["name", "archetype", "background", "instructions"] {
            assert_eq!(stored.json["data"][field], text);
        }
        let found = search(&client, &format!("q={}", encoded(text))).await;
        assert_eq!(found, [text], "found by its own words");
    }
}

/// Percent-encodes everything but letters and digits.
fn encoded(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[tokio::test]
async fn put_replaces_and_patch_merges() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let agent = create(&client, json!({ "name": "Ada", "archetype": "Analyst", "expertise": ["x"], "age": 36, "stance": "Yes." })).await;
    let path = format!("/api/v1/agents/{}", id(&agent));
    app.clock.advance(chrono::Duration::minutes(1));

    let patched = client.patch(&path, json!({ "stance": null, "big_five": { "openness": 90 }, "residence": "London" })).await;
    assert_eq!(patched.status, 200, "{}", patched.text);
    assert_eq!(patched.headers["etag"], "\"2\"");
    let data = &patched.json["data"];
    assert_eq!((&data["age"], &data["stance"], &data["residence"]), (&json!(36), &json!(""), &json!("London")));
    assert_eq!((&data["big_five"]["openness"], &data["big_five"]["neuroticism"]), (&json!(90), &json!(50)));
    assert_eq!(data["created_at"], agent["created_at"]);
    assert_ne!(data["updated_at"], agent["updated_at"]);

    let replaced = client.put(&path, minimal("Grace")).await;
    assert_eq!(replaced.status, 200, "{}", replaced.text);
    let data = &replaced.json["data"];
    assert_eq!((&data["name"], &data["age"], &data["residence"], &data["version"]), (&json!("Grace"), &json!(0), &json!(""), &json!(3)));

    for (body, field) in [
        (json!({ "colour": 1 }), "colour"),
        (json!({ "age": "old" }), "age"),
        (json!({ "name": "" }), "name"),
        (json!({ "id": "x" }), "id"),
    ] {
        let refused = client.patch(&path, body).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.json["error"]["details"]["fields"][field].is_array(), "{}", refused.text);
    }
    assert_eq!(client.get(&path).await.json["data"]["version"], 3);
}

#[tokio::test]
async fn a_stale_etag_changes_nothing() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let path = format!("/api/v1/agents/{}", made(&client, "Ada").await);
    let first = send_if_match(&client, Method::PUT, &path, "\"1\"", minimal("First")).await;
    assert_eq!((first.status, first.headers["etag"].to_str().unwrap()), (200, "\"2\""), "{}", first.text);
    for (method, body) in [(Method::PUT, minimal("Second")), (Method::PATCH, json!({ "name": "Second" })), (Method::DELETE, Value::Null)] {
        let stale = send_if_match(&client, method.clone(), &path, "\"1\"", body).await;
        assert_eq!((stale.status, &stale.json["error"]["code"]), (412, &json!("precondition_failed")), "{method}");
    }
    assert_eq!(client.get(&path).await.json["data"]["name"], "First");
    assert_eq!(send_if_match(&client, Method::DELETE, &path, "\"2\"", Value::Null).await.status, 204);
    assert_eq!(client.get(&path).await.status, 404);
    assert_eq!(client.delete(&path).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn patches_at_the_same_time_are_all_kept() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let path = format!("/api/v1/agents/{}", made(&client, "Ada").await);
    let fields = ["residence", "employer", "stance"];
    let answers = futures::future::join_all(fields.map(|field| client.patch(&path, json!({ field: field })))).await;
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
    let agent = client.get(&path).await.json["data"].clone();
    assert!(fields.iter().all(|field| agent[field] == *field), "{agent}");
    assert_eq!(agent["version"], 4);
}

#[tokio::test]
async fn lists_go_page_by_page_in_every_order() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    for name in ["Émile", "ada", "Zoe", "Bob", "Ada"] {
        app.clock.advance(chrono::Duration::seconds(1));
        made(&client, name).await;
    }
    for (sort, expected) in [
        ("-created_at", ["Ada", "Bob", "Zoe", "ada", "Émile"]),
        ("created_at", ["Émile", "ada", "Zoe", "Bob", "Ada"]),
        ("name", ["ada", "Ada", "Bob", "Émile", "Zoe"]),
        ("-name", ["Zoe", "Émile", "Bob", "Ada", "ada"]),
    ] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = client.get(&format!("/api/v1/agents?limit=2&sort={sort}&cursor={cursor}")).await;
            seen.extend(names(&page).into_iter().map(str::to_owned));
            let Some(next) = page.json["page"]["next_cursor"].as_str() else { break };
            cursor = next.to_owned();
        }
        assert_eq!(seen, expected, "{sort}");
    }
    for wrong in ["limit=0", "limit=101", "sort=age", "cursor=%21", "page=2"] {
        assert_eq!(client.get(&format!("/api/v1/agents?{wrong}")).await.status, 422, "{wrong}");
    }
    let cursor = client.get("/api/v1/agents?limit=2").await.json["page"]["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(client.get(&format!("/api/v1/agents?sort=name&cursor={cursor}")).await.status, 422, "the cursor is of another list");
}

#[tokio::test]
async fn agents_are_found_by_beginnings_of_their_words() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    create(&client, json!({ "name": "Zoë Ångström", "archetype": "Nurse", "expertise": ["sepsis", "night shifts"], "domain": "medicine" }))
        .await;
    create(&client, json!({ "name": "Ada Byron", "archetype": "Analyst", "expertise": ["night trains"], "domain": "software" })).await;
    for (parameters, expected) in [
        ("q=angstrom", vec!["Zoë Ångström"]),
        ("q=NIGHT", vec!["Ada Byron", "Zoë Ångström"]),
        ("q=nig+sep", vec!["Zoë Ångström"]),
        ("q=n", vec!["Ada Byron", "Zoë Ångström"]),
        ("q=ng", vec![]),
        ("q=ight", vec![]),
        ("q=%21%21", vec![]),
        ("q=+", vec!["Ada Byron", "Zoë Ångström"]),
        ("q=night&domain=software", vec!["Ada Byron"]),
        ("domain=Medicine", vec!["Zoë Ångström"]),
        ("domain=law", vec![]),
        ("q=medicine", vec!["Zoë Ångström"]),
    ] {
        assert_eq!(search(&client, &format!("{parameters}&sort=name")).await, expected, "{parameters}");
    }
    let ada = search_id(&client, "ada").await;
    client.patch(&format!("/api/v1/agents/{ada}"), json!({ "name": "Grace Hopper" })).await;
    assert!(search(&client, "q=ada").await.is_empty(), "the old name is forgotten");
    assert_eq!(search(&client, "q=grace").await, ["Grace Hopper"]);
}

async fn search_id(client: &Client, q: &str) -> String {
    id(&client.get(&format!("/api/v1/agents?q={q}")).await.json["data"][0])
}

#[tokio::test]
async fn bulk_delete_deletes_what_is_there_and_names_the_rest() {
    let app = TestApp::new().await;
    let (client, other) = (app.guest().await, app.guest().await);
    let (a, b, theirs) = (made(&client, "A").await, made(&client, "B").await, made(&other, "C").await);
    let answer = client.post("/api/v1/agents/bulk-delete", json!({ "ids": [a, a, b, theirs, "nonsense", ""] })).await;
    assert_eq!(answer.json["data"], json!({ "deleted": 2, "missing": [theirs, "nonsense", ""] }), "{}", answer.text);
    assert!(search(&client, "").await.is_empty());
    assert_eq!(search(&other, "").await, ["C"], "another workspace's agent stays");
    for ids in [json!([]), json!(vec!["x"; 501])] {
        assert_eq!(client.post("/api/v1/agents/bulk-delete", json!({ "ids": ids })).await.status, 422);
    }
}

#[tokio::test]
async fn library_agents_are_added_all_or_none() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let library = client.get("/api/v1/agents/library?limit=3").await;
    let slugs: Vec<&str> = library.json["data"].as_array().unwrap().iter().map(|a| a["slug"].as_str().unwrap()).collect();
    let answer = client.post("/api/v1/agents/bulk", json!({ "library": slugs })).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let added = answer.json["data"].as_array().unwrap();
    assert_eq!(added.iter().map(|a| a["library"].as_str().unwrap()).collect::<Vec<_>>(), slugs);
    let stored = client.get(&format!("/api/v1/agents/{}", id(&added[0]))).await;
    assert_eq!(stored.json["data"], added[0]);
    assert_eq!(added[0]["background"], library.json["data"][0]["background"]);

    let refused = client.post("/api/v1/agents/bulk", json!({ "library": [slugs[0], "nobody"] })).await;
    assert_eq!(refused.status, 422);
    assert!(refused.json["error"]["details"]["fields"]["library"][0].as_str().unwrap().contains("nobody"));
    assert_eq!(search(&client, "").await.len(), 3, "nothing was added");
}

#[tokio::test]
async fn a_copy_is_an_agent_of_its_own() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let long = "x".repeat(80);
    let original = create(&client, json!({ "name": long, "archetype": "A", "expertise": ["x"], "instructions": "Be brief." })).await;
    let answer = client.post(&format!("/api/v1/agents/{}/duplicate", id(&original)), json!({})).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let copy = &answer.json["data"];
    assert_ne!(copy["id"], original["id"]);
    assert_eq!(copy["instructions"], "Be brief.");
    let name = copy["name"].as_str().unwrap();
    assert!(name.ends_with(" (copy)") && name.chars().count() == 80, "{name}");
    assert_eq!(copy["avatar_seed"], long.as_str(), "the drawn avatar stays");
    assert_eq!(client.post("/api/v1/agents/none/duplicate", json!({})).await.status, 404);
}

#[tokio::test]
async fn nobody_reaches_into_another_workspace() {
    let app = TestApp::new().await;
    let (owner, stranger) = (app.guest().await, app.guest().await);
    let secret = made(&owner, "Secret").await;
    let path = format!("/api/v1/agents/{secret}");
    let saved = format!("/api/v1/saved-agents/{secret}");
    for answer in [
        stranger.get(&path).await,
        stranger.put(&path, minimal("Mine")).await,
        stranger.patch(&path, json!({ "name": "Mine" })).await,
        stranger.delete(&path).await,
        stranger.post(&format!("{path}/duplicate"), json!({})).await,
        stranger.get(&saved).await,
        stranger.put(&saved, minimal("Mine")).await,
        stranger.delete(&saved).await,
    ] {
        assert_eq!((answer.status, &answer.json["error"]["code"]), (404, &json!("not_found")), "{}", answer.text);
    }
    assert!(search(&stranger, "q=secret").await.is_empty());
    assert_eq!(owner.get(&path).await.json["data"]["name"], "Secret");
}

#[tokio::test]
async fn the_library_is_listed_searched_and_read() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("/api/v1/agents/library?limit=7&cursor={cursor}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        seen.extend(page.json["data"].as_array().unwrap().iter().map(|a| a["slug"].as_str().unwrap().to_owned()));
        assert!(page.json["page"]["total"].as_u64().unwrap() >= 30);
        let Some(next) = page.json["page"]["next_cursor"].as_str() else { break };
        cursor = next.to_owned();
    }
    let all: Vec<String> = crate::features::agents::library::all().iter().map(|a| a.slug.clone()).collect();
    assert_eq!(seen, all);
    let one = client.get(&format!("/api/v1/agents/library/{}", all[0])).await;
    assert_eq!(one.json["data"]["slug"], all[0].as_str());
    assert_eq!(client.get("/api/v1/agents/library/nobody").await.status, 404);
    let domains = client.get("/api/v1/agents/library/domains").await;
    let sum: u64 = domains.json["data"].as_array().unwrap().iter().map(|d| d["agents"].as_u64().unwrap()).sum();
    assert_eq!(sum, all.len() as u64);
    let law = client.get("/api/v1/agents/library?domain=law").await;
    assert!(law.json["data"].as_array().unwrap().iter().all(|a| a["domain"] == "law"));
    assert!(law.json["page"]["total"].as_u64().unwrap() >= 3);
    assert_eq!(client.get("/api/v1/agents/library?colour=red").await.status, 422);
}

#[tokio::test]
async fn open_tabs_hear_of_every_change() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let stream = StreamName::new("workspace", &client.workspace);
    let (mut bus, _) = app.state.bus.subscribe(&stream);
    let agent = made(&client, "Ada").await;
    client.patch(&format!("/api/v1/agents/{agent}"), json!({ "age": 30 })).await;
    client.post("/api/v1/agents/bulk-delete", json!({ "ids": [agent, "nobody"] })).await;
    client.post("/api/v1/agents/bulk-delete", json!({ "ids": ["nobody"] })).await;
    let events = events::store::after(&app.state.db, &stream, 0).await.unwrap();
    let told: Vec<Value> = events.iter().filter(|e| e.kind == "agents_changed").map(|e| serde_json::from_str(&e.data).unwrap()).collect();
    let expected = ["created", "updated", "deleted"].map(|action| json!({ "ids": [agent], "action": action }));
    assert_eq!(told, expected, "one event for each change, none for nothing");
    for _ in 0..3 {
        assert!(matches!(bus.try_recv(), Ok(Signal::Stored)));
    }
    assert!(bus.try_recv().is_err());
}

#[tokio::test]
async fn participants_are_own_agents_and_library_agents_in_the_order_given() {
    let app = TestApp::new().await;
    let (client, stranger) = (app.guest().await, app.guest().await);
    let own = id(&create(&client, json!({ "name": "Ada", "archetype": "A", "expertise": ["x"], "instructions": "Be brief." })).await);
    let theirs = made(&stranger, "Secret").await;
    let slug = crate::features::agents::library::all()[0].slug.clone();
    let by_id = |id: &str| ParticipantInput { agent_id: Some(AgentId::new(id)), library: None };
    let by_slug = |slug: &str| ParticipantInput { agent_id: None, library: Some(slug.to_owned()) };
    let ctx = ctx(&app, &client);

    let panel = service::resolve_participants(&ctx, &[by_slug(&slug), by_id(&own), by_slug(&slug)]).await.unwrap();
    assert_eq!(panel.iter().map(|p| p.agent_id.as_str()).collect::<Vec<_>>(), [&slug, &own, &slug]);
    assert_eq!((panel[1].persona.name.as_str(), panel[1].instructions.as_str()), ("Ada", "Be brief."));

    for wrong in [by_id(&theirs), by_id("nobody"), by_slug("nobody")] {
        let error = service::resolve_participants(&ctx, &[by_id(&own), wrong]).await.unwrap_err();
        assert_eq!(error.code, Code::NotFound);
    }
    let error = service::resolve_participants(&ctx, &[ParticipantInput::default()]).await.unwrap_err();
    assert_eq!(error.code, Code::ValidationFailed);
}
