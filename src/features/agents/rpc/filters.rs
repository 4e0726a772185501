//! Filters that a person keeps.

use leptos::prelude::*;
use leptos::server;

use crate::core::AppError;
use crate::core::ids::FilterId;
use crate::features::agents::types::{FilterPlace, SavedFilter};

/// The visitor's filters in this workspace.
#[server(endpoint = "agents/filters", input = server_fn::codec::Json)]
pub async fn list_filters() -> Result<Vec<SavedFilter>, AppError> {
    crate::features::agents::service::filters(&crate::server::rpc::ctx().await?).await
}

/// Keeps a filter, and shows its list again.
#[server(endpoint = "agents/keep_filter")]
pub async fn keep_filter(name: String, place: FilterPlace, query: String) -> Result<(), AppError> {
    let input = crate::features::agents::types::FilterInput { name, place, query };
    let kept = crate::features::agents::service::keep_filter(&crate::server::rpc::ctx().await?, input).await?;
    crate::server::rpc::redirect(&place.again(&kept.query, ""));
    Ok(())
}

/// Removes a filter, and shows the list again.
#[server(endpoint = "agents/remove_filter")]
pub async fn remove_filter(id: FilterId, #[server(default)] place: FilterPlace, #[server(default)] back: String) -> Result<(), AppError> {
    crate::features::agents::service::delete_filter(&crate::server::rpc::ctx().await?, &id).await?;
    crate::server::rpc::redirect(&place.again(&back, ""));
    Ok(())
}
