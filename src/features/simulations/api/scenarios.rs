//! The shelf of scenarios.

use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::Result;
use crate::core::ids::{ScenarioId, SimulationId};
use crate::features::simulations::scenarios::{self, Part};
use crate::features::simulations::types::{SavedScenario, Scenario, ScenarioQuery};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(random))
        .routes(routes!(get, put, delete))
        .routes(routes!(duplicate))
        .routes(routes!(keep))
}

/// Which part of the shelf, and how much of it at a time.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ShelfQuery {
    /// Words that all stand in title, group, setting or question.
    pub q: Option<String>,
    /// A group of templates, for example `Pre-mortem`.
    pub group: Option<String>,
    /// Slug of a domain from which the panel comes.
    pub domain: Option<String>,
    /// `true` for own scenarios only, `false` for templates only.
    pub own: Option<bool>,
    /// Most entries, 1 to 100; all of the shelf when absent.
    pub limit: Option<u32>,
    /// From `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Own scenarios, then the built-in templates. The shelf is short: without `limit` it comes whole.
#[utoipa::path(get, path = "/scenarios", tag = "Scenarios", operation_id = "list_scenarios", params(ShelfQuery),
    responses((status = 200, body = ListEnvelope<SavedScenario>), (status = 401, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn list(ctx: Ctx, Query(query): Query<ShelfQuery>) -> Result<Response> {
    let ShelfQuery { q, group, domain, own, limit, cursor } = query;
    let part = Part { limit, cursor };
    Ok(envelope::list(scenarios::page(&ctx, &ScenarioQuery { q, group, domain, own }, &part).await?))
}

/// What to draw from.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RandomQuery {
    /// Domain slug.
    pub domain: Option<String>,
    /// The same domain and seed make the same scenario.
    pub seed: Option<u64>,
}

/// A scenario made by chance out of the material of a domain. Its id works like that of a template.
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
    let (location, version) = (format!("/api/v1/scenarios/{}", made.id), made.version);
    Ok(envelope::with_etag(envelope::created(made, &location), version))
}

/// A template by slug or an own scenario by id.
#[utoipa::path(get, path = "/scenarios/{id}", tag = "Scenarios", operation_id = "get_scenario", params(("id" = String, Path)),
    responses((status = 200, body = Envelope<SavedScenario>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope)))]
async fn get(ctx: Ctx, Path(id): Path<ScenarioId>) -> Result<Response> {
    let found = scenarios::get(&ctx, &id).await?;
    let version = found.version;
    Ok(envelope::ok_versioned(found, version))
}

/// Replaces an own scenario.
#[utoipa::path(put, path = "/scenarios/{id}", tag = "Scenarios", operation_id = "update_scenario", params(("id" = String, Path)), request_body = Scenario,
    responses((status = 200, body = Envelope<SavedScenario>), (status = 401, body = ErrorEnvelope), (status = 403, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 412, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn put(ctx: Ctx, Path(id): Path<ScenarioId>, headers: HeaderMap, Json(scenario): Json<Scenario>) -> Result<Response> {
    let saved = scenarios::update(&ctx, &id, scenario, envelope::if_match(&headers)?).await?;
    let version = saved.version;
    Ok(envelope::ok_versioned(saved, version))
}

/// Deletes an own scenario.
#[utoipa::path(delete, path = "/scenarios/{id}", tag = "Scenarios", operation_id = "delete_scenario", params(("id" = String, Path)),
    responses((status = 204), (status = 401, body = ErrorEnvelope), (status = 403, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope)))]
async fn delete(ctx: Ctx, Path(id): Path<ScenarioId>) -> Result<Response> {
    scenarios::delete(&ctx, &id).await?;
    Ok(envelope::no_content())
}

/// A copy of a template, a drawn or an own scenario as an own one.
#[utoipa::path(post, path = "/scenarios/{id}/duplicate", tag = "Scenarios", operation_id = "duplicate_scenario", params(("id" = String, Path)),
    responses((status = 201, body = Envelope<SavedScenario>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope)))]
async fn duplicate(ctx: Ctx, Path(id): Path<ScenarioId>) -> Result<Response> {
    let made = scenarios::duplicate(&ctx, &id).await?;
    let (location, version) = (format!("/api/v1/scenarios/{}", made.id), made.version);
    Ok(envelope::with_etag(envelope::created(made, &location), version))
}

/// Puts the scenario of a simulation on the shelf.
#[utoipa::path(post, path = "/simulations/{id}/keep-scenario", tag = "Scenarios", operation_id = "keep_scenario", params(("id" = String, Path)),
    responses((status = 201, body = Envelope<SavedScenario>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope)))]
async fn keep(ctx: Ctx, Path(id): Path<SimulationId>) -> Result<Response> {
    let made = scenarios::keep(&ctx, &id).await?;
    let (location, version) = (format!("/api/v1/scenarios/{}", made.id), made.version);
    Ok(envelope::with_etag(envelope::created(made, &location), version))
}
