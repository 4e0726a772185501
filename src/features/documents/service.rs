//! What may be done with documents.

use super::export::{self, Export};
use super::store::{self, Body, Change, Filter, New};
use super::types::{
    CategoryCount, Document, DocumentIds, DocumentInput, DocumentKind, DocumentPatch, DocumentQuery, DocumentState, DocumentSummary,
    DocumentsDeleted, ExportFormat, QualityCheck,
};
use super::{generate, markdown};
use crate::core::ids::{DocumentId, JobId};
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Page, Result};
use crate::features::jobs;
use crate::server::ctx::Ctx;
use crate::server::paging::{self, Cursor};

pub use generate::generate;

/// Most words of a search that are looked at.
const MAX_WORDS: usize = 8;
/// Most documents of a bulk deletion.
const MAX_BULK: usize = 500;
/// Tries of a change without If-Match that meets other changes.
const TRIES: u32 = 5;
/// Name of the check that tells of a change by a person.
const EDITED: &str = "Changed by a person";

fn missing() -> AppError {
    AppError::not_found("document")
}

fn stale() -> AppError {
    AppError::of(Code::PreconditionFailed)
}

/// Documents of the workspace.
pub async fn list(ctx: &Ctx, query: DocumentQuery) -> Result<Page<DocumentSummary>> {
    let ws = ctx.require(Permission::Read)?;
    let limit = paging::limit(query.limit)?;
    let newest_first = match query.sort.as_deref() {
        None | Some("" | "-created_at") => true,
        Some("created_at") => false,
        Some(_) => return Err(AppError::field("sort", "Use -created_at or created_at.")),
    };
    let search = query.q.unwrap_or_default().to_lowercase();
    let words: Vec<String> = search.split_whitespace().take(MAX_WORDS).map(str::to_owned).collect();
    let category = query.category.filter(|category| !category.is_empty());
    // A cursor belongs to one order and one choice of rows.
    let name = format!("documents {newest_first} {} {}", category.as_deref().unwrap_or(""), words.join(" "));
    let after = Cursor::read(&name, query.cursor.as_deref())?.map(|cursor| cursor.after).unwrap_or_default();
    let rows = store::list(&ctx.state.db, &ws, Filter { after, newest_first, category, words, limit: limit + 1 }).await?;
    Ok(paging::page(&name, rows, limit, |row| row.id.as_str().to_owned()))
}

/// One document with text and evidence.
pub async fn get(ctx: &Ctx, id: &DocumentId) -> Result<Document> {
    let ws = ctx.require(Permission::Read)?;
    store::find(&ctx.state.db, &ws, id).await?.ok_or_else(missing)
}

/// Categories of the workspace with their counts, in order of their names.
pub async fn categories(ctx: &Ctx) -> Result<Vec<CategoryCount>> {
    let ws = ctx.require(Permission::Read)?;
    Ok(store::categories(&ctx.state.db, &ws).await?)
}

fn category_or_default(category: &str) -> &str {
    match category.trim() {
        "" => DocumentKind::Note.category(),
        named => named,
    }
}

/// Creates a document that a person writes.
pub async fn create(ctx: &Ctx, input: DocumentInput) -> Result<Document> {
    let ws = ctx.require(Permission::Write)?;
    input.validate()?;
    let (id, user) = (DocumentId::new(ctx.state.new_id()), ctx.user_id()?);
    let body = Body { html: render(&input.markdown).await?, markdown: input.markdown, ..Body::default() };
    let new = New {
        id: &id,
        user: &user,
        kind: DocumentKind::Note,
        title: input.title.trim(),
        category: category_or_default(&input.category),
        simulation_ids: &[],
        body: &body,
        job: None,
        now: ctx.now(),
    };
    store::create(&ctx.state.db, &ws, new).await?;
    get(ctx, &id).await
}

/// Replaces title, category and text. With a version, only that one is replaced.
pub async fn replace(ctx: &Ctx, id: &DocumentId, input: DocumentInput, version: Option<u32>) -> Result<Document> {
    ctx.require(Permission::Write)?;
    input.validate()?;
    let category = category_or_default(&input.category).to_owned();
    update(ctx, id, DocumentPatch { title: Some(input.title), category: Some(category), markdown: Some(input.markdown) }, version).await
}

