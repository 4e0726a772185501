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
use crate::features::simulations::service;
use crate::features::simulations::types::{CheckInput, CheckReport};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope};
use crate::server::extract::Json;
use crate::server::state::AppState;

/// Largest form, in bytes.
const FORM_LIMIT: usize = 4 << 20;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(check))
}

/// The address to which the page's form is sent.
pub fn root_router() -> Router<AppState> {
    Router::new().route("/check/form", post(form))
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
    let outcome = async {
        let sent = Sent::read(request).await?;
        service::check_file(&ctx, &sent.transcript, sent.language).await
    };
    let outcome = outcome.await.map_err(Arc::new);
    let id = service::keep_check(&ctx, &user, outcome).await;
    Redirect::to(&format!("/check?report={id}"))
}

/// What the form holds.
struct Sent {
    /// The file, or what was typed when there is none.
    transcript: Vec<u8>,
    language: String,
}

impl Sent {
    async fn read(request: Request<Body>) -> Result<Self> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
        let boundary = boundary(&kind).ok_or_else(broken)?.to_owned();
        let body = axum::body::to_bytes(request.into_body(), FORM_LIMIT).await.map_err(|_| {
            AppError::new(
                Code::PayloadTooLarge,
                format!("The transcript is too large for the page; at most {} MiB are possible. Use colloquy check.", FORM_LIMIT >> 20),
            )
        })?;
        let parts = parts(&body, &boundary)?;
        let part = |name: &str| parts.iter().find(|(known, _)| known == name).map_or(&[][..], |(_, content)| content);
        let file = part("file");
        let typed = part("transcript");
        let language = String::from_utf8_lossy(part("language")).trim().to_owned();
        Ok(Self { transcript: if file.is_empty() { typed } else { file }.to_vec(), language })
    }
}

fn broken() -> AppError {
    AppError::new(Code::MalformedRequest, "The form could not be read. Reload the page, then send it again.")
}

fn boundary(kind: &str) -> Option<&str> {
    let value = kind.strip_prefix("multipart/form-data")?.split(';').find_map(|p| p.trim().strip_prefix("boundary="))?;
    let bare = value.trim_matches('"');
    ((1..=70).contains(&bare.len()) && bare.is_ascii()).then_some(bare)
}

/// Name and content of every part of a form (RFC 7578).
fn parts<'a>(body: &'a [u8], boundary: &str) -> Result<Vec<(String, &'a [u8])>> {
    let mark = format!("\r\n--{boundary}");
    let mut rest = body.strip_prefix(format!("--{boundary}").as_bytes()).ok_or_else(broken)?;
    let mut found = Vec::new();
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let (head, after) = split(part, b"\r\n\r\n").ok_or_else(broken)?;
        let (content, after) = split(after, mark.as_bytes()).ok_or_else(broken)?;
        let head = String::from_utf8_lossy(head);
        let name = head.split(';').find_map(|p| p.trim().strip_prefix("name=\"")).and_then(|p| p.split('"').next()).unwrap_or("");
        found.push((name.to_owned(), content));
        rest = after;
    }
    Ok(found)
}

/// What stands before and after the first occurrence.
fn split<'a>(text: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let place = text.windows(at.len()).position(|window| window == at)?;
    Some((text.get(..place)?, text.get(place + at.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_form_are_cut_exactly() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"transcript\"\r\n\r\nAda: Hi.\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--x--\r\n";
        let found = parts(body, "x").unwrap();
        assert_eq!(found, [("transcript".to_owned(), &b"Ada: Hi.\r\n"[..]), ("file".to_owned(), &b""[..])]);
        assert_eq!(boundary("multipart/form-data; boundary=\"x\""), Some("x"));
    }

    #[test]
    fn broken_forms_are_refused() {
        for body in [&b""[..], b"--y\r\n", b"--x\r\nno end"] {
            assert!(parts(body, "x").is_err());
        }
        assert_eq!(boundary("application/x-www-form-urlencoded"), None);
    }
}
