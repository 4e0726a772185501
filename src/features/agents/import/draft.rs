//! An agent on its way in: the input so far, with what is wrong and what was changed to make it fit.

use serde_json::{Map, Value};

use super::Row;
use crate::core::AppError;
use crate::features::agents::transfer::RowNote;
use crate::features::agents::types::AgentInput;

/// Entries of a list, as the rules of an agent have it.
const ENTRIES: usize = 20;
/// Characters of an entry.
const ENTRY: usize = 200;

/// A record of a foreign file, filled in step by step. Texts that are too long for us are shortened, and
/// a note says so.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub input: AgentInput,
    errors: Vec<(String, String)>,
    notes: Vec<(String, String)>,
}

impl Draft {
    /// Of an input that is complete.
    pub fn of(input: AgentInput) -> Self {
        Self { input, ..Self::default() }
    }

    /// A record that is no agent at all.
    pub fn broken(message: &str) -> Self {
        let mut draft = Self::default();
        draft.error("", message);
        draft
    }

    pub fn error(&mut self, field: &str, message: impl Into<String>) {
        self.errors.push((field.to_owned(), message.into()));
    }

    pub fn errors_of(&mut self, error: AppError) {
        if error.fields.is_empty() {
            self.error("", error.message);
            return;
        }
        for (field, messages) in error.fields {
            for message in messages {
                self.errors.push((field.clone(), message));
            }
        }
    }

    pub fn note(&mut self, field: &str, message: impl Into<String>) {
        self.notes.push((field.to_owned(), message.into()));
    }

    /// The text, cut to `max` characters if need be.
    pub fn fit(&mut self, field: &str, text: &str, max: usize) -> String {
        let text = text.trim();
        if text.chars().count() <= max {
            return text.to_owned();
        }
        self.note(field, format!("Shortened to {max} characters."));
        let cut: String = text.chars().take(max.saturating_sub(1)).collect();
        let whole = cut.rsplit_once(' ').filter(|(start, _)| start.len() * 2 > cut.len()).map_or(cut.as_str(), |(start, _)| start);
        format!("{}…", whole.trim_end())
    }

    /// The entries, cut in number and length if need be; empty ones and repeats are left out.
    pub fn entries(&mut self, field: &str, texts: impl IntoIterator<Item = String>) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut more = 0;
        for text in texts {
            let entry = self.fit(field, &text, ENTRY);
            if entry.is_empty() || found.contains(&entry) {
                continue;
            }
            if found.len() < ENTRIES { found.push(entry) } else { more += 1 }
        }
        if more > 0 {
            self.note(field, format!("The last {more} entries were left out; {ENTRIES} are the most."));
        }
        found
    }

    /// An age; one that can't be read is an error.
    pub fn age(&mut self, record: &Map<String, Value>) -> u8 {
        let number = match record.get("age") {
            None | Some(Value::Null) => return 0,
            Some(Value::Number(number)) => number.as_f64(),
            Some(Value::String(text)) if text.trim().is_empty() => return 0,
            Some(Value::String(text)) => text.trim().parse().ok(),
            Some(_) => None,
        };
        let whole = number.filter(|n| (0.0..=120.0).contains(n));
        if whole.is_none() {
            self.error("age", "Must be between 0 and 120.");
        }
        whole.map_or(0, |n| n as u8)
    }

    /// The row, after the rules that hold for every agent.
    pub fn into_row(mut self, number: u32) -> Row {
        if self.errors.is_empty()
            && let Err(error) = self.input.validate()
        {
            self.errors_of(error);
        }
        let notes = |texts: Vec<(String, String)>| {
            let mut found: Vec<RowNote> = Vec::new();
            for (field, message) in texts {
                let note = RowNote { row: number, field, message };
                if !found.contains(&note) {
                    found.push(note);
                }
            }
            found
        };
        Row { number, input: self.input, errors: notes(self.errors), notes: notes(self.notes) }
    }
}

/// A text of a record; numbers as they are written, anything else is empty.
pub fn text(record: &Map<String, Value>, key: &str) -> String {
    record.get(key).map(plain).unwrap_or_default()
}

