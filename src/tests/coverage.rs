//! Every operation of the API and every server function, called by nobody and by another tenant.
//! A new one that isn't in the tables of `rest.rs` and `functions.rs` fails here.

mod credentials;
mod functions;
mod keys;
mod rest;
mod wire;

use serde_json::{Value, json};

use super::authenticator::{Authenticator, add_passkey};
use super::harness::{Answer, Client, TestApp};

/// What is expected of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Needs no credentials: it is how people get them, or there is nothing to protect.
    Public,
    /// About the person, whatever the workspace.
    Personal,
    /// About the workspace of the request.
    Workspace,
    /// Names a thing of a tenant by its id, in the address or as the main field.
    Foreign,
    /// Names things of a tenant in a list; those of others are reported as missing.
    Bulk,
    /// Makes something out of things that are named in its body.
    Names,
    /// About the caller's current simulation.
    Current,
    /// For administrators of the installation; nobody here is one.
    Admin,
}

/// A highlight of the first line of that simulation.
const ANNOTATION: &str = "00000001.h";

/// What tenant A has.
struct Ids {
    agent: String,
    saved: String,
    filter: String,
    simulation: String,
    document: String,
    job: String,
    scenario: String,
    session: String,
    passkey: String,
    key: String,
    workspace: String,
    /// A shared workspace, with an invitation to it.
    team: String,
    invitation: String,
    user: String,
    slug: String,
    /// A link to the simulation.
    share: String,
}

impl Ids {
    fn all(&self) -> Vec<&str> {
        let work = [&self.agent, &self.saved, &self.filter, &self.simulation, &self.document, &self.job, &self.scenario, &self.share];
        let people = [&self.session, &self.passkey, &self.key, &self.workspace, &self.team, &self.invitation, &self.user];
        work.into_iter().chain(people).map(String::as_str).collect()
    }

    /// An address of the API's description with the ids put in.
    fn fill(&self, path: &str) -> String {
        let first = path.trim_start_matches('/').split('/').next().unwrap();
        let id = match first {
            "agents" if path.starts_with("/agents/filters") => &self.filter,
            "agents" => &self.agent,
            "saved-agents" => &self.saved,
            "simulations" | "conversations" => &self.simulation,
            "documents" => &self.document,
            "jobs" => &self.job,
            "scenarios" => &self.scenario,
            "auth" if path.starts_with("/auth/passkeys") => &self.passkey,
            "auth" => &self.session,
            // What is below a workspace is looked for in the shared one.
            "workspaces" if path.matches('/').count() > 2 => &self.team,
            "workspaces" => &self.workspace,
            "api-keys" => &self.key,
            "admin" => &self.user,
            _ => {
                assert!(!path.contains("{id}"), "which id belongs into {path}?");
                &self.agent
            }
        };
        let filled = path.replace("{id}", id).replace("{version}", "1").replace("{slug}", &self.slug).replace("{user_id}", &self.user);
        // An invitation's id opens it to the person it was mailed to, and to nobody else.
        let filled = filled.replace("{invitation_id}", &self.invitation).replace("{token}", &self.invitation);
        let filled = filled.replace("{share_id}", &self.share).replace("{annotation_id}", ANNOTATION);
        let filled = filled.replace("{pid}", "p1").replace("{turn}", "1");
        assert!(!filled.contains('{'), "which id belongs into {path}?");
        filled
    }
}

/// Two tenants, of whom A has one of everything.
struct World {
    app: TestApp,
    ada: Client,
    bob: Client,
    ids: Ids,
}

fn id_of(answer: &Answer) -> String {
    assert!(answer.status < 300, "{} {}", answer.status, answer.text);
    answer.json["data"]["id"].as_str().unwrap().to_owned()
}

fn scenario() -> Value {
    json!({ "title": "Ada's scenario", "question": "Should Ada's plan be kept secret?" })
}

fn agent() -> Value {
    json!({ "name": "Ada's expert", "archetype": "Analyst", "expertise": "Secrets" })
}

/// The smallest file that can be imported.
fn simulation_file() -> Value {
    let settings = json!({ "model": "scripted", "seed": 1, "policy": "round_robin", "max_turns": 1, "interval_ms": 0, "budget_micros": 0, "language": "" });
    let persona = json!({ "name": "Imported", "archetype": "Analyst", "expertise": ["Tea"] });
    json!({ "format": "colloquy.simulation", "format_version": 1, "title": "Imported", "state": "finished", "scenario": { "title": "Tea", "question": "Tea?" },
        "settings": settings, "participants": [{ "id": "p1", "persona": persona }], "turns": 0, "round": 1, "created_at": "2026-11-20T09:00:00Z", "messages": [] })
}

