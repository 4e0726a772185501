//! One turn: choose the speaker, open the turn, let the model speak. What becomes of the line is
//! in `finish`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use tokio_util::sync::CancellationToken;

use crate::features::simulations::guards::Contract;
use crate::features::simulations::service::stream;
use crate::features::simulations::store::simulations::{Chosen, Head, Pending, Plan};
use crate::features::simulations::store::turns::{self, Opening};
use crate::features::simulations::types::{SimulationEvent, Speaker};
use crate::server::db::DbError;
use crate::server::llm::scene::{Scene, SceneLine};
use crate::server::llm::types::{ChatReply, ChatRequest, Delta, LlmError, Purpose};
use crate::server::state::AppState;

use super::finish::{self, Line};
use super::policy::selector::{self, Spent};
use super::policy::{self, Decision, Seats, Situation};
use super::prompt::PromptInput;
use super::transcript::Transcript;
use super::{Handle, judge, prompt};

/// How often the words so far are sent to viewers.
const FRAME: Duration = Duration::from_millis(40);
/// How often the lease is renewed while a slow model speaks.
const RENEW: Duration = Duration::from_secs(20);

/// How a turn ended.
#[derive(Debug)]
pub(super) enum End {
    /// Stored, thrown away, or overtaken: look at the row again.
    Done,
    /// It can't go on; pause with this reason.
    Blocked(String),
    /// The panel is done; finish with this reason.
    Over(String),
}

/// The simulation as the engine sees it before a step. The plan is read again only when its
/// version changes.
pub(super) struct Live {
    pub head: Head,
    pub plan: Arc<Plan>,
    /// What policies need of the plan.
    pub seats: Arc<Seats>,
    /// What a line of each participant is checked against, in the order of the cast.
    pub contracts: Arc<[Contract]>,
}

/// Speaks one turn.
pub(super) async fn speak(
    state: &AppState,
    live: &Live,
    handle: &Handle,
    transcript: &mut Transcript,
    since: Instant,
) -> Result<End, DbError> {
    let Live { head, plan, .. } = live;
    let turn = head.turns + 1;
    transcript.read_to(state, head, plan).await?;
    let token = handle.begin_line();
    let called = match circle(live, transcript) {
        Ok(called) => called,
        Err(end) => return Ok(end),
    };
    let choice = match called {
        Some(moderator) => Some(Ok((moderator, None))),
        None => choose(state, live, transcript, &token).await,
    };
    let (chosen, spent) = match choice {
        Some(Ok(found)) => found,
        Some(Err(reason)) => return Ok(End::Blocked(reason)),
        None => return Ok(End::Done),
    };
    let Some(me) = plan.seat(&chosen.speaker) else {
        return Ok(End::Blocked("The panel is empty. Add participants.".to_owned()));
    };
    let name = plan.cast.get(me).map(|m| m.persona.name.clone()).unwrap_or_default();
    let speaker = Speaker { id: chosen.speaker.clone(), name };
    let pending = Pending { choice: Some(chosen), ..head.pending.clone() };
    let reason = pending.choice.as_ref().map(|c| c.reason.clone()).unwrap_or_default();
    let opened = SimulationEvent::TurnStarted { turn, speaker: speaker.clone(), reason };
    let opening = Opening { turn, pending: &pending, event: opened, spent, cost_micros: pending.choice.as_ref().and_then(cost_of) };
    if !turns::open(&state.db, &head.id, &state.node, opening, state.clock.now()).await? {
        return Ok(End::Done);
    }
    state.bus.announce(&stream(&head.id));
    let asked = pending.choice.as_ref().and_then(|c| c.selector.as_ref()).filter(|_| spent.is_some());
    let previous_hash = asked.map_or_else(|| head.last_hash.clone(), |selector| selector.hash.clone());
    let begun = Instant::now();
    let (lines, scene) = transcript.heard_by(&speaker.id);
    let input = PromptInput { plan, me, lines: &lines, memory: transcript.memory(), turn, until: head.until, attempts: &pending.attempts };
    let request = request(live, &input, scene);
    let reply = listen(state, head, turn, request.clone(), &token).await;
    state.bus.settle(&stream(&head.id));
    let reply = match reply {
        Ok(reply) => reply,
        Err(LlmError::Cancelled) => return Ok(End::Done),
        Err(error) => return Ok(End::Blocked(format!("{} Then resume.", crate::core::AppError::from(error).message))),
    };
    let line = Line { turn, me, speaker, pending, request, previous_hash, reply, begun, since };
    finish::finish(state, live, line, transcript).await
}