/// Changes what is named. With a version, only that one is changed. The text can't be changed
/// while a job writes it.
pub async fn update(ctx: &Ctx, id: &DocumentId, patch: DocumentPatch, version: Option<u32>) -> Result<Document> {
    let ws = ctx.require(Permission::Write)?;
    patch.validate()?;
    let html = match &patch.markdown {
        Some(markdown) => Some(render(markdown).await?),
        None => None,
    };
    for _ in 0..TRIES {
        let document = store::find(&ctx.state.db, &ws, id).await?.ok_or_else(missing)?;
        if version.is_some_and(|wanted| wanted != document.version) {
            return Err(stale());
        }
        if patch.markdown.is_some() && document.state == DocumentState::Generating {
            return Err(AppError::new(Code::Conflict, "This document is being written. Wait until it is ready, or cancel its job."));
        }
        let body = patch
            .markdown
            .as_ref()
            .filter(|text| **text != document.markdown)
            .zip(html.as_ref())
            .map(|(text, html)| edited(&document, text, html));
        let change = Change {
            title: patch.title.as_deref().map_or(document.title.as_str(), str::trim),
            category: patch.category.as_deref().map_or(document.category.as_str(), category_or_default),
            body: body.as_ref(),
            version: document.version,
            now: ctx.now(),
        };
        if store::update(&ctx.state.db, &ws, id, change).await? {
            return get(ctx, id).await;
        }
        if version.is_some() {
            return Err(stale());
        }
    }
    Err(AppError::of(Code::Conflict))
}

/// The new text. The evidence stays, with a remark that the checks ran on another text.
fn edited(document: &Document, markdown: &str, html: &str) -> Body {
    let mut quality = document.quality.clone();
    if !quality.is_empty() && !quality.iter().any(|check| check.name == EDITED) {
        quality.push(QualityCheck { name: EDITED.to_owned(), ok: true, note: "The text was changed after the other checks.".to_owned() });
    }
    let evidence = store::Evidence { citations: document.citations.clone(), quality };
    Body { markdown: markdown.to_owned(), html: html.to_owned(), evidence }
}

/// Long texts take a while; they don't hold up other requests.
async fn render(text: &str) -> Result<String> {
    let text = text.to_owned();
    tokio::task::spawn_blocking(move || markdown::render(&text)).await.map_err(|_| AppError::of(Code::Internal))
}

/// Deletes a document; its job, if it is still at work, is cancelled.
pub async fn delete(ctx: &Ctx, id: &DocumentId, expected: Option<u32>) -> Result<()> {
    if let Some(expected) = expected {
        let ws = ctx.require(Permission::Write)?;
        let found = store::find(&ctx.state.db, &ws, id).await?.ok_or_else(missing)?;
        if found.version != expected {
            return Err(stale());
        }
    }
    let outcome = bulk_delete(ctx, DocumentIds { ids: vec![id.clone()] }).await?;
    if outcome.deleted == 0 { Err(missing()) } else { Ok(()) }
}

/// Deletes several documents; ids that aren't there are named in the answer.
pub async fn bulk_delete(ctx: &Ctx, input: DocumentIds) -> Result<DocumentsDeleted> {
    let ws = ctx.require(Permission::Write)?;
    if input.ids.len() > MAX_BULK {
        return Err(AppError::field("ids", format!("Must have at most {MAX_BULK} entries.")));
    }
    let mut wanted = input.ids;
    let mut seen = std::collections::HashSet::new();
    wanted.retain(|id| seen.insert(id.clone()));
    let gone = store::delete(&ctx.state.db, &ws, &wanted).await?;
    for document in gone.iter().filter(|document| document.state == DocumentState::Generating) {
        // A job that has just ended can't be cancelled; then there is nothing to stop either.
        let _ = jobs::service::cancel(ctx, &JobId::new(document.job_id.clone())).await;
    }
    let deleted: std::collections::HashSet<_> = gone.into_iter().map(|document| document.id).collect();
    wanted.retain(|id| !deleted.contains(id));
    Ok(DocumentsDeleted { deleted: u32::try_from(deleted.len()).unwrap_or(u32::MAX), missing: wanted })
}

/// A document as a file.
pub async fn export(ctx: &Ctx, id: &DocumentId, format: Option<&str>) -> Result<Export> {
    let document = get(ctx, id).await?;
    let format = ExportFormat::parse(format.unwrap_or("md")).ok_or_else(|| {
        let names: Vec<&str> = ExportFormat::ALL.iter().map(|format| format.as_str()).collect();
        AppError::field("format", format!("Documents can be exported as {} so far.", names.join(", ")))
    })?;
    if document.state != DocumentState::Ready {
        return Err(AppError::new(Code::Conflict, "This document isn't ready. Only what is written can be exported."));
    }
    Ok(export::file(&document, format, &ctx.state.config.public_url))
}
