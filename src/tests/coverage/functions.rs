//! The server functions that pages call.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::Kind::{Admin, Bulk, Foreign, Names, Personal, Public, Workspace};
use super::{Ids, Kind, World, agent, scenario};
use crate::tests::harness::{Answer, Client};

/// A body, as the function wants it.
pub(super) enum Sent {
    Json(Value),
    Form(String),
}

use Sent::{Form, Json};

pub(super) type BodyOf = fn(&Ids) -> Sent;

const NOTHING: BodyOf = |_| Form(String::new());
const NO_ARGUMENTS: BodyOf = |_| Json(json!({}));
const QUERY: BodyOf = |_| Json(json!({ "query": {} }));
const JOB: BodyOf = |ids| Form(format!("id={}", ids.job));

/// Path below `/_fn`, what is expected of it, and valid arguments.
pub(super) const FUNCTIONS: &[(&str, Kind, BodyOf)] = &[
    ("auth/session", Public, NO_ARGUMENTS),
    ("auth/login", Public, NOTHING),
    ("auth/register", Public, NOTHING),
    ("auth/guest", Public, NOTHING),
    ("auth/forgot-password", Public, NOTHING),
    ("auth/reset-password", Public, NOTHING),
    ("auth/change-password", Personal, |_| Form("current_password=correct+horse+battery&password=another+horse+and+a+staple".into())),
    ("auth/verify-email", Personal, |_| Form("code=ABCD-EFGH".into())),
    ("auth/resend-verification", Personal, NOTHING),
    ("auth/logout", Public, NOTHING),
    ("auth/theme", Public, |_| Form("theme=dark".into())),
    ("auth/me", Personal, NO_ARGUMENTS),
    ("auth/profile", Personal, |_| Form("name=Bob".into())),
    ("avatars/remove", Personal, NOTHING),
    ("avatars/generate", Personal, |_| Form("prompt=A+fox".into())),
    ("account/preview", Personal, NO_ARGUMENTS),
    ("account/delete", Personal, |_| Form("password=correct+horse+battery".into())),
    ("auth/sessions", Personal, NO_ARGUMENTS),
    ("auth/revoke-session", Foreign, |ids| Form(format!("id={}", ids.session))),
    ("auth/revoke-other-sessions", Personal, NOTHING),
    ("auth/passkey-support", Public, NO_ARGUMENTS),
    ("auth/passkey-login", Public, |_| Json(json!({ "ceremony_id": "x", "credential": {}, "next": "" }))),
    ("auth/passkey-register", Public, |_| Json(json!({ "ceremony_id": "x", "credential": {}, "next": "" }))),
    ("auth/passkeys", Personal, NO_ARGUMENTS),
    ("auth/rename-passkey", Foreign, |ids| Form(format!("id={}&name=Mine", ids.passkey))),
    ("auth/remove-passkey", Foreign, |ids| Form(format!("id={}", ids.passkey))),
    ("keys/list", Personal, QUERY),
    ("keys/create", Personal, |_| Form("name=Bob&agents=read&days=30".into())),
    ("keys/just-made", Personal, NO_ARGUMENTS),
    ("keys/revoke", Foreign, |ids| Form(format!("id={}", ids.key))),
    ("audit/activity", Personal, QUERY),
    ("audit/all", Admin, QUERY),
    ("admin/users", Admin, QUERY),
    ("admin/set-role", Admin, |ids| Form(format!("id={}&role=admin", ids.user))),
    ("admin/set-state", Admin, |ids| Form(format!("id={}&state=disabled", ids.user))),
    ("setup/view", Public, |_| Json(json!({ "token": "guessed" }))),
    ("setup/claim", Foreign, |_| Form("token=guessed".into())),
    ("setup/register", Public, |_| Form("token=guessed&email=eve%40example.org&password=correct+horse+battery&name=Eve".into())),
    ("workspaces/list", Personal, QUERY),
    ("workspaces/create", Personal, |_| Form("name=Team".into())),
    ("workspaces/rename", Foreign, |ids| Form(format!("id={}&name=Mine", ids.workspace))),
    ("workspaces/switch", Foreign, |ids| Form(format!("id={}", ids.workspace))),
    ("workspaces/members", Foreign, |ids| Json(json!({ "id": ids.team, "query": {} }))),
    ("workspaces/set-role", Foreign, |ids| Form(format!("id={}&user_id={}&role=viewer", ids.team, ids.user))),
    ("workspaces/remove-member", Foreign, |ids| Form(format!("id={}&user_id={}", ids.team, ids.user))),
    ("workspaces/leave", Foreign, |ids| Form(format!("id={}", ids.team))),
    ("workspaces/transfer", Foreign, |ids| Form(format!("id={}&user_id={}&confirm=Ada%27s+team", ids.team, ids.user))),
    ("workspaces/delete", Foreign, |ids| Form(format!("id={}&confirm=Ada%27s+team", ids.team))),
    ("workspaces/invitations", Foreign, |ids| Json(json!({ "id": ids.team, "query": {} }))),
    ("workspaces/invite", Foreign, |ids| Form(format!("id={}&role=viewer", ids.team))),
    ("workspaces/fresh-link", Foreign, |ids| Json(json!({ "id": ids.team }))),
    ("workspaces/revoke-invitation", Foreign, |ids| Form(format!("id={}&invitation={}", ids.team, ids.invitation))),
    ("invitations/mine", Personal, NO_ARGUMENTS),
    ("invitations/preview", Public, |ids| Json(json!({ "token": ids.invitation }))),
    ("invitations/accept", Foreign, |ids| Form(format!("token={}", ids.invitation))),
    ("agents/list", Workspace, QUERY),
    ("agents/get", Foreign, |ids| Json(json!({ "id": ids.agent }))),
    ("agents/create", Workspace, |_| Json(json!({ "agent": { "name": "Bob's", "archetype": "Analyst", "expertise": ["Tea"] } }))),
    ("agents/update", Foreign, |ids| Json(json!({ "id": ids.agent, "agent": agent(), "version": null }))),
    ("agents/duplicate", Foreign, |ids| Json(json!({ "id": ids.agent }))),
    ("agents/delete", Bulk, |ids| Json(json!({ "ids": [ids.agent] }))),
    ("agents/add_from_library", Workspace, |ids| Json(json!({ "slugs": [ids.slug] }))),
    ("agents/candidates", Workspace, NO_ARGUMENTS),
    ("agents/panel", Workspace, |_| Json(json!({ "input": { "question": "Is it safe?", "size": 3 } }))),
    ("agents/panel", Names, |ids| Json(json!({ "input": { "question": "Is it safe?", "seated": [format!("agent:{}", ids.agent)] } }))),
    ("agents/refine_panel_form", Names, |ids| Form(format!("question=Safe&size=3&lock=agent:{}&out=&pool=both", ids.agent))),
    ("agents/picture_form", Foreign, |ids| Form(format!("id={}&prompt=A+fox", ids.agent))),
    ("agents/remove_picture_form", Foreign, |ids| Form(format!("id={}", ids.agent))),
    ("agents/population", Workspace, |_| Json(json!({ "input": { "size": 3 } }))),
    ("agents/library", Workspace, QUERY),
    ("agents/library_agent", Workspace, |ids| Json(json!({ "slug": ids.slug }))),
    ("agents/library_facets", Workspace, QUERY),
    ("agents/find", Workspace, QUERY),
    ("agents/open", Foreign, |ids| Json(json!({ "id": ids.agent }))),
    ("agents/facets", Workspace, QUERY),
    ("agents/last_change", Workspace, NO_ARGUMENTS),
    ("agents/bulk_form", Names, |ids| Form(format!("ids[]={}&act=duplicate", ids.agent))),
    ("agents/undo_form", Foreign, |_| Form("batch=none".into())),
    ("agents/filters", Workspace, NO_ARGUMENTS),
    ("agents/keep_filter", Workspace, |_| Form("name=Mine&place=library&query=q%3Dtea".into())),
    ("agents/remove_filter", Foreign, |ids| Form(format!("id={}", ids.filter))),
    ("saved/list", Workspace, QUERY),
    ("saved/save_form", Foreign, |ids| Form(format!("id={}", ids.agent))),
    ("saved/save_library_form", Workspace, |ids| Form(format!("slug={}", ids.slug))),
    ("saved/update_form", Foreign, |ids| Form(format!("id={}", ids.agent))),
    ("saved/use_form", Foreign, |ids| Form(format!("id={}", ids.saved))),
    ("saved/delete_form", Foreign, |ids| Form(format!("id={}", ids.saved))),
    ("agents/save_form", Foreign, |ids| {
        Form(format!(
            "agent[id]={}&agent[name]=Mine&agent[archetype]=Analyst&agent[expertise]=Tea&agent[formality]=3&agent[verbosity]=3",
            ids.agent
        ))
    }),
    ("agents/open_editor", Foreign, |ids| Json(json!({ "id": ids.agent, "from": null, "draft": true }))),
    ("agents/discard_form", Foreign, |ids| Form(format!("id={}", ids.agent))),
    ("agents/conflict", Foreign, |ids| Json(json!({ "id": ids.agent }))),
    ("agents/merge_form", Foreign, |ids| Form(format!("merge[id]={}&merge[theirs]=1", ids.agent))),
    ("agents/sample", Workspace, |_| Json(json!({ "agent": { "name": "Bob's", "archetype": "Analyst", "expertise": "Tea" } }))),
    ("agents/sample_form", Foreign, |ids| {
        Form(format!("agent[id]={}&agent[name]=Mine&agent[archetype]=Analyst&agent[expertise]=Tea", ids.agent))
    }),
    ("agents/contract", Workspace, |_| Json(json!({ "agent": { "name": "Bob's" } }))),
    ("agents/versions", Foreign, |ids| Json(json!({ "id": ids.agent, "query": {} }))),
    ("agents/restore_form", Foreign, |ids| Form(format!("id={}&version=1&seen=1", ids.agent))),
    ("agents/staged_import", Workspace, NO_ARGUMENTS),
    ("agents/import_form", Foreign, |_| Form("import[token]=x&import[rows][]=1".into())),
    ("agents/import_discard_form", Workspace, |_| Form("token=x".into())),
    ("agents/delete_form", Foreign, |ids| Form(format!("id={}", ids.agent))),
    ("agents/duplicate_form", Foreign, |ids| Form(format!("id={}", ids.agent))),
    ("agents/add_form", Workspace, |ids| Form(format!("slugs[]={}", ids.slug))),
    ("simulations/list", Workspace, QUERY),
    ("simulations/room", Foreign, |ids| Json(json!({ "id": ids.simulation }))),
    ("simulations/models", Workspace, NO_ARGUMENTS),
    ("simulations/metrics", Foreign, |ids| Json(json!({ "id": ids.simulation }))),
    ("simulations/estimate", Foreign, |ids| Json(json!({ "id": ids.simulation }))),
    ("simulations/estimate-input", Names, |ids| {
        Json(json!({ "input": { "scenario": scenario(), "participants": [{ "agent_id": ids.agent }] } }))
    }),
    ("transcripts/report", Workspace, |_| Json(json!({ "id": "nothing" }))),
    ("simulations/create", Names, |ids| Json(json!({ "input": { "scenario": scenario(), "participants": [{ "agent_id": ids.agent }] } }))),
    ("simulations/create", Names, |ids| {
        Json(json!({ "input": { "scenario_id": ids.scenario, "participants": [{ "library": ids.slug }] } }))
    }),
    ("simulations/form", Names, |ids| Form(format!("form[title]=T&form[question]=Q&form[participants][]=agent:{}", ids.agent))),
    ("simulations/control", Foreign, |ids| Form(format!("id={}&act=stop", ids.simulation))),
    ("simulations/observe", Foreign, |ids| Form(format!("id={}&input[content]=Hello", ids.simulation))),
    ("simulations/next", Foreign, |ids| Form(format!("id={}&participant=p1", ids.simulation))),
    ("simulations/add-participants", Foreign, |ids| Json(json!({ "id": ids.simulation, "participants": [{ "library": ids.slug }] }))),
    ("simulations/participant", Foreign, |ids| Json(json!({ "id": ids.simulation, "participant": "p1", "patch": { "muted": true } }))),
    ("simulations/update", Foreign, |ids| Json(json!({ "id": ids.simulation, "patch": { "title": "Mine now" } }))),
    ("simulations/scenario", Foreign, |ids| Json(json!({ "id": ids.simulation, "scenario": scenario() }))),
    ("simulations/branch", Foreign, |ids| Json(json!({ "id": ids.simulation, "input": { "turn": 1 } }))),
    ("simulations/turns", Foreign, |ids| Json(json!({ "id": ids.simulation, "after": 0, "limit": null }))),
    ("simulations/turn", Foreign, |ids| Json(json!({ "id": ids.simulation, "turn": 1 }))),
    ("simulations/asides", Foreign, |ids| Json(json!({ "id": ids.simulation, "after": 0, "limit": null }))),
    ("simulations/get", Foreign, |ids| Json(json!({ "id": ids.simulation }))),
    ("simulations/annotations", Foreign, |ids| Json(json!({ "id": ids.simulation }))),
    ("simulations/annotate", Foreign, |ids| Json(json!({ "id": ids.simulation, "input": { "seq": 1, "kind": "note", "text": "Mine" } }))),
    ("simulations/remove-annotation", Foreign, |ids| Json(json!({ "id": ids.simulation, "annotation": super::ANNOTATION }))),
    ("simulations/line", Foreign, |ids| Json(json!({ "id": ids.simulation, "seq": 1 }))),
    ("simulations/mark-line", Foreign, |ids| Form(format!("id={}&seq=1&kind=note&text=Mine", ids.simulation))),
    ("simulations/unmark-line", Foreign, |ids| Form(format!("id={}&annotation={}", ids.simulation, super::ANNOTATION))),
    ("simulations/branch-form", Foreign, |ids| Form(format!("id={}&turn=1", ids.simulation))),
    ("simulations/compare", Foreign, |ids| Json(json!({ "a": ids.simulation, "b": ids.simulation }))),
    ("simulations/delete", Foreign, |ids| Form(format!("id={}", ids.simulation))),
    ("simulations/history", Workspace, QUERY),
    ("simulations/import-problem", Workspace, |_| Json(json!({ "id": "nothing" }))),
    ("simulations/named", Workspace, |ids| Json(json!({ "ids": [ids.simulation] }))),
    ("simulations/bulk-delete-form", Bulk, |ids| Form(format!("ids[]={}", ids.simulation))),
    ("simulations/tags", Foreign, |ids| Form(format!("id={}&tags=mine", ids.simulation))),
    ("simulations/shares", Foreign, |ids| Json(json!({ "id": ids.simulation }))),
    ("simulations/share", Foreign, |ids| Form(format!("id={}&days=1", ids.simulation))),
    ("simulations/fresh-share", Foreign, |ids| Json(json!({ "id": ids.simulation }))),
    ("simulations/revoke-share", Foreign, |ids| Form(format!("id={}&share={}", ids.simulation, ids.share))),
    ("shares/view", Public, |_| Json(json!({ "token": "guessed" }))),
    ("simulations/translated", Foreign, |ids| Json(json!({ "id": ids.simulation, "language": "French" }))),
    ("simulations/translate", Foreign, |ids| Form(format!("id={}&language=French", ids.simulation))),
    ("scenarios/list", Workspace, NO_ARGUMENTS),
    ("scenarios/shelf", Workspace, QUERY),
    ("scenarios/get", Foreign, |ids| Json(json!({ "id": ids.scenario }))),
    ("scenarios/surprise", Workspace, |_| Form("domain=law".into())),
    ("scenarios/save", Foreign, |ids| Form(format!("form[id]={}&form[title]=Mine&form[question]=Q", ids.scenario))),
    ("scenarios/delete", Foreign, |ids| Form(format!("id={}", ids.scenario))),
    ("scenarios/duplicate", Foreign, |ids| Form(format!("id={}", ids.scenario))),
    ("scenarios/keep", Foreign, |ids| Form(format!("id={}", ids.simulation))),
    ("documents/list", Workspace, QUERY),
    ("documents/get", Foreign, |ids| Json(json!({ "id": ids.document }))),
    ("documents/categories", Workspace, NO_ARGUMENTS),
    ("documents/create", Workspace, |_| Form("title=Note&category=&markdown=Text".into())),
    ("documents/update", Foreign, |ids| Form(format!("id={}&title=Mine", ids.document))),
    ("documents/delete", Foreign, |ids| Form(format!("id={}", ids.document))),
    ("documents/bulk-delete", Bulk, |ids| Json(json!({ "ids": [ids.document] }))),
    ("documents/generate", Names, |ids| Form(format!("simulation_id={}&kind=summary", ids.simulation))),
    ("documents/open", Foreign, |ids| Json(json!({ "id": ids.document }))),
    ("documents/sources", Workspace, |_| Json(json!({ "chosen": null }))),
    ("documents/sources", Workspace, |ids| Json(json!({ "chosen": ids.simulation }))),
    ("documents/submit", Names, |ids| Form(format!("form[kind]=summary&form[simulation_ids][]={}", ids.simulation))),
    ("documents/save", Foreign, |ids| Form(format!("form[id]={}&form[title]=Mine", ids.document))),
    ("documents/delete-form", Foreign, |ids| Form(format!("id={}", ids.document))),
    ("documents/bulk-delete-form", Bulk, |ids| Form(format!("ids[]={}", ids.document))),
    ("jobs/list", Workspace, QUERY),
    ("jobs/get", Foreign, |ids| Json(json!({ "id": ids.job }))),
    ("jobs/cancel", Foreign, JOB),
    ("jobs/retry", Foreign, JOB),
];

