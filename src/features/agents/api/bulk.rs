//! What is done with several agents at once.

use axum::body::Body;
use axum::http::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::Result;
use crate::features::agents::service;
use crate::features::agents::types::{Agent, AgentIds, AgentsChanged, AgentsDeleted, AgentsRestored, LibrarySelection, TagChange};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope};
use crate::server::extract::Json;
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(delete))
        .routes(routes!(restore))
        .routes(routes!(tag))
        .routes(routes!(duplicate))
        .routes(routes!(add))
}

/// Delete up to 500 agents. Ids that don't exist here are reported, the others are deleted; for a week they can be
/// restored.
#[utoipa::path(post, path = "/agents/bulk-delete", tag = "Agents", operation_id = "bulk_delete_agents", request_body = AgentIds, responses(
    (status = 200, body = Envelope<AgentsDeleted>),
    (status = 400, body = ErrorEnvelope),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 422, body = ErrorEnvelope),
))]
async fn delete(ctx: Ctx, Json(input): Json<AgentIds>) -> Result<Response<Body>> {
    Ok(envelope::ok(service::delete_many(&ctx, input.ids).await?))
}

/// Undo deletions: put up to 500 agents back as they were, with their ids and versions. Ids that are not in the trash
/// are reported.
#[utoipa::path(post, path = "/agents/restore", tag = "Agents", operation_id = "restore_agents", request_body = AgentIds, responses(
    (status = 200, body = Envelope<AgentsRestored>),
    (status = 400, body = ErrorEnvelope),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 422, body = ErrorEnvelope),
))]
async fn restore(ctx: Ctx, Json(input): Json<AgentIds>) -> Result<Response<Body>> {
    Ok(envelope::ok(service::restore(&ctx, input.ids).await?))
}

/// Add tags to up to 500 agents, or take tags off them.
#[utoipa::path(post, path = "/agents/bulk-tag", tag = "Agents", operation_id = "bulk_tag_agents", request_body = TagChange, responses(
    (status = 200, body = Envelope<AgentsChanged>),
    (status = 400, body = ErrorEnvelope),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 409, body = ErrorEnvelope, description = "Too many changes at the same time"),
    (status = 422, body = ErrorEnvelope),
))]
async fn tag(ctx: Ctx, Json(input): Json<TagChange>) -> Result<Response<Body>> {
    Ok(envelope::ok(service::change_tags(&ctx, input).await?))
}

/// Copy up to 500 agents, all or none.
#[utoipa::path(post, path = "/agents/bulk-duplicate", tag = "Agents", operation_id = "bulk_duplicate_agents", request_body = AgentIds,
    params(("Idempotency-Key" = Option<String>, Header, description = "Gives the same answer again for 24 hours")),
    responses(
        (status = 201, body = Envelope<Vec<Agent>>),
        (status = 400, body = ErrorEnvelope),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 404, body = ErrorEnvelope, description = "One of them is not there"),
        (status = 422, body = ErrorEnvelope),
    ))]
async fn duplicate(ctx: Ctx, Json(input): Json<AgentIds>) -> Result<Response<Body>> {
    Ok(envelope::created(service::duplicate_many(&ctx, input.ids).await?, "/api/v1/agents"))
}

/// Add library agents to the workspace: all or none, in one step.
#[utoipa::path(post, path = "/agents/bulk", tag = "Agents", operation_id = "add_library_agents", request_body = LibrarySelection,
    params(("Idempotency-Key" = Option<String>, Header, description = "Gives the same answer again for 24 hours")),
    responses(
        (status = 201, body = Envelope<Vec<Agent>>),
        (status = 400, body = ErrorEnvelope),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 422, body = ErrorEnvelope, description = "Unknown slugs, or none, or more than 500"),
    ))]
async fn add(ctx: Ctx, Json(input): Json<LibrarySelection>) -> Result<Response<Body>> {
    Ok(envelope::created(service::add_from_library(&ctx, input.library).await?, "/api/v1/agents"))
}
