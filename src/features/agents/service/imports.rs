//! Agents from files: read, compared with what is there, shown, and stored all at once or not at all.

use std::collections::HashSet;

use super::{announce, room_for};
use crate::core::error::Fields;
use crate::core::ids::{AgentId, UserId};
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Result};
use crate::features::agents::import::{self, Decoded, Parsed, Row};
use crate::features::agents::search::fold;
use crate::features::agents::store::{self, Content, imports};
use crate::features::agents::transfer::{
    Duplicate, Format, ImportForm, ImportPreview, ImportQuery, ImportReport, Place, PreviewRow, SHOWN_ROWS, StagedImport, ranges,
    read_ranges,
};
use crate::server::ctx::{Ctx, WorkspaceId};

/// Errors of rows that a refusal names; the number of the others is said.
const NAMED: usize = 50;
/// Characters of a file's name.
const FILE_NAME: usize = 120;

/// What to take of a file.
struct Wanted {
    format: Option<Format>,
    /// All rows when absent.
    rows: Option<Vec<u32>>,
    adds_duplicates: bool,
}

impl Wanted {
    fn read(query: &ImportQuery) -> Result<Self> {
        let format = match query.format.as_deref().filter(|name| !name.is_empty()) {
            None => None,
            Some(name) => Some(Format::parse(name).ok_or_else(|| AppError::field("format", format_names()))?),
        };
        let adds_duplicates = match query.duplicates.as_deref().unwrap_or("skip") {
            "skip" | "" => false,
            "add" => true,
            _ => return Err(AppError::field("duplicates", "Must be one of: skip, add.")),
        };
        let rows = query.rows.as_deref().map(|text| read_ranges(text).ok_or_else(wrong_rows)).transpose()?;
        Ok(Self { format, rows, adds_duplicates })
    }

    fn takes(&self, number: u32) -> bool {
        self.rows.as_ref().is_none_or(|rows| rows.binary_search(&number).is_ok())
    }
}

/// What `format` may be.
pub(super) fn format_names() -> String {
    format!("Must be one of: {}.", Format::ALL.map(Format::as_str).join(", "))
}

fn wrong_rows() -> AppError {
    AppError::field("rows", "Must name rows from 1 to 5000, for example 1-4,9.")
}

/// A file that was read, with what would become of it.
struct Plan {
    parsed: Parsed,
    report: ImportReport,
    /// Positions of the rows that would be made.
    taken: Vec<usize>,
}

/// Imports a file, or says what would happen.
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
    carry_out(ctx, &ws, plan).await
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

fn decoded(staged: imports::Staged) -> Decoded {
    Decoded { text: staged.content, encoding: Some(staged.encoding).filter(|name| !name.is_empty()) }
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
    let good: Vec<u32> = plan.taken.iter().filter_map(|at| plan.parsed.rows.get(*at)).map(|row| row.number).collect();
    ImportPreview { report: plan.report.clone(), rows: plan.parsed.rows.iter().take(SHOWN_ROWS).map(shown).collect(), good: ranges(&good) }
}

/// Imports what was chosen of the file that waits, and forgets the file.
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
    let plan = plan(ctx, &ws, decoded(staged), wanted).await?;
    let report = carry_out(ctx, &ws, plan).await?;
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

async fn plan(ctx: &Ctx, ws: &WorkspaceId, decoded: Decoded, wanted: Wanted) -> Result<Plan> {
    let present = imports::names(&ctx.state.db, ws).await?;
    blocking(move || {
        let parsed = import::read(&decoded, wanted.format)?;
        let rows = u32::try_from(parsed.rows.len()).unwrap_or(u32::MAX);
        if wanted.rows.as_ref().and_then(|chosen| chosen.last()).is_some_and(|last| *last > rows) {
            return Err(AppError::field("rows", format!("The file has {rows} rows.")));
        }
        Ok(compared(parsed, &present, &wanted))
    })
    .await
}

/// Same person, however the letters are written.
fn key(name: &str, archetype: &str) -> String {
    format!("{}\u{1f}{}", fold(name.trim()), fold(archetype.trim()))
}

fn compared(parsed: Parsed, present: &[(String, String)], wanted: &Wanted) -> Plan {
    let present: HashSet<String> = present.iter().map(|(name, archetype)| key(name, archetype)).collect();
    let mut seen = HashSet::new();
    let (mut errors, mut notes, mut duplicates, mut taken) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (at, row) in parsed.rows.iter().enumerate().filter(|(_, row)| wanted.takes(row.number)) {
        notes.extend(row.notes.iter().cloned());
        if !row.is_good() {
            errors.extend(row.errors.iter().cloned());
            continue;
        }
        let key = key(&row.input.name, &row.input.archetype);
        let place = if present.contains(&key) { Some(Place::Workspace) } else { seen.contains(&key).then_some(Place::File) };
        seen.insert(key);
        if let Some(place) = place {
            duplicates.push(Duplicate { row: row.number, name: row.input.name.trim().to_owned(), place });
        }
        if place.is_none() || wanted.adds_duplicates {
            taken.push(at);
        }
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let broken: HashSet<u32> = errors.iter().map(|note| note.row).collect();
    let report = ImportReport {
        created: count(taken.len()),
        skipped: count(parsed.rows.len() - taken.len() - broken.len()),
        errors,
        notes,
        duplicates,
        format: parsed.format,
        rows: count(parsed.rows.len()),
        encoding: parsed.encoding.clone(),
    };
    Plan { parsed, report, taken }
}

async fn carry_out(ctx: &Ctx, ws: &WorkspaceId, plan: Plan) -> Result<ImportReport> {
    if !plan.report.errors.is_empty() {
        return Err(refusal(&plan.report));
    }
    let Plan { parsed, report, taken } = plan;
    if taken.is_empty() {
        return Ok(report);
    }
    room_for(ctx, ws, taken.len()).await?;
    // Ids of the same millisecond have no order of their own; the agents shall keep the order of the file.
    let mut ids: Vec<AgentId> = taken.iter().map(|_| AgentId::new(ctx.state.new_id())).collect();
    ids.sort();
    let agents = blocking(move || {
        let taken: HashSet<usize> = taken.into_iter().collect();
        let rows = parsed.rows.into_iter().enumerate().filter(|(at, _)| taken.contains(at)).map(|(_, row)| row.input.into_parts());
        Ok(ids.into_iter().zip(rows).map(|(id, (persona, instructions))| Content::new(id, persona, instructions, None)).collect::<Vec<_>>())
    })
    .await?;
    store::insert(&ctx.state.db, ws, &agents, ctx.now()).await?;
    announce(ctx, ws);
    Ok(report)
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
