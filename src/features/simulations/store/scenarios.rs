//! Scenarios saved in a workspace.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::core::ids::ScenarioId;
use crate::features::simulations::types::Scenario;
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub id: String,
    pub content: Scenario,
    pub version: u32,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With the new version.
    Changed(u32),
    Missing,
    /// Somebody else saved in between.
    Stale,
}

/// Stores a new one unless the workspace has `most` already.
pub async fn create(
    db: &Db,
    ws: &WorkspaceId,
    id: &ScenarioId,
    scenario: &Scenario,
    most: u32,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let made: Option<bool> = db
        .sql(
            "{ LET $there = (SELECT VALUE id FROM scenario WHERE ws = $ws LIMIT $most);
               IF array::len($there) >= $most { RETURN false };
               CREATE ONLY type::record('scenario', $id) SET ws = $ws, sort = $id, content = $content, version = 1, created_at = $now, updated_at = $now;
               RETURN true; }",
        )
        .bind("id", id.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind_json("content", scenario)
        .bind("most", i64::from(most))
        .bind("now", now)
        .write()
        .await?;
    Ok(made.unwrap_or(false))
}

/// Replaces one; with `version` only while it is the stored one.
pub async fn update(
    db: &Db,
    ws: &WorkspaceId,
    id: &ScenarioId,
    scenario: &Scenario,
    version: Option<u32>,
    now: DateTime<Utc>,
) -> Result<Outcome, DbError> {
    // The new version; 0 for stale, nothing for missing.
    let outcome: Option<u32> = db
        .sql(
            "{ LET $row = (SELECT version ?? 1 AS version FROM ONLY type::record('scenario', $id) WHERE ws = $ws);
               IF $row = NONE { RETURN NONE };
               IF $version != NONE AND $row.version != $version { RETURN 0 };
               UPDATE ONLY type::record('scenario', $id) SET content = $content, version = $row.version + 1, updated_at = $now;
               RETURN $row.version + 1; }",
        )
        .bind("id", id.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind_json("content", scenario)
        .bind("version", version.map(i64::from))
        .bind("now", now)
        .write()
        .await?;
    Ok(match outcome {
        None => Outcome::Missing,
        Some(0) => Outcome::Stale,
        Some(version) => Outcome::Changed(version),
    })
}

pub async fn delete(db: &Db, ws: &WorkspaceId, id: &ScenarioId) -> Result<bool, DbError> {
    let hit: Option<bool> = db
        .sql("{ LET $row = (DELETE ONLY type::record('scenario', $id) WHERE ws = $ws RETURN BEFORE); RETURN $row != NONE; }")
        .bind("id", id.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .write()
        .await?;
    Ok(hit.unwrap_or(false))
}

pub async fn find(db: &Db, ws: &WorkspaceId, id: &ScenarioId) -> Result<Option<Row>, DbError> {
    db.sql("SELECT record::id(id) AS id, content, version ?? 1 AS version FROM ONLY type::record('scenario', $id) WHERE ws = $ws")
        .bind("id", id.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .optional()
        .await
}

/// After an id, oldest first; for whoever takes everything along.
pub async fn page(db: &Db, ws: &WorkspaceId, after: &str, limit: u32) -> Result<Vec<Row>, DbError> {
    db.sql("SELECT record::id(id) AS id, content, version ?? 1 AS version, sort FROM scenario WHERE ws = $ws AND sort > $after ORDER BY sort LIMIT $n")
        .bind("ws", ws.as_str().to_owned())
        .bind("after", after.to_owned())
        .bind("n", i64::from(limit))
        .list()
        .await
}

/// Newest first.
pub async fn list(db: &Db, ws: &WorkspaceId, limit: u32) -> Result<Vec<Row>, DbError> {
    db.sql("SELECT record::id(id) AS id, content, version ?? 1 AS version, newest FROM scenario WHERE ws = $ws ORDER BY newest LIMIT $n")
        .bind("ws", ws.as_str().to_owned())
        .bind("n", i64::from(limit))
        .list()
        .await
}
