//! Calls of the editor, its history and the merge.

use leptos::prelude::*;
use leptos::server;

use crate::core::ids::AgentId;
use crate::core::{AppError, Page};
use crate::features::agents::conflict::{Conflict, MergeForm};
use crate::features::agents::contract::ContractLine;
use crate::features::agents::draft::OpenedEditor;
use crate::features::agents::form::AgentForm;
use crate::features::agents::history::{AgentVersion, VersionQuery};
use crate::features::agents::sample::Sample;

/// Saves the editor: creates without an id, replaces with one. Goes on to the agent; to the merge when
/// somebody else was quicker; back to the editor, with what was typed, when something is wrong.
#[server(endpoint = "agents/save_form")]
pub async fn save_agent_form(agent: AgentForm) -> Result<(), AppError> {
    let to = crate::features::agents::service::editor::save(&crate::server::rpc::ctx().await?, agent).await?;
    crate::server::rpc::redirect(&to);
    Ok(())
}

/// What the editor begins with. `from` is a library agent that a new one begins as; `draft` brings back what
/// the visitor typed and could not save.
#[server(endpoint = "agents/open_editor", input = server_fn::codec::Json)]
pub async fn open_editor(id: Option<AgentId>, from: Option<String>, draft: bool) -> Result<OpenedEditor, AppError> {
    crate::features::agents::service::editor::open(&crate::server::rpc::ctx().await?, id, from, draft).await
}

/// Forgets what was typed and goes on to the agent, or to the list.
#[server(endpoint = "agents/discard_form")]
pub async fn discard_draft_form(#[server(default)] id: String) -> Result<(), AppError> {
    let to = crate::features::agents::service::editor::discard(&crate::server::rpc::ctx().await?, &AgentId::new(id)).await?;
    crate::server::rpc::redirect(&to);
    Ok(())
}

/// What the visitor typed beside what others saved meanwhile.
#[server(endpoint = "agents/conflict", input = server_fn::codec::Json)]
pub async fn get_conflict(id: AgentId) -> Result<Conflict, AppError> {
    crate::features::agents::service::editor::conflict(&crate::server::rpc::ctx().await?, &id).await
}

/// Saves what was chosen of both sides and goes on to the agent. True when others were quicker once more
/// and the merge begins again.
#[server(endpoint = "agents/merge_form")]
pub async fn merge_agent_form(merge: MergeForm) -> Result<bool, AppError> {
    let to = crate::features::agents::service::editor::merge(&crate::server::rpc::ctx().await?, merge).await?;
    crate::server::rpc::redirect(&to);
    Ok(to.ends_with("/merge"))
}

/// How the agent of this form will sound.
#[server(endpoint = "agents/sample", input = server_fn::codec::Json)]
pub async fn sample_agent(agent: AgentForm) -> Result<Sample, AppError> {
    crate::features::agents::service::sample::lines(&crate::server::rpc::ctx().await?, agent.into_input()?).await
}

/// The same for a plain form; goes back to the editor with the lines.
#[server(endpoint = "agents/sample_form")]
pub async fn sample_agent_form(agent: AgentForm) -> Result<(), AppError> {
    let to = crate::features::agents::service::editor::sample_form(&crate::server::rpc::ctx().await?, agent).await?;
    crate::server::rpc::redirect(&to);
    Ok(())
}

/// What the guards will hold the agent of this form to.
#[server(endpoint = "agents/contract", input = server_fn::codec::Json)]
pub async fn agent_contract(agent: AgentForm) -> Result<Vec<ContractLine>, AppError> {
    crate::features::agents::service::editor::contract(&crate::server::rpc::ctx().await?, agent)
}

/// The states of an agent, newest first.
#[server(endpoint = "agents/versions", input = server_fn::codec::Json)]
pub async fn list_versions(id: AgentId, query: VersionQuery) -> Result<Page<AgentVersion>, AppError> {
    crate::features::agents::service::versions::list(&crate::server::rpc::ctx().await?, &id, query).await
}

/// Makes an agent what it was and goes on to it. `seen` is the newest version that the page showed.
#[server(endpoint = "agents/restore_form")]
pub async fn restore_version_form(id: AgentId, version: u32, seen: u32) -> Result<(), AppError> {
    let agent = crate::features::agents::service::versions::restore(&crate::server::rpc::ctx().await?, &id, version, Some(seen)).await?;
    crate::server::rpc::redirect(&format!("/agents/{}", agent.id));
    Ok(())
}
