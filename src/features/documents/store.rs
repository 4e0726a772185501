//! The document tables.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use surrealdb::types::RecordId;

use super::types::{CategoryCount, Citation, Document, DocumentKind, DocumentState, DocumentSummary, QualityCheck};
use crate::core::ids::{DocumentId, JobId, SimulationId, UserId};
use crate::features::purge::{Part, Scope};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError, newest_first};
use crate::server::jobs::Prepared;

/// Documents of a workspace with their bodies, which may be long.
pub const PURGE: &[Part] = &[Part::sql(
    "documents",
    Scope::Workspace,
    "{ LET $ids = (SELECT VALUE record::id(id) FROM document WHERE ws = $id LIMIT 50);
       FOR $doc IN $ids { DELETE type::record('document_body', $doc); DELETE type::record('document', $doc) };
       RETURN array::len($ids); }",
)];

/// What stands behind a document's statements.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    pub citations: Vec<Citation>,
    pub quality: Vec<QualityCheck>,
}

/// The text of a document, with everything made from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    pub markdown: String,
    pub html: String,
    pub evidence: Evidence,
}

#[derive(Deserialize)]
struct Whole {
    head: DocumentSummary,
    body: Body,
}

impl From<Whole> for Document {
    fn from(Whole { head, body }: Whole) -> Self {
        Self {
            id: head.id,
            title: head.title,
            kind: head.kind,
            category: head.category,
            state: head.state,
            state_reason: head.state_reason,
            markdown: body.markdown,
            html: body.html,
            simulation_ids: head.simulation_ids,
            citations: body.evidence.citations,
            quality: body.evidence.quality,
            job_id: head.job_id,
            version: head.version,
            created_at: head.created_at,
            updated_at: head.updated_at,
        }
    }
}

/// A document to be stored.
pub struct New<'a> {
    pub id: &'a DocumentId,
    pub user: &'a UserId,
    pub kind: DocumentKind,
    pub title: &'a str,
    pub category: &'a str,
    pub simulation_ids: &'a [SimulationId],
    pub body: &'a Body,
    /// The job that is to write it; stored in the same transaction.
    pub job: Option<(&'a JobId, &'a Prepared)>,
    pub now: DateTime<Utc>,
}

fn search_text(title: &str, category: &str) -> String {
    format!("{title} {category}").to_lowercase()
}

pub async fn create(db: &Db, ws: &WorkspaceId, new: New<'_>) -> Result<(), DbError> {
    let ids: Vec<String> = new.simulation_ids.iter().map(|id| id.as_str().to_owned()).collect();
    let state = if new.job.is_some() { "generating" } else { "ready" };
    let unit = db
        .sql(
            "{ CREATE ONLY type::record('document', $id) SET ws = $ws, sort = $id, created_by = $user, kind = $kind, title = $title, category = $category,
                 search = $search, state = $state, state_reason = '', simulation_ids = $simulations, job_id = $job_id, version = 1, created_at = $now,
                 updated_at = $now;
               CREATE ONLY type::record('document_body', $id) SET ws = $ws, markdown = $markdown, html = $html, evidence = $evidence;
               IF $job_id != '' { fn::enqueue_job($job, $now) };
               RETURN NONE; }",
        )
        .bind("id", new.id.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind("user", new.user.as_str().to_owned())
        .bind("kind", new.kind.as_str().to_owned())
        .bind("title", new.title.to_owned())
        .bind("category", new.category.to_owned())
        .bind("search", search_text(new.title, new.category))
        .bind("state", state.to_owned())
        .bind("simulations", ids)
        .bind("markdown", new.body.markdown.clone())
        .bind("html", new.body.html.clone())
        .bind_json("evidence", &new.body.evidence)
        .bind("now", new.now);
    match new.job {
        Some((id, job)) => unit.bind("job_id", id.as_str().to_owned()).bind_json("job", job).exec().await,
        None => unit.bind("job_id", String::new()).exec().await,
    }
}

