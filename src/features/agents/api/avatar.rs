//! `/agents/{id}/avatar`: the picture of an own agent.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{Redirect, Response};
use axum::routing::post;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::ids::AgentId;
use crate::core::{AppError, Code, Result};
use crate::features::agents::service;
use crate::features::avatars::body;
use crate::features::avatars::types::{AgentAvatarPrompt, Avatar, AvatarOrder};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope};
use crate::server::extract::{OptionalJson, Path};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(generate, upload, remove))
}

/// The form of the agent's page.
pub fn root_router() -> Router<AppState> {
    Router::new().route("/agents/{id}/picture", post(upload_form))
}

/// Have a picture made, from words or from the persona. Without an image service, another drawing is made
/// at once.
#[utoipa::path(post, path = "/agents/{id}/avatar", tag = "Agents", operation_id = "generate_agent_avatar", params(("id" = AgentId, Path)),
    request_body = Option<AgentAvatarPrompt>, responses(
    (status = 200, body = Envelope<AvatarOrder>, description = "There is no image service; the drawing is new"),
    (status = 202, body = Envelope<AvatarOrder>, description = "A job makes the picture"),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 422, body = ErrorEnvelope),
    (status = 429, body = ErrorEnvelope),
))]
async fn generate(ctx: Ctx, Path(id): Path<AgentId>, OptionalJson(input): OptionalJson<AgentAvatarPrompt>) -> Result<Response> {
    let order = service::generate_picture(&ctx, &id, input).await?;
    Ok(if order.job.is_some() { envelope::accepted(order) } else { envelope::ok(order) })
}

/// Use an uploaded picture: PNG, JPEG or WebP, at most 5 MiB and 25 million pixels. It is cut to a
/// square and written anew; metadata is lost.
#[utoipa::path(put, path = "/agents/{id}/avatar", tag = "Agents", operation_id = "upload_agent_avatar", params(("id" = AgentId, Path)),
    request_body(content((String = "multipart/form-data"), (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp")),
        description = "The picture in the field `picture` of a form, or as the body itself"), responses(
    (status = 200, body = Envelope<Avatar>),
    (status = 400, body = ErrorEnvelope, description = "The form is broken"),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 413, body = ErrorEnvelope, description = "Larger than 5 MiB"),
    (status = 415, body = ErrorEnvelope, description = "Not one of the three kinds, whatever it is called"),
    (status = 422, body = ErrorEnvelope, description = "Damaged, or too many pixels"),
    (status = 429, body = ErrorEnvelope),
))]
async fn upload(ctx: Ctx, Path(id): Path<AgentId>, request: Request<Body>) -> Result<Response> {
    service::may_change_picture(&ctx, &id).await?;
    Ok(envelope::ok(service::upload_picture(&ctx, &id, body::picture(request).await?).await?))
}

/// Go back to the drawing.
#[utoipa::path(delete, path = "/agents/{id}/avatar", tag = "Agents", operation_id = "remove_agent_avatar", params(("id" = AgentId, Path)), responses(
    (status = 200, body = Envelope<Avatar>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
))]
async fn remove(ctx: Ctx, Path(id): Path<AgentId>) -> Result<Response> {
    Ok(envelope::ok(service::remove_picture(&ctx, &id).await?))
}

/// With and without JavaScript: back to the agent, whose page says how it went.
async fn upload_form(ctx: Result<Ctx, AppError>, Path(id): Path<AgentId>, request: Request<Body>) -> Redirect {
    let outcome = async {
        let ctx = ctx?;
        service::may_change_picture(&ctx, &id).await?;
        service::upload_picture(&ctx, &id, body::picture(request).await?).await
    };
    // Ids of ours are letters and digits; anything else has no page.
    let is_id = (1..=64).contains(&id.as_str().len()) && id.as_str().chars().all(|c| c.is_ascii_alphanumeric());
    match outcome.await {
        Ok(_) => Redirect::to(&format!("/agents/{id}?avatar=saved")),
        Err(error) if error.code == Code::Unauthenticated => Redirect::to("/login?next=/agents"),
        Err(error) if !is_id || matches!(error.code, Code::NotFound | Code::Forbidden) => Redirect::to("/agents"),
        Err(error) => Redirect::to(&format!("/agents/{id}?avatar={}", error.code.as_str())),
    }
}
