//! The engine's writes and the changes of state: each one block, so that row, transcript and
//! events can't disagree. Every block names what it expects; when that has changed, it does
//! nothing and says so, and the caller reads again.

use chrono::{DateTime, Duration, Utc};

use crate::features::simulations::service::stream;
use crate::features::simulations::store::simulations::Pending;
use crate::features::simulations::store::turn_log;
use crate::features::simulations::types::{Message, SimulationEvent, State, TurnRecord};
use crate::server::db::{Db, DbError, Unit};
use crate::server::events::NewEvent;
use crate::server::llm::types::Usage;

/// How long a node owns a running simulation without renewing.
pub const LEASE: Duration = Duration::seconds(60);

fn events(list: &[SimulationEvent]) -> Vec<NewEvent> {
    list.iter().map(|event| NewEvent::new(event.name(), event)).collect()
}

fn with_events(unit: Unit, id: &str, list: &[SimulationEvent], now: DateTime<Utc>) -> Unit {
    unit.bind("id", id.to_owned()).bind("stream", stream(id).as_str().to_owned()).bind_json("events", &events(list)).bind("now", now)
}

/// Takes or renews the lease of an active simulation.
pub async fn lease(db: &Db, id: &str, node: &str, seize: bool, now: DateTime<Utc>) -> Result<bool, DbError> {
    let hit: Option<bool> = db
        .sql(
            "{ LET $row = (UPDATE ONLY type::record('simulation', $id) SET owner = $node, lease_until = $until
                 WHERE state IN ['queued', 'running', 'paused'] AND (owner = $node OR owner = '' OR lease_until <= $now OR $seize) RETURN AFTER);
               RETURN $row != NONE; }",
        )
        .bind("id", id.to_owned())
        .bind("node", node.to_owned())
        .bind("until", now + LEASE)
        .bind("now", now)
        .bind("seize", seize)
        .write()
        .await?;
    Ok(hit.unwrap_or(false))
}

/// Gives the lease back.
pub async fn release(db: &Db, id: &str, node: &str) -> Result<(), DbError> {
    db.sql("UPDATE ONLY type::record('simulation', $id) SET owner = '' WHERE owner = $node")
        .bind("id", id.to_owned())
        .bind("node", node.to_owned())
        .exec()
        .await
}

/// Simulations that should run but whose owner is gone (`all`: whoever owns them).
pub async fn orphans(db: &Db, all: bool, now: DateTime<Utc>) -> Result<Vec<String>, DbError> {
    db.sql(
        "SELECT VALUE record::id(id) FROM simulation WHERE state IN ['queued', 'running'] AND (lease_until <= $now OR owner = '' OR $all)",
    )
    .bind("now", now)
    .bind("all", all)
    .list()
    .await
}

/// A turn to open.
pub struct Opening<'a> {
    pub turn: u32,
    pub pending: &'a Pending,
    pub event: SimulationEvent,
    /// What choosing the speaker took, when a model did it just now.
    pub spent: Option<Usage>,
    pub cost_micros: Option<i64>,
}

/// Opens a turn. `false` when the simulation is no longer where the caller thinks; a turn that is
/// open already (after a crash) stays open without a second event.
pub async fn open(db: &Db, id: &str, node: &str, opening: Opening<'_>, now: DateTime<Utc>) -> Result<bool, DbError> {
    let unit = db.sql(
        "{ LET $row = (SELECT state, owner, turns, open_turn FROM ONLY type::record('simulation', $id));
           IF $row = NONE OR $row.state != 'running' OR $row.owner != $node OR $row.turns != $turn - 1 { RETURN false };
           UPDATE ONLY type::record('simulation', $id) SET open_turn = $turn, pending = $pending, lease_until = $until;
           IF $hash != '' {
             UPDATE ONLY type::record('simulation', $id) SET last_hash = $hash, tokens += $tokens, prompt_tokens = (prompt_tokens ?? 0) + $prompt_tokens,
               cost_micros += ($cost ?? 0), cost_known = cost_known AND $cost != NONE
           };
           IF $row.open_turn != $turn { fn::append_events($stream, $events, $now) };
           RETURN true; }",
    );
    let spent = opening.spent.unwrap_or_default();
    let selector = opening.pending.choice.as_ref().and_then(|c| c.selector.as_ref()).filter(|_| opening.spent.is_some());
    let unit = unit
        .bind("node", node.to_owned())
        .bind("turn", i64::from(opening.turn))
        .bind_json("pending", opening.pending)
        .bind("hash", selector.map(|s| s.hash.clone()).unwrap_or_default())
        .bind("tokens", i64::from(spent.total()))
        .bind("prompt_tokens", i64::from(spent.prompt_tokens))
        .bind("cost", opening.cost_micros)
        .bind("until", now + LEASE);
    Ok(with_events(unit, id, &[opening.event], now).write::<bool>().await?.unwrap_or(false))
}

