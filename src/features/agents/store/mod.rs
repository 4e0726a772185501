//! Own agents in the database. Every change is one unit together with its event on the
//! workspace's stream, so that open tabs never miss one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use surrealdb::types::RecordId;

use crate::core::ids::AgentId;
use crate::features::agents::facets::Traits;
use crate::features::agents::search::{Indexed, fold};
use crate::features::agents::types::{Agent, Persona, domain_name};
use crate::features::avatars::types::Avatar;
use crate::features::purge::{Part, Scope, rows_of_workspace};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError, newest_first};
use crate::server::events::{NewEvent, StreamName};

/// Thrown when the agent isn't there (any more).
pub const GONE: &str = "agent_gone";
/// Thrown when the agent has another version than expected.
pub const STALE: &str = "agent_stale";

/// The text of a part that removes the rows of a table whose `user` is the person.
macro_rules! rows_of_person {
    ($table:literal) => {
        concat!("{ LET $rows = (SELECT VALUE id FROM ", $table, " WHERE user = $id LIMIT $n); DELETE $rows; RETURN array::len($rows); }")
    };
}

/// Agents of a workspace, and the stream on which their changes are announced.
pub const PURGE: &[Part] = &[
    Part::sql("agents", Scope::Workspace, rows_of_workspace!("agent")),
    Part::sql("versions of agents", Scope::Workspace, rows_of_workspace!("agent_version")),
    Part::sql("drafts of agents", Scope::Workspace, rows_of_workspace!("agent_draft")),
    Part::sql("imports of agents", Scope::Workspace, rows_of_workspace!("agent_import")),
    Part::sql("drafts of agents of a person", Scope::Person, rows_of_person!("agent_draft")),
    Part::sql("imports of agents of a person", Scope::Person, rows_of_person!("agent_import")),
    Part::sql("deleted agents", Scope::Workspace, rows_of_workspace!("agent_trash")),
    Part::sql("saved agents", Scope::Workspace, rows_of_workspace!("saved_agent")),
    Part::sql("links to saved agents", Scope::Workspace, rows_of_workspace!("shelf_link")),
    Part::sql("saved filters", Scope::Workspace, rows_of_workspace!("agent_filter")),
    Part::sql(
        "saved filters of a person",
        Scope::Person,
        "{ LET $rows = (SELECT VALUE id FROM agent_filter WHERE user = $id LIMIT $n); DELETE $rows; RETURN array::len($rows); }",
    ),
    Part::sql(
        "events of a workspace",
        Scope::Workspace,
        "{ LET $stream = 'workspace:' + $id;
           LET $rows = (SELECT VALUE id FROM event:[$stream, 0]..=[$stream, 1000000000] LIMIT $n);
           DELETE $rows;
           IF array::is_empty($rows) { DELETE type::record('stream', $stream) };
           RETURN array::len($rows); }",
    ),
];

/// The stream on which changes of a workspace are announced.
pub fn stream(ws: &WorkspaceId) -> StreamName {
    StreamName::new("workspace", ws.as_str())
}

/// What is read of a row. A macro, so that the texts of queries stay constants.
macro_rules! columns {
    () => {
        "sort, newest, name_sort, persona, instructions, library, avatar, version, created_at, updated_at"
    };
}

/// Creates `$agents`.
macro_rules! create_agents {
    () => {
        "FOR $agent IN $agents {
            CREATE type::record('agent', $agent.id) SET
                ws = $ws, sort = $agent.id, newest = $agent.newest, name = $agent.name, name_sort = $agent.name_sort, domain = $agent.domain,
                search = $agent.search, keys = $agent.keys, facets = $agent.facets, persona = $agent.persona, instructions = $agent.instructions,
                library = $agent.library, version = 1, created_at = $now, updated_at = $now
                RETURN NONE;
        };"
    };
}

mod avatar;
pub mod drafts;
pub mod facets;
pub mod filters;
pub mod imports;
mod list;
pub mod reindex;
pub mod shelf;
pub mod tags;
mod trash;
pub mod versions;

pub use avatar::use_avatar;
#[cfg(test)]
pub use list::explain;
pub use list::{Filter, Order, list};
pub use trash::{delete, delete_version, in_batch, purge, restore};

