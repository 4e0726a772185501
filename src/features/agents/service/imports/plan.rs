//! What would become of a file: which rows are taken, what is wrong with the others, who is there already.

use std::collections::HashSet;

use super::{blocking, format_names};
use crate::core::{AppError, Result};
use crate::features::agents::import::{self, Decoded, Parsed};
use crate::features::agents::search::fold;
use crate::features::agents::store::imports;
use crate::features::agents::transfer::{Duplicate, Format, ImportQuery, ImportReport, Place, read_ranges};
use crate::server::ctx::{Ctx, WorkspaceId};

/// What to take of a file.
pub(super) struct Wanted {
    pub format: Option<Format>,
    /// All rows when absent.
    pub rows: Option<Vec<u32>>,
    pub adds_duplicates: bool,
}

impl Wanted {
    pub fn read(query: &ImportQuery) -> Result<Self> {
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

pub(super) fn wrong_rows() -> AppError {
    AppError::field("rows", "Must name rows from 1 to 5000, for example 1-4,9.")
}

/// A file that was read, with what would become of it.
pub(super) struct Plan {
    pub decoded: Decoded,
    pub parsed: Parsed,
    pub report: ImportReport,
    /// Positions of the rows that would be made.
    pub taken: Vec<usize>,
}

impl Plan {
    /// Numbers of the rows that would be made.
    pub fn numbers(&self) -> Vec<u32> {
        self.taken.iter().filter_map(|at| self.parsed.rows.get(*at)).map(|row| row.number).collect()
    }
}

/// The text of a file that waits.
pub(super) fn decoded(staged: imports::Staged) -> Decoded {
    Decoded { text: staged.content, encoding: Some(staged.encoding).filter(|name| !name.is_empty()) }
}

pub(super) async fn plan(ctx: &Ctx, ws: &WorkspaceId, decoded: Decoded, wanted: Wanted) -> Result<Plan> {
    let present = imports::names(&ctx.state.db, ws).await?;
    blocking(move || {
        let parsed = import::read(&decoded, wanted.format)?;
        let rows = u32::try_from(parsed.rows.len()).unwrap_or(u32::MAX);
        if wanted.rows.as_ref().and_then(|chosen| chosen.last()).is_some_and(|last| *last > rows) {
            return Err(AppError::field("rows", format!("The file has {rows} rows.")));
        }
        let (report, taken) = compared(&parsed, &present, &wanted);
        Ok(Plan { decoded, parsed, report, taken })
    })
    .await
}

/// Same person, however the letters are written.
fn key(name: &str, archetype: &str) -> String {
    format!("{}\u{1f}{}", fold(name.trim()), fold(archetype.trim()))
}

fn compared(parsed: &Parsed, present: &[(String, String)], wanted: &Wanted) -> (ImportReport, Vec<usize>) {
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
        job: None,
    };
    (report, taken)
}
