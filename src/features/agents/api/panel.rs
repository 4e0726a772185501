//! `/agents/panel` and `/agents/sample`: who to put a question to. They only read.

use axum::body::Body;
use axum::http::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::Result;
use crate::features::agents::panel::service as panels;
use crate::features::agents::panel::types::{Panel, PanelInput};
use crate::features::agents::sampler::service as samples;
use crate::features::agents::sampler::types::{Sample, SampleInput};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope};
use crate::server::extract::Json;
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(suggest)).routes(routes!(sample))
}

/// A diverse panel for a question, with its coverage and the reason for every seat. The same question
/// and pool give the same panel. Of many own agents the 200 newest are compared, and the 25 newest for
/// each of the question's first six words.
#[utoipa::path(post, path = "/agents/panel", tag = "Agents", operation_id = "suggest_panel", request_body = PanelInput, responses(
    (status = 200, body = Envelope<Panel>),
    (status = 400, body = ErrorEnvelope),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope, description = "Somebody who is locked doesn't exist"),
    (status = 422, body = ErrorEnvelope),
    (status = 429, body = ErrorEnvelope, description = "Too many calls of the model, with `refine`"),
))]
async fn suggest(ctx: Ctx, Json(input): Json<PanelInput>) -> Result<Response<Body>> {
    Ok(envelope::ok(panels::suggest(&ctx, input).await?))
}

/// A sample of a population with given shares, drawn with Sobol points. The same seed, pool and
/// constraints give the same sample. Of many own agents the 1000 newest are compared.
#[utoipa::path(post, path = "/agents/sample", tag = "Agents", operation_id = "sample_agents", request_body = SampleInput, responses(
    (status = 200, body = Envelope<Sample>),
    (status = 400, body = ErrorEnvelope),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope, description = "No such workspace"),
    (status = 422, body = ErrorEnvelope, description = "Constraints contradict each other, or the pool is too small"),
))]
async fn sample(ctx: Ctx, Json(input): Json<SampleInput>) -> Result<Response<Body>> {
    Ok(envelope::ok(samples::sample(&ctx, input).await?))
}
