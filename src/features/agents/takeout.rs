//! Own agents in the archive of somebody's data.

use super::service;
use super::types::AgentQuery;
use crate::features::account::archive::{Chunk, File, Part, Scope};

/// One file an agent.
pub const PART: Part = Part {
    name: "agents",
    scope: Scope::Workspace,
    page: |ctx, after| {
        Box::pin(async move {
            let query = AgentQuery { limit: Some(100), cursor: after, sort: Some("created_at".to_owned()), ..AgentQuery::default() };
            let page = service::list(&ctx, query).await?;
            let files = page.items.iter().map(|agent| File::json(format!("agents/{}.json", agent.id), agent)).collect();
            Ok(Chunk { files, next: page.next_cursor })
        })
    },
};
