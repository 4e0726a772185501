//! One turn: choose the speaker, open the turn, let the model speak, commit.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use tokio_util::sync::CancellationToken;

use crate::features::simulations::guards::repetition::{self, Heard};
use crate::features::simulations::service::stream;
use crate::features::simulations::store::messages as message_store;
use crate::features::simulations::store::simulations::Row;
use crate::features::simulations::store::turns::{self, Spoken};
use crate::features::simulations::types::{Message, MessageKind, SimulationEvent, Speaker};
use crate::server::db::DbError;
use crate::server::llm::scene::{Scene, SceneLine};
use crate::server::llm::types::{ChatReply, ChatRequest, Delta, LlmError, Purpose};
use crate::server::state::AppState;

use super::policy::{self, Choice};
use super::{Handle, prompt};

/// How often the words so far are sent to viewers.
const FRAME: Duration = Duration::from_millis(40);
/// How often the lease is renewed while a slow model speaks.
const RENEW: Duration = Duration::from_secs(20);
/// Tries of one turn: the last attempt is kept even if it repeats something.
const ATTEMPTS: u32 = 3;
/// Tries to store a line against other writers of the transcript.
const COMMITS: u32 = 20;

/// How a turn ended.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Stored, thrown away, or overtaken: look at the row again.
    Done,
    /// The model can't go on; pause with this reason.
    Blocked(String),
}

/// What one try of a turn works on.
pub(super) struct Attempt<'a> {
    pub row: &'a Row,
    pub turn: u32,
    pub handle: &'a Handle,
}

/// The transcript as far as this task has read it; only what is new is read again.
#[derive(Default)]
pub(super) struct Transcript {
    lines: Vec<Message>,
}

impl Transcript {
    async fn read_to(&mut self, state: &AppState, row: &Row) -> Result<(), DbError> {
        let have = self.lines.last().map_or(0, |line| line.seq);
        if have < row.last_seq {
            self.lines.extend(message_store::range(&state.db, &row.id, have + 1, row.last_seq).await?);
        }
        Ok(())
    }
}

/// Speaks one turn.
pub(super) async fn speak(state: &AppState, attempt: Attempt<'_>, transcript: &mut Transcript) -> Result<Outcome, DbError> {
    let Attempt { row, turn, handle } = attempt;
    transcript.read_to(state, row).await?;
    let names: Vec<&str> = row.plan.cast.iter().map(|m| m.persona.name.as_str()).collect();
    let choice = policy::choose(row.plan.settings.policy, &names, &transcript.lines);
    let Some(member) = row.plan.cast.get(choice.speaker) else {
        return Ok(Outcome::Blocked("The panel is empty. Add participants.".to_owned()));
    };
    let speaker = Speaker { id: member.id.clone(), name: member.persona.name.clone() };
    let token = handle.begin_line();
    let opened = SimulationEvent::TurnStarted { turn, speaker: speaker.clone(), reason: choice.reason.clone() };
    if !turns::open(&state.db, &row.id, &state.node, turn, opened, state.clock.now()).await? {
        return Ok(Outcome::Done);
    }
    state.bus.announce(&stream(&row.id));
    let request = request(row, turn, &choice, &transcript.lines);
    let reply = listen(state, row, turn, request, &token).await;
    state.bus.settle(&stream(&row.id));
    let reply = match reply {
        Ok(reply) => reply,
        Err(LlmError::Cancelled) => return Ok(Outcome::Done),
        Err(error) => return Ok(Outcome::Blocked(format!("{} Then resume.", crate::core::AppError::from(error).message))),
    };
    finish(state, row, turn, (choice, speaker), reply, transcript).await
}

/// The request to the model: prose for endpoints, the scene for the offline model.
fn request(row: &Row, turn: u32, choice: &Choice, lines: &[Message]) -> ChatRequest {
    let settings = &row.plan.settings;
    let scene_lines = lines.iter().map(|line| SceneLine {
        seq: line.seq,
        turn: line.turn,
        kind: line.kind,
        speaker: line
            .speaker
            .as_ref()
            .filter(|_| line.kind == MessageKind::Agent)
            .and_then(|s| row.plan.cast.iter().position(|m| m.id == s.id)),
        text: line.text.clone(),
    });
    let scene = Scene {
        seed: settings.seed,
        turn,
        attempt: row.attempt,
        max_turns: row.until,
        me: choice.speaker,
        cast: row.plan.cast.iter().map(|m| m.persona.clone()).collect(),
        scenario: row.plan.scenario.clone(),
        language: settings.language.clone(),
        lines: scene_lines.collect(),
    };
    ChatRequest {
        model: settings.model.clone(),
        messages: prompt::build(&row.plan, choice.speaker, lines),
        temperature: Some(0.9),
        max_tokens: Some(600),
        seed: Some(settings.seed.wrapping_add(u64::from(turn)).wrapping_add(u64::from(row.attempt) << 32) & 0x7fff_ffff),
        purpose: Purpose::Turn,
        scene: Some(Arc::new(scene)),
        ..ChatRequest::default()
    }
}

