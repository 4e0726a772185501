//! The same operations with credentials that are no longer good, or never were, and by a member who may only look.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chrono::Duration;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::Kind::{Admin, Current, Personal, Public};
use super::{World, functions, rest};
use crate::server::secrets::Secrets;
use crate::server::tokens;
use crate::tests::harness::Client;

/// Server functions that only read, besides those whose name ends so.
const READS: &[&str] = &[
    "agents/candidates",
    "agents/panel",
    "agents/refine_panel_form",
    "agents/population",
    "agents/contract",
    "agents/open_editor",
    "agents/versions",
    "agents/find",
    "agents/open",
    "agents/facets",
    "agents/last_change",
    "agents/filters",
    "simulations/room",
    "simulations/history",
    "simulations/named",
    "simulations/import-problem",
    "simulations/line",
    "simulations/shares",
    "simulations/fresh-share",
    "simulations/translated",
    "scenarios/shelf",
    "scenarios/surprise",
    "simulations/models",
    "transcripts/report",
    "simulations/metrics",
    "simulations/turns",
    "simulations/turn",
    "simulations/asides",
    "simulations/annotations",
    "simulations/compare",
    "simulations/estimate",
    "simulations/estimate-input",
    "documents/open",
    "documents/sources",
    "workspaces/members",
    "workspaces/fresh-link",
];

/// What needs no right in a workspace but to be in it: everybody may leave and keep filters of their own, an invitation itself
/// is the right to accept it, and a transcript that is checked is the caller's own and not stored.
const NO_RIGHT: &[&str] = &[
    "workspaces/leave",
    "invitations/accept",
    "accept_invitation",
    "check_transcript",
    "create_agent_filter",
    "delete_agent_filter",
    "agents/keep_filter",
    "agents/remove_filter",
];

/// A token with any header and claims.
fn forge(header: &Value, claims: &Value, key: &[u8]) -> String {
    let body = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(body.as_bytes());
    format!("{body}.{}", BASE64.encode(mac.finalize().into_bytes()))
}

/// Ada's own user and session in tokens that must not work, each with its name.
async fn bad_tokens(world: &World) -> Vec<(&'static str, String)> {
    let secrets = &world.app.state.secrets;
    let now = world.app.clock.now();
    let user = world.ada.user["id"].as_str().unwrap();
    let session = &world.ids.session;
    let life = std::time::Duration::from_secs(600);
    let ours = json!({ "alg": "HS256", "typ": "JWT", "kid": secrets.signing_key.id() });
    let claims = |aud: &str| json!({ "iss": tokens::ISSUER, "aud": aud, "sub": user, "sid": session, "iat": now.timestamp(), "exp": now.timestamp() + 600, "typ": "access", "prt": "" });
    let good = forge(&ours, &claims(tokens::AUDIENCE), secrets.signing_key.bytes());
    assert_eq!(world.ada.with_token(&good).get("/api/v1/auth/me").await.status, 200, "the forger of this test can make a good one");
    let none = forge(&json!({ "alg": "none", "typ": "JWT", "kid": secrets.signing_key.id() }), &claims(tokens::AUDIENCE), b"");
    let unsigned = format!("{}.", none.rsplit_once('.').unwrap().0);
    let gone = world.app.user("gone").await;
    assert_eq!(gone.post("/api/v1/auth/logout", json!({})).await.status, 204);
    vec![
        ("expired", tokens::sign_access(secrets, user, session, "", now - Duration::hours(1), life).unwrap()),
        ("revoked", gone.token.unwrap()),
        ("alg none", unsigned),
        ("wrong audience", forge(&ours, &claims("another-api"), secrets.signing_key.bytes())),
        ("wrong key", forge(&ours, &claims(tokens::AUDIENCE), Secrets::random().unwrap().signing_key.bytes())),
        ("a refresh token", world.ada.refresh_token.clone()),
    ]
}

