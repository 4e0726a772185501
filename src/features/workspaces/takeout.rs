//! Workspaces and the people in them in the archive of somebody's data.

use super::service;
use crate::core::{AppError, ListQuery};
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

/// Rows of a page, the most that a list gives.
const PAGE: u32 = 100;

fn query(cursor: Option<String>) -> ListQuery {
    ListQuery { limit: Some(PAGE), cursor, ..ListQuery::default() }
}

/// Where one belongs, with which role: also in the workspaces of others.
pub const MEMBERSHIPS: Part = Part {
    name: "memberships",
    scope: Scope::Person,
    page: |ctx, _| {
        Box::pin(async move {
            let spaces = service::list(&ctx, query(None)).await?.items;
            Ok(Chunk { files: vec![File::json("memberships.json", &spaces)], next: None })
        })
    },
};

/// Who belongs to the workspace, a file for each hundred.
pub const MEMBERS: Part = Part {
    name: "members",
    scope: Scope::Workspace,
    page: |ctx, after| {
        Box::pin(async move {
            let id = ctx.workspace.clone().ok_or_else(|| AppError::not_found("workspace"))?;
            let page = service::members(&ctx, &id, query(after)).await?;
            let first = page.items.first().map(|member| File::json(format!("members/{}.json", member.user_id), &page.items));
            Ok(Chunk { files: first.into_iter().collect(), next: page.next_cursor })
        })
    },
};
