//! What people typed into the editor and could not save yet.

use chrono::{DateTime, Duration, Utc};
use serde::de::DeserializeOwned;

use crate::core::ids::{AgentId, UserId};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

/// Drafts that nobody came back to for so long are forgotten.
const KEEP: Duration = Duration::days(7);

/// Keeps what was typed for this agent, or for a new one; the draft before is replaced.
pub async fn keep(
    db: &Db,
    ws: &WorkspaceId,
    user: &UserId,
    agent: &AgentId,
    draft: &impl serde::Serialize,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    db.sql(
        "{
            DELETE agent_draft WHERE ws = $ws AND saved_at < $before;
            UPSERT type::record('agent_draft', [$ws, $user, $agent]) SET ws = $ws, user = $user, draft = $draft, saved_at = $now RETURN NONE;
            RETURN NONE;
        }",
    )
    .bind("ws", ws.as_str().to_owned())
    .bind("user", user.as_str().to_owned())
    .bind("agent", agent.as_str().to_owned())
    .bind("draft", serde_json::to_string(draft).unwrap_or_default())
    .bind("before", now - KEEP)
    .bind("now", now)
    .exec()
    .await
}

/// What was typed; `None` when nothing waits, or when an older release wrote it.
pub async fn find<T: DeserializeOwned>(db: &Db, ws: &WorkspaceId, user: &UserId, agent: &AgentId) -> Result<Option<T>, DbError> {
    let text: Option<String> = db
        .sql("RETURN (SELECT VALUE draft FROM ONLY type::record('agent_draft', [$ws, $user, $agent]))")
        .bind("ws", ws.as_str().to_owned())
        .bind("user", user.as_str().to_owned())
        .bind("agent", agent.as_str().to_owned())
        .optional()
        .await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Forgets what was typed.
pub async fn forget(db: &Db, ws: &WorkspaceId, user: &UserId, agent: &AgentId) -> Result<(), DbError> {
    db.sql("DELETE type::record('agent_draft', [$ws, $user, $agent]) RETURN NONE")
        .bind("ws", ws.as_str().to_owned())
        .bind("user", user.as_str().to_owned())
        .bind("agent", agent.as_str().to_owned())
        .exec()
        .await
}
