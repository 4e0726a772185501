//! The end of a turn: the line is judged, then stored with everything about the turn, or thrown
//! away for another attempt.

use std::time::Instant;

use crate::features::simulations::service::stream;
use crate::features::simulations::store::messages as message_store;
use crate::features::simulations::store::simulations::{self as store, Pending};
use crate::features::simulations::store::turns::{self, Discarded, Spoken};
use crate::features::simulations::types::{
    AttemptRecord, Message, MessageKind, Outcome, PurposeCost, RequestRecord, SimulationEvent, Speaker, TurnRecord,
};
use crate::server::db::DbError;
use crate::server::llm::types::{ChatReply, ChatRequest, Purpose};
use crate::server::state::AppState;

use super::judge::{self, Case, Judged, Verdict};
use super::record;
use super::transcript::Transcript;
use super::turn::{End, Live};

/// Tries to store a line against other writers of the transcript.
const COMMITS: u32 = 20;

/// A line as the model gave it, with where it stands.
pub(super) struct Line {
    pub turn: u32,
    /// Position of the speaker in the cast.
    pub me: usize,
    pub speaker: Speaker,
    pub pending: Pending,
    pub request: ChatRequest,
    /// Hash of the request before this one.
    pub previous_hash: String,
    pub reply: ChatReply,
    /// When the turn was opened.
    pub begun: Instant,
    /// When the turn before ended.
    pub since: Instant,
}

/// Judges the line; stores it, or throws it away.
pub(super) async fn finish(state: &AppState, live: &Live, line: Line, transcript: &mut Transcript) -> Result<End, DbError> {
    let left = live.head.until.saturating_sub(live.head.turns);
    let case = Case {
        plan: &live.plan,
        contracts: &live.contracts,
        me: line.me,
        raw: &line.reply.text,
        lines: transcript.lines(),
        attempts: &line.pending.attempts,
        left,
    };
    let verdict = judge::judge(&case);
    let request = record::request(&line.request, &line.previous_hash);
    match verdict {
        Verdict::Keep(judged) => keep(state, live, line, judged, request, transcript).await,
        Verdict::Again(judged) => throw_away(state, live, line, judged, &request, Outcome::Regenerated).await,
        Verdict::Yield(judged) => throw_away(state, live, line, judged, &request, Outcome::Yielded).await,
    }
}

fn attempt(line: &Line, judged: Judged, outcome: Outcome, hash: &str) -> AttemptRecord {
    AttemptRecord {
        number: u32::try_from(line.pending.attempts.len()).unwrap_or(u32::MAX).saturating_add(1),
        speaker: line.speaker.id.clone(),
        text: judged.text,
        findings: judged.findings,
        score: judged.score,
        tokens: record::tokens(&line.reply),
        cost_micros: line.reply.cost_micros,
        outcome,
        reason: judged.reason,
        hash: hash.to_owned(),
    }
}

async fn throw_away(
    state: &AppState,
    live: &Live,
    line: Line,
    judged: Judged,
    request: &RequestRecord,
    outcome: Outcome,
) -> Result<End, DbError> {
    let reason = judged.reason.clone();
    let gone = attempt(&line, judged, outcome, &request.hash);
    let mut pending = line.pending;
    pending.attempts.push(gone);
    if outcome == Outcome::Yielded {
        pending.yielded.push(line.speaker.id.clone());
        pending.choice = None;
    }
    let discarded = Discarded {
        turn: line.turn,
        pending: &pending,
        reason: &reason,
        hash: &request.hash,
        prompt_tokens: line.reply.usage.prompt_tokens,
        tokens: record::tokens(&line.reply),
        cost_micros: line.reply.cost_micros,
    };
    turns::discard(&state.db, &live.head.id, &state.node, discarded, state.clock.now()).await?;
    state.bus.announce(&stream(&live.head.id));
    let able = |id: &str| !pending.yielded.iter().any(|gone| gone == id);
    if live.plan.cast.iter().any(|m| m.can_speak() && able(&m.id)) {
        return Ok(End::Done);
    }
    let model = &live.plan.settings.model;
    Ok(End::Blocked(format!("{model} gave no usable line for anybody on the panel. Try another model, then resume.")))
}

