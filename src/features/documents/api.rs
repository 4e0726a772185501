//! REST routes of documents. `/docs` is another name of `/documents`.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service;
use super::types::{
    CategoryCount, Document, DocumentIds, DocumentInput, DocumentPatch, DocumentQuery, DocumentSummary, DocumentsDeleted, GenerateInput,
    Generated,
};
use crate::core::Result;
use crate::core::ids::DocumentId;
use crate::server::ctx::Ctx;
use crate::server::envelope::{self, Envelope, ErrorEnvelope, ListEnvelope};
use crate::server::extract::{Json, Path, Query};
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, replace, update, delete))
        .routes(routes!(bulk_delete))
        .routes(routes!(categories))
        .routes(routes!(generate))
        .routes(routes!(export))
        .route("/docs", routing::get(list).post(create))
        .route("/docs/{id}", routing::get(get).put(replace).patch(update).delete(delete))
        .route("/docs/bulk-delete", routing::post(bulk_delete))
        .route("/docs/categories", routing::get(categories))
        .route("/docs/generate", routing::post(generate))
        .route("/docs/{id}/export", routing::get(export))
}

fn versioned(document: Document) -> Response {
    let version = document.version;
    envelope::ok_versioned(document, version)
}

/// Documents of the workspace. Also under `/docs`, as every route here.
#[utoipa::path(get, path = "/documents", tag = "Documents", operation_id = "list_documents", params(DocumentQuery), responses(
    (status = 200, body = ListEnvelope<DocumentSummary>),
    (status = 401, body = ErrorEnvelope),
    (status = 422, body = ErrorEnvelope, description = "Unknown parameter, or a cursor of another list"),
))]
async fn list(ctx: Ctx, Query(query): Query<DocumentQuery>) -> Result<Response> {
    Ok(envelope::list(service::list(&ctx, query).await?))
}

/// Creates a document that a person writes.
#[utoipa::path(post, path = "/documents", tag = "Documents", operation_id = "create_document", request_body = DocumentInput, responses(
    (status = 201, body = Envelope<Document>, headers(("Location" = String))),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 422, body = ErrorEnvelope),
))]
async fn create(ctx: Ctx, Json(input): Json<DocumentInput>) -> Result<Response> {
    let document = service::create(&ctx, input).await?;
    let (location, version) = (format!("/api/v1/documents/{}", document.id), document.version);
    Ok(envelope::with_etag(envelope::created(document, &location), version))
}

/// One document with text, rendered HTML, citations and the results of the quality gate.
#[utoipa::path(get, path = "/documents/{id}", tag = "Documents", operation_id = "get_document", params(("id" = DocumentId, Path)), responses(
    (status = 200, body = Envelope<Document>, headers(("ETag" = String))),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
))]
async fn get(ctx: Ctx, Path(id): Path<DocumentId>) -> Result<Response> {
    Ok(versioned(service::get(&ctx, &id).await?))
}

/// Replaces title, category and text.
#[utoipa::path(put, path = "/documents/{id}", tag = "Documents", operation_id = "replace_document",
    params(("id" = DocumentId, Path), ("If-Match" = Option<String>, Header)), request_body = DocumentInput, responses(
    (status = 200, body = Envelope<Document>, headers(("ETag" = String))),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 409, body = ErrorEnvelope, description = "A job writes it right now"),
    (status = 412, body = ErrorEnvelope, description = "Somebody saved a newer version"),
    (status = 422, body = ErrorEnvelope),
))]
async fn replace(ctx: Ctx, Path(id): Path<DocumentId>, headers: HeaderMap, Json(input): Json<DocumentInput>) -> Result<Response> {
    Ok(versioned(service::replace(&ctx, &id, input, envelope::if_match(&headers)?).await?))
}

