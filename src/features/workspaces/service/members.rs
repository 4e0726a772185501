//! Who belongs to a workspace, and its end.
//!
//! A decision rests on facts read from the database and on the table in `core::permission`; the write
//! names those facts and is refused when they have changed. Then it is decided anew.

use serde_json::json;

use super::{find, personal_stays, refused, require_in};
use crate::core::ids::UserId;
use crate::core::permission::{Permission, Role};
use crate::core::{AppError, Code, ListQuery, Page, Result};
use crate::features::audit::entry::entry;
use crate::features::workspaces::store::members::{self as store, Act, Facts, MemberRow};
use crate::features::workspaces::types::{Member, MemberUpdate, Transfer, Workspace};
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::paging::{self, Cursor};

/// Decisions made anew because somebody else changed the members meanwhile.
const TRIES: u32 = 5;
/// Stands for the caller where the id of a member is wanted.
const ME: &str = "me";

/// Members of a workspace. They are at most some hundreds, so that the page is cut out of all.
pub async fn members(ctx: &Ctx, id: &str, query: ListQuery) -> Result<Page<Member>> {
    let ws = require_in(ctx, id, Permission::SeeMembers)?;
    let you = ctx.user_id()?;
    let limit = paging::limit(query.limit)?;
    let order = query.sort.as_deref().unwrap_or("created_at");
    if !matches!(order, "created_at" | "-created_at" | "name") {
        return Err(AppError::field("sort", "Use created_at, -created_at or name."));
    }
    let words = query.q.as_deref().unwrap_or("").trim().to_lowercase();
    let list = format!("members {id} {order} {words}");
    let after = Cursor::read(&list, query.cursor.as_deref())?.map(|cursor| cursor.after);
    let mut rows: Vec<(String, Member)> = store::list(&ctx.state.db, &ws).await?.into_iter().map(|row| keyed(row, order, &you)).collect();
    rows.retain(|(_, m)| m.name.to_lowercase().contains(&words) || m.email.to_lowercase().contains(&words));
    rows.sort_by(|(a, _), (b, _)| if order == "-created_at" { b.cmp(a) } else { a.cmp(b) });
    let total = u64::try_from(rows.len()).ok();
    let is_behind = |key: &str| after.as_deref().is_none_or(|after| if order == "-created_at" { key < after } else { key > after });
    let wanted: Vec<_> = rows.into_iter().filter(|(key, _)| is_behind(key)).take(limit as usize + 1).collect();
    let page = paging::page(&list, wanted, limit, |(key, _)| key.clone());
    Ok(Page { total, ..page.map(|(_, member)| member) })
}

/// A member with the key by which the list is in order; the id keeps keys apart.
fn keyed(row: MemberRow, order: &str, you: &UserId) -> (String, Member) {
    let name = row.name.unwrap_or_default();
    let first = if order == "name" { name.to_lowercase() } else { row.joined_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true) };
    let key = format!("{first}\u{1f}{}", row.user);
    let you = row.user == you.as_str();
    (
        key,
        Member {
            user_id: UserId::new(row.user),
            name,
            email: row.email.unwrap_or_default(),
            role: row.role,
            joined_at: row.joined_at,
            you,
        },
    )
}

/// Gives a member another role.
pub async fn set_role(ctx: &Ctx, id: &str, user: &str, input: MemberUpdate) -> Result<Member> {
    let ws = require_in(ctx, id, Permission::ManageMembers)?;
    let you = ctx.user_id()?;
    let target = if user == ME { you.as_str() } else { user };
    change(ctx, &ws, target, "member.role", Some(input.role), |actor, from| actor.may_reassign(from, input.role)).await?;
    let row = store::list(&ctx.state.db, &ws).await?.into_iter().find(|row| row.user == target);
    row.map(|row| keyed(row, "", &you).1).ok_or_else(no_member)
}

/// Takes a member out; the caller with their own id or `me` leaves.
pub async fn remove(ctx: &Ctx, id: &str, user: &str) -> Result<()> {
    let you = ctx.user_id()?;
    if user == ME || user == you.as_str() {
        let ws = require_in(ctx, id, Permission::Read)?;
        return change(ctx, &ws, you.as_str(), "member.leave", None, |_, _| true).await;
    }
    let ws = require_in(ctx, id, Permission::ManageMembers)?;
    change(ctx, &ws, user, "member.remove", None, Role::may_remove).await
}

