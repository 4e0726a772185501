//! Start, pause, resume, step, stop: every one may be called twice, and holds after a crash,
//! because it is the stored state that counts. The engine is only nudged.

use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Result};
use crate::features::auth;
use crate::features::simulations::engine;
use crate::features::simulations::store::simulations;
use crate::features::simulations::store::turns::{self, Change};
use crate::features::simulations::types::{Simulation, SimulationEvent, State};
use crate::server::ctx::Ctx;

use super::{get, stream};

/// Draft (or a paused one) → running. Starting a running one changes nothing.
pub async fn start(ctx: &Ctx, id: &SimulationId) -> Result<Simulation> {
    ctx.require(Permission::Observe)?;
    if let Ok(user) = ctx.user_id() {
        ctx.state.limits.check_model_call(&user)?;
    }
    let simulation = get(ctx, id).await?;
    match simulation.state {
        State::Running | State::Queued => Ok(simulation),
        State::Draft | State::Paused => go(ctx, id, Go { from: &[State::Draft, State::Paused], ..Go::default() }).await,
        ended => Err(over(ended)),
    }
}

/// Paused → running.
pub async fn resume(ctx: &Ctx, id: &SimulationId) -> Result<Simulation> {
    let simulation = get(ctx, id).await?;
    match simulation.state {
        State::Draft => Err(AppError::new(Code::Conflict, "It has not been started. Use start.")),
        _ => start(ctx, id).await,
    }
}

/// One more turn, then paused again.
pub async fn step(ctx: &Ctx, id: &SimulationId) -> Result<Simulation> {
    ctx.require(Permission::Observe)?;
    let simulation = get(ctx, id).await?;
    match simulation.state {
        State::Running | State::Queued => Ok(simulation),
        State::Draft | State::Paused => go(ctx, id, Go { from: &[State::Draft, State::Paused], step: true, ..Go::default() }).await,
        ended => Err(over(ended)),
    }
}

/// Another round of as many turns as the first, after the end.
pub async fn another_round(ctx: &Ctx, id: &SimulationId) -> Result<Simulation> {
    ctx.require(Permission::Observe)?;
    let simulation = get(ctx, id).await?;
    if simulation.state.is_active() {
        return Err(AppError::new(Code::Conflict, "The simulation is running already."));
    }
    if simulation.state == State::Draft {
        return start(ctx, id).await;
    }
    let from = &[State::Paused, State::Finished, State::Stopped, State::Failed];
    go(ctx, id, Go { from, more_turns: simulation.settings.max_turns, round: true, step: false }).await
}

/// How to set it going.
#[derive(Default)]
struct Go {
    from: &'static [State],
    more_turns: u32,
    round: bool,
    step: bool,
}

async fn go(ctx: &Ctx, id: &SimulationId, how: Go) -> Result<Simulation> {
    if auth::service::is_guest(ctx) {
        let ws = ctx.require(Permission::Observe)?;
        let (_, running) = simulations::count(&ctx.state.db, &ws).await?;
        auth::service::guest_limit(running, 1, ctx.state.config.guests.running, "simulations that run at the same time")?;
    }
    let to = if engine::has_room(&ctx.state) { State::Running } else { State::Queued };
    let reason = if to == State::Queued { "Waiting for a free place; it starts by itself.".to_owned() } else { String::new() };
    let event = SimulationEvent::State { state: to, reason: reason.clone() };
    let Go { from, more_turns, round, step } = how;
    apply(ctx, id, Change { from, to, reason, interrupt: false, more_turns, round, step, next_up: None, events: vec![event] }).await?;
    engine::ensure(&ctx.state, id.as_str());
    get(ctx, id).await
}

/// Running → paused. The line that is being spoken is finished, or thrown away when `now`.
pub async fn pause(ctx: &Ctx, id: &SimulationId, now: bool) -> Result<Simulation> {
    ctx.require(Permission::Observe)?;
    let simulation = get(ctx, id).await?;
    match simulation.state {
        State::Paused if !now => return Ok(simulation),
        State::Draft => return Err(AppError::new(Code::Conflict, "It has not been started, so there is nothing to pause.")),
        state if state.is_terminal() => return Err(over(state)),
        _ => {}
    }
    let reason = "Paused by the observer.".to_owned();
    let event = SimulationEvent::State { state: State::Paused, reason: reason.clone() };
    let from = &[State::Running, State::Queued, State::Paused];
    apply(
        ctx,
        id,
        Change {
            from,
            to: State::Paused,
            reason,
            interrupt: now,
            more_turns: 0,
            round: false,
            step: false,
            next_up: None,
            events: vec![event],
        },
    )
    .await?;
    engine::nudge(&ctx.state, id.as_str(), now);
    get(ctx, id).await
}

/// Ends it for good. The line that is being spoken is thrown away.
pub async fn stop(ctx: &Ctx, id: &SimulationId) -> Result<Simulation> {
    ctx.require(Permission::Observe)?;
    let simulation = get(ctx, id).await?;
    if simulation.state.is_terminal() {
        return Ok(simulation);
    }
    let reason = "Stopped by the observer.".to_owned();
    let events =
        vec![SimulationEvent::State { state: State::Stopped, reason: reason.clone() }, SimulationEvent::Stopped { reason: reason.clone() }];
    let from = &[State::Draft, State::Queued, State::Running, State::Paused];
    apply(
        ctx,
        id,
        Change { from, to: State::Stopped, reason, interrupt: true, more_turns: 0, round: false, step: false, next_up: None, events },
    )
    .await?;
    engine::nudge(&ctx.state, id.as_str(), true);
    get(ctx, id).await
}

async fn apply(ctx: &Ctx, id: &SimulationId, change: Change) -> Result<()> {
    match turns::change(&ctx.state.db, id.as_str(), change, ctx.now()).await? {
        Some(true) => {
            ctx.state.bus.announce(&stream(id.as_str()));
            Ok(())
        }
        Some(false) => Err(AppError::of(Code::Conflict)),
        None => Err(AppError::not_found("simulation")),
    }
}

fn over(state: State) -> AppError {
    let text = format!("The simulation is {}. Ask for another round to go on.", state.as_str());
    AppError::new(Code::Conflict, text)
}
