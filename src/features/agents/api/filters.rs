//! `/agents/filters`: filters that the caller keeps in this workspace.

use axum::body::Body;
use axum::http::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::Result;
use crate::core::ids::FilterId;
use crate::features::agents::service;
use crate::features::agents::types::{FilterInput, SavedFilter};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope};
use crate::server::extract::{Json, Path};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(delete))
}

/// The caller's filters in this workspace, oldest first; there are at most 50.
#[utoipa::path(get, path = "/agents/filters", tag = "Agents", operation_id = "list_agent_filters", responses(
    (status = 200, body = Envelope<Vec<SavedFilter>>),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope, description = "No such workspace"),
))]
async fn list(ctx: Ctx) -> Result<Response<Body>> {
    Ok(envelope::ok(service::filters(&ctx).await?))
}

/// Keep a filter. One of the same name for the same list is replaced.
#[utoipa::path(post, path = "/agents/filters", tag = "Agents", operation_id = "create_agent_filter", request_body = FilterInput,
    params(("Idempotency-Key" = Option<String>, Header, description = "Gives the same answer again for 24 hours")),
    responses(
        (status = 201, body = Envelope<SavedFilter>),
        (status = 400, body = ErrorEnvelope),
        (status = 401, body = ErrorEnvelope),
        (status = 404, body = ErrorEnvelope, description = "No such workspace"),
        (status = 422, body = ErrorEnvelope),
        (status = 429, body = ErrorEnvelope, description = "There are 50 already"),
    ))]
async fn create(ctx: Ctx, Json(input): Json<FilterInput>) -> Result<Response<Body>> {
    Ok(envelope::created(service::keep_filter(&ctx, input).await?, "/api/v1/agents/filters"))
}

/// Remove a filter.
#[utoipa::path(delete, path = "/agents/filters/{id}", tag = "Agents", operation_id = "delete_agent_filter",
    params(("id" = FilterId, Path)), responses(
    (status = 204),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
))]
async fn delete(ctx: Ctx, Path(id): Path<FilterId>) -> Result<Response<Body>> {
    service::delete_filter(&ctx, &id).await?;
    Ok(envelope::no_content())
}
