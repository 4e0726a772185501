//! Filters that people keep.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use surrealdb::types::RecordId;

use crate::core::ids::{FilterId, UserId};
use crate::features::agents::types::{FilterPlace, SavedFilter};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

/// Thrown when somebody keeps as many as they may.
pub const FULL: &str = "filters_full";

#[derive(Deserialize)]
struct Row {
    sort: String,
    name: String,
    place: FilterPlace,
    query: String,
    created_at: DateTime<Utc>,
}

impl From<Row> for SavedFilter {
    fn from(row: Row) -> Self {
        Self { id: FilterId::new(row.sort), name: row.name, place: row.place, query: row.query, created_at: row.created_at }
    }
}

/// All filters of a person in a workspace, oldest first.
pub async fn list(db: &Db, ws: &WorkspaceId, user: &UserId) -> Result<Vec<SavedFilter>, DbError> {
    let rows: Vec<Row> = db
        .sql("SELECT sort, name, place, query, created_at FROM agent_filter WHERE ws = $ws AND user = $user ORDER BY sort ASC")
        .bind("ws", ws.as_str().to_owned())
        .bind("user", user.as_str().to_owned())
        .list()
        .await?;
    Ok(rows.into_iter().map(SavedFilter::from).collect())
}

/// Keeps a filter. One of the same name and list is replaced. Throws [`FULL`] when there are `most` others.
pub async fn keep(db: &Db, ws: &WorkspaceId, user: &UserId, filter: &SavedFilter, most: u32) -> Result<(), DbError> {
    db.sql(
        "{
            DELETE agent_filter WHERE ws = $ws AND user = $user AND place = $filter.place AND name = $filter.name RETURN NONE;
            IF array::len((SELECT VALUE id FROM agent_filter WHERE ws = $ws AND user = $user)) >= $most { THROW 'filters_full' };
            CREATE type::record('agent_filter', $filter.id) SET
                ws = $ws, user = $user, sort = $filter.id, name = $filter.name, place = $filter.place, query = $filter.query, created_at = $now
                RETURN NONE;
            RETURN NONE;
        }",
    )
    .bind("ws", ws.as_str().to_owned())
    .bind("user", user.as_str().to_owned())
    .bind_json("filter", filter)
    .bind("now", filter.created_at)
    .bind("most", i64::from(most))
    .exec()
    .await
}

/// Removes a filter of that person; whether there was one.
pub async fn delete(db: &Db, ws: &WorkspaceId, user: &UserId, id: &FilterId) -> Result<bool, DbError> {
    let gone = db
        .sql(
            "{
                LET $found = (SELECT VALUE id FROM ONLY $id WHERE ws = $ws AND user = $user);
                IF $found = NONE { RETURN false };
                DELETE $found RETURN NONE;
                RETURN true;
            }",
        )
        .bind("id", RecordId::new("agent_filter", id.as_str().to_owned()))
        .bind("ws", ws.as_str().to_owned())
        .bind("user", user.as_str().to_owned())
        .write::<bool>()
        .await?;
    Ok(gone.unwrap_or(false))
}
