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
}

pub async fn upsert(db: &Db, ws: &WorkspaceId, id: &ScenarioId, scenario: &Scenario, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("CREATE ONLY type::record('scenario', $id) SET ws = $ws, sort = $id, content = $content, created_at = $now, updated_at = $now")
        .bind("id", id.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind_json("content", scenario)
        .bind("now", now)
        .exec()
        .await
}

pub async fn update(db: &Db, ws: &WorkspaceId, id: &ScenarioId, scenario: &Scenario, now: DateTime<Utc>) -> Result<bool, DbError> {
    let hit: Option<bool> = db
        .sql("{ LET $row = (UPDATE ONLY type::record('scenario', $id) SET content = $content, updated_at = $now WHERE ws = $ws RETURN AFTER); RETURN $row != NONE; }")
        .bind("id", id.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind_json("content", scenario)
        .bind("now", now)
        .write()
        .await?;
    Ok(hit.unwrap_or(false))
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
    db.sql("SELECT record::id(id) AS id, content FROM ONLY type::record('scenario', $id) WHERE ws = $ws")
        .bind("id", id.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .optional()
        .await
}

/// After an id, oldest first; for whoever takes everything along.
pub async fn page(db: &Db, ws: &WorkspaceId, after: &str, limit: u32) -> Result<Vec<Row>, DbError> {
    db.sql("SELECT record::id(id) AS id, content, sort FROM scenario WHERE ws = $ws AND sort > $after ORDER BY sort LIMIT $n")
        .bind("ws", ws.as_str().to_owned())
        .bind("after", after.to_owned())
        .bind("n", i64::from(limit))
        .list()
        .await
}

/// Newest first, at most 100.
pub async fn list(db: &Db, ws: &WorkspaceId) -> Result<Vec<Row>, DbError> {
    db.sql("SELECT record::id(id) AS id, content, sort FROM scenario WHERE ws = $ws ORDER BY sort DESC LIMIT 100")
        .bind("ws", ws.as_str().to_owned())
        .list()
        .await
}
