//! The engine's writes and the changes of state: each one block, so that row, transcript and
//! events can't disagree. Every block names what it expects; when that has changed, it does
//! nothing and says so, and the caller reads again.

use chrono::{DateTime, Duration, Utc};

use crate::features::simulations::service::stream;
use crate::features::simulations::types::{Message, SimulationEvent, State};
use crate::server::db::{Db, DbError, Unit};
use crate::server::events::NewEvent;

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

/// Opens a turn. `false` when the simulation is no longer where the caller thinks; a turn that is
/// open already (after a crash) stays open without a second event.
pub async fn open(db: &Db, id: &str, node: &str, turn: u32, event: SimulationEvent, now: DateTime<Utc>) -> Result<bool, DbError> {
    let unit = db.sql(
        "{ LET $row = (SELECT state, owner, turns, open_turn FROM ONLY type::record('simulation', $id));
           IF $row = NONE OR $row.state != 'running' OR $row.owner != $node OR $row.turns != $turn - 1 { RETURN false };
           UPDATE ONLY type::record('simulation', $id) SET open_turn = $turn, lease_until = $until;
           IF $row.open_turn != $turn { fn::append_events($stream, $events, $now) };
           RETURN true; }",
    );
    let unit = unit.bind("node", node.to_owned()).bind("turn", i64::from(turn)).bind("until", now + LEASE);
    Ok(with_events(unit, id, &[event], now).write::<bool>().await?.unwrap_or(false))
}

/// Throws the open turn's line away; the turn is opened again with the next attempt.
pub async fn discard(db: &Db, id: &str, node: &str, turn: u32, reason: &str, now: DateTime<Utc>) -> Result<bool, DbError> {
    let event = SimulationEvent::TurnDiscarded { turn, reason: reason.to_owned() };
    let unit = db.sql(
        "{ LET $row = (SELECT owner, open_turn FROM ONLY type::record('simulation', $id));
           IF $row = NONE OR $row.owner != $node OR $row.open_turn != $turn { RETURN false };
           UPDATE ONLY type::record('simulation', $id) SET open_turn = 0, attempt += 1;
           fn::append_events($stream, $events, $now);
           RETURN true; }",
    );
    let unit = unit.bind("node", node.to_owned()).bind("turn", i64::from(turn));
    Ok(with_events(unit, id, &[event], now).write::<bool>().await?.unwrap_or(false))
}

/// What a spoken turn adds.
pub struct Spoken<'a> {
    pub message: &'a Message,
    pub reason: &'a str,
    pub tokens: u64,
    pub cost_micros: Option<i64>,
    pub total: SimulationEvent,
}

/// Commits a spoken line: message, counters and events in one transaction. `false` when the turn
/// isn't open any more (stopped, interrupted, owned by another node) or another message took the
/// number.
pub async fn commit(db: &Db, id: &str, node: &str, spoken: Spoken<'_>, now: DateTime<Utc>) -> Result<bool, DbError> {
    let message = spoken.message;
    let unit = db.sql(
        "{ LET $row = (SELECT ws, owner, open_turn, last_seq FROM ONLY type::record('simulation', $id));
           IF $row = NONE OR $row.owner != $node OR $row.open_turn != $turn OR $row.last_seq != $seq - 1 { RETURN false };
           CREATE ONLY type::record('message', [$id, $seq]) SET ws = $row.ws, turn = $turn, round = $round, kind = 'agent', speaker_id = $speaker_id,
             speaker_name = $speaker_name, reason = $reason, text = $text, language = $language, tokens = $tokens, cost_micros = $cost, created_at = $now;
           UPDATE ONLY type::record('simulation', $id) SET turns = $turn, open_turn = 0, attempt = 0, last_seq = $seq, tokens += $all_tokens,
             cost_micros += ($cost ?? 0), cost_known = cost_known AND $cost != NONE, lease_until = $until, updated_at = $now;
           fn::append_events($stream, $events, $now);
           RETURN true; }",
    );
    let (speaker_id, speaker_name) = message.speaker.clone().map(|s| (s.id, s.name)).unwrap_or_default();
    let unit = unit
        .bind("node", node.to_owned())
        .bind("turn", i64::from(message.turn))
        .bind("seq", i64::try_from(message.seq).unwrap_or(i64::MAX))
        .bind("round", i64::from(message.round))
        .bind("speaker_id", speaker_id)
        .bind("speaker_name", speaker_name)
        .bind("reason", spoken.reason.to_owned())
        .bind("text", message.text.clone())
        .bind("language", message.language.clone())
        .bind("tokens", i64::from(message.tokens))
        .bind("all_tokens", i64::try_from(spoken.tokens).unwrap_or(0))
        .bind("cost", spoken.cost_micros)
        .bind("until", now + LEASE);
    let list = [SimulationEvent::Message { message: message.clone() }, spoken.total];
    Ok(with_events(unit, id, &list, now).write::<bool>().await?.unwrap_or(false))
}

