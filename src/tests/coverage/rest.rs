//! The API's operations, as its own description lists them.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::Kind::{Admin, Bulk, Current, Foreign, Names, Personal, Public, Workspace};
use super::{Ids, Kind, World, agent, scenario};
use crate::tests::harness::{Answer, Client};

pub(super) type BodyOf = fn(&Ids) -> Value;

const NONE: BodyOf = |_| Value::Null;
const AGENT: BodyOf = |_| agent();
const SCENARIO: BodyOf = |_| scenario();
const DOCUMENT: BodyOf = |_| json!({ "title": "Note", "category": "", "markdown": "Text" });
const SAY: BodyOf = |_| json!({ "content": "Hello" });
const PANEL: BodyOf = |ids| json!({ "participants": [{ "library": ids.slug }] });

/// `operationId`, what is expected of it, and a body that is valid. An operation may stand here
/// several times, with several bodies.
const OPERATIONS: &[(&str, Kind, BodyOf)] = &[
    ("login", Public, NONE),
    ("register", Public, NONE),
    ("guest_login", Public, NONE),
    ("refresh", Public, NONE),
    ("refresh_by_header", Public, NONE),
    ("token", Public, NONE),
    ("begin_passkey_registration", Public, NONE),
    ("complete_passkey_registration", Public, NONE),
    ("begin_passkey_login", Public, |_| json!({})),
    ("complete_passkey_login", Public, NONE),
    ("list_passkeys", Personal, NONE),
    ("begin_passkey", Personal, NONE),
    (
        "complete_passkey",
        Foreign,
        |_| json!({ "ceremony_id": "x", "credential": { "id": "AA", "rawId": "AA", "type": "public-key", "response": { "attestationObject": "AA", "clientDataJSON": "AA" } } }),
    ),
    ("update_passkey", Foreign, |_| json!({ "name": "Mine now" })),
    ("delete_passkey", Foreign, NONE),
    ("forgot_password", Public, NONE),
    ("reset_password", Public, NONE),
    ("change_password", Personal, |_| json!({ "current_password": "correct horse battery", "new_password": "another horse and a staple" })),
    ("verify_email", Personal, |_| json!({ "code": "ABCD-EFGH" })),
    ("resend_verification", Personal, NONE),
    ("logout", Personal, NONE),
    ("get_me", Personal, NONE),
    ("update_me", Personal, |_| json!({ "name": "Bob" })),
    ("upgrade_guest", Personal, |_| json!({ "email": "kept@example.org", "password": "correct horse battery", "name": "Kept" })),
    ("upload_avatar", Personal, |_| json!({ "$png": true })),
    ("remove_avatar", Personal, NONE),
    ("generate_avatar", Personal, |_| json!({ "prompt": "A fox" })),
    ("export_account", Personal, NONE),
    ("delete_account", Personal, |_| json!({ "confirm": "delete everything" })),
    ("list_sessions", Personal, NONE),
    ("session_events", Personal, NONE),
    ("revoke_other_sessions", Personal, NONE),
    ("revoke_session", Foreign, NONE),
    ("list_api_keys", Personal, NONE),
    ("create_api_key", Personal, |_| json!({ "name": "Bob's", "scopes": ["agents:read"] })),
    ("revoke_api_key", Foreign, NONE),
    ("list_activity", Personal, NONE),
    ("list_workspace_audit", Foreign, NONE),
    ("list_audit", Admin, NONE),
    ("list_users", Admin, NONE),
    ("get_user", Admin, NONE),
    ("update_user", Admin, |_| json!({ "state": "disabled" })),
    ("list_workspaces", Personal, NONE),
    ("create_workspace", Personal, |_| json!({ "name": "Team" })),
    ("get_workspace", Foreign, NONE),
    ("update_workspace", Foreign, |_| json!({ "name": "Mine now" })),
    ("delete_workspace", Foreign, NONE),
    ("list_members", Foreign, NONE),
    ("update_member", Foreign, |_| json!({ "role": "viewer" })),
    ("remove_member", Foreign, NONE),
    ("transfer_workspace", Foreign, |ids| json!({ "user_id": ids.user, "confirm": "Ada's team" })),
    ("list_invitations", Foreign, NONE),
    ("create_invitation", Foreign, |_| json!({ "role": "viewer" })),
    ("revoke_invitation", Foreign, NONE),
    ("list_my_invitations", Personal, NONE),
    ("get_invitation", Public, NONE),
    ("accept_invitation", Foreign, NONE),
    ("list_agents", Workspace, NONE),
    ("create_agent", Workspace, AGENT),
    ("add_library_agents", Workspace, |ids| json!({ "library": [ids.slug] })),
    ("bulk_delete_agents", Bulk, |ids| json!({ "ids": [ids.agent] })),
    ("suggest_panel", Workspace, |_| json!({ "question": "Is it safe?", "size": 3 })),
    ("suggest_panel", Names, |ids| json!({ "question": "Is it safe?", "locked": [format!("agent:{}", ids.agent)] })),
    ("sample_agents", Workspace, |_| json!({ "size": 3 })),
    ("restore_agents", Bulk, |ids| json!({ "ids": [ids.agent] })),
    ("bulk_tag_agents", Bulk, |ids| json!({ "ids": [ids.agent], "add": ["Mine"] })),
    ("bulk_duplicate_agents", Names, |ids| json!({ "ids": [ids.agent] })),
    ("agent_facets", Workspace, NONE),
    ("agent_events", Workspace, NONE),
    ("list_agent_filters", Workspace, NONE),
    ("create_agent_filter", Workspace, |_| json!({ "name": "Mine", "query": "q=tea" })),
    ("delete_agent_filter", Foreign, NONE),
    ("library_facets", Workspace, NONE),
    ("save_library_agent", Workspace, NONE),
    ("save_agent", Foreign, NONE),
    ("update_agent_from_saved", Foreign, NONE),
    ("get_agent_saved", Foreign, NONE),
    ("use_saved_agent", Foreign, NONE),
    ("list_library_agents", Workspace, NONE),
    ("list_library_domains", Workspace, NONE),
    ("get_library_agent", Workspace, NONE),
    ("get_agent", Foreign, NONE),
    ("replace_agent", Foreign, AGENT),
    ("update_agent", Foreign, |_| json!({ "name": "Mine now" })),
    ("delete_agent", Foreign, NONE),
    ("duplicate_agent", Foreign, NONE),
    ("generate_agent_avatar", Foreign, |_| json!({ "prompt": "A fox" })),
    ("upload_agent_avatar", Foreign, |_| json!({ "$png": true })),
    ("remove_agent_avatar", Foreign, NONE),
    ("list_agent_versions", Foreign, NONE),
    ("get_agent_version", Foreign, NONE),
    ("restore_agent", Foreign, |_| json!({ "version": 1 })),
    ("import_agents", Workspace, |_| json!({ "name": "A newcomer", "archetype": "Analyst", "expertise": ["Tea"] })),
    ("export_agents", Workspace, NONE),
    ("list_saved_agents", Workspace, NONE),
    ("create_saved_agent", Workspace, AGENT),
    ("get_saved_agent", Foreign, NONE),
    ("replace_saved_agent", Foreign, AGENT),
    ("delete_saved_agent", Foreign, NONE),
    ("list_scenarios", Workspace, NONE),
    ("create_scenario", Workspace, SCENARIO),
    ("random_scenario", Workspace, NONE),
    ("get_scenario", Foreign, NONE),
    ("update_scenario", Foreign, SCENARIO),
    ("delete_scenario", Foreign, NONE),
    ("duplicate_scenario", Foreign, NONE),
    ("keep_scenario", Foreign, NONE),
    ("list_simulations", Workspace, NONE),
    ("create_simulation", Names, |ids| json!({ "scenario": scenario(), "participants": [{ "agent_id": ids.agent }] })),
    ("create_simulation", Names, |ids| json!({ "scenario_id": ids.scenario, "participants": [{ "library": ids.slug }] })),
    ("bulk_delete_simulations", Bulk, |ids| json!({ "ids": [ids.simulation] })),
    ("get_simulation", Foreign, NONE),
    ("update_simulation", Foreign, |_| json!({ "title": "Mine now" })),
    ("delete_simulation", Foreign, NONE),
    ("set_simulation_scenario", Foreign, SCENARIO),
    ("set_simulation_participants", Foreign, PANEL),
    ("start_simulation", Foreign, NONE),
    ("pause_simulation", Foreign, NONE),
    ("resume_simulation", Foreign, NONE),
    ("step_simulation", Foreign, NONE),
    ("another_round", Foreign, NONE),
    ("stop_simulation", Foreign, NONE),
    ("list_messages", Foreign, NONE),
    ("simulation_events", Foreign, NONE),
    ("observe", Foreign, SAY),
    ("list_observer_messages", Foreign, NONE),
    ("set_simulation_tags", Foreign, |_| json!({ "tags": ["mine"] })),
    ("export_simulation", Foreign, NONE),
    ("export_simulations", Workspace, NONE),
    ("import_simulation", Workspace, |_| super::simulation_file()),
    ("list_shares", Foreign, NONE),
    ("create_share", Foreign, |_| json!({ "days": 1 })),
    ("revoke_share", Foreign, NONE),
    ("translate_simulation", Foreign, |_| json!({ "language": "French" })),
    ("get_translation", Foreign, NONE),
    ("translate_current", Current, |_| json!({ "language": "French" })),
    ("check_transcript", Workspace, |_| json!({ "messages": [{ "speaker": "Ada", "text": "Good morning." }] })),
    ("next_speaker", Foreign, |_| json!({ "participant": "p1" })),
    ("interrupt_speaker", Foreign, NONE),
    ("add_simulation_participants", Foreign, PANEL),
    ("update_simulation_participant", Foreign, |_| json!({ "muted": true })),
    ("get_metrics", Foreign, NONE),
    ("get_estimate", Foreign, NONE),
    ("list_turns", Foreign, NONE),
    ("get_turn", Foreign, NONE),
    ("list_asides", Foreign, NONE),
    ("list_annotations", Foreign, NONE),
    ("create_annotation", Foreign, |_| json!({ "seq": 1, "kind": "note", "text": "Mine" })),
    ("delete_annotation", Foreign, NONE),
    ("branch_simulation", Foreign, |_| json!({ "turn": 1 })),
    ("list_conversations", Workspace, NONE),
    ("get_conversation", Foreign, NONE),
    ("bulk_delete_conversations", Bulk, |ids| json!({ "ids": [ids.simulation] })),
    ("current_state", Current, NONE),
    ("start_current", Current, NONE),
    ("pause_current", Current, NONE),
    ("resume_current", Current, NONE),
    ("set_current_scenario", Current, SCENARIO),
    ("generate_round", Current, NONE),
    ("observe_current", Current, SAY),
    ("current_observer_messages", Current, NONE),
    ("list_documents", Workspace, NONE),
    ("create_document", Workspace, DOCUMENT),
    ("delete_documents", Bulk, |ids| json!({ "ids": [ids.document] })),
    ("list_document_categories", Workspace, NONE),
    ("generate_document", Names, |ids| json!({ "type": "summary", "simulation_ids": [ids.simulation] })),
    ("get_document", Foreign, NONE),
    ("replace_document", Foreign, DOCUMENT),
    ("update_document", Foreign, |_| json!({ "title": "Mine now" })),
    ("delete_document", Foreign, NONE),
    ("export_document", Foreign, NONE),
    ("list_jobs", Workspace, NONE),
    ("get_job", Foreign, NONE),
    ("cancel_job", Foreign, NONE),
    ("retry_job", Foreign, NONE),
    ("stream_job_events", Foreign, NONE),
];