#[tokio::test]
async fn no_operation_takes_a_bad_token() {
    let world = World::new().await;
    let before = world.snapshot().await;
    for (name, token) in bad_tokens(&world).await {
        let caller = world.app.anonymous().with_token(&token);
        for (operation, kind, body) in rest::rows() {
            if kind == Public {
                continue;
            }
            let answer = rest::call(&caller, &operation, &world, body, &[]).await;
            let what = format!("{name}: {} {}: {} {}", operation.method, operation.path, answer.status, answer.text);
            assert_eq!((answer.status, answer.json["error"]["code"].as_str()), (401, Some("unauthenticated")), "{what}");
        }
        for (path, kind, body) in functions::FUNCTIONS {
            if *kind == Public {
                continue;
            }
            let answer = functions::call(&caller, path, body(&world.ids), &[]).await;
            assert_eq!(functions::refusal(&answer), (401, "unauthenticated"), "{name}: {path}: {}", answer.text);
        }
    }
    assert_eq!(before, world.snapshot().await);
}

/// Bob may look into Ada's workspaces, and no more.
async fn as_viewer(world: &World) -> Client {
    let user = world.bob.user["id"].as_str().unwrap().to_owned();
    let row =
        "CREATE ONLY type::record('membership', [$ws, $user]) SET ws = $ws, user = $user, role = 'viewer', created_at = $now, sort = $ws";
    for ws in [&world.ids.workspace, &world.ids.team] {
        let unit = world.app.state.db.sql(row).bind("ws", ws.clone()).bind("user", user.clone()).bind("now", world.app.clock.now());
        unit.exec().await.unwrap();
    }
    world.app.state.sessions.forget_all();
    world.bob.clone()
}

#[tokio::test]
async fn a_viewer_reads_everything_and_changes_nothing() {
    let world = World::new().await;
    let viewer = as_viewer(&world).await;
    let before = world.snapshot().await;
    let there = [("x-workspace-id", world.ids.workspace.as_str())];
    for (operation, kind, body) in rest::rows() {
        let own = operation.path.starts_with("/auth/") || operation.path.starts_with("/api-keys");
        let skipped = matches!(kind, Public | Personal | Current | Admin) || own || rest::is_stream(&operation);
        if skipped || NO_RIGHT.contains(&operation.id.as_str()) {
            continue;
        }
        let answer = rest::call(&viewer, &operation, &world, body, &there).await;
        let what = format!("{} {} ({kind:?}): {} {}", operation.method, operation.path, answer.status, answer.text);
        let managed = rest::MANAGED.contains(&operation.id.as_str());
        let looks = rest::LOOKS.contains(&operation.id.as_str());
        if (operation.method == Method::GET || looks) && !managed {
            assert_eq!(answer.status, 200, "{what}");
        } else {
            assert_eq!((answer.status, answer.json["error"]["code"].as_str()), (403, Some("forbidden")), "{what}");
        }
    }
    for (path, kind, body) in functions::FUNCTIONS {
        let own = ["auth/", "keys/", "setup/"].iter().any(|area| path.starts_with(area));
        if matches!(kind, Public | Personal | Current | Admin) || own || NO_RIGHT.contains(path) {
            continue;
        }
        let answer = functions::call(&viewer, path, body(&world.ids), &there).await;
        let reads = READS.contains(path)
            || ["/get", "/list", "/library", "/library_agent", "/library_facets", "/categories"].iter().any(|end| path.ends_with(end));
        let switches = *path == "workspaces/switch";
        if reads || switches {
            assert!(answer.status < 400, "{path} ({kind:?}): {} {}", answer.status, answer.text);
        } else {
            assert_eq!(functions::refusal(&answer), (403, "forbidden"), "{path} ({kind:?}): {} {}", answer.status, answer.text);
        }
    }
    assert_eq!(before, world.snapshot().await, "a viewer changed something");
}
