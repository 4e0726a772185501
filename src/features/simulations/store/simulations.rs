//! Simulation rows: create, read, list, change by people.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::ids::{SimulationId, UserId};
use crate::features::agents::types::Persona;
use crate::features::simulations::types::{Participant, Scenario, Settings, Simulation, State};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

/// A member of the cast with everything the engine needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CastMember {
    /// `p1`, `p2`, …
    pub id: String,
    pub agent_id: String,
    pub persona: Arc<Persona>,
    #[serde(default)]
    pub instructions: String,
}

/// What is fixed while a simulation runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    pub scenario: Arc<Scenario>,
    pub cast: Vec<CastMember>,
    pub settings: Settings,
}

/// A row with everything.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    pub id: String,
    pub title: String,
    pub state: State,
    pub reason: String,
    pub plan: Plan,
    pub turns: u32,
    pub until: u32,
    pub round: u32,
    pub open_turn: u32,
    pub attempt: u32,
    pub step_to: u32,
    pub last_seq: u64,
    pub tokens: u64,
    pub cost_micros: i64,
    pub cost_known: bool,
    pub version: u32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Row {
    /// What clients see.
    pub fn into_simulation(self) -> Simulation {
        let participants = self.plan.cast.iter().map(participant).collect();
        Simulation {
            id: SimulationId::new(self.id),
            title: self.title,
            state: self.state,
            state_reason: self.reason,
            scenario: Arc::unwrap_or_clone(self.plan.scenario),
            participants,
            settings: self.plan.settings,
            turns: self.turns,
            round: self.round,
            messages: self.last_seq,
            tokens: self.tokens,
            cost_micros: self.cost_known.then_some(self.cost_micros),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

fn participant(member: &CastMember) -> Participant {
    let persona = &member.persona;
    let seed = if persona.avatar_seed.is_empty() { persona.name.clone() } else { persona.avatar_seed.clone() };
    Participant {
        id: member.id.clone(),
        agent_id: member.agent_id.clone(),
        name: persona.name.clone(),
        profession: persona.profession.clone(),
        archetype: persona.archetype.clone(),
        avatar_seed: seed,
    }
}

/// A new simulation.
pub struct New<'a> {
    pub id: &'a SimulationId,
    pub user: &'a UserId,
    pub title: &'a str,
    pub plan: &'a Plan,
    pub now: DateTime<Utc>,
}

pub(super) fn search_text(title: &str, plan: &Plan) -> String {
    format!("{title} {} {}", plan.scenario.question, plan.cast.iter().map(|m| m.persona.name.as_str()).collect::<Vec<_>>().join(" "))
        .to_lowercase()
}

pub async fn create(db: &Db, ws: &WorkspaceId, new: New<'_>) -> Result<(), DbError> {
    db.sql(
        "{ CREATE ONLY type::record('simulation', $id) SET ws = $ws, sort = $id, created_by = $user, title = $title, search = $search, state = 'draft',
             reason = '', plan = $plan, turns = 0, until = $until, round = 1, open_turn = 0, attempt = 0, step_to = 0, last_seq = 0, tokens = 0, cost_micros = 0,
             cost_known = true, version = 1, owner = '', lease_until = $now, created_at = $now, updated_at = $now;
           UPSERT ONLY type::record('current_simulation', [$ws, $user]) SET simulation = $id;
           RETURN NONE; }",
    )
    .bind("id", new.id.as_str().to_owned())
    .bind("ws", ws.as_str().to_owned())
    .bind("user", new.user.as_str().to_owned())
    .bind("title", new.title.to_owned())
    .bind("search", search_text(new.title, new.plan))
    .bind_json("plan", new.plan)
    .bind("until", i64::from(new.plan.settings.max_turns))
    .bind("now", new.now)
    .exec()
    .await
}

/// How many simulations the workspace has, and how many of them run or wait for a place.
pub async fn count(db: &Db, ws: &WorkspaceId) -> Result<(u64, u64), DbError> {
    let found: Option<(u64, u64)> = db
        .sql(
            "{ LET $states = (SELECT VALUE state FROM simulation WHERE ws = $ws);
               RETURN [[array::len($states), array::len($states.filter(|$s| $s IN ['queued', 'running']))]]; }",
        )
        .bind("ws", ws.as_str().to_owned())
        .optional()
        .await?;
    Ok(found.unwrap_or_default())
}

