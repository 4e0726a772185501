//! What was counted of a simulation, and what calls took that are no part of its transcript.

use serde::Deserialize;

use crate::features::simulations::types::{Metrics, PurposeFigures};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

/// The metrics as they were kept last, if they were.
pub async fn kept(db: &Db, ws: &WorkspaceId, id: &str) -> Result<Option<Metrics>, DbError> {
    let found: Option<Option<Metrics>> = db
        .sql("SELECT VALUE metrics FROM ONLY type::record('simulation', $id) WHERE ws = $ws")
        .bind("id", id.to_owned())
        .bind("ws", ws.as_str().to_owned())
        .optional()
        .await?;
    Ok(found.flatten())
}

/// Keeps the metrics with the row, unless newer ones are there.
pub async fn keep(db: &Db, ws: &WorkspaceId, id: &str, metrics: &Metrics) -> Result<(), DbError> {
    db.sql(
        "UPDATE type::record('simulation', $id) SET metrics = $metrics WHERE ws = $ws AND (metrics = NONE OR metrics.messages <= $messages) RETURN NONE",
    )
    .bind("id", id.to_owned())
    .bind("ws", ws.as_str().to_owned())
    .bind("messages", i64::try_from(metrics.messages).unwrap_or(i64::MAX))
    .bind_json("metrics", metrics)
    .exec()
    .await
}

/// Adds what a call took; nothing when the simulation isn't the workspace's.
pub async fn add_usage(db: &Db, ws: &WorkspaceId, id: &str, purpose: &str, tokens: u32, cost_micros: Option<i64>) -> Result<(), DbError> {
    db.sql(
        "{ IF (SELECT VALUE ws FROM ONLY type::record('simulation', $id)) != $ws { RETURN NONE };
           UPSERT ONLY type::record('simulation_usage', [$id, $purpose]) SET ws = $ws, calls = (calls ?? 0) + 1, tokens = (tokens ?? 0) + $tokens,
             cost_micros = (cost_micros ?? 0) + ($cost ?? 0), cost_known = (cost_known ?? true) AND $cost != NONE;
           RETURN NONE; }",
    )
    .bind("id", id.to_owned())
    .bind("ws", ws.as_str().to_owned())
    .bind("purpose", purpose.to_owned())
    .bind("tokens", i64::from(tokens))
    .bind("cost", cost_micros)
    .exec()
    .await
}

/// What those calls took, by purpose.
pub async fn usage(db: &Db, ws: &WorkspaceId, id: &str) -> Result<Vec<PurposeFigures>, DbError> {
    #[derive(Deserialize)]
    struct Row {
        purpose: String,
        calls: u32,
        tokens: u64,
        cost_micros: i64,
        cost_known: bool,
    }
    let rows: Vec<Row> = db
        .sql("SELECT *, record::id(id)[1] AS purpose FROM simulation_usage:[$id, '']..[$id, '~'] WHERE ws = $ws")
        .bind("id", id.to_owned())
        .bind("ws", ws.as_str().to_owned())
        .list()
        .await?;
    let figures = |row: Row| PurposeFigures {
        purpose: row.purpose,
        calls: row.calls,
        tokens: row.tokens,
        cost_micros: row.cost_known.then_some(row.cost_micros),
    };
    Ok(rows.into_iter().map(figures).collect())
}
