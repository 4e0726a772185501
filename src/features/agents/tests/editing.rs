//! Versions, drafts, the merge of two people's changes, samples and the contract.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::core::ids::{AgentId, UserId};
use crate::features::agents::conflict::Side;
use crate::features::agents::form::AgentForm;
use crate::features::agents::service::{self, editor};
use crate::server::ctx::Ctx;
use crate::tests::harness::{Answer, Client, TestApp};

async fn made(client: &Client) -> String {
    let answer =
        client.post("/api/v1/agents", json!({ "name": "Ada", "archetype": "Analyst", "expertise": ["x"], "stance": "Yes." })).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json["data"]["id"].as_str().unwrap().to_owned()
}

fn ctx(app: &TestApp, client: &Client, user: &str) -> Ctx {
    Ctx::for_job(app.state.clone(), "test", UserId::new(user), client.workspace.clone())
}

async fn form(ctx: &Ctx, id: &str) -> AgentForm {
    AgentForm::from_agent(service::get(ctx, &AgentId::new(id)).await.unwrap())
}

/// Sends a form as a browser without script does.
async fn submit(client: &Client, path: &str, body: String) -> Answer {
    let request =
        client.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded").header("accept", "text/html");
    client.send(request.body(Body::from(body.replace('[', "%5B").replace(']', "%5D"))).unwrap()).await
}

#[tokio::test]
async fn every_change_is_kept_and_can_be_brought_back() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let id = made(&client).await;
    let path = format!("/api/v1/agents/{id}");
    for stance in ["No.", "Maybe."] {
        app.clock.advance(chrono::Duration::minutes(1));
        assert_eq!(client.patch(&path, json!({ "stance": stance })).await.status, 200);
    }
    let list = client.get(&format!("{path}/versions")).await;
    assert_eq!(list.status, 200, "{}", list.text);
    let seen: Vec<Value> =
        list.json["data"].as_array().unwrap().iter().map(|v| json!([v["version"], v["stance"], v["current"], v["changed"]])).collect();
    assert_eq!(seen, [json!([3, "Maybe.", true, ["stance"]]), json!([2, "No.", false, ["stance"]]), json!([1, "Yes.", false, []])]);
    assert_eq!(list.json["page"]["total"], 3);
    assert_ne!(list.json["data"][0]["saved_at"], list.json["data"][2]["saved_at"]);
    let one = client.get(&format!("{path}/versions/1")).await;
    assert_eq!((one.status, &one.json["data"]["stance"]), (200, &json!("Yes.")));
    assert_eq!(client.get(&format!("{path}/versions/9")).await.status, 404);
    assert_eq!(client.get(&format!("{path}/versions/x")).await.status, 404);

    let restored = client.post(&format!("{path}/restore"), json!({ "version": 1 })).await;
    assert_eq!((restored.status, &restored.json["data"]["stance"]), (200, &json!("Yes.")), "{}", restored.text);
    assert_eq!(restored.headers["etag"], "\"4\"");
    let kept = client.get(&format!("{path}/versions/3")).await;
    assert_eq!(kept.json["data"]["stance"], "Maybe.", "what was there is not lost");
    let request =
        client.request(Method::POST, &format!("{path}/restore")).header("content-type", "application/json").header("if-match", "\"3\"");
    assert_eq!(client.send(request.body(Body::from("{\"version\":2}")).unwrap()).await.status, 412);
    assert_eq!(client.post(&format!("{path}/restore"), json!({ "version": 99 })).await.status, 404);
    assert_eq!(client.post(&format!("{path}/restore"), json!({})).await.status, 422);
}

#[tokio::test]
async fn fifty_versions_are_kept_and_go_with_the_agent() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let id = made(&client).await;
    let path = format!("/api/v1/agents/{id}");
    for n in 1..=54 {
        assert_eq!(client.patch(&path, json!({ "stance": format!("{n}.") })).await.status, 200);
    }
    let list = client.get(&format!("{path}/versions?limit=100")).await;
    let versions: Vec<u64> = list.json["data"].as_array().unwrap().iter().map(|v| v["version"].as_u64().unwrap()).collect();
    assert_eq!((versions.len(), versions[0], versions[50]), (51, 55, 5));
    let first = client.get(&format!("{path}/versions?limit=2")).await;
    let cursor = first.json["page"]["next_cursor"].as_str().unwrap();
    let second = client.get(&format!("{path}/versions?limit=2&cursor={cursor}")).await;
    assert_eq!(second.json["data"][0]["version"], 53);
    assert_eq!(client.delete(&path).await.status, 204);
    app.clock.advance(chrono::Duration::days(8));
    service::clean_up(&app.state).await;
    let left: Vec<Value> = app.state.db.sql("SELECT VALUE version FROM agent_version").list().await.unwrap();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn two_changes_of_one_version_are_merged_field_by_field() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let id = made(&client).await;
    let (me, them) = (ctx(&app, &client, "me"), ctx(&app, &client, "them"));
    let base = form(&me, &id).await;
    let theirs = AgentForm { stance: "No.".into(), archetype: "Critic".into(), ..base.clone() };
    assert_eq!(editor::save(&them, theirs).await.unwrap(), format!("/agents/{id}"));
    let mine = AgentForm { stance: "Perhaps.  ".into(), background: "A\r\nB".into(), ..base.clone() };
    assert_eq!(editor::save(&me, mine).await.unwrap(), format!("/agents/{id}/merge"));

    let conflict = editor::conflict(&me, &AgentId::new(id.clone())).await.unwrap();
    let seen: Vec<(&str, bool, Side)> = conflict.fields.iter().map(|f| (f.key.as_str(), f.both, f.proposed)).collect();
    assert_eq!(seen, [("archetype", false, Side::Theirs), ("background", false, Side::Mine), ("stance", true, Side::Mine)]);
    assert_eq!(conflict.fields[2].base.as_deref(), Some("Yes."));
    assert!(editor::conflict(&them, &AgentId::new(id.clone())).await.is_err(), "what I typed is mine");

    let stale = crate::features::agents::conflict::MergeForm { id: id.clone(), theirs: 1, ..Default::default() };
    assert_eq!(editor::merge(&me, stale.clone()).await.unwrap(), format!("/agents/{id}/merge"), "they changed it once more");
    let choice = [("stance".to_owned(), Side::Base)].into();
    let merge = crate::features::agents::conflict::MergeForm { theirs: conflict.theirs, choice, ..stale };
    assert_eq!(editor::merge(&me, merge).await.unwrap(), format!("/agents/{id}"));
    let saved = form(&me, &id).await;
    assert_eq!((saved.stance.as_str(), saved.archetype.as_str(), saved.background.as_str()), ("Yes.", "Critic", "A\nB"));
    assert!(editor::conflict(&me, &AgentId::new(id)).await.is_err(), "the draft is gone");
}

