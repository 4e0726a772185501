//! REST routes of the log of acts.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{self, Answer, Format};
use super::types::{ActivityQuery, AuditEntry, AuditQuery};
use crate::core::Result;
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Path, Query};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(activity)).routes(routes!(of_workspace)).routes(routes!(all))
}

/// Your recent acts that concern security, and what was done to your account; newest first.
#[utoipa::path(get, path = "/account/activity", tag = "Identity", operation_id = "list_activity", params(ActivityQuery), responses(
    (status = 200, body = ListEnvelope<AuditEntry>),
    (status = 401, body = ErrorEnvelope),
    (status = 422, body = ErrorEnvelope, description = "Unknown parameter, or a cursor of another list"),
))]
async fn activity(ctx: Ctx, Query(query): Query<ActivityQuery>) -> Result<Response> {
    Ok(envelope::list(service::activity(&ctx, query).await?))
}

/// Which part of a workspace's log.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WorkspaceAuditQuery {
    /// Rows in the page, 1 to 100; 20 by default. Not for exports.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// `jsonl` or `csv`: the whole log, as a file.
    format: Option<String>,
}

/// Who did what in a workspace, newest first. For its owners and admins.
#[utoipa::path(get, path = "/workspaces/{id}/audit", tag = "Workspaces", operation_id = "list_workspace_audit",
    params(("id" = String, Path), WorkspaceAuditQuery), responses(
    (status = 200, body = ListEnvelope<AuditEntry>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "You are neither owner nor admin of it"),
    (status = 404, body = ErrorEnvelope),
    (status = 422, body = ErrorEnvelope),
))]
async fn of_workspace(ctx: Ctx, Path(id): Path<String>, Query(query): Query<WorkspaceAuditQuery>) -> Result<Response> {
    if let Some(format) = query.format.as_deref() {
        let (format, body) = service::workspace_file(&ctx, &id, format).await?;
        return Ok(file(format, body));
    }
    let query = ActivityQuery { limit: query.limit, cursor: query.cursor };
    Ok(envelope::list(service::of_workspace(&ctx, &id, query).await?))
}

/// Who did what in this installation, newest first. For its administrators.
#[utoipa::path(get, path = "/admin/audit", tag = "Administration", operation_id = "list_audit", params(AuditQuery), responses(
    (status = 200, body = ListEnvelope<AuditEntry>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope, description = "You don't administer this installation"),
    (status = 422, body = ErrorEnvelope),
))]
async fn all(ctx: Ctx, Query(query): Query<AuditQuery>) -> Result<Response> {
    Ok(match service::all(&ctx, query).await? {
        Answer::Page(page) => envelope::list(page),
        Answer::File(format, body) => file(format, body),
    })
}

fn file(format: Format, body: axum::body::Body) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.content_type()));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", format.file_name())) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
