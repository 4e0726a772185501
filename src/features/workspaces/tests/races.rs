//! Two at once.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::crew::{Crew, user};
use crate::features::purge;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_owners_who_demote_each_other_leave_one() {
    for round in 0..8 {
        let crew = Crew::new().await;
        let second = crew.member("second", "owner").await;
        let (one, other) = tokio::join!(crew.set(&crew.owner, &second, "editor"), crew.set(&second, &crew.owner, "editor"));
        let mut outcome = [one.status, other.status];
        outcome.sort_unstable();
        // The slower one is no owner any more, and may not touch the one who is.
        assert_eq!(outcome, [200, 403], "round {round}: {} {}", one.text, other.text);
        assert_eq!(crew.roles().await.iter().filter(|(_, role)| role == "owner").count(), 1, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_owners_who_leave_at_once_leave_one() {
    for round in 0..8 {
        let crew = Crew::new().await;
        let second = crew.member("second", "owner").await;
        let me = crew.path("/members/me");
        let (one, other) = tokio::join!(crew.owner.delete(&me), second.delete(&me));
        let mut outcome = [one.status, other.status];
        outcome.sort_unstable();
        assert_eq!(outcome, [204, 409], "round {round}: {} {}", one.text, other.text);
        assert_eq!(crew.roles().await.len(), 1, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_use_of_a_link_lets_one_in() {
    for round in 0..8 {
        let crew = Crew::new().await;
        let token = crew.link(json!({ "role": "viewer", "max_uses": 1 })).await;
        let path = format!("/api/v1/invitations/{token}/accept");
        let people = [crew.app.user("anna").await, crew.app.user("bert").await, crew.app.user("carl").await];
        let answers = futures::future::join_all(people.iter().map(|person| person.post(&path, json!({})))).await;
        let mut outcome: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        outcome.sort_unstable();
        assert_eq!(outcome, [200, 409, 409], "round {round}: {answers:?}");
        assert_eq!(crew.roles().await.len(), 2, "round {round}");
        let uses: Vec<i64> = crew.app.state.db.sql("SELECT VALUE uses FROM invitation").list().await.unwrap();
        assert_eq!(uses, [1], "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_person_twice_uses_one() {
    let crew = Crew::new().await;
    let token = crew.link(json!({ "role": "viewer", "max_uses": 1 })).await;
    let path = format!("/api/v1/invitations/{token}/accept");
    let anna = crew.app.user("anna").await;
    let (one, other) = tokio::join!(anna.post(&path, json!({})), anna.post(&path, json!({})));
    assert_eq!((one.status, other.status), (200, 200), "{} {}", one.text, other.text);
    assert_eq!(crew.roles().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_acceptance_that_races_with_the_removal_of_the_inviter_is_all_or_nothing() {
    for round in 0..8 {
        let crew = Crew::new().await;
        let admin = crew.member("adam", "admin").await;
        let made = admin.post(&crew.path("/invitations"), json!({ "role": "admin" })).await;
        let path = format!("/api/v1/invitations/{}/accept", made.json["data"]["token"].as_str().unwrap());
        let anna = crew.app.user("anna").await;
        let (removed, joined) = tokio::join!(crew.remove(&crew.owner, &admin), anna.post(&path, json!({})));
        assert_eq!(removed.status, 204, "{}", removed.text);
        let is_member = crew.roles().await.iter().any(|(name, _)| name == "anna");
        assert_eq!((joined.status, is_member), if is_member { (200, true) } else { (404, false) }, "round {round}: {}", joined.text);
        assert_eq!(admin.post(&path, json!({})).await.status, 404, "nobody gets in afterwards");
    }
}

/// What is left of a workspace in the database, by table; the log stays.
async fn traces(crew: &Crew, ids: &[String]) -> BTreeSet<(String, String)> {
    let info: Value = crew.app.state.db.sql("INFO FOR DB").one().await.unwrap();
    let mut found = BTreeSet::new();
    for table in info["tables"].as_object().unwrap().keys().filter(|table| *table != "audit") {
        let rows: Vec<Value> =
            crew.app.state.db.sql("SELECT * FROM type::table($table)").bind("table", table.clone()).list().await.unwrap();
        let texts = rows.iter().map(Value::to_string).filter(|row| ids.iter().any(|id| row.contains(id)));
        found.extend(texts.map(|row| (table.clone(), row)));
    }
    found
}

/// Both rounds of the removal.
async fn purged(crew: &Crew) {
    purge::service::run(&crew.app.state).await;
    crew.app.clock.advance(chrono::Duration::minutes(11));
    purge::service::run(&crew.app.state).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_member_who_writes_while_the_workspace_is_deleted_leaves_nothing_behind() {
    for round in 0..4 {
        let crew = Crew::new().await;
        let eddie = crew.member("eddie", "editor").await;
        crew.link(json!({ "role": "viewer" })).await;
        crew.simulation().await;
        let agent = || Some(json!({ "name": "One", "archetype": "Analyst", "expertise": "Tea" }));
        let writes = async {
            let mut codes = Vec::new();
            for _ in 0..12 {
                codes.push(crew.within(&eddie, axum::http::Method::POST, "/agents", agent()).await.status);
            }
            codes
        };
        let deletion = async {
            tokio::time::sleep(std::time::Duration::from_millis(5 * round)).await;
            crew.owner.delete(&crew.path("?confirm=Team")).await
        };
        let (codes, deleted) = tokio::join!(writes, deletion);
        assert_eq!(deleted.status, 204, "{}", deleted.text);
        assert!(codes.iter().all(|code| matches!(code, 201 | 404)), "round {round}: {codes:?}");
        assert_eq!(crew.within(&eddie, axum::http::Method::POST, "/agents", agent()).await.status, 404, "gone for the next request");
        purged(&crew).await;
        assert_eq!(traces(&crew, std::slice::from_ref(&crew.id)).await, BTreeSet::new(), "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_joins_a_workspace_that_is_being_deleted() {
    for round in 0..8 {
        let crew = Crew::new().await;
        let token = crew.link(json!({ "role": "viewer" })).await;
        let anna = crew.app.user("anna").await;
        let path = format!("/api/v1/invitations/{token}/accept");
        let team = crew.path("?confirm=Team");
        let (deleted, joined) = tokio::join!(crew.owner.delete(&team), anna.post(&path, json!({})));
        assert_eq!(deleted.status, 204, "round {round}: {}", deleted.text);
        assert!(matches!(joined.status, 200 | 404), "round {round}: {}", joined.text);
        assert_eq!(crew.roles().await, [], "round {round}: a membership without workspace is left");
        assert_eq!(anna.get("/api/v1/workspaces").await.json["page"]["total"], 1, "round {round}");
    }
}

#[tokio::test]
async fn a_deleted_workspace_is_gone_at_once_and_everything_of_it_soon() {
    let crew = Crew::new().await;
    let eddie = crew.member("eddie", "editor").await;
    let token = crew.link(json!({ "role": "viewer" })).await;
    let simulation = crew.simulation().await;
    let note = json!({ "title": "Note", "category": "", "markdown": "Text" });
    assert_eq!(crew.within(&eddie, axum::http::Method::POST, "/documents", Some(note)).await.status, 201);
    for wrong in ["", "?confirm=", "?confirm=team", "?confirm=Team2"] {
        let answer = crew.owner.delete(&crew.path(wrong)).await;
        assert!(answer.json["error"]["details"]["fields"]["confirm"].is_array(), "{wrong}: {}", answer.text);
    }
    assert_eq!(crew.owner.delete(&crew.path("?confirm=Team&force=1")).await.status, 422);
    assert_eq!(crew.owner.delete(&crew.path("?confirm=Team")).await.status, 204);
    for client in [&crew.owner, &eddie] {
        assert_eq!(client.get(&crew.path("")).await.status, 404);
        assert_eq!(crew.within(client, axum::http::Method::GET, &format!("/simulations/{simulation}"), None).await.status, 404);
        assert_eq!(client.get("/api/v1/workspaces").await.json["page"]["total"], 1);
    }
    assert_eq!(eddie.get(&format!("/api/v1/invitations/{token}")).await.status, 404, "its invitations are void");
    assert_eq!(crew.owner.delete(&crew.path("?confirm=Team")).await.status, 404);
    purged(&crew).await;
    assert_eq!(traces(&crew, &[crew.id.clone(), simulation]).await, BTreeSet::new());
    assert_eq!(crew.audited("workspace.delete").await, 1, "the act is remembered");
    assert_eq!(eddie.get("/api/v1/auth/me").await.json["data"]["id"], user(&eddie), "the people stay");
}