pub async fn find(db: &Db, ws: &WorkspaceId, id: &SimulationId) -> Result<Option<Row>, DbError> {
    db.sql("SELECT *, record::id(id) AS id FROM ONLY type::record('simulation', $id) WHERE ws = $ws")
        .bind("id", id.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .optional()
        .await
}

/// For the engine, which serves all workspaces and checks no rights.
pub async fn load(db: &Db, id: &str) -> Result<Option<Row>, DbError> {
    db.sql("SELECT *, record::id(id) AS id FROM ONLY type::record('simulation', $id)").bind("id", id.to_owned()).optional().await
}

/// Changes title and plan while the version is still the one read. Gives whether it did.
pub async fn update(db: &Db, ws: &WorkspaceId, row: &Row, title: &str, plan: &Plan, now: DateTime<Utc>) -> Result<bool, DbError> {
    let until = (row.round.max(1)) * plan.settings.max_turns;
    let hit: Option<bool> = db
        .sql(
            "{ LET $row = (UPDATE ONLY type::record('simulation', $id) SET title = $title, search = $search, plan = $plan, until = $until, version += 1,
                 updated_at = $now WHERE ws = $ws AND version = $version AND state NOT IN ['running', 'queued'] RETURN AFTER);
               RETURN $row != NONE; }",
        )
        .bind("id", row.id.clone())
        .bind("ws", ws.as_str().to_owned())
        .bind("title", title.to_owned())
        .bind("search", search_text(title, plan))
        .bind_json("plan", plan)
        .bind("until", i64::from(until.max(row.turns)))
        .bind("version", i64::from(row.version))
        .bind("now", now)
        .write()
        .await?;
    Ok(hit.unwrap_or(false))
}

/// Deletes a simulation that doesn't run, with its transcript and events.
pub async fn delete(db: &Db, ws: &WorkspaceId, id: &SimulationId) -> Result<bool, DbError> {
    let hit: Option<bool> = db
        .sql(
            "{ LET $row = (DELETE ONLY type::record('simulation', $id) WHERE ws = $ws RETURN BEFORE);
               IF $row = NONE { RETURN false };
               DELETE message:[$id, 0]..=[$id, $row.last_seq];
               DELETE share WHERE simulation = $id;
               DELETE translation:[$id, '']..[$id, []];
               DELETE translation_call:[$id, '']..[$id, '~'];
               DELETE event:[$stream, 0]..=[$stream, 1000000000];
               DELETE type::record('stream', $stream);
               RETURN true; }",
        )
        .bind("id", id.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind("stream", crate::features::simulations::service::stream(id.as_str()).as_str().to_owned())
        .write()
        .await?;
    Ok(hit.unwrap_or(false))
}

/// The simulation the person opened last.
pub async fn current(db: &Db, ws: &WorkspaceId, user: &UserId) -> Result<Option<String>, DbError> {
    db.sql("SELECT VALUE simulation FROM ONLY type::record('current_simulation', [$ws, $user])")
        .bind("ws", ws.as_str().to_owned())
        .bind("user", user.as_str().to_owned())
        .optional()
        .await
}

pub async fn set_current(db: &Db, ws: &WorkspaceId, user: &UserId, id: &SimulationId) -> Result<(), DbError> {
    db.sql("UPSERT ONLY type::record('current_simulation', [$ws, $user]) SET simulation = $id")
        .bind("ws", ws.as_str().to_owned())
        .bind("user", user.as_str().to_owned())
        .bind("id", id.as_str().to_owned())
        .exec()
        .await
}
