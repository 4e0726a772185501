//! From a credential to a person.

use std::sync::Arc;

use chrono::Duration;

use super::super::store::{self, SessionRow};
use super::super::types::{Person, SessionKind, SessionView, Theme, WorkspaceChoice};
use super::cache::Known;
use super::issue::{GRACE_S, lifetime};
use crate::core::Result;
use crate::core::ids::{SessionId, UserId};
use crate::server::ctx::{Ctx, Identity, Membership, Via};
use crate::server::state::AppState;
use crate::server::tokens;

/// How precisely the last use of a session is kept.
const TOUCH_AFTER: Duration = Duration::minutes(5);
/// Longest cookie that is looked up.
const MAX_COOKIE: usize = 128;

/// What somebody shows to be recognised.
#[derive(Clone, PartialEq, Eq)]
pub enum Credential {
    /// An access token.
    Bearer(String),
    /// An API key.
    Key(String),
    /// Value of the session cookie.
    Cookie(String),
}

/// Somebody who was recognised.
#[derive(Clone, Debug)]
pub struct Identified {
    pub identity: Arc<Identity>,
    /// The session lives longer now; a browser's cookie must be told.
    pub renewed: bool,
}

/// Who a credential belongs to; `None` when it is wrong, expired, revoked or its session is over. An error
/// only when the database can't say.
pub async fn identify(state: &AppState, credential: &Credential) -> Result<Option<Identified>> {
    match credential {
        Credential::Bearer(token) => by_token(state, token).await,
        Credential::Key(text) => crate::features::keys::service::identify(state, text).await,
        Credential::Cookie(secret) => by_cookie(state, secret).await,
    }
}

async fn by_token(state: &AppState, token: &str) -> Result<Option<Identified>> {
    let now = state.clock.now();
    let Ok(claims) = tokens::read_access(&state.secrets, token, now) else { return Ok(None) };
    let Some(known) = live(state, &claims.sid, SessionKind::Program).await? else { return Ok(None) };
    if known.row.user != claims.sub {
        return Ok(None);
    }
    // Using the new pair ends the grace of the old refresh token. Later it has ended anyway.
    let recent = now.timestamp() - claims.iat <= GRACE_S;
    if recent && !claims.prt.is_empty() && state.sessions.first_confirmation(&claims.prt).await {
        store::confirm(&state.db, &claims.prt).await?;
    }
    touch(state, &known).await;
    Ok(Some(Identified { identity: known.identity.clone(), renewed: false }))
}

async fn by_cookie(state: &AppState, secret: &str) -> Result<Option<Identified>> {
    if secret.len() > MAX_COOKIE {
        return Ok(None);
    }
    let hash = tokens::stored_hash(&state.secrets, secret);
    let Some(id) = state.sessions.cookie_session(&state.db, &hash).await? else { return Ok(None) };
    let Some(known) = live(state, &id, SessionKind::Browser).await? else { return Ok(None) };
    let renewed = touch(state, &known).await;
    Ok(Some(Identified { identity: known.identity.clone(), renewed }))
}

/// The session, if it isn't over and its person may act.
async fn live(state: &AppState, id: &str, kind: SessionKind) -> Result<Option<Arc<Known>>> {
    let known = state.sessions.session(&state.db, id).await?;
    let now = state.clock.now();
    Ok(known.filter(|k| k.row.kind == kind && is_live(&k.row, now)))
}

fn is_live(row: &SessionRow, now: chrono::DateTime<chrono::Utc>) -> bool {
    row.expires_at > now && row.person.active
}

/// Writes the last use, now and then and beside the request. `true` when it did.
async fn touch(state: &AppState, known: &Known) -> bool {
    let now = state.clock.now();
    if now - known.row.last_used_at < TOUCH_AFTER || !state.sessions.first_touch(&known.row.id).await {
        return false;
    }
    let (state, id) = (state.clone(), known.row.id.clone());
    state.clone().spawn(async move {
        if let Err(error) = store::touch(&state.db, &id, now, now + lifetime(&state)).await {
            tracing::warn!(%error, "the last use of a session could not be stored");
        }
    });
    true
}

/// The identity of a session as it is now; for streams that outlive their request.
pub async fn session_identity(state: &AppState, session: &SessionId) -> Result<Option<Arc<Identity>>> {
    let known = state.sessions.session(&state.db, session.as_str()).await?;
    let now = state.clock.now();
    Ok(known.filter(|k| is_live(&k.row, now)).map(|k| k.identity.clone()))
}

pub(super) fn identity_of(row: &SessionRow) -> Identity {
    let mut memberships: Vec<_> = row.workspaces.iter().collect();
    memberships.sort_by_key(|m| !m.personal); // stable: the personal one first, then the oldest
    Identity {
        user: UserId::new(&row.user),
        session: SessionId::new(&row.id),
        via: Via::Session,
        name: row.person.name.clone(),
        email: row.person.email.clone(),
        email_verified: row.person.email_verified,
        guest: row.person.guest,
        system_role: row.person.system_role,
        avatar: super::life::avatar_of(&row.user, row.person.avatar.as_deref(), row.person.avatar_seed.as_deref()),
        workspaces: memberships
            .into_iter()
            .map(|m| Membership { workspace: m.workspace.clone(), name: m.name.clone(), role: m.role })
            .collect(),
        expires_at: row.expires_at,
    }
}

/// What pages need to know about the visitor; `None` for nobody.
pub fn session_view(ctx: &Ctx, theme: Theme) -> Option<SessionView> {
    let identity = ctx.identity().ok()?;
    let choice = |m: &Membership| WorkspaceChoice { id: m.workspace.clone(), name: m.name.clone(), role: m.role };
    let current = identity.workspaces.iter().find(|m| Some(&m.workspace) == ctx.workspace.as_ref()).or_else(|| identity.workspaces.first());
    Some(SessionView {
        user: Person {
            id: identity.user.clone(),
            name: identity.name.clone(),
            email: identity.email.clone(),
            unverified: !identity.guest && !identity.email_verified && ctx.state.mail.is_enabled(),
            guest: identity.guest,
            system_role: identity.system_role,
            avatar: identity.avatar.clone(),
            forgotten_at: identity.guest.then(|| ctx.now() + chrono::Duration::days(i64::from(ctx.state.config.guests.days))),
        },
        workspaces: identity.workspaces.iter().map(choice).collect(),
        workspace: choice(current?),
        theme,
    })
}
