//! What whoever sits at the machine can do, by the command line.

use serde_json::json;

use super::super::store::{self, Filter, PersonRow, Standing};
use super::super::types::AdminUser;
use super::users::{changes, refused, shown};
use crate::core::permission::SystemRole;
use crate::core::validate::Check;
use crate::core::{AppError, Code, Result};
use crate::features::audit::entry::by_operator;
use crate::features::auth::types::{Password, check_password};
use crate::server::passwords;
use crate::server::state::AppState;
use crate::server::tokens;

/// Characters of a password that the program makes: 120 random bits.
const MADE: usize = 20;
/// Rows that are read at once.
const BATCH: u32 = 500;

/// A person in the list of the command line.
pub type Listed = AdminUser;

/// Everybody, newest first.
pub async fn list_users(state: &AppState) -> Result<Vec<Listed>> {
    let (mut all, mut cursor) = (Vec::new(), "~".to_owned());
    loop {
        let rows = store::list(&state.db, &Filter::default(), &cursor, BATCH, state.clock.now()).await?;
        let full = rows.len() == BATCH as usize;
        cursor = rows.last().map(|row| row.id.clone()).unwrap_or_default();
        all.extend(rows.into_iter().map(shown));
        if !full {
            return Ok(all);
        }
    }
}

/// The person behind an e-mail address, a username or an id.
async fn person(state: &AppState, name: &str) -> Result<PersonRow> {
    let nobody = || AppError::new(Code::NotFound, format!("There is nobody called {name}. `colloquy user list` shows everybody."));
    let id = store::find_id(&state.db, &name.trim().to_lowercase()).await?.ok_or_else(nobody)?;
    store::find(&state.db, &id, state.clock.now()).await?.ok_or_else(nobody)
}

/// Makes somebody an administrator, or no longer one. Gives the name, and whether that changed anything.
pub async fn promote(state: &AppState, name: &str, role: SystemRole) -> Result<(String, bool)> {
    let before = person(state, name).await?;
    if before.guest {
        return Err(AppError::new(Code::Conflict, "A guest can't be an administrator."));
    }
    let to = Standing { role, state: before.state, version: before.version };
    let audits = changes(&before, to, |action| by_operator(state, action, format!("user:{}", before.id)));
    if !audits.is_empty() {
        store::set_standing(&state.db, &before.id, to, &audits, state.clock.now()).await.map_err(refused)?;
        state.sessions.forget_all();
    }
    Ok((before.name, !audits.is_empty()))
}

/// Gives somebody a new password, the given one or one that is made here, and ends every session.
/// Gives the password that was made.
pub async fn reset_password(state: &AppState, name: &str, given: Option<Password>) -> Result<Option<Password>> {
    let before = person(state, name).await?;
    if before.guest {
        return Err(AppError::new(Code::Conflict, "A guest has no password."));
    }
    let made = match &given {
        Some(_) => None,
        None => Some(Password::new(tokens::random_secret()?.chars().take(MADE).collect::<String>())),
    };
    let password = given.or_else(|| made.clone()).unwrap_or_default();
    let mut check = Check::new();
    check_password(&mut check, "password", &password, &before.email);
    check.that(!passwords::is_common(password.expose()), "password", "This password is too common. Choose another one.");
    check.done()?;
    let hash = passwords::hash(password.expose().to_owned()).await?;
    let audit = by_operator(state, "password.reset", format!("user:{}", before.id));
    let ended = store::set_password(&state.db, &before.id, &hash, &audit, state.clock.now()).await.map_err(refused)?;
    forget(state, &ended).await;
    Ok(made)
}

/// Ends every session of somebody, and their keys too if wanted; gives the number of sessions.
pub async fn revoke(state: &AppState, name: &str, keys: bool) -> Result<usize> {
    let before = person(state, name).await?;
    let audit = by_operator(state, "session.revoke_all", format!("user:{}", before.id)).after(&json!({ "api_keys": keys }));
    let ended = store::revoke(&state.db, &before.id, keys, &audit, state.clock.now()).await?;
    forget(state, &ended).await;
    Ok(ended.len())
}

async fn forget(state: &AppState, sessions: &[String]) {
    for session in sessions {
        state.sessions.end(session).await;
    }
    state.sessions.forget_all();
}