/// When the panel only says goodbye, it is over. When it only thanks or agrees, the moderator is
/// called; without one, the observer has to say something.
fn circle(live: &Live, transcript: &Transcript) -> Result<Option<Chosen>, End> {
    let Live { head, plan, .. } = live;
    let lines = transcript.lines();
    let Some(found) = judge::circling(plan, lines, head.round, head.until.saturating_sub(head.turns)) else { return Ok(None) };
    if found.kind.ends() {
        return Err(End::Over(found.reason));
    }
    let last = lines.last().and_then(|line| line.speaker.as_ref()).map_or("", |s| s.id.as_str());
    let moderator = plan.cast.iter().find(|m| m.id == plan.settings.moderator && m.can_speak() && m.id != last);
    let Some(moderator) = moderator.filter(|m| !head.pending.yielded.contains(&m.id)) else {
        return Err(End::Blocked(format!("{} Say something to the panel, then resume.", found.reason)));
    };
    Ok(Some(Chosen { speaker: moderator.id.clone(), reason: format!("Called as the moderator. {}", found.reason), ..Chosen::default() }))
}

/// What the choice cost, if a model made it just now.
fn cost_of(chosen: &Chosen) -> Option<i64> {
    chosen.selector.as_ref().map_or(Some(0), |selector| selector.cost_micros)
}

/// The speaker: whoever was chosen before a restart or an attempt that failed, as long as they can
/// speak; else the policy decides. `None`: it was interrupted.
async fn choose(
    state: &AppState,
    live: &Live,
    transcript: &Transcript,
    token: &CancellationToken,
) -> Option<Result<(Chosen, Option<Spent>), String>> {
    let Live { head, plan, seats, .. } = live;
    let able = |chosen: &&Chosen| {
        let member = plan.seat(&chosen.speaker).and_then(|at| plan.cast.get(at));
        member.is_some_and(|m| m.can_speak() && !head.pending.yielded.contains(&m.id))
    };
    if let Some(chosen) = head.pending.choice.as_ref().filter(able) {
        return Some(Ok((chosen.clone(), None)));
    }
    let situation = Situation {
        plan,
        seats,
        lines: transcript.lines(),
        turn: head.turns + 1,
        until: head.until,
        yielded: &head.pending.yielded,
        next_up: &head.next_up,
    };
    match policy::decide(&situation) {
        Decision::Speak(chosen) => Some(Ok((chosen, None))),
        Decision::Wait(reason) => Some(Err(reason)),
        Decision::Ask(rules) => {
            let asked = tokio::select! {
                () = state.shutdown.cancelled() => None,
                asked = selector::ask(state, &situation, rules, &head.last_hash, token) => asked.ok(),
            };
            asked.map(|(chosen, spent)| Ok((chosen, Some(spent))))
        }
    }
}

/// The request to the model: prose for endpoints, the scene for the offline model.
fn request(live: &Live, input: &PromptInput<'_>, scene: Vec<SceneLine>) -> ChatRequest {
    let Live { head, plan, .. } = live;
    let (settings, turn, me) = (&plan.settings, input.turn, input.me);
    ChatRequest {
        model: settings.model.clone(),
        messages: prompt::build(input).messages,
        temperature: Some(0.9),
        max_tokens: Some(600),
        seed: Some(settings.seed.wrapping_add(u64::from(turn)).wrapping_add(u64::from(head.attempt) << 32) & 0x7fff_ffff),
        purpose: Purpose::Turn,
        scene: Some(Arc::new(scene_of(plan, me, (turn, head.attempt, head.until), scene))),
        ..ChatRequest::default()
    }
}

