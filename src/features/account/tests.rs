//! The archive holds everything of one's own and nothing of others; an account ends completely.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tower::ServiceExt;

use crate::features::purge::tests::{furnish, purge, traces};
use crate::tests::harness::{Client, TestApp};

const PASSWORD: &str = "correct horse battery";

/// The files of somebody's archive.
async fn archive(app: &TestApp, client: &Client) -> BTreeMap<String, Vec<u8>> {
    let mut request = client.request(Method::GET, "/api/v1/account/export").body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from(([127, 0, 0, 1], 40000))));
    let response = app.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/zip");
    let disposition = response.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert_eq!(disposition, "attachment; filename=\"colloquy-2026-11-20.zip\"");
    let bytes = axum::body::to_bytes(response.into_body(), 64 << 20).await.unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        assert!(file.enclosed_name().is_some(), "{name} leaves its folder");
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        assert!(files.insert(name.clone(), content).is_none(), "{name} is there twice");
    }
    files
}

fn json_of(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Value {
    let file = files.get(path).unwrap_or_else(|| panic!("{path} is not in {:?}", files.keys()));
    serde_json::from_slice(file).unwrap()
}

#[tokio::test]
async fn the_archive_holds_everything_of_ones_own_and_nothing_of_others() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let simulation = furnish(&app, &ada).await;
    furnish(&app, &bob).await;
    let team = ada.post("/api/v1/workspaces", json!({"name": "Team of Ada"})).await.json["data"]["id"].as_str().unwrap().to_owned();
    let made = ada.post("/api/v1/api-keys", json!({"name": "Nightly", "scopes": ["agents:read"]})).await;
    let secret = made.json["data"]["key"].as_str().unwrap().to_owned();
    for number in 0..103 {
        let agent = json!({"name": format!("Expert {number}"), "archetype": "Analyst", "expertise": ["Tea"]});
        assert_eq!(ada.post("/api/v1/agents", agent).await.status, 201);
    }
    let files = archive(&app, &ada).await;
    let own = format!("workspaces/{}/", ada.workspace);
    let count = |part: &str| files.keys().filter(|path| path.starts_with(&format!("{own}{part}/"))).count();
    assert_eq!((count("agents"), count("simulations"), count("scenarios"), count("documents")), (104, 1, 1, 2));
    assert_eq!(json_of(&files, "profile.json")["id"], ada.user["id"]);
    assert_eq!(json_of(&files, "sessions.json").as_array().unwrap().len(), 1);
    assert_eq!(json_of(&files, &format!("workspaces/{team}/workspace.json"))["name"], "Team of Ada");
    assert_eq!(json_of(&files, "passkeys.json"), json!([]));
    let key = &json_of(&files, "api-keys.json")[0];
    assert_eq!((&key["name"], &key["scopes"]), (&json!("Nightly"), &json!(["agents:read"])));
    assert!(!files["api-keys.json"].windows(secret.len()).any(|part| part == secret.as_bytes()), "the key itself is there");
    let homes = json_of(&files, "memberships.json");
    assert!(homes.as_array().unwrap().iter().any(|space| space["id"] == *team && space["role"] == "owner"), "{homes}");
    let members = json_of(&files, &format!("workspaces/{team}/members/{}.json", ada.user["id"].as_str().unwrap()));
    assert_eq!((&members[0]["name"], &members[0]["role"]), (&ada.user["name"], &json!("owner")));
    let talk = json_of(&files, &format!("{own}simulations/{simulation}.json"));
    let messages = ada.get(&format!("/api/v1/simulations/{simulation}/messages")).await;
    assert_eq!(talk["messages"], messages.json["data"]);
    let text = files.iter().find(|(path, _)| path.ends_with(".md")).map(|(_, file)| String::from_utf8_lossy(file).into_owned()).unwrap();
    assert!(text.starts_with("# ") && text.len() > 100, "{text}");
    let acts: Vec<_> = files.keys().filter(|path| path.starts_with("activity/")).collect();
    assert!(!acts.is_empty(), "{:?}", files.keys());
    // The manifest names every file with its true size and hash.
    let manifest = json_of(&files, "manifest.json");
    let listed = manifest["files"].as_array().unwrap();
    assert_eq!(listed.len(), files.len() - 1);
    for entry in listed {
        let file = &files[entry["path"].as_str().unwrap()];
        let hash: String = Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((entry["bytes"].as_u64(), entry["sha256"].as_str()), (Some(file.len() as u64), Some(hash.as_str())));
    }
    for (path, file) in &files {
        let text = String::from_utf8_lossy(file);
        for foreign in [bob.user["id"].as_str().unwrap(), &bob.workspace, "bob1@example.org", "password_hash", "argon2"] {
            assert!(!text.contains(foreign), "{foreign} is in {path}");
        }
    }
}

