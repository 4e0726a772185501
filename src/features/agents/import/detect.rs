//! Which format a file has, by the fields of its records.

use serde_json::Value;

use crate::core::{AppError, Result};
use crate::features::agents::transfer::Format;

const UNKNOWN: &str = "This is none of the known formats: agents have at least the fields name, archetype and expertise; persona files of \
                       TinyTroupe, OASIS and Sotopia keep their own.";

/// Of JSON records, by the first that is told apart.
pub fn json(values: &[Value]) -> Result<Format> {
    values.iter().find_map(of_record).ok_or_else(|| {
        let sentence = if values.is_empty() { "There are no agents in this file." } else { UNKNOWN };
        AppError::field("file", sentence)
    })
}

fn of_record(value: &Value) -> Option<Format> {
    let has = |key: &str| value.get(key).is_some();
    if value.get("persona").is_some_and(Value::is_object) || value.get("type").and_then(Value::as_str) == Some("TinyPerson") {
        Some(Format::Tinytroupe)
    } else if has("first_name") && has("last_name") {
        Some(Format::Sotopia)
    } else if has("realname") || (has("username") && (has("persona") || has("bio"))) {
        Some(Format::OasisReddit)
    } else if has("archetype") || has("expertise") || (has("name") && !has("occupation")) {
        Some(Format::Json)
    } else if has("name") {
        // A persona of TinyTroupe without its frame.
        Some(Format::Tinytroupe)
    } else {
        None
    }
}

/// Of a table, by its heading.
pub fn table(head: &[String]) -> Result<Format> {
    let has = |name: &str| head.iter().any(|column| column == name);
    if has("user_char") || (has("following_agentid_list") && has("description")) {
        Ok(Format::OasisTwitter)
    } else if has("name") && (has("archetype") || has("expertise")) {
        Ok(Format::Csv)
    } else {
        let seen: Vec<String> = head.iter().take(6).map(|column| column.chars().take(30).collect()).collect();
        let sentence =
            format!("The first line must name the columns, at least name, archetype and expertise; it has: {}.", seen.join(", "));
        Err(AppError::field("file", sentence))
    }
}
