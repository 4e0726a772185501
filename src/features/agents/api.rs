//! `/agents` and, for the same shelf under its other name, `/saved-agents`.

mod avatar;
mod library;
mod panel;
mod saved;

use axum::body::Body;
use axum::http::{HeaderMap, Response};
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service;
use super::types::{Agent, AgentIds, AgentInput, AgentQuery, AgentsDeleted, LibrarySelection};
use crate::core::Result;
use crate::core::ids::AgentId;
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

pub use avatar::root_router;

/// The routes of this feature, relative to `/api/v1`.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, replace, patch, delete))
        .routes(routes!(bulk_delete))
        .routes(routes!(bulk_add))
        .routes(routes!(duplicate))
        .merge(avatar::router())
        .merge(library::router())
        .merge(panel::router())
        .merge(saved::router())
}

/// Own agents of the workspace.
#[utoipa::path(get, path = "/agents", tag = "Agents", operation_id = "list_agents", params(AgentQuery), responses(
    (status = 200, body = ListEnvelope<Agent>),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope, description = "No such workspace"),
    (status = 422, body = ErrorEnvelope),
))]
async fn list(ctx: Ctx, Query(query): Query<AgentQuery>) -> Result<Response<Body>> {
    Ok(envelope::list(service::list(&ctx, query).await?))
}

/// Create an agent. Name, archetype and expertise are enough; everything else has a default.
#[utoipa::path(post, path = "/agents", tag = "Agents", operation_id = "create_agent", request_body = AgentInput,
    params(("Idempotency-Key" = Option<String>, Header, description = "Gives the same answer again for 24 hours")),
    responses(
        (status = 201, body = Envelope<Agent>, headers(("Location" = String), ("ETag" = String))),
        (status = 400, body = ErrorEnvelope),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 422, body = ErrorEnvelope),
    ))]
async fn create(ctx: Ctx, Json(input): Json<AgentInput>) -> Result<Response<Body>> {
    Ok(created(service::create(&ctx, input).await?))
}

/// One own agent.
#[utoipa::path(get, path = "/agents/{id}", tag = "Agents", operation_id = "get_agent", params(("id" = AgentId, Path)), responses(
    (status = 200, body = Envelope<Agent>, headers(("ETag" = String))),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
))]
async fn get(ctx: Ctx, Path(id): Path<AgentId>) -> Result<Response<Body>> {
    Ok(versioned(service::get(&ctx, &id).await?))
}

/// Replace an agent.
#[utoipa::path(put, path = "/agents/{id}", tag = "Agents", operation_id = "replace_agent", request_body = AgentInput,
    params(("id" = AgentId, Path), ("If-Match" = Option<String>, Header, description = "ETag of the version to replace")),
    responses(
        (status = 200, body = Envelope<Agent>, headers(("ETag" = String))),
        (status = 400, body = ErrorEnvelope),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 404, body = ErrorEnvelope),
        (status = 412, body = ErrorEnvelope, description = "Somebody else saved a newer version"),
        (status = 422, body = ErrorEnvelope),
    ))]
async fn replace(ctx: Ctx, Path(id): Path<AgentId>, headers: HeaderMap, Json(input): Json<AgentInput>) -> Result<Response<Body>> {
    Ok(versioned(service::replace(&ctx, &id, input, envelope::if_match(&headers)?).await?))
}

/// Change some fields of an agent (JSON merge: `null` sets a field back to its default, objects
/// are merged, lists replaced).
#[utoipa::path(patch, path = "/agents/{id}", tag = "Agents", operation_id = "update_agent", request_body = AgentInput,
    params(("id" = AgentId, Path), ("If-Match" = Option<String>, Header, description = "ETag of the version to change")),
    responses(
        (status = 200, body = Envelope<Agent>, headers(("ETag" = String))),
        (status = 400, body = ErrorEnvelope),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 404, body = ErrorEnvelope),
        (status = 409, body = ErrorEnvelope, description = "Too many changes at the same time"),
        (status = 412, body = ErrorEnvelope, description = "Somebody else saved a newer version"),
        (status = 422, body = ErrorEnvelope),
    ))]
async fn patch(ctx: Ctx, Path(id): Path<AgentId>, headers: HeaderMap, Json(changes): Json<Map<String, Value>>) -> Result<Response<Body>> {
    Ok(versioned(service::patch(&ctx, &id, changes, envelope::if_match(&headers)?).await?))
}

/// Delete an agent. Simulations keep their copy of it.
#[utoipa::path(delete, path = "/agents/{id}", tag = "Agents", operation_id = "delete_agent",
    params(("id" = AgentId, Path), ("If-Match" = Option<String>, Header, description = "ETag of the version to delete")),
    responses(
        (status = 204),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 404, body = ErrorEnvelope),
        (status = 412, body = ErrorEnvelope, description = "Somebody else saved a newer version"),
    ))]
async fn delete(ctx: Ctx, Path(id): Path<AgentId>, headers: HeaderMap) -> Result<Response<Body>> {
    service::delete(&ctx, &id, envelope::if_match(&headers)?).await?;
    Ok(envelope::no_content())
}

/// Delete up to 500 agents. Ids that don't exist here are reported, the others are deleted.
#[utoipa::path(post, path = "/agents/bulk-delete", tag = "Agents", operation_id = "bulk_delete_agents", request_body = AgentIds, responses(
    (status = 200, body = Envelope<AgentsDeleted>),
    (status = 400, body = ErrorEnvelope),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 422, body = ErrorEnvelope),
))]
async fn bulk_delete(ctx: Ctx, Json(input): Json<AgentIds>) -> Result<Response<Body>> {
    Ok(envelope::ok(service::delete_many(&ctx, input.ids).await?))
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
async fn bulk_add(ctx: Ctx, Json(input): Json<LibrarySelection>) -> Result<Response<Body>> {
    Ok(envelope::created(service::add_from_library(&ctx, input.library).await?, "/api/v1/agents"))
}

/// Copy an agent.
#[utoipa::path(post, path = "/agents/{id}/duplicate", tag = "Agents", operation_id = "duplicate_agent",
    params(("id" = AgentId, Path), ("Idempotency-Key" = Option<String>, Header, description = "Gives the same answer again for 24 hours")),
    responses(
        (status = 201, body = Envelope<Agent>, headers(("Location" = String), ("ETag" = String))),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 404, body = ErrorEnvelope),
    ))]
async fn duplicate(ctx: Ctx, Path(id): Path<AgentId>) -> Result<Response<Body>> {
    Ok(created(service::duplicate(&ctx, &id).await?))
}

fn versioned(agent: Agent) -> Response<Body> {
    let version = agent.version;
    envelope::ok_versioned(agent, version)
}

fn created(agent: Agent) -> Response<Body> {
    let (version, location) = (agent.version, format!("/api/v1/agents/{}", agent.id));
    envelope::with_etag(envelope::created(agent, &location), version)
}
