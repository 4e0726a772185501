//! Simulation rows: create, read, list, change by people.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::ids::{SimulationId, UserId};
use crate::features::agents::types::Persona;
use crate::features::simulations::service::stream;
use crate::features::simulations::types::{
    AttemptRecord, Candidate, Parent, Participant, Scenario, SelectorRecord, Settings, Simulation, SimulationEvent, State,
};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};
use crate::server::events::NewEvent;

/// A member of the cast with everything the engine needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CastMember {
    /// `p1`, `p2`, …: the position in the cast, from 1. Nobody is ever taken out of the cast.
    pub id: String,
    pub agent_id: String,
    pub persona: Arc<Persona>,
    #[serde(default)]
    pub instructions: String,
    /// Address of a stored picture; empty for a drawing.
    #[serde(default)]
    pub picture: String,
    #[serde(default)]
    pub muted: bool,
    #[serde(default)]
    pub left: bool,
}

impl CastMember {
    /// Whether the person can be chosen to speak.
    pub const fn can_speak(&self) -> bool {
        !self.muted && !self.left
    }
}

/// A fact that an observer pinned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    pub text: String,
    /// Number of the message that told the panel.
    pub seq: u64,
}

/// What only people change: every change counts the version up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    pub scenario: Arc<Scenario>,
    pub cast: Vec<CastMember>,
    pub settings: Settings,
    #[serde(default)]
    pub pins: Vec<Pin>,
}

impl Plan {
    /// Position of a participant in the cast.
    pub fn seat(&self, participant: &str) -> Option<usize> {
        let guess = participant.strip_prefix('p').and_then(|n| n.parse::<usize>().ok()).and_then(|n| n.checked_sub(1));
        let is_it = |at: &usize| self.cast.get(*at).is_some_and(|m| m.id == participant);
        guess.filter(is_it).or_else(|| self.cast.iter().position(|m| m.id == participant))
    }

    /// The only participant; `None` when there are several or none.
    pub fn alone(&self) -> Option<&CastMember> {
        let mut here = self.cast.iter().filter(|m| !m.left);
        here.next().filter(|_| here.next().is_none())
    }

    /// Ids of the participants.
    pub fn ids(&self) -> Vec<&str> {
        self.cast.iter().map(|m| m.id.as_str()).collect()
    }
}

/// A speaker who was chosen, with what led to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chosen {
    /// Participant id.
    pub speaker: String,
    pub reason: String,
    pub candidates: Vec<Candidate>,
    pub selector: Option<SelectorRecord>,
}

/// What is known of the turn that is being spoken, kept across attempts and restarts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pending {
    pub choice: Option<Chosen>,
    /// Thrown away so far.
    pub attempts: Vec<AttemptRecord>,
    /// Participants who gave this turn away.
    pub yielded: Vec<String>,
}

/// The part of a row that the engine reads before every step.
#[derive(Clone, Debug, Deserialize)]
pub struct Head {
    pub id: String,
    pub ws: String,
    /// Node that runs it; empty when none does.
    pub owner: String,
    pub state: State,
    pub turns: u32,
    pub until: u32,
    pub round: u32,
    pub open_turn: u32,
    pub attempt: u32,
    pub step_to: u32,
    pub last_seq: u64,
    pub tokens: u64,
    #[serde(default)]
    pub prompt_tokens: u64,
    pub cost_micros: i64,
    pub cost_known: bool,
    pub version: u32,
    #[serde(default)]
    pub pending: Pending,
    #[serde(default)]
    pub next_up: String,
    #[serde(default)]
    pub part: u32,
    #[serde(default)]
    pub active_ms: u64,
    #[serde(default)]
    pub last_hash: String,
}

