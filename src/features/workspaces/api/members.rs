//! REST routes of members, and of the end of a workspace.

use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::{ListQuery, Result};
use crate::features::workspaces::service;
use crate::features::workspaces::types::{Deletion, Member, MemberUpdate, Transfer, Workspace};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(update, remove)).routes(routes!(transfer)).routes(routes!(delete))
}

/// Members of a workspace, oldest membership first. `sort` is `created_at`, `-created_at` or `name`; `q` looks for names and addresses.
#[utoipa::path(get, path = "/workspaces/{id}/members", tag = "Workspaces", operation_id = "list_members",
    params(("id" = String, Path), ListQuery), responses(
    (status = 200, body = ListEnvelope<Member>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "Your role doesn't show it"),
    (status = 404, body = ErrorEnvelope),
    (status = 422, body = ErrorEnvelope, description = "Unknown parameter, or a cursor of another list"),
))]
async fn list(ctx: Ctx, Path(id): Path<String>, Query(query): Query<ListQuery>) -> Result<Response> {
    Ok(envelope::list(service::members(&ctx, &id, query).await?))
}

/// Change a member's role. Nobody gives more than they have; only owners touch owners.
#[utoipa::path(patch, path = "/workspaces/{id}/members/{user_id}", tag = "Workspaces", operation_id = "update_member",
    params(("id" = String, Path), ("user_id" = String, Path)), request_body = MemberUpdate, responses(
    (status = 200, body = Envelope<Member>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 409, body = ErrorEnvelope, description = "The only owner can't be demoted"),
    (status = 422, body = ErrorEnvelope),
))]
async fn update(ctx: Ctx, Path((id, user)): Path<(String, String)>, Json(input): Json<MemberUpdate>) -> Result<Response> {
    Ok(envelope::ok(service::set_role(&ctx, &id, &user, input).await?))
}

/// Remove a member, at once and everywhere. With `me` you leave.
#[utoipa::path(delete, path = "/workspaces/{id}/members/{user_id}", tag = "Workspaces", operation_id = "remove_member",
    params(("id" = String, Path), ("user_id" = String, Path, description = "A member, or `me`")), responses(
    (status = 204),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 409, body = ErrorEnvelope, description = "The only owner can't go, and nobody leaves a personal workspace"),
))]
async fn remove(ctx: Ctx, Path((id, user)): Path<(String, String)>) -> Result<Response> {
    service::remove(&ctx, &id, &user).await?;
    Ok(envelope::no_content())
}

/// Hand the workspace over: a member becomes an owner, you become an administrator.
#[utoipa::path(post, path = "/workspaces/{id}/transfer", tag = "Workspaces", operation_id = "transfer_workspace",
    params(("id" = String, Path)), request_body = Transfer, responses(
    (status = 200, body = Envelope<Workspace>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 409, body = ErrorEnvelope, description = "It is a personal workspace"),
    (status = 422, body = ErrorEnvelope, description = "The name wasn't confirmed, or the person isn't a member"),
))]
async fn transfer(ctx: Ctx, Path(id): Path<String>, Json(input): Json<Transfer>) -> Result<Response> {
    let handed = service::transfer(&ctx, &id, input).await?;
    let version = handed.version;
    Ok(envelope::ok_versioned(handed, version))
}

/// Delete a workspace with everything in it. Nobody sees it from that moment.
#[utoipa::path(delete, path = "/workspaces/{id}", tag = "Workspaces", operation_id = "delete_workspace",
    params(("id" = String, Path), Deletion), responses(
    (status = 204),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 409, body = ErrorEnvelope, description = "It is a personal workspace"),
    (status = 422, body = ErrorEnvelope, description = "The name wasn't confirmed"),
))]
async fn delete(ctx: Ctx, Path(id): Path<String>, Query(input): Query<Deletion>) -> Result<Response> {
    service::delete(&ctx, &id, input.confirm.as_deref().unwrap_or("")).await?;
    Ok(envelope::no_content())
}
