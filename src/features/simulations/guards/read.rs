//! Reads a transcript from a file: JSONL or JSON, our exports (JSON, CSV, Markdown), or plain lines
//! "Name: text".

mod encoding;
mod people;
mod plain;
mod structured;

pub use people::persona_list;

use crate::core::{AppError, Code, Result};
use crate::features::agents::types::Persona;
use crate::features::simulations::types::CheckedLine;

/// Largest file, in bytes.
pub const MAX_BYTES: usize = 16 << 20;

/// The lines of a file.
pub fn read(bytes: &[u8]) -> Result<Vec<CheckedLine>> {
    if bytes.len() > MAX_BYTES {
        return Err(AppError::new(
            Code::PayloadTooLarge,
            format!("The transcript is too large; at most {} MiB are possible. Split it.", MAX_BYTES >> 20),
        ));
    }
    let text = encoding::decode(bytes)?;
    let bare = text.trim();
    if bare.is_empty() {
        return Err(problem("The transcript is empty."));
    }
    let lines = if bare.starts_with(['{', '[']) && structured::looks_like_json(bare) {
        structured::json(bare)?
    } else if let Some(found) = structured::csv(bare)? {
        found
    } else {
        plain::read(bare)?
    };
    if lines.is_empty() { Err(problem("The file has no line that somebody says.")) } else { Ok(lines) }
}

/// The personas of the speakers, which our JSON exports hold; none in other files.
pub fn personas(bytes: &[u8]) -> Vec<Persona> {
    let Ok(document) = serde_json::from_slice::<serde_json::Value>(bytes) else { return Vec::new() };
    let participants = document.get("participants").and_then(serde_json::Value::as_array).map(Vec::as_slice).unwrap_or_default();
    participants.iter().filter_map(|p| serde_json::from_value(p.get("persona")?.clone()).ok()).collect()
}

fn problem(message: impl Into<String>) -> AppError {
    AppError::field("transcript", message)
}
