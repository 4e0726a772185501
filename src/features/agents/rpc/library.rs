//! The built-in library.

use leptos::prelude::*;
use leptos::server;

use crate::core::{AppError, Page};
use crate::features::agents::types::{Agent, FacetQuery, Facets, LibraryAgent, LibraryQuery};

/// Copies library agents into the workspace.
#[server(endpoint = "agents/add_from_library", input = server_fn::codec::Json)]
pub async fn add_from_library(slugs: Vec<String>) -> Result<Vec<Agent>, AppError> {
    crate::features::agents::service::add_from_library(&crate::server::rpc::ctx().await?, slugs).await
}

/// A page of the library.
#[server(endpoint = "agents/library", input = server_fn::codec::Json)]
pub async fn list_library(query: LibraryQuery) -> Result<Page<LibraryAgent>, AppError> {
    crate::features::agents::service::library(&crate::server::rpc::ctx().await?, query)
}

/// One library agent.
#[server(endpoint = "agents/library_agent", input = server_fn::codec::Json)]
pub async fn get_library_agent(slug: String) -> Result<LibraryAgent, AppError> {
    crate::features::agents::service::library_agent(&crate::server::rpc::ctx().await?, &slug)
}

/// What the library can be narrowed by.
#[server(endpoint = "agents/library_facets", input = server_fn::codec::Json)]
pub async fn get_library_facets(query: FacetQuery) -> Result<Facets, AppError> {
    crate::features::agents::service::library_facets(&crate::server::rpc::ctx().await?, &query)
}

/// Adds library agents to the workspace and goes on to its list.
#[server(endpoint = "agents/add_form")]
pub async fn add_from_library_form(#[server(default)] slugs: Vec<String>) -> Result<(), AppError> {
    crate::features::agents::service::add_from_library(&crate::server::rpc::ctx().await?, slugs).await?;
    crate::server::rpc::redirect("/agents");
    Ok(())
}
