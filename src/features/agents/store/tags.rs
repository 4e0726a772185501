//! Changes of several agents at once, each only if it still is as it was read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Content, stream};
use crate::core::ids::AgentId;
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

/// An agent as it shall be, and the version that was read.
#[derive(Debug, Serialize)]
pub struct Change {
    pub expected: u32,
    pub agent: Content,
}

#[derive(Deserialize)]
struct Changed {
    ids: Vec<AgentId>,
}

/// Replaces what the agents are, all in one step. Those with another version than expected, or none,
/// are left alone; gives the ids of the others.
pub async fn update_many(db: &Db, ws: &WorkspaceId, changes: &[Change], now: DateTime<Utc>) -> Result<Vec<AgentId>, DbError> {
    let changed = db
        .sql(
            "{
                LET $same = $changes.filter(|$change| (SELECT VALUE version FROM ONLY type::record('agent', $change.agent.id) WHERE ws = $ws) = $change.expected);
                IF array::len($same) = 0 { RETURN { ids: [] } };
                FOR $change IN $same {
                    fn::keep_agent_version($change.agent.id);
                    UPDATE type::record('agent', $change.agent.id) SET
                        search = $change.agent.search, keys = $change.agent.keys, facets = $change.agent.facets,
                        persona = $change.agent.persona, version = $change.expected + 1, updated_at = $now
                        RETURN NONE;
                };
                LET $ids = $same.map(|$change| $change.agent.id);
                fn::append_events($stream, [{ kind: 'agents_changed', data: encoding::json::encode({ ids: $ids, action: 'updated' }) }], $now);
                RETURN { ids: $ids };
            }",
        )
        .bind_json("changes", &changes)
        .bind("ws", ws.as_str().to_owned())
        .bind("stream", stream(ws).as_str().to_owned())
        .bind("now", now)
        .write::<Changed>()
        .await?;
    Ok(changed.map(|changed| changed.ids).unwrap_or_default())
}
