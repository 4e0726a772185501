//! Server functions of the pages about one's own data.

use leptos::prelude::*;
use leptos::server;

use super::types::DeletionPreview as Preview;
use crate::core::AppError;

/// What the end of the visitor's account would take along.
#[server(endpoint = "account/preview", input = server_fn::codec::Json)]
pub async fn preview_deletion() -> Result<Preview, AppError> {
    super::service::preview(&crate::server::rpc::ctx().await?).await
}

/// Deletes the visitor's account, then shows the start page.
#[server(endpoint = "account/delete")]
pub async fn delete_account(#[server(default)] password: String, #[server(default)] confirm: String) -> Result<(), AppError> {
    let ctx = crate::server::rpc::ctx().await?;
    let input =
        super::types::AccountDeletion { password: Some(crate::features::auth::types::Password::new(password)), confirm: Some(confirm) };
    super::service::delete(&ctx, input).await?;
    crate::features::auth::farewell(&ctx);
    Ok(())
}
