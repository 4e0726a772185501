//! The shelf of scenarios: templates, own ones, those drawn by chance.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::{create, input};
use crate::core::validate::Check;
use crate::features::agents::library;
use crate::features::agents::types::DOMAINS;
use crate::features::simulations::scenarios;
use crate::tests::harness::{Client, TestApp};

fn scenario(title: &str) -> Value {
    json!({ "title": title, "question": "Who pays?", "secrets": [{ "text": "The gate is sold.", "known_by": ["Ada"] }],
        "relationships": [{ "from": "Ada", "to": "Bob", "kind": "friend", "note": "" }], "rounds": [{ "title": "First", "instructions": "Facts.", "turns": 6 }] })
}

async fn put(client: &Client, path: &str, etag: &str, body: Value) -> u16 {
    let request = client.request(Method::PUT, path).header("if-match", etag).header("content-type", "application/json");
    client.send(request.body(Body::from(body.to_string())).unwrap()).await.status
}

#[test]
fn at_least_forty_templates_in_ten_groups_are_complete() {
    let all = scenarios::templates();
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for template in all {
        *groups.entry(template.group.as_str()).or_default() += 1;
        assert!(ids.insert(template.id.as_str()), "{} stands there twice", template.id);
        let s = &template.scenario;
        let mut check = Check::new();
        s.check(&mut check);
        check.done().unwrap_or_else(|error| panic!("{}: {error}", template.id));
        assert!(s.setting.chars().count() >= 350 && s.question.ends_with('?'), "{}", template.id);
        assert!((3..=6).contains(&s.goals.len()) && s.constraints.len() >= 3 && !s.end.is_empty(), "{}", template.id);
        assert!(s.setting.chars().filter(char::is_ascii_digit).count() >= 4, "{}: figures to argue about", template.id);
        assert!(
            template.domains.iter().all(|d| DOMAINS.iter().any(|(slug, _)| slug == d)) && !template.domains.is_empty(),
            "{}",
            template.id
        );
        assert!((4..=8).contains(&template.panel.len()), "{}", template.id);
        let names: BTreeSet<&str> = template
            .panel
            .iter()
            .map(|slug| library::find(slug).unwrap_or_else(|| panic!("{}: {slug}", template.id)).persona.name.as_str())
            .collect();
        let named = s.roles.iter().map(|r| &r.participant).chain(s.secrets.iter().flat_map(|s| &s.known_by));
        let named = named.chain(s.relationships.iter().flat_map(|r| [&r.from, &r.to]));
        for name in named {
            assert!(names.contains(name.as_str()), "{}: {name} isn't on the panel", template.id);
        }
    }
    assert!(all.len() >= 40 && groups.len() >= 10, "{groups:?}");
    let questions: BTreeSet<&str> = all.iter().map(|t| t.scenario.question.as_str()).collect();
    assert_eq!(questions.len(), all.len());
    let with = |f: fn(&crate::features::simulations::types::Scenario) -> bool| all.iter().filter(|t| f(&t.scenario)).count();
    assert!(with(|s| !s.secrets.is_empty()) >= 10 && with(|s| !s.relationships.is_empty()) >= 8 && with(|s| !s.rounds.is_empty()) >= 8);
}

#[tokio::test]
async fn the_shelf_is_searched_and_filtered() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    guest.post("/api/v1/scenarios", scenario("The night gate of our own")).await;
    let count = async |query: &str| {
        let answer = guest.get(&format!("/api/v1/scenarios?{query}")).await;
        assert_eq!(answer.status, 200, "{query}: {}", answer.text);
        answer.json["data"].as_array().unwrap().len()
    };
    assert_eq!(count("own=true").await, 1);
    assert_eq!(count("own=false").await, scenarios::templates().len());
    assert_eq!(count("q=night%20gate%20own&own=true").await, 1);
    assert!(count("group=Pre-mortem").await >= 2 && count("domain=law").await >= 3);
    assert_eq!(count("q=zyxwv").await, 0);
    let whole = guest.get("/api/v1/scenarios").await.json;
    assert_eq!(whole["page"]["next_cursor"], json!(null), "without a limit it comes whole");
    let (mut read, mut cursor) = (Vec::new(), String::new());
    loop {
        let part = guest.get(&format!("/api/v1/scenarios?limit=7&cursor={cursor}")).await;
        assert_eq!(part.status, 200, "{}", part.text);
        let items = part.json["data"].as_array().unwrap().clone();
        assert!(!items.is_empty() && items.len() <= 7);
        read.extend(items);
        match part.json["page"]["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(json!(read), whole["data"]);
    for wrong in ["limit=0", "limit=101", "cursor=abc", "sort=title"] {
        assert_eq!(guest.get(&format!("/api/v1/scenarios?{wrong}")).await.status, 422, "{wrong}");
    }
}

#[tokio::test]
async fn a_change_of_an_old_version_is_refused() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let made = guest.post("/api/v1/scenarios", scenario("One")).await;
    assert_eq!((made.status, made.headers["etag"].to_str().unwrap()), (201, "\"1\""), "{}", made.text);
    assert_eq!(made.json["data"]["relationships"][0]["kind"], "friend");
    let path = format!("/api/v1/scenarios/{}", made.json["data"]["id"].as_str().unwrap());
    assert_eq!(put(&guest, &path, "\"1\"", scenario("Two")).await, 200);
    assert_eq!(put(&guest, &path, "\"1\"", scenario("Three")).await, 412);
    let now = guest.get(&path).await;
    assert_eq!((now.json["data"]["title"].as_str(), now.headers["etag"].to_str().unwrap()), (Some("Two"), "\"2\""));
    assert_eq!(guest.put(&path, scenario("Four")).await.status, 200, "without If-Match the last writer wins");
    let bad = [
        json!({ "title": "", "question": "" }),
        json!({ "title": "T", "question": "Q", "rounds": [{ "title": "R", "turns": 0 }] }),
        json!({ "title": "T", "question": "Q", "colour": 1 }),
    ];
    for body in bad {
        assert_eq!(guest.put(&path, body.clone()).await.status, 422, "{body}");
    }
}

