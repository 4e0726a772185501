//! Short forms: they act on the simulation that the caller opened or made last.

use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::features::simulations::service;
use crate::features::simulations::types::{Message, Observed, ObserverInput, Scenario, Simulation};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope};
use crate::server::extract::{Json, Path};
use crate::server::state::AppState;

use super::{Deleted, Ids};

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(state))
        .routes(routes!(start))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(set_scenario))
        .routes(routes!(delete_conversations))
        .routes(routes!(conversation))
        .routes(routes!(generate))
        .routes(routes!(send))
        .routes(routes!(sent))
}

/// State of the current simulation.
#[utoipa::path(get, path = "/simulation/state", tag = "Current simulation", operation_id = "current_state",
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope)))]
async fn state(ctx: Ctx) -> Result<Response> {
    let id = service::current(&ctx).await?;
    Ok(envelope::ok(service::get(&ctx, &id).await?))
}

/// Starts the current simulation.
#[utoipa::path(post, path = "/simulation/start", tag = "Current simulation", operation_id = "start_current",
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope)))]
async fn start(ctx: Ctx) -> Result<Response> {
    let id = service::current(&ctx).await?;
    Ok(envelope::ok(service::start(&ctx, &id).await?))
}

/// Pauses the current simulation.
#[utoipa::path(post, path = "/simulation/pause", tag = "Current simulation", operation_id = "pause_current",
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope)))]
async fn pause(ctx: Ctx) -> Result<Response> {
    let id = service::current(&ctx).await?;
    Ok(envelope::ok(service::pause(&ctx, &id, false).await?))
}

/// Resumes the current simulation.
#[utoipa::path(post, path = "/simulation/resume", tag = "Current simulation", operation_id = "resume_current",
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope)))]
async fn resume(ctx: Ctx) -> Result<Response> {
    let id = service::current(&ctx).await?;
    Ok(envelope::ok(service::resume(&ctx, &id).await?))
}

/// Puts another scenario into the current simulation.
#[utoipa::path(post, path = "/simulation/set-scenario", tag = "Current simulation", operation_id = "set_current_scenario", request_body = Scenario,
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn set_scenario(ctx: Ctx, Json(scenario): Json<Scenario>) -> Result<Response> {
    let id = service::current(&ctx).await?;
    Ok(envelope::ok(service::set_scenario(&ctx, &id, scenario, None).await?))
}

/// Deletes several conversations.
#[utoipa::path(delete, path = "/conversations/bulk", tag = "Conversations", operation_id = "bulk_delete_conversations", request_body = Ids,
    responses((status = 200, body = Envelope<Deleted>), (status = 401, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn delete_conversations(ctx: Ctx, Json(input): Json<Ids>) -> Result<Response> {
    super::delete_all(&ctx, &input.ids).await
}

/// A whole conversation.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Conversation {
    #[serde(flatten)]
    pub simulation: Simulation,
    pub transcript: Vec<Message>,
}

/// One conversation with all its messages.
#[utoipa::path(get, path = "/conversations/{id}", tag = "Conversations", operation_id = "get_conversation", params(("id" = String, Path)),
    responses((status = 200, body = Envelope<Conversation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope)))]
async fn conversation(ctx: Ctx, Path(id): Path<SimulationId>) -> Result<Response> {
    let whole = service::transcript(&ctx, &id).await?;
    Ok(envelope::ok(Conversation { simulation: whole.simulation, transcript: whole.messages }))
}

/// One more round of the current simulation.
#[utoipa::path(post, path = "/conversation/generate", tag = "Conversations", operation_id = "generate_round",
    responses((status = 200, body = Envelope<Simulation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope)))]
async fn generate(ctx: Ctx) -> Result<Response> {
    let id = service::current(&ctx).await?;
    Ok(envelope::ok(service::another_round(&ctx, &id).await?))
}

/// Says something to the panel of the current simulation.
#[utoipa::path(post, path = "/observer/send-message", tag = "Current simulation", operation_id = "observe_current", request_body = ObserverInput,
    responses((status = 201, body = Envelope<Observed>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn send(ctx: Ctx, Json(input): Json<ObserverInput>) -> Result<Response> {
    let id = service::current(&ctx).await?;
    Ok(super::control::observed_at(&id, service::observe(&ctx, &id, input).await?))
}

/// What observers said in the current simulation.
#[utoipa::path(get, path = "/observer/messages", tag = "Current simulation", operation_id = "current_observer_messages",
    responses((status = 200, body = Envelope<Vec<Message>>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope)))]
async fn sent(ctx: Ctx) -> Result<Response> {
    let id = service::current(&ctx).await?;
    Ok(envelope::ok(service::observer_messages(&ctx, &id).await?))
}
