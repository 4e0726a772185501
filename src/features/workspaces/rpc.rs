//! Server functions of workspaces. Those without an `input` are plain forms: they work without
//! JavaScript. Each names the workspace it is about: another tab may have switched meanwhile.

use leptos::prelude::*;
use leptos::server;

use super::types::{CreatedInvitation, FreshLink, Invitation, InvitationPreview, Member, MyInvitation, Workspace};
use crate::core::permission::Role;
use crate::core::{AppError, ListQuery, Page};

/// The visitor's workspaces.
#[server(endpoint = "workspaces/list", input = server_fn::codec::Json)]
pub async fn list_workspaces(query: ListQuery) -> Result<Page<Workspace>, AppError> {
    super::service::list(&crate::server::rpc::ctx().await?, query).await
}

/// Makes a workspace and switches to it.
#[server(endpoint = "workspaces/create")]
pub async fn create_workspace(name: String) -> Result<Workspace, AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    let made = super::service::create(&ctx, super::types::NewWorkspace { name }).await?;
    super::browser::show(&ctx, &made.id, "/settings/workspace");
    Ok(made)
}

/// Renames a workspace.
#[server(endpoint = "workspaces/rename")]
pub async fn rename_workspace(id: String, name: String) -> Result<Workspace, AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::update(&ctx, &id, super::types::WorkspaceUpdate { name: Some(name) }, None).await
}

/// Shows another workspace from now on, beginning with `next` (a path on this site).
#[server(endpoint = "workspaces/switch")]
pub async fn switch_workspace(id: String, #[server(default)] next: String) -> Result<(), AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    let chosen = super::service::get(&ctx, &id).await?;
    super::browser::show(&ctx, &chosen.id, &crate::server::rpc::local_path(&next, "/home"));
    Ok(())
}

/// Members of a workspace.
#[server(endpoint = "workspaces/members", input = server_fn::codec::Json)]
pub async fn list_members(id: String, query: ListQuery) -> Result<Page<Member>, AppError> {
    super::service::members(&crate::server::rpc::ctx().await?, &id, query).await
}

/// Gives a member another role.
#[server(endpoint = "workspaces/set-role")]
pub async fn set_member_role(id: String, user_id: String, role: Role) -> Result<Member, AppError> {
    super::service::set_role(&crate::server::rpc::ctx().await?, &id, &user_id, super::types::MemberUpdate { role }).await
}

/// Takes a member out of a workspace.
#[server(endpoint = "workspaces/remove-member")]
pub async fn remove_member(id: String, user_id: String) -> Result<(), AppError> {
    super::service::remove(&crate::server::rpc::ctx().await?, &id, &user_id).await
}

/// Leaves a workspace and shows the personal one.
#[server(endpoint = "workspaces/leave")]
pub async fn leave_workspace(id: String) -> Result<(), AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::remove(&ctx, &id, "me").await?;
    super::browser::show_personal(&ctx);
    Ok(())
}

/// Makes a member the owner of a workspace.
#[server(endpoint = "workspaces/transfer")]
pub async fn transfer_workspace(
    id: String,
    #[server(default)] user_id: String,
    #[server(default)] confirm: String,
) -> Result<Workspace, AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    let user_id = crate::core::ids::UserId::new(user_id);
    super::service::transfer(&ctx, &id, super::types::Transfer { user_id, confirm }).await
}

/// Deletes a workspace and shows the personal one.
#[server(endpoint = "workspaces/delete")]
pub async fn delete_workspace(id: String, #[server(default)] confirm: String) -> Result<(), AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::delete(&ctx, &id, &confirm).await?;
    super::browser::show_personal(&ctx);
    Ok(())
}

/// Invitations of a workspace.
#[server(endpoint = "workspaces/invitations", input = server_fn::codec::Json)]
pub async fn list_invitations(id: String, query: ListQuery) -> Result<Page<Invitation>, AppError> {
    super::service::invitations(&crate::server::rpc::ctx().await?, &id, query).await
}

/// Invites by link, or by mail when there is an address.
#[server(endpoint = "workspaces/invite")]
pub async fn invite(
    id: String,
    role: Role,
    #[server(default)] email: String,
    #[server(default)] days: Option<u32>,
    #[server(default)] max_uses: Option<u32>,
) -> Result<CreatedInvitation, AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    let email = Some(email).filter(|email| !email.trim().is_empty());
    // The form has one field for links and mails; a mail is for one person anyway.
    let max_uses = max_uses.filter(|_| email.is_none());
    let made = super::service::invite(&ctx, &id, super::types::NewInvitation { role, email, days, max_uses }).await?;
    super::browser::keep_link(&ctx, &id, &made);
    Ok(made)
}

/// The link that a form without script has just made, once.
#[server(endpoint = "workspaces/fresh-link", input = server_fn::codec::Json)]
pub async fn take_fresh_link(id: String) -> Result<Option<FreshLink>, AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::get(&ctx, &id).await?;
    Ok(super::browser::take_link(&ctx, &id))
}

/// Takes an invitation back.
#[server(endpoint = "workspaces/revoke-invitation")]
pub async fn revoke_invitation(id: String, invitation: String) -> Result<(), AppError> {
    super::service::revoke(&crate::server::rpc::ctx().await?, &id, &invitation).await
}

/// Open invitations to the visitor's address.
#[server(endpoint = "invitations/mine", input = server_fn::codec::Json)]
pub async fn my_invitations() -> Result<Vec<MyInvitation>, AppError> {
    super::service::mine(&crate::server::rpc::ctx().await?).await
}

/// Who invites to what.
#[server(endpoint = "invitations/preview", input = server_fn::codec::Json)]
pub async fn preview_invitation(token: String) -> Result<InvitationPreview, AppError> {
    super::service::preview(&crate::server::rpc::ctx().await?, &token).await
}

/// Accepts an invitation and shows the workspace.
#[server(endpoint = "invitations/accept")]
pub async fn accept_invitation(token: String) -> Result<(), AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    let joined = super::service::accept(&ctx, &token).await?;
    super::browser::show(&ctx, &joined.id, "/home");
    Ok(())
}