#[tokio::test]
async fn scenarios_are_copied_kept_and_deleted() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let template = &scenarios::templates()[0].id;
    let copy = ada.post(&format!("/api/v1/scenarios/{template}/duplicate"), json!({})).await;
    assert!(copy.status == 201 && copy.json["data"]["title"].as_str().unwrap().ends_with("(copy)"), "{}", copy.text);
    let simulation = create(&ada, input("scripted", 2)).await;
    let kept = ada.post(&format!("/api/v1/simulations/{simulation}/keep-scenario"), json!({})).await;
    assert_eq!((kept.status, kept.json["data"]["title"].as_str()), (201, Some("Night shifts")));
    let id = kept.json["data"]["id"].as_str().unwrap();
    for (method, path) in [
        ("POST", format!("/api/v1/scenarios/{id}/duplicate")),
        ("DELETE", format!("/api/v1/scenarios/{id}")),
        ("POST", format!("/api/v1/simulations/{simulation}/keep-scenario")),
    ] {
        let answer = bob.with_body(method.parse().unwrap(), &path, &json!({})).await;
        assert_eq!(answer.status, 404, "{method} {path}: {}", answer.text);
    }
    assert_eq!(ada.delete(&format!("/api/v1/scenarios/{id}")).await.status, 204);
    assert_eq!(ada.delete(&format!("/api/v1/scenarios/{template}")).await.status, 403);
    assert_eq!(ada.put("/api/v1/scenarios/random.law.7", scenario("Mine")).await.status, 403);
}

#[tokio::test]
async fn a_drawn_scenario_can_be_asked_for_again_and_used() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let one = guest.get("/api/v1/scenarios/random?domain=energy&seed=12").await;
    assert_eq!((one.status, &one.json["data"]), (200, &guest.get("/api/v1/scenarios/random?domain=energy&seed=12").await.json["data"]));
    assert_ne!(one.json["data"]["question"], guest.get("/api/v1/scenarios/random?domain=energy&seed=13").await.json["data"]["question"]);
    let id = one.json["data"]["id"].as_str().unwrap();
    assert_eq!(guest.get(&format!("/api/v1/scenarios/{id}")).await.json["data"], one.json["data"]);
    assert_eq!(guest.get("/api/v1/scenarios/random").await.status, 200);
    assert_eq!(guest.get("/api/v1/scenarios/random?domain=alchemy").await.status, 422);
    let panel: Vec<Value> = one.json["data"]["panel"].as_array().unwrap().iter().map(|slug| json!({ "library": slug })).collect();
    let made =
        guest.post("/api/v1/simulations", json!({ "scenario_id": id, "participants": panel, "settings": { "model": "scripted" } })).await;
    assert_eq!((made.status, &made.json["data"]["scenario"]["question"]), (201, &one.json["data"]["question"]), "{}", made.text);
}

#[tokio::test]
async fn the_form_keeps_what_it_does_not_show() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let made = guest.post("/api/v1/scenarios", scenario("Night gate")).await;
    let id = made.json["data"]["id"].as_str().unwrap();
    let slug = &library::all()[0].slug;
    let body = format!(
        "form%5Bscenario_id%5D={id}&form%5Btitle%5D=Mine&form%5Bquestion%5D=Changed%3F&form%5Bparticipants%5D%5B%5D=library%3A{slug}&form%5Bmodel%5D=scripted"
    );
    let request = guest
        .request(Method::POST, "/_fn/simulations/form")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "application/json");
    let answer = guest.send(request.body(Body::from(body)).unwrap()).await;
    assert!(answer.status < 400, "{} {}", answer.status, answer.text);
    let simulation = guest.get("/api/v1/simulations").await.json["data"][0].clone();
    assert_eq!(
        (simulation["scenario"]["question"].as_str(), simulation["scenario"]["secrets"][0]["text"].as_str()),
        (Some("Changed?"), Some("The gate is sold."))
    );
}