/// An attempt that is not kept.
pub struct Discarded<'a> {
    pub turn: u32,
    /// With the attempt at the end of its list.
    pub pending: &'a Pending,
    /// For people.
    pub reason: &'a str,
    pub hash: &'a str,
    pub prompt_tokens: u32,
    pub tokens: u32,
    pub cost_micros: Option<i64>,
}

/// Throws the open turn's line away, but keeps the attempt for the record; the turn is opened again
/// with the next one.
pub async fn discard(db: &Db, id: &str, node: &str, gone: Discarded<'_>, now: DateTime<Utc>) -> Result<bool, DbError> {
    let event = SimulationEvent::TurnDiscarded { turn: gone.turn, reason: gone.reason.to_owned() };
    let unit = db.sql(
        "{ LET $row = (SELECT owner, open_turn FROM ONLY type::record('simulation', $id));
           IF $row = NONE OR $row.owner != $node OR $row.open_turn != $turn { RETURN false };
           UPDATE ONLY type::record('simulation', $id) SET open_turn = 0, attempt += 1, pending = $pending, last_hash = $hash, tokens += $tokens,
             prompt_tokens = (prompt_tokens ?? 0) + $prompt_tokens, cost_micros += ($cost ?? 0), cost_known = cost_known AND $cost != NONE;
           fn::append_events($stream, $events, $now);
           RETURN true; }",
    );
    let unit = unit
        .bind("node", node.to_owned())
        .bind("turn", i64::from(gone.turn))
        .bind_json("pending", gone.pending)
        .bind("hash", gone.hash.to_owned())
        .bind("tokens", i64::from(gone.tokens))
        .bind("prompt_tokens", i64::from(gone.prompt_tokens))
        .bind("cost", gone.cost_micros);
    Ok(with_events(unit, id, &[event], now).write::<bool>().await?.unwrap_or(false))
}

/// What a spoken turn adds.
pub struct Spoken<'a> {
    pub message: &'a Message,
    pub record: &'a TurnRecord,
    /// Of the calls that are not counted yet: those of earlier attempts were counted with them.
    pub tokens: u32,
    pub prompt_tokens: u32,
    pub cost_micros: Option<i64>,
    /// Time since the last turn, pauses between turns included.
    pub active_ms: u64,
    pub total: SimulationEvent,
}

/// Commits a spoken line: message, record of the turn, counters and events in one transaction.
/// `false` when the turn isn't open any more (stopped, interrupted, owned by another node) or
/// another message took the number.
pub async fn commit(db: &Db, id: &str, node: &str, spoken: Spoken<'_>, now: DateTime<Utc>) -> Result<bool, DbError> {
    let message = spoken.message;
    let unit = db.sql(
        "{ LET $row = (SELECT ws, newest, owner, open_turn, last_seq FROM ONLY type::record('simulation', $id));
           IF $row = NONE OR $row.owner != $node OR $row.open_turn != $turn OR $row.last_seq != $seq - 1 { RETURN false };
           CREATE ONLY type::record('message', [$id, $seq]) SET ws = $row.ws, newest = $row.newest, turn = $turn, round = $round, kind = 'agent', speaker_id = $speaker_id,
             speaker_name = $speaker_name, reason = $reason, text = $text, language = $language, tokens = $line_tokens, cost_micros = $line_cost,
             attempts = $attempts, created_at = $now;
           CREATE ONLY type::record('turn_log', [$id, $turn]) SET ws = $row.ws, data = $data, prompt = $prompt, created_at = $now;
           UPDATE ONLY type::record('simulation', $id) SET turns = $turn, open_turn = 0, attempt = 0, pending = NONE, next_up = '', last_seq = $seq,
             last_hash = $hash, tokens += $tokens, prompt_tokens = (prompt_tokens ?? 0) + $prompt_tokens, cost_micros += ($cost ?? 0),
             cost_known = cost_known AND $cost != NONE, active_ms = (active_ms ?? 0) + $active, lease_until = $until, updated_at = $now;
           fn::append_events($stream, $events, $now);
           RETURN true; }",
    );
    let (data, prompt) = turn_log::parts(spoken.record);
    let unit = bind_line(unit, message)
        .bind("node", node.to_owned())
        .bind("line_tokens", i64::from(message.tokens))
        .bind("line_cost", message.cost_micros)
        .bind("attempts", i64::from(message.attempts))
        .bind_json("data", &data)
        .bind_json("prompt", &prompt)
        .bind("hash", spoken.record.request.hash.clone())
        .bind("tokens", i64::from(spoken.tokens))
        .bind("prompt_tokens", i64::from(spoken.prompt_tokens))
        .bind("cost", spoken.cost_micros)
        .bind("active", i64::try_from(spoken.active_ms).unwrap_or(0))
        .bind("until", now + LEASE);
    let list = [SimulationEvent::Message { message: message.clone() }, spoken.total];
    Ok(with_events(unit, id, &list, now).write::<bool>().await?.unwrap_or(false))
}

