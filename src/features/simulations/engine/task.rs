//! The loop of one simulation: look at the stored state, do the next step, repeat.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::features::simulations::guards::Contract;
use crate::features::simulations::service::stream;
use crate::features::simulations::store::messages as message_store;
use crate::features::simulations::store::simulations::{self as store, Plan};
use crate::features::simulations::store::turns::{self, Beside, Change};
use crate::features::simulations::types::{Message, MessageKind, SimulationEvent, State};
use crate::server::db::DbError;
use crate::server::state::AppState;

use super::Handle;
use super::places::Place;
use super::policy::Seats;
use super::steps::{self, Step};
use super::transcript::Transcript;
use super::turn::{self, End, Live};

/// Turns after which a place is given to somebody who waits for it.
const TURNS_AT_A_TIME: u32 = 6;
/// A pause from this length on is waited for without a place.
const SHORT: Duration = Duration::from_secs(1);
/// Longest wait before a step that could not be stored is tried again.
const LONGEST_RETRY: Duration = Duration::from_secs(30);

/// The plan as it was last read, with its version.
type Known = Option<(u32, Arc<Plan>, Arc<Seats>, Arc<[Contract]>)>;

/// What a task holds between steps.
struct Work {
    transcript: Transcript,
    plan: Known,
    place: Option<Place>,
    line: Option<oneshot::Receiver<Place>>,
    /// Turns spoken with this place.
    spoken: u32,
    /// When the last turn was stored, or the task began.
    since: Instant,
    /// Whether a turn was stored in this run: only then there is a pause before the next one.
    has_spoken: bool,
}

impl Work {
    fn unbooked(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(0)
    }
}

/// Runs until there is nothing to do for now.
pub(super) async fn run(state: &AppState, id: &str, handle: &Handle, seize: bool) {
    match turns::lease(&state.db, id, &state.node, seize, state.clock.now()).await {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => return again(state, id, handle, &error).await,
    }
    match steps(state, id, handle).await {
        Ok(()) => {
            if handle.recovered() {
                state.bus.settle(&stream(id));
            }
        }
        Err(error) => return again(state, id, handle, &error).await,
    }
    release(state, id).await;
}

async fn release(state: &AppState, id: &str) {
    if let Err(error) = turns::release(&state.db, id, &state.node).await {
        tracing::warn!(%error, simulation = %id, "giving the lease back failed; it ends by itself");
    }
}

/// A step could not be stored: nothing is lost, because nothing was half done. It is tried again, and after
/// some tries the simulation pauses with the reason. When even that can't be stored, it is tried again ever
/// more slowly, and who looks is told meanwhile.
async fn again(state: &AppState, id: &str, handle: &Handle, error: &DbError) {
    let failures = handle.failed();
    tracing::error!(%error, simulation = %id, failures, "the engine could not store a step");
    if handle.is_in_trouble() {
        match rest(state, id).await {
            Ok(()) => {
                handle.recovered();
                state.bus.settle(&stream(id));
                return release(state, id).await;
            }
            Err(error) => {
                tracing::error!(%error, simulation = %id, "nor could it store that the simulation pauses");
                tell(state, id, State::Paused, super::STUCK);
            }
        }
    }
    let pause = Duration::from_millis(250 << failures.min(7)).min(LONGEST_RETRY);
    tokio::select! {
        () = tokio::time::sleep(pause) => {}
        () = handle.wake.notified() => {}
        () = state.shutdown.cancelled() => {}
    }
    handle.poked.store(true, Ordering::SeqCst);
}

/// Pauses a simulation whose steps can't be stored; the open line is thrown away.
async fn rest(state: &AppState, id: &str) -> Result<(), DbError> {
    let from = &[State::Queued, State::Running];
    change(state, id, Change { from, reason: super::UNSTORED.to_owned(), interrupt: true, ..Change::to(State::Paused) }).await
}

