//! The workspace itself in the archive of somebody's data.

use super::service;
use crate::core::AppError;
use crate::features::account::archive::{Chunk, File, Part, Scope};

/// Name and role.
pub const PART: Part = Part {
    name: "workspace",
    scope: Scope::Workspace,
    page: |ctx, _| {
        Box::pin(async move {
            let id = ctx.workspace.clone().ok_or_else(|| AppError::not_found("workspace"))?;
            let workspace = service::get(&ctx, &id).await?;
            Ok(Chunk { files: vec![File::json("workspace.json", &workspace)], next: None })
        })
    },
};
