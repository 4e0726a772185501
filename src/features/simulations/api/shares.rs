//! Links by which strangers read a conversation, and the conversation in other languages.

use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::ids::SimulationId;
use crate::core::{ListQuery, Result};
use crate::features::simulations::service::{self, shares, translate};
use crate::features::simulations::types::{CreatedShare, Share, ShareInput, TranslateInput, Translation};
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, OptionalJson, Path, Query};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(revoke))
        .routes(routes!(translate_one))
        .routes(routes!(translated))
        .routes(routes!(translate_current))
}

/// Links of a simulation, without what opens them.
#[utoipa::path(get, path = "/simulations/{id}/shares", tag = "Simulations", operation_id = "list_shares", params(("id" = String, Path), ListQuery),
    responses((status = 200, body = ListEnvelope<Share>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn list(ctx: Ctx, Path(id): Path<SimulationId>, Query(query): Query<ListQuery>) -> Result<Response> {
    Ok(envelope::list(shares::list(&ctx, &id, &query).await?))
}

/// Makes a link by which anybody reads question, panel and transcript until it expires. `url` is shown this once.
#[utoipa::path(post, path = "/simulations/{id}/shares", tag = "Simulations", operation_id = "create_share", params(("id" = String, Path)), request_body = Option<ShareInput>,
    responses((status = 201, body = Envelope<CreatedShare>), (status = 401, body = ErrorEnvelope), (status = 403, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn create(ctx: Ctx, Path(id): Path<SimulationId>, OptionalJson(input): OptionalJson<ShareInput>) -> Result<Response> {
    let made = shares::create(&ctx, &id, input).await?;
    let location = format!("/api/v1/simulations/{id}/shares/{}", made.share.id);
    Ok(envelope::created(made, &location))
}

/// Takes a link back at once.
#[utoipa::path(delete, path = "/simulations/{id}/shares/{share_id}", tag = "Simulations", operation_id = "revoke_share", params(("id" = String, Path), ("share_id" = String, Path)),
    responses((status = 204), (status = 401, body = ErrorEnvelope), (status = 403, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope)))]
async fn revoke(ctx: Ctx, Path((id, share)): Path<(SimulationId, String)>) -> Result<Response> {
    shares::revoke(&ctx, &id, &share).await?;
    Ok(envelope::no_content())
}

/// Translates the next lines that are missing, at most 48, and gives all that are there. Ask again while `missing` is not 0.
#[utoipa::path(post, path = "/simulations/{id}/translate", tag = "Simulations", operation_id = "translate_simulation", params(("id" = String, Path)), request_body = TranslateInput,
    responses((status = 200, body = Envelope<Translation>), (status = 401, body = ErrorEnvelope), (status = 403, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope, description = "There is no model endpoint"),
        (status = 422, body = ErrorEnvelope), (status = 429, body = ErrorEnvelope), (status = 502, body = ErrorEnvelope)))]
async fn translate_one(ctx: Ctx, Path(id): Path<SimulationId>, Json(input): Json<TranslateInput>) -> Result<Response> {
    Ok(envelope::ok(translate::translate(&ctx, &id, &input).await?))
}

/// Which language.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LanguageQuery {
    /// English when absent.
    #[serde(default)]
    pub language: Option<String>,
}

/// Lines that are translated already; nothing is asked of a model.
#[utoipa::path(get, path = "/simulations/{id}/translation", tag = "Simulations", operation_id = "get_translation", params(("id" = String, Path), LanguageQuery),
    responses((status = 200, body = Envelope<Translation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope)))]
async fn translated(ctx: Ctx, Path(id): Path<SimulationId>, Query(query): Query<LanguageQuery>) -> Result<Response> {
    let input = TranslateInput { language: query.language.unwrap_or_else(|| "English".to_owned()) };
    Ok(envelope::ok(translate::translated(&ctx, &id, &input).await?))
}

/// The same for the current simulation.
#[utoipa::path(post, path = "/conversations/translate", tag = "Conversations", operation_id = "translate_current", request_body = TranslateInput,
    responses((status = 200, body = Envelope<Translation>), (status = 401, body = ErrorEnvelope), (status = 404, body = ErrorEnvelope), (status = 409, body = ErrorEnvelope), (status = 422, body = ErrorEnvelope), (status = 502, body = ErrorEnvelope)))]
async fn translate_current(ctx: Ctx, Json(input): Json<TranslateInput>) -> Result<Response> {
    let id = service::current(&ctx).await?;
    Ok(envelope::ok(translate::translate(&ctx, &id, &input).await?))
}
