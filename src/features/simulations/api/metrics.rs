//! What is measured of a simulation, what is wrong with it, and what it costs.

use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::features::simulations::service;
use crate::features::simulations::types::{Estimate, Metrics};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope};
use crate::server::extract::Path;
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(metrics)).routes(routes!(estimate))
}

/// Measures of the conversation, its health in words with remedies, and tokens and cost by agent
/// and purpose.
#[utoipa::path(get, path = "/simulations/{id}/metrics", tag = "Simulations", operation_id = "get_metrics", params(("id" = String, Path)),
    responses((status = 200, body = Envelope<Metrics>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope)))]
async fn metrics(ctx: Ctx, Path(id): Path<SimulationId>) -> Result<Response> {
    Ok(envelope::ok(service::metrics(&ctx, &id).await?))
}

/// What the turns that are left will take: tokens, calls per turn, and money as a range. Money is
/// null when the price of the model is unknown.
#[utoipa::path(get, path = "/simulations/{id}/estimate", tag = "Simulations", operation_id = "get_estimate", params(("id" = String, Path)),
    responses((status = 200, body = Envelope<Estimate>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope)))]
async fn estimate(ctx: Ctx, Path(id): Path<SimulationId>) -> Result<Response> {
    Ok(envelope::ok(service::estimate(&ctx, &id).await?))
}