fn bind_line(unit: Unit, message: &Message) -> Unit {
    let (speaker_id, speaker_name) = message.speaker.clone().map(|s| (s.id, s.name)).unwrap_or_default();
    unit.bind("seq", i64::try_from(message.seq).unwrap_or(i64::MAX))
        .bind("turn", i64::from(message.turn))
        .bind("round", i64::from(message.round))
        .bind("speaker_id", speaker_id)
        .bind("speaker_name", speaker_name)
        .bind("reason", message.reason.clone())
        .bind("text", message.text.clone())
        .bind("language", message.language.clone())
}

/// What comes with a line that no agent spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    Nothing,
    /// Its text is a fact to pin.
    Pin,
    /// It announces this part of the scenario.
    Part(u32),
}

/// Adds a line that no agent spoke. `false` when another message took the number.
pub async fn add_line(db: &Db, id: &str, message: &Message, beside: Beside, pin: &str, now: DateTime<Utc>) -> Result<bool, DbError> {
    let unit = db.sql(
        "{ LET $row = (SELECT ws, newest, last_seq, plan, version FROM ONLY type::record('simulation', $id));
           IF $row = NONE OR $row.last_seq != $seq - 1 { RETURN false };
           CREATE ONLY type::record('message', [$id, $seq]) SET ws = $row.ws, newest = $row.newest, turn = $turn, round = $round, kind = $kind, speaker_id = $speaker_id,
             speaker_name = $speaker_name, reason = $reason, text = $text, language = $language, tokens = 0, cost_micros = 0, heard_by = $to, puppet = $puppet,
             created_at = $now;
           UPDATE ONLY type::record('simulation', $id) SET last_seq = $seq, updated_at = $now;
           IF $part > 0 { UPDATE ONLY type::record('simulation', $id) SET part = $part };
           IF $pin != '' {
             CREATE ONLY type::record('plan_log', [$id, $row.version]) SET ws = $row.ws, plan = $row.plan;
             UPDATE ONLY type::record('simulation', $id) SET version += 1, plan.pins = array::append(plan.pins ?? [], { text: $pin, seq: $seq })
           };
           fn::append_events($stream, $events, $now);
           RETURN true; }",
    );
    let part = if let Beside::Part(number) = beside { i64::from(number) } else { 0 };
    let unit = bind_line(unit, message)
        .bind("kind", message.kind.as_str().to_owned())
        .bind("to", message.to.clone())
        .bind("puppet", message.puppet)
        .bind("part", part)
        .bind("pin", if beside == Beside::Pin { pin.to_owned() } else { String::new() });
    Ok(with_events(unit, id, &[SimulationEvent::Message { message: message.clone() }], now).write::<bool>().await?.unwrap_or(false))
}

