//! What happened in a turn, questions beside the conversation, and branches.

use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::features::simulations::service;
use crate::features::simulations::types::{Aside, BranchInput, Simulation, TurnRecord, TurnSummary};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(turns)).routes(routes!(turn)).routes(routes!(asides)).routes(routes!(branch))
}

/// Where to go on reading.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AfterQuery {
    /// Number of the last entry you have; 0 for all.
    pub after: Option<u32>,
    /// 1 to 500; 100 by default.
    pub limit: Option<u32>,
}

/// Records of turns without prompts and texts. `next_cursor` is the next `after`.
#[utoipa::path(get, path = "/simulations/{id}/turns", tag = "Simulations", operation_id = "list_turns", params(("id" = String, Path), AfterQuery),
    responses((status = 200, body = ListEnvelope<TurnSummary>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn turns(ctx: Ctx, Path(id): Path<SimulationId>, Query(query): Query<AfterQuery>) -> Result<Response> {
    Ok(envelope::list(service::turns(&ctx, &id, query.after.unwrap_or(0), query.limit).await?))
}

/// Everything about a turn: the prompt, why this speaker, which attempts failed and why, what it
/// cost.
#[utoipa::path(get, path = "/simulations/{id}/turns/{turn}", tag = "Simulations", operation_id = "get_turn", params(("id" = String, Path), ("turn" = u32, Path)),
    responses((status = 200, body = Envelope<TurnRecord>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope)))]
async fn turn(ctx: Ctx, Path((id, turn)): Path<(SimulationId, u32)>) -> Result<Response> {
    Ok(envelope::ok(service::turn(&ctx, &id, turn).await?))
}

/// Questions to participants beside the conversation, with the answers. `next_cursor` is the next
/// `after`.
#[utoipa::path(get, path = "/simulations/{id}/asides", tag = "Simulations", operation_id = "list_asides", params(("id" = String, Path), AfterQuery),
    responses((status = 200, body = ListEnvelope<Aside>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn asides(ctx: Ctx, Path(id): Path<SimulationId>, Query(query): Query<AfterQuery>) -> Result<Response> {
    Ok(envelope::list(service::asides(&ctx, &id, u64::from(query.after.unwrap_or(0)), query.limit).await?))
}

/// Goes on from a turn in a new simulation. Without a change it says what the original said; with one
/// change it is a twin.
#[utoipa::path(post, path = "/simulations/{id}/branch", tag = "Simulations", operation_id = "branch_simulation", params(("id" = String, Path)), request_body = BranchInput,
    responses((status = 201, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 403, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn branch(ctx: Ctx, Path(id): Path<SimulationId>, Json(input): Json<BranchInput>) -> Result<Response> {
    let made = service::branch(&ctx, &id, input).await?;
    let (location, version) = (format!("/api/v1/simulations/{}", made.id), made.version);
    Ok(envelope::with_etag(envelope::created(made, &location), version))
}
