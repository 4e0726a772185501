//! The shelf of scenarios.

use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::ids::ScenarioId;
use crate::core::{Page, Result};
use crate::features::simulations::scenarios;
use crate::features::simulations::types::{SavedScenario, Scenario};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(random)).routes(routes!(get, put, delete))
}

/// The shelf is short and whole: there is nothing to ask for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoParameters {}

/// Own scenarios, then the built-in templates.
#[utoipa::path(get, path = "/scenarios", tag = "Scenarios", operation_id = "list_scenarios",
    responses((status = 200, body = ListEnvelope<SavedScenario>), (status = 401, body = ErrorEnvelope)))]
async fn list(ctx: Ctx, Query(NoParameters {}): Query<NoParameters>) -> Result<Response> {
    let items = scenarios::list(&ctx).await?;
    let (limit, total) = (u32::try_from(items.len()).unwrap_or(u32::MAX), Some(items.len() as u64));
    Ok(envelope::list(Page { items, limit, next_cursor: None, total }))
}

/// What to draw from.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RandomQuery {
    /// Domain slug.
    pub domain: Option<String>,
    /// The same seed draws the same scenario.
    pub seed: Option<u64>,
}

/// A scenario drawn by chance.
#[utoipa::path(get, path = "/scenarios/random", tag = "Scenarios", operation_id = "random_scenario", params(RandomQuery),
    responses((status = 200, body = Envelope<SavedScenario>), (status = 401, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn random(ctx: Ctx, Query(query): Query<RandomQuery>) -> Result<Response> {
    Ok(envelope::ok(scenarios::random(&ctx, query.domain.as_deref(), query.seed)?))
}

/// Saves a scenario in the workspace.
#[utoipa::path(post, path = "/scenarios", tag = "Scenarios", operation_id = "create_scenario", request_body = Scenario,
    responses((status = 201, body = Envelope<SavedScenario>), (status = 401, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn create(ctx: Ctx, Json(scenario): Json<Scenario>) -> Result<Response> {
    let made = scenarios::create(&ctx, scenario).await?;
    let location = format!("/api/v1/scenarios/{}", made.id);
    Ok(envelope::created(made, &location))
}

/// A template by slug or an own scenario by id.
#[utoipa::path(get, path = "/scenarios/{id}", tag = "Scenarios", operation_id = "get_scenario", params(("id" = String, Path)),
    responses((status = 200, body = Envelope<SavedScenario>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope)))]
async fn get(ctx: Ctx, Path(id): Path<ScenarioId>) -> Result<Response> {
    Ok(envelope::ok(scenarios::get(&ctx, &id).await?))
}

/// Replaces an own scenario.
#[utoipa::path(put, path = "/scenarios/{id}", tag = "Scenarios", operation_id = "update_scenario", params(("id" = String, Path)), request_body = Scenario,
    responses((status = 200, body = Envelope<SavedScenario>), (status = 401, body = ErrorEnvelope), (status = 403, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn put(ctx: Ctx, Path(id): Path<ScenarioId>, Json(scenario): Json<Scenario>) -> Result<Response> {
    Ok(envelope::ok(scenarios::update(&ctx, &id, scenario).await?))
}

/// Deletes an own scenario.
#[utoipa::path(delete, path = "/scenarios/{id}", tag = "Scenarios", operation_id = "delete_scenario", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ErrorEnvelope), (status = 403, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope)))]
async fn delete(ctx: Ctx, Path(id): Path<ScenarioId>) -> Result<Response> {
    scenarios::delete(&ctx, &id).await?;
    Ok(envelope::no_content())
}