pub async fn find(db: &Db, ws: &WorkspaceId, id: &DocumentId) -> Result<Option<Document>, DbError> {
    let found: Option<Whole> = db
        .sql(
            "{ LET $head = (SELECT record::id(id) AS id, title, kind, category, state, state_reason, simulation_ids, job_id, version, created_at, updated_at
                            FROM ONLY type::record('document', $id) WHERE ws = $ws);
               IF $head = NONE { RETURN NONE };
               LET $body = (SELECT markdown, html, evidence FROM ONLY type::record('document_body', $id));
               RETURN { head: $head, body: $body }; }",
        )
        .bind("id", id.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .optional()
        .await?;
    Ok(found.map(Document::from))
}

/// Which documents a list shows.
pub struct Filter {
    /// Id behind which the page begins; nothing for the first.
    pub after: String,
    pub newest_first: bool,
    pub category: Option<String>,
    /// Lower-case words that all have to occur.
    pub words: Vec<String>,
    pub limit: u32,
}

macro_rules! page {
    ($category:literal, $words:literal, $order:literal) => {
        concat!(
            "SELECT record::id(id) AS id, title, kind, category, state, state_reason, simulation_ids, job_id, version, created_at, updated_at, sort, newest ",
            "FROM document WHERE ws = $ws",
            $category,
            $words,
            $order,
            " LIMIT $n"
        )
    };
}

/// The page queries. Each walks one index in the order of the page; words filter on the way.
const fn page_query(newest_first: bool, by_category: bool, by_words: bool) -> &'static str {
    match (by_category, by_words, newest_first) {
        (false, false, true) => page!("", "", " AND newest > $after ORDER BY newest"),
        (false, false, false) => page!("", "", " AND sort > $after ORDER BY sort"),
        (true, false, true) => page!(" AND category = $category", "", " AND newest > $after ORDER BY newest"),
        (true, false, false) => page!(" AND category = $category", "", " AND sort > $after ORDER BY sort"),
        (false, true, true) => page!("", " AND search CONTAINSALL $words", " AND newest > $after ORDER BY newest"),
        (false, true, false) => page!("", " AND search CONTAINSALL $words", " AND sort > $after ORDER BY sort"),
        (true, true, true) => page!(" AND category = $category", " AND search CONTAINSALL $words", " AND newest > $after ORDER BY newest"),
        (true, true, false) => page!(" AND category = $category", " AND search CONTAINSALL $words", " AND sort > $after ORDER BY sort"),
    }
}

pub async fn list(db: &Db, ws: &WorkspaceId, filter: Filter) -> Result<Vec<DocumentSummary>, DbError> {
    db.sql(page_query(filter.newest_first, filter.category.is_some(), !filter.words.is_empty()))
        .bind("ws", ws.as_str().to_owned())
        .bind("category", filter.category.unwrap_or_default())
        .bind("words", filter.words)
        .bind("after", if filter.newest_first { newest_first(&filter.after) } else { filter.after })
        .bind("n", i64::from(filter.limit))
        .list()
        .await
}

pub async fn categories(db: &Db, ws: &WorkspaceId) -> Result<Vec<CategoryCount>, DbError> {
    db.sql("SELECT category, count() AS documents FROM document WHERE ws = $ws GROUP BY category ORDER BY category")
        .bind("ws", ws.as_str().to_owned())
        .list()
        .await
}

/// A change by a person. `None` leaves a part as it is.
pub struct Change<'a> {
    pub title: &'a str,
    pub category: &'a str,
    pub body: Option<&'a Body>,
    /// The version that is changed; another one in the database is refused.
    pub version: u32,
    pub now: DateTime<Utc>,
}