/// Lets the model speak and passes the words on, a frame at a time.
async fn listen(state: &AppState, row: &Row, turn: u32, request: ChatRequest, token: &CancellationToken) -> Result<ChatReply, LlmError> {
    let mut words = state.llm.stream(request, token.clone());
    let (mut said, mut sent, mut last_frame, mut last_lease) = (String::new(), 0usize, Instant::now(), Instant::now());
    loop {
        let next = tokio::select! {
            () = state.shutdown.cancelled() => { token.cancel(); return Err(LlmError::Cancelled) }
            () = token.cancelled() => return Err(LlmError::Cancelled),
            () = tokio::time::sleep(RENEW) => { renew(state, row, &mut last_lease).await; continue }
            next = words.next() => next,
        };
        match next {
            Some(Ok(Delta::Text(text))) => {
                said.push_str(&text);
                if last_frame.elapsed() >= FRAME || sent == 0 {
                    show(state, row, turn, &said, &mut sent);
                    last_frame = Instant::now();
                }
                if last_lease.elapsed() >= RENEW {
                    renew(state, row, &mut last_lease).await;
                }
            }
            Some(Ok(Delta::Done(reply))) => {
                show(state, row, turn, &said, &mut sent);
                return Ok(reply);
            }
            Some(Ok(Delta::ToolCall(_))) => {}
            Some(Err(error)) => return Err(error),
            None => return Err(LlmError::CutStream { partial: said }),
        }
    }
}

async fn renew(state: &AppState, row: &Row, last: &mut Instant) {
    *last = Instant::now();
    if let Err(error) = turns::lease(&state.db, &row.id, &state.node, false, state.clock.now()).await {
        tracing::warn!(%error, simulation = %row.id, "renewing the lease failed");
    }
}

/// Sends the words since the last frame; who comes now gets all of them.
fn show(state: &AppState, row: &Row, turn: u32, said: &str, sent: &mut usize) {
    let Some(new) = said.get(*sent..).filter(|new| !new.is_empty()) else { return };
    let offset = u32::try_from(said.get(..*sent).map_or(0, |before| before.chars().count())).unwrap_or(0);
    let data =
        |text: &str, offset: u32| -> Arc<str> { serde_json::json!({ "turn": turn, "text": text, "offset": offset }).to_string().into() };
    state.bus.live(&stream(&row.id), "delta", data(new, offset), data(said, 0));
    *sent = said.len();
}

/// Checks the line and stores it, or throws it away for another attempt.
async fn finish(
    state: &AppState,
    row: &Row,
    turn: u32,
    by: (Choice, Speaker),
    reply: ChatReply,
    transcript: &mut Transcript,
) -> Result<Outcome, DbError> {
    let (choice, speaker) = by;
    let text = prompt::clean(&reply.text, &speaker.name);
    let last_attempt = row.attempt + 1 >= ATTEMPTS;
    if let Some(objection) = objection(&text, &speaker, &transcript.lines, last_attempt) {
        if last_attempt {
            return Ok(Outcome::Blocked(format!(
                "{} gave no usable line in {ATTEMPTS} attempts. Try another model, then resume.",
                row.plan.settings.model
            )));
        }
        turns::discard(&state.db, &row.id, &state.node, turn, &objection, state.clock.now()).await?;
        state.bus.announce(&stream(&row.id));
        return Ok(Outcome::Done);
    }
    store_line(state, row, turn, (choice, speaker), reply, text).await
}

/// What speaks against a line. In the last attempt only emptiness does.
fn objection(text: &str, speaker: &Speaker, lines: &[Message], last_attempt: bool) -> Option<String> {
    if text.is_empty() {
        return Some("The model gave an empty line.".to_owned());
    }
    if last_attempt {
        return None;
    }
    let agents = || lines.iter().filter(|l| l.kind == MessageKind::Agent);
    let is_own = |line: &Message| line.speaker.as_ref().is_some_and(|s| s.id == speaker.id);
    let own: Vec<&str> = agents().filter(|l| is_own(l)).map(|l| l.text.as_str()).collect();
    let others: Vec<Heard<'_>> = agents()
        .filter(|l| !is_own(l))
        .map(|l| Heard { speaker: l.speaker.as_ref().map_or("", |s| s.name.as_str()), text: &l.text })
        .collect();
    repetition::check(text, &own, &others).into_iter().next().map(|finding| finding.message)
}

async fn store_line(
    state: &AppState,
    row: &Row,
    turn: u32,
    by: (Choice, Speaker),
    reply: ChatReply,
    text: String,
) -> Result<Outcome, DbError> {
    let (choice, speaker) = by;
    let mut last_seq = row.last_seq;
    for _ in 0..COMMITS {
        let now = state.clock.now();
        let message = Message {
            id: message_store::message_id(&row.id, last_seq + 1),
            seq: last_seq + 1,
            turn,
            round: row.round,
            kind: MessageKind::Agent,
            speaker: Some(speaker.clone()),
            text: text.clone(),
            language: row.plan.settings.language.clone(),
            tokens: reply.usage.completion_tokens,
            cost_micros: reply.cost_micros,
            created_at: now,
        };
        let tokens = u64::from(reply.usage.total());
        let known = row.cost_known && reply.cost_micros.is_some();
        let total = SimulationEvent::Cost {
            tokens: row.tokens + tokens,
            cost_micros: known.then(|| row.cost_micros + reply.cost_micros.unwrap_or(0)),
        };
        let spoken = Spoken { message: &message, reason: &choice.reason, tokens, cost_micros: reply.cost_micros, total };
        if turns::commit(&state.db, &row.id, &state.node, spoken, now).await? {
            state.bus.announce(&stream(&row.id));
            metrics::counter!("colloquy_turns_total").increment(1);
            return Ok(Outcome::Done);
        }
        // The observer said something meanwhile, or the turn was closed.
        match crate::features::simulations::store::simulations::load(&state.db, &row.id).await? {
            Some(now) if now.open_turn == turn && now.last_seq != last_seq => last_seq = now.last_seq,
            _ => return Ok(Outcome::Done),
        }
    }
    Ok(Outcome::Done)
}