/// Reads that need more than a look: the workspace's owners and admins have them.
pub(super) const MANAGED: &[&str] = &["list_invitations", "list_workspace_audit"];

/// Operations that only read, though what they are asked comes in a body.
pub(super) const LOOKS: &[&str] = &["suggest_panel", "sample_agents"];

/// Whether the answer never ends by itself.
pub(super) fn is_stream(operation: &Operation) -> bool {
    matches!(operation.id.as_str(), "stream_job_events" | "simulation_events" | "agent_events" | "session_events")
}

/// An operation of the description.
pub(super) struct Operation {
    pub id: String,
    pub method: Method,
    /// Relative to `/api/v1`.
    pub path: String,
    pub public: bool,
}

pub(super) fn described() -> Vec<Operation> {
    let document = serde_json::to_value(crate::server::openapi::document()).unwrap();
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            found.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                public: operation["security"] == json!([{}]),
            });
        }
    }
    assert!(found.len() > 60, "only {} operations", found.len());
    found
}

#[test]
fn every_operation_is_classified() {
    let described: BTreeSet<String> = described().into_iter().map(|operation| operation.id).collect();
    let classified: BTreeSet<String> = OPERATIONS.iter().map(|(id, _, _)| (*id).to_owned()).collect();
    let missing: Vec<_> = described.difference(&classified).collect();
    let gone: Vec<_> = classified.difference(&described).collect();
    assert!(missing.is_empty(), "say in tests/coverage/rest.rs what is expected of {missing:?}");
    assert!(gone.is_empty(), "no longer in the API: {gone:?}");
}

