//! Who may read which part of the log.

use axum::body::{Body, Bytes};
use chrono::{DateTime, Utc};
use futures::Stream;
use serde_json::Value;

use super::entry::{Entry, by_operator, entry};
use super::store::{self, Filter, OwnAct, Row};
use super::types::{ActivityQuery, AuditActor, AuditEntry, AuditQuery};
use crate::core::permission::Permission;
use crate::core::{AppError, Page, Result};
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::paging::{self, Cursor};
use crate::server::state::AppState;

/// Behind every id.
const NEWEST: &str = "~";
/// Rows of a page of one's own acts in the archive.
const PAGE: u32 = 200;
/// Rows that an export reads at once.
const BATCH: u32 = 500;

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    JsonLines,
    Csv,
}

impl Format {
    fn parse(name: &str) -> Result<Self> {
        match name {
            "jsonl" => Ok(Self::JsonLines),
            "csv" => Ok(Self::Csv),
            _ => Err(AppError::field("format", "Use jsonl or csv.")),
        }
    }

    pub const fn content_type(self) -> &'static str {
        match self {
            Self::JsonLines => "application/jsonl",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    pub const fn file_name(self) -> &'static str {
        match self {
            Self::JsonLines => "audit.jsonl",
            Self::Csv => "audit.csv",
        }
    }
}

/// A page of the log, or all that matches as a file.
pub enum Answer {
    Page(Page<AuditEntry>),
    File(Format, Body),
}

/// What the caller did, and what was done to their account; newest first.
pub async fn activity(ctx: &Ctx, query: ActivityQuery) -> Result<Page<AuditEntry>> {
    let user = ctx.identity()?.user.as_str();
    let limit = paging::limit(query.limit)?;
    let cursor = start("activity", query.cursor.as_deref())?;
    let rows = store::of_person(&ctx.state.db, user, &cursor, limit + 1).await?;
    Ok(paging::page("activity", rows, limit, |row| row.id.clone()).map(|row| of_own_account(row, user)))
}

/// What happened in a workspace; for its owners and admins.
pub async fn of_workspace(ctx: &Ctx, id: &str, query: ActivityQuery) -> Result<Page<AuditEntry>> {
    let ws = Ctx { workspace: Some(id.to_owned()), ..ctx.clone() }.require(Permission::SeeAudit)?;
    let limit = paging::limit(query.limit)?;
    let list = format!("audit of {id}");
    let cursor = start(&list, query.cursor.as_deref())?;
    let rows = store::of_workspace(&ctx.state.db, &ws, &cursor, limit + 1).await?;
    Ok(paging::page(&list, rows, limit, |row| row.id.clone()).map(shown))
}

/// The log of the installation; for its administrators.
pub async fn all(ctx: &Ctx, query: AuditQuery) -> Result<Answer> {
    ctx.require_admin()?;
    let filter = Filter {
        actor: text(query.actor.as_deref()),
        target: text(query.target.as_deref()),
        action: text(query.action.as_deref()),
        from: query.from,
        until: query.until,
    };
    let list = format!("audit {} {} {} {:?} {:?}", filter.actor, filter.target, filter.action, filter.from, filter.until);
    let cursor = start(&list, query.cursor.as_deref())?;
    if let Some(format) = query.format.as_deref() {
        let format = Format::parse(format)?;
        let noted = entry(ctx, "audit.export", "audit:all").after(&serde_json::json!({ "format": format.file_name(), "filter": list }));
        store::note(&ctx.state.db, &noted, ctx.now()).await?;
        return Ok(Answer::File(format, Body::from_stream(export(ctx.state.clone(), filter, cursor, format))));
    }
    let limit = paging::limit(query.limit)?;
    let rows = store::all(&ctx.state.db, &filter, &cursor, limit + 1).await?;
    Ok(Answer::Page(paging::page(&list, rows, limit, |row| row.id.clone()).map(shown)))
}

/// The right in a workspace as the store wants it, checked as above; for exports of one workspace.
pub async fn workspace_file(ctx: &Ctx, id: &str, format: &str) -> Result<(Format, Body)> {
    let ws = Ctx { workspace: Some(id.to_owned()), ..ctx.clone() }.require(Permission::SeeAudit)?;
    let format = Format::parse(format)?;
    let noted = entry(ctx, "audit.export", format!("workspace:{id}")).in_workspace(id);
    store::note(&ctx.state.db, &noted, ctx.now()).await?;
    let source = Source::Workspace(ws);
    Ok((format, Body::from_stream(lines_of(ctx.state.clone(), source, NEWEST.to_owned(), format))))
}

