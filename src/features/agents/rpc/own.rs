//! Own agents.

use leptos::prelude::*;
use leptos::server;

use crate::core::ids::AgentId;
use crate::core::{AppError, Page};
use crate::features::agents::candidate::Candidate;
use crate::features::agents::types::{Agent, AgentInput, AgentQuery, AgentsDeleted};

/// A page of own agents.
#[server(endpoint = "agents/list", input = server_fn::codec::Json)]
pub async fn list_agents(query: AgentQuery) -> Result<Page<Agent>, AppError> {
    crate::features::agents::service::list(&crate::server::rpc::ctx().await?, query).await
}

/// One own agent.
#[server(endpoint = "agents/get", input = server_fn::codec::Json)]
pub async fn get_agent(id: AgentId) -> Result<Agent, AppError> {
    crate::features::agents::service::get(&crate::server::rpc::ctx().await?, &id).await
}

/// Creates an own agent.
#[server(endpoint = "agents/create", input = server_fn::codec::Json)]
pub async fn create_agent(agent: AgentInput) -> Result<Agent, AppError> {
    crate::features::agents::service::create(&crate::server::rpc::ctx().await?, agent).await
}

/// Replaces an own agent. `version` is the one the page showed.
#[server(endpoint = "agents/update", input = server_fn::codec::Json)]
pub async fn update_agent(id: AgentId, agent: AgentInput, version: Option<u32>) -> Result<Agent, AppError> {
    crate::features::agents::service::replace(&crate::server::rpc::ctx().await?, &id, agent, version).await
}

/// Copies an own agent.
#[server(endpoint = "agents/duplicate", input = server_fn::codec::Json)]
pub async fn duplicate_agent(id: AgentId) -> Result<Agent, AppError> {
    crate::features::agents::service::duplicate(&crate::server::rpc::ctx().await?, &id).await
}

/// Deletes own agents, up to 500.
#[server(endpoint = "agents/delete", input = server_fn::codec::Json)]
pub async fn delete_agents(ids: Vec<AgentId>) -> Result<AgentsDeleted, AppError> {
    crate::features::agents::service::delete_many(&crate::server::rpc::ctx().await?, ids).await
}

/// Everybody who can be asked onto a panel: own agents, newest first, then the library.
#[server(endpoint = "agents/candidates", input = server_fn::codec::Json)]
pub async fn list_candidates() -> Result<Vec<Candidate>, AppError> {
    crate::features::agents::service::candidates(&crate::server::rpc::ctx().await?).await
}

/// Deletes one own agent and goes on to the list, which offers to undo it.
#[server(endpoint = "agents/delete_form")]
pub async fn delete_agent_form(id: AgentId) -> Result<(), AppError> {
    let (batch, done) = crate::features::agents::service::delete_batch(&crate::server::rpc::ctx().await?, vec![id]).await?;
    if done.deleted == 0 {
        return Err(AppError::not_found("agent"));
    }
    crate::server::rpc::redirect(&format!("/agents?undo={batch}"));
    Ok(())
}

/// Copies one own agent and goes on to the copy.
#[server(endpoint = "agents/duplicate_form")]
pub async fn duplicate_agent_form(id: AgentId) -> Result<(), AppError> {
    let copy = crate::features::agents::service::duplicate(&crate::server::rpc::ctx().await?, &id).await?;
    crate::server::rpc::redirect(&format!("/agents/{}", copy.id));
    Ok(())
}
