//! What pages ask the server about agents. Calls from code go as JSON; the `…_form` functions
//! are also the action of plain forms and answer with a redirect.

mod editor;
mod transfer;

pub use editor::*;
pub use transfer::*;

use leptos::prelude::*;
use leptos::server;

use super::candidate::Candidate;
use super::types::{Agent, AgentInput, AgentQuery, AgentsDeleted, LibraryAgent, LibraryFacets, LibraryQuery};
use crate::core::ids::AgentId;
use crate::core::{AppError, Page};

/// A page of own agents.
#[server(endpoint = "agents/list", input = server_fn::codec::Json)]
pub async fn list_agents(query: AgentQuery) -> Result<Page<Agent>, AppError> {
    super::service::list(&crate::server::rpc::ctx().await?, query).await
}

/// One own agent.
#[server(endpoint = "agents/get", input = server_fn::codec::Json)]
pub async fn get_agent(id: AgentId) -> Result<Agent, AppError> {
    super::service::get(&crate::server::rpc::ctx().await?, &id).await
}

/// Creates an own agent.
#[server(endpoint = "agents/create", input = server_fn::codec::Json)]
pub async fn create_agent(agent: AgentInput) -> Result<Agent, AppError> {
    super::service::create(&crate::server::rpc::ctx().await?, agent).await
}

/// Replaces an own agent. `version` is the one the page showed.
#[server(endpoint = "agents/update", input = server_fn::codec::Json)]
pub async fn update_agent(id: AgentId, agent: AgentInput, version: Option<u32>) -> Result<Agent, AppError> {
    super::service::replace(&crate::server::rpc::ctx().await?, &id, agent, version).await
}

/// Copies an own agent.
#[server(endpoint = "agents/duplicate", input = server_fn::codec::Json)]
pub async fn duplicate_agent(id: AgentId) -> Result<Agent, AppError> {
    super::service::duplicate(&crate::server::rpc::ctx().await?, &id).await
}

/// Deletes own agents, up to 500.
#[server(endpoint = "agents/delete", input = server_fn::codec::Json)]
pub async fn delete_agents(ids: Vec<AgentId>) -> Result<AgentsDeleted, AppError> {
    super::service::delete_many(&crate::server::rpc::ctx().await?, ids).await
}

/// Copies library agents into the workspace.
#[server(endpoint = "agents/add_from_library", input = server_fn::codec::Json)]
pub async fn add_from_library(slugs: Vec<String>) -> Result<Vec<Agent>, AppError> {
    super::service::add_from_library(&crate::server::rpc::ctx().await?, slugs).await
}

/// A page of the library.
#[server(endpoint = "agents/library", input = server_fn::codec::Json)]
pub async fn list_library(query: LibraryQuery) -> Result<Page<LibraryAgent>, AppError> {
    super::service::library(&crate::server::rpc::ctx().await?, query)
}

/// Everybody who can be asked onto a panel: own agents, newest first, then the library.
#[server(endpoint = "agents/candidates", input = server_fn::codec::Json)]
pub async fn list_candidates() -> Result<Vec<Candidate>, AppError> {
    super::service::candidates(&crate::server::rpc::ctx().await?).await
}

/// One library agent.
#[server(endpoint = "agents/library_agent", input = server_fn::codec::Json)]
pub async fn get_library_agent(slug: String) -> Result<LibraryAgent, AppError> {
    super::service::library_agent(&crate::server::rpc::ctx().await?, &slug)
}

/// Domains and tags of the library.
#[server(endpoint = "agents/library_facets", input = server_fn::codec::Json)]
pub async fn get_library_facets() -> Result<LibraryFacets, AppError> {
    super::service::library_facets(&crate::server::rpc::ctx().await?)
}

/// Deletes one own agent and goes on to the list.
#[server(endpoint = "agents/delete_form")]
pub async fn delete_agent_form(id: AgentId) -> Result<(), AppError> {
    super::service::delete(&crate::server::rpc::ctx().await?, &id, None).await?;
    crate::server::rpc::redirect("/agents");
    Ok(())
}

/// Copies one own agent and goes on to the copy.
#[server(endpoint = "agents/duplicate_form")]
pub async fn duplicate_agent_form(id: AgentId) -> Result<(), AppError> {
    let copy = super::service::duplicate(&crate::server::rpc::ctx().await?, &id).await?;
    crate::server::rpc::redirect(&format!("/agents/{}", copy.id));
    Ok(())
}

/// Adds library agents to the workspace and goes on to its list.
#[server(endpoint = "agents/add_form")]
pub async fn add_from_library_form(#[server(default)] slugs: Vec<String>) -> Result<(), AppError> {
    super::service::add_from_library(&crate::server::rpc::ctx().await?, slugs).await?;
    crate::server::rpc::redirect("/agents");
    Ok(())
}
