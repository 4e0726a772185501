//! Start, pause, resume, step, stop, interrupt, and who speaks next: every one may be called twice, and holds after a crash,
//! because it is the stored state that counts. The engine is only nudged.

use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Result};
use crate::features::auth;
use crate::features::simulations::engine;
use crate::features::simulations::store::simulations;
use crate::features::simulations::store::turns::{self, Change};
use crate::features::simulations::types::{AttemptRecord, Outcome, Simulation, SimulationEvent, State};
use crate::server::ctx::Ctx;

use super::{get, row, stream};

/// Draft (or a paused one) → running. Starting a running one changes nothing.
pub async fn start(ctx: &Ctx, id: &SimulationId) -> Result<Simulation> {
    ctx.require(Permission::Observe)?;
    if let Ok(user) = ctx.user_id() {
        ctx.state.limits.check_model_call(&user)?;
    }
    match stored(ctx, id).await? {
        State::Running | State::Queued => at_once(ctx, id).await,
        State::Draft | State::Paused => go(ctx, id, Go { from: &[State::Draft, State::Paused], ..Go::default() }).await,
        ended => Err(over(ended)),
    }
}

/// The state in the row, which is what changes go by.
async fn stored(ctx: &Ctx, id: &SimulationId) -> Result<State> {
    let ws = ctx.require(Permission::Observe)?;
    Ok(row(ctx, &ws, id).await?.state)
}

/// It runs already. One that waits because nothing can be stored tries at once.
async fn at_once(ctx: &Ctx, id: &SimulationId) -> Result<Simulation> {
    if engine::is_in_trouble(&ctx.state, id.as_str()) {
        engine::nudge(&ctx.state, id.as_str(), false);
    }
    get(ctx, id).await
}

/// Paused → running.
pub async fn resume(ctx: &Ctx, id: &SimulationId) -> Result<Simulation> {
    match stored(ctx, id).await? {
        State::Draft => Err(AppError::new(Code::Conflict, "It has not been started. Use start.")),
        _ => start(ctx, id).await,
    }
}

/// One more turn, then paused again. One that runs speaks anyway, so that a step would change nothing.
pub async fn step(ctx: &Ctx, id: &SimulationId) -> Result<Simulation> {
    match stored(ctx, id).await? {
        State::Running | State::Queued if engine::is_in_trouble(&ctx.state, id.as_str()) => at_once(ctx, id).await,
        State::Running | State::Queued => {
            Err(AppError::new(Code::Conflict, "The simulation is running already. Pause it first, then go turn by turn."))
        }
        State::Draft | State::Paused => go(ctx, id, Go { from: &[State::Draft, State::Paused], step: true, ..Go::default() }).await,
        ended => Err(over(ended)),
    }
}

/// Another round of as many turns as the first, after the end.
pub async fn another_round(ctx: &Ctx, id: &SimulationId) -> Result<Simulation> {
    let ws = ctx.require(Permission::Observe)?;
    let simulation = row(ctx, &ws, id).await?.into_simulation();
    if simulation.state.is_active() {
        return Err(AppError::new(Code::Conflict, "The simulation is running already."));
    }
    if simulation.state == State::Draft {
        return start(ctx, id).await;
    }
    let from = &[State::Paused, State::Finished, State::Stopped, State::Failed];
    go(ctx, id, Go { from, more_turns: simulation.settings.max_turns, round: true, ..Go::default() }).await
}

/// How to set it going.
#[derive(Default)]
struct Go {
    from: &'static [State],
    more_turns: u32,
    round: bool,
    step: bool,
    next_up: Option<String>,
}

async fn go(ctx: &Ctx, id: &SimulationId, how: Go) -> Result<Simulation> {
    let ws = ctx.require(Permission::Observe)?;
    if auth::service::is_guest(ctx) {
        let (_, running) = simulations::count(&ctx.state.db, &ws).await?;
        auth::service::guest_limit(running, 1, ctx.state.config.guests.running, "simulations that run at the same time")?;
    }
    let found = row(ctx, &ws, id).await?;
    if let Some(reason) = engine::reached(&found.head, &found.plan.settings, 0) {
        return Err(AppError::new(Code::Conflict, format!("{reason} {}", engine::RAISE)));
    }
    let to = if engine::has_room(&ctx.state, ws.as_str()) { State::Running } else { State::Queued };
    let reason = if to == State::Queued { engine::IN_LINE.to_owned() } else { String::new() };
    let events = vec![SimulationEvent::State { state: to, reason: reason.clone() }];
    let Go { from, more_turns, round, step, next_up } = how;
    apply(ctx, id, Change { from, reason, more_turns, round, step: Some(step), next_up, events, ..Change::to(to) }).await?;
    engine::ensure(&ctx.state, id.as_str());
    get(ctx, id).await
}