/// Tells those who look what can't be stored.
fn tell(state: &AppState, id: &str, to: State, reason: &str) {
    let data: Arc<str> = serde_json::json!({ "state": to, "reason": reason }).to_string().into();
    state.bus.live(&stream(id), "state", data.clone(), data);
}

/// Steps are stored again; who was told otherwise is told.
fn recovered(state: &AppState, id: &str, handle: &Handle) {
    if handle.recovered() {
        tell(state, id, State::Running, "");
        state.bus.settle(&stream(id));
    }
}

/// The simulation as it is now. The plan is read when its version is another one.
async fn look(state: &AppState, id: &str, known: &mut Known) -> Result<Option<Live>, DbError> {
    loop {
        let Some(head) = store::head(&state.db, id).await? else { return Ok(None) };
        if let Some((_, plan, seats, contracts)) = known.as_ref().filter(|(version, ..)| *version == head.version) {
            return Ok(Some(Live { head, plan: plan.clone(), seats: seats.clone(), contracts: contracts.clone() }));
        }
        let Some((version, plan)) = store::plan(&state.db, id).await? else { return Ok(None) };
        let seats = Arc::new(Seats::of(&plan));
        let contracts = plan.cast.iter().map(|member| Contract::of(&member.persona)).collect();
        *known = Some((version, Arc::new(plan), seats, contracts));
    }
}

async fn steps(state: &AppState, id: &str, handle: &Handle) -> Result<(), DbError> {
    let mut work = Work {
        transcript: Transcript::default(),
        plan: None,
        place: None,
        line: None,
        spoken: 0,
        since: Instant::now(),
        has_spoken: false,
    };
    while !state.shutdown.is_cancelled() {
        let Some(live) = look(state, id, &mut work.plan).await? else { return Ok(()) };
        if live.head.owner != state.node {
            return Ok(());
        }
        match steps::next_step(&live, work.unbooked()) {
            Step::Rest => return Ok(()),
            Step::Admit => admit(state, &live, handle, &mut work).await?,
            Step::Finish => settle(state, id, &[State::Running], State::Finished, "All turns were spoken.", 0).await?,
            Step::Pause(reason) => settle(state, id, &[State::Running], State::Paused, &reason, work.unbooked()).await?,
            Step::Announce(part) => announce(state, &live, part).await?,
            Step::Speak => speak(state, &live, handle, &mut work).await?,
        }
    }
    Ok(())
}

/// Takes a place, or stands in line until it gets one or something else happens.
async fn admit(state: &AppState, live: &Live, handle: &Handle, work: &mut Work) -> Result<(), DbError> {
    let head = &live.head;
    if work.place.is_none() && work.line.is_none() {
        work.place = state.engine.places.try_take(&head.ws);
    }
    if work.place.is_none() {
        let line = work.line.get_or_insert_with(|| state.engine.places.stand_in_line(&head.ws, &head.id));
        tokio::select! {
            place = &mut *line => {
                work.place = place.ok();
                work.line = None;
            }
            () = handle.wake.notified() => {}
            () = state.shutdown.cancelled() => {}
        }
    }
    if work.place.is_none() {
        return Ok(());
    }
    work.line = None;
    work.spoken = 0;
    work.since = Instant::now();
    settle(state, &head.id, &[State::Queued], State::Running, "", 0).await
}

