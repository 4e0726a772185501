//! Pictures of own agents.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::features::avatars;
use crate::features::purge::tests::purge;
use crate::tests::harness::{Answer, Client, TestApp};

fn png() -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(40, 30).write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner()
}

async fn agent(client: &Client) -> Value {
    let made = client.post("/api/v1/agents", json!({ "name": "Ines Calloway", "archetype": "Inspector", "expertise": ["rails"] })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.json["data"].clone()
}

fn path(agent: &Value) -> String {
    format!("/api/v1/agents/{}", agent["id"].as_str().unwrap())
}

async fn upload(client: &Client, path: &str, kind: &str, file: Vec<u8>) -> Answer {
    client.send(client.request(Method::PUT, &format!("{path}/avatar")).header("content-type", kind).body(Body::from(file)).unwrap()).await
}

fn url(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json["data"]["url"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_agent_has_a_drawing_then_a_picture_then_the_drawing_again() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let made = agent(&ada).await;
    assert_eq!((&made["avatar"]["kind"], &made["avatar"]["seed"]), (&json!("drawing"), &json!("Ines Calloway")));
    let drawn = made["avatar"]["url"].as_str().unwrap();
    assert_eq!(app.anonymous().get(drawn).await.headers["content-type"], "image/svg+xml", "{drawn}");
    let picture = url(&upload(&ada, &path(&made), "image/png", png()).await);
    let shown = app.anonymous().get(&picture).await;
    assert_eq!((shown.status, shown.headers["cache-control"].to_str().unwrap()), (200, "public, max-age=31536000, immutable"));
    let now = ada.get(&path(&made)).await;
    assert_eq!((&now.json["data"]["avatar"]["url"], &now.json["data"]["version"]), (&json!(picture), &json!(1)));
    assert_eq!(ada.get("/api/v1/agents").await.json["data"][0]["avatar"]["url"], picture.as_str());
    let back = ada.delete(&format!("{}/avatar", path(&made))).await;
    assert_eq!(url(&back), drawn);
    app.clock.advance(chrono::Duration::minutes(61));
    avatars::service::clean_up(&app.state).await;
    assert_eq!(app.anonymous().get(&picture).await.status, 404, "nothing uses it any more");
}

#[tokio::test]
async fn an_edit_keeps_the_picture_and_odd_names_have_a_drawing() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let made = agent(&ada).await;
    let picture = url(&upload(&ada, &path(&made), "image/png", png()).await);
    let edited = ada.patch(&path(&made), json!({ "archetype": "Chief inspector" })).await;
    assert_eq!(edited.json["data"]["avatar"]["url"], picture.as_str());
    for name in ["<b>x</b>", "مرحبا", "👩‍🔬 Zoë", &"x".repeat(80), "a/../b", "%00"] {
        let odd = ada.post("/api/v1/agents", json!({ "name": name, "archetype": "A", "expertise": ["x"] })).await;
        let address = odd.json["data"]["avatar"]["url"].as_str().unwrap().to_owned();
        let shown = app.anonymous().get(&address).await;
        assert_eq!(shown.status, 200, "{name}: {address}");
        assert!(!shown.text.contains("<b>"), "{name}");
    }
}

#[tokio::test]
async fn what_is_no_picture_changes_nothing() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let made = agent(&ada).await;
    for (file, status) in
        [(b"<svg onload=alert(1)>".to_vec(), 415), (Vec::new(), 422), (png()[..20].to_vec(), 422), (vec![0; 6 << 20], 413)]
    {
        assert_eq!(upload(&ada, &path(&made), "image/png", file).await.status, status);
    }
    assert_eq!(upload(&ada, "/api/v1/agents/nobody", "image/png", png()).await.status, 404);
    assert_eq!(ada.get(&path(&made)).await.json["data"]["avatar"]["kind"], "drawing");
    for wrong in [json!({ "prompt": "x".repeat(501) }), json!({ "prompt": "a\u{0}b" }), json!({ "words": "x" })] {
        assert_eq!(ada.post(&format!("{}/avatar", path(&made)), wrong).await.status, 422);
    }
}

#[tokio::test]
async fn without_an_image_service_words_give_another_drawing() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let made = agent(&ada).await;
    let address = format!("{}/avatar", path(&made));
    let order = |body: Value| ada.post(&address, body);
    let first = order(json!({ "prompt": "A fox" })).await;
    assert_eq!((first.status, &first.json["data"]["job"]), (200, &Value::Null), "{}", first.text);
    let seed = first.json["data"]["avatar"]["seed"].clone();
    assert_ne!(seed, made["avatar"]["seed"]);
    assert_eq!(ada.get(&path(&made)).await.json["data"]["avatar_seed"], seed, "the drawing is that of the new seed");
    assert_eq!(order(json!({ "prompt": "a fox" })).await.json["data"]["avatar"]["seed"], seed);
    let from_persona = order(json!({})).await;
    assert_eq!(from_persona.status, 200, "{}", from_persona.text);
    assert_ne!(from_persona.json["data"]["avatar"]["seed"], seed);
}

#[tokio::test]
async fn a_simulation_keeps_the_picture_it_was_made_with() {
    let app = TestApp::with(&[("COLLOQUY_ACCESS_TOKEN_MINUTES", "240")]).await;
    let ada = app.user("ada").await;
    let made = agent(&ada).await;
    let first = url(&upload(&ada, &path(&made), "image/png", png()).await);
    let simulation = ada
        .post(
            "/api/v1/simulations",
            json!({ "scenario": { "title": "T", "question": "Q?" }, "participants": [{ "agent_id": made["id"] }] }),
        )
        .await;
    assert_eq!(simulation.json["data"]["participants"][0]["avatar"], first.as_str(), "{}", simulation.text);
    let second = url(&upload(&ada, &path(&made), "image/png", png()).await);
    assert_ne!(first, second);
    app.clock.advance(chrono::Duration::hours(2));
    avatars::service::clean_up(&app.state).await;
    assert_eq!(app.anonymous().get(&first).await.status, 200, "the simulation still shows it");
    let gone = ada
        .with_body(Method::DELETE, "/api/v1/account", &json!({ "confirm": "delete everything", "password": "correct horse battery" }))
        .await;
    assert_eq!(gone.status, 204, "{}", gone.text);
    purge(&app).await;
    for address in [first, second] {
        assert_eq!(app.anonymous().get(&address).await.status, 404, "it goes with the workspace");
    }
}

#[tokio::test]
async fn the_form_of_the_page_leads_back_and_says_how_it_went() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let made = agent(&ada).await;
    let id = made["id"].as_str().unwrap();
    let send = |client: Client, id: String, file: Vec<u8>| async move {
        let request = client.request(Method::POST, &format!("/agents/{id}/picture")).header("content-type", "image/png");
        let answer = client.send(request.body(Body::from(file)).unwrap()).await;
        (answer.status, answer.headers["location"].to_str().unwrap().to_owned())
    };
    assert_eq!(send(ada.clone(), id.into(), png()).await, (303, format!("/agents/{id}?avatar=saved")));
    assert_eq!(send(ada.clone(), id.into(), b"<svg/>".to_vec()).await, (303, format!("/agents/{id}?avatar=unsupported_media_type")));
    assert_eq!(send(app.user("bob").await, id.into(), png()).await, (303, "/agents".to_owned()));
    assert_eq!(send(app.anonymous(), id.into(), png()).await, (303, "/login?next=/agents".to_owned()));
}
