//! Links for strangers: what they open, for how long, and what they never show.

use axum::body::Body;
use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};

use super::{act, create, input};
use crate::tests::harness::{Answer, Client, TestApp};

async fn talked(app: &TestApp, client: &Client) -> String {
    let mut body = input("scripted", 4);
    body["scenario"]["secrets"] = json!([{ "text": "The vault stands open.", "known_by": ["Nobody"] }]);
    body["scenario"]["setting"] = json!("A room that only members know.");
    let id = create(client, body).await;
    act(client, &id, "start").await;
    app.settled(client, &id).await;
    id
}

async fn share(client: &Client, id: &str, input: Value) -> Value {
    let made = client.post(&format!("/api/v1/simulations/{id}/shares"), input).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.json["data"].clone()
}

fn token(share: &Value) -> String {
    share["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
}

/// The call of the page, by somebody without an account.
async fn view(app: &TestApp, token: &str) -> Answer {
    let stranger = app.anonymous();
    let request =
        stranger.request(Method::POST, "/_fn/shares/view").header("content-type", "application/json").header("accept", "application/json");
    stranger.send(request.body(Body::from(json!({ "token": token }).to_string())).unwrap()).await
}

#[tokio::test]
async fn a_link_opens_the_conversation_and_nothing_else() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = talked(&app, &ada).await;
    let made = share(&ada, &id, json!({ "days": 3, "label": "For the board" })).await;
    let seen = view(&app, &token(&made)).await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    assert_eq!((seen.json["lines"].as_array().unwrap().len(), seen.json["participants"].as_array().unwrap().len()), (4, 4));
    let user = ada.user["id"].as_str().unwrap();
    for hidden in ["vault stands open", "only members know", "scripted", "seed\":7", "cost_micros", "tokens", &id, user, "created_by"] {
        assert!(!seen.text.contains(hidden), "{hidden}: {}", seen.text);
    }
    let page = app.anonymous().get(&format!("/shared/{}", token(&made))).await;
    assert_eq!(page.status, 200);
    assert!(
        page.text.contains("noindex") && page.text.contains("Should the hospital pay double") && !page.text.contains("vault stands open")
    );
}

#[tokio::test]
async fn whispers_and_names_of_accounts_stay_inside() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = create(&ada, input("scripted", 2)).await;
    let path = format!("/api/v1/simulations/{id}/observer");
    assert_eq!(ada.post(&path, json!({ "content": "Good morning, panel." })).await.status, 201);
    assert_eq!(ada.post(&path, json!({ "content": "Psst, only you.", "kind": "whisper", "to": "p1" })).await.status, 201);
    let seen = view(&app, &token(&share(&ada, &id, json!({})).await)).await;
    assert!(seen.text.contains("Good morning, panel.") && !seen.text.contains("Psst"), "{}", seen.text);
    assert_eq!(seen.json["lines"][0]["speaker"], "Observer");
}

#[tokio::test]
async fn expired_revoked_and_guessed_links_are_alike() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = talked(&app, &ada).await;
    let (short, long) = (share(&ada, &id, json!({ "days": 1 })).await, share(&ada, &id, json!({})).await);
    let path = format!("/api/v1/simulations/{id}/shares");
    app.clock.advance(Duration::days(1));
    assert_eq!(view(&app, &token(&short)).await.status, 404);
    assert_eq!(view(&app, &token(&long)).await.status, 200);
    let fresh = app.anonymous().post("/api/v1/auth/refresh", json!({ "refresh_token": ada.refresh_token })).await;
    let ada = ada.with_token(fresh.json["data"]["access_token"].as_str().unwrap());
    let listed = ada.get(&path).await;
    assert_eq!((&listed.json["data"][0]["expired"], &listed.json["data"][1]["expired"]), (&json!(true), &json!(false)), "{}", listed.text);
    let share_id = long["id"].as_str().unwrap();
    assert_eq!(ada.delete(&format!("{path}/{share_id}")).await.status, 204);
    assert_eq!(ada.delete(&format!("{path}/{share_id}")).await.status, 404);
    let answers = [
        view(&app, &token(&long)).await,
        view(&app, &token(&short)).await,
        view(&app, "guessed").await,
        view(&app, &"x".repeat(5000)).await,
        view(&app, "").await,
    ];
    for answer in &answers {
        assert_eq!((answer.status, answer.json["code"].as_str()), (404, Some("not_found")), "{}", answer.text);
        assert_eq!(answer.json["message"], answers[0].json["message"]);
    }
    let page = app.anonymous().get("/shared/guessed").await;
    assert!(page.status == 404 && page.text.contains("expired or was revoked"), "{}", page.status);
}

#[tokio::test]
async fn the_secret_is_stored_nowhere_and_the_acts_are_noted() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = talked(&app, &ada).await;
    let made = share(&ada, &id, json!({})).await;
    let secret = token(&made);
    assert!(secret.len() >= 43);
    let rows = crate::features::purge::tests::everything(&app).await;
    assert!(rows.iter().any(|(table, _)| table == "share"));
    assert!(rows.iter().all(|(_, row)| !row.contains(&secret)), "the secret is in the database");
    ada.delete(&format!("/api/v1/simulations/{id}/shares/{}", made["id"].as_str().unwrap())).await;
    let log = ada.get("/api/v1/account/activity").await;
    for action in ["share.create", "share.revoke"] {
        assert!(log.text.contains(action), "{action}: {}", log.text);
    }
}

#[tokio::test]
async fn a_link_ends_with_its_simulation_and_belongs_to_its_tenant() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let id = talked(&app, &ada).await;
    let made = share(&ada, &id, json!({})).await;
    let path = format!("/api/v1/simulations/{id}/shares");
    assert_eq!(bob.get(&path).await.status, 404);
    assert_eq!(bob.post(&path, json!({})).await.status, 404);
    assert_eq!(bob.delete(&format!("{path}/{}", made["id"].as_str().unwrap())).await.status, 404);
    for bad in [json!({ "days": 0 }), json!({ "days": 91 }), json!({ "label": "x".repeat(81) }), json!({ "until": "ever" })] {
        assert_eq!(ada.post(&path, bad.clone()).await.status, 422, "{bad}");
    }
    assert_eq!(ada.delete(&format!("/api/v1/simulations/{id}")).await.status, 204);
    assert_eq!(view(&app, &token(&made)).await.status, 404);
    assert!(crate::features::purge::tests::everything(&app).await.iter().all(|(table, _)| table != "share"));
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let app = TestApp::with(&[("COLLOQUY_LOCAL_FACTOR", "20")]).await;
    let mut refused = 0;
    for n in 0..1400 {
        let answer = view(&app, &format!("guess-{n}")).await;
        refused += usize::from(answer.status == 429);
    }
    assert!(refused > 0, "nobody stopped 1400 guesses");
}
