//! JSON lines, JSON documents and tables.

use serde_json::Value;

use crate::core::Result;
use crate::features::simulations::types::CheckedLine;

use super::problem;

/// Names under which a list of lines, a speaker and a text are found.
const LISTS: [&str; 5] = ["messages", "transcript", "lines", "turns", "data"];
const SPEAKERS: [&str; 6] = ["speaker", "name", "author", "from", "role", "speaker_name"];
const TEXTS: [&str; 6] = ["text", "content", "message", "utterance", "line", "body"];
/// Kinds of messages that nobody says.
const SILENT: [&str; 2] = ["scene", "system"];

/// Whether a text that starts with a bracket is JSON and not a remark like "[laughs]".
pub(super) fn looks_like_json(text: &str) -> bool {
    let second = text.chars().skip(1).find(|c| !c.is_whitespace());
    text.starts_with('{') && second.is_none_or(|c| c == '"' || c == '}')
        || text.starts_with('[') && second.is_none_or(|c| matches!(c, '{' | ']' | '['))
}

/// One document, or one object in each line.
pub(super) fn json(text: &str) -> Result<Vec<CheckedLine>> {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(object)) if !TEXTS.iter().any(|key| object.get(*key).is_some_and(Value::is_string)) => {
            from_list(list(&Value::Object(object)))
        }
        Ok(object @ Value::Object(_)) => from_list(Some(&[object])),
        Ok(Value::Array(items)) => from_list(Some(&items)),
        Ok(_) => Err(problem("The JSON has no list of messages with speaker and text.")),
        Err(error) => json_lines(text).map_err(|first_line| {
            // A broken document has its mistake elsewhere than in its first line.
            if text.lines().next().is_some_and(|l| serde_json::from_str::<Value>(l).is_ok()) {
                first_line
            } else {
                problem(format!("The file is not valid JSON (line {}, column {}).", error.line(), error.column()))
            }
        }),
    }
}

fn json_lines(text: &str) -> Result<Vec<CheckedLine>> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let value: Value = serde_json::from_str(line)
            .map_err(|_| problem(format!("Line {} is not valid JSON. Every line needs an object with speaker and text.", number + 1)))?;
        found.extend(spoken(&value, number + 1)?);
    }
    Ok(found)
}

/// The list of lines in a document: at the top, or one level below.
fn list(document: &Value) -> Option<&[Value]> {
    let direct = |value: &Value| LISTS.into_iter().find(|key| value.get(*key).is_some_and(Value::is_array));
    if let Some(key) = direct(document) {
        return document.get(key).and_then(Value::as_array).map(Vec::as_slice);
    }
    let inner = document.as_object()?.values().find(|value| direct(value).is_some())?;
    inner.get(direct(inner)?).and_then(Value::as_array).map(Vec::as_slice)
}

fn from_list(items: Option<&[Value]>) -> Result<Vec<CheckedLine>> {
    let items = items.ok_or_else(|| problem("The JSON has no list of messages with speaker and text."))?;
    let mut found = Vec::new();
    for (index, item) in items.iter().enumerate() {
        found.extend(spoken(item, index + 1)?);
    }
    Ok(found)
}

/// A line; `None` for what nobody says.
fn spoken(value: &Value, number: usize) -> Result<Option<CheckedLine>> {
    let kind = value.get("kind").and_then(Value::as_str).unwrap_or("");
    if SILENT.contains(&kind) {
        return Ok(None);
    }
    let speaker = SPEAKERS.iter().find_map(|key| match value.get(key) {
        Some(Value::String(name)) => Some(name.clone()),
        Some(Value::Object(object)) => object.get("name").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    });
    let text = TEXTS.iter().find_map(|key| value.get(key).and_then(Value::as_str));
    match (speaker.filter(|name| kind != "observer" || !name.trim().is_empty()), text) {
        (Some(speaker), Some(text)) => Ok(Some(CheckedLine { speaker, text: text.to_owned() })),
        (None, Some(text)) if kind == "observer" => Ok(Some(CheckedLine { speaker: "Observer".to_owned(), text: text.to_owned() })),
        (None, Some(_)) => Err(problem(format!("Message {number} has no speaker."))),
        _ => Err(problem(format!("Message {number} has no text."))),
    }
}

/// A table whose head names a speaker and a text; `None` for anything else.
pub(super) fn csv(text: &str) -> Result<Option<Vec<CheckedLine>>> {
    let head = text.lines().next().unwrap_or("");
    let Some(separator) = [b',', b';', b'\t'].into_iter().find(|s| head.contains(char::from(*s))) else { return Ok(None) };
    let mut reader = ::csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> =
        reader.headers().map(|h| h.iter().map(|n| n.trim().trim_start_matches('\u{feff}').to_lowercase()).collect()).unwrap_or_default();
    let column = |wanted: &[&str]| wanted.iter().find_map(|name| names.iter().position(|n| n == name));
    let (Some(speaker), Some(said)) = (column(&SPEAKERS), column(&TEXTS)) else { return Ok(None) };
    let kind = column(&["kind"]);
    let mut found = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| {
            let line = error.position().map_or(0, ::csv::Position::line);
            problem(format!("The table is broken near line {line}. Check its quotation marks."))
        })?;
        let field = |at: usize| row.get(at).unwrap_or("").trim().to_owned();
        if kind.is_some_and(|at| SILENT.contains(&field(at).as_str())) || field(said).is_empty() {
            continue;
        }
        found.push(CheckedLine { speaker: field(speaker), text: field(said) });
    }
    Ok(Some(found))
}
