//! Files that wait for their import, and what is compared with them.

pub mod taking;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::ids::UserId;
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

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