/// Notes an act that changes nothing else, beside the request: whoever waits for the answer can't
/// tell from the time that something was written. A refused sign-in must look the same for known and
/// unknown accounts.
pub fn note_beside(state: &AppState, noted: Entry) {
    let (state, now) = (state.clone(), state.clock.now());
    state.clone().spawn(async move {
        if let Err(error) = store::note(&state.db, &noted, now).await {
            tracing::warn!(%error, "an act could not be noted");
        }
    });
}

fn text(raw: Option<&str>) -> String {
    raw.unwrap_or("").trim().to_owned()
}

fn start(list: &str, cursor: Option<&str>) -> Result<String> {
    Ok(Cursor::read(list, cursor)?.map_or_else(|| NEWEST.to_owned(), |cursor| cursor.after))
}

fn shown(row: Row) -> AuditEntry {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    AuditEntry {
        id: row.id,
        at: row.at,
        actor: AuditActor { kind: row.actor_kind, id: some(row.actor), name: row.actor_name, via: some(row.via) },
        action: row.action,
        target: row.target,
        workspace_id: some(row.ws),
        address: row.ip,
        request_id: row.request_id,
        before: state_of(&row.before),
        after: state_of(&row.after),
    }
}

fn state_of(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().filter(|state: &Value| !state.is_null())
}

/// Where other people acted from is not this person's business.
fn of_own_account(row: Row, user: &str) -> AuditEntry {
    let by_another = !row.actor.is_empty() && row.actor != user;
    let entry = shown(row);
    if by_another { AuditEntry { address: String::new(), request_id: String::new(), ..entry } } else { entry }
}

/// What an export reads.
enum Source {
    All(Filter),
    Workspace(WorkspaceId),
}

fn export(state: AppState, filter: Filter, cursor: String, format: Format) -> impl Stream<Item = Result<Bytes, std::io::Error>> {
    lines_of(state, Source::All(filter), cursor, format)
}

/// The whole log, batch by batch, so that its size doesn't matter.
fn lines_of(state: AppState, source: Source, cursor: String, format: Format) -> impl Stream<Item = Result<Bytes, std::io::Error>> {
    futures::stream::unfold((state, source, Some(cursor), true), move |(state, source, cursor, first)| async move {
        let cursor = cursor?;
        let read = match &source {
            Source::All(filter) => store::all(&state.db, filter, &cursor, BATCH).await,
            Source::Workspace(ws) => store::of_workspace(&state.db, ws, &cursor, BATCH).await,
        };
        // A broken stream is the only way to say that the file isn't complete.
        let rows = match read {
            Ok(rows) => rows,
            Err(error) => return Some((Err(std::io::Error::other(error.to_string())), (state, source, None, false))),
        };
        let next = rows.last().filter(|_| rows.len() == BATCH as usize).map(|row| row.id.clone());
        let text = super::export::write(rows.into_iter().map(shown), format, first);
        Some((Ok(Bytes::from(text)), (state, source, next, false)))
    })
}

/// Times as the log writes them in tables.
pub(super) fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// Notes an act that writes nothing else.
pub async fn note(ctx: &Ctx, entry: &Entry) -> Result<()> {
    Ok(store::note(&ctx.state.db, entry, ctx.now()).await?)
}

/// The caller's own acts after a row ('' for the first page), oldest first; the second part is the last
/// row when there may be more.
pub async fn own_acts(ctx: &Ctx, after: &str) -> Result<(Vec<OwnAct>, Option<String>)> {
    let user = ctx.identity()?.user.clone();
    let rows = store::of_actor(&ctx.state.db, user.as_str(), after, PAGE).await?;
    let next = (rows.len() == PAGE as usize).then(|| rows.last().map(|row| row.id.clone())).flatten();
    Ok((rows, next))
}

/// Removes rows whose time is over, if the settings give them one; part of the housekeeping. That it
/// happened, and up to when, is itself an act in the log.
pub async fn forget_old(state: &AppState) {
    let days = i64::from(state.config.audit_days);
    if days == 0 {
        return;
    }
    let until = state.clock.now() - chrono::Duration::days(days);
    let mut gone = 0;
    while !state.shutdown.is_cancelled() {
        match store::forget(&state.db, until, BATCH).await {
            Ok(0) => break,
            Ok(rows) => gone += rows,
            Err(error) => {
                tracing::warn!(%error, "removing old rows of the audit log failed; it is tried again");
                break;
            }
        }
    }
    if gone > 0 {
        tracing::info!(rows = gone, "old rows of the audit log were removed");
        let noted = by_operator(state, "audit.expire", "audit:all").after(&serde_json::json!({ "rows": gone, "until": until }));
        if let Err(error) = store::note(&state.db, &noted, state.clock.now()).await {
            tracing::warn!(%error, "the removal of old rows could not be noted");
        }
    }
}
