//! REST of simulations, scenarios, and the short forms that act on the current simulation.

mod annotations;
mod check;
mod control;
mod exports;
mod history;
mod import_form;
mod metrics;
mod panel;
mod records;
mod scenarios;
mod shares;
mod short;
mod transcripts;

pub use import_form::{LONGEST_UPLOAD, takes_files, too_large};

use axum::Router;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::ids::SimulationId;
use crate::core::{AppError, Result};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

use super::service;
use super::types::{HistoryItem, HistoryQuery, Scenario, Simulation, SimulationInput, SimulationPatch};

/// Where forms of pages with files are sent.
pub fn root_router() -> Router<AppState> {
    check::root_router().merge(import_form::root_router())
}

/// All routes of the feature.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, patch, delete))
        .routes(routes!(bulk_delete))
        .routes(routes!(put_scenario))
        .merge(check::router())
        .merge(panel::router())
        .merge(annotations::router())
        .merge(records::router())
        .merge(control::router())
        .merge(metrics::router())
        .merge(transcripts::router())
        .merge(scenarios::router())
        .merge(history::router())
        .merge(exports::router())
        .merge(shares::router())
        .merge(short::router())
}

/// Simulations of the workspace, newest first. `q` finds what stands in title, question, names and in every line that was said.
#[utoipa::path(get, path = "/simulations", tag = "Simulations", operation_id = "list_simulations", params(HistoryQuery),
    responses((status = 200, body = ListEnvelope<HistoryItem>), (status = 401, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn list(ctx: Ctx, Query(query): Query<HistoryQuery>) -> Result<Response> {
    Ok(envelope::list(service::history::list(&ctx, &query).await?))
}

/// Creates a draft. Start it with `POST /simulations/{id}/start`.
#[utoipa::path(post, path = "/simulations", tag = "Simulations", operation_id = "create_simulation", request_body = SimulationInput,
    responses((status = 201, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 403, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn create(ctx: Ctx, Json(input): Json<SimulationInput>) -> Result<Response> {
    let made = service::create(&ctx, input).await?;
    let (location, version) = (format!("/api/v1/simulations/{}", made.id), made.version);
    Ok(envelope::with_etag(envelope::created(made, &location), version))
}

/// One simulation. It becomes the caller's current one.
#[utoipa::path(get, path = "/simulations/{id}", tag = "Simulations", operation_id = "get_simulation", params(("id" = String, Path)),
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope)))]
async fn get(ctx: Ctx, Path(id): Path<SimulationId>) -> Result<Response> {
    let found = service::open(&ctx, &id).await?;
    let version = found.version;
    Ok(envelope::ok_versioned(found, version))
}

/// Changes title or settings while it doesn't run.
#[utoipa::path(patch, path = "/simulations/{id}", tag = "Simulations", operation_id = "update_simulation", params(("id" = String, Path)), request_body = SimulationPatch,
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope), (status = 412, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn patch(ctx: Ctx, Path(id): Path<SimulationId>, headers: HeaderMap, Json(input): Json<SimulationPatch>) -> Result<Response> {
    let changed = service::patch(&ctx, &id, input, envelope::if_match(&headers)?).await?;
    let version = changed.version;
    Ok(envelope::ok_versioned(changed, version))
}

/// Deletes it with its transcript. A running one is stopped.
#[utoipa::path(delete, path = "/simulations/{id}", tag = "Simulations", operation_id = "delete_simulation", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 412, body = ErrorEnvelope)))]
async fn delete(ctx: Ctx, Path(id): Path<SimulationId>, headers: HeaderMap) -> Result<Response> {
    service::delete(&ctx, &id, envelope::if_match(&headers)?).await?;
    Ok(envelope::no_content())
}

/// Ids of a bulk operation, at most 500.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ids {
    pub ids: Vec<SimulationId>,
}

/// What a bulk deletion did.
#[derive(Debug, Serialize, ToSchema)]
pub struct Deleted {
    pub deleted: u32,
    pub missing: Vec<SimulationId>,
}

async fn delete_all(ctx: &Ctx, ids: &[SimulationId]) -> Result<Response> {
    if ids.is_empty() || ids.len() > 500 {
        return Err(AppError::field("ids", "Must have between 1 and 500 entries."));
    }
    let (deleted, missing) = service::bulk_delete(ctx, ids).await?;
    Ok(envelope::ok(Deleted { deleted, missing }))
}

/// Deletes several.
#[utoipa::path(post, path = "/simulations/bulk-delete", tag = "Simulations", operation_id = "bulk_delete_simulations", request_body = Ids,
    responses((status = 200, body = Envelope<Deleted>), (status = 401, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn bulk_delete(ctx: Ctx, Json(input): Json<Ids>) -> Result<Response> {
    delete_all(&ctx, &input.ids).await
}

/// Puts another scenario, while it doesn't run.
#[utoipa::path(put, path = "/simulations/{id}/scenario", tag = "Simulations", operation_id = "set_simulation_scenario", params(("id" = String, Path)), request_body = Scenario,
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn put_scenario(ctx: Ctx, Path(id): Path<SimulationId>, headers: HeaderMap, Json(scenario): Json<Scenario>) -> Result<Response> {
    let changed = service::set_scenario(&ctx, &id, scenario, envelope::if_match(&headers)?).await?;
    let version = changed.version;
    Ok(envelope::ok_versioned(changed, version))
}
