//! Stores a conversation that was had elsewhere.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::simulations::{Plan, search_text};
use super::turn_log::{self, Prompt};
use crate::core::ids::{SimulationId, UserId};
use crate::features::simulations::service::stream;
use crate::features::simulations::types::{Annotation, Aside, SimulationEvent, SimulationFile, State, TurnRecord};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};
use crate::server::events::NewEvent;

/// A checked file with what it becomes.
pub struct Import<'a> {
    pub id: &'a SimulationId,
    pub user: &'a UserId,
    pub plan: &'a Plan,
    pub file: &'a SimulationFile,
    pub annotations: &'a [Annotation],
    pub asides: &'a [Aside],
    pub tags: &'a [String],
    pub state: State,
    pub reason: &'a str,
    pub now: DateTime<Utc>,
}

/// A record of a turn in the two parts that are stored. The numbers of plans begin anew.
#[derive(Serialize)]
struct Record {
    data: TurnRecord,
    prompt: Prompt,
}

impl Record {
    fn of(record: &TurnRecord) -> Self {
        let (data, prompt) = turn_log::parts(record);
        Self { data: TurnRecord { version: 1, ..data }, prompt }
    }
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

/// Row, lines, what is known of turns and lines, and the end of the event stream in one transaction.
pub async fn create(db: &Db, ws: &WorkspaceId, import: Import<'_>) -> Result<(), DbError> {
    let Import { id, user, plan, file, annotations, asides, tags, state, reason, now } = import;
    let records: Vec<Record> = file.turn_records.iter().map(Record::of).collect();
    let last_hash = file.turn_records.last().map(|record| record.request.hash.clone()).unwrap_or_default();
    db.sql(
        "{ LET $newest = fn::newest_first($id);
           CREATE ONLY type::record('simulation', $id) SET ws = $ws, sort = $id, created_by = $user, title = $title, search = $search, state = $state,
             reason = $reason, plan = $plan, tags = $tags, turns = $file.turns, until = $file.turns, round = $file.round, open_turn = 0, attempt = 0,
             step_to = 0, last_seq = array::len($file.messages), last_hash = $last_hash, asides = array::len($asides), tokens = $file.tokens, prompt_tokens = $file.prompt_tokens, cost_micros = $file.cost_micros ?? 0,
             cost_known = $file.cost_micros != NONE, version = 1, owner = '', lease_until = $now, created_at = <datetime> $file.created_at, updated_at = $now;
           FOR $m IN $file.messages {
             CREATE type::record('message', [$id, $m.seq]) SET ws = $ws, newest = $newest, turn = $m.turn, round = $m.round, kind = $m.kind, speaker_id = $m.speaker_id,
               speaker_name = $m.speaker, heard_by = $m.to, puppet = $m.puppet, reason = $m.reason, attempts = $m.attempts, text = $m.text, language = $m.language,
               tokens = $m.tokens, cost_micros = $m.cost_micros, created_at = <datetime> $m.created_at
           };
           FOR $t IN $records {
             CREATE type::record('turn_log', [$id, $t.data.turn]) SET ws = $ws, data = $t.data, prompt = $t.prompt, created_at = <datetime> $t.data.created_at
           };
           FOR $a IN $annotations {
             CREATE type::record('annotation', [$id, $a.id]) SET ws = $ws, author = $a.author.id, data = $a, created_at = <datetime> $a.created_at
           };
           FOR $q IN $asides {
             CREATE type::record('aside', [$id, $q.number]) SET ws = $ws, data = $q, created_at = <datetime> $q.created_at
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
    .bind_json("file", &SimulationFile { turn_records: Vec::new(), annotations: Vec::new(), asides: Vec::new(), ..file.clone() })
    .bind_json("records", &records)
    .bind_json("annotations", &annotations)
    .bind_json("asides", &asides)
    .bind("last_hash", last_hash)
    .bind_json("events", &[end(state, reason)])
    .bind("stream", stream(id.as_str()).as_str().to_owned())
    .bind("now", now)
    .exec()
    .await
}
