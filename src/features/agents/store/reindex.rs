//! Rows that an older program wrote: what is derived from the persona is derived again.

use serde::{Deserialize, Serialize};

use super::Content;
use crate::core::ids::AgentId;
use crate::features::agents::types::Persona;
use crate::server::db::{Db, DbError};

#[derive(Deserialize)]
struct Old {
    sort: String,
    persona: Persona,
    version: u32,
}

#[derive(Serialize)]
struct Derived {
    agent: Content,
    version: u32,
}

/// Does at most `limit` agents, unless they are changed at that moment; gives how many it took.
pub async fn step(db: &Db, limit: u32) -> Result<usize, DbError> {
    let old: Vec<Old> =
        db.sql("SELECT sort, persona, version FROM agent WHERE facets = NONE LIMIT $n").bind("n", i64::from(limit)).list().await?;
    let (number, derive) = (old.len(), |row: Old| Derived {
        version: row.version,
        agent: Content::new(AgentId::new(row.sort), row.persona, String::new(), None),
    });
    if number == 0 {
        return Ok(0);
    }
    db.sql(
        "{
            FOR $one IN $rows {
                UPDATE type::record('agent', $one.agent.id) SET search = $one.agent.search, keys = $one.agent.keys, facets = $one.agent.facets
                    WHERE version = $one.version RETURN NONE;
            };
            RETURN NONE;
        }",
    )
    .bind_json("rows", &old.into_iter().map(derive).collect::<Vec<_>>())
    .exec()
    .await?;
    Ok(number)
}
