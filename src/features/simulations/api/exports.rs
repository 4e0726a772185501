//! A simulation as a file, and a file as a simulation.

use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::ids::SimulationId;
use crate::core::{AppError, Code, Result};
use crate::features::simulations::service::exports::{self, Export};
use crate::features::simulations::types::{FILE_BYTES, Simulation, SimulationFile};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

use super::import_form::too_large;

pub fn router() -> OpenApiRouter<AppState> {
    let imports = OpenApiRouter::new().routes(routes!(import)).layer(DefaultBodyLimit::max(FILE_BYTES));
    OpenApiRouter::new().routes(routes!(export)).merge(imports)
}

/// An answer that browsers save and never run.
pub(super) fn as_file(file: Export) -> Response {
    let mut response =
        ([(header::CONTENT_TYPE, file.content_type), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")], file.body).into_response();
    if let Ok(value) = HeaderValue::from_str(&file.disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    let policy = HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'");
    response.headers_mut().insert(HeaderName::from_static("content-security-policy"), policy);
    response
}

/// Format of an export.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// `md` (default), `html`, `json` or `csv`.
    pub format: Option<String>,
}

/// The conversation as a file. The JSON holds everything that `POST /simulations/import` needs for a copy.
#[utoipa::path(get, path = "/simulations/{id}/export", tag = "Simulations", operation_id = "export_simulation", params(("id" = String, Path), ExportQuery),
    responses((status = 200, body = String, content_type = "text/markdown", headers(("Content-Disposition" = String))), (status = 401, body = ErrorEnvelope),
        (status = 404, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn export(ctx: Ctx, Path(id): Path<SimulationId>, Query(query): Query<ExportQuery>) -> Result<Response> {
    Ok(as_file(exports::export(&ctx, &id, query.format.as_deref()).await?))
}

/// Makes a simulation out of a JSON export. The copy is over, has ids of its own, and can be asked for another round.
#[utoipa::path(post, path = "/simulations/import", tag = "Simulations", operation_id = "import_simulation", request_body = SimulationFile,
    responses((status = 201, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 403, body = ErrorEnvelope), (status = 413, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn import(ctx: Ctx, file: Result<Json<SimulationFile>, AppError>) -> Result<Response> {
    let Json(file) = file.map_err(|error| if error.code == Code::PayloadTooLarge { too_large() } else { error })?;
    let made = exports::import(&ctx, file).await?;
    let (location, version) = (format!("/api/v1/simulations/{}", made.id), made.version);
    Ok(envelope::with_etag(envelope::created(made, &location), version))
}
