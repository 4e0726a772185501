//! Start, pause, resume, step, stop, and the observer's acts.

use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::features::simulations::service;
use crate::features::simulations::types::{Message, Observed, ObserverInput, Simulation};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, OptionalJson, Path};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(start))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(step))
        .routes(routes!(stop))
        .routes(routes!(round))
        .routes(routes!(next))
        .routes(routes!(interrupt))
        .routes(routes!(observe, observed))
}

/// Starts a draft, or goes on with a paused one.
#[utoipa::path(post, path = "/simulations/{id}/start", tag = "Simulations", operation_id = "start_simulation", params(("id" = String, Path)),
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope), (status = 429, body = ErrorEnvelope)))]
async fn start(ctx: Ctx, Path(id): Path<SimulationId>) -> Result<Response> {
    Ok(envelope::ok(service::start(&ctx, &id).await?))
}

/// How to pause.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PauseInput {
    /// Throw the line that is being spoken away instead of letting it end.
    pub now: bool,
}

/// Pauses; the line that is being spoken is finished unless `now`.
#[utoipa::path(post, path = "/simulations/{id}/pause", tag = "Simulations", operation_id = "pause_simulation", params(("id" = String, Path)), request_body = Option<PauseInput>,
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope)))]
async fn pause(ctx: Ctx, Path(id): Path<SimulationId>, OptionalJson(input): OptionalJson<PauseInput>) -> Result<Response> {
    Ok(envelope::ok(service::pause(&ctx, &id, input.now).await?))
}

/// Goes on after a pause.
#[utoipa::path(post, path = "/simulations/{id}/resume", tag = "Simulations", operation_id = "resume_simulation", params(("id" = String, Path)),
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope)))]
async fn resume(ctx: Ctx, Path(id): Path<SimulationId>) -> Result<Response> {
    Ok(envelope::ok(service::resume(&ctx, &id).await?))
}

/// One more turn, then paused again.
#[utoipa::path(post, path = "/simulations/{id}/step", tag = "Simulations", operation_id = "step_simulation", params(("id" = String, Path)),
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope)))]
async fn step(ctx: Ctx, Path(id): Path<SimulationId>) -> Result<Response> {
    Ok(envelope::ok(service::step(&ctx, &id).await?))
}

/// Ends it. The line that is being spoken is thrown away.
#[utoipa::path(post, path = "/simulations/{id}/stop", tag = "Simulations", operation_id = "stop_simulation", params(("id" = String, Path)),
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope)))]
async fn stop(ctx: Ctx, Path(id): Path<SimulationId>) -> Result<Response> {
    Ok(envelope::ok(service::stop(&ctx, &id).await?))
}

/// Another round of as many turns as the settings say.
#[utoipa::path(post, path = "/simulations/{id}/round", tag = "Simulations", operation_id = "another_round", params(("id" = String, Path)),
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope)))]
async fn round(ctx: Ctx, Path(id): Path<SimulationId>) -> Result<Response> {
    Ok(envelope::ok(service::another_round(&ctx, &id).await?))
}

/// Who is to speak.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NextInput {
    /// Participant id.
    pub participant: String,
}

/// Says who speaks next, and goes on if it rests. Under the policy `manual` every speaker is chosen
/// so; under the others it overrules the policy once.
#[utoipa::path(post, path = "/simulations/{id}/next", tag = "Simulations", operation_id = "next_speaker", params(("id" = String, Path)), request_body = NextInput,
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn next(ctx: Ctx, Path(id): Path<SimulationId>, Json(input): Json<NextInput>) -> Result<Response> {
    Ok(envelope::ok(service::next(&ctx, &id, &input.participant).await?))
}

/// Ends the line that is being spoken, keeps nothing of it, and lets somebody else speak.
#[utoipa::path(post, path = "/simulations/{id}/interrupt", tag = "Simulations", operation_id = "interrupt_speaker", params(("id" = String, Path)),
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope)))]
async fn interrupt(ctx: Ctx, Path(id): Path<SimulationId>) -> Result<Response> {
    Ok(envelope::ok(service::interrupt(&ctx, &id).await?))
}

/// Says something to the panel (`say`) or to one participant (`whisper`), sets the scene (`direct`),
/// speaks as a participant once (`puppet`), pins a fact (`pin`), or asks a participant beside the
/// conversation (`aside`: the answer comes back).
#[utoipa::path(post, path = "/simulations/{id}/observer", tag = "Simulations", operation_id = "observe", params(("id" = String, Path)), request_body = ObserverInput,
    responses((status = 201, body = Envelope<Observed>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope), (status = 429, body = ErrorEnvelope), (status = 502, body = ErrorEnvelope)))]
async fn observe(ctx: Ctx, Path(id): Path<SimulationId>, Json(input): Json<ObserverInput>) -> Result<Response> {
    Ok(observed_at(&id, service::observe(&ctx, &id, input).await?))
}

/// The answer to an act, with its address.
pub(super) fn observed_at(id: &SimulationId, observed: Observed) -> Response {
    let location = match &observed {
        Observed::Line(line) => format!("/api/v1/simulations/{id}/messages?after={}&limit=1", line.seq - 1),
        Observed::Aside(aside) => format!("/api/v1/simulations/{id}/asides?after={}&limit=1", aside.number - 1),
    };
    envelope::created(observed, &location)
}

/// What observers said so far.
#[utoipa::path(get, path = "/simulations/{id}/observer", tag = "Simulations", operation_id = "list_observer_messages", params(("id" = String, Path)),
    responses((status = 200, body = ListEnvelope<Message>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope)))]
async fn observed(ctx: Ctx, Path(id): Path<SimulationId>) -> Result<Response> {
    let items = service::observer_messages(&ctx, &id).await?;
    Ok(envelope::ok(items))
}