/// Adds a line that no agent spoke. `false` when another message took the number.
pub async fn add_line(db: &Db, id: &str, message: &Message, now: DateTime<Utc>) -> Result<bool, DbError> {
    let unit = db.sql(
        "{ LET $row = (SELECT ws, last_seq FROM ONLY type::record('simulation', $id));
           IF $row = NONE OR $row.last_seq != $seq - 1 { RETURN false };
           CREATE ONLY type::record('message', [$id, $seq]) SET ws = $row.ws, turn = $turn, round = $round, kind = $kind, speaker_id = $speaker_id,
             speaker_name = $speaker_name, reason = '', text = $text, language = $language, tokens = 0, cost_micros = 0, created_at = $now;
           UPDATE ONLY type::record('simulation', $id) SET last_seq = $seq, updated_at = $now;
           fn::append_events($stream, $events, $now);
           RETURN true; }",
    );
    let (speaker_id, speaker_name) = message.speaker.clone().map(|s| (s.id, s.name)).unwrap_or_default();
    let unit = unit
        .bind("seq", i64::try_from(message.seq).unwrap_or(i64::MAX))
        .bind("turn", i64::from(message.turn))
        .bind("round", i64::from(message.round))
        .bind("kind", message.kind.as_str().to_owned())
        .bind("speaker_id", speaker_id)
        .bind("speaker_name", speaker_name)
        .bind("text", message.text.clone())
        .bind("language", message.language.clone());
    Ok(with_events(unit, id, &[SimulationEvent::Message { message: message.clone() }], now).write::<bool>().await?.unwrap_or(false))
}

/// A change of state that somebody or the engine wants.
pub struct Change {
    pub from: &'static [State],
    pub to: State,
    pub reason: String,
    /// Whether the line that is being spoken is thrown away.
    pub interrupt: bool,
    /// Turns to add to the limit, for another round or a single step; a new round when `round`.
    pub more_turns: u32,
    pub round: bool,
    /// Whether to pause again after one turn.
    pub step: bool,
    pub events: Vec<SimulationEvent>,
}

/// Changes the state if it is one of `from`. `None`: there is no such simulation; `Some(false)`:
/// it is in another state.
pub async fn change(db: &Db, id: &str, change: Change, now: DateTime<Utc>) -> Result<Option<bool>, DbError> {
    let from: Vec<String> = change.from.iter().map(|s| s.as_str().to_owned()).collect();
    let unit = db.sql(
        "{ LET $row = (SELECT state, turns, until, open_turn, round FROM ONLY type::record('simulation', $id));
           IF $row = NONE { RETURN NONE };
           IF $row.state NOT IN $from { RETURN false };
           LET $dropped = $interrupt AND $row.open_turn > 0;
           UPDATE ONLY type::record('simulation', $id) SET state = $to, reason = $reason, updated_at = $now,
             open_turn = IF $interrupt { 0 } ELSE { open_turn }, until = IF $more > 0 { math::max([until, turns]) + $more } ELSE { until },
             round = IF $new_round { round + 1 } ELSE { round }, step_to = IF $step { turns + 1 } ELSE { 0 };
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
        .bind("step", change.step);
    with_events(unit, id, &change.events, now).write::<bool>().await
}
