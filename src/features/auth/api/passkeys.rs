//! REST routes of passkeys. Options and answers are WebAuthn Level 3 JSON.

use axum::http::{HeaderMap, header};
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::service;
use super::super::types::SignedIn;
use super::super::types::passkeys::{
    NewPasskey, Passkey, PasskeyAnswer, PasskeyCeremony, PasskeyLogin, PasskeyRegistration, PasskeyUpdate,
};
use super::{Visitor, answer, program};
use crate::core::ids::PasskeyId;
use crate::core::{Page, Result};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, Path};
use crate::server::state::AppState;

pub(super) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(register_begin))
        .routes(routes!(register_complete))
        .routes(routes!(login_begin))
        .routes(routes!(login_complete))
        .routes(routes!(list))
        .routes(routes!(rename, remove))
        .routes(routes!(begin))
        .routes(routes!(complete))
}

/// Begin an account with a passkey and no password. Pass `publicKey` to the browser, and its answer to `/auth/register/complete`.
#[utoipa::path(post, path = "/auth/register/begin", tag = "Identity", operation_id = "begin_passkey_registration", security(()),
    request_body = PasskeyRegistration, responses(
    (status = 200, body = Envelope<PasskeyCeremony>),
    (status = 403, body = ErrorEnvelope, description = "This installation takes no new accounts"),
    (status = 409, body = ErrorEnvelope, description = "The e-mail address is taken, or the public address can't have passkeys"),
    (status = 422, body = ErrorEnvelope),
    (status = 429, body = ErrorEnvelope),
))]
async fn register_begin(Visitor(ctx): Visitor, Json(input): Json<PasskeyRegistration>) -> Result<Response> {
    Ok(envelope::ok(service::begin_passkey_registration(&ctx, input).await?))
}

/// Make the account with the passkey, and sign it in.
#[utoipa::path(post, path = "/auth/register/complete", tag = "Identity", operation_id = "complete_passkey_registration", security(()),
    request_body = PasskeyAnswer, responses(
    (status = 201, body = Envelope<SignedIn>),
    (status = 403, body = ErrorEnvelope, description = "This installation takes no new accounts"),
    (status = 404, body = ErrorEnvelope, description = "The ceremony is unknown, expired or was answered before"),
    (status = 409, body = ErrorEnvelope, description = "The e-mail address or the passkey is registered already"),
    (status = 422, body = ErrorEnvelope, description = "The passkey was not accepted"),
))]
async fn register_complete(Visitor(ctx): Visitor, headers: HeaderMap, Json(input): Json<PasskeyAnswer>) -> Result<Response> {
    let signed = service::complete_passkey_registration(&ctx, input, &program(&headers)).await?;
    Ok(envelope::created(answer(signed)?, "/api/v1/auth/me"))
}

/// Begin a log-in with a passkey. Without an e-mail address the browser offers the passkeys it has.
#[utoipa::path(post, path = "/auth/login/begin", tag = "Identity", operation_id = "begin_passkey_login", security(()),
    request_body = PasskeyLogin, responses(
    (status = 200, body = Envelope<PasskeyCeremony>, description = "Alike for known and unknown accounts"),
    (status = 409, body = ErrorEnvelope, description = "The public address can't have passkeys"),
    (status = 422, body = ErrorEnvelope),
    (status = 429, body = ErrorEnvelope),
))]
async fn login_begin(Visitor(ctx): Visitor, Json(input): Json<PasskeyLogin>) -> Result<Response> {
    Ok(envelope::ok(service::begin_passkey_login(&ctx, input).await?))
}

/// Sign in with the passkey.
#[utoipa::path(post, path = "/auth/login/complete", tag = "Identity", operation_id = "complete_passkey_login", security(()),
    request_body = PasskeyAnswer, responses(
    (status = 200, body = Envelope<SignedIn>),
    (status = 401, body = ErrorEnvelope, description = "Alike for every reason: unknown passkey, wrong signature, expired or used ceremony"),
    (status = 422, body = ErrorEnvelope, description = "The credential is none"),
    (status = 429, body = ErrorEnvelope),
))]
async fn login_complete(Visitor(ctx): Visitor, headers: HeaderMap, Json(input): Json<PasskeyAnswer>) -> Result<Response> {
    let signed = service::complete_passkey_login(&ctx, input, &program(&headers)).await?;
    Ok(envelope::ok(answer(signed)?))
}

/// Your passkeys, oldest first.
#[utoipa::path(get, path = "/auth/passkeys", tag = "Identity", operation_id = "list_passkeys", responses(
    (status = 200, body = ListEnvelope<Passkey>),
    (status = 401, body = ErrorEnvelope),
))]
async fn list(ctx: Ctx) -> Result<Response> {
    let items = service::list_passkeys(&ctx).await?;
    let total = u64::try_from(items.len()).ok();
    Ok(envelope::list(Page { items, limit: crate::core::paging::MAX_LIMIT, next_cursor: None, total }))
}

/// Rename one of your passkeys.
#[utoipa::path(patch, path = "/auth/passkeys/{id}", tag = "Identity", operation_id = "update_passkey", params(("id" = PasskeyId, Path)),
    request_body = PasskeyUpdate, responses(
    (status = 200, body = Envelope<Passkey>),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 422, body = ErrorEnvelope),
))]
async fn rename(ctx: Ctx, Path(id): Path<PasskeyId>, Json(input): Json<PasskeyUpdate>) -> Result<Response> {
    Ok(envelope::ok(service::rename_passkey(&ctx, &id, input).await?))
}

/// Remove one of your passkeys. The only way in of an account stays.
#[utoipa::path(delete, path = "/auth/passkeys/{id}", tag = "Identity", operation_id = "delete_passkey", params(("id" = PasskeyId, Path)), responses(
    (status = 204, description = "Removed"),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 409, body = ErrorEnvelope, description = "It is the only way to sign in"),
))]
async fn remove(ctx: Ctx, Path(id): Path<PasskeyId>) -> Result<Response> {
    service::remove_passkey(&ctx, &id).await?;
    Ok(envelope::no_content())
}

/// Begin another passkey for your account.
#[utoipa::path(post, path = "/auth/passkeys/begin", tag = "Identity", operation_id = "begin_passkey", responses(
    (status = 200, body = Envelope<PasskeyCeremony>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "A guest has no account to sign in to"),
    (status = 409, body = ErrorEnvelope, description = "The public address can't have passkeys"),
    (status = 429, body = ErrorEnvelope, description = "Too many attempts, or too many passkeys"),
))]
async fn begin(ctx: Ctx) -> Result<Response> {
    Ok(envelope::ok(service::begin_passkey(&ctx).await?))
}

/// Add the passkey to your account.
#[utoipa::path(post, path = "/auth/passkeys/complete", tag = "Identity", operation_id = "complete_passkey", request_body = NewPasskey, responses(
    (status = 201, body = Envelope<Passkey>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "A guest has no account to sign in to"),
    (status = 404, body = ErrorEnvelope, description = "The ceremony is unknown, expired, answered before or of another session"),
    (status = 409, body = ErrorEnvelope, description = "The passkey is registered already"),
    (status = 422, body = ErrorEnvelope, description = "The passkey was not accepted"),
    (status = 429, body = ErrorEnvelope, description = "Too many passkeys"),
))]
async fn complete(ctx: Ctx, headers: HeaderMap, Json(input): Json<NewPasskey>) -> Result<Response> {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("");
    let passkey = service::complete_passkey(&ctx, input, agent).await?;
    let location = format!("/api/v1/auth/passkeys/{}", passkey.id);
    Ok(envelope::created(passkey, &location))
}
