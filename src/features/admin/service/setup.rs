//! The first administrator: by the settings of the operator, or by a link that is printed at the
//! first start. Looking at the link decides nothing.

use chrono::Duration;

use super::super::store;
use super::super::types::SetupView;
use crate::core::permission::SystemRole;
use crate::core::{AppError, Code, Result};
use crate::features::audit::entry::entry;
use crate::features::auth::service::{Client, SignIn, found_account, register_invited};
use crate::features::auth::types::{Password, Registration};
use crate::server::ctx::Ctx;
use crate::server::db::DbError;
use crate::server::state::AppState;
use crate::server::tokens;

/// How long the link works.
const LIFE: Duration = Duration::hours(24);
/// Longest token that is looked up.
const MAX_TOKEN: usize = 64;

/// What happens about administrators when the program starts: the account of the settings is made if
/// it is missing; if there is no administrator at all, a fresh link is given, to be printed.
pub async fn begin(state: &AppState) -> Result<Option<String>> {
    if let Some(admin) = &state.config.first_admin {
        from_settings(state, &admin.email, admin.password.expose()).await?;
    }
    if !store::is_without_admin(&state.db).await? {
        return Ok(None);
    }
    let token = tokens::random_secret()?;
    store::offer_link(&state.db, &tokens::stored_hash(&state.secrets, &token), state.clock.now() + LIFE).await?;
    Ok(Some(format!("{}/setup/{token}", state.config.public_url)))
}

/// An account that is there stays as it is: its password may have been changed since, and anybody may
/// have registered the address before.
async fn from_settings(state: &AppState, email: &str, password: &str) -> Result<()> {
    let email = email.trim().to_lowercase();
    if let Some(id) = store::find_id(&state.db, &email).await? {
        let found = store::find(&state.db, &id, state.clock.now()).await?;
        if found.is_some_and(|person| person.system_role != SystemRole::Admin) {
            tracing::warn!(%email, "the account of COLLOQUY_ADMIN_EMAIL exists and is no administrator; `colloquy user promote` makes it one");
        }
        return Ok(());
    }
    let name = email.split('@').next().unwrap_or("Administrator").to_owned();
    let input = Registration { email: email.clone(), password: Password::new(password), name, username: None };
    let wrong = |error: AppError| {
        let why = error.fields.values().flatten().cloned().collect::<Vec<_>>().join(" ");
        let why = if why.is_empty() { error.message } else { why };
        AppError::new(error.code, format!("The administrator of COLLOQUY_ADMIN_EMAIL and COLLOQUY_ADMIN_PASSWORD can't be made: {why}"))
    };
    let user = found_account(state, input).await.map_err(wrong)?;
    super::operator::promote(state, user.as_str(), SystemRole::Admin).await?;
    tracing::info!(%email, "the administrator of the settings was made");
    Ok(())
}

fn hash(state: &AppState, token: &str) -> Result<String> {
    if token.is_empty() || token.len() > MAX_TOKEN {
        return Err(closed());
    }
    Ok(tokens::stored_hash(&state.secrets, token))
}

fn closed() -> AppError {
    AppError::new(
        Code::NotFound,
        "This link doesn't work any more. Start the program again to get a new one, or use `colloquy user promote`.",
    )
}

/// What the page of the link shows. Changes nothing.
pub async fn view(ctx: &Ctx, token: &str) -> Result<SetupView> {
    let open = match hash(&ctx.state, token) {
        Ok(hash) => store::is_link_open(&ctx.state.db, &hash, ctx.now()).await?,
        Err(_) => false,
    };
    let visitor = ctx.identity().ok().filter(|identity| !identity.guest);
    Ok(SetupView { open, visitor: visitor.filter(|_| open).map(|identity| (identity.name.clone(), identity.email.clone())) })
}

/// Makes the caller the first administrator.
pub async fn claim(ctx: &Ctx, token: &str) -> Result<()> {
    let identity = ctx.identity()?;
    let user = identity.user.as_str();
    let audit = entry(ctx, "setup.complete", format!("user:{user}"));
    store::use_link(&ctx.state.db, &hash(&ctx.state, token)?, user, &audit, ctx.now()).await.map_err(refused)?;
    ctx.state.sessions.forget_all();
    Ok(())
}

/// Makes an account, also where strangers can't, and makes it the first administrator.
pub async fn claim_as_new(ctx: &Ctx, token: &str, input: Registration, client: &Client) -> Result<SignIn> {
    let hash = hash(&ctx.state, token)?;
    if !store::is_link_open(&ctx.state.db, &hash, ctx.now()).await? {
        return Err(closed());
    }
    let signed = register_invited(ctx, input, client).await?;
    let (user, name) = (signed.user.id.as_str(), signed.user.name.as_str());
    let audit = entry(ctx, "setup.complete", format!("user:{user}")).of_person(user, name, false);
    store::use_link(&ctx.state.db, &hash, user, &audit, ctx.now()).await.map_err(refused)?;
    ctx.state.sessions.forget_all();
    Ok(signed)
}

fn refused(error: DbError) -> AppError {
    let DbError::Thrown(code) = &error else { return error.into() };
    match code.as_str() {
        "closed" => closed(),
        "nobody" => AppError::new(Code::Forbidden, "A guest can't be an administrator. Make an account first."),
        _ => error.into(),
    }
}
