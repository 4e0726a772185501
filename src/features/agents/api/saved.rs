//! `/saved-agents`: the shelf of the workspace. Its agents are copies: an own agent is put on it, taken
//! from it, and either side brought up to date by the other.

use axum::body::Body;
use axum::http::{HeaderMap, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::versioned as agent_versioned;
use crate::core::Result;
use crate::core::ids::{AgentId, SavedAgentId};
use crate::features::agents::service;
use crate::features::agents::types::{Agent, AgentInput, SavedAgent, SavedQuery, ShelfLink};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, replace, delete))
        .routes(routes!(take))
        .routes(routes!(save))
        .routes(routes!(save_library))
        .routes(routes!(update))
        .routes(routes!(link))
}

/// Saved agents of the workspace, newest first.
#[utoipa::path(get, path = "/saved-agents", tag = "Agents", operation_id = "list_saved_agents", params(SavedQuery), responses(
    (status = 200, body = ListEnvelope<SavedAgent>),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope, description = "No such workspace"),
    (status = 422, body = ErrorEnvelope),
))]
async fn list(ctx: Ctx, Query(query): Query<SavedQuery>) -> Result<Response<Body>> {
    Ok(envelope::list(service::saved(&ctx, query).await?))
}

/// Put an agent on the shelf. To save one that exists: `POST /agents/{id}/save`, `POST /agents/library/{slug}/save`.
#[utoipa::path(post, path = "/saved-agents", tag = "Agents", operation_id = "create_saved_agent", request_body = AgentInput,
    params(("Idempotency-Key" = Option<String>, Header, description = "Gives the same answer again for 24 hours")),
    responses(
        (status = 201, body = Envelope<SavedAgent>, headers(("Location" = String), ("ETag" = String))),
        (status = 400, body = ErrorEnvelope),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 422, body = ErrorEnvelope),
    ))]
async fn create(ctx: Ctx, Json(input): Json<AgentInput>) -> Result<Response<Body>> {
    Ok(created(service::create_saved(&ctx, input).await?))
}

/// One saved agent.
#[utoipa::path(get, path = "/saved-agents/{id}", tag = "Agents", operation_id = "get_saved_agent", params(("id" = SavedAgentId, Path)), responses(
    (status = 200, body = Envelope<SavedAgent>, headers(("ETag" = String))),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
))]
async fn get(ctx: Ctx, Path(id): Path<SavedAgentId>) -> Result<Response<Body>> {
    Ok(versioned(service::saved_agent(&ctx, &id).await?))
}

/// Replace a saved agent.
#[utoipa::path(put, path = "/saved-agents/{id}", tag = "Agents", operation_id = "replace_saved_agent", request_body = AgentInput,
    params(("id" = SavedAgentId, Path), ("If-Match" = Option<String>, Header, description = "ETag of the version to replace")),
    responses(
        (status = 200, body = Envelope<SavedAgent>, headers(("ETag" = String))),
        (status = 400, body = ErrorEnvelope),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 404, body = ErrorEnvelope),
        (status = 412, body = ErrorEnvelope, description = "Somebody else saved a newer version"),
        (status = 422, body = ErrorEnvelope),
    ))]
async fn replace(ctx: Ctx, Path(id): Path<SavedAgentId>, headers: HeaderMap, Json(input): Json<AgentInput>) -> Result<Response<Body>> {
    Ok(versioned(service::replace_saved(&ctx, &id, input, envelope::if_match(&headers)?).await?))
}

/// Take an agent off the shelf. Own agents that came from it stay.
#[utoipa::path(delete, path = "/saved-agents/{id}", tag = "Agents", operation_id = "delete_saved_agent",
    params(("id" = SavedAgentId, Path), ("If-Match" = Option<String>, Header, description = "ETag of the version to delete")),
    responses(
        (status = 204),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 404, body = ErrorEnvelope),
        (status = 412, body = ErrorEnvelope, description = "Somebody else saved a newer version"),
    ))]
