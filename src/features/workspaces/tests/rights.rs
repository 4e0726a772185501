//! What each role may do, asked of the real endpoints, and that a loss of rights takes effect at once.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Method;
use futures::StreamExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::crew::{Crew, user};
use crate::core::permission::{Permission, Role};
use crate::server::events::StreamName;
use crate::tests::harness::Client;

/// One request that needs the permission and nothing else.
async fn attempt(crew: &Crew, client: &Client, permission: Permission, simulation: &str) -> u16 {
    let answer = match permission {
        Permission::Read => crew.within(client, Method::GET, &format!("/simulations/{simulation}"), None).await,
        Permission::Observe => {
            let path = format!("/simulations/{simulation}/observer");
            crew.within(client, Method::POST, &path, Some(json!({ "content": "Hello" }))).await
        }
        Permission::Write => {
            let agent = json!({ "name": "One", "archetype": "Analyst", "expertise": "Tea" });
            crew.within(client, Method::POST, "/agents", Some(agent)).await
        }
        Permission::SeeMembers => client.get(&crew.path("/members")).await,
        Permission::Invite => client.post(&crew.path("/invitations"), json!({ "role": "guest" })).await,
        // Nobody has this id: whoever may manage members is told so.
        Permission::ManageMembers => client.delete(&crew.path("/members/nobody")).await,
        Permission::Manage => client.patch(&crew.path(""), json!({ "name": "Team" })).await,
        // With a wrong confirmation, which is looked at after the right.
        Permission::Own => client.delete(&crew.path("?confirm=wrong")).await,
        Permission::SeeAudit => unreachable!("see below"),
    };
    answer.status
}

#[tokio::test]
async fn every_permission_is_asked_of_every_role() {
    let crew = Crew::new().await;
    let simulation = crew.simulation().await;
    for role in Role::ALL {
        let person = crew.member("person", role.as_str()).await;
        for permission in Permission::ALL {
            if permission == Permission::SeeAudit {
                continue; // nothing in the API shows a workspace's log yet
            }
            let status = attempt(&crew, &person, permission, &simulation).await;
            let passed = match permission {
                Permission::ManageMembers => 404,
                Permission::Own => 422,
                Permission::Write | Permission::Invite | Permission::Observe => 201,
                _ => 200,
            };
            let expected = if role.allows(permission) { passed } else { 403 };
            assert_eq!(status, expected, "{role:?} {permission:?}");
        }
    }
}

/// An event stream that is open, with what came so far.
struct Open {
    body: axum::body::BodyDataStream,
    text: String,
}

