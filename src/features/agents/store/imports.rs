//! Files that wait for their import, and what is compared with them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Content, stream};
use crate::core::ids::UserId;
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};
use crate::server::events::NewEvent;

/// A file that waits.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Staged {
    /// Tells it from a file that was chosen later.
    pub token: String,
    /// Its name on the person's machine.
    pub file: String,
    /// Why it can't be read, or empty.
    pub problem: String,
    /// How it was read when it was not UTF-8, or empty.
    pub encoding: String,
    pub content: String,
}

/// Keeps the file until it is imported; the one before is replaced.
pub async fn stage(db: &Db, ws: &WorkspaceId, user: &UserId, new: &Staged, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql(
        "UPSERT type::record('agent_import', [$ws, $user]) SET ws = $ws, user = $user, token = $name, file = $file, problem = $problem,
            encoding = $encoding, content = $content, saved_at = $now RETURN NONE",
    )
    .bind("ws", ws.as_str().to_owned())
    .bind("user", user.as_str().to_owned())
    .bind("name", new.token.clone())
    .bind("file", new.file.clone())
    .bind("problem", new.problem.clone())
    .bind("encoding", new.encoding.clone())
    .bind("content", new.content.clone())
    .bind("now", now)
    .exec()
    .await
}

/// The file that waits for this person.
pub async fn find(db: &Db, ws: &WorkspaceId, user: &UserId) -> Result<Option<Staged>, DbError> {
    db.sql("SELECT token, file, problem, encoding, content FROM ONLY type::record('agent_import', [$ws, $user])")
        .bind("ws", ws.as_str().to_owned())
        .bind("user", user.as_str().to_owned())
        .optional()
        .await
}

/// Forgets the file that waits, if it is still this one.
pub async fn forget(db: &Db, ws: &WorkspaceId, user: &UserId, token: &str) -> Result<(), DbError> {
    db.sql("DELETE type::record('agent_import', [$ws, $user]) WHERE token = $name RETURN NONE")
        .bind("ws", ws.as_str().to_owned())
        .bind("user", user.as_str().to_owned())
        .bind("name", token.to_owned())
        .exec()
        .await
}

/// Name and archetype of every agent of the workspace.
pub async fn names(db: &Db, ws: &WorkspaceId) -> Result<Vec<(String, String)>, DbError> {
    #[derive(Deserialize)]
    struct Named {
        name: String,
        archetype: String,
    }
    let rows: Vec<Named> =
        db.sql("SELECT name, persona.archetype AS archetype FROM agent WHERE ws = $ws").bind("ws", ws.as_str().to_owned()).list().await?;
    Ok(rows.into_iter().map(|row| (row.name, row.archetype)).collect())
}

/// Ids that the event of an import names; open pages read their lists anew in any case.
const NAMED: usize = 100;

/// Creates up to thousands of agents, all or none.
pub async fn insert(db: &Db, ws: &WorkspaceId, agents: Vec<Content>, now: DateTime<Utc>) -> Result<(), DbError> {
    let ids: Vec<&str> = agents.iter().map(Content::id).take(NAMED).collect();
    let event = NewEvent::new("agents_changed", &serde_json::json!({ "ids": ids, "action": "created" }));
    db.sql(
        "{
            FOR $agent IN $agents {
                CREATE type::record('agent', $agent.id) SET
                    ws = $ws, sort = $agent.id, name = $agent.name, name_sort = $agent.name_sort, domain = $agent.domain,
                    search = $agent.search, keys = $agent.keys, facets = $agent.facets, persona = $agent.persona, instructions = $agent.instructions,
                    library = $agent.library, version = 1, created_at = $now, updated_at = $now
                    RETURN NONE;
            };
            fn::append_events($stream, [$event], $now);
            RETURN NONE;
        }",
    )
    .bind("ws", ws.as_str().to_owned())
    .bind("stream", stream(ws).as_str().to_owned())
    .bind_json("agents", &agents)
    .bind_json("event", &event)
    .bind("now", now)
    .exec()
    .await
}
