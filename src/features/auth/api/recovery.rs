//! REST routes of passwords and mailed codes.

use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::service;
use super::super::types::User;
use super::super::types::recovery::{EmailProof, Forgotten, PasswordChange, PasswordReset};
use super::Visitor;
use crate::core::Result;
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope};
use crate::server::extract::Json;
use crate::server::state::AppState;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(forgot_password))
        .routes(routes!(reset_password))
        .routes(routes!(change_password))
        .routes(routes!(verify_email))
        .routes(routes!(resend_verification))
}

/// What was begun.
#[derive(Debug, Serialize, ToSchema)]
struct Asked {
    /// Minutes for which a mailed code is good.
    code_minutes: i64,
}

const ASKED: Asked = Asked { code_minutes: super::super::codes::LIFE.num_minutes() };

/// How many other sessions were ended.
#[derive(Debug, Serialize, ToSchema)]
struct PasswordChanged {
    revoked: usize,
}

/// Ask for a code for a new password. The answer is the same whether or not there is such an account.
#[utoipa::path(post, path = "/auth/password/forgot", tag = "Identity", operation_id = "forgot_password", security(()), request_body = Forgotten, responses(
    (status = 202, body = Envelope<Asked>, description = "If there is such an account, a code is on its way by mail"),
    (status = 422, body = ErrorEnvelope),
    (status = 429, body = ErrorEnvelope),
    (status = 503, body = ErrorEnvelope, description = "This installation sends no mail"),
))]
async fn forgot_password(Visitor(ctx): Visitor, Json(input): Json<Forgotten>) -> Result<Response> {
    service::forgot_password(&ctx, input).await?;
    Ok(envelope::accepted(ASKED))
}

/// Set a new password with a mailed code. Ends every session; signs nobody in.
#[utoipa::path(post, path = "/auth/password/reset", tag = "Identity", operation_id = "reset_password", security(()), request_body = PasswordReset, responses(
    (status = 204, description = "Changed; sign in with the new password"),
    (status = 422, body = ErrorEnvelope, description = "Alike for an unknown account and a wrong, used or expired code"),
    (status = 429, body = ErrorEnvelope),
))]
async fn reset_password(Visitor(ctx): Visitor, Json(input): Json<PasswordReset>) -> Result<Response> {
    service::reset_password(&ctx, input).await?;
    Ok(envelope::no_content())
}

/// Change your password. Ends all your other sessions.
#[utoipa::path(post, path = "/auth/password/change", tag = "Identity", operation_id = "change_password", request_body = PasswordChange, responses(
    (status = 200, body = Envelope<PasswordChanged>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "A guest has no password"),
    (status = 409, body = ErrorEnvelope, description = "The account has no password, or it has just changed"),
    (status = 422, body = ErrorEnvelope),
    (status = 429, body = ErrorEnvelope),
))]
async fn change_password(ctx: Ctx, Json(input): Json<PasswordChange>) -> Result<Response> {
    let revoked = service::change_password(&ctx, input).await?;
    Ok(envelope::ok(PasswordChanged { revoked }))
}

/// Confirm your e-mail address with the mailed code.
#[utoipa::path(post, path = "/auth/email/verify", tag = "Identity", operation_id = "verify_email", request_body = EmailProof, responses(
    (status = 200, body = Envelope<User>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "A guest has no e-mail address"),
    (status = 422, body = ErrorEnvelope, description = "The code is wrong, was used or has expired"),
))]
async fn verify_email(ctx: Ctx, Json(input): Json<EmailProof>) -> Result<Response> {
    Ok(envelope::ok(service::verify_email(&ctx, input).await?))
}

/// Get a new code for your e-mail address. Does nothing when it is confirmed already.
#[utoipa::path(post, path = "/auth/email/verify/resend", tag = "Identity", operation_id = "resend_verification", responses(
    (status = 202, body = Envelope<Asked>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "A guest has no e-mail address"),
    (status = 429, body = ErrorEnvelope),
    (status = 503, body = ErrorEnvelope, description = "This installation sends no mail"),
))]
async fn resend_verification(ctx: Ctx) -> Result<Response> {
    service::resend_verification(&ctx).await?;
    Ok(envelope::accepted(ASKED))
}
