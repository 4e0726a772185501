//! `/agents/library`: the built-in agents, read-only.

use axum::body::Body;
use axum::http::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::Result;
use crate::features::agents::service;
use crate::features::agents::types::{DomainCount, FacetQuery, Facets, LibraryAgent, LibraryQuery};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Path, Query};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(domains)).routes(routes!(facets)).routes(routes!(get))
}

/// Built-in agents: best match first with words to search for, otherwise by domain.
#[utoipa::path(get, path = "/agents/library", tag = "Agents", operation_id = "list_library_agents", params(LibraryQuery), responses(
    (status = 200, body = ListEnvelope<LibraryAgent>),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope, description = "No such workspace"),
    (status = 422, body = ErrorEnvelope),
))]
async fn list(ctx: Ctx, Query(query): Query<LibraryQuery>) -> Result<Response<Body>> {
    Ok(envelope::list(service::library(&ctx, query)?))
}

/// Domains of the library with the number of their agents.
#[utoipa::path(get, path = "/agents/library/domains", tag = "Agents", operation_id = "list_library_domains", responses(
    (status = 200, body = Envelope<Vec<DomainCount>>),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope, description = "No such workspace"),
))]
async fn domains(ctx: Ctx) -> Result<Response<Body>> {
    Ok(envelope::ok(service::library_domains(&ctx)?))
}

/// What the library can be narrowed by, with numbers.
#[utoipa::path(get, path = "/agents/library/facets", tag = "Agents", operation_id = "library_facets", params(FacetQuery), responses(
    (status = 200, body = Envelope<Facets>),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope, description = "No such workspace"),
    (status = 422, body = ErrorEnvelope),
))]
async fn facets(ctx: Ctx, Query(query): Query<FacetQuery>) -> Result<Response<Body>> {
    Ok(envelope::ok(service::library_facets(&ctx, &query)?))
}

/// One built-in agent.
#[utoipa::path(get, path = "/agents/library/{slug}", tag = "Agents", operation_id = "get_library_agent", params(("slug" = String, Path)), responses(
    (status = 200, body = Envelope<LibraryAgent>),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
))]
async fn get(ctx: Ctx, Path(slug): Path<String>) -> Result<Response<Body>> {
    Ok(envelope::ok(service::library_agent(&ctx, &slug)?))
}