#[test]
fn every_server_function_is_classified() {
    let registered: BTreeSet<String> =
        server_fn::axum::server_fn_paths().map(|(path, _)| path.trim_start_matches("/_fn/").to_owned()).collect();
    assert!(registered.len() > 30, "only {registered:?}");
    let classified: BTreeSet<String> = FUNCTIONS.iter().map(|(path, _, _)| (*path).to_owned()).collect();
    let missing: Vec<_> = registered.difference(&classified).collect();
    let gone: Vec<_> = classified.difference(&registered).collect();
    assert!(missing.is_empty(), "say in tests/coverage/functions.rs what is expected of {missing:?}");
    assert!(gone.is_empty(), "no longer there: {gone:?}");
}

pub(super) async fn call(client: &Client, path: &str, sent: Sent, headers: &[(&str, &str)]) -> Answer {
    let (kind, text) = match sent {
        Json(value) => ("application/json", value.to_string()),
        Form(text) => ("application/x-www-form-urlencoded", text.replace('[', "%5B").replace(']', "%5D")),
    };
    let mut request =
        client.request(Method::POST, &format!("/_fn/{path}")).header("content-type", kind).header("accept", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    client.send(request.body(Body::from(text)).unwrap()).await
}

/// Status and code of a refusal.
pub(super) fn refusal(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.json["code"].as_str().or(answer.json["error"]["code"].as_str()).unwrap_or(""))
}

