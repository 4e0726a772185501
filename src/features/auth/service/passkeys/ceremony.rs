//! Ceremonies that wait for the browser's answer. The state never leaves the server; who answers
//! shows the id, of which only a keyed hash is stored.

use chrono::Duration;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::super::store::{self, NewCeremony};
use crate::core::{AppError, Code, Result};
use crate::features::auth::types::passkeys::PasskeyCeremony;
use crate::server::ctx::Ctx;
use crate::server::state::AppState;
use crate::server::tokens;

/// Seconds in which the browser must answer; as long as the library's time-out for the person.
const LIFE_S: u32 = 300;
/// Longest id that is looked up.
const MAX_ID: usize = 128;

/// What a ceremony is for. An answer to one kind is none to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A new account.
    Register,
    /// A log-in of somebody who was named, known or not.
    Login,
    /// A log-in in which the passkey says who it is.
    Discover,
    /// Another passkey for the caller.
    Add,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Purpose::Register => "register",
            Purpose::Login => "login",
            Purpose::Discover => "discover",
            Purpose::Add => "add",
        }
    }
}

/// What is about to be asked of a browser.
pub(super) struct Question<'a> {
    pub purpose: Purpose,
    /// Whom the answer concerns; empty when nobody is named or known.
    pub user: &'a str,
    /// Session that asks; empty before a log-in.
    pub session: &'a str,
    /// WebAuthn options for the browser.
    pub options: Value,
}

/// A ceremony with its answer on the way.
pub(super) struct Taken<S> {
    pub purpose: Purpose,
    pub user: String,
    pub state: S,
}

/// Keeps the state and gives the browser its part.
pub(super) async fn begin<S: Serialize>(ctx: &Ctx, question: Question<'_>, state: &S) -> Result<PasskeyCeremony> {
    let id = tokens::random_secret()?;
    let row = NewCeremony {
        id: tokens::stored_hash(&ctx.state.secrets, &id),
        purpose: question.purpose.as_str(),
        user: question.user.to_owned(),
        bound: question.session.to_owned(),
        state: serde_json::to_string(state).map_err(broken)?,
        expires_at: ctx.now() + Duration::seconds(i64::from(LIFE_S)),
    };
    store::begin_ceremony(&ctx.state.db, &row).await?;
    Ok(PasskeyCeremony { ceremony_id: id, expires_in: u64::from(LIFE_S), public_key: question.options })
}

/// Takes the ceremony out for good; `None` when it is unknown, expired, answered before, for
/// something else or of another session.
pub(super) async fn take<S: DeserializeOwned>(ctx: &Ctx, id: &str, purposes: &[Purpose], session: &str) -> Result<Option<Taken<S>>> {
    if id.is_empty() || id.len() > MAX_ID {
        return Ok(None);
    }
    let hash = tokens::stored_hash(&ctx.state.secrets, id);
    let names: Vec<_> = purposes.iter().map(|purpose| purpose.as_str()).collect();
    let Some(row) = store::take_ceremony(&ctx.state.db, &hash, &names, session, ctx.now()).await? else { return Ok(None) };
    let Some(purpose) = purposes.iter().copied().find(|purpose| purpose.as_str() == row.purpose) else { return Ok(None) };
    Ok(Some(Taken { purpose, user: row.user, state: serde_json::from_str(&row.state).map_err(broken)? }))
}

/// Our own JSON doesn't fit our own types.
pub(super) fn broken(error: serde_json::Error) -> AppError {
    tracing::error!(%error, "the state of a passkey could not be written or read");
    AppError::of(Code::Internal)
}

/// Deletes what nobody answered; part of the housekeeping.
pub async fn clean_up(state: &AppState) {
    if let Err(error) = store::purge_ceremonies(&state.db, state.clock.now()).await {
        tracing::warn!(%error, "clearing old ceremonies failed");
    }
}
