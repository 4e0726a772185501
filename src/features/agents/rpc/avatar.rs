//! The picture of an agent. Both are the action of plain forms.

use leptos::server;

use crate::core::AppError;
use crate::core::ids::AgentId;

/// Orders a picture, or draws another one, and goes on to the agent.
#[server(endpoint = "agents/picture_form")]
pub async fn make_picture_form(id: AgentId, #[server(default)] prompt: String) -> Result<(), AppError> {
    let input = crate::features::avatars::types::AgentAvatarPrompt { prompt: Some(prompt) };
    let order = crate::features::agents::service::generate_picture(&crate::server::rpc::ctx().await?, &id, input).await?;
    let how = if order.job.is_some() { "ordered" } else { "drawn" };
    crate::server::rpc::redirect(&format!("/agents/{id}?avatar={how}"));
    Ok(())
}

/// Goes back to the drawing and on to the agent.
#[server(endpoint = "agents/remove_picture_form")]
pub async fn remove_picture_form(id: AgentId) -> Result<(), AppError> {
    crate::features::agents::service::remove_picture(&crate::server::rpc::ctx().await?, &id).await?;
    crate::server::rpc::redirect(&format!("/agents/{id}?avatar=removed"));
    Ok(())
}
