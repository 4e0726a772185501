//! Tables. Cells that a spreadsheet would run as a formula get an apostrophe in front, which the import takes off.

use csv::WriterBuilder;

use crate::features::agents::fields::{FIELDS, texts};
use crate::features::agents::form::AgentForm;
use crate::features::agents::import::{calm, cell_of_list, python_list};
use crate::features::agents::types::AgentInput;

const TWITTER: [&str; 7] = ["user_id", "name", "username", "following_agentid_list", "previous_tweets", "user_char", "description"];

/// The heading of our own table, with the mark by which spreadsheets know UTF-8.
pub fn own_head() -> String {
    format!("\u{feff}{}", line(FIELDS.iter().map(|(name, _)| (*name).to_owned())))
}

/// The columns of our own table.
pub fn own(mut input: AgentInput) -> String {
    let of_form = texts(&AgentForm::from_input(input.clone()));
    let cells = FIELDS.iter().map(|(key, _)| cell_of_list(&mut input, key).or_else(|| of_form.get(*key).cloned()).unwrap_or_default());
    line(cells.collect::<Vec<_>>())
}

pub fn twitter_head() -> String {
    line(TWITTER.iter().map(|name| (*name).to_owned()))
}

/// A user of OASIS on Twitter. `user_id` counts from 0, as OASIS wants it.
pub fn twitter(index: usize, a: &AgentInput) -> String {
    let short: String = a.background.lines().next().unwrap_or(&a.archetype).to_owned();
    line([
        index.to_string(),
        a.name.clone(),
        super::foreign::user_name(a),
        "[]".to_owned(),
        python_list(&a.style.phrases),
        super::foreign::story(a),
        if short.is_empty() { a.archetype.clone() } else { short },
    ])
}

fn line(cells: impl IntoIterator<Item = String>) -> String {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    let cells: Vec<String> = cells.into_iter().map(|cell| calm(&cell)).collect();
    // Writing into memory doesn't fail.
    let _ = writer.write_record(cells);
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
