//! Reactions, highlights and notes beside lines.

use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::ids::SimulationId;
use crate::core::{ListQuery, Result};
use crate::features::simulations::service::annotations;
use crate::features::simulations::types::{Annotation, AnnotationInput};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(remove))
}

/// What people put beside the lines, in the order of the transcript.
#[utoipa::path(get, path = "/simulations/{id}/annotations", tag = "Simulations", operation_id = "list_annotations", params(("id" = String, Path), ListQuery),
    responses((status = 200, body = ListEnvelope<Annotation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn list(ctx: Ctx, Path(id): Path<SimulationId>, Query(query): Query<ListQuery>) -> Result<Response> {
    Ok(envelope::list(annotations::list(&ctx, &id, &query).await?))
}

/// Highlights a line, reacts to it or writes a note about it. Agents never see it; documents take
/// highlighted lines as evidence first.
#[utoipa::path(post, path = "/simulations/{id}/annotations", tag = "Simulations", operation_id = "create_annotation", params(("id" = String, Path)), request_body = AnnotationInput,
    responses((status = 201, body = Envelope<Annotation>), (status = 401, body = ErrorEnvelope), (status = 403, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn create(ctx: Ctx, Path(id): Path<SimulationId>, Json(input): Json<AnnotationInput>) -> Result<Response> {
    let made = annotations::create(&ctx, &id, input).await?;
    let location = format!("/api/v1/simulations/{id}/annotations/{}", made.id);
    Ok(envelope::created(made, &location))
}

/// Removes one: reactions and notes by who made them, highlights by everybody who may observe.
#[utoipa::path(delete, path = "/simulations/{id}/annotations/{annotation_id}", tag = "Simulations", operation_id = "delete_annotation", params(("id" = String, Path), ("annotation_id" = String, Path)),
    responses((status = 204), (status = 401, body = ErrorEnvelope), (status = 403, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope)))]
async fn remove(ctx: Ctx, Path((id, annotation)): Path<(SimulationId, String)>) -> Result<Response> {
    annotations::delete(&ctx, &id, &annotation).await?;
    Ok(envelope::no_content())
}
