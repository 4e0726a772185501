//! REST routes of invitations.

use axum::http::{HeaderValue, header};
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::{ListQuery, Result};
use crate::features::workspaces::service;
use crate::features::workspaces::types::{CreatedInvitation, Invitation, InvitationPreview, MyInvitation, NewInvitation, Workspace};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(revoke))
        .routes(routes!(mine))
        .routes(routes!(preview))
        .routes(routes!(accept))
}

/// Invitations of a workspace, newest first. Those that ended stay in the list for a month.
#[utoipa::path(get, path = "/workspaces/{id}/invitations", tag = "Workspaces", operation_id = "list_invitations",
    params(("id" = String, Path), ListQuery), responses(
    (status = 200, body = ListEnvelope<Invitation>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 422, body = ErrorEnvelope, description = "Unknown parameter, or a cursor of another list"),
))]
async fn list(ctx: Ctx, Path(id): Path<String>, Query(query): Query<ListQuery>) -> Result<Response> {
    Ok(envelope::list(service::invitations(&ctx, &id, query).await?))
}

/// Invite by link, or by mail when there is an address. The link is shown in this answer only, so an Idempotency-Key is not kept.
#[utoipa::path(post, path = "/workspaces/{id}/invitations", tag = "Workspaces", operation_id = "create_invitation",
    params(("id" = String, Path)), request_body = NewInvitation, responses(
    (status = 201, body = Envelope<CreatedInvitation>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 409, body = ErrorEnvelope, description = "It is a personal workspace"),
    (status = 422, body = ErrorEnvelope),
    (status = 429, body = ErrorEnvelope, description = "Too many invitations"),
))]
async fn create(ctx: Ctx, Path(id): Path<String>, Json(input): Json<NewInvitation>) -> Result<Response> {
    let made = service::invite(&ctx, &id, input).await?;
    let location = format!("/api/v1/workspaces/{id}/invitations/{}", made.invitation.id);
    Ok(unkept(envelope::created(made, &location)))
}

/// Take an invitation back.
#[utoipa::path(delete, path = "/workspaces/{id}/invitations/{invitation_id}", tag = "Workspaces", operation_id = "revoke_invitation",
    params(("id" = String, Path), ("invitation_id" = String, Path)), responses(
    (status = 204),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
))]
async fn revoke(ctx: Ctx, Path((id, invitation)): Path<(String, String)>) -> Result<Response> {
    service::revoke(&ctx, &id, &invitation).await?;
    Ok(envelope::no_content())
}

/// Open invitations that were mailed to your verified address.
#[utoipa::path(get, path = "/invitations", tag = "Workspaces", operation_id = "list_my_invitations", responses(
    (status = 200, body = Envelope<Vec<MyInvitation>>),
    (status = 401, body = ErrorEnvelope),
))]
async fn mine(ctx: Ctx) -> Result<Response> {
    Ok(envelope::ok(service::mine(&ctx).await?))
}

/// Who invites you to what. Decides nothing, and needs no account.
#[utoipa::path(get, path = "/invitations/{token}", tag = "Workspaces", operation_id = "get_invitation",
    params(("token" = String, Path, description = "The secret of the link, or the id of an invitation to your verified address")),
    security(()), responses(
    (status = 200, body = Envelope<InvitationPreview>),
    (status = 404, body = ErrorEnvelope, description = "There is none, or it was taken back"),
))]
async fn preview(ctx: Ctx, Path(token): Path<String>) -> Result<Response> {
    Ok(unkept(envelope::ok(service::preview(&ctx, &token).await?)))
}

/// Accept an invitation. Who is a member already stays what they are.
#[utoipa::path(post, path = "/invitations/{token}/accept", tag = "Workspaces", operation_id = "accept_invitation",
    params(("token" = String, Path)), responses(
    (status = 200, body = Envelope<Workspace>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "You are a guest, or it was sent to another address"),
    (status = 404, body = ErrorEnvelope, description = "There is none, or it was taken back"),
    (status = 409, body = ErrorEnvelope, description = "It has expired or is used up"),
    (status = 429, body = ErrorEnvelope, description = "You or the workspace can't have more"),
))]
async fn accept(ctx: Ctx, Path(token): Path<String>) -> Result<Response> {
    Ok(envelope::ok(service::accept(&ctx, &token).await?))
}

/// Says that nobody may keep the answer.
fn unkept(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
