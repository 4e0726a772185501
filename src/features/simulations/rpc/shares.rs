//! Links by which strangers read a conversation.

use leptos::prelude::*;
use leptos::server;

use crate::core::ids::SimulationId;
use crate::core::{Page, Result};
use crate::features::simulations::types::{CreatedShare, Share, SharedConversation};

/// Links of a simulation.
#[server(endpoint = "simulations/shares", input = server_fn::codec::Json)]
pub async fn list_shares(id: SimulationId) -> Result<Page<Share>> {
    let ctx = crate::server::rpc::ctx().await?;
    let query = crate::core::ListQuery { limit: Some(crate::core::paging::MAX_LIMIT), ..crate::core::ListQuery::default() };
    super::super::service::shares::list(&ctx, &id, &query).await
}

/// Makes a link. Without script the next page shows it, once.
#[server(endpoint = "simulations/share")]
pub async fn share_simulation(id: SimulationId, days: u32, #[server(default)] label: String) -> Result<CreatedShare> {
    let ctx = crate::server::rpc::ctx().await?;
    super::super::form::share(&ctx, &id, days, label).await
}

/// The link that a form without script has just made, once.
#[server(endpoint = "simulations/fresh-share", input = server_fn::codec::Json)]
pub async fn take_fresh_share(id: SimulationId) -> Result<Option<String>> {
    let ctx = crate::server::rpc::ctx().await?;
    super::super::service::get(&ctx, &id).await?;
    Ok(super::super::form::take_share(&ctx, &id))
}

/// Takes a link back.
#[server(endpoint = "simulations/revoke-share")]
pub async fn revoke_share(id: SimulationId, share: String) -> Result<()> {
    let ctx = crate::server::rpc::ctx().await?;
    super::super::service::shares::revoke(&ctx, &id, &share).await
}

/// What a link opens, for whoever has it.
#[server(endpoint = "shares/view", input = server_fn::codec::Json)]
pub async fn view_shared(token: String) -> Result<SharedConversation> {
    let ctx = crate::server::rpc::ctx().await?;
    super::super::service::shares::open(&ctx, &token).await
}