/// A list of a record. A single text is a list of one.
pub fn list(record: &Map<String, Value>, key: &str) -> Vec<String> {
    match record.get(key) {
        Some(Value::Array(values)) => values.iter().map(plain).filter(|text| !text.is_empty()).collect(),
        Some(value) => Some(plain(value)).filter(|text| !text.is_empty()).into_iter().collect(),
        None => Vec::new(),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// The first of the texts that says something.
pub fn first_of(texts: &[&str]) -> String {
    texts.iter().map(|text| text.trim()).find(|text| !text.is_empty()).unwrap_or_default().to_owned()
}

/// Pronouns of a word for a gender; the word itself when it says more.
pub fn pronouns(gender: &str) -> String {
    match gender.trim().to_lowercase().as_str() {
        "female" | "woman" | "f" => "she/her".to_owned(),
        "male" | "man" | "m" => "he/him".to_owned(),
        "non-binary" | "nonbinary" | "nb" => "they/them".to_owned(),
        _ => gender.trim().to_owned(),
    }
}

/// The gender that pronouns stand for in the files of others.
pub fn gender(pronouns: &str) -> &'static str {
    let text = pronouns.to_lowercase();
    if text.starts_with("she") {
        "female"
    } else if text.starts_with("he") {
        "male"
    } else if text.starts_with("they") {
        "non-binary"
    } else {
        ""
    }
}

/// How far a trait goes, from words like "High. Very curious." or a number; `None` when they don't say.
pub fn level(said: &str) -> Option<u8> {
    let text = said.trim().to_lowercase();
    if let Ok(number) = text.trim_end_matches('%').parse::<f64>() {
        let hundred = if number <= 1.0 { number * 100.0 } else { number };
        return Some(hundred.clamp(0.0, 100.0).round() as u8);
    }
    let words = ["very high", "very low", "high", "low", "medium", "moderate", "average"];
    let first = words.iter().filter_map(|word| text.find(word).map(|at| (at, *word))).min_by_key(|(at, _)| *at)?;
    Some(match first.1 {
        "very high" => 90,
        "high" => 75,
        "very low" => 10,
        "low" => 25,
        _ => 50,
    })
}

/// The word for a level in the files of others.
pub const fn level_word(level: u8) -> &'static str {
    match level {
        0..=17 => "Very low",
        18..=37 => "Low",
        38..=62 => "Medium",
        63..=82 => "High",
        _ => "Very high",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_from_words_and_numbers() {
        for (said, wanted) in
            [("High. Very curious.", 75), ("very low", 10), ("Low; calm", 25), ("Medium", 50), ("0.8", 80), ("65", 65), ("Very High", 90)]
        {
            assert_eq!(level(said), Some(wanted), "{said}");
        }
        assert_eq!(level("curious"), None);
        for value in [5, 25, 50, 75, 95] {
            assert!(level(level_word(value)).unwrap().abs_diff(value) <= 10, "{value}");
        }
    }

    #[test]
    fn what_is_too_long_is_shortened_with_a_note() {
        let mut draft = Draft::default();
        let cut = draft.fit("name", &"word ".repeat(40), 80);
        assert!(cut.chars().count() <= 80 && cut.ends_with("word…"), "{cut}");
        assert_eq!(draft.entries("goals", (0..25).map(|n| n.to_string())).len(), 20);
        assert_eq!(draft.notes.len(), 2);
        assert_eq!(draft.fit("name", "👩‍🔬", 80), "👩‍🔬");
    }

    #[test]
    fn ages_come_as_numbers_and_texts() {
        let mut draft = Draft::default();
        let mut age = |value: Value| draft.age(&Map::from_iter([("age".to_owned(), value)]));
        assert_eq!((age(28.into()), age("31".into()), age(Value::Null), age("".into())), (28, 31, 0, 0));
        assert_eq!((age("old".into()), age(400.into()), age((-3).into())), (0, 0, 0));
        assert_eq!(draft.errors.len(), 3);
    }
}