#[tokio::test]
async fn nobody_gets_in_without_credentials() {
    let world = World::new().await;
    let before = world.snapshot().await;
    for (path, kind, body) in FUNCTIONS {
        let answer = call(&world.app.anonymous(), path, body(&world.ids), &[]).await;
        let what = format!("{path}: {} {}", answer.status, answer.text);
        if *kind == Public {
            assert!(answer.status < 500, "{what}");
        } else {
            assert_eq!(refusal(&answer), (401, "unauthenticated"), "{what}");
        }
        world.shows_nothing_of_ada(path, &answer);
    }
    assert_eq!(before, world.snapshot().await);
}

#[tokio::test]
async fn another_tenant_finds_nothing() {
    let world = World::new().await;
    let before = world.snapshot().await;
    for (path, kind, body) in FUNCTIONS {
        if *kind == Public {
            continue; // some of them end the caller's session
        }
        // Whoever ends their account is somebody else.
        let other = if *path == "account/delete" { Some(world.app.user("cleo").await) } else { None };
        let answer = call(other.as_ref().unwrap_or(&world.bob), path, body(&world.ids), &[]).await;
        let what = format!("{path} ({kind:?}): {} {}", answer.status, answer.text);
        match kind {
            Foreign => assert_eq!(refusal(&answer), (404, "not_found"), "{what}"),
            Names => assert!(matches!(answer.status, 404 | 422), "{what}"),
            Admin => assert_eq!(refusal(&answer), (403, "forbidden"), "{what}"),
            Bulk => {
                assert!(answer.status < 400 && answer.json["deleted"] == 0, "{what}");
                continue; // the answer repeats what was asked for
            }
            Public | Personal | Workspace | super::Kind::Current => assert!(answer.status < 400, "{what}"),
        }
        world.shows_nothing_of_ada(path, &answer);
    }
    assert_eq!(before, world.snapshot().await, "another tenant changed something");
}

