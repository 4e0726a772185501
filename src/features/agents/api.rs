//! `/agents`: the own ones, the library (`library`), the shelf (`saved`), what is done with several
//! (`bulk`), and the filters that people keep (`filters`).

mod avatar;
mod bulk;
mod filters;
mod library;
mod panel;
mod saved;
mod transfer;
mod versions;

pub use transfer::{LONGEST_BODY, LONGEST_UPLOAD, takes_files};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Response};
use axum::routing::post;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service;
use super::types::{Agent, AgentInput, AgentQuery, FacetQuery, Facets};
use crate::core::Result;
use crate::core::ids::AgentId;
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::events::sse;
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

/// The routes of this feature, relative to `/api/v1`.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, replace, patch, delete))
        .routes(routes!(duplicate))
        .merge(avatar::router())
        .routes(routes!(facets))
        .routes(routes!(events))
        .merge(bulk::router())
        .merge(filters::router())
        .merge(library::router())
        .merge(panel::router())
        .merge(saved::router())
        .merge(versions::router())
        .merge(transfer::router())
}

/// Addresses outside the API: the upload of the import page, and of pictures.
pub fn root_router() -> Router<AppState> {
    Router::new().route("/agents/import/upload", post(transfer::upload)).merge(avatar::root_router())
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

/// Delete an agent; for a week it can be restored. Simulations keep their copy of it.
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

/// What the own agents can be narrowed by, with numbers.
#[utoipa::path(get, path = "/agents/facets", tag = "Agents", operation_id = "agent_facets", params(FacetQuery), responses(
    (status = 200, body = Envelope<Facets>),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope, description = "No such workspace"),
    (status = 422, body = ErrorEnvelope),
))]
async fn facets(ctx: Ctx, Query(query): Query<FacetQuery>) -> Result<Response<Body>> {
    Ok(envelope::ok(service::facets(&ctx, &query).await?))
}

/// Where to go on in a stream.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AfterQuery {
    /// Number of the last event that was seen; the header `Last-Event-ID` wins.
    after: Option<u64>,
}

/// Changes of the workspace's agents and of its shelf as a stream without end: `agents_changed` {ids, action} and
/// `shelf_changed` {id, action}; the action is `created`, `updated`, `deleted` or `restored`.
#[utoipa::path(get, path = "/agents/events", tag = "Agents", operation_id = "agent_events",
    params(AfterQuery, ("Last-Event-ID" = Option<u64>, Header)), responses(
    (status = 200, content_type = "text/event-stream", body = String),
    (status = 400, body = ErrorEnvelope, description = "Last-Event-ID is not a number"),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope, description = "No such workspace"),
))]
async fn events(ctx: Ctx, headers: HeaderMap, Query(query): Query<AfterQuery>) -> Result<Response<Body>> {
    let stream = service::changes(&ctx)?;
    let after = sse::resume_point(&headers, query.after)?;
    Ok(sse::respond(ctx, stream, after, &[]))
}

fn versioned(agent: Agent) -> Response<Body> {
    let version = agent.version;
    envelope::ok_versioned(agent, version)
}

fn created(agent: Agent) -> Response<Body> {
    let (version, location) = (agent.version, format!("/api/v1/agents/{}", agent.id));
    envelope::with_etag(envelope::created(agent, &location), version)
}
