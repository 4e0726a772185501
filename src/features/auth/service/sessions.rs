//! The list of one's own sessions, and ending them.

use super::super::store;
use super::super::types::SessionInfo;
use crate::core::ids::SessionId;
use crate::core::{AppError, Result};
use crate::features::audit::entry::entry;
use crate::server::ctx::Ctx;
use crate::server::state::AppState;

/// The caller's sessions, newest first, at most 100.
pub async fn list_sessions(ctx: &Ctx) -> Result<Vec<SessionInfo>> {
    let identity = ctx.identity()?;
    let rows = store::list_sessions(&ctx.state.db, identity.user.as_str(), ctx.now()).await?;
    let info = |row: store::SessionListRow| SessionInfo {
        current: row.id == identity.session.as_str(),
        id: SessionId::new(row.id),
        kind: row.kind,
        device: row.agent,
        address: row.ip,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        expires_at: row.expires_at,
    };
    Ok(rows.into_iter().map(info).collect())
}

/// Ends one of the caller's sessions; it may be the one that asks.
pub async fn revoke_session(ctx: &Ctx, id: &SessionId) -> Result<()> {
    let identity = ctx.identity()?;
    let audit = entry(ctx, "session.revoke", format!("session:{id}"));
    if !store::end_session(&ctx.state.db, identity.user.as_str(), id.as_str(), &audit, ctx.now()).await? {
        return Err(AppError::not_found("session"));
    }
    ctx.state.sessions.end(id.as_str()).await;
    Ok(())
}

/// Ends all of the caller's sessions but this one; gives their number.
pub async fn revoke_other_sessions(ctx: &Ctx) -> Result<usize> {
    let identity = ctx.identity()?;
    let (user, session) = (identity.user.as_str(), identity.session.as_str());
    let audit = entry(ctx, "session.revoke_others", format!("user:{user}"));
    let ended = store::end_other_sessions(&ctx.state.db, user, session, &audit, ctx.now()).await?;
    for id in &ended {
        ctx.state.sessions.end(id).await;
    }
    Ok(ended.len())
}

/// Deletes what is long over; part of the housekeeping.
pub async fn clean_up(state: &AppState) {
    if let Err(error) = store::purge(&state.db, state.clock.now()).await {
        tracing::warn!(%error, "clearing old sessions failed");
    }
    super::passkeys::clean_up_ceremonies(state).await;
    if let Err(error) = store::purge_codes(&state.db, state.clock.now()).await {
        tracing::warn!(%error, "clearing old codes failed");
    }
}
