//! Server functions of the profile's picture. The upload itself is a plain form, see `api`.

use leptos::server;

use super::types::{Avatar, AvatarOrder};
use crate::core::AppError;

/// Goes back to the drawing.
#[server(endpoint = "avatars/remove")]
pub async fn remove_avatar() -> Result<Avatar, AppError> {
    super::service::remove(&crate::server::rpc::ctx().await?).await
}

/// Orders a picture of the image service, or draws another one.
#[server(endpoint = "avatars/generate")]
pub async fn generate_avatar(prompt: String) -> Result<AvatarOrder, AppError> {
    super::service::generate(&crate::server::rpc::ctx().await?, super::types::AvatarPrompt { prompt }).await
}
