//! Tables: the separator is found, cells are read as they were written, and the mark that keeps
//! spreadsheets from running a cell is taken off.

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::core::{AppError, Result};
use crate::features::agents::transfer::MAX_ROWS;

/// Beginnings of cells that a spreadsheet would run as a formula, with their wide forms.
const RUNS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A table with its heading in lower case.
pub struct Table {
    pub head: Vec<String>,
    pub records: Vec<Record>,
}

/// A line of a table.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Heading and content of the cells that say something.
    pub cells: Vec<(String, String)>,
    /// Cells beyond the heading.
    pub extra: usize,
}

impl Record {
    /// The content of a column; empty when there is none.
    pub fn cell(&self, name: &str) -> &str {
        self.cells.iter().find(|(head, _)| head == name).map_or("", |(_, text)| text)
    }
}

/// Reads a table. Lines that are all empty are left out.
pub fn table(text: &str) -> Result<Table> {
    let mut reader = ReaderBuilder::new().delimiter(separator(text)).flexible(true).trim(Trim::Headers).from_reader(text.as_bytes());
    let head: Vec<String> = reader.headers().map_err(|error| broken(&error))?.iter().map(str::to_lowercase).collect();
    if let Some(twice) = head.iter().enumerate().find_map(|(at, name)| head.iter().take(at).find(|n| *n == name && !name.is_empty())) {
        return Err(AppError::field("file", format!("The column “{twice}” is there twice. Remove one of them.")));
    }
    let mut records = Vec::new();
    for line in reader.records() {
        let line = line.map_err(|error| broken(&error))?;
        if line.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        records.push(record(&head, &line));
        // One more than allowed is enough to know that there are too many.
        if records.len() > MAX_ROWS * 4 {
            break;
        }
    }
    Ok(Table { head, records })
}

fn record(head: &[String], line: &StringRecord) -> Record {
    let cells = head.iter().zip(line.iter()).filter(|(name, cell)| !name.is_empty() && !cell.is_empty());
    let cells = cells.map(|(name, cell)| (name.clone(), awake(cell).to_owned())).collect();
    let extra = line.iter().skip(head.len()).filter(|cell| !cell.trim().is_empty()).count();
    Record { cells, extra }
}

/// The separator that the heading has most of: comma, semicolon or tab.
fn separator(text: &str) -> u8 {
    let line = text.lines().next().unwrap_or("");
    let count = |c: u8| line.bytes().filter(|byte| *byte == c).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|c| (count(*c), *c == b',')).unwrap_or(b',')
}

fn broken(error: &csv::Error) -> AppError {
    let place = error.position().map(|at| format!(" (line {})", at.line())).unwrap_or_default();
    AppError::field("file", format!("The table could not be read{place}. Save it again as CSV in UTF-8."))
}

fn runs(text: &str) -> bool {
    text.starts_with(RUNS)
}

/// A cell that no spreadsheet runs: an apostrophe in front where it is needed. [`awake`] takes it off.
pub fn calm(text: &str) -> String {
    let marked = text.strip_prefix('\'').is_some_and(|rest| runs(rest) || rest.starts_with('\''));
    if runs(text) || marked { format!("'{text}") } else { text.to_owned() }
}

/// The cell as it was before [`calm`].
pub fn awake(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if runs(rest) || rest.starts_with('\'') => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_against_formulas_comes_and_goes() {
        for text in ["=1+1", "+49 30", "-5", "@sum", "\tx", "'=x", "''x", "'tis so", "plain", "", "'", "''", "＝x", "'''-"] {
            assert_eq!(awake(&calm(text)), text, "{text}");
            assert!(!runs(&calm(text)), "{text}");
        }
        assert_eq!(calm("'tis so"), "'tis so", "only what would run is marked");
    }

    #[test]
    fn the_separator_is_found_and_quotes_hold() {
        for separator in [",", ";", "\t"] {
            let text = format!("Name{separator}Note\nAda{separator}\"a {separator} \"\"b\"\"\nc\"\n\n{separator}\n");
            let table = table(&text).unwrap();
            assert_eq!(table.head, ["name", "note"]);
            assert_eq!(table.records.len(), 1);
            assert_eq!(table.records[0].cell("note"), format!("a {separator} \"b\"\nc"));
        }
    }

    #[test]
    fn cells_beyond_the_heading_are_counted_and_double_columns_refused() {
        assert_eq!(table("a,b\n1,2,3\n").unwrap().records[0].extra, 1);
        assert!(table("a,A\n1,2\n").err().unwrap().message.contains("twice"));
    }
}
