//! Earlier states of agents. They are written by [`super::update`], in the block of the change.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::core::ids::AgentId;
use crate::features::agents::types::Persona;
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

/// One earlier state.
#[derive(Debug, Deserialize)]
pub struct VersionRow {
    pub version: u32,
    pub persona: Persona,
    pub instructions: String,
    pub saved_at: DateTime<Utc>,
}

/// The earlier states of an agent, newest first; at most 50 are kept.
pub async fn list(db: &Db, ws: &WorkspaceId, agent: &AgentId) -> Result<Vec<VersionRow>, DbError> {
    let mut rows: Vec<VersionRow> = db.sql(
        "SELECT version, persona, instructions, saved_at FROM agent_version:[$agent, 0]..=[$agent, 1000000000] WHERE ws = $ws ORDER BY version",
    )
    .bind("agent", agent.as_str().to_owned())
    .bind("ws", ws.as_str().to_owned())
    .list()
    .await?;
    rows.reverse();
    Ok(rows)
}

/// One earlier state.
pub async fn find(db: &Db, ws: &WorkspaceId, agent: &AgentId, version: u32) -> Result<Option<VersionRow>, DbError> {
    db.sql("SELECT version, persona, instructions, saved_at FROM ONLY type::record('agent_version', [$agent, $version]) WHERE ws = $ws")
        .bind("agent", agent.as_str().to_owned())
        .bind("version", i64::from(version))
        .bind("ws", ws.as_str().to_owned())
        .optional()
        .await
}
