//! `colloquy sync` on a database that was broken on purpose.

use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::crew::{Crew, user};
use crate::features::workspaces::service::{Finding, sync};
use crate::server::clock::Clock;
use crate::server::config::{Config, Sources};
use crate::server::lock::DataLock;
use crate::server::state::AppState;
use crate::tests::harness::TempDir;

async fn run(state: &AppState, text: &'static str, id: &str) {
    state.db.sql(text).bind("id", id.to_owned()).exec().await.unwrap();
}

fn has(found: &[Finding], parts: &[&str]) {
    let hit = found.iter().any(|finding| parts.iter().all(|part| finding.0.contains(part)));
    assert!(hit, "{parts:?} is not in {found:#?}");
}

/// Breaks everything that `sync` repairs, each thing once.
async fn break_everything(crew: &Crew) -> [String; 5] {
    let state = &crew.app.state;
    // A person whose membership in the personal workspace is lost, and one whose workspace is lost as well.
    let (homeless, bare) = (crew.app.user("homeless").await, crew.app.user("bare").await);
    run(state, "DELETE membership WHERE user = $id", &user(&homeless)).await;
    run(state, "DELETE membership WHERE user = $id", &user(&bare)).await;
    run(state, "DELETE type::record('workspace', $id)", &bare.workspace).await;
    // A person who is gone, with membership and session left; their personal workspace is nobody's.
    let ghost = crew.app.user("ghost").await;
    run(state, "DELETE type::record('user', $id)", &user(&ghost)).await;
    // A workspace whose only owner is no member any more.
    let heir = crew.member("heir", "editor").await;
    crew.member("other", "viewer").await;
    run(state, "DELETE membership WHERE ws = $id AND role = 'owner'", &crew.id).await;
    [user(&homeless), user(&bare), user(&ghost), user(&heir), ghost.workspace.clone()]
}

#[tokio::test]
async fn what_is_broken_is_named_then_repaired_then_fine() {
    let crew = Crew::new().await;
    let state = &crew.app.state;
    assert_eq!(sync(state, false).await.unwrap(), [], "nothing is wrong with a fresh database");
    let [homeless, bare, ghost, heir, lost] = break_everything(&crew).await;
    let look = sync(state, true).await.unwrap();
    has(&look, &[&homeless, "made them its owner"]);
    has(&look, &[&bare, "has no personal workspace"]);
    has(&look, &[&format!("membership of {ghost}"), "the person is gone"]);
    has(&look, &["session", &ghost, "ended the session"]);
    has(&look, &[&crew.id, &heir, "editor"]);
    assert_eq!(sync(state, true).await.unwrap(), look, "looking changed nothing");
    has(&look, &[&lost, "deleted it"]);
    assert_eq!(look.len(), 6, "{look:#?}");
    assert_eq!(sync(state, false).await.unwrap(), look, "what is announced is what is done");
    assert_eq!(sync(state, true).await.unwrap(), [], "everything is in order");
    assert_eq!(crew.roles().await, [("heir".to_owned(), "owner".to_owned()), ("other".to_owned(), "viewer".to_owned())]);
    assert!(crew.audited("sync.owner").await == 1, "an act of the operator is in the log");
}

#[tokio::test]
async fn whom_the_repair_helped_can_work_again() {
    let crew = Crew::new().await;
    let people = [crew.app.user("one").await, crew.app.user("two").await];
    for person in &people {
        run(&crew.app.state, "DELETE membership WHERE user = $id", &user(person)).await;
    }
    run(&crew.app.state, "DELETE type::record('workspace', $id)", &people[1].workspace).await;
    sync(&crew.app.state, false).await.unwrap();
    for person in &people {
        let listed = person.get("/api/v1/workspaces").await;
        assert_eq!(
            (&listed.json["data"][0]["personal"], &listed.json["data"][0]["role"]),
            (&json!(true), &json!("owner")),
            "{}",
            listed.text
        );
        let agent = json!({ "name": "One", "archetype": "Analyst", "expertise": "Tea" });
        assert_eq!(person.post("/api/v1/agents", agent).await.status, 201);
    }
    assert_eq!(people[0].get("/api/v1/workspaces").await.json["data"][0]["id"], people[0].workspace.as_str(), "the old one, not a new one");
}

#[tokio::test]
async fn a_membership_in_a_lost_workspace_goes() {
    let crew = Crew::new().await;
    let eddie = crew.member("eddie", "editor").await;
    run(&crew.app.state, "DELETE type::record('workspace', $id)", &crew.id).await;
    let done = sync(&crew.app.state, false).await.unwrap();
    assert_eq!(done.len(), 2, "{done:#?}");
    has(&done, &[&user(&eddie), &crew.id, "the workspace is gone"]);
    assert_eq!(crew.roles().await, []);
}

fn config(folder: &TempDir) -> Config {
    let environment = vec![
        ("COLLOQUY_DATA_DIR".to_owned(), folder.0.to_string_lossy().into_owned()),
        ("COLLOQUY_DATABASE_URL".to_owned(), format!("surrealkv://{}/db?sync=every", folder.0.display())),
    ];
    Config::load(&Sources { environment, ..Sources::default() }).unwrap()
}

#[tokio::test]
async fn the_command_repairs_a_folder_that_no_server_uses() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let folder = TempDir::new();
    {
        let settings = config(&folder);
        let addr = settings.addr;
        let state = crate::server::run::open(settings, addr, CancellationToken::new(), Clock::System).await.unwrap();
        run(&state, "CREATE ONLY type::record('membership', [$id, $id]) SET ws = $id, user = $id, role = 'viewer', created_at = time::now(), sort = $id", "nobody").await;
    }
    let held = DataLock::acquire(&folder.0).unwrap();
    let refused = crate::server::sync::run(config(&folder), false).await.unwrap_err().to_string();
    assert!(refused.contains("in use by a running Colloquy"), "{refused}");
    drop(held);
    let look = crate::server::sync::run(config(&folder), true).await.unwrap();
    assert_eq!((look.lines.len(), look.is_clean), (1, false), "{look:?}");
    assert!(look.summary.contains("nothing was changed"), "{look:?}");
    let done = crate::server::sync::run(config(&folder), false).await.unwrap();
    assert_eq!((done.lines, done.summary.as_str(), done.is_clean), (look.lines, "1 repaired.", true));
    let again = crate::server::sync::run(config(&folder), true).await.unwrap();
    assert_eq!((again.summary.as_str(), again.is_clean), ("Nothing to repair.", true));
}
