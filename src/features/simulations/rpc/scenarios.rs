//! The shelf of scenarios and its editor. The `…_form` functions answer with a redirect.

use leptos::prelude::*;
use leptos::server;

use crate::core::Result;
use crate::core::ids::{ScenarioId, SimulationId};
use crate::features::simulations::scenario_form::ScenarioForm;
use crate::features::simulations::types::{SavedScenario, ScenarioQuery};

/// The part of the shelf that was asked for.
#[server(endpoint = "scenarios/shelf", input = server_fn::codec::Json)]
pub async fn scenario_shelf(query: ScenarioQuery) -> Result<Vec<SavedScenario>> {
    let ctx = crate::server::rpc::ctx().await?;
    super::super::scenarios::search(&ctx, &query).await
}

/// One scenario: a template, a drawn one, or an own one.
#[server(endpoint = "scenarios/get", input = server_fn::codec::Json)]
pub async fn get_scenario(id: ScenarioId) -> Result<SavedScenario> {
    let ctx = crate::server::rpc::ctx().await?;
    super::super::scenarios::get(&ctx, &id).await
}

/// Makes a scenario by chance and opens the form of a new simulation with it.
#[server(endpoint = "scenarios/surprise")]
pub async fn surprise_form(domain: String) -> Result<()> {
    let ctx = crate::server::rpc::ctx().await?;
    let drawn = super::super::scenarios::random(&ctx, Some(domain.trim()), None)?;
    crate::server::rpc::redirect(&format!("/simulations/new?template={}", drawn.id));
    Ok(())
}

/// Saves the editor: creates without an id, replaces with one. Goes on to the shelf.
#[server(endpoint = "scenarios/save")]
pub async fn save_scenario_form(form: ScenarioForm) -> Result<()> {
    let ctx = crate::server::rpc::ctx().await?;
    let saved = super::super::form::save_scenario(&ctx, form).await?;
    crate::server::rpc::redirect(&format!("/scenarios?own=true#{}", saved.id));
    Ok(())
}

/// Deletes an own scenario and goes on to the shelf.
#[server(endpoint = "scenarios/delete")]
pub async fn delete_scenario_form(id: ScenarioId) -> Result<()> {
    let ctx = crate::server::rpc::ctx().await?;
    super::super::scenarios::delete(&ctx, &id).await?;
    crate::server::rpc::redirect("/scenarios");
    Ok(())
}

/// Copies a scenario and opens the copy in the editor.
#[server(endpoint = "scenarios/duplicate")]
pub async fn duplicate_scenario_form(id: ScenarioId) -> Result<()> {
    let ctx = crate::server::rpc::ctx().await?;
    let copy = super::super::scenarios::duplicate(&ctx, &id).await?;
    crate::server::rpc::redirect(&format!("/scenarios/{}/edit", copy.id));
    Ok(())
}

/// Puts the scenario of a simulation on the shelf and opens it in the editor.
#[server(endpoint = "scenarios/keep")]
pub async fn keep_scenario_form(id: SimulationId) -> Result<()> {
    let ctx = crate::server::rpc::ctx().await?;
    let kept = super::super::scenarios::keep(&ctx, &id).await?;
    crate::server::rpc::redirect(&format!("/scenarios/{}/edit", kept.id));
    Ok(())
}