/// A row with everything.
#[derive(Clone, Debug, Deserialize)]
pub struct Row {
    #[serde(flatten)]
    pub head: Head,
    pub title: String,
    pub reason: String,
    pub plan: Plan,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub parent_id: String,
    #[serde(default)]
    pub parent_turn: u32,
    #[serde(default)]
    pub asides: u64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl std::ops::Deref for Row {
    type Target = Head;

    fn deref(&self) -> &Head {
        &self.head
    }
}

impl Row {
    /// What clients see.
    pub fn into_simulation(self) -> Simulation {
        let participants = self.plan.cast.iter().map(participant).collect();
        let cost_micros = self.cost_known.then_some(self.cost_micros);
        let parent = (!self.parent_id.is_empty()).then(|| Parent { id: SimulationId::new(self.parent_id), turn: self.parent_turn });
        Simulation {
            id: SimulationId::new(self.head.id),
            title: self.title,
            state: self.head.state,
            state_reason: self.reason,
            scenario: Arc::unwrap_or_clone(self.plan.scenario),
            participants,
            settings: self.plan.settings,
            turns: self.head.turns,
            round: self.head.round,
            messages: self.head.last_seq,
            tokens: self.head.tokens,
            prompt_tokens: self.head.prompt_tokens,
            cost_micros,
            parent,
            pins: self.plan.pins.into_iter().map(|pin| pin.text).collect(),
            tags: self.tags,
            version: self.head.version,
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
        avatar: Some(member.picture.clone()).filter(|address| !address.is_empty()),
        muted: member.muted,
        left: member.left,
        talkativeness: persona.style.talkativeness,
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

/// For the engine, which serves all workspaces and checks no rights: everything but the plan.
pub async fn head(db: &Db, id: &str) -> Result<Option<Head>, DbError> {
    db.sql(
        "SELECT record::id(id) AS id, ws, owner, state, turns, until, round, open_turn, attempt, step_to, last_seq, tokens, cost_micros, cost_known, version,
           prompt_tokens ?? 0 AS prompt_tokens, pending ?? {} AS pending, next_up ?? '' AS next_up, part ?? 0 AS part, active_ms ?? 0 AS active_ms,
           last_hash ?? '' AS last_hash FROM ONLY type::record('simulation', $id)",
    )
    .bind("id", id.to_owned())
    .optional()
    .await
}

/// For the engine: the plan, with the version it belongs to.
pub async fn plan(db: &Db, id: &str) -> Result<Option<(u32, Plan)>, DbError> {
    #[derive(Deserialize)]
    struct Found {
        version: u32,
        plan: Plan,
    }
    let found: Option<Found> =
        db.sql("SELECT version, plan FROM ONLY type::record('simulation', $id)").bind("id", id.to_owned()).optional().await?;
    Ok(found.map(|found| (found.version, found.plan)))
}

/// A changed title and plan.
pub struct Changed<'a> {
    pub title: &'a str,
    pub plan: &'a Plan,
    /// Whether it may only be changed while it doesn't run.
    pub calm: bool,
}

/// Changes title and plan while the version is still the one read; the plan that was in force is
/// kept for branches. Gives whether it did.
pub async fn update(db: &Db, ws: &WorkspaceId, row: &Row, changed: Changed<'_>, now: DateTime<Utc>) -> Result<bool, DbError> {
    let Changed { title, plan, calm } = changed;
    let before = &row.plan.settings;
    let until = if plan.settings.max_turns == before.max_turns { row.until } else { (row.round.max(1)) * plan.settings.max_turns };
    let event = SimulationEvent::Changed { version: row.version + 1 };
    let hit: Option<bool> = db
        .sql(
            "{ LET $old = (SELECT plan, last_seq FROM ONLY type::record('simulation', $id) WHERE ws = $ws AND version = $version);
               LET $row = (UPDATE ONLY type::record('simulation', $id) SET title = $title, search = $search, plan = $plan, until = $until, version += 1,
                 updated_at = $now WHERE ws = $ws AND version = $version AND (!$calm OR state NOT IN ['running', 'queued']) RETURN AFTER);
               IF $row = NONE { RETURN false };
               IF $old.last_seq > 0 { CREATE ONLY type::record('plan_log', [$id, $version]) SET ws = $ws, plan = $old.plan };
               fn::append_events($stream, $events, $now);
               RETURN true; }",
        )
        .bind("id", row.id.clone())
        .bind("ws", ws.as_str().to_owned())
        .bind("title", title.to_owned())
        .bind("search", search_text(title, plan))
        .bind_json("plan", plan)
        .bind("until", i64::from(until.max(row.turns)))
        .bind("version", i64::from(row.version))
        .bind("calm", calm)
        .bind("stream", stream(&row.id).as_str().to_owned())
        .bind_json("events", &[NewEvent::new(event.name(), &event)])
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
               DELETE turn_log:[$id, 0]..=[$id, $row.turns];
               DELETE plan_log:[$id, 0]..=[$id, $row.version];
               DELETE aside:[$id, 0]..=[$id, $row.asides ?? 0];
               DELETE annotation:[$id, '']..[$id, '~'];
               DELETE simulation_usage:[$id, '']..[$id, '~'];
               DELETE event:[$stream, 0]..=[$stream, 1000000000];
               DELETE type::record('stream', $stream);
               RETURN true; }",
        )
        .bind("id", id.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind("stream", stream(id.as_str()).as_str().to_owned())
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
