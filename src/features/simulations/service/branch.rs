//! Branches: the lines up to a turn become the beginning of another simulation. What the next
//! speaker heard, the panel, the settings and the end that were in force then are taken over as they
//! were, so that a branch without a change says what the original said.

use std::sync::Arc;

use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::core::{AppError, Result};
use crate::features::auth;
use crate::features::simulations::store::branch::{self as branch_store, Branch};
use crate::features::simulations::store::simulations::{self as store, Plan, Row};
use crate::features::simulations::store::{messages as message_store, turn_log};
use crate::features::simulations::types::{BranchInput, Message, Simulation, TurnRecord};
use crate::server::ctx::{Ctx, WorkspaceId};

use super::{check_available, check_plan, panel, row, user};

/// Makes the branch; it rests until somebody resumes it.
pub async fn branch(ctx: &Ctx, id: &SimulationId, input: BranchInput) -> Result<Simulation> {
    let ws = ctx.require(Permission::Write)?;
    input.validate()?;
    let from = row(ctx, &ws, id).await?;
    if input.turn > from.turns {
        return Err(AppError::field("turn", format!("Must be between 0 and {}, the last turn that was spoken.", from.turns)));
    }
    if auth::service::is_guest(ctx) {
        let (present, _) = store::count(&ctx.state.db, &ws).await?;
        auth::service::guest_limit(present, 1, ctx.state.config.guests.simulations, "simulations")?;
    }
    let next = turn_log::find(&ctx.state.db, &ws, id.as_str(), input.turn + 1).await?;
    let plan = changed(ctx, plan_then(ctx, &ws, &from, next.as_ref()).await?, &input)?;
    let made = SimulationId::new(ctx.state.new_id());
    let branch = begin(ctx, &from, next.as_ref(), &input, plan, &made).await?;
    branch_store::create(&ctx.state.db, &ws, &branch).await?;
    metrics::counter!("colloquy_simulations_total").increment(1);
    Ok(row(ctx, &ws, &made).await?.into_simulation())
}

/// The plan that the turn after the branch was spoken under; today's when it never was.
async fn plan_then(ctx: &Ctx, ws: &WorkspaceId, from: &Row, next: Option<&TurnRecord>) -> Result<Plan> {
    let Some(version) = next.map(|record| record.version).filter(|version| *version != from.version) else {
        return Ok(from.plan.clone());
    };
    // A record from before versions were kept names none that exists.
    Ok(branch_store::plan_of(&ctx.state.db, ws, &from.id, version).await?.unwrap_or_else(|| from.plan.clone()))
}

/// The plan with what the branch does differently.
fn changed(ctx: &Ctx, mut plan: Plan, input: &BranchInput) -> Result<Plan> {
    if let Some(scenario) = &input.scenario {
        plan.scenario = Arc::new(scenario.clone());
    }
    if let Some(settings) = &input.settings {
        plan.settings = settings.clone().over(plan.settings);
    }
    if let Some(muted) = &input.muted {
        if let Some(unknown) = muted.iter().find(|id| plan.seat(id).is_none()) {
            return Err(AppError::field("muted", format!("Nobody on the panel has the id {unknown}.")));
        }
        plan.cast.iter_mut().for_each(|member| member.muted = muted.contains(&member.id));
    }
    check_available(ctx, &plan.settings.model)?;
    check_plan(&plan)?;
    panel::check_names(&plan.cast)?;
    Ok(plan)
}

async fn begin(
    ctx: &Ctx,
    from: &Row,
    next: Option<&TurnRecord>,
    input: &BranchInput,
    mut plan: Plan,
    made: &SimulationId,
) -> Result<Branch> {
    let heard = next.map_or(from.last_seq, |record| record.heard);
    let mut messages = message_store::range(&ctx.state.db, &from.id, 1, heard).await?;
    messages.retain(|message| message.turn <= input.turn);
    let last_seq = messages.last().map_or(0, |message| message.seq);
    plan.pins.retain(|pin| pin.seq <= last_seq);
    let wants_turns = input.settings.as_ref().and_then(|settings| settings.max_turns);
    let round = next.map_or(from.round, |record| record.round);
    let until = wants_turns.map_or_else(|| next.map_or(from.until, |record| record.until), |turns| round.max(1) * turns).max(input.turn);
    let announced = next.and_then(|record| plan.scenario.round_at(record.turn)).map(|(number, _)| u32::try_from(number).unwrap_or(0));
    let title = input.title.as_deref().map_or_else(|| title(&from.title, input.turn), |title| title.trim().to_owned());
    Ok(Branch {
        part: if last_seq == 0 { 0 } else { announced.unwrap_or(from.part) },
        messages: messages.into_iter().map(|message| moved(message, made)).collect(),
        id: made.clone(),
        parent: from.id.clone(),
        turn: input.turn,
        user: user(ctx)?,
        title,
        plan,
        round,
        until,
        last_seq,
        now: ctx.now(),
    })
}

fn moved(message: Message, to: &SimulationId) -> Message {
    Message { id: message_store::message_id(to.as_str(), message.seq), ..message }
}

/// "Night shifts (from turn 12)"; a branch of a branch counts once.
fn title(original: &str, turn: u32) -> String {
    let plain = original.rsplit_once(" (from turn ").map_or(original, |(plain, _)| plain);
    let short: String = plain.chars().take(140).collect();
    format!("{short} (from turn {turn})")
}
