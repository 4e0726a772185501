//! The editor of scenarios as a plain form: every field is a text, short lists have one entry in a
//! line, long ones are rows. This is what browsers without JavaScript send.

use serde::{Deserialize, Serialize};

use super::types::{Acquaintance, Relationship, Round, SavedScenario, Scenario, ScenarioRole, Secret};
use crate::core::validate::Check;
use crate::core::{AppError, Result};

/// A role in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoleRow {
    pub participant: String,
    pub role: String,
}

/// A secret in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SecretRow {
    pub text: String,
    /// Names between commas.
    pub known_by: String,
}

/// A relationship in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RelationshipRow {
    pub from: String,
    pub to: String,
    pub kind: String,
    pub note: String,
}

/// A round in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoundRow {
    pub title: String,
    pub instructions: String,
    pub turns: String,
}

/// Fields of the editor. In the page they are named `form[title]`, `form[roles][0][role]` and so on.
/// Rows in which nothing stands count for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScenarioForm {
    /// Empty for a new scenario.
    pub id: String,
    /// Version that was shown; empty means "don't care".
    pub version: String,
    pub title: String,
    pub setting: String,
    pub question: String,
    pub goals: String,
    pub constraints: String,
    pub language: String,
    pub end: String,
    pub roles: Vec<RoleRow>,
    pub secrets: Vec<SecretRow>,
    pub relationships: Vec<RelationshipRow>,
    pub rounds: Vec<RoundRow>,
}

impl ScenarioForm {
    /// The form of an own scenario.
    pub fn from_saved(saved: SavedScenario) -> Self {
        Self { id: saved.id.to_string(), version: saved.version.to_string(), ..Self::from_scenario(saved.scenario) }
    }

    /// The form of a new scenario that begins as this one.
    pub fn from_scenario(s: Scenario) -> Self {
        Self {
            id: String::new(),
            version: String::new(),
            title: s.title,
            setting: s.setting,
            question: s.question,
            goals: s.goals.join("\n"),
            constraints: s.constraints.join("\n"),
            language: s.language,
            end: s.end,
            roles: s.roles.into_iter().map(|r| RoleRow { participant: r.participant, role: r.role }).collect(),
            secrets: s.secrets.into_iter().map(|s| SecretRow { text: s.text, known_by: s.known_by.join(", ") }).collect(),
            relationships: s
                .relationships
                .into_iter()
                .map(|r| RelationshipRow { from: r.from, to: r.to, kind: r.kind.as_str().to_owned(), note: r.note })
                .collect(),
            rounds: s
                .rounds
                .into_iter()
                .map(|r| RoundRow { title: r.title, instructions: r.instructions, turns: r.turns.to_string() })
                .collect(),
        }
    }

    /// The version that was shown, for the check against changes by others.
    pub fn expected_version(&self) -> Option<u32> {
        self.version.trim().parse().ok()
    }

    /// Reads the form and checks it as the API would; every bad field is named.
    pub fn into_scenario(self) -> Result<Scenario> {
        let numbers = self.rounds.iter().all(|row| row.is_empty() || row.turns.trim().parse::<u32>().is_ok());
        let scenario = Scenario {
            title: self.title.trim().to_owned(),
            // Browsers send CRLF; the limits count characters.
            setting: plain(&self.setting),
            question: plain(&self.question),
            goals: lines(&self.goals),
            constraints: lines(&self.constraints),
            language: self.language.trim().to_owned(),
            end: self.end.trim().to_owned(),
            roles: self.roles.into_iter().filter_map(RoleRow::read).collect(),
            secrets: self.secrets.into_iter().filter_map(SecretRow::read).collect(),
            relationships: self.relationships.into_iter().filter_map(RelationshipRow::read).collect(),
            rounds: self.rounds.into_iter().filter_map(RoundRow::read).collect(),
        };
        let mut check = Check::new();
        scenario.check(&mut check);
        check.that(numbers, "scenario.rounds", "Must be between 1 and 500.");
        match check.done() {
            Ok(()) => Ok(scenario),
            Err(mut error) => {
                // Two rows of one kind may be wrong in the same way.
                error.fields.values_mut().for_each(Vec::dedup);
                Err(AppError::validation(error.fields))
            }
        }
    }
}

impl RoleRow {
    fn read(self) -> Option<ScenarioRole> {
        let (participant, role) = (self.participant.trim().to_owned(), self.role.trim().to_owned());
        (!participant.is_empty() || !role.is_empty()).then_some(ScenarioRole { participant, role })
    }
}

impl SecretRow {
    fn read(self) -> Option<Secret> {
        let known_by: Vec<String> = names(&self.known_by);
        let text = plain(&self.text);
        (!text.is_empty() || !known_by.is_empty()).then_some(Secret { text, known_by })
    }
}

impl RelationshipRow {
    fn read(self) -> Option<Relationship> {
        let (from, to, note) = (self.from.trim().to_owned(), self.to.trim().to_owned(), self.note.trim().to_owned());
        let kind = Acquaintance::ALL.into_iter().find(|kind| kind.as_str() == self.kind).unwrap_or_default();
        let is_there = !from.is_empty() || !to.is_empty() || !note.is_empty();
        is_there.then_some(Relationship { from, to, kind, note })
    }
}

impl RoundRow {
    fn is_empty(&self) -> bool {
        self.title.trim().is_empty() && self.instructions.trim().is_empty()
    }

    fn read(self) -> Option<Round> {
        let empty = self.is_empty();
        let round = Round {
            title: self.title.trim().to_owned(),
            instructions: plain(&self.instructions),
            turns: self.turns.trim().parse().unwrap_or(0),
        };
        (!empty).then_some(round)
    }
}

fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// One entry per line, empty lines left out.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Names between commas.
fn names(text: &str) -> Vec<String> {
    text.split([',', '\n']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> ScenarioForm {
        ScenarioForm {
            title: " Night gate ".into(),
            question: "Who pays?\r\nAnd when?".into(),
            goals: "one\n\n two ".into(),
            roles: vec![RoleRow { participant: "Ada".into(), role: "chair".into() }, RoleRow::default()],
            secrets: vec![SecretRow { text: "The gate is sold.".into(), known_by: "Ada, Bob".into() }, SecretRow::default()],
            relationships: vec![RelationshipRow { from: "Ada".into(), to: "Bob".into(), kind: "friend".into(), note: String::new() }],
            rounds: vec![
                RoundRow { title: "First".into(), instructions: "Only facts.".into(), turns: "6".into() },
                RoundRow { turns: "5".into(), ..RoundRow::default() },
            ],
            ..ScenarioForm::default()
        }
    }

    #[test]
    fn a_form_becomes_a_scenario_and_back() {
        let scenario = filled().into_scenario().unwrap();
        assert_eq!((scenario.title.as_str(), scenario.question.as_str()), ("Night gate", "Who pays?\nAnd when?"));
        assert_eq!((scenario.roles.len(), scenario.secrets.len(), scenario.rounds.len()), (1, 1, 1));
        assert_eq!(scenario.secrets[0].known_by, ["Ada", "Bob"]);
        assert_eq!(ScenarioForm::from_scenario(scenario.clone()).into_scenario().unwrap(), scenario);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let mut form = filled();
        form.title.clear();
        form.rounds[0].turns = "many".into();
        form.secrets[0].text.clear();
        let error = form.into_scenario().unwrap_err();
        for field in ["scenario.title", "scenario.rounds", "scenario.secrets"] {
            assert!(error.fields.contains_key(field), "{field}: {:?}", error.fields);
        }
    }
}