impl World {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let (ada, bob) = (app.user("ada").await, app.user("bob").await);
        app.confirm(&bob).await;
        let slug = crate::features::agents::library::all().first().unwrap().slug.clone();
        let agent = id_of(&ada.post("/api/v1/agents", agent()).await);
        let saved = id_of(&ada.post(&format!("/api/v1/agents/{agent}/save"), json!({})).await);
        let filter = id_of(&ada.post("/api/v1/agents/filters", json!({ "name": "Ada's", "query": "q=secret" })).await);
        let input = json!({ "scenario": scenario(), "participants": [{ "agent_id": agent }, { "library": slug }], "settings": { "model": "scripted", "max_turns": 2 } });
        let simulation = id_of(&ada.post("/api/v1/simulations", input).await);
        assert_eq!(ada.post(&format!("/api/v1/simulations/{simulation}/start"), json!({})).await.status, 200);
        assert_eq!(app.settled(&ada, &simulation).await["state"], "finished");
        let ordered = ada.post("/api/v1/documents/generate", json!({ "type": "summary", "simulation_ids": [simulation] })).await;
        assert_eq!(ordered.status, 202, "{}", ordered.text);
        app.run_jobs().await;
        let job = ordered.json["data"]["job"]["id"].as_str().unwrap().to_owned();
        let document =
            id_of(&ada.post("/api/v1/documents", json!({ "title": "Ada's note", "category": "Secret", "markdown": "Hush." })).await);
        let scenario = id_of(&ada.post("/api/v1/scenarios", scenario()).await);
        let share = id_of(&ada.post(&format!("/api/v1/simulations/{simulation}/shares"), json!({})).await);
        let mark = ada.post(&format!("/api/v1/simulations/{simulation}/annotations"), json!({ "seq": 1, "kind": "highlight" })).await;
        assert_eq!(id_of(&mark), ANNOTATION);
        let session = ada.get("/api/v1/auth/sessions").await.json["data"][0]["id"].as_str().unwrap().to_owned();
        let passkey = id_of(&add_passkey(&ada, &mut Authenticator::new()).await);
        let team = id_of(&ada.post("/api/v1/workspaces", json!({ "name": "Ada's team" })).await);
        let invitation = id_of(&ada.post(&format!("/api/v1/workspaces/{team}/invitations"), json!({ "role": "viewer" })).await);
        let key = id_of(&ada.post("/api/v1/api-keys", json!({ "name": "Ada's key", "scopes": ["agents:read"] })).await);
        let (workspace, user) = (ada.workspace.clone(), ada.user["id"].as_str().unwrap().to_owned());
        let ids = Ids {
            key,
            agent,
            saved,
            filter,
            simulation,
            document,
            job,
            scenario,
            session,
            passkey,
            workspace,
            team,
            invitation,
            user,
            slug,
            share,
        };
        Self { app, ada, bob, ids }
    }

    /// Everything of tenant A as A sees it.
    async fn snapshot(&self) -> Vec<Value> {
        let mut seen = Vec::new();
        let i = &self.ids;
        for path in [
            format!("agents/{}", i.agent),
            format!("agents/{}/saved", i.agent),
            format!("saved-agents/{}", i.saved),
            format!("simulations/{}", i.simulation),
            format!("simulations/{}/messages", i.simulation),
            format!("documents/{}", i.document),
            format!("jobs/{}", i.job),
            format!("scenarios/{}", i.scenario),
            format!("simulations/{}/shares", i.simulation),
            format!("simulations/{}/annotations", i.simulation),
            format!("workspaces/{}", i.workspace),
            format!("workspaces/{}", i.team),
            format!("workspaces/{}/members", i.team),
            format!("workspaces/{}/invitations", i.team),
            "agents".into(),
            "agents/filters".into(),
            "saved-agents".into(),
            "simulations".into(),
            "documents".into(),
            "jobs".into(),
            "scenarios".into(),
            "auth/me".into(),
            "auth/passkeys".into(),
            "api-keys".into(),
        ] {
            let answer = self.ada.get(&format!("/api/v1/{path}")).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            seen.push(answer.json["data"].clone());
        }
        seen
    }

    fn shows_nothing_of_ada(&self, what: &str, answer: &Answer) {
        for id in self.ids.all() {
            assert!(!answer.text.contains(id), "{what} shows {id}: {}", answer.text);
        }
        assert!(!answer.text.contains("Ada's"), "{what} shows something of Ada's: {}", answer.text);
    }
}