#[tokio::test]
async fn naming_a_foreign_workspace_opens_nothing() {
    let world = World::new().await;
    let before = world.snapshot().await;
    for (path, kind, body) in FUNCTIONS {
        if matches!(kind, Public | Personal | Admin) {
            continue;
        }
        let answer = call(&world.bob, path, body(&world.ids), &[("x-workspace-id", &world.ids.workspace)]).await;
        assert_eq!(refusal(&answer), (404, "not_found"), "{path}: {}", answer.text);
    }
    assert_eq!(before, world.snapshot().await, "another tenant changed something");
}

#[tokio::test]
async fn a_cookie_that_names_a_foreign_workspace_shows_the_own_one() {
    let world = World::new().await;
    let cookie = format!("colloquy_workspace={}", world.ids.workspace);
    for path in ["agents/list", "simulations/list", "documents/list", "jobs/list"] {
        let answer = call(&world.bob, path, Json(json!({ "query": {} })), &[("cookie", &cookie)]).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        world.shows_nothing_of_ada(path, &answer);
    }
}

#[tokio::test]
async fn the_table_calls_what_it_says() {
    // The same reads by the owner reach their target.
    let world = World::new().await;
    for path in ["agents/get", "simulations/room", "documents/get", "jobs/get", "agents/library_agent"] {
        let (_, _, body) = FUNCTIONS.iter().find(|(known, _, _)| *known == path).unwrap();
        let answer = call(&world.ada, path, body(&world.ids), &[]).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    }
}

#[tokio::test]
async fn arguments_that_make_no_sense_are_refused() {
    let world = World::new().await;
    for (path, _, body) in FUNCTIONS {
        let nonsense = match body(&world.ids) {
            Json(_) => Json(json!([1, 2])),
            Form(text) if !text.is_empty() => Form("%FF%FE=1".into()),
            Form(_) => continue,
        };
        if path.ends_with("add_form")
            || path.ends_with("/form")
            || matches!(
                *path,
                "auth/session"
                    | "keys/just-made"
                    | "auth/me"
                    | "auth/sessions"
                    | "auth/passkeys"
                    | "auth/passkey-support"
                    | "scenarios/list"
                    | "agents/filters"
                    | "agents/last_change"
                    | "agents/discard_form"
            )
            || path.ends_with("facets")
            || path.ends_with("models")
            || path.ends_with("categories")
        {
            continue; // every argument has a default
        }
        let answer = call(&world.ada, path, nonsense, &[]).await;
        assert!((400..500).contains(&answer.status), "{path}: {} {}", answer.status, answer.text);
    }
}