/// Whether the change was made; `false` when the document has another version by now or is gone.
pub async fn update(db: &Db, ws: &WorkspaceId, id: &DocumentId, change: Change<'_>) -> Result<bool, DbError> {
    let body = change.body.cloned().unwrap_or_default();
    let done: Option<bool> = db
        .sql(
            "{ LET $row = (UPDATE ONLY type::record('document', $id) SET title = $title, category = $category, search = $search, version += 1,
                 updated_at = $now WHERE ws = $ws AND version = $version RETURN AFTER);
               IF $row = NONE { RETURN false };
               IF $has_body { UPDATE ONLY type::record('document_body', $id) SET markdown = $markdown, html = $html, evidence = $evidence };
               RETURN true; }",
        )
        .bind("id", id.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind("title", change.title.to_owned())
        .bind("category", change.category.to_owned())
        .bind("search", search_text(change.title, change.category))
        .bind("version", i64::from(change.version))
        .bind("has_body", change.body.is_some())
        .bind("markdown", body.markdown)
        .bind("html", body.html)
        .bind_json("evidence", &body.evidence)
        .bind("now", change.now)
        .write()
        .await?;
    Ok(done.unwrap_or(false))
}

/// What a job writes.
pub enum Progress<'a> {
    /// It was started (again).
    Begun,
    Written(&'a Body),
    Failed(&'a str),
}

/// Writes on behalf of the document's job. A document that is ready stays as it is: a job that
/// runs twice must not undo what a person changed since. `false` when nothing was written.
pub async fn advance(
    db: &Db,
    ws: &WorkspaceId,
    id: &DocumentId,
    job: &str,
    progress: Progress<'_>,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let empty = Body::default();
    let (state, reason, body) = match progress {
        Progress::Begun => ("generating", "", None),
        Progress::Written(body) => ("ready", "", Some(body)),
        Progress::Failed(reason) => ("failed", reason, None),
    };
    let (text, has_body) = (body.unwrap_or(&empty), body.is_some());
    let done: Option<bool> = db
        .sql(
            "{ LET $row = (UPDATE ONLY type::record('document', $id) SET state = $state, state_reason = $reason, version += 1, updated_at = $now
                 WHERE ws = $ws AND job_id = $job AND state != 'ready' AND state != $state RETURN AFTER);
               IF $row = NONE { RETURN false };
               IF $has_body { UPDATE ONLY type::record('document_body', $id) SET markdown = $markdown, html = $html, evidence = $evidence };
               RETURN true; }",
        )
        .bind("id", id.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind("job", job.to_owned())
        .bind("state", state.to_owned())
        .bind("reason", reason.to_owned())
        .bind("has_body", has_body)
        .bind("markdown", text.markdown.clone())
        .bind("html", text.html.clone())
        .bind_json("evidence", &text.evidence)
        .bind("now", now)
        .write()
        .await?;
    Ok(done.unwrap_or(false))
}

/// A document that was deleted.
#[derive(Clone, Debug, Deserialize)]
pub struct Gone {
    pub id: DocumentId,
    pub state: DocumentState,
    pub job_id: String,
}

/// Deletes documents of the workspace; gives those that were there.
pub async fn delete(db: &Db, ws: &WorkspaceId, ids: &[DocumentId]) -> Result<Vec<Gone>, DbError> {
    let ids: Vec<RecordId> = ids.iter().map(|id| RecordId::new("document", id.as_str())).collect();
    let gone: Option<GoneRows> = db
        .sql(
            "{ LET $gone = (SELECT record::id(id) AS id, state, job_id FROM $ids WHERE ws = $ws);
               FOR $row IN $gone {
                 DELETE type::record('document', $row.id);
                 DELETE type::record('document_body', $row.id);
               };
               RETURN { gone: $gone }; }",
        )
        .bind("ids", ids)
        .bind("ws", ws.as_str().to_owned())
        .write()
        .await?;
    Ok(gone.map(|rows| rows.gone).unwrap_or_default())
}

#[derive(Deserialize)]
struct GoneRows {
    gone: Vec<Gone>,
}
