//! `Idempotency-Key`: a POST that creates, sent twice with the same key and body, gives the same
//! answer and creates once. Kept for 24 hours, per workspace, person, path and key.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;
use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::core::{AppError, Code};
use crate::features::{agents, avatars};
use crate::server::db::idempotency as store;
use crate::server::db::{Db, DbError};
use crate::server::extract::{JSON_LIMIT, ctx_of};
use crate::server::state::AppState;

/// How long an answer is kept.
const KEEP: Duration = Duration::hours(24);
/// Longest key.
const MAX_KEY: usize = 200;

/// What is known of a key.
#[derive(Debug, Deserialize)]
pub struct Known {
    pub body_hash: String,
    /// 0 while the first request runs.
    pub status: u16,
    pub body: String,
    pub location: String,
}

/// Only touches POSTs under `/api` that carry the header.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response<Body> {
    let key = request.headers().get("idempotency-key").map(|v| v.to_str().unwrap_or("").to_owned());
    let path = request.uri().path();
    let keeps = request.method() == Method::POST && path.starts_with("/api/") && !answers_with_secret(path);
    let Some(key) = key.filter(|_| keeps) else {
        return next.run(request).await;
    };
    if key.is_empty() || key.len() > MAX_KEY {
        return AppError::new(Code::MalformedRequest, "Idempotency-Key must have 1 to 200 visible characters.").into_response();
    }
    match keyed(&state, key, request, next).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

/// Answers of these hold tokens, keys or links that are shown once, which are never stored.
fn answers_with_secret(path: &str) -> bool {
    let route = path.strip_prefix("/api/v1").or_else(|| path.strip_prefix("/api")).unwrap_or(path);
    route.starts_with("/auth/") || route == "/api-keys" || (route.starts_with("/workspaces/") && route.ends_with("/invitations"))
}

async fn keyed(state: &AppState, key: String, request: Request, next: Next) -> Result<Response<Body>, AppError> {
    let (parts, body) = request.into_parts();
    let ctx = ctx_of(&parts, state)?;
    let Ok(identity) = ctx.identity() else { return Ok(next.run(Request::from_parts(parts, body)).await) };
    let (limit, refusal) = longest(parts.uri.path());
    let bytes = axum::body::to_bytes(body, limit).await.map_err(|_| refusal())?;
    let path = parts.uri.path().replacen("/api/v1/", "/api/", 1);
    let id = vec![ctx.workspace.clone().unwrap_or_default(), identity.user.as_str().to_owned(), path, key];
    let hash = hex(&bytes);
    if let Some(known) = begin(&state.db, &id, &hash, state.clock.now()).await? {
        return repeat(known, &hash);
    }
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    finish(state, &id, response).await
}

/// What is taken at most of a body, and the refusal of longer ones: the limit of where it goes.
fn longest(path: &str) -> (usize, fn() -> AppError) {
    if agents::takes_files(path) {
        (agents::LONGEST_BODY, agents::too_large)
    } else if avatars::takes_pictures(path) {
        (avatars::LONGEST_UPLOAD, avatars::too_large)
    } else {
        (JSON_LIMIT, super::body::too_large)
    }
}

async fn begin(db: &Db, id: &[String], hash: &str, now: DateTime<Utc>) -> Result<Option<Known>, DbError> {
    store::begin(db, id, hash, now, now + KEEP).await
}

fn repeat(known: Known, hash: &str) -> Result<Response<Body>, AppError> {
    if known.body_hash != hash {
        return Err(AppError::new(Code::Conflict, "This Idempotency-Key was used with another body. Use a new key."));
    }
    if known.status == 0 {
        return Err(AppError::new(Code::Conflict, "The first request with this Idempotency-Key is still running. Try again shortly."));
    }
    let status = StatusCode::from_u16(known.status).unwrap_or(StatusCode::OK);
    let mut response = (status, [(header::CONTENT_TYPE, "application/json")], known.body).into_response();
    if let Ok(location) = HeaderValue::from_str(&known.location)
        && !known.location.is_empty()
    {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    Ok(response)
}

async fn finish(state: &AppState, id: &[String], response: Response<Body>) -> Result<Response<Body>, AppError> {
    if !response.status().is_success() {
        store::forget(&state.db, id).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let bytes: Bytes = axum::body::to_bytes(body, 8 << 20).await.map_err(|_| AppError::of(Code::Internal))?;
    let location = parts.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    store::complete(&state.db, id, parts.status.as_u16(), &String::from_utf8_lossy(&bytes), &location).await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
