//! Server functions of the document pages. Those without an `input` are also the action of plain
//! forms; `submit_…`, `save_…` and `…_form` answer with a redirect.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::server;
use serde::{Deserialize, Serialize};

use super::types::{CategoryCount, Document, DocumentQuery, DocumentSummary, DocumentsDeleted, Generated};
use crate::core::ids::{DocumentId, SimulationId};
use crate::core::{AppError, Page};
use crate::features::jobs::types::Job;
use crate::features::simulations::types::State;

/// Everything the page of a document shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenedDocument {
    pub document: Document,
    /// The job that writes it; `None` once the document is ready, or when there is none.
    pub job: Option<Job>,
    pub sources: Vec<Source>,
}

/// A simulation that a document was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub id: SimulationId,
    /// `None` when it was deleted.
    pub title: Option<String>,
}

/// A simulation that a document can be made from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SourceChoice {
    pub id: SimulationId,
    pub title: String,
    pub state: State,
    pub turns: u32,
    pub created_at: DateTime<Utc>,
}

/// Fields of the form "new document". In the page they are named `form[kind]` and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GenerateForm {
    /// `summary` or `minutes`.
    pub kind: String,
    pub simulation_ids: Vec<SimulationId>,
    /// May be empty.
    pub title: String,
}

/// Fields of the editor. In the page they are named `form[title]` and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentForm {
    pub id: String,
    /// Version that was shown; empty means "don't care".
    pub version: String,
    pub title: String,
    pub category: String,
    pub markdown: String,
    /// `true` saves over a newer version.
    pub overwrite: String,
}

/// Documents of the workspace.
#[server(endpoint = "documents/list", input = server_fn::codec::Json)]
pub async fn list_documents(query: DocumentQuery) -> Result<Page<DocumentSummary>, AppError> {
    super::service::list(&crate::server::rpc::ctx().await?, query).await
}

/// One document with text and evidence.
#[server(endpoint = "documents/get", input = server_fn::codec::Json)]
pub async fn get_document(id: DocumentId) -> Result<Document, AppError> {
    super::service::get(&crate::server::rpc::ctx().await?, &id).await
}

/// Categories with their counts.
#[server(endpoint = "documents/categories", input = server_fn::codec::Json)]
pub async fn document_categories() -> Result<Vec<CategoryCount>, AppError> {
    super::service::categories(&crate::server::rpc::ctx().await?).await
}

/// Creates a document that a person writes.
#[server(endpoint = "documents/create")]
pub async fn create_document(title: String, category: String, markdown: String) -> Result<Document, AppError> {
    super::service::create(&crate::server::rpc::ctx().await?, super::types::DocumentInput { title, category, markdown }).await
}

/// Changes what is named; `version` is the version the person saw.
#[server(endpoint = "documents/update")]
pub async fn update_document(
    id: DocumentId,
    version: Option<u32>,
    title: Option<String>,
    category: Option<String>,
    markdown: Option<String>,
) -> Result<Document, AppError> {
    super::service::update(&crate::server::rpc::ctx().await?, &id, super::types::DocumentPatch { title, category, markdown }, version).await
}

/// Deletes a document.
#[server(endpoint = "documents/delete")]
pub async fn delete_document(id: DocumentId) -> Result<(), AppError> {
    super::service::delete(&crate::server::rpc::ctx().await?, &id, None).await
}

/// Deletes several documents.
#[server(endpoint = "documents/bulk-delete", input = server_fn::codec::Json)]
pub async fn delete_documents(ids: Vec<DocumentId>) -> Result<DocumentsDeleted, AppError> {
    super::service::bulk_delete(&crate::server::rpc::ctx().await?, super::types::DocumentIds { ids }).await
}

/// Makes a document from one simulation; `kind` is `summary` or `minutes`.
#[server(endpoint = "documents/generate")]
pub async fn generate_document(simulation_id: SimulationId, kind: String) -> Result<Generated, AppError> {
    let input = super::types::GenerateInput { kind, simulation_ids: vec![simulation_id], ..super::types::GenerateInput::default() };
    super::service::generate(&crate::server::rpc::ctx().await?, input).await
}

/// One document with its job and the names of its simulations.
#[server(endpoint = "documents/open", input = server_fn::codec::Json)]
pub async fn open_document(id: DocumentId) -> Result<OpenedDocument, AppError> {
    super::form::open(&crate::server::rpc::ctx().await?, &id).await
}

/// The newest simulations that a document can be made from; `chosen` comes first.
#[server(endpoint = "documents/sources", input = server_fn::codec::Json)]
pub async fn document_sources(chosen: Option<SimulationId>) -> Result<Vec<SourceChoice>, AppError> {
    super::form::sources(&crate::server::rpc::ctx().await?, chosen.as_ref()).await
}

/// Makes a document from a form and goes on to it.
#[server(endpoint = "documents/submit")]
pub async fn submit_document(form: GenerateForm) -> Result<(), AppError> {
    let made = super::form::generate(&crate::server::rpc::ctx().await?, form).await?;
    crate::server::rpc::redirect(&format!("/documents/{}", made.document.id));
    Ok(())
}

/// Saves the editor and goes on to the document.
#[server(endpoint = "documents/save")]
pub async fn save_document(form: DocumentForm) -> Result<(), AppError> {
    let saved = super::form::save(&crate::server::rpc::ctx().await?, form).await?;
    crate::server::rpc::redirect(&format!("/documents/{}", saved.id));
    Ok(())
}

/// Deletes a document and goes on to the list.
#[server(endpoint = "documents/delete-form")]
pub async fn delete_document_form(id: DocumentId) -> Result<(), AppError> {
    super::service::delete(&crate::server::rpc::ctx().await?, &id, None).await?;
    crate::server::rpc::redirect("/documents");
    Ok(())
}

/// Deletes the ticked documents and goes on to the list.
#[server(endpoint = "documents/bulk-delete-form")]
pub async fn delete_documents_form(#[server(default)] ids: Vec<DocumentId>) -> Result<DocumentsDeleted, AppError> {
    if ids.is_empty() {
        return Err(AppError::field("ids", "Tick at least one document."));
    }
    let outcome = super::service::bulk_delete(&crate::server::rpc::ctx().await?, super::types::DocumentIds { ids }).await?;
    crate::server::rpc::redirect("/documents");
    Ok(outcome)
}