/// The scene for the offline model. Who left the panel is not in it; their lines are, without a
/// speaker.
pub(in crate::features::simulations) fn scene_of(plan: &Plan, me: usize, at: (u32, u32, u32), mut lines: Vec<SceneLine>) -> Scene {
    let present: Vec<usize> = (0..plan.cast.len()).filter(|i| *i == me || plan.cast.get(*i).is_some_and(|m| !m.left)).collect();
    let seat = |i: usize| present.iter().position(|p| *p == i);
    if present.len() < plan.cast.len() {
        lines.iter_mut().for_each(|line| line.speaker = line.speaker.and_then(seat));
    }
    let (turn, attempt, max_turns) = at;
    Scene {
        seed: plan.settings.seed,
        turn,
        attempt,
        max_turns,
        me: seat(me).unwrap_or(0),
        cast: present.iter().filter_map(|i| plan.cast.get(*i)).map(|m| m.persona.clone()).collect(),
        scenario: plan.scenario.clone(),
        language: plan.settings.language.clone(),
        lines,
        muted: present.iter().enumerate().filter(|(_, i)| plan.cast.get(**i).is_some_and(|m| m.muted)).map(|(at, _)| at).collect(),
    }
}

/// Lets the model speak and passes the words on, a frame at a time.
async fn listen(state: &AppState, head: &Head, turn: u32, request: ChatRequest, token: &CancellationToken) -> Result<ChatReply, LlmError> {
    let mut words = state.llm.stream(request, token.clone());
    let (mut said, mut sent, mut last_frame, mut last_lease) = (String::new(), 0usize, Instant::now(), Instant::now());
    loop {
        let next = tokio::select! {
            () = state.shutdown.cancelled() => { token.cancel(); return Err(LlmError::Cancelled) }
            () = token.cancelled() => return Err(LlmError::Cancelled),
            () = tokio::time::sleep(RENEW) => { renew(state, head, &mut last_lease).await; continue }
            next = words.next() => next,
        };
        match next {
            Some(Ok(Delta::Text(text))) => {
                said.push_str(&text);
                if last_frame.elapsed() >= FRAME || sent == 0 {
                    show(state, head, turn, &said, &mut sent);
                    last_frame = Instant::now();
                }
                if last_lease.elapsed() >= RENEW {
                    renew(state, head, &mut last_lease).await;
                }
            }
            Some(Ok(Delta::Done(reply))) => {
                show(state, head, turn, &said, &mut sent);
                return Ok(reply);
            }
            Some(Ok(Delta::ToolCall(_))) => {}
            Some(Err(error)) => return Err(error),
            None => return Err(LlmError::CutStream { partial: said }),
        }
    }
}

async fn renew(state: &AppState, head: &Head, last: &mut Instant) {
    *last = Instant::now();
    if let Err(error) = turns::lease(&state.db, &head.id, &state.node, false, state.clock.now()).await {
        tracing::warn!(%error, simulation = %head.id, "renewing the lease failed");
    }
}

/// Sends the words since the last frame; who comes now gets all of them.
fn show(state: &AppState, head: &Head, turn: u32, said: &str, sent: &mut usize) {
    let Some(new) = said.get(*sent..).filter(|new| !new.is_empty()) else { return };
    let offset = u32::try_from(said.get(..*sent).map_or(0, |before| before.chars().count())).unwrap_or(0);
    let data =
        |text: &str, offset: u32| -> Arc<str> { serde_json::json!({ "turn": turn, "text": text, "offset": offset }).to_string().into() };
    state.bus.live(&stream(&head.id), "delta", data(new, offset), data(said, 0));
    *sent = said.len();
}
