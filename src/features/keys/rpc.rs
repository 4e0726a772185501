//! Server functions of the page about API keys. The forms work without JavaScript.
#![expect(clippy::too_many_arguments, reason = "the fields of the form of a new key")]

use leptos::prelude::*;
use leptos::server;

use super::types::{ApiKey, KeyQuery, NewApiKey};
use crate::core::{AppError, Page};

/// The visitor's keys, newest first.
#[server(endpoint = "keys/list", input = server_fn::codec::Json)]
pub async fn list_keys(query: KeyQuery) -> Result<Page<ApiKey>, AppError> {
    super::service::list(&crate::server::rpc::ctx().await?, query).await
}

/// Makes a key. Each area comes as `read`, `write`, `admin` or nothing; `workspace` empty for all,
/// `days` 0 for no end.
#[server(endpoint = "keys/create")]
pub async fn create_key(
    name: String,
    #[server(default)] agents: String,
    #[server(default)] simulations: String,
    #[server(default)] documents: String,
    #[server(default)] workspaces: String,
    #[server(default)] account: String,
    #[server(default)] workspace: String,
    days: u32,
) -> Result<NewApiKey, AppError> {
    use super::scopes::Area;
    let ctx = crate::server::rpc::ctx().await?;
    let levels = [
        (Area::Agents, agents),
        (Area::Simulations, simulations),
        (Area::Documents, documents),
        (Area::Workspaces, workspaces),
        (Area::Account, account),
    ];
    let made = super::service::create(&ctx, super::form::input(name, &levels, workspace, days)?).await?;
    super::browser::keep_for_next_page(&ctx, &made);
    Ok(made)
}

/// The key that a form without script has just made: shown once, on the page that follows.
#[server(endpoint = "keys/just-made", input = server_fn::codec::Json)]
pub async fn just_made() -> Result<Option<String>, AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    ctx.identity()?;
    Ok(super::browser::take(&ctx))
}

/// Ends a key at once.
#[server(endpoint = "keys/revoke")]
pub async fn revoke_key(id: String) -> Result<(), AppError> {
    super::service::revoke(&crate::server::rpc::ctx().await?, &id).await
}
