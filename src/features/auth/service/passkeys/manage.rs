//! The passkeys of an account.

use serde_json::json;
use webauthn_rs::prelude::{PasskeyRegistration as Keys, RegisterPublicKeyCredential};

use super::super::super::device;
use super::super::super::store::{self, PasskeyRow};
use super::super::accounts::me;
use super::ceremony::{self, Purpose, Question};
use super::draft::{creation_options, draft, handle, read, refused};
use super::login::credential_id;
use super::party::party;
use super::register::{exists, not_accepted, over};
use crate::core::ids::PasskeyId;
use crate::core::{AppError, Code, Result};
use crate::features::audit::entry::entry;
use crate::features::auth::types::passkeys::{NewPasskey, Passkey, PasskeyCeremony, PasskeyUpdate};
use crate::server::ctx::{Ctx, Identity};

/// Passkeys of one person at most.
const MAX_PASSKEYS: u32 = 20;

/// The caller's passkeys, oldest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<Passkey>> {
    let identity = ctx.identity()?;
    Ok(rows(ctx, identity).await?.into_iter().map(shown).collect())
}

/// Begins another passkey for the caller. Those that are there are told to the browser, so that no
/// device registers twice.
pub async fn begin(ctx: &Ctx) -> Result<PasskeyCeremony> {
    let identity = with_account(ctx)?;
    let party = party(&ctx.state)?;
    ctx.state.limits.begin_ceremony(ctx.client_ip)?;
    let there = rows(ctx, identity).await?;
    if there.len() >= MAX_PASSKEYS as usize {
        return Err(too_many());
    }
    let user = me(ctx).await?;
    let account = user.email.or(user.username).unwrap_or_else(|| user.name.clone());
    let exclude = there.iter().map(|row| credential_id(&row.credential)).collect();
    let (challenge, keys) =
        party.start_passkey_registration(handle(identity.user.as_str())?, &account, &user.name, Some(exclude)).map_err(|error| {
            tracing::error!(%error, "a passkey could not be begun");
            AppError::of(Code::Internal)
        })?;
    let options = creation_options(&challenge)?;
    let question = Question { purpose: Purpose::Add, user: identity.user.as_str(), session: identity.session.as_str(), options };
    ceremony::begin(ctx, question, &keys).await
}

/// Adds the passkey. `agent` is the browser's own name for itself, for a passkey without a name.
pub async fn complete(ctx: &Ctx, input: NewPasskey, agent: &str) -> Result<Passkey> {
    let identity = with_account(ctx)?;
    let party = party(&ctx.state)?;
    input.check()?;
    let answer: RegisterPublicKeyCredential = read(input.credential)?;
    let taken = ceremony::take::<Keys>(ctx, &input.ceremony_id, &[Purpose::Add], identity.session.as_str()).await?;
    let taken = taken.filter(|taken| taken.user == identity.user.as_str()).ok_or_else(over)?;
    let passkey = party.finish_passkey_registration(&answer, &taken.state).map_err(|reason| {
        refused(ctx, &reason);
        not_accepted()
    })?;
    let name = input.name.map_or_else(|| device::name(agent), |name| name.trim().to_owned());
    let by = |target| entry(ctx, "passkey.add", target).after(&json!({ "name": name }));
    let row = draft(ctx, &passkey, name.clone(), by)?;
    let now = ctx.now();
    store::add_passkey(&ctx.state.db, identity.user.as_str(), &row, MAX_PASSKEYS, now)
        .await
        .map_err(|error| if error.is_thrown("too_many") { too_many() } else { exists(error) })?;
    Ok(Passkey { id: PasskeyId::new(row.id), name: row.name, created_at: now, last_used_at: None, synced: row.backed_up })
}

/// Gives one of the caller's passkeys another name.
pub async fn rename(ctx: &Ctx, id: &PasskeyId, input: PasskeyUpdate) -> Result<Passkey> {
    let identity = ctx.identity()?;
    input.check()?;
    let before = find(ctx, identity, id).await?;
    let name = input.name.trim();
    let audit =
        entry(ctx, "passkey.rename", format!("passkey:{id}")).before(&json!({ "name": before.name })).after(&json!({ "name": name }));
    if !store::rename_passkey(&ctx.state.db, identity.user.as_str(), id.as_str(), name, &audit, ctx.now()).await? {
        return Err(missing());
    }
    Ok(Passkey { name: name.to_owned(), ..shown(before) })
}

/// Removes one of the caller's passkeys, unless it is their only way in.
pub async fn remove(ctx: &Ctx, id: &PasskeyId) -> Result<()> {
    let identity = ctx.identity()?;
    let before = find(ctx, identity, id).await?;
    let audit = entry(ctx, "passkey.remove", format!("passkey:{id}")).before(&json!({ "name": before.name }));
    let removed = store::remove_passkey(&ctx.state.db, identity.user.as_str(), id.as_str(), &audit, ctx.now())
        .await
        .map_err(|error| if error.is_thrown("last_credential") { AppError::new(Code::Conflict, LAST) } else { error.into() })?;
    if removed { Ok(()) } else { Err(missing()) }
}

/// Why the last passkey stays.
const LAST: &str = "This passkey is your only way to sign in. Add another passkey or set a password first, then remove this one.";

async fn rows(ctx: &Ctx, identity: &Identity) -> Result<Vec<PasskeyRow>> {
    Ok(store::list_passkeys(&ctx.state.db, identity.user.as_str()).await?)
}

async fn find(ctx: &Ctx, identity: &Identity, id: &PasskeyId) -> Result<PasskeyRow> {
    rows(ctx, identity).await?.into_iter().find(|row| row.id == id.as_str()).ok_or_else(missing)
}

/// The caller, who must have more than a guest has.
fn with_account(ctx: &Ctx) -> Result<&Identity> {
    let identity = ctx.identity()?;
    if identity.guest {
        return Err(AppError::new(Code::Forbidden, "A guest has no account to sign in to. Make an account first, then add a passkey."));
    }
    Ok(identity)
}

fn missing() -> AppError {
    AppError::new(Code::NotFound, "This passkey doesn't exist, or it isn't yours.")
}

fn too_many() -> AppError {
    AppError::new(Code::QuotaExceeded, format!("You can have {MAX_PASSKEYS} passkeys at most. Remove one that you don't use."))
}

fn shown(row: PasskeyRow) -> Passkey {
    Passkey {
        id: PasskeyId::new(row.id),
        name: row.name,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        synced: row.backed_up,
    }
}
