//! Finding own agents, and what is done with several at once.

use leptos::prelude::*;
use leptos::server;
use serde::{Deserialize, Serialize};

use crate::core::ids::AgentId;
use crate::core::{AppError, Page};
use crate::features::agents::types::{Agent, AgentQuery, FacetQuery, Facets, ShelfLink};

/// A page of own agents, with the place in the stream of changes after which it was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    pub page: Page<Agent>,
    /// Number of the last event of the workspace's stream.
    pub seq: u64,
}

/// An own agent as its page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub agent: Agent,
    /// Its place on the shelf.
    pub shelf: Option<ShelfLink>,
    /// Number of the last event of the workspace's stream.
    pub seq: u64,
}

/// A page of own agents. The number of the last event is read first, so that the stream later repeats a little
/// rather than misses something.
#[server(endpoint = "agents/find", input = server_fn::codec::Json)]
pub async fn find_agents(query: AgentQuery) -> Result<Found, AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    let seq = crate::features::agents::service::last_change(&ctx).await?;
    Ok(Found { page: crate::features::agents::service::list(&ctx, query).await?, seq })
}

/// Number of the last event of the workspace's stream of changes.
#[server(endpoint = "agents/last_change", input = server_fn::codec::Json)]
pub async fn last_change() -> Result<u64, AppError> {
    crate::features::agents::service::last_change(&crate::server::rpc::ctx().await?).await
}

/// One own agent with its place on the shelf.
#[server(endpoint = "agents/open", input = server_fn::codec::Json)]
pub async fn open_agent(id: AgentId) -> Result<Opened, AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    let seq = crate::features::agents::service::last_change(&ctx).await?;
    let agent = crate::features::agents::service::get(&ctx, &id).await?;
    Ok(Opened { shelf: crate::features::agents::service::shelf_of(&ctx, &id).await?, agent, seq })
}

/// What the own agents can be narrowed by.
#[server(endpoint = "agents/facets", input = server_fn::codec::Json)]
pub async fn get_agent_facets(query: FacetQuery) -> Result<Facets, AppError> {
    crate::features::agents::service::facets(&crate::server::rpc::ctx().await?, &query).await
}

/// What to do with the chosen agents: `delete`, `duplicate`, `tag` or `untag` (with `tags`, commas between them).
/// Goes on to the list, whose filters are in `back`.
#[server(endpoint = "agents/bulk_form")]
pub async fn bulk_form(
    #[server(default)] ids: Vec<AgentId>,
    act: String,
    #[server(default)] tags: String,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    use crate::features::agents::{service, types::TagChange};
    let ctx = crate::server::rpc::ctx().await?;
    let tags: Vec<String> = tags.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
    let told = match act.as_str() {
        "delete" => format!("undo={}", service::delete_batch(&ctx, ids).await?.0),
        "duplicate" => format!("copied={}", service::duplicate_many(&ctx, ids).await?.len()),
        "tag" => format!("tagged={}", service::change_tags(&ctx, TagChange { ids, add: tags, remove: Vec::new() }).await?.changed),
        "untag" => format!("untagged={}", service::change_tags(&ctx, TagChange { ids, add: Vec::new(), remove: tags }).await?.changed),
        _ => return Err(AppError::field("act", "Use delete, duplicate, tag or untag.")),
    };
    crate::server::rpc::redirect(&crate::features::agents::types::FilterPlace::Agents.again(&back, &told));
    Ok(())
}

/// Puts back what was deleted together, and goes on to the list, whose filters are in `back`.
#[server(endpoint = "agents/undo_form")]
pub async fn undo_form(batch: String, #[server(default)] back: String) -> Result<(), AppError> {
    let done = crate::features::agents::service::restore_batch(&crate::server::rpc::ctx().await?, &batch).await?;
    crate::server::rpc::redirect(&crate::features::agents::types::FilterPlace::Agents.again(&back, &format!("restored={}", done.restored)));
    Ok(())
}
