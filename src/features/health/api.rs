//! Health and metrics at the root. No credentials; nothing in them is secret.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use super::service::{self, Status};
use crate::core::{AppError, Code};
use crate::server::ctx::Ctx;
use crate::server::state::AppState;
use crate::server::telemetry;

pub fn router() -> Router<AppState> {
    Router::new()
        .route("/health", get(health))
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
}

async fn health(State(state): State<AppState>) -> Response {
    let report = service::report(&state).await;
    let status = if report.status == Status::Unhealthy { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    (status, Json(report)).into_response()
}

async fn live() -> Response {
    Json(json!({ "status": "alive" })).into_response()
}

async fn ready(State(state): State<AppState>) -> Response {
    if !state.shutdown.is_cancelled() && service::ready(&state).await {
        Json(json!({ "status": "ready" })).into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "not_ready" }))).into_response()
    }
}

/// Prometheus text. Only for callers on this machine.
async fn metrics(ctx: Ctx) -> Result<Response, AppError> {
    if !ctx.client_ip.is_some_and(|ip| ip.is_loopback()) {
        return Err(AppError::of(Code::NotFound));
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], telemetry::render()).into_response())
}
