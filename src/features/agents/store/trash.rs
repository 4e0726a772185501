//! Deleted agents. A deletion moves rows into another table, so that nothing else has to leave them
//! out, and a restoration moves them back as they were.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use surrealdb::types::RecordId;

use super::{record, stream};
use crate::core::ids::AgentId;
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

#[derive(Deserialize)]
struct Moved {
    ids: Vec<AgentId>,
}

/// Deletes those of the agents that exist in the workspace and gives their ids. `batch` is the name
/// under which they can be restored together.
pub async fn delete(db: &Db, ws: &WorkspaceId, ids: &[AgentId], batch: &str, now: DateTime<Utc>) -> Result<Vec<AgentId>, DbError> {
    let deleted = db
        .sql(
            "{
                LET $found = (SELECT VALUE id FROM $ids WHERE ws = $ws);
                IF array::len($found) = 0 { RETURN { ids: [] } };
                LET $rows = (SELECT * OMIT id FROM $found);
                FOR $row IN $rows {
                    UPSERT type::record('agent_trash', $row.sort) CONTENT { ws: $ws, sort: $row.sort, batch: $batch, row: $row, deleted_at: $now } RETURN NONE;
                };
                DELETE $found RETURN NONE;
                LET $gone = $rows.sort;
                fn::append_events($stream, [{ kind: 'agents_changed', data: encoding::json::encode({ ids: $gone, action: 'deleted' }) }], $now);
                RETURN { ids: $gone };
            }",
        )
        .bind("ids", ids.iter().map(record).collect::<Vec<_>>())
        .bind("ws", ws.as_str().to_owned())
        .bind("batch", batch.to_owned())
        .bind("stream", stream(ws).as_str().to_owned())
        .bind("now", now)
        .write::<Moved>()
        .await?;
    Ok(deleted.map(|deleted| deleted.ids).unwrap_or_default())
}

/// Deletes one agent. Throws [`GONE`](super::GONE) and, with an expected version, [`STALE`](super::STALE).
pub async fn delete_version(
    db: &Db,
    ws: &WorkspaceId,
    id: &AgentId,
    expected: Option<u32>,
    batch: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    db.sql(
        "{
            LET $row = (SELECT * OMIT id FROM ONLY $id WHERE ws = $ws);
            IF $row = NONE { THROW 'agent_gone' };
            IF $expected != NONE AND $row.version != $expected { THROW 'agent_stale' };
            UPSERT type::record('agent_trash', $row.sort) CONTENT { ws: $ws, sort: $row.sort, batch: $batch, row: $row, deleted_at: $now } RETURN NONE;
            DELETE $id RETURN NONE;
            fn::append_events($stream, [{ kind: 'agents_changed', data: encoding::json::encode({ ids: [$row.sort], action: 'deleted' }) }], $now);
            RETURN NONE;
        }",
    )
    .bind("id", record(id))
    .bind("ws", ws.as_str().to_owned())
    .bind("batch", batch.to_owned())
    .bind("stream", stream(ws).as_str().to_owned())
    .bind("expected", expected.map(i64::from))
    .bind("now", now)
    .exec()
    .await
}

/// Agents in the trash that were deleted together.
pub async fn in_batch(db: &Db, ws: &WorkspaceId, batch: &str) -> Result<Vec<AgentId>, DbError> {
    db.sql("SELECT VALUE sort FROM agent_trash WHERE ws = $ws AND batch = $batch")
        .bind("ws", ws.as_str().to_owned())
        .bind("batch", batch.to_owned())
        .list()
        .await
}

/// Puts those of the agents that are in the workspace's trash back as they were and gives their ids.
pub async fn restore(db: &Db, ws: &WorkspaceId, ids: &[AgentId], now: DateTime<Utc>) -> Result<Vec<AgentId>, DbError> {
    let restored = db
        .sql(
            "{
                LET $found = (SELECT id, sort, row FROM $ids WHERE ws = $ws);
                IF array::len($found) = 0 { RETURN { ids: [] } };
                FOR $one IN $found { CREATE type::record('agent', $one.sort) CONTENT $one.row RETURN NONE };
                DELETE $found.id RETURN NONE;
                LET $back = $found.sort;
                fn::append_events($stream, [{ kind: 'agents_changed', data: encoding::json::encode({ ids: $back, action: 'restored' }) }], $now);
                RETURN { ids: $back };
            }",
        )
        .bind("ids", ids.iter().map(|id| RecordId::new("agent_trash", id.as_str().to_owned())).collect::<Vec<_>>())
        .bind("ws", ws.as_str().to_owned())
        .bind("stream", stream(ws).as_str().to_owned())
        .bind("now", now)
        .write::<Moved>()
        .await?;
    Ok(restored.map(|restored| restored.ids).unwrap_or_default())
}

/// Clears away what was deleted before `until`, of all workspaces, at most `limit` agents; gives how many.
/// Takes no workspace: it is the house's own cleaning.
pub async fn purge(db: &Db, until: DateTime<Utc>, limit: u32) -> Result<u64, DbError> {
    let gone = db
        .sql(
            "{ LET $rows = (SELECT VALUE id FROM agent_trash WHERE deleted_at < $until LIMIT $n);
           FOR $row IN $rows {
               fn::use_avatar((SELECT VALUE row FROM ONLY $row).avatar ?? '', '', $until);
               fn::forget_agent_versions(record::id($row));
           };
           DELETE $rows;
           RETURN array::len($rows); }",
        )
        .bind("until", until)
        .bind("n", i64::from(limit))
        .write::<u64>()
        .await?;
    Ok(gone.unwrap_or(0))
}
