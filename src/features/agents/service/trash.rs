//! Deleting and undoing it.

use std::collections::HashSet;

use super::{announce, check_bulk, refusal, room_for, unique};
use crate::core::ids::AgentId;
use crate::core::permission::Permission;
use crate::core::{AppError, Result};
use crate::features::agents::store;
use crate::features::agents::types::{AgentsDeleted, AgentsRestored};
use crate::server::ctx::Ctx;
use crate::server::state::AppState;

/// How long a deleted agent can be restored.
const KEEP: chrono::Duration = chrono::Duration::days(7);
/// Agents cleared away in one step.
const AT_ONCE: u32 = 500;

/// Deletes an own agent; it can be restored for a week. Simulations it took part in keep their copy of it.
pub async fn delete(ctx: &Ctx, id: &AgentId, expected: Option<u32>) -> Result<()> {
    let ws = ctx.require(Permission::Write)?;
    store::delete_version(&ctx.state.db, &ws, id, expected, &ctx.state.new_id(), ctx.now()).await.map_err(refusal)?;
    announce(ctx, &ws);
    Ok(())
}

/// Deletes up to 500 own agents at once; they can be restored for a week.
pub async fn delete_many(ctx: &Ctx, ids: Vec<AgentId>) -> Result<AgentsDeleted> {
    Ok(delete_batch(ctx, ids).await?.1)
}

/// The same, with the name under which they can be restored together.
pub async fn delete_batch(ctx: &Ctx, ids: Vec<AgentId>) -> Result<(String, AgentsDeleted)> {
    let ws = ctx.require(Permission::Write)?;
    check_bulk("ids", ids.len())?;
    let (ids, batch) = (unique(ids), ctx.state.new_id());
    let gone = store::delete(&ctx.state.db, &ws, &ids, &batch, ctx.now()).await?;
    if !gone.is_empty() {
        announce(ctx, &ws);
    }
    let deleted: HashSet<AgentId> = gone.into_iter().collect();
    let missing = ids.into_iter().filter(|id| !deleted.contains(id)).collect();
    Ok((batch, AgentsDeleted { deleted: u32::try_from(deleted.len()).unwrap_or(u32::MAX), missing }))
}

/// Puts deleted agents back as they were, with their ids and versions.
pub async fn restore(ctx: &Ctx, ids: Vec<AgentId>) -> Result<AgentsRestored> {
    let ws = ctx.require(Permission::Write)?;
    check_bulk("ids", ids.len())?;
    let ids = unique(ids);
    room_for(ctx, &ws, ids.len()).await?;
    let back: HashSet<AgentId> = store::restore(&ctx.state.db, &ws, &ids, ctx.now()).await?.into_iter().collect();
    if !back.is_empty() {
        announce(ctx, &ws);
    }
    let missing = ids.into_iter().filter(|id| !back.contains(id)).collect();
    Ok(AgentsRestored { restored: u32::try_from(back.len()).unwrap_or(u32::MAX), missing })
}

/// Puts back what was deleted together.
pub async fn restore_batch(ctx: &Ctx, batch: &str) -> Result<AgentsRestored> {
    let ws = ctx.require(Permission::Write)?;
    let ids = store::in_batch(&ctx.state.db, &ws, batch).await?;
    if ids.is_empty() {
        return Err(AppError::not_found("deletion"));
    }
    restore(ctx, ids).await
}

/// Clears away what was deleted more than a week ago, and what imports left behind.
pub async fn clean_up(state: &AppState) {
    if let Err(error) = super::imports::clean_up(state).await {
        tracing::warn!(%error, "clearing away after imports failed");
    }
    if let Err(error) = store::purge(&state.db, state.clock.now() - KEEP, AT_ONCE).await {
        tracing::warn!(%error, "clearing deleted agents away failed");
    }
}
