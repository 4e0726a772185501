//! REST routes of one's own data.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::AccountDeletion;
use super::{archive, service};
use crate::core::{AppError, Code, Result};
use crate::features::auth::cookies;
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, ErrorEnvelope};
use crate::server::extract::{Json, cookie};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(export)).routes(routes!(delete))
}

/// Everything of yours as one ZIP archive: profile, sessions, activity, and each workspace that you own
/// with agents, simulations, scenarios and documents. The last file, `manifest.json`, lists the others.
#[utoipa::path(get, path = "/account/export", tag = "Identity", operation_id = "export_account", responses(
    (status = 200, body = Vec<u8>, content_type = "application/zip"),
    (status = 401, body = ErrorEnvelope),
    (status = 429, body = ErrorEnvelope),
    (status = 503, body = ErrorEnvelope, description = "Too many archives are being made"),
))]
async fn export(ctx: Ctx) -> Result<Response> {
    let archive = archive::begin(&ctx).await?;
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", archive.file_name));
    let mut response = Response::new(Body::from_stream(archive.into_stream()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_DISPOSITION, disposition.map_err(|_| AppError::of(Code::Internal))?);
    Ok(response)
}

/// Delete your account. Sessions end at once; everything that belongs to nobody else is removed. Shared
/// workspaces with another owner stay.
#[utoipa::path(delete, path = "/account", tag = "Identity", operation_id = "delete_account", request_body = AccountDeletion, responses(
    (status = 204, description = "Deleted"),
    (status = 401, body = ErrorEnvelope),
    (status = 409, body = ErrorEnvelope, description = "A shared workspace would have no owner"),
    (status = 422, body = ErrorEnvelope, description = "The password or the confirmation is missing or wrong"),
    (status = 429, body = ErrorEnvelope),
))]
async fn delete(ctx: Ctx, headers: HeaderMap, Json(input): Json<AccountDeletion>) -> Result<Response> {
    ctx.identity()?;
    service::delete(&ctx, input).await?;
    let mut response = envelope::no_content();
    if cookie(&headers, cookies::session_name(&ctx.state)).is_some() {
        for line in [cookies::clear_session(&ctx.state), cookies::clear_workspace(&ctx.state)] {
            if let Ok(value) = HeaderValue::from_str(&line) {
                response.headers_mut().append(header::SET_COOKIE, value);
            }
        }
    }
    Ok(response)
}
