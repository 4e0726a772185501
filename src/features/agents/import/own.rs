//! Our own files: JSON with the fields of the API, and the same as a table with one column a field.

use serde_json::{Map, Value};

use super::csv::Record;
use super::draft::Draft;
use crate::features::agents::fields::{FIELDS, LISTS, form_of, texts};
use crate::features::agents::form::AgentForm;
use crate::features::agents::merge::merge;
use crate::features::agents::types::AgentInput;

/// What the API says of an agent beside its input; read over, because it is made anew.
const OF_THE_API: [&str; 6] = ["id", "version", "created_at", "updated_at", "library", "slug"];

/// A JSON record.
pub fn object(mut record: Map<String, Value>) -> Draft {
    for name in OF_THE_API {
        record.remove(name);
    }
    match merge(AgentInput::default(), record) {
        Ok(input) => Draft::of(input),
        Err(error) => {
            let mut draft = Draft::default();
            draft.errors_of(error);
            draft
        }
    }
}

/// A line of a table. Columns are named like the fields of the editor.
pub fn record(record: &Record) -> Draft {
    let mut draft = Draft::default();
    let mut of_form = texts(&AgentForm::empty());
    let mut exact: Vec<(&'static str, Vec<String>)> = Vec::new();
    for (column, cell) in &record.cells {
        if let Some(list) = LISTS.into_iter().find(|list| list == column) {
            let entries = entries(cell);
            of_form.insert(column.clone(), entries.join("\n"));
            exact.push((list, entries));
        } else if FIELDS.iter().any(|(name, _)| name == column) {
            of_form.insert(column.clone(), cell.clone());
        } else if !OF_THE_API.contains(&column.as_str()) {
            draft.error(column, "This column is not known.");
        }
    }
    if record.extra > 0 {
        draft.error("", "Has more cells than the heading. Put texts with separators into quotation marks.");
    }
    match form_of(&of_form).into_input() {
        Ok(mut input) => {
            for (list, entries) in exact {
                if let Some(place) = list_of(&mut input, list) {
                    *place = entries;
                }
            }
            // The form makes all line ends alike; here they stay.
            record.cell("background").clone_into(&mut input.background);
            record.cell("instructions").clone_into(&mut input.instructions);
            draft.input = input;
        }
        Err(error) => {
            // The name is shown beside the errors.
            draft.input.name = record.cell("name").to_owned();
            draft.errors_of(error);
        }
    }
    draft
}

/// The entries of a cell: a JSON list, one in a line, or separated by semicolons.
fn entries(cell: &str) -> Vec<String> {
    if cell.starts_with('[')
        && let Ok(list) = serde_json::from_str::<Vec<String>>(cell)
    {
        return list;
    }
    let separators: &[char] = if cell.contains('\n') { &['\n'] } else { &[';'] };
    cell.split(separators).map(|entry| entry.trim().to_owned()).filter(|entry| !entry.is_empty()).collect()
}

/// The cell that [`entries`] reads the same list from.
fn cell_of(entries: &[String]) -> String {
    let plain = |entry: &String| !entry.contains(['\n', '\r']) && entry.trim() == entry && !entry.is_empty();
    let simple = entries.iter().all(plain)
        && entries.first().is_none_or(|first| !first.starts_with('['))
        && (entries.len() != 1 || !entries.iter().any(|entry| entry.contains(';')));
    if simple { entries.join("\n") } else { serde_json::to_string(entries).unwrap_or_default() }
}

/// The list of that name; `None` when the field is none.
fn list_of<'a>(input: &'a mut AgentInput, name: &str) -> Option<&'a mut Vec<String>> {
    Some(match name {
        "expertise" => &mut input.expertise,
        "languages" => &mut input.languages,
        "tags" => &mut input.tags,
        "goals" => &mut input.goals,
        "values" => &mut input.values,
        "traits" => &mut input.traits,
        "moves" => &mut input.style.moves,
        "phrases" => &mut input.style.phrases,
        "never" => &mut input.style.never,
        "knowledge_limits" => &mut input.knowledge_limits,
        "blind_spots" => &mut input.blind_spots,
        _ => return None,
    })
}

/// The cell of a list; `None` when the field is no list.
pub fn cell_of_list(input: &mut AgentInput, name: &str) -> Option<String> {
    list_of(input, name).map(|entries| cell_of(entries))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_come_through_a_cell_as_they_were() {
        for list in [
            vec![],
            vec!["one"],
            vec!["a; b"],
            vec!["a; b", "c"],
            vec!["[draft]"],
            vec!["two\nlines", "x"],
            vec!["=1+1", "-x"],
            vec!["\"quoted\"", "a,b"],
        ] {
            let list: Vec<String> = list.into_iter().map(str::to_owned).collect();
            assert_eq!(entries(&cell_of(&list)), list, "{list:?}");
        }
        assert_eq!(entries("risk; audits ;"), ["risk", "audits"], "as people write it");
    }
}
