//! The list of simulations with its filters, tags, and several simulations as one file.

use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::features::simulations::service::{exports, history};
use crate::features::simulations::types::{HistoryItem, HistoryQuery, Simulation, SimulationFile, TagsInput};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

use super::exports::as_file;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(conversations)).routes(routes!(put_tags)).routes(routes!(export_many))
}

/// Conversations of the workspace, newest first; the same list as `GET /simulations`.
#[utoipa::path(get, path = "/conversations", tag = "Conversations", operation_id = "list_conversations", params(HistoryQuery),
    responses((status = 200, body = ListEnvelope<HistoryItem>), (status = 401, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn conversations(ctx: Ctx, Query(query): Query<HistoryQuery>) -> Result<Response> {
    Ok(envelope::list(history::list(&ctx, &query).await?))
}

/// Replaces the tags, also while it runs. They don't count as a version.
#[utoipa::path(put, path = "/simulations/{id}/tags", tag = "Simulations", operation_id = "set_simulation_tags", params(("id" = String, Path)), request_body = TagsInput,
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn put_tags(ctx: Ctx, Path(id): Path<SimulationId>, Json(input): Json<TagsInput>) -> Result<Response> {
    Ok(envelope::ok(history::set_tags(&ctx, &id, input).await?))
}

/// What to put into the file.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportManyQuery {
    /// Ids between commas, at most 100; without them what the list shows with the filters.
    pub ids: Option<String>,
    /// As in the list.
    pub q: Option<String>,
    pub sort: Option<String>,
    pub state: Option<String>,
    pub tag: Option<String>,
    pub agent: Option<String>,
    pub model: Option<String>,
    pub language: Option<String>,
    pub from: Option<String>,
    pub until: Option<String>,
}

/// Several simulations as one JSON file, at most 100: `{format, format_version, simulations: […]}`, each as its own export has it.
#[utoipa::path(get, path = "/simulations/export", tag = "Simulations", operation_id = "export_simulations", params(ExportManyQuery),
    responses((status = 200, body = Vec<SimulationFile>, headers(("Content-Disposition" = String))), (status = 401, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn export_many(ctx: Ctx, Query(wanted): Query<ExportManyQuery>) -> Result<Response> {
    let ids = wanted.ids.unwrap_or_default();
    let ids: Vec<SimulationId> = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).map(SimulationId::new).collect();
    let query = HistoryQuery {
        q: wanted.q,
        sort: wanted.sort,
        state: wanted.state,
        tag: wanted.tag,
        agent: wanted.agent,
        model: wanted.model,
        language: wanted.language,
        from: wanted.from,
        until: wanted.until,
        ..HistoryQuery::default()
    };
    Ok(as_file(exports::export_many(&ctx, &ids, query).await?))
}