impl Open {
    async fn of(crew: &Crew, client: &Client, path: &str) -> Self {
        let request = client.request(Method::GET, &format!("/api/v1{path}")).header("x-workspace-id", &crew.id);
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from(([127, 0, 0, 1], 40000))));
        let response = crew.app.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        Self { body: response.into_body().into_data_stream(), text: String::new() }
    }

    /// Reads for that long; `true` when the stream ended.
    async fn read(&mut self, time: Duration) -> bool {
        let until = tokio::time::Instant::now() + time;
        loop {
            match tokio::time::timeout_at(until, self.body.next()).await {
                Err(_) => return false,
                Ok(None) => return true,
                Ok(Some(piece)) => self.text += &String::from_utf8_lossy(&piece.unwrap()),
            }
        }
    }

    /// Expects the end within a second of the loss.
    async fn ends(&mut self, lost: Instant) {
        assert!(self.read(Duration::from_secs(5)).await, "the stream is still open: {}", self.text);
        assert!(lost.elapsed() < Duration::from_secs(1), "it took {:?}", lost.elapsed());
        assert_eq!(self.text.matches("event: revoked").count(), 1, "{}", self.text);
        assert!(self.text.trim_end().ends_with(r#"data: {"type":"revoked"}"#), "{}", self.text);
    }
}

#[tokio::test]
async fn an_open_stream_of_a_removed_member_ends_within_a_second() {
    let crew = Crew::new().await;
    let eddie = crew.member("eddie", "editor").await;
    let path = format!("/simulations/{}/events", crew.simulation().await);
    let mut theirs = Open::of(&crew, &eddie, &path).await;
    let mut owners = Open::of(&crew, &crew.owner, &path).await;
    assert!(!theirs.read(Duration::from_millis(1200)).await, "it stays open while nothing happens: {}", theirs.text);
    let lost = Instant::now();
    assert_eq!(crew.remove(&crew.owner, &eddie).await.status, 204);
    theirs.ends(lost).await;
    assert!(!owners.read(Duration::from_millis(600)).await, "others go on: {}", owners.text);
    assert_eq!(crew.within(&eddie, Method::GET, &path, None).await.status, 404, "and there is no way back");
}

#[tokio::test]
async fn a_change_of_role_or_session_ends_the_stream_as_well() {
    let crew = Crew::new().await;
    let eddie = crew.member("eddie", "editor").await;
    let path = format!("/simulations/{}/events", crew.simulation().await);
    let mut demoted = Open::of(&crew, &eddie, &path).await;
    let lost = Instant::now();
    assert_eq!(crew.set(&crew.owner, &eddie, "viewer").await.status, 200);
    demoted.ends(lost).await;
    // A viewer reads on, with a new stream.
    let mut viewer = Open::of(&crew, &eddie, &path).await;
    let session = eddie.get("/api/v1/auth/sessions").await.json["data"][0]["id"].as_str().unwrap().to_owned();
    let lost = Instant::now();
    assert_eq!(eddie.delete(&format!("/api/v1/auth/sessions/{session}")).await.status, 204);
    viewer.ends(lost).await;
}

#[tokio::test]
async fn an_open_page_learns_within_a_second_that_its_session_is_over() {
    let crew = Crew::new().await;
    let eddie = crew.member("eddie", "editor").await;
    let mut page = Open::of(&crew, &eddie, "/auth/session/events").await;
    let mut owners = Open::of(&crew, &crew.owner, "/auth/session/events").await;
    assert_eq!(crew.set(&crew.owner, &eddie, "viewer").await.status, 200);
    assert!(!page.read(Duration::from_millis(1200)).await, "a role is not the session: {}", page.text);
    let session = eddie.get("/api/v1/auth/sessions").await.json["data"][0]["id"].as_str().unwrap().to_owned();
    let lost = Instant::now();
    assert_eq!(eddie.delete(&format!("/api/v1/auth/sessions/{session}")).await.status, 204);
    page.ends(lost).await;
    assert!(!owners.read(Duration::from_millis(600)).await, "others go on: {}", owners.text);
    assert_eq!(eddie.get("/api/v1/auth/session/events").await.status, 401, "and there is no way back");
}

#[tokio::test]
async fn a_deleted_workspace_ends_every_stream_in_it() {
    let crew = Crew::new().await;
    let eddie = crew.member("eddie", "editor").await;
    let path = format!("/simulations/{}/events", crew.simulation().await);
    let (mut theirs, mut own) = (Open::of(&crew, &eddie, &path).await, Open::of(&crew, &crew.owner, &path).await);
    let lost = Instant::now();
    assert_eq!(crew.owner.delete(&crew.path("?confirm=Team")).await.status, 204);
    theirs.ends(lost).await;
    own.ends(lost).await;
}

#[tokio::test]
async fn a_stream_looks_at_rights_while_words_come_in() {
    // A reader that never waited a whole second for the next event was never asked for its rights.
    let crew = Crew::new().await;
    let eddie = crew.member("eddie", "editor").await;
    let simulation = crew.simulation().await;
    let mut theirs = Open::of(&crew, &eddie, &format!("/simulations/{simulation}/events")).await;
    let state = crew.app.state.clone();
    let stream = StreamName::new("simulation", &simulation);
    crew.app.state.spawn(async move {
        for number in 0..400_u32 {
            let data: std::sync::Arc<str> = json!({ "text": number.to_string() }).to_string().into();
            state.bus.live(&stream, "delta", data.clone(), data);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    assert!(!theirs.read(Duration::from_millis(300)).await);
    assert!(theirs.text.contains("event: delta"), "{}", theirs.text);
    let lost = Instant::now();
    assert_eq!(crew.remove(&crew.owner, &eddie).await.status, 204);
    theirs.ends(lost).await;
}

#[tokio::test]
async fn what_waits_for_a_slow_reader_is_not_sent_after_the_loss() {
    let crew = Crew::new().await;
    let eddie = crew.member("eddie", "editor").await;
    let simulation = crew.simulation().await;
    let stream = StreamName::new("simulation", &simulation);
    let many: Vec<_> = (0..150).map(|n| crate::server::events::NewEvent::new("cost", &json!({ "tokens": n }))).collect();
    crate::server::events::store::append(&crew.app.state.db, &stream, &many, crew.app.clock.now()).await.unwrap();
    let mut theirs = Open::of(&crew, &eddie, &format!("/simulations/{simulation}/events")).await;
    // The first piece is taken, the rest waits in the server.
    theirs.body.next().await.unwrap().unwrap();
    assert_eq!(crew.remove(&crew.owner, &eddie).await.status, 204);
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert!(theirs.read(Duration::from_secs(2)).await);
    assert!(theirs.text.matches("event: cost").count() < 5, "old events were sent: {}", theirs.text);
}

#[tokio::test]
async fn a_role_counts_from_the_next_request_on() {
    let crew = Crew::new().await;
    let person = crew.member("person", "viewer").await;
    let agent = || Some(json!({ "name": "One", "archetype": "Analyst", "expertise": "Tea" }));
    for (role, status) in [("viewer", 403), ("editor", 201), ("reviewer", 403), ("admin", 201), ("guest", 403)] {
        assert_eq!(crew.set(&crew.owner, &person, role).await.status, 200);
        assert_eq!(crew.within(&person, Method::POST, "/agents", agent()).await.status, status, "{role}");
    }
    let listed = person.get("/api/v1/workspaces").await;
    let team = listed.json["data"].as_array().unwrap().iter().find(|w| w["id"] == json!(crew.id)).cloned().unwrap_or(Value::Null);
    assert_eq!(team["role"], "guest", "{} {}", listed.text, user(&person));
}
