//! Calls of the import page. The upload itself is a plain form, see `api::transfer`.

use leptos::prelude::*;
use leptos::server;

use crate::core::AppError;
use crate::features::agents::transfer::{ImportForm, StagedImport};

/// The file that waits for the visitor.
#[server(endpoint = "agents/staged_import", input = server_fn::codec::Json)]
pub async fn get_staged_import() -> Result<Option<StagedImport>, AppError> {
    crate::features::agents::service::imports::staged(&crate::server::rpc::ctx().await?).await
}

/// Imports what was chosen of it, and goes on to say how many, or to the job that does it.
#[server(endpoint = "agents/import_form")]
pub async fn import_agents_form(import: ImportForm) -> Result<(), AppError> {
    let report = crate::features::agents::service::imports::import_staged(&crate::server::rpc::ctx().await?, import).await?;
    let to = if report.job.is_some() { "/jobs".to_owned() } else { format!("/agents/import?created={}", report.created) };
    crate::server::rpc::redirect(&to);
    Ok(())
}

/// Forgets the file.
#[server(endpoint = "agents/import_discard_form")]
pub async fn discard_import_form(token: String) -> Result<(), AppError> {
    crate::features::agents::service::imports::discard(&crate::server::rpc::ctx().await?, &token).await?;
    crate::server::rpc::redirect("/agents/import");
    Ok(())
}
