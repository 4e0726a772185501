//! How an account begins from a guest, changes its picture and ends.

use chrono::Duration;

use super::super::store::{self, Upgrade};
use super::super::types::{Password, Registration};
use super::accounts::{GUEST_WORKSPACE, check, require_open, signed_in, taken};
use super::issue::{Client, SignIn, draft, lifetime};
use crate::core::{AppError, Code, Result};
use crate::features::account::types::CONFIRMATION;
use crate::features::audit::entry::{by_operator, entry};
use crate::features::avatars::types::Avatar;
use crate::features::{purge, workspaces};
use crate::server::ctx::Ctx;
use crate::server::db::DbError;
use crate::server::passwords;
use crate::server::state::AppState;

/// Guests forgotten in one go of the housekeeping.
const FORGET_AT_ONCE: u32 = 200;

/// Turns the guest who asks into an account. Workspace and work stay as they are, also what runs at this
/// moment; every session of the guest ends, and the caller gets a new one.
pub async fn upgrade(ctx: &Ctx, input: Registration, client: &Client) -> Result<SignIn> {
    let identity = ctx.identity()?;
    if !identity.guest {
        return Err(no_guest());
    }
    require_open(ctx)?;
    check(&input)?;
    ctx.state.limits.sign_up(ctx.client_ip)?;
    let password_hash = passwords::hash(input.password.expose().to_owned()).await?;
    let name = input.name.trim().to_owned();
    let to = Upgrade {
        id: identity.user.as_str().to_owned(),
        email: input.email.trim().to_lowercase(),
        username: input.username.as_deref().unwrap_or("").trim().to_owned(),
        workspace_name: format!("{name}'s workspace"),
        old_workspace_name: GUEST_WORKSPACE,
        password_hash,
        name,
    };
    let session = draft(ctx, &to.id, client)?;
    let audit = entry(ctx, "account.upgrade", format!("user:{}", to.id));
    let now = ctx.now();
    let ended = store::upgrade(&ctx.state.db, &to, &session.row, &audit, now, now + lifetime(&ctx.state))
        .await
        .map_err(|error| if error.is_thrown("not_guest") { no_guest() } else { taken(error) })?;
    forget_sessions(&ctx.state, &ended).await;
    super::verify::welcome(ctx, &to.id).await;
    let user = store::find_user(&ctx.state.db, &to.id).await?.ok_or_else(|| AppError::of(Code::Unauthenticated))?;
    let workspace = workspaces::service::personal(&ctx.state, &identity.user).await?;
    signed_in(ctx, user, workspace, session)
}

fn no_guest() -> AppError {
    AppError::new(Code::Conflict, "You have an account already, so there is nothing to keep. Sign in with it.")
}

async fn forget_sessions(state: &AppState, ended: &[String]) {
    for id in ended {
        state.sessions.end(id).await;
    }
    state.sessions.forget_all();
}

/// Whether the caller is a guest, for whom there are limits.
pub fn is_guest(ctx: &Ctx) -> bool {
    ctx.identity().is_ok_and(|identity| identity.guest)
}

/// Refuses `more` of something when a guest would then have over `limit` of them.
pub fn guest_limit(present: u64, more: usize, limit: u32, what: &str) -> Result<()> {
    if present.saturating_add(more as u64) <= u64::from(limit) {
        return Ok(());
    }
    let sentence =
        format!("A guest can have {limit} {what} at most. Make an account under “Keep my work”; everything stays, and the limit goes.");
    Err(AppError::new(Code::QuotaExceeded, sentence))
}

/// Forgets guests who were not here for long; part of the housekeeping. What a go leaves, the next takes.
pub async fn forget_guests(state: &AppState) {
    let before = state.clock.now() - Duration::days(i64::from(state.config.guests.days));
    let idle = match store::idle_guests(&state.db, before, FORGET_AT_ONCE).await {
        Ok(idle) => idle,
        Err(error) => return tracing::warn!(%error, "looking for idle guests failed"),
    };
    let mut forgotten = 0;
    for id in idle {
        if state.shutdown.is_cancelled() {
            break;
        }
        let audit = by_operator(state, "guest.forget", format!("user:{id}"));
        match store::forget_guest(&state.db, &id, before, &audit, state.clock.now()).await {
            Ok(Some(ended)) => {
                forget_sessions(state, &ended).await;
                forgotten += 1;
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, user = %id, "forgetting a guest failed; it is tried again"),
        }
    }
    if forgotten > 0 {
        tracing::info!(guests = forgotten, "guests were forgotten");
        purge::service::begin(state);
    }
}

