//! People, for administrators.

use serde_json::json;

use super::super::store::{self, Filter, PersonRow, Standing};
use super::super::types::{AdminUser, UserPatch, UserQuery, UserState};
use crate::core::ids::UserId;
use crate::core::permission::SystemRole;
use crate::core::{AppError, Code, Page, Result};
use crate::features::audit::entry::{Entry, entry};
use crate::server::ctx::Ctx;
use crate::server::db::DbError;
use crate::server::paging::{self, Cursor};

/// People of the installation, newest first.
pub async fn list(ctx: &Ctx, query: UserQuery) -> Result<Page<AdminUser>> {
    ctx.require_admin()?;
    let limit = paging::limit(query.limit)?;
    let filter = Filter {
        words: query.q.as_deref().unwrap_or("").trim().to_lowercase(),
        role: one_of("role", query.role, &["user", "admin"])?,
        state: one_of("state", query.state, &["active", "disabled"])?,
    };
    let name = format!("people {} {} {}", filter.role, filter.state, filter.words);
    let cursor = Cursor::read(&name, query.cursor.as_deref())?.map_or_else(|| "~".to_owned(), |cursor| cursor.after);
    let rows = store::list(&ctx.state.db, &filter, &cursor, limit + 1, ctx.now()).await?;
    Ok(paging::page(&name, rows, limit, |row| row.id.clone()).map(shown))
}

fn one_of(field: &str, asked: Option<String>, known: &[&str]) -> Result<String> {
    let asked = asked.unwrap_or_default();
    if asked.is_empty() || known.contains(&asked.as_str()) {
        Ok(asked)
    } else {
        Err(AppError::field(field, format!("Use {}.", known.join(" or "))))
    }
}

pub(super) fn shown(row: PersonRow) -> AdminUser {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    AdminUser {
        id: UserId::new(row.id),
        email: some(row.email),
        username: some(row.username),
        name: row.name,
        guest: row.guest,
        system_role: row.system_role,
        state: row.state,
        created_at: row.created_at,
        sessions: u32::try_from(row.seen.len()).unwrap_or(u32::MAX),
        last_seen_at: row.seen.into_iter().max(),
        api_keys: row.api_keys,
        version: row.version,
    }
}

/// One person.
pub async fn show(ctx: &Ctx, id: &str) -> Result<AdminUser> {
    ctx.require_admin()?;
    find(ctx, id).await.map(shown)
}

async fn find(ctx: &Ctx, id: &str) -> Result<PersonRow> {
    let found = store::find(&ctx.state.db, id, ctx.now()).await?;
    found.ok_or_else(|| AppError::new(Code::NotFound, "There is no person with this id."))
}

/// Changes role or state of somebody. It takes effect at once on their sessions, keys and streams.
/// `version` is the one the caller read, if they say.
pub async fn update(ctx: &Ctx, id: &str, input: UserPatch, version: Option<u32>) -> Result<AdminUser> {
    let you = ctx.require_admin()?;
    let before = find(ctx, id).await?;
    if version.is_some_and(|version| version != before.version) {
        return Err(AppError::of(Code::PreconditionFailed));
    }
    let to = Standing {
        role: input.system_role.unwrap_or(before.system_role),
        state: input.state.unwrap_or(before.state),
        version: before.version,
    };
    if to.state == UserState::Disabled && you.user.as_str() == id {
        return Err(AppError::new(Code::Conflict, "You can't deactivate your own account. Ask another administrator."));
    }
    let audits = changes(&before, to, |action| entry(ctx, action, format!("user:{id}")));
    apply(ctx, &before, to, audits).await?;
    find(ctx, id).await.map(shown)
}

async fn apply(ctx: &Ctx, before: &PersonRow, to: Standing, audits: Vec<Entry>) -> Result<()> {
    if audits.is_empty() {
        return Ok(());
    }
    if to.role == SystemRole::Admin && before.guest {
        return Err(AppError::new(Code::Conflict, "A guest can't be an administrator."));
    }
    let ended = store::set_standing(&ctx.state.db, &before.id, to, &audits, ctx.now()).await.map_err(refused)?;
    for session in &ended {
        ctx.state.sessions.end(session).await;
    }
    ctx.state.sessions.forget_all();
    Ok(())
}

/// One row of the log per thing that changes, with before and after.
pub(super) fn changes(before: &PersonRow, to: Standing, entry: impl Fn(&'static str) -> Entry) -> Vec<Entry> {
    let mut noted = Vec::new();
    if before.system_role != to.role {
        noted.push(entry("user.role").before(&json!({ "system_role": before.system_role })).after(&json!({ "system_role": to.role })));
    }
    if before.state != to.state {
        let action = if to.state == UserState::Disabled { "user.disable" } else { "user.enable" };
        noted.push(entry(action).before(&json!({ "state": before.state })).after(&json!({ "state": to.state })));
    }
    noted
}

pub(super) fn refused(error: DbError) -> AppError {
    let DbError::Thrown(code) = &error else { return error.into() };
    match code.as_str() {
        "gone" => AppError::new(Code::NotFound, "There is no person with this id."),
        "stale" => AppError::of(Code::Conflict),
        "last_admin" => AppError::new(
            Code::Conflict,
            "This is the only administrator. Make somebody else one first, so that the installation isn't left without.",
        ),
        _ => error.into(),
    }
}