#[tokio::test]
async fn an_archive_holds_only_workspaces_that_one_owns() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let team = ada.post("/api/v1/workspaces", json!({"name": "Team"})).await.json["data"]["id"].as_str().unwrap().to_owned();
    join(&app, &team, &bob, "editor").await;
    let files = archive(&app, &bob).await;
    assert!(files.keys().any(|path| path.contains(&bob.workspace)) && !files.keys().any(|path| path.contains(&team)), "{:?}", files.keys());
}

#[tokio::test]
async fn archives_are_made_a_few_times_only() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for _ in 0..3 {
        archive(&app, &ada).await;
    }
    let refused = ada.get("/api/v1/account/export").await;
    assert_eq!((refused.status, refused.headers.contains_key("retry-after")), (429, true), "{}", refused.text);
}

/// Makes somebody a member, as an invitation would.
async fn join(app: &TestApp, ws: &str, client: &Client, role: &str) {
    let user = client.user["id"].as_str().unwrap().to_owned();
    app.state
        .db
        .sql("CREATE type::record('membership', [$ws, $user]) SET ws = $ws, user = $user, role = $role, created_at = $now, sort = $ws")
        .bind("ws", ws.to_owned())
        .bind("user", user)
        .bind("role", role.to_owned())
        .bind("now", app.clock.now())
        .exec()
        .await
        .unwrap();
    app.state.sessions.forget_all();
}

async fn delete(client: &Client, body: Value) -> crate::tests::harness::Answer {
    client.with_body(Method::DELETE, "/api/v1/account", &body).await
}

#[tokio::test]
async fn an_account_ends_with_its_password_and_nothing_is_left() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let simulation = furnish(&app, &ada).await;
    let other = app.anonymous().post("/api/v1/auth/login", json!({"email": ada.user["email"], "password": PASSWORD})).await;
    let other = ada.with_token(other.json["data"]["access_token"].as_str().unwrap());
    for (body, field) in [
        (json!({}), "password"),
        (json!({"password": ""}), "password"),
        (json!({"password": "wrong password"}), "password"),
        (json!({"confirm": "delete everything"}), "password"),
    ] {
        let refused = delete(&ada, body.clone()).await;
        assert_eq!((refused.status, refused.json["error"]["details"]["fields"][field].is_array()), (422, true), "{body}: {}", refused.text);
    }
    assert_eq!(delete(&ada, json!({"password": PASSWORD, "id": "x"})).await.status, 422);
    assert_eq!(other.get("/api/v1/auth/me").await.status, 200, "nothing happened yet");
    assert_eq!(delete(&ada, json!({"password": PASSWORD})).await.status, 204);
    for client in [&ada, &other] {
        assert_eq!(client.get("/api/v1/auth/me").await.status, 401, "every session ends at once");
    }
    let refresh = app.anonymous().post("/api/v1/auth/refresh", json!({"refresh_token": ada.refresh_token})).await;
    assert_eq!(refresh.status, 401);
    let login = app.anonymous().post("/api/v1/auth/login", json!({"email": ada.user["email"], "password": PASSWORD})).await;
    assert_eq!(login.status, 401);
    purge(&app).await;
    let email = ada.user["email"].as_str().unwrap();
    assert_eq!(traces(&app, &[ada.user["id"].as_str().unwrap(), &ada.workspace, &simulation, email]).await, Vec::new());
    let again = json!({"email": email, "password": PASSWORD, "name": "Ada again"});
    assert_eq!(app.anonymous().post("/api/v1/auth/register", again).await.status, 201, "the address is free");
}

