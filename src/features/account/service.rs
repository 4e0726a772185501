//! What will go, and the end itself.

use super::store;
use super::types::{AccountDeletion, DeletionPreview, GoingWorkspace};
use crate::core::Result;
use crate::core::permission::Permission;
use crate::features::auth;
use crate::server::ctx::Ctx;

/// What the end of the caller's account would take along.
pub async fn preview(ctx: &Ctx) -> Result<DeletionPreview> {
    let identity = ctx.identity()?;
    let mut preview = DeletionPreview {
        guest: identity.guest,
        with_password: auth::service::how_to_confirm(ctx).await?,
        sessions: auth::service::list_sessions(ctx).await?.len() as u64,
        ..DeletionPreview::default()
    };
    for space in store::belongings(&ctx.state.db, identity.user.as_str()).await? {
        match (space.others, space.other_owners) {
            (0, _) => {
                let inside = Ctx { workspace: Some(space.id), ..ctx.clone() };
                let ws = inside.require(Permission::Read)?;
                let contents = store::contents(&ctx.state.db, &ws).await?;
                preview.going.push(GoingWorkspace { name: space.name, ..contents });
            }
            (_, 0) => preview.blocking.push(space.name),
            _ => preview.staying.push(space.name),
        }
    }
    Ok(preview)
}

/// Deletes the caller's account.
pub async fn delete(ctx: &Ctx, input: AccountDeletion) -> Result<()> {
    auth::service::delete(ctx, auth::service::Deletion { password: input.password, confirm: input.confirm }).await
}

/// Ids of the workspaces that the caller owns.
pub async fn owned(ctx: &Ctx) -> Result<Vec<String>> {
    let all = store::belongings(&ctx.state.db, ctx.identity()?.user.as_str()).await?;
    Ok(all.into_iter().filter(|space| space.role == crate::core::permission::Role::Owner).map(|space| space.id).collect())
}