#[tokio::test]
async fn a_form_that_is_refused_comes_back_as_it_was_typed() {
    let app = TestApp::new().await;
    let client = app.user("ada").await;
    let typed = "agent[id]=&agent[name]=Ada&agent[archetype]=&agent[expertise]=x&agent[age]=old&agent[stance]=Keep+me";
    let answer = submit(&client, "/_fn/agents/save_form", typed.to_owned()).await;
    assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (302, "/agents/new?draft=1"), "{}", answer.text);
    let user = client.user["id"].as_str().unwrap();
    let me = ctx(&app, &client, user);
    let opened = editor::open(&me, None, None, true).await.unwrap();
    assert!(opened.is_kept);
    assert_eq!((opened.draft.form.stance.as_str(), opened.draft.form.age.as_str()), ("Keep me", "old"));
    let problem = opened.draft.problem.unwrap();
    assert_eq!(problem.fields.keys().map(String::as_str).collect::<Vec<_>>(), ["age", "archetype"]);
    assert!(!editor::open(&me, None, None, false).await.unwrap().is_kept, "only when asked for");
    let good = typed.replace("[archetype]=", "[archetype]=Analyst").replace("=old", "=36");
    let saved = submit(&client, "/_fn/agents/save_form", good).await;
    assert!(saved.headers["location"].to_str().unwrap().starts_with("/agents/0"), "{:?}", saved.headers);
    assert!(!editor::open(&me, None, None, true).await.unwrap().is_kept, "what was saved is no draft");
}

#[tokio::test]
async fn what_a_guest_may_not_store_is_not_lost() {
    let app = TestApp::with(&[("COLLOQUY_GUEST_AGENTS", "1")]).await;
    let guest = app.guest().await;
    made(&guest).await;
    let typed = "agent[id]=&agent[name]=Ben&agent[archetype]=A&agent[expertise]=x".to_owned();
    let answer = submit(&guest, "/_fn/agents/save_form", typed).await;
    assert_eq!(answer.headers["location"].to_str().unwrap(), "/agents/new?draft=1");
    let me = ctx(&app, &guest, guest.user["id"].as_str().unwrap());
    let opened = editor::open(&me, None, None, true).await.unwrap();
    assert_eq!(opened.draft.form.name, "Ben");
    assert!(opened.draft.problem.unwrap().message.contains("guest"));
}

#[tokio::test]
async fn the_offline_model_speaks_three_lines_as_the_persona() {
    let app = TestApp::with(&[("COLLOQUY_MODEL_RATE_PER_MINUTE", "4")]).await;
    let client = app.user("ada").await;
    let me = ctx(&app, &client, "me");
    let input = AgentForm { name: "Ada".into(), archetype: "Analyst".into(), expertise: "Rail safety".into(), ..AgentForm::empty() };
    let sample = service::sample::lines(&me, input.clone().into_input().unwrap()).await.unwrap();
    assert_eq!((sample.model.as_str(), sample.lines.len()), ("scripted", 3));
    assert!(sample.lines.iter().all(|line| line.text.len() > 20), "{sample:?}");
    let refused = service::sample::lines(&me, input.clone().into_input().unwrap()).await.unwrap_err();
    assert_eq!(refused.code, crate::core::Code::RateLimited, "every line counts");
    let other = ctx(&app, &client, "somebody else");
    let to = editor::sample_form(&other, input).await.unwrap();
    assert_eq!(to, "/agents/new?draft=1#sample");
    assert_eq!(editor::open(&other, None, None, true).await.unwrap().draft.sample.unwrap(), sample, "the same words for the same persona");
}
