//! The shelf: saving, using, and bringing both sides up to date.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::own::{create, id, made, minimal, names};
use crate::server::events::{self, StreamName};
use crate::tests::harness::TestApp;

#[tokio::test]
async fn saved_agents_stand_on_a_shelf_of_their_own() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let answer = client.post("/api/v1/saved-agents", minimal("Ada")).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let agent = answer.json["data"].clone();
    let saved = format!("/api/v1/saved-agents/{}", id(&agent));
    assert_eq!((answer.headers["location"].to_str().unwrap(), &answer.headers["etag"]), (saved.as_str(), &"\"1\"".parse().unwrap()));
    assert_eq!(client.get(&saved).await.json["data"], agent);
    assert!(names(&client.get("/api/v1/agents").await).is_empty(), "an own agent is made by using it");
    assert_eq!(names(&client.get("/api/v1/saved-agents?q=ada").await), ["Ada"]);
    assert!(names(&client.get("/api/v1/saved-agents?q=zzz").await).is_empty());
    let replaced = client.put(&saved, minimal("Grace")).await;
    assert_eq!((&replaced.json["data"]["name"], &replaced.headers["etag"]), (&json!("Grace"), &"\"2\"".parse().unwrap()));
    let stale = client.request(Method::PUT, &saved).header("content-type", "application/json").header("if-match", "\"1\"");
    assert_eq!(client.send(stale.body(Body::from(minimal("Late").to_string())).unwrap()).await.status, 412);
    assert_eq!(client.delete(&saved).await.status, 204);
    assert_eq!(client.get(&saved).await.status, 404);
    assert_eq!(client.delete(&saved).await.status, 404);
}

#[tokio::test]
async fn either_side_brings_the_other_up_to_date() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let own = format!("/api/v1/agents/{}", made(&client, "Ada").await);
    let state = async || client.get(&format!("{own}/saved")).await.json["data"].clone();
    assert_eq!(state().await, Value::Null);
    assert_eq!(client.post(&format!("{own}/update-from-saved"), json!({})).await.status, 409, "not on the shelf");
    let saved = client.post(&format!("{own}/save"), json!({})).await;
    assert_eq!(saved.status, 201, "{}", saved.text);
    let shelf = format!("/api/v1/saved-agents/{}", id(&saved.json["data"]));
    let changed = async || (state().await["agent_changed"].clone(), state().await["saved_changed"].clone());
    assert_eq!(changed().await, (json!(false), json!(false)));

    client.patch(&own, json!({ "age": 40 })).await;
    assert_eq!(changed().await, (json!(true), json!(false)));
    assert_eq!(client.get(&shelf).await.json["data"]["age"], 0, "what is saved stays as it was");
    let again = client.post(&format!("{own}/save"), json!({})).await;
    assert_eq!(
        (&again.json["data"]["id"], &again.json["data"]["age"], &again.json["data"]["version"]),
        (&saved.json["data"]["id"], &json!(40), &json!(2))
    );
    assert_eq!(changed().await, (json!(false), json!(false)));

    client.put(&shelf, minimal("Grace")).await;
    assert_eq!(changed().await, (json!(false), json!(true)));
    let updated = client.post(&format!("{own}/update-from-saved"), json!({})).await;
    assert_eq!(
        (updated.status, &updated.json["data"]["name"], &updated.json["data"]["version"]),
        (200, &json!("Grace"), &json!(3)),
        "{}",
        updated.text
    );
    assert_eq!(changed().await, (json!(false), json!(false)));

    client.delete(&shelf).await;
    assert_eq!(state().await, Value::Null);
    assert_eq!(client.get(&own).await.status, 200, "the own agent stays");
}

#[tokio::test]
async fn a_saved_agent_is_used_again_and_again() {
    let app = TestApp::new().await;
    let (client, stranger) = (app.guest().await, app.guest().await);
    let slug = crate::features::agents::library::all()[0].slug.clone();
    let saved = client.post(&format!("/api/v1/agents/library/{slug}/save"), json!({})).await;
    assert_eq!((saved.status, &saved.json["data"]["library"]), (201, &json!(slug)), "{}", saved.text);
    assert_eq!(client.post("/api/v1/agents/library/nobody/save", json!({})).await.status, 404);
    let path = format!("/api/v1/saved-agents/{}", id(&saved.json["data"]));
    let (one, two) = (client.post(&format!("{path}/use"), json!({})).await, client.post(&format!("{path}/use"), json!({})).await);
    assert_eq!((one.status, two.status), (201, 201), "{}", one.text);
    assert_ne!(one.json["data"]["id"], two.json["data"]["id"]);
    assert_eq!(one.json["data"]["background"], saved.json["data"]["background"]);
    let link = client.get(&format!("/api/v1/agents/{}/saved", id(&one.json["data"]))).await;
    assert_eq!(link.json["data"]["saved_id"], saved.json["data"]["id"]);
    for answer in [
        stranger.get(&path).await,
        stranger.put(&path, minimal("Mine")).await,
        stranger.delete(&path).await,
        stranger.post(&format!("{path}/use"), json!({})).await,
        stranger.post(&format!("/api/v1/agents/{}/save", id(&one.json["data"])), json!({})).await,
    ] {
        assert_eq!(answer.status, 404, "{}", answer.text);
    }
}

#[tokio::test]
async fn open_tabs_hear_of_the_shelf() {
    let app = TestApp::new().await;
    let client = app.guest().await;
    let agent = create(&client, minimal("Ada")).await;
    let saved = id(&client.post(&format!("/api/v1/agents/{}/save", id(&agent)), json!({})).await.json["data"]);
    client.put(&format!("/api/v1/saved-agents/{saved}"), minimal("Grace")).await;
    client.delete(&format!("/api/v1/saved-agents/{saved}")).await;
    let stream = StreamName::new("workspace", &client.workspace);
    let events = events::store::after(&app.state.db, &stream, 0).await.unwrap();
    let told: Vec<Value> = events.iter().filter(|e| e.kind == "shelf_changed").map(|e| serde_json::from_str(&e.data).unwrap()).collect();
    assert_eq!(told, ["created", "updated", "deleted"].map(|action| json!({ "id": saved, "action": action })));
}
