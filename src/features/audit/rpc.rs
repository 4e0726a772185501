//! Server functions of the pages about the log of acts.

use leptos::prelude::*;
use leptos::server;

use super::types::{ActivityQuery, AuditEntry, AuditQuery};
use crate::core::{AppError, Page};

/// The visitor's recent acts, and what was done to their account.
#[server(endpoint = "audit/activity", input = server_fn::codec::Json)]
pub async fn list_activity(query: ActivityQuery) -> Result<Page<AuditEntry>, AppError> {
    super::service::activity(&crate::server::rpc::ctx().await?, query).await
}

/// The log of the installation; for administrators.
#[server(endpoint = "audit/all", input = server_fn::codec::Json)]
pub async fn list_audit(query: AuditQuery) -> Result<Page<AuditEntry>, AppError> {
    let query = AuditQuery { format: None, ..query };
    match super::service::all(&crate::server::rpc::ctx().await?, query).await? {
        super::service::Answer::Page(page) => Ok(page),
        super::service::Answer::File(..) => Err(AppError::of(crate::core::Code::Internal)),
    }
}
