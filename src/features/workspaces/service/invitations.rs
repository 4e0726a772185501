//! Inviting people, and accepting. Looking at an invitation never decides anything.

use chrono::Duration;
use serde_json::json;

use super::{MAX_WORKSPACES, personal_stays, refused, require_in, too_many_workspaces};
use crate::core::permission::{Permission, Role};
use crate::core::{AppError, Code, ListQuery, Page, Result};
use crate::features::audit::entry::entry;
use crate::features::workspaces::store::invitations::{self as store, Beside, Bounds, FoundRow, InvitationRow, NewRow};
use crate::features::workspaces::store::members;
use crate::features::workspaces::types::{
    CreatedInvitation, Invitation, InvitationKind, InvitationPreview, InvitationState, MyInvitation, NewInvitation, Standing, Workspace,
};
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::db::DbError;
use crate::server::mail;
use crate::server::paging::{self, Cursor};
use crate::server::state::AppState;
use crate::server::tokens;

/// Bounds of a workspace.
const BOUNDS: Bounds = Bounds { invitations: 100, members: 1000, workspaces: MAX_WORKSPACES };
/// Longest token or id that is looked up.
const MAX_TOKEN: usize = 64;
/// How long invitations that have ended stay in the list.
const KEEP: Duration = Duration::days(30);

/// Invites: gives a link, or mails one to an address.
pub async fn invite(ctx: &Ctx, id: &str, input: NewInvitation) -> Result<CreatedInvitation> {
    let ws = require_in(ctx, id, Permission::Invite)?;
    input.check()?;
    let you = ctx.user_id()?;
    let facts = members::facts(&ctx.state.db, &ws, you.as_str(), you.as_str()).await?.ok_or_else(|| AppError::not_found("workspace"))?;
    if facts.personal {
        return Err(personal_stays());
    }
    let actor_role = facts.actor.ok_or_else(|| AppError::not_found("workspace"))?;
    if !actor_role.may_invite_as(input.role) {
        return Err(AppError::new(Code::Forbidden, "Nobody can give a role above their own. Ask an owner of the workspace."));
    }
    let address = input.address();
    if address.is_some() && !ctx.state.mail.is_enabled() {
        return Err(AppError::field("email", "This installation sends no mail. Leave the address empty to get a link."));
    }
    if let Some(address) = &address {
        crate::server::mail::require_writable(address)?;
    }
    ctx.state.limits.invite(&you)?;
    if address.is_some() && !ctx.identity()?.email_verified {
        ctx.state.limits.invite_unproven(&you)?;
    }
    let secret = tokens::random_secret()?;
    let (now, until) = (ctx.now(), ctx.now() + Duration::days(input.lifetime_days().into()));
    let made = InvitationRow {
        id: ctx.state.new_id(),
        role: input.role,
        email: address.clone().unwrap_or_default(),
        uses: 0,
        max_uses: input.uses(),
        invited_by: Some(ctx.identity()?.name.clone()),
        created_at: now,
        expires_at: until,
    };
    let mail = address.as_deref().map(|address| letter(ctx, address, &facts.name, &made, &secret));
    store_invitation(ctx, &ws, &made, &secret, (actor_role, mail)).await?;
    let is_link = address.is_none();
    let url = is_link.then(|| format!("{}/invitations/{secret}", ctx.state.config.public_url));
    Ok(CreatedInvitation { invitation: shown(made, now), token: is_link.then_some(secret), url })
}

/// The mail for an address. Only it holds the secret.
fn letter(ctx: &Ctx, address: &str, workspace: &str, made: &InvitationRow, secret: &str) -> mail::Prepared {
    let template = mail::Template::Invitation {
        workspace: workspace.to_owned(),
        inviter: made.invited_by.clone().unwrap_or_default(),
        role: made.role,
        link: format!("/invitations/{secret}"),
        expires: made.expires_at,
    };
    mail::prepare(&ctx.state, address, template)
}

async fn store_invitation(
    ctx: &Ctx,
    ws: &WorkspaceId,
    made: &InvitationRow,
    secret: &str,
    (actor_role, mail): (Role, Option<mail::Prepared>),
) -> Result<()> {
    let (you, token) = (ctx.user_id()?, tokens::stored_hash(&ctx.state.secrets, secret));
    let audit = entry(ctx, "invitation.create", format!("invitation:{}", made.id)).in_workspace(ws.as_str());
    let audit = audit.after(&json!({ "role": made.role, "email": made.email, "max_uses": made.max_uses, "expires_at": made.expires_at }));
    let row =
        NewRow { id: &made.id, token: &token, role: made.role, email: &made.email, max_uses: made.max_uses, created_by: you.as_str() };
    let is_mailed = mail.is_some();
    let beside = Beside { actor_role, mail, audit: &audit, max: BOUNDS.invitations, now: made.created_at, until: made.expires_at };
    store::create(&ctx.state.db, ws, &row, beside).await.map_err(not_invited)?;
    if is_mailed {
        ctx.state.mail.nudge();
    }
    Ok(())
}

