//! Who takes part.

use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::features::simulations::service;
use crate::features::simulations::types::{ParticipantInput, ParticipantPatch, Simulation};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope};
use crate::server::extract::{Json, Path};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(put_participants, add_participants)).routes(routes!(patch_participant))
}

/// The panel.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Panel {
    pub participants: Vec<ParticipantInput>,
}

/// Puts another panel, before the first line.
#[utoipa::path(put, path = "/simulations/{id}/participants", tag = "Simulations", operation_id = "set_simulation_participants", params(("id" = String, Path)), request_body = Panel,
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope), (status = 412, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn put_participants(ctx: Ctx, Path(id): Path<SimulationId>, headers: HeaderMap, Json(panel): Json<Panel>) -> Result<Response> {
    let changed = service::set_participants(&ctx, &id, panel.participants, envelope::if_match(&headers)?).await?;
    let version = changed.version;
    Ok(envelope::ok_versioned(changed, version))
}

/// Adds participants, while it doesn't run. Who left before comes back under the old id.
#[utoipa::path(post, path = "/simulations/{id}/participants", tag = "Simulations", operation_id = "add_simulation_participants", params(("id" = String, Path)), request_body = Panel,
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope), (status = 412, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn add_participants(ctx: Ctx, Path(id): Path<SimulationId>, headers: HeaderMap, Json(panel): Json<Panel>) -> Result<Response> {
    let changed = service::add_participants(&ctx, &id, panel.participants, envelope::if_match(&headers)?).await?;
    let version = changed.version;
    Ok(envelope::ok_versioned(changed, version))
}

/// Mutes a participant (at any time), takes one off the panel or brings one back (while it doesn't
/// run). Earlier lines stay.
#[utoipa::path(patch, path = "/simulations/{id}/participants/{pid}", tag = "Simulations", operation_id = "update_simulation_participant",
    params(("id" = String, Path), ("pid" = String, Path)), request_body = ParticipantPatch,
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope), (status = 412, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn patch_participant(
    ctx: Ctx,
    Path((id, pid)): Path<(SimulationId, String)>,
    headers: HeaderMap,
    Json(patch): Json<ParticipantPatch>,
) -> Result<Response> {
    let changed = service::patch_participant(&ctx, &id, &pid, patch, envelope::if_match(&headers)?).await?;
    let version = changed.version;
    Ok(envelope::ok_versioned(changed, version))
}
