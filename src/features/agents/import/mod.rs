//! Files of agents become inputs of agents. Everything here is pure: bytes in, rows with their errors out.
//!
//! To add a format: a variant of [`Format`], a file here that turns one record into a [`Draft`], a line in
//! [`detect`] and in [`read`], and the way out in `export`.

mod csv;
mod decode;
mod detect;
mod draft;
mod json;
mod oasis;
mod own;
mod sotopia;
#[cfg(test)]
mod tests;
mod tinytroupe;

use super::transfer::{Format, MAX_ROWS, RowNote};
use super::types::AgentInput;
use crate::core::{AppError, Code, Result};

pub use csv::calm;
pub use decode::Decoded;
pub use draft::{gender, level_word};
pub use oasis::{mbti_of, python_list};
pub use own::cell_of_list;
pub use sotopia::SECRET;

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub format: Format,
    /// How it was read when it was not UTF-8.
    pub encoding: Option<String>,
    pub rows: Vec<Row>,
}

/// One agent of a file.
#[derive(Clone, Debug)]
pub struct Row {
    /// From 1.
    pub number: u32,
    pub input: AgentInput,
    pub errors: Vec<RowNote>,
    pub notes: Vec<RowNote>,
}

impl Row {
    /// Whether it can be imported.
    pub fn is_good(&self) -> bool {
        self.errors.is_empty()
    }
}

/// Makes text of the bytes of a file.
///
/// # Errors
/// Too large, no text, or in an encoding that is not known; the sentence says what to do.
pub fn decode(bytes: &[u8]) -> Result<Decoded> {
    decode::text(bytes)
}

/// Reads the text of a file. `wanted` is the format that the sender names; without it the file tells. Takes up to a
/// second for the largest files: not for a thread of the runtime.
///
/// # Errors
/// Nothing of it can be read; the sentence says why and what to do.
pub fn read(decoded: &Decoded, wanted: Option<Format>) -> Result<Parsed> {
    let text = decoded.text.as_str();
    let looks_json = text.trim_start().starts_with(['{', '[']);
    let (format, drafts): (Format, Vec<draft::Draft>) = match wanted {
        Some(format) if format.is_table() == looks_json => return Err(mismatch(format)),
        _ if looks_json => {
            if decoded.encoding.as_deref() == Some(decode::WINDOWS) {
                return Err(AppError::field("file", "JSON must be in UTF-8, and this file is not. Save it as UTF-8."));
            }
            let values = json::values(text)?;
            let format = wanted.map_or_else(|| detect::json(&values), Ok)?;
            (format, values.into_iter().map(|value| json_draft(format, value)).collect())
        }
        _ => {
            let table = csv::table(text)?;
            let format = wanted.map_or_else(|| detect::table(&table.head), Ok)?;
            let records = table.records.iter();
            let of = |record: &csv::Record| match format {
                Format::OasisTwitter => oasis::twitter(record),
                _ => own::record(record),
            };
            (format, records.map(of).collect())
        }
    };
    if drafts.is_empty() {
        return Err(AppError::field("file", "There are no agents in this file."));
    }
    if drafts.len() > MAX_ROWS {
        return Err(too_many(drafts.len()));
    }
    let rows = (1..).zip(drafts).map(|(number, draft)| draft.into_row(number)).collect();
    Ok(Parsed { format, encoding: decoded.encoding.clone(), rows })
}

fn json_draft(format: Format, value: serde_json::Value) -> draft::Draft {
    let serde_json::Value::Object(record) = value else { return draft::Draft::broken("Must be an object with the fields of an agent.") };
    match format {
        Format::Tinytroupe => tinytroupe::person(&record),
        Format::OasisReddit => oasis::reddit(&record),
        Format::Sotopia => sotopia::profile(&record),
        _ => own::object(record),
    }
}

fn mismatch(format: Format) -> AppError {
    let is = if format.is_table() { "a table (CSV), and this file is JSON" } else { "JSON, and this file is not" };
    AppError::field("format", format!("{} is {is}. Leave the format out to have it found.", format.label()))
}

fn too_many(rows: usize) -> AppError {
    AppError::field("file", format!("The file has {rows} agents; {MAX_ROWS} are the most at once. Split it and import the parts."))
}

/// The refusal of files that are too large, with its status.
pub fn too_large() -> AppError {
    AppError::new(Code::PayloadTooLarge, "The file is larger than 10 MB. Split it and import the parts.")
}
