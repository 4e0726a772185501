//! Agents from files: read, compared with what is there, shown, and stored all at once or not at all.

mod plan;
mod take;

use std::collections::HashSet;

use self::plan::{Plan, Wanted, decoded, plan, wrong_rows};
use crate::core::error::Fields;
use crate::core::ids::UserId;
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Result};
use crate::features::agents::import::{self, Row};
use crate::features::agents::store::imports;
use crate::features::agents::transfer::{
    Format, ImportForm, ImportPreview, ImportQuery, ImportReport, PreviewRow, SHOWN_ROWS, StagedImport, ranges, read_ranges,
};
use crate::server::ctx::{Ctx, WorkspaceId};

pub use take::JOB;
pub(super) use take::clean_up;

/// Errors of rows that a refusal names; the number of the others is said.
const NAMED: usize = 50;
/// Characters of a file's name.
const FILE_NAME: usize = 120;

/// What `format` may be.
pub(super) fn format_names() -> String {
    format!("Must be one of: {}.", Format::ALL.map(Format::as_str).join(", "))
}

/// Imports a file, or says what would happen. More than 300 rows become a job.
///
/// # Errors
/// The file can't be read, a chosen row has an error (nothing is imported then), or a guest would have too many.
pub async fn import(ctx: &Ctx, bytes: Vec<u8>, query: ImportQuery) -> Result<ImportReport> {
    let ws = ctx.require(Permission::Write)?;
    let wanted = Wanted::read(&query)?;
    let decoded = blocking(move || import::decode(&bytes)).await?;
    let plan = plan(ctx, &ws, decoded, wanted).await?;
    if query.dry_run.unwrap_or(false) {
        return Ok(plan.report);
    }
    take::carry_out(ctx, &ws, plan, "").await
}

/// Keeps a file that somebody chose until they say what to take of it. One that can't be read is kept as
/// well, without its content: the page says what is wrong.
pub async fn stage(ctx: &Ctx, name: &str, bytes: Result<Vec<u8>>) -> Result<()> {
    let ws = ctx.require(Permission::Write)?;
    let user = ctx.user_id()?;
    let read = match bytes {
        Ok(bytes) => {
            let read = move || {
                let decoded = import::decode(&bytes)?;
                import::read(&decoded, None).map(|_| decoded)
            };
            blocking(read).await
        }
        Err(error) => Err(error),
    };
    let file = name.rsplit(['/', '\\']).next().unwrap_or("").chars().filter(|c| !c.is_control()).take(FILE_NAME).collect();
    let mut staged = imports::Staged { token: ctx.state.new_id(), file, ..imports::Staged::default() };
    match read {
        Ok(decoded) => (staged.content, staged.encoding) = (decoded.text, decoded.encoding.unwrap_or_default()),
        Err(error) if matches!(error.code, Code::Internal | Code::Unavailable) => return Err(error),
        Err(error) => staged.problem = sentence(&error),
    }
    Ok(imports::stage(&ctx.state.db, &ws, &user, &staged, ctx.now()).await?)
}

/// The sentence of an error about the file, without the field's name in front.
fn sentence(error: &AppError) -> String {
    error.fields.values().flatten().next().cloned().unwrap_or_else(|| error.message.clone())
}

/// The file that waits for the caller.
pub async fn staged(ctx: &Ctx) -> Result<Option<StagedImport>> {
    let ws = ctx.require(Permission::Write)?;
    let Some(found) = imports::find(&ctx.state.db, &ws, &ctx.user_id()?).await? else { return Ok(None) };
    let mut shown = StagedImport { token: found.token.clone(), file: found.file.clone(), problem: None, preview: None };
    if !found.problem.is_empty() {
        shown.problem = Some(found.problem);
        return Ok(Some(shown));
    }
    let all = Wanted { format: None, rows: None, adds_duplicates: false };
    match plan(ctx, &ws, decoded(found), all).await {
        Ok(plan) => shown.preview = Some(preview(&plan)),
        Err(error) if error.code == Code::ValidationFailed => shown.problem = Some(sentence(&error)),
        Err(error) => return Err(error),
    }
    Ok(Some(shown))
}

fn preview(plan: &Plan) -> ImportPreview {
    let duplicate = |number: u32| plan.report.duplicates.iter().find(|d| d.row == number).map(|d| d.place);
    let shown = |row: &Row| {
        let work = [row.input.profession.as_str(), row.input.employer.as_str()];
        PreviewRow {
            row: row.number,
            name: row.input.name.trim().to_owned(),
            archetype: row.input.archetype.trim().to_owned(),
            work: work.into_iter().filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join(", "),
            has_errors: !row.is_good(),
            duplicate: duplicate(row.number),
        }
    };
    ImportPreview {
        report: plan.report.clone(),
        rows: plan.parsed.rows.iter().take(SHOWN_ROWS).map(shown).collect(),
        good: ranges(&plan.numbers()),
    }
}

/// Imports what was chosen of the file that waits, as [`import`] does, and forgets the file.
pub async fn import_staged(ctx: &Ctx, form: ImportForm) -> Result<ImportReport> {
    let ws = ctx.require(Permission::Write)?;
    let user = ctx.user_id()?;
    let staged = waiting(ctx, &ws, &user, &form.token).await?;
    let rows = if form.rows.is_empty() { read_ranges(&form.range).ok_or_else(wrong_rows)? } else { form.numbers() };
    if rows.is_empty() {
        return Err(AppError::field("rows", "Choose at least one row."));
    }
    // Who ticks a duplicate wants it.
    let wanted = Wanted { format: None, rows: Some(rows), adds_duplicates: true };
    let name = staged.file.clone();
    let plan = plan(ctx, &ws, decoded(staged), wanted).await?;
    let report = take::carry_out(ctx, &ws, plan, &name).await?;
    imports::forget(&ctx.state.db, &ws, &user, &form.token).await?;
    Ok(report)
}

async fn waiting(ctx: &Ctx, ws: &WorkspaceId, user: &UserId, token: &str) -> Result<imports::Staged> {
    let found = imports::find(&ctx.state.db, ws, user).await?.filter(|staged| staged.token == token && staged.problem.is_empty());
    found.ok_or_else(|| {
        AppError::new(Code::NotFound, "This file is no longer here: another one was chosen, or it was imported already. Choose it again.")
    })
}

/// Forgets the file that waits.
pub async fn discard(ctx: &Ctx, token: &str) -> Result<()> {
    let ws = ctx.require(Permission::Write)?;
    Ok(imports::forget(&ctx.state.db, &ws, &ctx.user_id()?, token).await?)
}

/// Parsing and comparing thousands of rows takes longer than a thread of the runtime may be held.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| AppError::of(Code::Internal))?
}

/// What is wrong with which row, under `rows.<row>.<field>`.
fn refusal(report: &ImportReport) -> AppError {
    let mut fields = Fields::new();
    for note in report.errors.iter().take(NAMED) {
        let place = if note.field.is_empty() { format!("rows.{}", note.row) } else { format!("rows.{}.{}", note.row, note.field) };
        fields.entry(place).or_default().push(note.message.clone());
    }
    let wrong: HashSet<u32> = report.errors.iter().map(|note| note.row).collect();
    let sentence = format!(
        "Nothing was imported: {} of the file can't be. Mend the file, or leave these rows out with `rows`.",
        crate::core::format::count(wrong.len(), "row", "rows")
    );
    AppError { fields, ..AppError::new(Code::ValidationFailed, sentence) }
}
