//! What the page of panels asks the server.

use leptos::prelude::*;
use leptos::server;

use super::types::{Panel, PanelInput};
use crate::core::AppError;

/// A panel for a question.
#[server(endpoint = "agents/panel", input = server_fn::codec::Json)]
pub async fn suggest_panel(input: PanelInput) -> Result<Panel, AppError> {
    super::service::suggest(&crate::server::rpc::ctx().await?, input).await
}

/// Lets the configured model choose, and shows what it chose. Lists are joined with commas, as the
/// page's address has them.
#[server(endpoint = "agents/refine_panel_form")]
pub async fn refine_panel_form(question: String, size: String, lock: String, out: String, pool: String) -> Result<(), AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    let list = |text: &str| text.split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let input = PanelInput {
        question: question.clone(),
        size: size.trim().parse().map_err(|_| AppError::field("size", "Must be between 2 and 12."))?,
        locked: list(&lock),
        seated: Vec::new(),
        excluded: list(&out),
        pool: super::types::Pool::read(&pool),
        refine: true,
    };
    let panel = super::service::suggest(&ctx, input).await?;
    let seats: Vec<&str> = panel.members.iter().filter(|seat| !seat.locked).map(|seat| seat.value.as_str()).collect();
    let how = if panel.refined { "model" } else { "failed" };
    let address = super::types::address(&[
        ("question", &question),
        ("size", &size),
        ("pool", &pool),
        ("lock", &lock),
        ("out", &out),
        ("with", &seats.join(",")),
        ("refined", how),
    ]);
    crate::server::rpc::redirect(&address);
    Ok(())
}
