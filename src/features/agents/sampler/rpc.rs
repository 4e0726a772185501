//! What the page of samples asks the server.

use leptos::prelude::*;
use leptos::server;

use super::types::{Sample, SampleInput};
use crate::core::AppError;

/// A sample of a population.
#[server(endpoint = "agents/population", input = server_fn::codec::Json)]
pub async fn draw_sample(input: SampleInput) -> Result<Sample, AppError> {
    super::service::sample(&crate::server::rpc::ctx().await?, input).await
}
