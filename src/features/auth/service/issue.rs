//! Beginning, prolonging and ending sessions.

use chrono::Duration;

use super::super::device;
use super::super::store::{self, NewSession, Rotation};
use super::super::types::{SessionKind, Tokens, User};
use crate::core::ids::{SessionId, UserId};
use crate::core::{AppError, Code, Result};
use crate::features::audit::entry::entry;
use crate::features::workspaces::types::Workspace;
use crate::server::ctx::Ctx;
use crate::server::state::AppState;
use crate::server::tokens;

/// Seconds in which a refresh token may be sent a second time (two tabs, a lost answer), as long
/// as nothing that came of the first use was used.
pub(super) const GRACE_S: i64 = 10;
/// Longest refresh token that is looked up.
const MAX_TOKEN: usize = 128;

/// What signs in, and how it calls itself.
#[derive(Clone, Debug)]
pub struct Client {
    pub kind: SessionKind,
    /// The `User-Agent` header.
    pub agent: String,
}

/// The proof that a new session's holder keeps.
#[derive(Clone, Debug)]
pub enum Issued {
    /// Value of the session cookie.
    Cookie(String),
    Tokens(Tokens),
}

/// Somebody who has just signed in.
#[derive(Clone, Debug)]
pub struct SignIn {
    pub user: User,
    /// The personal workspace.
    pub workspace: Workspace,
    pub session: SessionId,
    pub issued: Issued,
}

/// A session that is about to be stored, with the secret that only its holder will know.
pub(super) struct Draft {
    pub row: NewSession,
    secret: String,
}

/// How long a session lives without being used.
pub(super) fn lifetime(state: &AppState) -> Duration {
    Duration::days(i64::from(state.config.refresh_token_days))
}

pub(super) fn draft(ctx: &Ctx, user: &str, client: &Client) -> Result<Draft> {
    let secret = tokens::random_secret()?;
    let row = NewSession {
        id: ctx.state.new_id(),
        user: user.to_owned(),
        kind: client.kind,
        token: tokens::stored_hash(&ctx.state.secrets, &secret),
        agent: device::name(&client.agent),
        ip: ctx.client_ip.map(|ip| ip.to_string()).unwrap_or_default(),
    };
    Ok(Draft { row, secret })
}

/// The proof for a session that was stored.
pub(super) fn issue(ctx: &Ctx, draft: Draft) -> Result<Issued> {
    match draft.row.kind {
        SessionKind::Browser => Ok(Issued::Cookie(draft.secret)),
        SessionKind::Program => pair(&ctx.state, &draft.row.user, &draft.row.id, "", draft.secret).map(Issued::Tokens),
    }
}

fn pair(state: &AppState, user: &str, session: &str, spent: &str, refresh_token: String) -> Result<Tokens> {
    let life = std::time::Duration::from_secs(u64::from(state.config.access_token_minutes) * 60);
    Ok(Tokens {
        access_token: tokens::sign_access(&state.secrets, user, session, spent, state.clock.now(), life)?,
        refresh_token,
        token_type: "bearer".to_owned(),
        expires_in: life.as_secs(),
    })
}

/// Trades a refresh token for a new pair. A token that was used before ends its session, except
/// within a short grace.
pub async fn refresh(ctx: &Ctx, token: &str) -> Result<(UserId, Tokens)> {
    let refused = || AppError::new(Code::Unauthenticated, "The refresh token is not valid, has expired or was used before. Sign in again.");
    let token = token.trim();
    if token.is_empty() || token.len() > MAX_TOKEN {
        return Err(refused());
    }
    let state = &ctx.state;
    let (now, fresh) = (ctx.now(), tokens::random_secret()?);
    let (old, new) = (tokens::stored_hash(&state.secrets, token), tokens::stored_hash(&state.secrets, &fresh));
    let reuse = entry(ctx, "session.reuse", "");
    match store::rotate(&state.db, &old, &new, &reuse, now, now - Duration::seconds(GRACE_S), now + lifetime(state)).await? {
        Rotation::Rotated { session, user } => {
            let tokens = pair(state, &user, &session, &old, fresh)?;
            Ok((UserId::new(user), tokens))
        }
        Rotation::Reused { session } => {
            state.sessions.end(&session).await;
            tracing::warn!(%session, ip = ?ctx.client_ip, "a refresh token was used twice; its session was ended");
            Err(refused())
        }
        Rotation::Unknown => Err(refused()),
    }
}

/// Ends the caller's own session.
pub async fn logout(ctx: &Ctx) -> Result<()> {
    let identity = ctx.identity()?;
    let session = identity.session.as_str();
    let audit = entry(ctx, "session.close", format!("session:{session}"));
    store::end_session(&ctx.state.db, identity.user.as_str(), session, &audit, ctx.now()).await?;
    ctx.state.sessions.end(identity.session.as_str()).await;
    Ok(())
}