fn not_invited(error: DbError) -> AppError {
    let DbError::Thrown(code) = &error else { return error.into() };
    match code.as_str() {
        "invited" => AppError::field("email", "There is an open invitation to this address already."),
        "member" => AppError::field("email", "Somebody with this address is a member already."),
        "too_many" => AppError::new(
            Code::QuotaExceeded,
            format!("A workspace can have {} open invitations at most. Revoke some first.", BOUNDS.invitations),
        ),
        _ => refused(error),
    }
}

/// Invitations of a workspace, newest first; those that ended stay for a month.
pub async fn invitations(ctx: &Ctx, id: &str, query: ListQuery) -> Result<Page<Invitation>> {
    let ws = require_in(ctx, id, Permission::Invite)?;
    let limit = paging::limit(query.limit)?;
    if query.sort.is_some_and(|sort| sort != "-created_at") {
        return Err(AppError::field("sort", "Invitations have one order, -created_at: leave this out."));
    }
    if query.q.is_some_and(|q| !q.trim().is_empty()) {
        return Err(AppError::field("q", "Invitations can't be searched."));
    }
    let list = format!("invitations {id}");
    let before = Cursor::read(&list, query.cursor.as_deref())?.map_or_else(|| "~".to_owned(), |cursor| cursor.after);
    let rows = store::list(&ctx.state.db, &ws, &before, limit + 1).await?;
    let now = ctx.now();
    Ok(paging::page(&list, rows, limit, |row| row.id.clone()).map(|row| shown(row, now)))
}

fn shown(row: InvitationRow, now: chrono::DateTime<chrono::Utc>) -> Invitation {
    Invitation {
        kind: kind(&row.email),
        state: state(row.uses, row.max_uses, row.expires_at <= now),
        id: row.id,
        role: row.role,
        email: Some(row.email).filter(|email| !email.is_empty()),
        uses: row.uses,
        max_uses: row.max_uses,
        invited_by: row.invited_by.unwrap_or_default(),
        created_at: row.created_at,
        expires_at: row.expires_at,
    }
}

fn kind(email: &str) -> InvitationKind {
    if email.is_empty() { InvitationKind::Link } else { InvitationKind::Mail }
}

fn state(uses: u32, max_uses: u32, over: bool) -> InvitationState {
    match (uses >= max_uses, over) {
        (true, _) => InvitationState::UsedUp,
        (false, true) => InvitationState::Expired,
        (false, false) => InvitationState::Open,
    }
}

/// Takes an invitation back: its link lets nobody in any more.
pub async fn revoke(ctx: &Ctx, id: &str, invitation: &str) -> Result<()> {
    let ws = require_in(ctx, id, Permission::Invite)?;
    let audit = entry(ctx, "invitation.revoke", format!("invitation:{invitation}")).in_workspace(id);
    if store::revoke(&ctx.state.db, &ws, invitation, &audit, ctx.now()).await? { Ok(()) } else { Err(AppError::not_found("invitation")) }
}

/// Open invitations to the caller's address, if it is known to be theirs.
pub async fn mine(ctx: &Ctx) -> Result<Vec<MyInvitation>> {
    let you = ctx.identity()?.user.clone();
    let account = store::account(&ctx.state.db, you.as_str()).await?;
    let Some(account) = account.filter(|account| account.email_verified && !account.email.is_empty()) else { return Ok(Vec::new()) };
    let rows = store::to_address(&ctx.state.db, &account.email, ctx.now()).await?;
    let known = rows.into_iter().filter_map(|row| {
        let (workspace, invited_by) = row.workspace.zip(row.invited_by)?;
        Some(MyInvitation { id: row.id, workspace, role: row.role, invited_by, expires_at: row.expires_at })
    });
    Ok(known.collect())
}

