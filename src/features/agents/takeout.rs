//! Own agents, the shelf and kept filters in the archive of somebody's data.

use super::history::VersionQuery;
use super::service;
use super::types::{AgentQuery, SavedQuery};
use crate::core::Code;
use crate::features::account::archive::{Chunk, File, Part, Scope};

/// One file an agent, and one with its earlier versions.
pub const PART: Part = Part {
    name: "agents",
    scope: Scope::Workspace,
    page: |ctx, after| {
        Box::pin(async move {
            let query = AgentQuery { limit: Some(20), cursor: after, sort: Some("created_at".to_owned()), ..AgentQuery::default() };
            let page = service::list(&ctx, query).await?;
            let mut files = Vec::new();
            for agent in &page.items {
                files.push(File::json(format!("agents/{}.json", agent.id), agent));
                match service::versions::list(&ctx, &agent.id, VersionQuery { limit: Some(100), cursor: None }).await {
                    Ok(versions) if versions.items.len() > 1 => {
                        files.push(File::json(format!("agents/{}.versions.json", agent.id), &versions.items));
                    }
                    Ok(_) => {}
                    // Deleted since the list was read.
                    Err(error) if error.code == Code::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(Chunk { files, next: page.next_cursor })
        })
    },
};

/// One file a saved agent.
pub const SAVED: Part = Part {
    name: "saved agents",
    scope: Scope::Workspace,
    page: |ctx, after| {
        Box::pin(async move {
            let page = service::saved(&ctx, SavedQuery { limit: Some(100), cursor: after, q: None }).await?;
            let files = page.items.iter().map(|saved| File::json(format!("saved-agents/{}.json", saved.id), saved)).collect();
            Ok(Chunk { files, next: page.next_cursor })
        })
    },
};

/// The person's own filters in one file, if there are any.
pub const FILTERS: Part = Part {
    name: "saved filters",
    scope: Scope::Workspace,
    page: |ctx, _| {
        Box::pin(async move {
            let filters = service::filters(&ctx).await?;
            let files = if filters.is_empty() { Vec::new() } else { vec![File::json("agent-filters.json".to_owned(), &filters)] };
            Ok(Chunk { files, next: None })
        })
    },
};