/// Speaks a turn, after the pause before it.
async fn speak(state: &AppState, live: &Live, handle: &Handle, work: &mut Work) -> Result<(), DbError> {
    let words = work.transcript.lines().last().map_or(0, |line| line.text.split_whitespace().count());
    let pause = if work.has_spoken { steps::pause(live, words).saturating_sub(work.since.elapsed()) } else { Duration::ZERO };
    if !pause.is_zero() {
        if pause >= SHORT {
            work.place = None;
        }
        let pause = steps::time_left(live, work.unbooked()).map_or(pause, |left| pause.min(left));
        wait(state, handle, pause).await;
        return Ok(());
    }
    if work.spoken >= TURNS_AT_A_TIME && state.engine.places.is_wanted(&live.head.ws) {
        work.place = None;
    }
    if work.place.is_none() {
        work.place = state.engine.places.try_take(&live.head.ws);
        work.spoken = 0;
    }
    if work.place.is_none() {
        let booked = work.unbooked();
        return settle(state, &live.head.id, &[State::Running], State::Queued, super::IN_LINE, booked).await;
    }
    match turn::speak(state, live, handle, &mut work.transcript, work.since).await? {
        End::Done => {}
        End::Blocked(reason) => settle_interrupting(state, &live.head.id, &reason).await?,
        End::Over(reason) => settle(state, &live.head.id, &[State::Running], State::Finished, &reason, work.unbooked()).await?,
    }
    recovered(state, &live.head.id, handle);
    work.spoken += 1;
    work.has_spoken = true;
    work.since = Instant::now();
    Ok(())
}

/// Waits, but not longer than until somebody changes something.
async fn wait(state: &AppState, handle: &Handle, time: Duration) {
    tokio::select! {
        () = tokio::time::sleep(time) => {}
        () = handle.wake.notified() => {}
        () = state.shutdown.cancelled() => {}
    }
}

/// Tells the panel that a round begins, with its instructions.
async fn announce(state: &AppState, live: &Live, part: u32) -> Result<(), DbError> {
    let head = &live.head;
    let Some((number, round)) = live.plan.scenario.round_at(head.turns + 1) else { return Ok(()) };
    let title = if round.title.trim().is_empty() { format!("Round {number}.") } else { format!("Round {number}: {}.", round.title.trim()) };
    let (seq, now) = (head.last_seq + 1, state.clock.now());
    let line = Message {
        id: message_store::message_id(&head.id, seq),
        seq,
        turn: head.turns,
        round: head.round,
        kind: MessageKind::Scene,
        speaker: None,
        text: format!("{title} {}", round.instructions.trim()).trim().to_owned(),
        language: live.plan.settings.language.clone(),
        tokens: 0,
        cost_micros: Some(0),
        to: Vec::new(),
        puppet: false,
        reason: String::new(),
        attempts: 0,
        created_at: now,
    };
    // When somebody was faster, the next look sees it.
    if turns::add_line(&state.db, &head.id, &line, Beside::Part(part), "", now).await? {
        state.bus.announce(&stream(&head.id));
    }
    Ok(())
}

async fn settle(state: &AppState, id: &str, from: &'static [State], to: State, reason: &str, active_ms: u64) -> Result<(), DbError> {
    change(state, id, Change { from, reason: reason.to_owned(), active_ms, ..Change::to(to) }).await
}

/// Pauses and throws the open line away: the model could not finish it.
async fn settle_interrupting(state: &AppState, id: &str, reason: &str) -> Result<(), DbError> {
    change(state, id, Change { from: &[State::Running], reason: reason.to_owned(), interrupt: true, ..Change::to(State::Paused) }).await
}

async fn change(state: &AppState, id: &str, mut change: Change) -> Result<(), DbError> {
    let reason = change.reason.clone();
    change.events.push(SimulationEvent::State { state: change.to, reason: reason.clone() });
    match change.to {
        State::Finished => change.events.push(SimulationEvent::Finished { reason }),
        State::Failed => change.events.push(SimulationEvent::Failed { reason }),
        _ => {}
    }
    // Waiting for a place, or getting one, is no pause: a single step stays one.
    change.step = if matches!(change.to, State::Queued | State::Running) { None } else { Some(false) };
    turns::change(&state.db, id, change, state.clock.now()).await?;
    state.bus.announce(&stream(id));
    Ok(())
}

/// Ends a simulation that can't go on.
pub(super) async fn fail(state: &AppState, id: &str, reason: &str) {
    let failed = Change { from: &[State::Queued, State::Running], reason: reason.to_owned(), interrupt: true, ..Change::to(State::Failed) };
    if let Err(error) = change(state, id, failed).await {
        tracing::error!(%error, simulation = %id, "storing the failure failed");
    }
}
