//! REST routes of one's own picture, and the addresses of the pictures themselves.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{Avatar, AvatarOrder, AvatarPrompt, is_seed};
use super::{body, service};
use crate::core::{AppError, Code, Result};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope};
use crate::server::extract::{Json, Path};
use crate::server::state::AppState;
use crate::ui::drawn_avatar;

/// A picture runs nothing and loads nothing, also when it is opened by itself.
const CSP: &str = "default-src 'none'; style-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(upload, remove)).routes(routes!(generate))
}

/// Addresses outside the API: the pictures, and the form of the profile page.
pub fn root_router() -> Router<AppState> {
    Router::new().route("/avatars/{name}", get(show)).route("/avatars/drawn/{seed}", get(draw)).route("/settings/avatar", post(upload_form))
}

/// Use an uploaded picture: PNG, JPEG or WebP, at most 5 MiB and 25 million pixels. It is cut to a
/// square and written anew; metadata is lost.
#[utoipa::path(post, path = "/auth/avatar", tag = "Identity", operation_id = "upload_avatar",
    request_body(content((String = "multipart/form-data"), (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp")),
        description = "The picture in the field `picture` of a form, or as the body itself"), responses(
    (status = 200, body = Envelope<Avatar>),
    (status = 400, body = ErrorEnvelope, description = "The form is broken"),
    (status = 401, body = ErrorEnvelope),
    (status = 413, body = ErrorEnvelope, description = "Larger than 5 MiB"),
    (status = 415, body = ErrorEnvelope, description = "Not one of the three kinds, whatever it is called"),
    (status = 422, body = ErrorEnvelope, description = "Damaged, or too many pixels"),
    (status = 429, body = ErrorEnvelope),
))]
async fn upload(ctx: Ctx, request: Request<Body>) -> Result<Response> {
    ctx.identity()?;
    Ok(envelope::ok(service::upload(&ctx, body::picture(request).await?).await?))
}

/// Go back to the drawing.
#[utoipa::path(delete, path = "/auth/avatar", tag = "Identity", operation_id = "remove_avatar", responses(
    (status = 200, body = Envelope<Avatar>),
    (status = 401, body = ErrorEnvelope),
))]
async fn remove(ctx: Ctx) -> Result<Response> {
    Ok(envelope::ok(service::remove(&ctx).await?))
}

/// Have a picture made from words. Without an image service, another drawing is made at once.
#[utoipa::path(post, path = "/auth/generate-profile-avatar", tag = "Identity", operation_id = "generate_avatar", request_body = AvatarPrompt, responses(
    (status = 200, body = Envelope<AvatarOrder>, description = "There is no image service; the drawing is new"),
    (status = 202, body = Envelope<AvatarOrder>, description = "A job makes the picture"),
    (status = 401, body = ErrorEnvelope),
    (status = 422, body = ErrorEnvelope),
    (status = 429, body = ErrorEnvelope),
))]
async fn generate(ctx: Ctx, Json(input): Json<AvatarPrompt>) -> Result<Response> {
    let order = service::generate(&ctx, input).await?;
    Ok(if order.job.is_some() { envelope::accepted(order) } else { envelope::ok(order) })
}

/// A stored picture. Its name is its hash: whoever knows it has seen the picture.
async fn show(axum::extract::State(state): axum::extract::State<AppState>, Path(name): Path<String>) -> Response {
    match service::read(&state, &name).await {
        Ok(bytes) => fixed(bytes, "image/webp", "inline; filename=\"avatar.webp\""),
        Err(error) => plain(&error),
    }
}

/// A drawing of a seed.
async fn draw(Path(seed): Path<String>) -> Response {
    let seed = seed.strip_suffix(".svg").unwrap_or("");
    if !is_seed(seed) {
        return plain(&AppError::not_found("picture"));
    }
    fixed(drawn_avatar(seed).into_bytes(), "image/svg+xml", "inline; filename=\"avatar.svg\"")
}

fn fixed(bytes: Vec<u8>, kind: &'static str, disposition: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    ];
    (headers, bytes).into_response()
}

fn plain(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::NOT_FOUND);
    (status, error.message.clone()).into_response()
}

/// The form of the profile page, with and without JavaScript: back to the page, which says how it went.
async fn upload_form(ctx: Result<Ctx, AppError>, request: Request<Body>) -> Redirect {
    let outcome = async {
        let ctx = ctx?;
        ctx.identity()?;
        service::upload(&ctx, body::picture(request).await?).await
    };
    match outcome.await {
        Ok(_) => Redirect::to("/settings?avatar=saved"),
        Err(error) if error.code == Code::Unauthenticated => Redirect::to("/login?next=/settings"),
        Err(error) => Redirect::to(&format!("/settings?avatar={}", error.code.as_str())),
    }
}
