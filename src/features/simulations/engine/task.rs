//! The loop of one simulation: look at the stored state, do the next step, repeat.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::features::simulations::service::stream;
use crate::features::simulations::store::simulations::{self as store, Head, Plan};
use crate::features::simulations::store::turns::{self, Change};
use crate::features::simulations::types::{SimulationEvent, State};
use crate::server::db::DbError;
use crate::server::state::AppState;

use super::Handle;
use super::policy::Seats;
use super::transcript::Transcript;
use super::turn::{self, End, Live};

/// What to do next, from the row alone.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing: it doesn't run.
    Rest,
    /// It waits for a place.
    Admit,
    /// It has said all it was to say.
    Finish,
    /// A limit is reached.
    Pause(String),
    /// Speak this turn.
    Speak,
}

/// The decision, as a pure function.
pub(super) fn next_step(live: &Live) -> Step {
    let head = &live.head;
    match head.state {
        State::Queued => Step::Admit,
        State::Running if head.turns >= head.until => Step::Finish,
        State::Running if head.step_to > 0 && head.turns >= head.step_to => Step::Pause("One turn was spoken, as asked.".to_owned()),
        State::Running => limit(live).map_or(Step::Speak, |reason| Step::Pause(reason.to_owned())),
        _ => Step::Rest,
    }
}

/// The limit that is reached, in words.
fn limit(live: &Live) -> Option<&'static str> {
    let (head, settings) = (&live.head, &live.plan.settings);
    if settings.budget_micros > 0 && head.cost_micros >= settings.budget_micros {
        return Some("The budget is used up. Raise it in the settings, then resume.");
    }
    if settings.max_tokens > 0 && head.tokens >= settings.max_tokens {
        return Some("The limit of tokens is reached. Raise it in the settings, then resume.");
    }
    if settings.max_minutes > 0 && head.active_ms >= u64::from(settings.max_minutes) * 60_000 {
        return Some("The time is up. Raise the limit of minutes in the settings, then resume.");
    }
    None
}

/// Runs until there is nothing to do for now.
pub(super) async fn run(state: &AppState, id: &str, handle: &Handle, seize: bool) {
    match turns::lease(&state.db, id, &state.node, seize, state.clock.now()).await {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => return tracing::error!(%error, simulation = %id, "taking the lease failed"),
    }
    let Some(_place) = wait_for_place(state).await else { return };
    if let Err(error) = steps(state, id, handle).await {
        tracing::error!(%error, simulation = %id, "the engine could not store a step; it tries again shortly");
        tokio::time::sleep(Duration::from_secs(1)).await;
        handle.poked.store(true, std::sync::atomic::Ordering::SeqCst);
    }
    if let Err(error) = turns::release(&state.db, id, &state.node).await {
        tracing::warn!(%error, simulation = %id, "giving the lease back failed; it ends by itself");
    }
}

async fn wait_for_place(state: &AppState) -> Option<tokio::sync::OwnedSemaphorePermit> {
    tokio::select! {
        () = state.shutdown.cancelled() => None,
        place = state.engine.place() => place,
    }
}

/// The simulation as it is now. The plan is read when its version is another one.
async fn look(state: &AppState, id: &str, known: &mut Option<(u32, Arc<Plan>, Arc<Seats>)>) -> Result<Option<Live>, DbError> {
    loop {
        let Some(head) = store::head(&state.db, id).await? else { return Ok(None) };
        if let Some((_, plan, seats)) = known.as_ref().filter(|(version, ..)| *version == head.version) {
            return Ok(Some(Live { head, plan: plan.clone(), seats: seats.clone() }));
        }
        let Some((version, plan)) = store::plan(&state.db, id).await? else { return Ok(None) };
        let seats = Arc::new(Seats::of(&plan));
        *known = Some((version, Arc::new(plan), seats));
    }
}

async fn steps(state: &AppState, id: &str, handle: &Handle) -> Result<(), DbError> {
    let (mut transcript, mut plan, mut since) = (Transcript::default(), None, Instant::now());
    while !state.shutdown.is_cancelled() {
        let Some(live) = look(state, id, &mut plan).await? else { return Ok(()) };
        match next_step(&live) {
            Step::Rest => return Ok(()),
            Step::Admit => settle(state, id, &[State::Queued], State::Running, "").await?,
            Step::Finish => settle(state, id, &[State::Running], State::Finished, "All turns were spoken.").await?,
            Step::Pause(reason) => settle(state, id, &[State::Running], State::Paused, &reason).await?,
            Step::Speak => {
                wait(state, handle, interval(&live)).await;
                if let End::Blocked(reason) = turn::speak(state, &live, handle, &mut transcript, since).await? {
                    settle_interrupting(state, id, &reason).await?;
                }
                since = Instant::now();
            }
        }
    }
    Ok(())
}

/// The pause before a turn; none before the first.
fn interval(live: &Live) -> Duration {
    let Head { turns, open_turn, attempt, .. } = live.head;
    if turns == 0 || open_turn > 0 || attempt > 0 {
        Duration::ZERO
    } else {
        Duration::from_millis(u64::from(live.plan.settings.interval_ms))
    }
}

/// Waits, but not longer than until somebody changes something.
async fn wait(state: &AppState, handle: &Handle, time: Duration) {
    if time.is_zero() {
        return;
    }
    tokio::select! {
        () = tokio::time::sleep(time) => {}
        () = handle.wake.notified() => {}
        () = state.shutdown.cancelled() => {}
    }
}

async fn settle(state: &AppState, id: &str, from: &'static [State], to: State, reason: &str) -> Result<(), DbError> {
    change(state, id, from, to, reason, false).await
}

/// Pauses and throws the open line away: the model could not finish it.
async fn settle_interrupting(state: &AppState, id: &str, reason: &str) -> Result<(), DbError> {
    change(state, id, &[State::Running], State::Paused, reason, true).await
}

async fn change(state: &AppState, id: &str, from: &'static [State], to: State, reason: &str, interrupt: bool) -> Result<(), DbError> {
    let mut events = vec![SimulationEvent::State { state: to, reason: reason.to_owned() }];
    match to {
        State::Finished => events.push(SimulationEvent::Finished { reason: reason.to_owned() }),
        State::Failed => events.push(SimulationEvent::Failed { reason: reason.to_owned() }),
        _ => {}
    }
    let change = Change { from, to, reason: reason.to_owned(), interrupt, more_turns: 0, round: false, step: false, next_up: None, events };
    turns::change(&state.db, id, change, state.clock.now()).await?;
    state.bus.announce(&stream(id));
    Ok(())
}

/// Ends a simulation that can't go on.
pub(super) async fn fail(state: &AppState, id: &str, reason: &str) {
    if let Err(error) = change(state, id, &[State::Queued, State::Running], State::Failed, reason, true).await {
        tracing::error!(%error, simulation = %id, "storing the failure failed");
    }
}
