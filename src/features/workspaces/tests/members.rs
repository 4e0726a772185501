//! Who belongs to a workspace, and who decides it.

use serde_json::json;

use super::crew::{Crew, code, email, message, user};
use crate::core::permission::Role;

#[tokio::test]
async fn members_are_listed_with_name_mail_role_and_date() {
    let crew = Crew::new().await;
    crew.app.clock.advance(chrono::Duration::minutes(5));
    let eddie = crew.member("eddie", "editor").await;
    let answer = eddie.get(&crew.path("/members")).await;
    assert_eq!((answer.status, answer.json["page"]["total"].as_u64()), (200, Some(2)), "{}", answer.text);
    let rows = answer.json["data"].as_array().unwrap();
    assert_eq!((rows[0]["name"].as_str(), rows[0]["role"].as_str(), rows[0]["you"].as_bool()), (Some("olga"), Some("owner"), Some(false)));
    assert_eq!((rows[1]["user_id"].as_str(), rows[1]["email"].as_str()), (Some(user(&eddie).as_str()), Some(email(&eddie).as_str())));
    assert_eq!((rows[1]["role"].as_str(), rows[1]["you"].as_bool()), (Some("editor"), Some(true)));
    assert!(rows[0]["joined_at"].as_str().unwrap() < rows[1]["joined_at"].as_str().unwrap());
}

