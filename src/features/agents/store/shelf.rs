//! Saved agents, and which own agents belong to them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use surrealdb::types::RecordId;

use super::{indexed, stream};
use crate::core::ids::{AgentId, SavedAgentId};
use crate::features::agents::search::{Indexed, Query};
use crate::features::agents::types::{Persona, SavedAgent};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError, newest_first};

/// Thrown when the saved agent isn't there (any more).
pub const GONE: &str = "saved_gone";
/// Thrown when the saved agent has another version than expected.
pub const STALE: &str = "saved_stale";

macro_rules! columns {
    () => {
        "sort, newest, persona, instructions, library, version, created_at, updated_at"
    };
}

#[derive(Deserialize)]
struct Row {
    sort: String,
    persona: Persona,
    instructions: String,
    library: String,
    version: u32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<Row> for SavedAgent {
    fn from(row: Row) -> Self {
        Self {
            id: SavedAgentId::new(row.sort),
            persona: row.persona,
            instructions: row.instructions,
            library: Some(row.library).filter(|slug| !slug.is_empty()),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// What is written of a saved agent.
#[derive(Debug, Serialize)]
pub struct SavedContent {
    id: SavedAgentId,
    search: String,
    keys: Vec<String>,
    persona: Persona,
    instructions: String,
    library: String,
}

impl SavedContent {
    pub fn new(id: SavedAgentId, persona: Persona, instructions: String, library: Option<String>) -> Self {
        let Indexed { text, keys } = indexed(&persona);
        Self { id, search: text, keys, persona, instructions, library: library.unwrap_or_default() }
    }
}

/// An own agent that belongs to a saved one, and the versions at which the two were the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub agent: AgentId,
    pub saved: SavedAgentId,
    pub agent_version: u32,
    pub saved_version: u32,
}

fn record(id: &SavedAgentId) -> RecordId {
    RecordId::new("saved_agent", id.as_str().to_owned())
}

/// At most `limit` saved agents before `after`, newest first.
pub async fn list(db: &Db, ws: &WorkspaceId, query: Option<&Query>, after: Option<String>, limit: u32) -> Result<Vec<SavedAgent>, DbError> {
    const PLAIN: &str = concat!("SELECT ", columns!(), " FROM saved_agent WHERE ws = $ws AND newest > $after ORDER BY newest LIMIT $n");
    const WORDS: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM saved_agent WITH INDEX saved_agent_keys WHERE ws = $ws AND keys CONTAINS $key AND search CONTAINSALL $words AND newest > $after ORDER BY newest LIMIT $n"
    );
    let key = query.map(Query::key);
    if key == Some(None) {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = db
        .sql(if query.is_some() { WORDS } else { PLAIN })
        .bind("ws", ws.as_str().to_owned())
        .bind("after", after.map(|id| newest_first(&id)).unwrap_or_default())
        .bind("key", key.flatten().unwrap_or_default())
        .bind("words", query.map(Query::needles).unwrap_or_default())
        .bind("n", i64::from(limit))
        .list()
        .await?;
    Ok(rows.into_iter().map(SavedAgent::from).collect())
}

/// One saved agent.
pub async fn find(db: &Db, ws: &WorkspaceId, id: &SavedAgentId) -> Result<Option<SavedAgent>, DbError> {
    let row: Option<Row> = db
        .sql(concat!("SELECT ", columns!(), " FROM ONLY $id WHERE ws = $ws"))
        .bind("id", record(id))
        .bind("ws", ws.as_str().to_owned())
        .optional()
        .await?;
    Ok(row.map(SavedAgent::from))
}

/// Puts an agent on the shelf, with the link to the own agent it came from.
pub async fn insert(db: &Db, ws: &WorkspaceId, saved: &SavedContent, link: Option<&Link>, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql(
        "{
            CREATE type::record('saved_agent', $saved.id) SET
                ws = $ws, sort = $saved.id, search = $saved.search, keys = $saved.keys, persona = $saved.persona,
                instructions = $saved.instructions, library = $saved.library, version = 1, created_at = $now, updated_at = $now
                RETURN NONE;
            IF $link { UPSERT type::record('shelf_link', $link.agent) CONTENT { ws: $ws, agent: $link.agent, saved: $link.saved, agent_version: $link.agent_version, saved_version: $link.saved_version } RETURN NONE };
            fn::append_events($stream, [{ kind: 'shelf_changed', data: encoding::json::encode({ id: $saved.id, action: 'created' }) }], $now);
            RETURN NONE;
        }",
    )
    .bind("ws", ws.as_str().to_owned())
    .bind("stream", stream(ws).as_str().to_owned())
    .bind_json("saved", saved)
    .bind_json("link", &link)
    .bind("now", now)
    .exec()
    .await
}

/// Replaces what a saved agent is and counts its version up; with the agent that it now is the same
/// as. Throws [`GONE`] and, with an expected version, [`STALE`].
pub async fn update(
    db: &Db,
    ws: &WorkspaceId,
    saved: &SavedContent,
    expected: Option<u32>,
    same_as: Option<(&AgentId, u32)>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    db.sql(
        "{
            LET $id = type::record('saved_agent', $saved.id);
            LET $before = (SELECT version FROM ONLY $id WHERE ws = $ws);
            IF $before = NONE { THROW 'saved_gone' };
            IF $expected != NONE AND $before.version != $expected { THROW 'saved_stale' };
            UPDATE $id SET
                search = $saved.search, keys = $saved.keys, persona = $saved.persona, instructions = $saved.instructions,
                version = $before.version + 1, updated_at = $now
                RETURN NONE;
            IF $agent { UPSERT type::record('shelf_link', $agent) CONTENT { ws: $ws, agent: $agent, saved: $saved.id, agent_version: $agent_version, saved_version: $before.version + 1 } RETURN NONE };
            fn::append_events($stream, [{ kind: 'shelf_changed', data: encoding::json::encode({ id: $saved.id, action: 'updated' }) }], $now);
            RETURN NONE;
        }",
    )
    .bind("ws", ws.as_str().to_owned())
    .bind("stream", stream(ws).as_str().to_owned())
    .bind_json("saved", saved)
    .bind("expected", expected.map(i64::from))
    .bind("agent", same_as.map(|(id, _)| id.as_str().to_owned()))
    .bind("agent_version", same_as.map(|(_, version)| i64::from(version)))
    .bind("now", now)
    .exec()
    .await
}

/// Takes an agent off the shelf. Own agents stay. Throws [`GONE`] and, with an expected version, [`STALE`].
pub async fn delete(db: &Db, ws: &WorkspaceId, id: &SavedAgentId, expected: Option<u32>, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql(
        "{
            LET $before = (SELECT version FROM ONLY $id WHERE ws = $ws);
            IF $before = NONE { THROW 'saved_gone' };
            IF $expected != NONE AND $before.version != $expected { THROW 'saved_stale' };
            DELETE $id RETURN NONE;
            DELETE shelf_link WHERE saved = $key AND ws = $ws RETURN NONE;
            fn::append_events($stream, [{ kind: 'shelf_changed', data: encoding::json::encode({ id: $key, action: 'deleted' }) }], $now);
            RETURN NONE;
        }",
    )
    .bind("id", record(id))
    .bind("key", id.as_str().to_owned())
    .bind("ws", ws.as_str().to_owned())
    .bind("stream", stream(ws).as_str().to_owned())
    .bind("expected", expected.map(i64::from))
    .bind("now", now)
    .exec()
    .await
}

/// The link of an own agent.
pub async fn link_of(db: &Db, ws: &WorkspaceId, agent: &AgentId) -> Result<Option<Link>, DbError> {
    db.sql("SELECT agent, saved, agent_version, saved_version FROM ONLY $id WHERE ws = $ws")
        .bind("id", RecordId::new("shelf_link", agent.as_str().to_owned()))
        .bind("ws", ws.as_str().to_owned())
        .optional()
        .await
}

/// Notes that an own agent is the same as a saved one.
pub async fn link(db: &Db, ws: &WorkspaceId, link: &Link) -> Result<(), DbError> {
    db.sql(
        "{ UPSERT type::record('shelf_link', $link.agent) CONTENT { ws: $ws, agent: $link.agent, saved: $link.saved, agent_version: $link.agent_version, saved_version: $link.saved_version } RETURN NONE; RETURN NONE; }",
    )
    .bind("ws", ws.as_str().to_owned())
    .bind_json("link", link)
    .exec()
    .await
}
