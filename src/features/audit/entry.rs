//! A row of the log before it is stored.

use serde::Serialize;
use serde_json::Value;

use crate::server::ctx::{Actor, Ctx};
use crate::server::state::AppState;

/// What stands in place of a secret.
const MASK: &str = "***";
/// Fields whose values are never written, wherever they stand in a state.
const SECRET_FIELDS: [&str; 8] = ["password", "password_hash", "secret", "token", "refresh_token", "access_token", "code", "key"];

/// Who did what to what. Bind it with `bind_json("audit", &entry)` and call `fn::audit($audit, $now)`.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    id: String,
    actor_kind: &'static str,
    actor: String,
    actor_name: String,
    via: String,
    action: &'static str,
    target: String,
    ws: String,
    ip: String,
    request_id: String,
    before: String,
    after: String,
}

/// An act of the caller. `action` is "area.verb" in lower case (`session.revoke`), `target` what it
/// was done to (`session:<id>`). The workspace is the one the act belongs to, not the one the caller
/// happens to look at: see [`Entry::in_workspace`].
pub fn entry(ctx: &Ctx, action: &'static str, target: impl Into<String>) -> Entry {
    let (actor_kind, actor, actor_name) = match &ctx.actor {
        Actor::User(identity) if identity.key().is_some() => ("key", identity.user.as_str(), identity.name.as_str()),
        Actor::User(identity) if identity.guest => ("guest", identity.user.as_str(), identity.name.as_str()),
        Actor::User(identity) => ("user", identity.user.as_str(), identity.name.as_str()),
        Actor::Job { user, .. } => ("job", user.as_str(), ""),
        Actor::Anonymous => ("anonymous", "", ""),
    };
    let via = match &ctx.actor {
        Actor::User(identity) => identity.key().map(|key| format!("api_key:{}", key.id)).unwrap_or_default(),
        _ => String::new(),
    };
    let ip = ctx.client_ip.map(|ip| ip.to_string()).unwrap_or_default();
    let base = blank(&ctx.state, action, target.into());
    Entry { actor_kind, actor: actor.to_owned(), actor_name: actor_name.to_owned(), via, ip, request_id: ctx.request_id.clone(), ..base }
}

/// An act of whoever sits at the machine: the command line, the first start.
pub fn by_operator(state: &AppState, action: &'static str, target: impl Into<String>) -> Entry {
    blank(state, action, target.into())
}

fn blank(state: &AppState, action: &'static str, target: String) -> Entry {
    Entry {
        id: state.new_id(),
        actor_kind: "operator",
        actor: String::new(),
        actor_name: String::new(),
        via: String::new(),
        action,
        target,
        ws: String::new(),
        ip: String::new(),
        request_id: String::new(),
        before: String::new(),
        after: String::new(),
    }
}

impl Entry {
    /// Somebody who has just proved who they are (log-in, recovery) though the request was anonymous.
    #[must_use]
    pub fn of_person(self, user: &str, name: &str, guest: bool) -> Self {
        Self { actor_kind: if guest { "guest" } else { "user" }, actor: user.to_owned(), actor_name: name.to_owned(), ..self }
    }

    /// Keeps the id of the actor only: for acts after which nothing else of the person may stay.
    #[must_use]
    pub fn without_names(self) -> Self {
        Self { actor_name: String::new(), ip: String::new(), ..self }
    }

    /// The act concerns this workspace; its owners see it in their log.
    #[must_use]
    pub fn in_workspace(self, id: &str) -> Self {
        Self { ws: id.to_owned(), ..self }
    }

    /// What was there before, secrets masked.
    #[must_use]
    pub fn before(self, state: &impl Serialize) -> Self {
        Self { before: masked(state), ..self }
    }

    /// What is there now, secrets masked.
    #[must_use]
    pub fn after(self, state: &impl Serialize) -> Self {
        Self { after: masked(state), ..self }
    }
}

fn masked(state: &impl Serialize) -> String {
    let mut value = serde_json::to_value(state).unwrap_or_default();
    mask(&mut value);
    value.to_string()
}

fn mask(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields.iter_mut() {
                if SECRET_FIELDS.contains(&name.as_str()) {
                    *inner = Value::String(MASK.to_owned());
                } else {
                    mask(inner);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(mask),
        _ => {}
    }
}
