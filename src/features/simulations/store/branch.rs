//! Branches: rows, lines and records of another simulation, written at once.

use chrono::{DateTime, Utc};

use super::simulations::{Plan, search_text};
use crate::core::ids::{SimulationId, UserId};
use crate::features::simulations::service::stream;
use crate::features::simulations::types::{Message, SimulationEvent};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};
use crate::server::events::NewEvent;

/// A simulation that begins with lines of another one.
pub struct Branch {
    pub id: SimulationId,
    pub parent: String,
    /// The last turn that is taken over.
    pub turn: u32,
    pub user: UserId,
    pub title: String,
    pub plan: Plan,
    pub round: u32,
    pub until: u32,
    /// Round of the scenario that was announced.
    pub part: u32,
    pub messages: Vec<Message>,
    pub last_seq: u64,
    pub now: DateTime<Utc>,
}

/// The plan of an earlier version, if it was kept.
pub async fn plan_of(db: &Db, ws: &WorkspaceId, simulation: &str, version: u32) -> Result<Option<Plan>, DbError> {
    db.sql("SELECT VALUE plan FROM ONLY type::record('plan_log', [$id, $version]) WHERE ws = $ws")
        .bind("id", simulation.to_owned())
        .bind("version", i64::from(version))
        .bind("ws", ws.as_str().to_owned())
        .optional()
        .await
}

/// Makes the simulation with its lines, their events, and the records of their turns. Money and
/// tokens that the lines cost stay with the original.
pub async fn create(db: &Db, ws: &WorkspaceId, branch: &Branch) -> Result<(), DbError> {
    let events: Vec<NewEvent> = branch
        .messages
        .iter()
        .map(|message| SimulationEvent::Message { message: message.clone() })
        .map(|event| NewEvent::new(event.name(), &event))
        .collect();
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    db.sql(
        "{ LET $newest = fn::newest_first($id);
           LET $hash = IF $turn > 0 { (SELECT VALUE data.request.hash FROM ONLY type::record('turn_log', [$parent, $turn]) WHERE ws = $ws) } ELSE { '' };
           CREATE ONLY type::record('simulation', $id) SET ws = $ws, sort = $id, created_by = $user, title = $title, search = $search,
             state = IF $last_seq > 0 { 'paused' } ELSE { 'draft' }, reason = IF $last_seq > 0 { $reason } ELSE { '' }, plan = $plan,
             parent_id = $parent, parent_turn = $turn, turns = $turn, until = $until, round = $round, part = $part, open_turn = 0, attempt = 0, step_to = 0,
             last_seq = $last_seq, last_hash = $hash ?? '', tokens = 0, cost_micros = 0, cost_known = true, version = 1, owner = '', lease_until = $now,
             created_at = $now, updated_at = $now;
           FOR $m IN $messages {
             CREATE ONLY type::record('message', [$id, $m.seq]) SET ws = $ws, newest = $newest, turn = $m.turn, round = $m.round, kind = $m.kind,
               speaker_id = $m.speaker.id ?? '', speaker_name = $m.speaker.name ?? '', reason = $m.reason, text = $m.text, language = $m.language,
               tokens = $m.tokens, cost_micros = $m.cost_micros, heard_by = $m.to, puppet = $m.puppet, attempts = $m.attempts,
               created_at = <datetime> $m.created_at;
           };
           FOR $t IN (SELECT record::id(id)[1] AS turn, data, prompt, created_at FROM turn_log:[$parent, 1]..=[$parent, $turn] WHERE ws = $ws) {
             CREATE ONLY type::record('turn_log', [$id, $t.turn]) SET ws = $ws, data = $t.data, data.version = 1, prompt = $t.prompt,
               created_at = $t.created_at;
           };
           IF array::len($events) > 0 { fn::append_events($stream, $events, $now) };
           RETURN NONE; }",
    )
    .bind("id", branch.id.as_str().to_owned())
    .bind("ws", ws.as_str().to_owned())
    .bind("user", branch.user.as_str().to_owned())
    .bind("title", branch.title.clone())
    .bind("search", search_text(&branch.title, &branch.plan))
    .bind("reason", format!("Branched off after turn {}. Resume to go on from there.", branch.turn))
    .bind_json("plan", &branch.plan)
    .bind("parent", branch.parent.clone())
    .bind("turn", i64::from(branch.turn))
    .bind("until", i64::from(branch.until))
    .bind("round", i64::from(branch.round))
    .bind("part", i64::from(branch.part))
    .bind("last_seq", whole(branch.last_seq))
    .bind_json("messages", &branch.messages)
    .bind_json("events", &events)
    .bind("stream", stream(branch.id.as_str()).as_str().to_owned())
    .bind("now", branch.now)
    .exec()
    .await
}