/// Decides with the facts as they are and writes, until both agree.
async fn change(
    ctx: &Ctx,
    ws: &WorkspaceId,
    target: &str,
    action: &'static str,
    to: Option<Role>,
    may: impl Fn(Role, Role) -> bool,
) -> Result<()> {
    let you = ctx.user_id()?;
    for _ in 0..TRIES {
        let facts = store::facts(&ctx.state.db, ws, you.as_str(), target).await?;
        let (actor_role, target_role) = roles(facts.as_ref())?;
        if facts.is_some_and(|facts| facts.personal) {
            return Err(personal_stays());
        }
        if !may(actor_role, target_role) {
            return Err(beyond(actor_role, target_role));
        }
        if to == Some(target_role) {
            return Ok(());
        }
        let audit = entry(ctx, action, format!("user:{target}")).in_workspace(ws.as_str()).before(&json!({ "role": target_role }));
        let audit = audit.after(&json!({ "role": to }));
        let act = Act { actor: you.as_str(), actor_role, target, target_role, audit: &audit, now: ctx.now() };
        match store::change(&ctx.state.db, ws, &act, to).await {
            Err(error) if error.is_thrown("changed") => {}
            Err(error) => return Err(refused(error)),
            Ok(()) => {
                ctx.state.sessions.forget_all();
                return Ok(());
            }
        }
    }
    Err(AppError::of(Code::Conflict))
}

/// The roles of actor and target. Without the first the workspace is none of the caller's business.
fn roles(facts: Option<&Facts>) -> Result<(Role, Role)> {
    let actor = facts.and_then(|facts| facts.actor).ok_or_else(|| AppError::not_found("workspace"))?;
    let target = facts.and_then(|facts| facts.target).ok_or_else(no_member)?;
    Ok((actor, target))
}

fn no_member() -> AppError {
    AppError::new(Code::NotFound, "This person isn't a member of the workspace.")
}

fn beyond(actor: Role, target: Role) -> AppError {
    if !actor.allows(Permission::ManageMembers) {
        return AppError::of(Code::Forbidden);
    }
    let sentence = if target == Role::Owner {
        "Only an owner can change or remove an owner."
    } else {
        "Nobody can give a role above their own. Ask an owner of the workspace."
    };
    AppError::new(Code::Forbidden, sentence)
}

/// Hands the workspace over: the member becomes an owner, the caller an administrator.
pub async fn transfer(ctx: &Ctx, id: &str, input: Transfer) -> Result<Workspace> {
    let ws = require_in(ctx, id, Permission::Own)?;
    let (you, target) = (ctx.user_id()?, input.user_id.as_str());
    let facts = store::facts(&ctx.state.db, &ws, you.as_str(), target).await?.ok_or_else(|| AppError::not_found("workspace"))?;
    if facts.personal {
        return Err(personal_stays());
    }
    confirmed(&facts.name, &input.confirm)?;
    let chosen = facts.target.filter(|_| target != you.as_str());
    let target_role = chosen.ok_or_else(|| AppError::field("user_id", "Choose a member of this workspace."))?;
    let audit = entry(ctx, "workspace.transfer", format!("workspace:{id}")).in_workspace(id);
    let audit = audit.before(&json!({ "owner": you })).after(&json!({ "owner": target }));
    let act = Act { actor: you.as_str(), actor_role: Role::Owner, target, target_role, audit: &audit, now: ctx.now() };
    store::hand_over(&ctx.state.db, &ws, &act).await.map_err(refused)?;
    ctx.state.sessions.forget_all();
    find(ctx, &ws).await
}

/// Deletes a workspace. Nobody sees it from this moment; what it holds is removed by and by.
pub async fn delete(ctx: &Ctx, id: &str, confirm: &str) -> Result<()> {
    let ws = require_in(ctx, id, Permission::Own)?;
    let you = ctx.user_id()?;
    let facts = store::facts(&ctx.state.db, &ws, you.as_str(), you.as_str()).await?.ok_or_else(|| AppError::not_found("workspace"))?;
    if facts.personal {
        return Err(personal_stays());
    }
    confirmed(&facts.name, confirm)?;
    let audit = entry(ctx, "workspace.delete", format!("workspace:{id}")).in_workspace(id).before(&json!({ "name": facts.name }));
    let own = Role::Owner;
    let act = Act { actor: you.as_str(), actor_role: own, target: you.as_str(), target_role: own, audit: &audit, now: ctx.now() };
    store::delete(&ctx.state.db, &ws, &act).await.map_err(refused)?;
    crate::features::purge::service::begin(&ctx.state);
    Ok(())
}

/// What can't be taken back is confirmed by typing the workspace's name.
fn confirmed(name: &str, typed: &str) -> Result<()> {
    if typed.trim() == name {
        return Ok(());
    }
    Err(AppError::field("confirm", "Type the name of the workspace exactly as it is written."))
}