/// Costs of all calls of the turn, by purpose.
fn purposes(line: &Line) -> Vec<PurposeCost> {
    let mut costs = Vec::new();
    record::count(&mut costs, Purpose::Turn, record::tokens(&line.reply), line.reply.cost_micros);
    for gone in &line.pending.attempts {
        record::count(&mut costs, Purpose::Turn, gone.tokens, gone.cost_micros);
    }
    if let Some(selector) = line.pending.choice.as_ref().and_then(|c| c.selector.as_ref()) {
        record::count(&mut costs, Purpose::Selector, selector.tokens, selector.cost_micros);
    }
    costs
}

fn record_of(
    live: &Live,
    line: &Line,
    judged: &Judged,
    request: RequestRecord,
    heard: u64,
    now: chrono::DateTime<chrono::Utc>,
) -> TurnRecord {
    let chosen = line.pending.choice.clone().unwrap_or_default();
    let purposes = purposes(line);
    let kept = attempt(line, judged.clone(), judged.outcome, &request.hash);
    TurnRecord {
        turn: line.turn,
        round: live.head.round,
        policy: live.plan.settings.policy,
        speaker: line.speaker.clone(),
        reason: chosen.reason,
        candidates: chosen.candidates,
        attempts: line.pending.attempts.iter().cloned().chain(std::iter::once(kept)).collect(),
        request,
        selector: chosen.selector,
        usage: record::usage(line.reply.usage),
        cost_micros: purposes.iter().map(|p| p.cost_micros).fold(Some(0), record::both),
        duration_ms: u32::try_from(line.begun.elapsed().as_millis()).unwrap_or(u32::MAX),
        purposes,
        heard,
        until: live.head.until,
        version: live.head.version,
        created_at: now,
    }
}

async fn keep(
    state: &AppState,
    live: &Live,
    line: Line,
    judged: Judged,
    request: RequestRecord,
    transcript: &mut Transcript,
) -> Result<End, DbError> {
    let head = &live.head;
    let now = state.clock.now();
    let record = record_of(live, &line, &judged, request, transcript.last_seq(), now);
    let (tokens, cost_micros) = (record::tokens(&line.reply), line.reply.cost_micros);
    // Observers may have asked aside while the line was spoken: what is counted by now holds, not what was at its beginning.
    let counted = store::head(&state.db, &head.id).await?.unwrap_or_else(|| head.clone());
    let total = SimulationEvent::Cost {
        tokens: counted.tokens + u64::from(tokens),
        cost_micros: cost_micros.filter(|_| counted.cost_known).map(|cost| counted.cost_micros + cost),
    };
    let mut message = message(live, &line, judged, now);
    for _ in 0..COMMITS {
        let spoken = Spoken {
            message: &message,
            record: &record,
            tokens,
            prompt_tokens: line.reply.usage.prompt_tokens,
            cost_micros,
            active_ms: u64::try_from(line.since.elapsed().as_millis()).unwrap_or(0),
            total: total.clone(),
        };
        if turns::commit(&state.db, &head.id, &state.node, spoken, now).await? {
            state.bus.announce(&stream(&head.id));
            metrics::counter!("colloquy_turns_total").increment(1);
            if message.seq == transcript.last_seq() + 1 {
                transcript.push(&live.plan, message);
            }
            return Ok(End::Done);
        }
        // The observer said something meanwhile, or the turn was closed.
        match store::head(&state.db, &head.id).await? {
            Some(now) if now.open_turn == line.turn && now.last_seq + 1 != message.seq => {
                message.seq = now.last_seq + 1;
                message.id = message_store::message_id(&head.id, message.seq);
            }
            _ => return Ok(End::Done),
        }
    }
    Ok(End::Done)
}

fn message(live: &Live, line: &Line, judged: Judged, now: chrono::DateTime<chrono::Utc>) -> Message {
    let seq = live.head.last_seq + 1;
    Message {
        id: message_store::message_id(&live.head.id, seq),
        seq,
        turn: line.turn,
        round: live.head.round,
        kind: MessageKind::Agent,
        speaker: Some(line.speaker.clone()),
        text: judged.text,
        language: live.plan.settings.language.clone(),
        tokens: line.reply.usage.completion_tokens,
        cost_micros: line.reply.cost_micros,
        to: Vec::new(),
        puppet: false,
        reason: line.pending.choice.as_ref().map(|c| c.reason.clone()).unwrap_or_default(),
        attempts: u8::try_from(line.pending.attempts.len()).unwrap_or(u8::MAX),
        created_at: now,
    }
}
