//! What happened in a turn: the prompt, the reason for the speaker, the attempts that failed.

use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::core::{AppError, Page, Result};
use crate::features::simulations::store::{asides, turn_log};
use crate::features::simulations::types::{Aside, TurnRecord, TurnSummary};
use crate::server::ctx::Ctx;

use super::row;

/// Everything about one turn.
pub async fn turn(ctx: &Ctx, id: &SimulationId, turn: u32) -> Result<TurnRecord> {
    let ws = ctx.require(Permission::Read)?;
    row(ctx, &ws, id).await?;
    turn_log::find(&ctx.state.db, &ws, id.as_str(), turn).await?.ok_or_else(|| AppError::not_found("turn"))
}

/// Turns after a number, without prompts and texts, at most `limit` (100 by default, 500 at most).
pub async fn turns(ctx: &Ctx, id: &SimulationId, after: u32, limit: Option<u32>) -> Result<Page<TurnSummary>> {
    let ws = ctx.require(Permission::Read)?;
    let found = row(ctx, &ws, id).await?;
    let limit = limit_of(limit)?;
    let records = turn_log::range(&ctx.state.db, &ws, id.as_str(), after.saturating_add(1), after.saturating_add(limit)).await?;
    let last = records.last().map_or(after, |record| record.turn);
    let next_cursor = (last < found.turns && !records.is_empty()).then(|| last.to_string());
    let items = records.into_iter().map(turn_log::summary).collect();
    Ok(Page { items, limit, next_cursor, total: Some(u64::from(found.turns)) })
}

/// All records without prompts, for measures and exports.
pub async fn records(ctx: &Ctx, id: &SimulationId) -> Result<Vec<TurnRecord>> {
    let ws = ctx.require(Permission::Read)?;
    let found = row(ctx, &ws, id).await?;
    Ok(turn_log::range(&ctx.state.db, &ws, id.as_str(), 1, found.turns).await?)
}

/// Questions beside the conversation after a number, at most `limit` (100 by default, 500 at most).
pub async fn asides(ctx: &Ctx, id: &SimulationId, after: u64, limit: Option<u32>) -> Result<Page<Aside>> {
    let ws = ctx.require(Permission::Read)?;
    let found = row(ctx, &ws, id).await?;
    let limit = limit_of(limit)?;
    let to = after.saturating_add(u64::from(limit));
    let items = asides::range(&ctx.state.db, &ws, id.as_str(), after.saturating_add(1), to).await?;
    let last = items.last().map_or(after, |aside| aside.number);
    let next_cursor = (last < found.asides && !items.is_empty()).then(|| last.to_string());
    Ok(Page { items, limit, next_cursor, total: Some(found.asides) })
}

fn limit_of(limit: Option<u32>) -> Result<u32> {
    let limit = limit.unwrap_or(100);
    if (1..=500).contains(&limit) { Ok(limit) } else { Err(AppError::field("limit", "Must be between 1 and 500.")) }
}
