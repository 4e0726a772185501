//! Import and export of agents, as pages and API see them.

use serde::{Deserialize, Serialize};

use crate::core::ids::JobId;

/// Most bytes of a file that is imported: 10 MB.
pub const MAX_BYTES: usize = 10_000_000;
/// Most agents of one import.
pub const MAX_ROWS: usize = 5_000;

/// The shapes in which agents come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Format {
    /// Our own, loss-free.
    Json,
    /// Our own as a table, loss-free.
    Csv,
    /// Persona files of TinyTroupe.
    Tinytroupe,
    /// Reddit profiles of OASIS.
    OasisReddit,
    /// Twitter profiles of OASIS.
    OasisTwitter,
    /// Agent profiles of Sotopia.
    Sotopia,
}

impl Format {
    pub const ALL: [Format; 6] =
        [Format::Json, Format::Csv, Format::Tinytroupe, Format::OasisReddit, Format::OasisTwitter, Format::Sotopia];

    /// The value of `format` in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Tinytroupe => "tinytroupe",
            Format::OasisReddit => "oasis_reddit",
            Format::OasisTwitter => "oasis_twitter",
            Format::Sotopia => "sotopia",
        }
    }

    /// The readable name.
    pub const fn label(self) -> &'static str {
        match self {
            Format::Json => "Colloquy JSON",
            Format::Csv => "Colloquy CSV",
            Format::Tinytroupe => "TinyTroupe JSON",
            Format::OasisReddit => "OASIS Reddit JSON",
            Format::OasisTwitter => "OASIS Twitter CSV",
            Format::Sotopia => "Sotopia JSON",
        }
    }

    /// What gets lost on the way out; empty for the loss-free ones.
    pub const fn hint(self) -> &'static str {
        match self {
            Format::Json => "Every field; for backups and programs.",
            Format::Csv => "Every field; for spreadsheets.",
            Format::Tinytroupe => "Persona files for TinyTroupe; fields it doesn’t know are left out.",
            Format::OasisReddit => "User profiles for OASIS on Reddit; the story goes into “persona”.",
            Format::OasisTwitter => "User profiles for OASIS on Twitter; the story goes into “user_char”.",
            Format::Sotopia => "Agent profiles for Sotopia; fields it doesn’t know are left out.",
        }
    }

    pub const fn is_table(self) -> bool {
        matches!(self, Format::Csv | Format::OasisTwitter)
    }

    /// The format of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

/// Something about a row of a file. Rows count from 1; a heading doesn't count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct RowNote {
    pub row: u32,
    /// The field; empty when it is about the row as a whole.
    pub field: String,
    pub message: String,
}

/// Where an agent of the same name and archetype is already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Place {
    Workspace,
    File,
}

/// A row whose name and archetype are there already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Duplicate {
    pub row: u32,
    pub name: String,
    pub place: Place,
}

/// What an import did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ImportReport {
    /// Agents that were made; those that would be with `dry_run`, and those that will be with `job`.
    pub created: u32,
    /// Rows that were left out: duplicates, and rows that were not chosen.
    pub skipped: u32,
    /// What stands in the way of rows. Nothing is imported while a chosen row has an error.
    pub errors: Vec<RowNote>,
    /// What was changed to fit: shortened texts, guesses.
    pub notes: Vec<RowNote>,
    pub duplicates: Vec<Duplicate>,
    pub format: Format,
    /// Rows of the file.
    pub rows: u32,
    /// How the file was read when it was not UTF-8.
    pub encoding: Option<String>,
    /// The job that stores the agents, when there are more than 300: all of them are there when it is done, and
    /// none when it failed.
    #[serde(default)]
    pub job: Option<JobId>,
}

/// How to import.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "ssr", into_params(parameter_in = Query))]
pub struct ImportQuery {
    /// `true` only says what would happen.
    pub dry_run: Option<bool>,
    /// `json`, `csv`, `tinytroupe`, `oasis_reddit`, `oasis_twitter` or `sotopia`; found out by itself when absent.
    pub format: Option<String>,
    /// Rows to take, for example `1-4,9`; all when absent.
    pub rows: Option<String>,
    /// `skip` (default) leaves out rows whose name and archetype are there already, `add` takes them.
    pub duplicates: Option<String>,
}

/// What to export.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "ssr", into_params(parameter_in = Query))]
pub struct ExportQuery {
    /// `json` (default), `csv`, `tinytroupe`, `oasis_reddit`, `oasis_twitter` or `sotopia`.
    pub format: Option<String>,
    /// Up to 500 ids with commas between them; all agents of the workspace when absent.
    pub ids: Option<String>,
}

/// A row as the page of the import lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    pub row: u32,
    pub name: String,
    pub archetype: String,
    /// Profession and employer.
    pub work: String,
    pub has_errors: bool,
    pub duplicate: Option<Place>,
}

/// A file that waits for its import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StagedImport {
    /// Tells this file from one that was chosen later.
    pub token: String,
    pub file: String,
    /// Why the file can't be read at all.
    pub problem: Option<String>,
    pub preview: Option<ImportPreview>,
}

/// What the page shows of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// As if all rows were chosen and duplicates left out.
    pub report: ImportReport,
    /// The first [`SHOWN_ROWS`].
    pub rows: Vec<PreviewRow>,
    /// The rows that can be imported and are no duplicates, as `1-4,9`.
    pub good: String,
}

/// The form of the page. Its fields are named `import[token]`, `import[rows][]` and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportForm {
    pub token: String,
    /// Rows that were ticked.
    pub rows: Vec<String>,
    /// Rows as `1-4,9`, where there are too many for a box each.
    pub range: String,
}

impl ImportForm {
    /// The rows that were ticked, in order.
    pub fn numbers(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.rows.iter().filter_map(|row| row.trim().parse().ok()).filter(|n| *n > 0).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// Rows that the page lists with a box each.
pub const SHOWN_ROWS: usize = 200;

/// Numbers as `1-4,9`. They must be in order.
pub fn ranges(rows: &[u32]) -> String {
    let mut parts: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match parts.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*row) => *last = *row,
            _ => parts.push((*row, *row)),
        }
    }
    parts.iter().map(|(from, to)| if from == to { from.to_string() } else { format!("{from}-{to}") }).collect::<Vec<_>>().join(",")
}

/// Reads `1-4, 9`; `None` when it says something else or numbers beyond [`MAX_ROWS`].
pub fn read_ranges(text: &str) -> Option<Vec<u32>> {
    let max = u32::try_from(MAX_ROWS).unwrap_or(u32::MAX);
    let mut rows = std::collections::BTreeSet::new();
    for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once(['-', '–']).unwrap_or((part, part));
        let (from, to): (u32, u32) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        if from == 0 || from > to || to > max {
            return None;
        }
        rows.extend(from..=to);
    }
    Some(rows.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_written_and_read_as_ranges() {
        assert_eq!(ranges(&[1, 2, 3, 7, 9, 10]), "1-3,7,9-10");
        assert_eq!(ranges(&[]), "");
        assert_eq!(read_ranges("1-3, 7; 9–10,").unwrap(), [1, 2, 3, 7, 9, 10]);
        assert_eq!(read_ranges("").unwrap(), [0_u32; 0]);
        for bad in ["0", "3-1", "a", "1-", "-4", "1-5001", "4294967296"] {
            assert_eq!(read_ranges(bad), None, "{bad}");
        }
    }

    #[test]
    fn formats_are_known_by_their_names() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Some(format));
            assert_eq!(serde_json::to_value(format).unwrap(), format.as_str());
        }
        assert_eq!(Format::parse("xml"), None);
    }
}