/// A change of state that somebody or the engine wants.
#[derive(Clone, Debug)]
pub struct Change {
    pub from: &'static [State],
    pub to: State,
    pub reason: String,
    /// Whether the line that is being spoken is thrown away.
    pub interrupt: bool,
    /// Turns to add to the limit, for another round or a single step; a new round when `round`.
    pub more_turns: u32,
    pub round: bool,
    /// Whether to pause again after one turn; as before when `None`.
    pub step: Option<bool>,
    /// Participant who is to speak next; as before when `None`.
    pub next_up: Option<String>,
    /// Time it has run that no turn counted.
    pub active_ms: u64,
    pub events: Vec<SimulationEvent>,
}

impl Change {
    /// To a state, from any, with nothing else.
    pub const fn to(state: State) -> Self {
        Self {
            from: &State::ALL,
            to: state,
            reason: String::new(),
            interrupt: false,
            more_turns: 0,
            round: false,
            step: Some(false),
            next_up: None,
            active_ms: 0,
            events: Vec::new(),
        }
    }
}

/// Changes the state if it is one of `from`. `None`: there is no such simulation; `Some(false)`:
/// it is in another state.
pub async fn change(db: &Db, id: &str, change: Change, now: DateTime<Utc>) -> Result<Option<bool>, DbError> {
    let from: Vec<String> = change.from.iter().map(|s| s.as_str().to_owned()).collect();
    let unit = db.sql(
        "{ LET $row = (SELECT state, turns, until, open_turn, round, pending FROM ONLY type::record('simulation', $id));
           IF $row = NONE { RETURN NONE };
           IF $row.state NOT IN $from { RETURN false };
           LET $dropped = $interrupt AND $row.open_turn > 0;
           UPDATE ONLY type::record('simulation', $id) SET state = $to, reason = $reason, updated_at = $now,
             open_turn = IF $interrupt { 0 } ELSE { open_turn },
             next_up = $next_up ?? (next_up ?? ''), active_ms = (active_ms ?? 0) + $active,
             until = IF $more > 0 { math::max([until, turns]) + $more } ELSE { until }, round = IF $new_round { round + 1 } ELSE { round },
             step_to = IF $step = NONE { step_to } ELSE IF $step { turns + 1 } ELSE { 0 };
           IF $interrupt AND $row.pending != NONE { UPDATE ONLY type::record('simulation', $id) UNSET pending.choice };
           IF $dropped {
             fn::append_events($stream, [{ kind: 'turn_discarded', data: string::concat('{\"turn\":', <string> $row.open_turn, ',\"reason\":\"Interrupted by the observer.\"}') }], $now)
           };
           fn::append_events($stream, $events, $now);
           RETURN true; }",
    );
    let unit = unit
        .bind("from", from)
        .bind("to", change.to.as_str().to_owned())
        .bind("reason", change.reason)
        .bind("interrupt", change.interrupt)
        .bind("more", i64::from(change.more_turns))
        .bind("new_round", change.round)
        .bind("step", change.step)
        .bind("next_up", change.next_up)
        .bind("active", i64::try_from(change.active_ms).unwrap_or(0));
    with_events(unit, id, &change.events, now).write::<bool>().await
}

/// Says who speaks next while it runs.
pub async fn nominate(db: &Db, id: &str, participant: &str) -> Result<(), DbError> {
    db.sql("UPDATE ONLY type::record('simulation', $id) SET next_up = $participant")
        .bind("id", id.to_owned())
        .bind("participant", participant.to_owned())
        .exec()
        .await
}

/// Ends the line that is being spoken and keeps nothing of it; the turn is opened again. `false` when
/// that turn isn't open any more.
pub async fn interrupt(db: &Db, id: &str, turn: u32, pending: &Pending, reason: &str, now: DateTime<Utc>) -> Result<bool, DbError> {
    let unit = db.sql(
        "{ LET $row = (SELECT open_turn FROM ONLY type::record('simulation', $id));
           IF $row = NONE OR $row.open_turn != $turn { RETURN false };
           UPDATE ONLY type::record('simulation', $id) SET open_turn = 0, attempt += 1, pending = $pending, updated_at = $now;
           fn::append_events($stream, $events, $now);
           RETURN true; }",
    );
    let event = SimulationEvent::TurnDiscarded { turn, reason: reason.to_owned() };
    let unit = unit.bind("turn", i64::from(turn)).bind_json("pending", pending);
    Ok(with_events(unit, id, &[event], now).write::<bool>().await?.unwrap_or(false))
}
