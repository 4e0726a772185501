//! REST routes of API keys. None of them can be reached with a key.

use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service;
use super::types::{ApiKey, KeyInput, KeyQuery, NewApiKey};
use crate::core::Result;
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(revoke))
}

/// Your API keys, newest first. The keys themselves are never shown again.
#[utoipa::path(get, path = "/api-keys", tag = "Identity", operation_id = "list_api_keys", params(KeyQuery), responses(
    (status = 200, body = ListEnvelope<ApiKey>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "Sent with an API key"),
    (status = 422, body = ErrorEnvelope, description = "Unknown parameter, or a cursor of another list"),
))]
async fn list(ctx: Ctx, Query(query): Query<KeyQuery>) -> Result<Response> {
    Ok(envelope::list(service::list(&ctx, query).await?))
}

/// Make an API key. The answer is the only place where the key itself stands.
#[utoipa::path(post, path = "/api-keys", tag = "Identity", operation_id = "create_api_key", request_body = KeyInput, responses(
    (status = 201, body = Envelope<NewApiKey>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "You are a guest, or the request was sent with an API key"),
    (status = 422, body = ErrorEnvelope),
    (status = 429, body = ErrorEnvelope, description = "You have as many as one person may"),
))]
async fn create(ctx: Ctx, Json(input): Json<KeyInput>) -> Result<Response> {
    let made = service::create(&ctx, input).await?;
    let location = format!("/api/v1/api-keys/{}", made.info.id);
    Ok(envelope::created(made, &location))
}

/// Revoke an API key. It is worth nothing from now on.
#[utoipa::path(delete, path = "/api-keys/{id}", tag = "Identity", operation_id = "revoke_api_key", params(("id" = String, Path)), responses(
    (status = 204, description = "Revoked"),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "Sent with an API key"),
    (status = 404, body = ErrorEnvelope),
))]
async fn revoke(ctx: Ctx, Path(id): Path<String>) -> Result<Response> {
    service::revoke(&ctx, &id).await?;
    Ok(envelope::no_content())
}
