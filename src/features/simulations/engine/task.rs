//! The loop of one simulation: look at the stored state, do the next step, repeat.

use std::time::Duration;

use crate::features::simulations::service::stream;
use crate::features::simulations::store::simulations::{self as store, Row};
use crate::features::simulations::store::turns::{self, Change};
use crate::features::simulations::types::{SimulationEvent, State};
use crate::server::db::DbError;
use crate::server::state::AppState;

use super::turn::{self, Outcome};
use super::{Handle, turn::Attempt};

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
    Speak(u32),
}

/// The decision, as a pure function.
pub(super) fn next_step(row: &Row) -> Step {
    match row.state {
        State::Queued => Step::Admit,
        State::Running if row.turns >= row.until => Step::Finish,
        State::Running if row.step_to > 0 && row.turns >= row.step_to => Step::Pause("One turn was spoken, as asked.".to_owned()),
        State::Running if over_budget(row) => Step::Pause("The budget is used up. Raise it in the settings, then resume.".to_owned()),
        State::Running => Step::Speak(row.turns + 1),
        _ => Step::Rest,
    }
}

fn over_budget(row: &Row) -> bool {
    let budget = row.plan.settings.budget_micros;
    budget > 0 && row.cost_micros >= budget
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

async fn steps(state: &AppState, id: &str, handle: &Handle) -> Result<(), DbError> {
    let mut transcript = turn::Transcript::default();
    while !state.shutdown.is_cancelled() {
        let Some(row) = store::load(&state.db, id).await? else { return Ok(()) };
        match next_step(&row) {
            Step::Rest => return Ok(()),
            Step::Admit => settle(state, id, &[State::Queued], State::Running, "").await?,
            Step::Finish => settle(state, id, &[State::Running], State::Finished, "All turns were spoken.").await?,
            Step::Pause(reason) => settle(state, id, &[State::Running], State::Paused, &reason).await?,
            Step::Speak(number) => {
                wait(state, handle, interval(&row)).await;
                let attempt = Attempt { row: &row, turn: number, handle };
                if let Outcome::Blocked(reason) = turn::speak(state, attempt, &mut transcript).await? {
                    settle_interrupting(state, id, &reason).await?;
                }
            }
        }
    }
    Ok(())
}

/// The pause before a turn; none before the first.
fn interval(row: &Row) -> Duration {
    if row.turns == 0 || row.open_turn > 0 || row.attempt > 0 {
        Duration::ZERO
    } else {
        Duration::from_millis(u64::from(row.plan.settings.interval_ms))
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
    let change = Change { from, to, reason: reason.to_owned(), interrupt, more_turns: 0, round: false, step: false, events };
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
