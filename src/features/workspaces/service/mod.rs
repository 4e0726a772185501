//! What members can do with workspaces, members and invitations.

mod invitations;
mod members;
mod sync;

pub use invitations::{accept, clean_up, invitations, invite, mine, preview, revoke};
pub use members::{delete, members, remove, set_role, transfer};
pub use sync::{Finding, sync};

use serde_json::json;

use super::store::{self, WorkspaceRow};
use super::types::{NewWorkspace, Workspace, WorkspaceUpdate, check_name};
use crate::core::ids::UserId;
use crate::core::permission::Permission;
use crate::core::{AppError, Code, ListQuery, Page, Result};
use crate::features::audit::entry::entry;
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::db::DbError;
use crate::server::paging::{self, Cursor};
use crate::server::state::AppState;

/// Workspaces a person may belong to.
const MAX_WORKSPACES: u32 = 100;

/// The caller's workspaces. They are few, so that the page is cut out of all of them.
pub async fn list(ctx: &Ctx, query: ListQuery) -> Result<Page<Workspace>> {
    let identity = ctx.identity()?;
    let limit = paging::limit(query.limit)?;
    let newest_first = match query.sort.as_deref() {
        None | Some("-created_at") => true,
        Some("created_at") => false,
        Some(_) => return Err(AppError::field("sort", "Use created_at or -created_at.")),
    };
    let words = query.q.as_deref().unwrap_or("").trim().to_lowercase();
    let name = format!("workspaces {newest_first} {words}");
    let after = Cursor::read(&name, query.cursor.as_deref())?;
    let mut rows = store::list(&ctx.state.db, identity.user.as_str()).await?;
    // An API key may be restricted to one of them.
    rows.retain(|row| identity.workspaces.iter().any(|m| m.workspace == row.id) && row.name.to_lowercase().contains(&words));
    if newest_first {
        rows.reverse();
    }
    let total = u64::try_from(rows.len()).ok();
    let start = after.and_then(|cursor| rows.iter().position(|row| row.id == cursor.after)).map_or(0, |at| at + 1);
    let wanted: Vec<_> = rows.into_iter().skip(start).take(limit as usize + 1).collect();
    let page = paging::page(&name, wanted, limit, |row| row.id.clone());
    Ok(Page { total, ..page.map(shown) })
}

/// One workspace of the caller.
pub async fn get(ctx: &Ctx, id: &str) -> Result<Workspace> {
    let ws = require_in(ctx, id, Permission::Read)?;
    find(ctx, &ws).await
}

/// Makes a shared workspace that the caller owns.
pub async fn create(ctx: &Ctx, input: NewWorkspace) -> Result<Workspace> {
    let identity = ctx.identity()?;
    if identity.guest {
        return Err(AppError::new(Code::Forbidden, "A guest has one private workspace. Make an account to have more."));
    }
    if identity.key().is_some_and(|key| key.workspace.is_some()) {
        return Err(AppError::new(Code::Forbidden, "This API key is restricted to one workspace. Use one without that restriction."));
    }
    check_name(&input.name)?;
    ctx.state.limits.make_workspace(&identity.user)?;
    let id = ctx.state.new_id();
    let name = input.name.trim();
    let audit = entry(ctx, "workspace.create", format!("workspace:{id}")).in_workspace(&id).after(&json!({ "name": name }));
    store::create(&ctx.state.db, &id, identity.user.as_str(), name, MAX_WORKSPACES, &audit, ctx.now())
        .await
        .map_err(|error| if error.is_thrown("too_many") { too_many_workspaces() } else { error.into() })?;
    ctx.state.sessions.forget_all();
    let row = store::list(&ctx.state.db, identity.user.as_str()).await?.into_iter().find(|row| row.id == id);
    row.map(shown).ok_or_else(|| AppError::of(Code::Internal))
}

/// Changes a workspace. `version` is the one the caller read, if they say.
pub async fn update(ctx: &Ctx, id: &str, input: WorkspaceUpdate, version: Option<u32>) -> Result<Workspace> {
    let ws = require_in(ctx, id, Permission::Manage)?;
    if let Some(name) = input.name.as_deref().map(str::trim) {
        check_name(name)?;
        let before = find(ctx, &ws).await?.name;
        let audit = entry(ctx, "workspace.rename", format!("workspace:{id}")).in_workspace(id);
        let audit = audit.before(&json!({ "name": before })).after(&json!({ "name": name }));
        store::rename(&ctx.state.db, &ws, name, version, &audit, ctx.now()).await.map_err(refused)?;
        ctx.state.sessions.forget_all();
    }
    find(ctx, &ws).await
}

fn too_many_workspaces() -> AppError {
    AppError::new(Code::QuotaExceeded, format!("You can belong to {MAX_WORKSPACES} workspaces at most. Leave or delete one first."))
}

/// What the stores of this feature throw, in words.
fn refused(error: DbError) -> AppError {
    let DbError::Thrown(code) = &error else { return error.into() };
    match code.as_str() {
        "gone" => AppError::not_found("workspace"),
        "stale" => AppError::of(Code::PreconditionFailed),
        "changed" => AppError::of(Code::Conflict),
        "last_owner" => AppError::new(
            Code::Conflict,
            "A workspace needs an owner, and this is the only one. Make another member an owner first, or delete the workspace.",
        ),
        _ => error.into(),
    }
}

fn personal_stays() -> AppError {
    AppError::new(Code::Conflict, "A personal workspace belongs to its account alone: it can't be shared, left, handed over or deleted.")
}

/// The personal workspace of somebody who has just proved who they are.
pub async fn personal(state: &AppState, user: &UserId) -> Result<Workspace> {
    let rows = store::list(&state.db, user.as_str()).await?;
    let row = rows.iter().find(|row| row.personal).or(rows.first()).cloned();
    row.map(shown).ok_or_else(|| {
        tracing::error!(user = %user, "a person has no workspace");
        AppError::of(Code::Internal)
    })
}

/// The right in the workspace that the path names, whatever workspace the request is for.
fn require_in(ctx: &Ctx, id: &str, permission: Permission) -> Result<WorkspaceId> {
    Ctx { workspace: Some(id.to_owned()), ..ctx.clone() }.require(permission)
}

async fn find(ctx: &Ctx, ws: &WorkspaceId) -> Result<Workspace> {
    let user = ctx.user_id()?;
    let row = store::find(&ctx.state.db, ws, user.as_str()).await?;
    row.map(shown).ok_or_else(|| AppError::not_found("workspace"))
}

fn shown(row: WorkspaceRow) -> Workspace {
    Workspace { id: row.id, name: row.name, personal: row.personal, role: row.role, created_at: row.created_at, version: row.version }
}