/// What proves that somebody means it.
#[derive(Clone, Debug, Default)]
pub struct Deletion {
    /// Of accounts that have one.
    pub password: Option<Password>,
    /// [`CONFIRMATION`], for guests and people with passkeys only.
    pub confirm: Option<String>,
}

/// Whether the caller confirms the end with a password; else with [`CONFIRMATION`].
pub async fn how_to_confirm(ctx: &Ctx) -> Result<bool> {
    let hash = store::password_hash(&ctx.state.db, ctx.identity()?.user.as_str()).await?;
    Ok(!hash.ok_or_else(|| AppError::of(Code::Unauthenticated))?.is_empty())
}

/// Deletes the caller: sessions and account at once, everything else soon after.
pub async fn delete(ctx: &Ctx, input: Deletion) -> Result<()> {
    let identity = ctx.identity()?;
    let id = identity.user.as_str();
    let hash = store::password_hash(&ctx.state.db, id).await?.ok_or_else(|| AppError::of(Code::Unauthenticated))?;
    if hash.is_empty() {
        if input.confirm.as_deref().map(str::trim) != Some(CONFIRMATION) {
            return Err(AppError::field("confirm", format!("Type “{CONFIRMATION}” to confirm.")));
        }
    } else {
        prove(ctx, input.password.unwrap_or_default(), &hash).await?;
    }
    let audit = entry(ctx, "account.delete", format!("user:{id}")).without_names();
    let ended = store::delete_user(&ctx.state.db, id, &hash, &audit, ctx.now()).await.map_err(|error| refused(&error))?;
    forget_sessions(&ctx.state, &ended).await;
    purge::service::begin(&ctx.state);
    Ok(())
}

/// The password once more: an open page alone must not be enough. Counts like a log-in.
async fn prove(ctx: &Ctx, password: Password, hash: &str) -> Result<()> {
    if password.expose().is_empty() {
        return Err(AppError::field("password", "This is required."));
    }
    let attempt = ctx.state.limits.begin_login(ctx.client_ip, ctx.identity()?.user.as_str())?;
    let fits = password.expose().len() <= 4096 && passwords::verify(password.expose().to_owned(), Some(hash.to_owned())).await?;
    if !fits {
        return Err(AppError::field("password", "This is not your password."));
    }
    ctx.state.limits.give_back(attempt);
    Ok(())
}

fn refused(error: &DbError) -> AppError {
    match error {
        DbError::Thrown(code) if code == "sole_owner" => AppError::new(
            Code::Conflict,
            "A workspace that others use would have no owner. Hand it over to somebody or delete it, then come back.",
        ),
        DbError::Thrown(code) if code == "changed" => AppError::of(Code::Conflict),
        other => other.clone().into(),
    }
}

/// Puts a stored picture (or, with an empty name, the drawing) in place of the present one.
pub async fn use_avatar(ctx: &Ctx, name: &str, seed: &str) -> Result<Avatar> {
    let user = ctx.user_id()?;
    store::use_avatar(&ctx.state.db, user.as_str(), name, seed, ctx.now()).await.map_err(|error| match &error {
        DbError::Thrown(code) if code == "gone" || code == "no_picture" => AppError::not_found("account"),
        _ => error.into(),
    })?;
    ctx.state.sessions.forget_all();
    Ok(super::me(ctx).await?.avatar)
}

/// What a person's row says about their picture.
pub(super) fn avatar_of(id: &str, name: Option<&str>, seed: Option<&str>) -> Avatar {
    Avatar::of(name.unwrap_or(""), seed.filter(|seed| !seed.is_empty()).unwrap_or(id))
}
