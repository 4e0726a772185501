//! REST routes of the administration.

use axum::http::HeaderMap;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service;
use super::types::{AdminUser, UserPatch, UserQuery};
use crate::core::Result;
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope, if_match};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get, update))
}

/// People of this installation, newest first. For its administrators.
#[utoipa::path(get, path = "/admin/users", tag = "Administration", operation_id = "list_users", params(UserQuery), responses(
    (status = 200, body = ListEnvelope<AdminUser>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "You don't administer this installation"),
    (status = 422, body = ErrorEnvelope, description = "Unknown parameter or value, or a cursor of another list"),
))]
async fn list(ctx: Ctx, Query(query): Query<UserQuery>) -> Result<Response> {
    Ok(envelope::list(service::list(&ctx, query).await?))
}

/// One person.
#[utoipa::path(get, path = "/admin/users/{id}", tag = "Administration", operation_id = "get_user", params(("id" = String, Path)), responses(
    (status = 200, body = Envelope<AdminUser>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "You don't administer this installation"),
    (status = 404, body = ErrorEnvelope),
))]
async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let found = service::show(&ctx, &id).await?;
    let version = found.version;
    Ok(envelope::ok_versioned(found, version))
}

/// Make somebody an administrator or not, deactivate or activate them. It takes effect at once on
/// their sessions, API keys and open streams.
#[utoipa::path(patch, path = "/admin/users/{id}", tag = "Administration", operation_id = "update_user",
    params(("id" = String, Path), ("If-Match" = Option<String>, Header)), request_body = UserPatch, responses(
    (status = 200, body = Envelope<AdminUser>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "You don't administer this installation, or sent an API key"),
    (status = 404, body = ErrorEnvelope),
    (status = 409, body = ErrorEnvelope, description = "The only administrator, your own account, or a guest"),
    (status = 412, body = ErrorEnvelope, description = "If-Match is not the present version"),
    (status = 422, body = ErrorEnvelope),
))]
async fn update(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap, Json(input): Json<UserPatch>) -> Result<Response> {
    let changed = service::update(&ctx, &id, input, if_match(&headers)?).await?;
    let version = changed.version;
    Ok(envelope::ok_versioned(changed, version))
}
