//! The list of simulations.

use leptos::prelude::*;
use leptos::server;

use crate::core::ids::SimulationId;
use crate::core::{Page, Result};
use crate::features::simulations::types::{HistoryItem, HistoryQuery, Simulation, SimulationsDeleted};

/// A page of the list.
#[server(endpoint = "simulations/history", input = server_fn::codec::Json)]
pub async fn list_history(query: HistoryQuery) -> Result<Page<HistoryItem>> {
    let ctx = crate::server::rpc::ctx().await?;
    super::super::service::history::list(&ctx, &query).await
}

/// These simulations; those that aren't there are left out.
#[server(endpoint = "simulations/named", input = server_fn::codec::Json)]
pub async fn named_simulations(ids: Vec<SimulationId>) -> Result<Vec<Simulation>> {
    let ctx = crate::server::rpc::ctx().await?;
    super::super::service::history::named(&ctx, &ids).await
}

/// Deletes the chosen ones and goes on to the list.
#[server(endpoint = "simulations/bulk-delete-form")]
pub async fn delete_simulations_form(#[server(default)] ids: Vec<SimulationId>) -> Result<SimulationsDeleted> {
    let ctx = crate::server::rpc::ctx().await?;
    if ids.is_empty() {
        return Err(crate::core::AppError::field("ids", "Choose at least one simulation."));
    }
    let (deleted, missing) = super::super::service::bulk_delete(&ctx, &ids).await?;
    crate::server::rpc::redirect("/simulations");
    Ok(SimulationsDeleted { deleted, missing })
}

/// Replaces the tags: one in a line or between commas.
#[server(endpoint = "simulations/tags")]
pub async fn set_simulation_tags(id: SimulationId, tags: String) -> Result<Simulation> {
    let ctx = crate::server::rpc::ctx().await?;
    let input = crate::features::simulations::types::TagsInput::parse(&tags);
    super::super::service::history::set_tags(&ctx, &id, input).await
}

/// Why a file that was to be imported was refused; `None` when that is forgotten.
#[server(endpoint = "simulations/import-problem", input = server_fn::codec::Json)]
pub async fn import_problem(id: String) -> Result<Option<String>> {
    let ctx = crate::server::rpc::ctx().await?;
    super::super::service::exports::problem(&ctx, &id).await
}