#[tokio::test]
async fn pages_of_members_join_in_every_order() {
    let crew = Crew::new().await;
    for name in ["dora", "carl", "bert", "anna"] {
        crew.app.clock.advance(chrono::Duration::seconds(1));
        crew.member(name, "viewer").await;
    }
    for (sort, expected) in [
        ("created_at", ["olga", "dora", "carl", "bert", "anna"]),
        ("-created_at", ["anna", "bert", "carl", "dora", "olga"]),
        ("name", ["anna", "bert", "carl", "dora", "olga"]),
    ] {
        let (mut seen, first) = (Vec::new(), crew.path(&format!("/members?limit=2&sort={sort}")));
        let mut path = first.clone();
        loop {
            let page = crew.owner.get(&path).await;
            assert_eq!(page.status, 200, "{}", page.text);
            seen.extend(page.json["data"].as_array().unwrap().iter().map(|m| m["name"].as_str().unwrap().to_owned()));
            let Some(cursor) = page.json["page"]["next_cursor"].as_str() else { break };
            path = format!("{first}&cursor={cursor}");
        }
        assert_eq!(seen, expected, "{sort}");
    }
    let found = crew.owner.get(&crew.path("/members?q=ANN")).await;
    assert_eq!(found.json["data"].as_array().unwrap().len(), 1, "{}", found.text);
    assert_eq!(code(&crew.owner.get(&crew.path("/members?sort=role")).await), (422, "validation_failed"));
    let cursor = crew.owner.get(&crew.path("/members?limit=1")).await.json["page"]["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(crew.owner.get(&crew.path(&format!("/members?sort=name&cursor={cursor}"))).await.status, 422, "a cursor of another order");
}

#[tokio::test]
async fn a_cursor_goes_on_where_it_was_when_its_member_is_gone() {
    let crew = Crew::new().await;
    let mut people = Vec::new();
    for name in ["anna", "bert", "carl"] {
        crew.app.clock.advance(chrono::Duration::seconds(1));
        people.push(crew.member(name, "viewer").await);
    }
    let first = crew.owner.get(&crew.path("/members?limit=2")).await;
    let cursor = first.json["page"]["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(crew.remove(&crew.owner, &people[0]).await.status, 204);
    let next = crew.owner.get(&crew.path(&format!("/members?limit=2&cursor={cursor}"))).await;
    let names: Vec<_> = next.json["data"].as_array().unwrap().iter().map(|m| m["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["bert", "carl"]);
}

#[tokio::test]
async fn every_role_against_every_role() {
    // Real requests for each cell of "who may change whom to what": the table in core::permission, enforced.
    for actor in Role::ALL {
        let crew = Crew::new().await;
        let by = crew.member("actor", actor.as_str()).await;
        let whom = crew.member("target", "viewer").await;
        for from in Role::ALL {
            for to in Role::ALL {
                assert_eq!(crew.set(&crew.owner, &whom, from.as_str()).await.status, 200);
                let answer = crew.set(&by, &whom, to.as_str()).await;
                let expected = if actor.may_reassign(from, to) { 200 } else { 403 };
                assert_eq!(answer.status, expected, "{actor:?}: {from:?} to {to:?}: {}", answer.text);
                let now = if expected == 200 { to } else { from };
                assert!(crew.roles().await.contains(&("target".to_owned(), now.as_str().to_owned())), "{actor:?}: {from:?} to {to:?}");
            }
        }
        for role in Role::ALL {
            let whom = crew.member("goer", role.as_str()).await;
            let answer = crew.remove(&by, &whom).await;
            assert_eq!(answer.status, if actor.may_remove(role) { 204 } else { 403 }, "{actor:?} removes {role:?}: {}", answer.text);
        }
    }
}

#[tokio::test]
async fn the_last_owner_can_neither_go_nor_be_demoted() {
    let crew = Crew::new().await;
    for answer in [crew.set(&crew.owner, &crew.owner, "admin").await, crew.owner.delete(&crew.path("/members/me")).await] {
        assert_eq!(code(&answer), (409, "conflict"), "{}", answer.text);
        assert!(message(&answer).contains("needs an owner"), "{}", answer.text);
    }
    let second = crew.member("second", "owner").await;
    assert_eq!(crew.set(&second, &crew.owner, "editor").await.status, 200);
    assert_eq!(code(&second.delete(&crew.path("/members/me")).await), (409, "conflict"));
    assert_eq!(crew.owner.delete(&crew.path("/members/me")).await.status, 204);
    assert_eq!(crew.roles().await, [("second".to_owned(), "owner".to_owned())]);
    assert_eq!(crew.audited("member.leave").await, 1);
}

#[tokio::test]
async fn everybody_else_can_leave() {
    let crew = Crew::new().await;
    for role in ["admin", "editor", "reviewer", "viewer", "guest"] {
        let person = crew.member("goer", role).await;
        assert_eq!(person.delete(&crew.path("/members/me")).await.status, 204, "{role}");
        assert_eq!(person.get(&crew.path("")).await.status, 404, "{role}");
        assert_eq!(person.delete(&crew.path("/members/me")).await.status, 404, "{role}");
    }
    assert_eq!(crew.roles().await.len(), 1);
}

#[tokio::test]
async fn a_removed_member_finds_nothing_from_that_moment() {
    let crew = Crew::new().await;
    let eddie = crew.member("eddie", "editor").await;
    let simulation = crew.simulation().await;
    assert_eq!(crew.within(&eddie, axum::http::Method::GET, &format!("/simulations/{simulation}"), None).await.status, 200);
    assert_eq!(crew.remove(&crew.owner, &eddie).await.status, 204);
    for path in [format!("/simulations/{simulation}"), "/agents".to_owned(), "/jobs".to_owned()] {
        assert_eq!(crew.within(&eddie, axum::http::Method::GET, &path, None).await.status, 404, "{path}");
    }
    assert_eq!(eddie.get(&crew.path("/members")).await.status, 404);
    assert_eq!(eddie.get("/api/v1/workspaces").await.json["page"]["total"], 1);
    assert_eq!(code(&crew.remove(&crew.owner, &eddie).await), (404, "not_found"), "removed once");
    assert_eq!(crew.audited("member.remove").await, 1);
}

#[tokio::test]
async fn a_personal_workspace_is_neither_shared_nor_left_nor_handed_over_nor_deleted() {
    let crew = Crew::new().await;
    let path = |rest: &str| format!("/api/v1/workspaces/{}{rest}", crew.owner.workspace);
    let name = crew.owner.get(&path("")).await.json["data"]["name"].as_str().unwrap().to_owned();
    let (me, other) = (user(&crew.owner), user(&crew.member("eddie", "editor").await));
    let tries = [
        crew.owner.delete(&path("/members/me")).await,
        crew.owner.patch(&path(&format!("/members/{me}")), json!({ "role": "viewer" })).await,
        crew.owner.post(&path("/invitations"), json!({ "role": "viewer" })).await,
        crew.owner.post(&path("/transfer"), json!({ "user_id": other, "confirm": name })).await,
        crew.owner.delete(&path(&format!("?confirm={}", name.replace(' ', "%20").replace('\'', "%27")))).await,
    ];
    for answer in tries {
        assert_eq!(code(&answer), (409, "conflict"), "{}", answer.text);
        assert!(message(&answer).contains("personal workspace"), "{}", answer.text);
    }
    assert_eq!(crew.owner.get(&path("")).await.json["data"]["role"], "owner");
}

#[tokio::test]
async fn a_workspace_is_handed_over_to_a_member_after_its_name_was_typed() {
    let crew = Crew::new().await;
    let heir = crew.member("heir", "viewer").await;
    let stranger = crew.app.user("stranger").await;
    let to = |whom: &str, confirm: &str| json!({ "user_id": whom, "confirm": confirm });
    for (body, field) in [
        (to(&user(&heir), "team"), "confirm"),
        (to(&user(&heir), ""), "confirm"),
        (to(&user(&stranger), "Team"), "user_id"),
        (to(&user(&crew.owner), "Team"), "user_id"),
    ] {
        let answer = crew.owner.post(&crew.path("/transfer"), body).await;
        assert!(answer.json["error"]["details"]["fields"][field].is_array(), "{}", answer.text);
    }
    assert_eq!(heir.post(&crew.path("/transfer"), to(&user(&heir), "Team")).await.status, 403);
    let handed = crew.owner.post(&crew.path("/transfer"), to(&user(&heir), " Team ")).await;
    assert_eq!((handed.status, handed.json["data"]["role"].as_str()), (200, Some("admin")), "{}", handed.text);
    assert_eq!(crew.roles().await, [("heir".to_owned(), "owner".to_owned()), ("olga".to_owned(), "admin".to_owned())]);
    assert_eq!(crew.owner.post(&crew.path("/transfer"), to(&user(&heir), "Team")).await.status, 403, "no owner any more");
    assert_eq!(crew.audited("workspace.transfer").await, 1);
}

#[tokio::test]
async fn unknown_fields_never_make_anybody_more() {
    // Ledger row 12: what the server decides is not taken from the body, on every write of the feature.
    let crew = Crew::new().await;
    let eddie = crew.member("eddie", "viewer").await;
    let admin = crew.member("adam", "admin").await;
    let member = crew.path(&format!("/members/{}", user(&eddie)));
    for (field, value) in [
        ("owner", json!(user(&admin))),
        ("created_by", json!("x")),
        ("ws", json!("x")),
        ("user", json!("x")),
        ("token", json!("x")),
        ("uses", json!(-5)),
        ("expires_at", json!("2099-01-01T00:00:00Z")),
        ("version", json!(9)),
        ("personal", json!(true)),
    ] {
        let with = |mut body: serde_json::Value| {
            body[field] = value.clone();
            body
        };
        for answer in [
            admin.patch(&member, with(json!({ "role": "editor" }))).await,
            admin.post(&crew.path("/invitations"), with(json!({ "role": "viewer" }))).await,
            crew.owner.post(&crew.path("/transfer"), with(json!({ "user_id": user(&eddie), "confirm": "Team" }))).await,
            admin.patch(&crew.path(""), with(json!({ "name": "Crew" }))).await,
        ] {
            assert_eq!(code(&answer), (422, "validation_failed"), "{field}: {}", answer.text);
            assert!(answer.json["error"]["details"]["fields"][field].is_array(), "{field}: {}", answer.text);
        }
    }
    for role in ["Owner", "root", "", "admin "] {
        assert_eq!(code(&admin.patch(&member, json!({ "role": role })).await), (422, "validation_failed"), "{role:?}");
    }
    assert!(crew.roles().await.contains(&("eddie".to_owned(), "viewer".to_owned())));
}

#[tokio::test]
async fn children_of_another_workspace_are_not_found() {
    // Ledger rows 9 and 10: the child must belong to the parent in the address, whoever asks.
    let crew = Crew::new().await;
    let eddie = crew.member("eddie", "editor").await;
    let made = crew.owner.post(&crew.path("/invitations"), json!({ "role": "viewer" })).await;
    let invitation = made.json["data"]["id"].as_str().unwrap().to_owned();
    let other = crew.owner.post("/api/v1/workspaces", json!({ "name": "Other" })).await.json["data"]["id"].as_str().unwrap().to_owned();
    let below = |rest: &str| format!("/api/v1/workspaces/{other}{rest}");
    for answer in [
        crew.owner.delete(&below(&format!("/invitations/{invitation}"))).await,
        crew.owner.delete(&below(&format!("/members/{}", user(&eddie)))).await,
        crew.owner.patch(&below(&format!("/members/{}", user(&eddie))), json!({ "role": "viewer" })).await,
    ] {
        assert_eq!(code(&answer), (404, "not_found"), "{}", answer.text);
    }
    let transfer = crew.owner.post(&below("/transfer"), json!({ "user_id": user(&eddie), "confirm": "Other" })).await;
    assert_eq!(code(&transfer), (422, "validation_failed"), "{}", transfer.text);
    let stranger = crew.app.user("eve").await;
    for answer in [
        stranger.get(&crew.path("/members")).await,
        stranger.get(&crew.path("/invitations")).await,
        stranger.post(&crew.path("/invitations"), json!({ "role": "viewer" })).await,
        stranger.delete(&crew.path(&format!("/members/{}", user(&eddie)))).await,
        stranger.delete(&crew.path("/members/me")).await,
        stranger.delete(&crew.path("?confirm=Team")).await,
        stranger.delete(&crew.path(&format!("/invitations/{invitation}"))).await,
    ] {
        assert_eq!(code(&answer), (404, "not_found"), "{}", answer.text);
    }
    assert_eq!(crew.roles().await.len(), 2);
}

#[tokio::test]
async fn what_was_done_is_in_the_log() {
    let crew = Crew::new().await;
    let eddie = crew.member("eddie", "viewer").await;
    crew.set(&crew.owner, &eddie, "editor").await;
    crew.owner.patch(&crew.path(""), json!({ "name": "Crew" })).await;
    for (action, times) in
        [("workspace.create", 1), ("invitation.create", 1), ("invitation.accept", 1), ("member.role", 1), ("workspace.rename", 1)]
    {
        assert_eq!(crew.audited(action).await, times, "{action}");
    }
    assert_eq!(crew.set(&crew.owner, &eddie, "editor").await.status, 200, "no change is no error");
    assert_eq!(crew.audited("member.role").await, 1, "and no act");
}
