//! Stores a conversation that was had elsewhere.

use chrono::{DateTime, Utc};

use super::simulations::{Plan, search_text};
use crate::core::ids::{SimulationId, UserId};
use crate::features::simulations::service::stream;
use crate::features::simulations::types::{SimulationEvent, SimulationFile, State};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};
use crate::server::events::NewEvent;

/// A checked file with what it becomes.
pub struct Import<'a> {
    pub id: &'a SimulationId,
    pub user: &'a UserId,
    pub plan: &'a Plan,
    pub file: &'a SimulationFile,
    pub tags: &'a [String],
    pub state: State,
    pub reason: &'a str,
    pub now: DateTime<Utc>,
}

/// The event with which its stream ends.
fn end(state: State, reason: &str) -> NewEvent {
    let reason = reason.to_owned();
    let event = match state {
        State::Stopped => SimulationEvent::Stopped { reason },
        State::Failed => SimulationEvent::Failed { reason },
        _ => SimulationEvent::Finished { reason },
    };
    NewEvent::new(event.name(), &event)
}

/// Row, lines and the end of the event stream in one transaction.
pub async fn create(db: &Db, ws: &WorkspaceId, import: Import<'_>) -> Result<(), DbError> {
    let Import { id, user, plan, file, tags, state, reason, now } = import;
    db.sql(
        "{ CREATE ONLY type::record('simulation', $id) SET ws = $ws, sort = $id, created_by = $user, title = $title, search = $search, state = $state,
             reason = $reason, plan = $plan, tags = $tags, turns = $file.turns, until = $file.turns, round = $file.round, open_turn = 0, attempt = 0,
             step_to = 0, last_seq = array::len($file.messages), tokens = $file.tokens, cost_micros = $file.cost_micros ?? 0,
             cost_known = $file.cost_micros != NONE, version = 1, owner = '', lease_until = $now, created_at = <datetime> $file.created_at, updated_at = $now;
           FOR $m IN $file.messages {
             CREATE type::record('message', [$id, $m.seq]) SET ws = $ws, turn = $m.turn, round = $m.round, kind = $m.kind, speaker_id = $m.speaker_id,
               speaker_name = $m.speaker, heard_by = $m.to, puppet = $m.puppet, reason = $m.reason, attempts = $m.attempts, text = $m.text, language = $m.language,
               tokens = $m.tokens, cost_micros = $m.cost_micros, created_at = <datetime> $m.created_at
           };
           fn::append_events($stream, $events, $now);
           RETURN NONE; }",
    )
    .bind("id", id.as_str().to_owned())
    .bind("ws", ws.as_str().to_owned())
    .bind("user", user.as_str().to_owned())
    .bind("title", file.title.trim().to_owned())
    .bind("search", search_text(&file.title, plan))
    .bind("state", state.as_str().to_owned())
    .bind("reason", reason.to_owned())
    .bind("tags", tags.to_vec())
    .bind_json("plan", plan)
    .bind_json("file", file)
    .bind_json("events", &[end(state, reason)])
    .bind("stream", stream(id.as_str()).as_str().to_owned())
    .bind("now", now)
    .exec()
    .await
}
