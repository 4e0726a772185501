//! Links to conversations. The secret of a link is never stored, only its hash.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::simulations::Row;
use crate::core::ids::SimulationId;
use crate::features::audit::entry::Entry;
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

/// A link as it is stored, without its hash.
#[derive(Clone, Debug, Deserialize)]
pub struct ShareRow {
    pub id: String,
    pub simulation: String,
    pub label: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// A new link.
pub struct NewShare<'a> {
    pub id: &'a str,
    pub simulation: &'a SimulationId,
    /// Stored hash of the secret.
    pub token: &'a str,
    pub label: &'a str,
    pub user: &'a str,
    pub expires_at: DateTime<Utc>,
}

/// Stores a link unless the simulation has `most` already. `None`: no such simulation; `Some(false)`:
/// it has too many.
pub async fn create(
    db: &Db,
    ws: &WorkspaceId,
    new: NewShare<'_>,
    most: u32,
    audit: &Entry,
    now: DateTime<Utc>,
) -> Result<Option<bool>, DbError> {
    db.sql(
        "{ LET $row = (SELECT ws FROM ONLY type::record('simulation', $simulation));
           IF $row = NONE OR $row.ws != $ws { RETURN NONE };
           LET $there = (SELECT VALUE id FROM share WHERE simulation = $simulation LIMIT $most);
           IF array::len($there) >= $most { RETURN false };
           CREATE ONLY type::record('share', $id) SET ws = $ws, sort = $id, simulation = $simulation, token = $hash, label = $label, created_by = $user,
             created_at = $now, expires_at = $expires_at;
           fn::audit($audit, $now);
           RETURN true; }",
    )
    .bind("id", new.id.to_owned())
    .bind("ws", ws.as_str().to_owned())
    .bind("simulation", new.simulation.as_str().to_owned())
    .bind("hash", new.token.to_owned())
    .bind("label", new.label.to_owned())
    .bind("user", new.user.to_owned())
    .bind("expires_at", new.expires_at)
    .bind("most", i64::from(most))
    .bind_json("audit", audit)
    .bind("now", now)
    .write()
    .await
}

/// Links of a simulation after an id, oldest first.
pub async fn list(db: &Db, ws: &WorkspaceId, simulation: &SimulationId, after: &str, limit: u32) -> Result<Vec<ShareRow>, DbError> {
    db.sql(
        "SELECT record::id(id) AS id, simulation, label, created_at, expires_at, sort FROM share
         WHERE simulation = $simulation AND sort > $after AND ws = $ws ORDER BY sort LIMIT $n",
    )
    .bind("ws", ws.as_str().to_owned())
    .bind("simulation", simulation.as_str().to_owned())
    .bind("after", after.to_owned())
    .bind("n", i64::from(limit))
    .list()
    .await
}

/// Takes a link back. Gives whether it was there.
pub async fn delete(
    db: &Db,
    ws: &WorkspaceId,
    simulation: &SimulationId,
    id: &str,
    audit: &Entry,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let hit: Option<bool> = db
        .sql(
            "{ LET $row = (DELETE ONLY type::record('share', $id) WHERE ws = $ws AND simulation = $simulation RETURN BEFORE);
               IF $row = NONE { RETURN false };
               fn::audit($audit, $now);
               RETURN true; }",
        )
        .bind("id", id.to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind("simulation", simulation.as_str().to_owned())
        .bind_json("audit", audit)
        .bind("now", now)
        .write()
        .await?;
    Ok(hit.unwrap_or(false))
}

/// The link with this stored hash, whoever asks: the secret is the right.
pub async fn by_token(db: &Db, token: &str) -> Result<Option<ShareRow>, DbError> {
    db.sql("SELECT record::id(id) AS id, simulation, label, created_at, expires_at FROM share WHERE token = $hash LIMIT 1")
        .bind("hash", token.to_owned())
        .optional()
        .await
}

/// The simulation that a link names, whoever asks.
pub async fn conversation(db: &Db, simulation: &str) -> Result<Option<Row>, DbError> {
    db.sql("SELECT *, record::id(id) AS id FROM ONLY type::record('simulation', $id)").bind("id", simulation.to_owned()).optional().await
}
