//! REST routes of workspaces.

mod invitations;
mod members;

use axum::http::HeaderMap;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service;
use super::types::{NewWorkspace, Workspace, WorkspaceUpdate};
use crate::core::{ListQuery, Result};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope, if_match};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update)).merge(members::router()).merge(invitations::router())
}

/// Workspaces you belong to.
#[utoipa::path(get, path = "/workspaces", tag = "Workspaces", operation_id = "list_workspaces", params(ListQuery), responses(
    (status = 200, body = ListEnvelope<Workspace>),
    (status = 401, body = ErrorEnvelope),
    (status = 422, body = ErrorEnvelope, description = "Unknown parameter, or a cursor of another list"),
))]
async fn list(ctx: Ctx, Query(query): Query<ListQuery>) -> Result<Response> {
    Ok(envelope::list(service::list(&ctx, query).await?))
}

/// Make a shared workspace. You become its owner.
#[utoipa::path(post, path = "/workspaces", tag = "Workspaces", operation_id = "create_workspace", request_body = NewWorkspace, responses(
    (status = 201, body = Envelope<Workspace>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "You are a guest"),
    (status = 422, body = ErrorEnvelope),
    (status = 429, body = ErrorEnvelope, description = "You belong to as many as one person may"),
))]
async fn create(ctx: Ctx, Json(input): Json<NewWorkspace>) -> Result<Response> {
    let made = service::create(&ctx, input).await?;
    let location = format!("/api/v1/workspaces/{}", made.id);
    let version = made.version;
    Ok(envelope::with_etag(envelope::created(made, &location), version))
}

/// One of your workspaces.
#[utoipa::path(get, path = "/workspaces/{id}", tag = "Workspaces", operation_id = "get_workspace", params(("id" = String, Path)), responses(
    (status = 200, body = Envelope<Workspace>),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
))]
async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    let found = service::get(&ctx, &id).await?;
    let version = found.version;
    Ok(envelope::ok_versioned(found, version))
}

/// Rename a workspace. Owners and admins may.
#[utoipa::path(patch, path = "/workspaces/{id}", tag = "Workspaces", operation_id = "update_workspace",
    params(("id" = String, Path), ("If-Match" = Option<String>, Header)), request_body = WorkspaceUpdate, responses(
    (status = 200, body = Envelope<Workspace>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 412, body = ErrorEnvelope, description = "If-Match is not the present version"),
    (status = 422, body = ErrorEnvelope),
))]
async fn update(ctx: Ctx, Path(id): Path<String>, headers: HeaderMap, Json(input): Json<WorkspaceUpdate>) -> Result<Response> {
    let changed = service::update(&ctx, &id, input, if_match(&headers)?).await?;
    let version = changed.version;
    Ok(envelope::ok_versioned(changed, version))
}