async fn delete(ctx: Ctx, Path(id): Path<SavedAgentId>, headers: HeaderMap) -> Result<Response<Body>> {
    service::delete_saved(&ctx, &id, envelope::if_match(&headers)?).await?;
    Ok(envelope::no_content())
}

/// Make an own agent of a saved one.
#[utoipa::path(post, path = "/saved-agents/{id}/use", tag = "Agents", operation_id = "use_saved_agent",
    params(("id" = SavedAgentId, Path), ("Idempotency-Key" = Option<String>, Header, description = "Gives the same answer again for 24 hours")),
    responses(
        (status = 201, body = Envelope<Agent>, headers(("Location" = String), ("ETag" = String))),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 404, body = ErrorEnvelope),
    ))]
async fn take(ctx: Ctx, Path(id): Path<SavedAgentId>) -> Result<Response<Body>> {
    Ok(super::created(service::use_saved(&ctx, &id).await?))
}

/// Put an own agent on the shelf. The one that is there already takes over how the agent is now.
#[utoipa::path(post, path = "/agents/{id}/save", tag = "Agents", operation_id = "save_agent",
    params(("id" = AgentId, Path)),
    responses(
        (status = 201, body = Envelope<SavedAgent>, headers(("Location" = String), ("ETag" = String))),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 404, body = ErrorEnvelope),
    ))]
async fn save(ctx: Ctx, Path(id): Path<AgentId>) -> Result<Response<Body>> {
    Ok(created(service::save(&ctx, &id).await?))
}

/// Put a library agent on the shelf.
#[utoipa::path(post, path = "/agents/library/{slug}/save", tag = "Agents", operation_id = "save_library_agent",
    params(("slug" = String, Path)),
    responses(
        (status = 201, body = Envelope<SavedAgent>, headers(("Location" = String), ("ETag" = String))),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 404, body = ErrorEnvelope),
    ))]
async fn save_library(ctx: Ctx, Path(slug): Path<String>) -> Result<Response<Body>> {
    Ok(created(service::save_from_library(&ctx, &slug).await?))
}

/// Bring how the saved agent is now into the own agent that belongs to it.
#[utoipa::path(post, path = "/agents/{id}/update-from-saved", tag = "Agents", operation_id = "update_agent_from_saved",
    params(("id" = AgentId, Path), ("If-Match" = Option<String>, Header, description = "ETag of the version to change")),
    responses(
        (status = 200, body = Envelope<Agent>, headers(("ETag" = String))),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 404, body = ErrorEnvelope),
        (status = 409, body = ErrorEnvelope, description = "The agent is not on the shelf"),
        (status = 412, body = ErrorEnvelope, description = "Somebody else saved a newer version"),
    ))]
async fn update(ctx: Ctx, Path(id): Path<AgentId>, headers: HeaderMap) -> Result<Response<Body>> {
    Ok(agent_versioned(service::update_from_saved(&ctx, &id, envelope::if_match(&headers)?).await?))
}

/// How an own agent and its saved one stand to each other; `null` when it is not on the shelf.
#[utoipa::path(get, path = "/agents/{id}/saved", tag = "Agents", operation_id = "get_agent_saved", params(("id" = AgentId, Path)), responses(
    (status = 200, body = Envelope<Option<ShelfLink>>),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
))]
async fn link(ctx: Ctx, Path(id): Path<AgentId>) -> Result<Response<Body>> {
    Ok(envelope::ok(service::shelf_of(&ctx, &id).await?))
}

fn versioned(saved: SavedAgent) -> Response<Body> {
    let version = saved.version;
    envelope::ok_versioned(saved, version)
}

fn created(saved: SavedAgent) -> Response<Body> {
    let (version, location) = (saved.version, format!("/api/v1/saved-agents/{}", saved.id));
    envelope::with_etag(envelope::created(saved, &location), version)
}