/// Running → paused. The line that is being spoken is finished, or thrown away when `now`.
pub async fn pause(ctx: &Ctx, id: &SimulationId, now: bool) -> Result<Simulation> {
    match stored(ctx, id).await? {
        State::Paused if !now => return get(ctx, id).await,
        State::Draft => return Err(AppError::new(Code::Conflict, "It has not been started, so there is nothing to pause.")),
        state if state.is_terminal() => return Err(over(state)),
        _ => {}
    }
    let reason = "Paused by the observer.".to_owned();
    let events = vec![SimulationEvent::State { state: State::Paused, reason: reason.clone() }];
    let from = &[State::Running, State::Queued, State::Paused];
    apply(ctx, id, Change { from, reason, interrupt: now, events, ..Change::to(State::Paused) }).await?;
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
    apply(ctx, id, Change { from, reason, interrupt: true, events, ..Change::to(State::Stopped) }).await?;
    engine::nudge(&ctx.state, id.as_str(), true);
    get(ctx, id).await
}

/// Says who speaks next, and goes on when it rests. Under the policy `manual` that is how every
/// speaker is chosen; under the others it overrules the policy once.
pub async fn next(ctx: &Ctx, id: &SimulationId, participant: &str) -> Result<Simulation> {
    let ws = ctx.require(Permission::Observe)?;
    let found = row(ctx, &ws, id).await?;
    let member = found.plan.seat(participant).and_then(|at| found.plan.cast.get(at));
    let member = member.ok_or_else(|| AppError::field("participant", "Nobody on the panel has this id."))?;
    if !member.can_speak() {
        let state = if member.left { "has left the panel" } else { "is muted" };
        return Err(AppError::field("participant", format!("{} {state}. Choose somebody else.", member.persona.name)));
    }
    match found.state {
        State::Running | State::Queued => {
            turns::nominate(&ctx.state.db, id.as_str(), &member.id).await?;
            engine::nudge(&ctx.state, id.as_str(), false);
            get(ctx, id).await
        }
        State::Draft | State::Paused => {
            let next_up = Some(member.id.clone());
            go(ctx, id, Go { from: &[State::Draft, State::Paused], next_up, ..Go::default() }).await
        }
        ended => Err(over(ended)),
    }
}

/// Ends the line that is being spoken and keeps nothing of it; somebody else speaks, or, where nobody
/// else can, the same person says something else.
pub async fn interrupt(ctx: &Ctx, id: &SimulationId) -> Result<Simulation> {
    const REASON: &str = "Interrupted by the observer.";
    let ws = ctx.require(Permission::Observe)?;
    let found = row(ctx, &ws, id).await?;
    let quiet = || AppError::new(Code::Conflict, "Nobody is speaking right now.");
    let turn = found.open_turn;
    let mut pending = found.pending.clone();
    let speaker = pending.choice.take().map(|choice| choice.speaker).filter(|_| turn > 0).ok_or_else(quiet)?;
    pending.attempts.push(AttemptRecord {
        number: u32::try_from(pending.attempts.len()).unwrap_or(u32::MAX).saturating_add(1),
        speaker: speaker.clone(),
        cost_micros: Some(0),
        outcome: Outcome::Yielded,
        reason: REASON.to_owned(),
        ..AttemptRecord::default()
    });
    let others = found.plan.cast.iter().filter(|m| m.can_speak() && m.id != speaker && !pending.yielded.contains(&m.id)).count();
    if others > 0 {
        pending.yielded.push(speaker);
    }
    if !turns::interrupt(&ctx.state.db, id.as_str(), turn, &pending, REASON, ctx.now()).await? {
        return Err(quiet());
    }
    ctx.state.bus.announce(&stream(id.as_str()));
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
