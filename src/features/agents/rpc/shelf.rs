//! The shelf of the workspace.

use leptos::prelude::*;
use leptos::server;

use crate::core::ids::{AgentId, SavedAgentId};
use crate::core::{AppError, Page};
use crate::features::agents::types::{SavedAgent, SavedQuery};

/// A page of the shelf.
#[server(endpoint = "saved/list", input = server_fn::codec::Json)]
pub async fn list_saved(query: SavedQuery) -> Result<Page<SavedAgent>, AppError> {
    crate::features::agents::service::saved(&crate::server::rpc::ctx().await?, query).await
}

/// Puts an own agent on the shelf, or brings what is there up to date, and shows the agent.
#[server(endpoint = "saved/save_form")]
pub async fn save_to_shelf_form(id: AgentId) -> Result<(), AppError> {
    crate::features::agents::service::save(&crate::server::rpc::ctx().await?, &id).await?;
    crate::server::rpc::redirect(&format!("/agents/{id}"));
    Ok(())
}

/// Puts a library agent on the shelf and shows the shelf.
#[server(endpoint = "saved/save_library_form")]
pub async fn save_library_form(slug: String) -> Result<(), AppError> {
    crate::features::agents::service::save_from_library(&crate::server::rpc::ctx().await?, &slug).await?;
    crate::server::rpc::redirect("/agents/saved");
    Ok(())
}

/// Brings the saved agent's state into the own one and shows it.
#[server(endpoint = "saved/update_form")]
pub async fn update_from_shelf_form(id: AgentId) -> Result<(), AppError> {
    crate::features::agents::service::update_from_saved(&crate::server::rpc::ctx().await?, &id, None).await?;
    crate::server::rpc::redirect(&format!("/agents/{id}"));
    Ok(())
}

/// Makes an own agent of a saved one and shows it.
#[server(endpoint = "saved/use_form")]
pub async fn use_saved_form(id: SavedAgentId) -> Result<(), AppError> {
    let agent = crate::features::agents::service::use_saved(&crate::server::rpc::ctx().await?, &id).await?;
    crate::server::rpc::redirect(&format!("/agents/{}", agent.id));
    Ok(())
}

/// Takes an agent off the shelf and shows the shelf.
#[server(endpoint = "saved/delete_form")]
pub async fn delete_saved_form(id: SavedAgentId) -> Result<(), AppError> {
    crate::features::agents::service::delete_saved(&crate::server::rpc::ctx().await?, &id, None).await?;
    crate::server::rpc::redirect("/agents/saved");
    Ok(())
}