/// Changes what is named.
#[utoipa::path(patch, path = "/documents/{id}", tag = "Documents", operation_id = "update_document",
    params(("id" = DocumentId, Path), ("If-Match" = Option<String>, Header)), request_body = DocumentPatch, responses(
    (status = 200, body = Envelope<Document>, headers(("ETag" = String))),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 409, body = ErrorEnvelope, description = "A job writes it right now"),
    (status = 412, body = ErrorEnvelope, description = "Somebody saved a newer version"),
    (status = 422, body = ErrorEnvelope),
))]
async fn update(ctx: Ctx, Path(id): Path<DocumentId>, headers: HeaderMap, Json(patch): Json<DocumentPatch>) -> Result<Response> {
    Ok(versioned(service::update(&ctx, &id, patch, envelope::if_match(&headers)?).await?))
}

/// Deletes a document; its job, if it is still at work, is cancelled.
#[utoipa::path(delete, path = "/documents/{id}", tag = "Documents", operation_id = "delete_document", params(("id" = DocumentId, Path)), responses(
    (status = 204),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 412, body = ErrorEnvelope, description = "Somebody saved a newer version"),
))]
async fn delete(ctx: Ctx, Path(id): Path<DocumentId>, headers: HeaderMap) -> Result<Response> {
    service::delete(&ctx, &id, envelope::if_match(&headers)?).await?;
    Ok(envelope::no_content())
}

/// Deletes up to 500 documents.
#[utoipa::path(post, path = "/documents/bulk-delete", tag = "Documents", operation_id = "delete_documents", request_body = DocumentIds, responses(
    (status = 200, body = Envelope<DocumentsDeleted>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 422, body = ErrorEnvelope),
))]
async fn bulk_delete(ctx: Ctx, Json(input): Json<DocumentIds>) -> Result<Response> {
    Ok(envelope::ok(service::bulk_delete(&ctx, input).await?))
}

/// Categories with their counts.
#[utoipa::path(get, path = "/documents/categories", tag = "Documents", operation_id = "list_document_categories", responses(
    (status = 200, body = Envelope<Vec<CategoryCount>>),
    (status = 401, body = ErrorEnvelope),
))]
async fn categories(ctx: Ctx) -> Result<Response> {
    Ok(envelope::ok(service::categories(&ctx).await?))
}

/// Makes a document from simulations. The job writes it; its events tell when it is done.
#[utoipa::path(post, path = "/documents/generate", tag = "Documents", operation_id = "generate_document", request_body = GenerateInput, responses(
    (status = 202, body = Envelope<Generated>),
    (status = 401, body = ErrorEnvelope),
    (status = 403, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope, description = "A simulation doesn't exist"),
    (status = 422, body = ErrorEnvelope, description = "Unknown type or template, or nothing was said yet"),
))]
async fn generate(ctx: Ctx, Json(input): Json<GenerateInput>) -> Result<Response> {
    Ok(envelope::accepted(service::generate(&ctx, input).await?))
}

/// Format of an export.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ExportQuery {
    /// `md` (default), `html` or `json`.
    format: Option<String>,
}

/// The document as a file.
#[utoipa::path(get, path = "/documents/{id}/export", tag = "Documents", operation_id = "export_document", params(("id" = DocumentId, Path), ExportQuery), responses(
    (status = 200, body = String, content_type = "text/markdown", headers(("Content-Disposition" = String))),
    (status = 401, body = ErrorEnvelope),
    (status = 404, body = ErrorEnvelope),
    (status = 409, body = ErrorEnvelope, description = "It isn't ready"),
    (status = 422, body = ErrorEnvelope, description = "Unknown format"),
))]
async fn export(ctx: Ctx, Path(id): Path<DocumentId>, Query(query): Query<ExportQuery>) -> Result<Response> {
    let file = service::export(&ctx, &id, query.format.as_deref()).await?;
    let mut response =
        ([(header::CONTENT_TYPE, file.content_type), (header::X_CONTENT_TYPE_OPTIONS, "nosniff")], file.body).into_response();
    if let Ok(value) = HeaderValue::from_str(&file.disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response.headers_mut().insert(
        HeaderName::from_static("content-security-policy"),
        HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'"),
    );
    Ok(response)
}