/// A row as it is read.
#[derive(Debug, Deserialize)]
pub struct Row {
    sort: String,
    name_sort: String,
    persona: Persona,
    instructions: String,
    library: String,
    avatar: Option<String>,
    version: u32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl Row {
    /// Where the row stands in a list of that order.
    pub fn key(&self, order: Order) -> String {
        if order.is_by_name() { self.name_sort.clone() } else { self.sort.clone() }
    }
}

/// The picture of that name, else the drawing.
fn avatar_of(name: Option<&str>, persona: &Persona) -> Avatar {
    Avatar::of(name.unwrap_or(""), persona.seed())
}

impl From<Row> for Agent {
    fn from(row: Row) -> Self {
        Self {
            id: AgentId::new(row.sort),
            avatar: avatar_of(row.avatar.as_deref(), &row.persona),
            persona: row.persona,
            instructions: row.instructions,
            library: Some(row.library).filter(|slug| !slug.is_empty()),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// What is written of an agent, with what is derived from it.
#[derive(Debug, Serialize)]
pub struct Content {
    newest: String,
    id: AgentId,
    name: String,
    name_sort: String,
    domain: String,
    search: String,
    keys: Vec<String>,
    facets: Vec<String>,
    persona: Persona,
    instructions: String,
    library: String,
}

impl Content {
    /// `library` is the slug it was made from, if any; an update ignores it.
    pub fn new(id: AgentId, persona: Persona, instructions: String, library: Option<String>) -> Self {
        let Indexed { text, mut keys } = indexed(&persona);
        let facets = Traits::of(&persona).keys();
        keys.extend(facets.iter().cloned());
        Self {
            name: persona.name.clone(),
            // The separator sorts before everything that a name may hold.
            name_sort: format!("{}\u{1f}{id}", fold(&persona.name)),
            domain: domain_key(&persona.domain),
            search: text,
            keys,
            facets,
            library: library.unwrap_or_default(),
            persona,
            instructions,
            newest: newest_first(id.as_str()),
            id,
        }
    }
}

fn indexed(p: &Persona) -> Indexed {
    let first = [&p.name, &p.profession, &p.archetype].into_iter().chain(&p.expertise).chain(&p.tags).map(String::as_str);
    let rest = [domain_name(&p.domain), &p.domain, &p.employer, &p.residence, &p.nationality];
    Indexed::of(first.chain(rest).chain(p.languages.iter().map(String::as_str)))
}

/// The form in which domains are compared.
pub fn domain_key(domain: &str) -> String {
    domain.trim().to_lowercase()
}

/// How many agents the workspace has.
pub async fn count(db: &Db, ws: &WorkspaceId) -> Result<u64, DbError> {
    let found = db
        .sql("RETURN (SELECT count() AS n FROM agent WHERE ws = $ws GROUP ALL)[0].n ?? 0")
        .bind("ws", ws.as_str().to_owned())
        .optional()
        .await?;
    Ok(found.unwrap_or(0))
}

/// One agent.
pub async fn find(db: &Db, ws: &WorkspaceId, id: &AgentId) -> Result<Option<Row>, DbError> {
    db.sql(concat!("SELECT ", columns!(), " FROM ONLY $id WHERE ws = $ws"))
        .bind("id", record(id))
        .bind("ws", ws.as_str().to_owned())
        .optional()
        .await
}

/// Those of the agents that exist in the workspace, in no particular order.
pub async fn find_many(db: &Db, ws: &WorkspaceId, ids: &[AgentId]) -> Result<Vec<Row>, DbError> {
    db.sql(concat!("SELECT ", columns!(), " FROM $ids WHERE ws = $ws"))
        .bind("ids", ids.iter().map(record).collect::<Vec<_>>())
        .bind("ws", ws.as_str().to_owned())
        .list()
        .await
}

/// Ids that the event of a creation names at most; open pages read their lists anew in any case.
const NAMED: usize = 100;

/// Creates some hundreds of agents, all or none.
pub async fn insert(db: &Db, ws: &WorkspaceId, agents: &[Content], now: DateTime<Utc>) -> Result<(), DbError> {
    let ids: Vec<&AgentId> = agents.iter().map(|agent| &agent.id).take(NAMED).collect();
    db.sql(concat!(
        "{ ",
        create_agents!(),
        "
            fn::append_events($stream, [$event], $now);
            RETURN NONE;
        }"
    ))
    .bind("ws", ws.as_str().to_owned())
    .bind("stream", stream(ws).as_str().to_owned())
    .bind_json("agents", &agents)
    .bind_json("event", &changed(&ids, "created"))
    .bind("now", now)
    .exec()
    .await
}

/// Replaces what the agent is and counts its version up. Throws [`GONE`] and, with an expected
/// version, [`STALE`].
pub async fn update(db: &Db, ws: &WorkspaceId, agent: &Content, expected: Option<u32>, now: DateTime<Utc>) -> Result<Row, DbError> {
    db.sql(concat!(
        "{
            LET $before = (SELECT version FROM ONLY $id WHERE ws = $ws);
            IF $before = NONE { THROW 'agent_gone' };
            IF $expected != NONE AND $before.version != $expected { THROW 'agent_stale' };
            fn::keep_agent_version($agent.id);
            UPDATE $id SET
                name = $agent.name, name_sort = $agent.name_sort, domain = $agent.domain, search = $agent.search, keys = $agent.keys,
                facets = $agent.facets, persona = $agent.persona, instructions = $agent.instructions, version = $before.version + 1, updated_at = $now
                RETURN NONE;
            fn::append_events($stream, [$event], $now);
            RETURN (SELECT ",
        columns!(),
        " FROM ONLY $id);
        }"
    ))
    .bind("id", record(&agent.id))
    .bind("ws", ws.as_str().to_owned())
    .bind("stream", stream(ws).as_str().to_owned())
    .bind("expected", expected.map(i64::from))
    .bind_json("agent", agent)
    .bind_json("event", &changed(&[&agent.id], "updated"))
    .bind("now", now)
    .write::<Row>()
    .await?
    .ok_or_else(|| DbError::Other("an update gave no agent".into()))
}

fn record(id: &AgentId) -> RecordId {
    RecordId::new("agent", id.as_str().to_owned())
}

fn changed(ids: &[&AgentId], action: &str) -> NewEvent {
    NewEvent::new("agents_changed", &serde_json::json!({ "ids": ids, "action": action }))
}
