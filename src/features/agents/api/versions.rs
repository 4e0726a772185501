//! Earlier states of an agent under `/agents/{id}/versions`.

use axum::body::Body;
use axum::http::{HeaderMap, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::versioned;
use crate::core::Result;
use crate::core::ids::AgentId;
use crate::features::agents::history::{AgentVersion, RestoreInput, VersionQuery};
use crate::features::agents::service::versions as service;
use crate::features::agents::types::Agent;
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get)).routes(routes!(restore))
}

/// The states of an agent, newest first. The first is the agent as it is now; 50 earlier ones are kept.
#[utoipa::path(get, path = "/agents/{id}/versions", tag = "Agents", operation_id = "list_agent_versions",
    params(("id" = AgentId, Path), VersionQuery), responses(
    (status = 200, body = ListEnvelope<AgentVersion>),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 422, body = ErrorEnvelope),
))]
async fn list(ctx: Ctx, Path(id): Path<AgentId>, Query(query): Query<VersionQuery>) -> Result<Response<Body>> {
    Ok(envelope::list(service::list(&ctx, &id, query).await?))
}

/// One state of an agent.
#[utoipa::path(get, path = "/agents/{id}/versions/{version}", tag = "Agents", operation_id = "get_agent_version",
    params(("id" = AgentId, Path), ("version" = u32, Path)), responses(
    (status = 200, body = Envelope<AgentVersion>),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope, description = "No such agent, or the version is no longer kept"),
))]
async fn get(ctx: Ctx, Path((id, version)): Path<(AgentId, u32)>) -> Result<Response<Body>> {
    Ok(envelope::ok(service::get(&ctx, &id, version).await?))
}

/// Make an agent what it was. This is a change like any other and makes a new version.
#[utoipa::path(post, path = "/agents/{id}/restore", tag = "Agents", operation_id = "restore_agent", request_body = RestoreInput,
    params(("id" = AgentId, Path), ("If-Match" = Option<String>, Header, description = "ETag of the newest version you saw")),
    responses(
        (status = 200, body = Envelope<Agent>, headers(("ETag" = String))),
        (status = 400, body = ErrorEnvelope),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 404, body = ErrorEnvelope, description = "No such agent, or the version is no longer kept"),
        (status = 412, body = ErrorEnvelope, description = "Somebody else saved a newer version"),
        (status = 422, body = ErrorEnvelope),
    ))]
async fn restore(ctx: Ctx, Path(id): Path<AgentId>, headers: HeaderMap, Json(input): Json<RestoreInput>) -> Result<Response<Body>> {
    Ok(versioned(service::restore(&ctx, &id, input.version, envelope::if_match(&headers)?).await?))
}