/// An invitation by its secret, or by its id for the person it was mailed to. The flag says that the
/// secret was shown.
async fn found(ctx: &Ctx, token: &str) -> Result<(FoundRow, bool)> {
    let gone = || AppError::new(Code::NotFound, "This invitation doesn't exist, or it was taken back. Ask for a new one.");
    if token.is_empty() || token.len() > MAX_TOKEN {
        return Err(gone());
    }
    let viewer = ctx.identity().map(|identity| identity.user.as_str().to_owned()).unwrap_or_default();
    let by_token = store::by_token(&ctx.state.db, &tokens::stored_hash(&ctx.state.secrets, token)).await?;
    let id = by_token.clone().unwrap_or_else(|| token.to_owned());
    let row = store::find(&ctx.state.db, &id, &viewer).await?.ok_or_else(gone)?;
    let is_theirs = || {
        let verified = row.viewer.as_ref().filter(|viewer| viewer.email_verified);
        !row.email.is_empty() && verified.is_some_and(|viewer| viewer.email == row.email)
    };
    if by_token.is_some() || is_theirs() { Ok((row, by_token.is_some())) } else { Err(gone()) }
}

/// Who invites whom to what, for whoever has the link. Changes nothing.
pub async fn preview(ctx: &Ctx, token: &str) -> Result<InvitationPreview> {
    let (row, _) = found(ctx, token).await?;
    let wrong = |email: &str| !row.email.is_empty() && email != row.email;
    let standing = match &row.viewer {
        None => Standing::SignIn,
        Some(_) if row.member => Standing::Member,
        Some(viewer) if viewer.guest => Standing::Guest,
        Some(viewer) if wrong(&viewer.email) => Standing::WrongAccount,
        Some(_) => Standing::Welcome,
    };
    let email = match standing {
        Standing::Welcome | Standing::Member => row.email.clone(),
        _ => hidden(&row.email),
    };
    Ok(InvitationPreview {
        workspace_id: row.member.then(|| row.ws.clone()),
        workspace: row.workspace,
        role: row.role,
        invited_by: row.invited_by,
        kind: kind(&row.email),
        email: Some(email).filter(|email| !email.is_empty()),
        state: state(row.uses, row.max_uses, row.expires_at <= ctx.now()),
        standing,
        expires_at: row.expires_at,
    })
}

/// Enough of an address for its owner to know which one it is: `a…@example.org`.
fn hidden(email: &str) -> String {
    let Some((local, domain)) = email.split_once('@') else { return String::new() };
    local.chars().next().map(|first| format!("{first}…@{domain}")).unwrap_or_default()
}

/// Makes the caller a member. Somebody who is one already stays what they are.
pub async fn accept(ctx: &Ctx, token: &str) -> Result<Workspace> {
    let you = ctx.identity()?.user.clone();
    let (row, by_token) = found(ctx, token).await?;
    let audit = entry(ctx, "invitation.accept", format!("invitation:{}", row.id)).in_workspace(&row.ws).after(&json!({ "role": row.role }));
    let joined = store::accept(&ctx.state.db, &row.id, you.as_str(), by_token, &audit, BOUNDS, ctx.now()).await;
    let joined = joined.map_err(|error| not_accepted(error, &row.email))?;
    if joined.joined {
        ctx.state.sessions.forget_all();
    }
    let rows = super::store::list(&ctx.state.db, you.as_str()).await?;
    let row = rows.into_iter().find(|row| row.id == joined.ws);
    row.map(super::shown).ok_or_else(|| AppError::not_found("workspace"))
}

fn not_accepted(error: DbError, email: &str) -> AppError {
    let DbError::Thrown(code) = &error else { return error.into() };
    match code.as_str() {
        "gone" => AppError::new(Code::NotFound, "This invitation doesn't exist, or it was taken back. Ask for a new one."),
        "expired" => AppError::new(Code::Conflict, "This invitation has expired. Ask for a new one."),
        "used_up" => AppError::new(Code::Conflict, "This invitation was used as often as it may be. Ask for a new one."),
        "guest" => AppError::new(Code::Forbidden, "A guest can't join a workspace. Make an account first, then open the invitation again."),
        "wrong_account" => AppError::new(
            Code::Forbidden,
            format!("This invitation was sent to {}. Sign in with the account of that address.", hidden(email)),
        ),
        "too_many" => too_many_workspaces(),
        "full" => {
            AppError::new(Code::QuotaExceeded, format!("This workspace has {} members, which is as many as it can have.", BOUNDS.members))
        }
        _ => error.into(),
    }
}

/// Forgets invitations that ended long ago; part of the housekeeping.
pub async fn clean_up(state: &AppState) {
    if let Err(error) = store::purge(&state.db, state.clock.now() - KEEP).await {
        tracing::warn!(%error, "clearing old invitations failed");
    }
}
