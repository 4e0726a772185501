//! Agents from files and as files.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Response, header};
use axum::response::{IntoResponse, Redirect};
use futures::TryStreamExt as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::permission::Permission;
use crate::core::{AppError, Code, Result};
use crate::features::agents::import::too_large;
use crate::features::agents::service::{exports, imports};
use crate::features::agents::transfer::{ExportQuery, ImportQuery, ImportReport, MAX_BYTES};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope};
use crate::server::extract::Query;
use crate::server::multipart;
use crate::server::state::AppState;

/// What a form may have around the file.
const FRAME: usize = 16 << 10;
/// Longest body with a file in it that is taken.
pub const LONGEST_BODY: usize = MAX_BYTES + FRAME;
/// Bytes of a file that is too large that are still taken before the connection is closed.
pub const LONGEST_UPLOAD: usize = 100 << 20;
/// Name of the form's field.
const FIELD: &str = "file";

/// Whether files are sent to this address, which may be longer than other bodies.
pub fn takes_files(path: &str) -> bool {
    path.ends_with("/agents/import") || path == "/agents/import/upload"
}

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(import)).routes(routes!(export))
}

/// Import agents from a file: our own JSON and CSV, persona files of TinyTroupe, profiles of OASIS and Sotopia.
/// The format is found out. All chosen rows become agents, or none; `dry_run=true` only says what would
/// happen. At most 5000 rows and 10 MB. More than 300 agents are stored by a job, which the answer names.
#[utoipa::path(post, path = "/agents/import", tag = "Agents", operation_id = "import_agents", params(ImportQuery),
    request_body(content((String = "multipart/form-data"), (String = "application/json"), (String = "text/csv")),
        description = "The file in the field `file` of a form, or as the body itself"),
    responses(
        (status = 200, body = Envelope<ImportReport>, description = "What would happen (`dry_run`)"),
        (status = 201, body = Envelope<ImportReport>, headers(("Location" = String))),
        (status = 202, body = Envelope<ImportReport>, description = "More than 300 agents: `job` stores them"),
        (status = 400, body = ErrorEnvelope, description = "The form is broken"),
        (status = 401, body = ErrorEnvelope),
        (status = 403, body = ErrorEnvelope),
        (status = 413, body = ErrorEnvelope, description = "Larger than 10 MB"),
        (status = 415, body = ErrorEnvelope, description = "No text: a spreadsheet, an archive, a picture"),
        (status = 422, body = ErrorEnvelope, description = "The file can't be read, or a chosen row has an error (`rows.<row>.<field>`); nothing was imported"),
        (status = 429, body = ErrorEnvelope, description = "More agents than a guest may have"),
    ))]
async fn import(ctx: Ctx, Query(query): Query<ImportQuery>, request: Request<Body>) -> Result<Response<Body>> {
    ctx.require(Permission::Write)?;
    let dry_run = query.dry_run.unwrap_or(false);
    let report = imports::import(&ctx, file(request).await?.bytes, query).await?;
    Ok(match report.job {
        _ if dry_run => envelope::ok(report),
        Some(_) => envelope::accepted(report),
        None => envelope::created(report, "/api/v1/agents"),
    })
}

/// Agents as a file. JSON and CSV hold every field and are imported again without loss.
#[utoipa::path(get, path = "/agents/export", tag = "Agents", operation_id = "export_agents", params(ExportQuery), responses(
    (status = 200, body = String, content_type = "application/json", headers(("Content-Disposition" = String))),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope, description = "One of the ids is not here"),
    (status = 422, body = ErrorEnvelope, description = "Unknown format, or too many ids"),
))]
async fn export(ctx: Ctx, Query(query): Query<ExportQuery>) -> Result<Response<Body>> {
    let export = exports::export(&ctx, query).await?;
    let disposition = format!("attachment; filename=\"{}\"", export.frame.file_name());
    let body = Body::from_stream(export.pieces.map_err(|error| std::io::Error::other(error.message)));
    let mut response =
        ([(header::CONTENT_TYPE, export.frame.content_type()), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")], body).into_response();
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// The form of the page, with and without JavaScript: the file waits, and the page shows what is in it.
pub async fn upload(ctx: Result<Ctx, AppError>, request: Request<Body>) -> Redirect {
    let outcome = async {
        let ctx = ctx?;
        ctx.require(Permission::Write)?;
        let (name, bytes) = match file(request).await {
            Ok(file) => (file.name, Ok(file.bytes)),
            Err(error) => (String::new(), Err(error)),
        };
        imports::stage(&ctx, &name, bytes).await
    };
    match outcome.await {
        Ok(()) => Redirect::to("/agents/import"),
        Err(error) if error.code == Code::Unauthenticated => Redirect::to("/login?next=/agents/import"),
        Err(error) => Redirect::to(&format!("/agents/import?problem={}", error.code.as_str())),
    }
}

/// A file that was sent.
struct Sent {
    /// Empty when it was the body itself.
    name: String,
    bytes: Vec<u8>,
}

async fn file(request: Request<Body>) -> Result<Sent> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let body = multipart::whole(request.into_body(), LONGEST_BODY, LONGEST_UPLOAD, too_large).await?;
    let missing = || AppError::field(FIELD, "Choose a file first.");
    let sent = if multipart::is_form(&kind) {
        let part = multipart::field(&body, multipart::boundary(&kind)?, FIELD)?.ok_or_else(missing)?;
        Sent { name: part.file_name, bytes: part.content.to_vec() }
    } else {
        Sent { name: String::new(), bytes: body }
    };
    match sent.bytes.len() {
        0 => Err(missing()),
        bytes if bytes > MAX_BYTES => Err(too_large()),
        _ => Ok(sent),
    }
}
