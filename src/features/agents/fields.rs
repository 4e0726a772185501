//! The fields of an agent as texts, under their names in the editor: what versions are compared by and
//! what conflicts are settled by.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::form::AgentForm;

/// Every field a person can change, with its readable name, in the order of the editor.
pub const FIELDS: [(&str, &str); 35] = [
    ("name", "Name"),
    ("archetype", "Archetype"),
    ("expertise", "Expertise"),
    ("pronouns", "Pronouns"),
    ("age", "Age"),
    ("residence", "Lives in"),
    ("nationality", "Nationality"),
    ("languages", "Languages"),
    ("avatar_seed", "Seed of the picture"),
    ("profession", "Profession"),
    ("employer", "Kind of employer"),
    ("domain", "Domain"),
    ("experience_years", "Years of experience"),
    ("tags", "Tags"),
    ("background", "Background"),
    ("goals", "Goals"),
    ("values", "Values"),
    ("openness", "Openness"),
    ("conscientiousness", "Conscientiousness"),
    ("extraversion", "Extraversion"),
    ("agreeableness", "Agreeableness"),
    ("neuroticism", "Neuroticism"),
    ("traits", "Further traits"),
    ("push_back", "Disagreement"),
    ("stance", "Opening position"),
    ("contradiction", "Inner contradiction"),
    ("formality", "Tone"),
    ("verbosity", "Length"),
    ("talkativeness", "Share of the talk"),
    ("moves", "Typical moves"),
    ("phrases", "Says"),
    ("never", "Would never say"),
    ("knowledge_limits", "Doesn’t know"),
    ("blind_spots", "Fails to see"),
    ("instructions", "Instructions"),
];

/// Fields that hold a list, one entry in a line.
pub const LISTS: [&str; 11] =
    ["expertise", "languages", "tags", "goals", "values", "traits", "moves", "phrases", "never", "knowledge_limits", "blind_spots"];

/// The readable name of a field; the field itself when it is unknown.
pub fn label_of(key: &str) -> &str {
    FIELDS.iter().find(|(name, _)| *name == key).map_or(key, |(_, label)| label)
}

/// The texts of a form by field.
pub fn texts(form: &AgentForm) -> BTreeMap<String, String> {
    serde_json::to_value(form).and_then(serde_json::from_value).unwrap_or_default()
}

/// The form with these texts; fields that are not there are empty.
pub fn form_of(texts: &BTreeMap<String, String>) -> AgentForm {
    serde_json::to_value(texts).and_then(serde_json::from_value).unwrap_or_default()
}

/// A field that two forms have different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Name in the form.
    pub key: String,
    pub label: String,
    pub before: String,
    pub after: String,
}

/// What is different, in the order of the editor.
pub fn changes(before: &AgentForm, after: &AgentForm) -> Vec<FieldChange> {
    let (before, after) = (texts(before), texts(after));
    let text = |of: &BTreeMap<String, String>, key: &str| of.get(key).cloned().unwrap_or_default();
    FIELDS
        .iter()
        .map(|(key, label)| FieldChange {
            key: (*key).to_owned(),
            label: (*label).to_owned(),
            before: text(&before, key),
            after: text(&after, key),
        })
        .filter(|change| change.before != change.after)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_the_form_but_its_id_and_version_is_a_field() {
        let mut known: Vec<&str> = FIELDS.iter().map(|(key, _)| *key).chain(["id", "version"]).collect();
        known.sort_unstable();
        assert_eq!(texts(&AgentForm::empty()).into_keys().collect::<Vec<_>>(), known);
        assert!(LISTS.iter().all(|key| known.contains(key)));
    }

    #[test]
    fn a_form_is_made_from_its_texts_again() {
        let form = AgentForm { name: "Ada".into(), tags: "a\nb".into(), ..AgentForm::empty() };
        assert_eq!(form_of(&texts(&form)), form);
    }

    #[test]
    fn only_what_differs_is_a_change() {
        let before = AgentForm { name: "Ada".into(), stance: "Yes.".into(), ..AgentForm::empty() };
        let after = AgentForm { stance: "No.".into(), id: "x".into(), ..before.clone() };
        let found = changes(&before, &after);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].label.as_str(), found[0].before.as_str(), found[0].after.as_str()), ("Opening position", "Yes.", "No."));
        assert!(changes(&before, &before).is_empty());
    }
}