#[tokio::test]
async fn guessing_the_password_of_an_open_page_is_slowed() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    for _ in 0..3 {
        assert_eq!(delete(&ada, json!({"password": "wrong password"})).await.status, 422);
    }
    assert_eq!(delete(&ada, json!({"password": PASSWORD})).await.status, 429);
}

#[tokio::test]
async fn a_guest_ends_with_words() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let simulation = furnish(&app, &guest).await;
    for body in [json!({}), json!({"confirm": "yes"}), json!({"password": "x"})] {
        let refused = delete(&guest, body.clone()).await;
        assert_eq!(
            (refused.status, refused.json["error"]["details"]["fields"]["confirm"].is_array()),
            (422, true),
            "{body}: {}",
            refused.text
        );
    }
    assert_eq!(delete(&guest, json!({"confirm": "delete everything"})).await.status, 204);
    purge(&app).await;
    assert_eq!(traces(&app, &[guest.user["id"].as_str().unwrap(), &guest.workspace, &simulation]).await, Vec::new());
}

#[tokio::test]
async fn a_shared_workspace_needs_an_owner_and_outlives_the_others() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let team = ada.post("/api/v1/workspaces", json!({"name": "Team"})).await.json["data"]["id"].as_str().unwrap().to_owned();
    join(&app, &team, &bob, "editor").await;
    let refused = delete(&ada, json!({"password": PASSWORD})).await;
    assert_eq!((refused.status, refused.json["error"]["code"].as_str()), (409, Some("conflict")), "{}", refused.text);
    assert_eq!(ada.get("/api/v1/auth/me").await.status, 200, "a refusal changes nothing");
    app.state
        .db
        .sql("UPDATE type::record('membership', [$ws, $user]) SET role = 'owner'")
        .bind("ws", team.clone())
        .bind("user", bob.user["id"].as_str().unwrap().to_owned())
        .exec()
        .await
        .unwrap();
    app.state.sessions.forget_all();
    assert_eq!(delete(&ada, json!({"password": PASSWORD})).await.status, 204);
    purge(&app).await;
    assert_eq!(bob.get(&format!("/api/v1/workspaces/{team}")).await.status, 200);
    let left = traces(&app, &[ada.user["id"].as_str().unwrap()]).await;
    assert!(left.iter().all(|(table, _)| table == "workspace"), "who made the workspace stays as an id: {left:?}");
}

#[tokio::test]
async fn the_page_before_the_end_says_what_goes_and_what_stays() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    furnish(&app, &ada).await;
    let alone = ada.post("/api/v1/workspaces", json!({"name": "Shared and blocked"})).await.json["data"]["id"].as_str().unwrap().to_owned();
    join(&app, &alone, &bob, "viewer").await;
    let stays = bob.post("/api/v1/workspaces", json!({"name": "Bob's crew"})).await.json["data"]["id"].as_str().unwrap().to_owned();
    join(&app, &stays, &ada, "admin").await;
    let request =
        ada.request(Method::POST, "/_fn/account/preview").header("content-type", "application/json").body(Body::from("{}")).unwrap();
    let preview = ada.send(request).await.json;
    assert_eq!(
        (preview["with_password"].as_bool(), preview["guest"].as_bool(), preview["sessions"].as_u64()),
        (Some(true), Some(false), Some(1)),
        "{preview}"
    );
    assert_eq!((&preview["blocking"], &preview["staying"]), (&json!(["Shared and blocked"]), &json!(["Bob's crew"])));
    let going = &preview["going"][0];
    assert_eq!(
        (going["agents"].as_u64(), going["simulations"].as_u64(), going["documents"].as_u64()),
        (Some(1), Some(1), Some(1)),
        "{preview}"
    );
    assert_eq!(going["messages"].as_u64(), Some(3), "{preview}");
}

#[tokio::test]
async fn two_ends_at_once_are_one() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let (one, two) = tokio::join!(delete(&ada, json!({"password": PASSWORD})), delete(&ada, json!({"password": PASSWORD})));
    let mut outcomes = [one.status, two.status];
    outcomes.sort_unstable();
    assert!(outcomes[0] == 204 && matches!(outcomes[1], 204 | 401 | 409), "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|status| **status == 204).count(), 1, "{outcomes:?}");
}
