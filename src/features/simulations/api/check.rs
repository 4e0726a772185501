//! Checking any transcript: the REST route, and the form of the page.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header;
use axum::response::{Redirect, Response};
use axum::routing::post;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::{AppError, Code, Result};
use crate::features::simulations::service::{self, CheckForm};
use crate::features::simulations::types::{CheckInput, CheckReport};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope};
use crate::server::extract::Json;
use crate::server::multipart;
use crate::server::state::AppState;

/// Largest form, in bytes.
const FORM_LIMIT: usize = 4 << 20;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(check))
}

/// The address to which the page's form is sent.
pub(super) const FORM_PATH: &str = "/check/form";

pub fn root_router() -> Router<AppState> {
    Router::new().route(FORM_PATH, post(form))
}

/// Runs all guards over a transcript, whoever wrote it, and measures it. Nothing is stored. With
/// personas, facts and style are checked too.
#[utoipa::path(post, path = "/transcripts/check", tag = "Simulations", operation_id = "check_transcript", request_body = CheckInput,
    responses((status = 200, body = Envelope<CheckReport>), (status = 401, body = ErrorEnvelope), (status = 413, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn check(ctx: Ctx, Json(input): Json<CheckInput>) -> Result<Response> {
    Ok(envelope::ok(service::check_transcript(&ctx, input).await?))
}

/// With and without JavaScript: checks, keeps the result for a while, and goes back to the page.
async fn form(ctx: Result<Ctx, AppError>, request: Request<Body>) -> Redirect {
    let (ctx, user) = match ctx.and_then(|ctx| ctx.user_id().map(|user| (ctx, user))) {
        Ok(known) => known,
        Err(_) => return Redirect::to("/login?next=/check"),
    };
    let outcome = async { service::check_file(&ctx, read(request).await?).await };
    let outcome = outcome.await.map_err(Arc::new);
    let id = service::keep_check(&ctx, &user, outcome).await;
    Redirect::to(&format!("/check?report={id}"))
}

/// What the form holds: a file goes before what was typed.
async fn read(request: Request<Body>) -> Result<CheckForm> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    let boundary = multipart::boundary(&kind)?.to_owned();
    let body = axum::body::to_bytes(request.into_body(), FORM_LIMIT).await.map_err(|_| {
        let most = FORM_LIMIT >> 20;
        AppError::new(
            Code::PayloadTooLarge,
            format!("The transcript is too large for the page; at most {most} MiB are possible. Use colloquy check."),
        )
    })?;
    let (file, typed) = (part(&body, &boundary, "file")?, part(&body, &boundary, "transcript")?);
    let (people_file, people_typed) = (part(&body, &boundary, "personas_file")?, part(&body, &boundary, "personas")?);
    Ok(CheckForm {
        transcript: if file.is_empty() { typed } else { file }.to_vec(),
        language: String::from_utf8_lossy(part(&body, &boundary, "language")?).trim().to_owned(),
        personas: if people_file.is_empty() { people_typed } else { people_file }.to_vec(),
        by_name: !part(&body, &boundary, "by_name")?.is_empty(),
    })
}

/// The content of a field; empty when the form has none.
fn part<'a>(body: &'a [u8], boundary: &str, name: &str) -> Result<&'a [u8]> {
    Ok(multipart::field(body, boundary, name)?.map_or(&[], |part| part.content))
}