#[test]
fn only_signing_in_is_open_to_everybody() {
    for operation in described() {
        let public = OPERATIONS.iter().any(|(id, kind, _)| *id == operation.id && *kind == Public);
        assert_eq!(operation.public, public, "{}: the description and the table disagree about credentials", operation.id);
    }
}

/// The smallest picture.
fn png() -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(1, 1).write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner()
}

/// Operations after which their caller is somebody else, or nobody.
const ENDS_THE_CALLER: [&str; 3] = ["logout", "upgrade_guest", "delete_account"];

/// Rows of the table with their operation.
pub(super) fn rows() -> Vec<(Operation, Kind, BodyOf)> {
    let mut found = Vec::new();
    for (id, kind, body) in OPERATIONS {
        let operation = described().into_iter().find(|operation| operation.id == *id).unwrap();
        found.push((operation, *kind, *body));
    }
    found
}

pub(super) async fn call(client: &Client, operation: &Operation, world: &World, body: BodyOf, headers: &[(&str, &str)]) -> Answer {
    let path = format!("/api/v1{}", world.ids.fill(&operation.path));
    let mut request = client.request(operation.method.clone(), &path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = body(&world.ids);
    let request = if body.is_null() {
        request.body(Body::empty())
    } else if body["$png"] == true {
        request.header("content-type", "image/png").body(Body::from(png()))
    } else {
        request.header("content-type", "application/json").body(Body::from(body.to_string()))
    };
    client.send(request.unwrap()).await
}

#[tokio::test]
async fn nobody_gets_in_without_credentials() {
    let world = World::new().await;
    let before = world.snapshot().await;
    let anonymous = world.app.anonymous();
    let forged = anonymous.with_token("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.");
    for (operation, kind, body) in rows() {
        for caller in [&anonymous, &forged] {
            let answer = call(caller, &operation, &world, body, &[]).await;
            let what = format!("{} {}: {} {}", operation.method, operation.path, answer.status, answer.text);
            if kind == Public {
                assert!(answer.status < 500, "{what}");
                continue;
            }
            assert_eq!((answer.status, answer.json["error"]["code"].as_str()), (401, Some("unauthenticated")), "{what}");
            assert!(answer.headers.contains_key("www-authenticate"), "{what}");
            world.shows_nothing_of_ada(&operation.id, &answer);
        }
    }
    assert_eq!(before, world.snapshot().await);
}

#[tokio::test]
async fn another_tenant_finds_nothing() {
    let world = World::new().await;
    let before = world.snapshot().await;
    for (operation, kind, body) in rows() {
        // A stream of one's own has no end to wait for.
        if kind == Public || (matches!(kind, Workspace | Personal) && is_stream(&operation)) {
            continue;
        }
        // The caller that logs out, or that must have no simulation of its own, is somebody else.
        let guest = if ENDS_THE_CALLER.contains(&operation.id.as_str()) || kind == Current { Some(world.app.guest().await) } else { None };
        let answer = call(guest.as_ref().unwrap_or(&world.bob), &operation, &world, body, &[]).await;
        let what = format!("{} {} ({kind:?}): {} {}", operation.method, operation.path, answer.status, answer.text);
        match kind {
            Foreign | Current => assert_eq!((answer.status, answer.json["error"]["code"].as_str()), (404, Some("not_found")), "{what}"),
            Names => assert!(matches!(answer.status, 404 | 422), "{what}"),
            Admin => assert_eq!((answer.status, answer.json["error"]["code"].as_str()), (403, Some("forbidden")), "{what}"),
            Bulk => {
                let named = body(&world.ids)["ids"].clone();
                let data = &answer.json["data"];
                let number = ["deleted", "restored", "changed"].iter().find_map(|name| data.get(name));
                assert_eq!((answer.status, number, &data["missing"]), (200, Some(&json!(0)), &named), "{what}");
                continue; // the answer repeats what was asked for
            }
            Public | Personal | Workspace => assert!(answer.status < 300, "{what}"),
        }
        if !matches!(
            operation.id.as_str(),
            "create_agent"
                | "create_saved_agent"
                | "export_agents"
                | "create_scenario"
                | "list_agents"
                | "list_saved_agents"
                | "list_scenarios"
        ) {
            world.shows_nothing_of_ada(&operation.id, &answer);
        }
    }
    assert_eq!(before, world.snapshot().await, "another tenant changed something");
}

#[tokio::test]
async fn lists_of_another_tenant_are_empty() {
    let world = World::new().await;
    for path in ["agents", "saved-agents", "simulations", "conversations", "documents", "jobs"] {
        let answer = world.bob.get(&format!("/api/v1/{path}")).await;
        assert_eq!((answer.status, &answer.json["data"]), (200, &json!([])), "{path}");
    }
    for path in ["agents?q=Ada", "simulations?q=Ada", "documents?q=Ada", "scenarios", "workspaces", "auth/sessions", "documents/categories"]
    {
        let answer = world.bob.get(&format!("/api/v1/{path}")).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        world.shows_nothing_of_ada(path, &answer);
    }
}

#[tokio::test]
async fn naming_a_foreign_workspace_opens_nothing() {
    let world = World::new().await;
    let before = world.snapshot().await;
    for (operation, kind, body) in rows() {
        if matches!(kind, Public | Personal | Admin) {
            continue;
        }
        for workspace in [world.ids.workspace.as_str(), "no-such-workspace"] {
            let answer = call(&world.bob, &operation, &world, body, &[("x-workspace-id", workspace)]).await;
            let what = format!("{} {} in {workspace}: {} {}", operation.method, operation.path, answer.status, answer.text);
            assert_eq!((answer.status, answer.json["error"]["code"].as_str()), (404, Some("not_found")), "{what}");
        }
    }
    assert_eq!(before, world.snapshot().await, "another tenant changed something");
}

#[tokio::test]
async fn the_table_calls_what_it_says() {
    // The same requests by the owner do reach their target: a 404 above is a refusal, no misprint.
    let world = World::new().await;
    for (operation, kind, body) in rows() {
        let reads = operation.method == Method::GET && !is_stream(&operation);
        if !reads || matches!(kind, Public | Admin) {
            continue;
        }
        let answer = call(&world.ada, &operation, &world, body, &[]).await;
        assert_eq!(answer.status, 200, "{} {}: {}", operation.method, operation.path, answer.text);
    }
}
