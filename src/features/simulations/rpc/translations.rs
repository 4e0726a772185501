//! The transcript in another language.

use leptos::prelude::*;
use leptos::server;

use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::features::simulations::types::Translation;

/// What is translated already.
#[server(endpoint = "simulations/translated", input = server_fn::codec::Json)]
pub async fn translated_lines(id: SimulationId, language: String) -> Result<Translation> {
    let ctx = crate::server::rpc::ctx().await?;
    let input = crate::features::simulations::types::TranslateInput { language };
    super::super::service::translate::translated(&ctx, &id, &input).await
}

/// Translates the next lines.
#[server(endpoint = "simulations/translate")]
pub async fn translate_simulation(id: SimulationId, language: String) -> Result<Translation> {
    let ctx = crate::server::rpc::ctx().await?;
    let input = crate::features::simulations::types::TranslateInput { language };
    super::super::service::translate::translate(&ctx, &id, &input).await
}
