//! The situation that a panel is put into.

use serde::{Deserialize, Serialize};

use crate::core::ids::ScenarioId;
use crate::core::validate::Check;

/// The situation put to a panel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Scenario {
    pub title: String,
    /// Where and when, who called the meeting and why.
    pub setting: String,
    /// The question the panel is to answer.
    pub question: String,
    pub goals: Vec<String>,
    pub roles: Vec<ScenarioRole>,
    pub constraints: Vec<String>,
    pub secrets: Vec<Secret>,
    /// BCP 47 tag or name of the language; English when empty.
    pub language: String,
    /// When the conversation is over, in words.
    pub end: String,
    /// Who knows whom, and how well; strangers when nothing is said.
    pub relationships: Vec<Relationship>,
    /// Parts of the conversation with instructions of their own, in order. Empty: one part.
    pub rounds: Vec<Round>,
}

/// A part that a participant plays in the scenario.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ScenarioRole {
    /// Name of the participant.
    pub participant: String,
    pub role: String,
}

/// Something only some participants know.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Secret {
    pub text: String,
    /// Names of the participants who know it.
    pub known_by: Vec<String>,
}

/// How well somebody knows somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Acquaintance {
    /// Has never heard of them.
    #[default]
    Stranger,
    KnownByName,
    Acquaintance,
    Friend,
}

impl Acquaintance {
    pub const ALL: [Acquaintance; 4] =
        [Acquaintance::Stranger, Acquaintance::KnownByName, Acquaintance::Acquaintance, Acquaintance::Friend];

    pub const fn as_str(self) -> &'static str {
        match self {
            Acquaintance::Stranger => "stranger",
            Acquaintance::KnownByName => "known_by_name",
            Acquaintance::Acquaintance => "acquaintance",
            Acquaintance::Friend => "friend",
        }
    }
}

/// What one participant is to another. One direction; say it twice when it is mutual.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Relationship {
    /// Name of the participant who knows.
    pub from: String,
    /// Name of the participant who is known.
    pub to: String,
    pub kind: Acquaintance,
    /// What else there is between them: "her former boss".
    pub note: String,
}

/// A part of the conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Round {
    pub title: String,
    /// What the panel is to do in it.
    pub instructions: String,
    /// Turns it takes, 1 to 500.
    pub turns: u32,
}

impl Scenario {
    /// The part in which a turn (from 1) is spoken, with its number from 1. What is spoken after the
    /// last part belongs to the last.
    pub fn round_at(&self, turn: u32) -> Option<(usize, &Round)> {
        let mut end = 0u32;
        for (at, round) in self.rounds.iter().enumerate() {
            end = end.saturating_add(round.turns);
            if turn <= end {
                return Some((at + 1, round));
            }
        }
        self.rounds.last().map(|round| (self.rounds.len(), round))
    }

    /// Turns of all rounds together; 0 without rounds.
    pub fn planned_turns(&self) -> u32 {
        self.rounds.iter().fold(0, |sum, round| sum.saturating_add(round.turns))
    }

    /// Checks every field; names are prefixed with `scenario.`.
    pub fn check(&self, check: &mut Check) {
        check.text("scenario.title", &self.title, 160).text("scenario.question", &self.question, 2000);
        check.max("scenario.setting", &self.setting, 4000).max("scenario.language", &self.language, 40).max("scenario.end", &self.end, 500);
        check.list("scenario.goals", &self.goals, 10, 300).list("scenario.constraints", &self.constraints, 10, 300);
        check.that(self.roles.len() <= 50, "scenario.roles", "Must have at most 50 entries.");
        check.that(self.secrets.len() <= 20, "scenario.secrets", "Must have at most 20 entries.");
        check.that(self.relationships.len() <= 200, "scenario.relationships", "Must have at most 200 entries.");
        check.that(self.rounds.len() <= 20, "scenario.rounds", "Must have at most 20 entries.");
        check.that(self.planned_turns() <= 500, "scenario.rounds", "All rounds together must have at most 500 turns.");
        for role in &self.roles {
            check.text("scenario.roles", &role.participant, 80).text("scenario.roles", &role.role, 300);
        }
        for secret in &self.secrets {
            check.text("scenario.secrets", &secret.text, 1000).list("scenario.secrets", &secret.known_by, 50, 80);
        }
        for one in &self.relationships {
            check.text("scenario.relationships", &one.from, 80).text("scenario.relationships", &one.to, 80);
            check.max("scenario.relationships", &one.note, 300);
        }
        for round in &self.rounds {
            check.max("scenario.rounds", &round.title, 120).max("scenario.rounds", &round.instructions, 2000);
            check.range("scenario.rounds", i64::from(round.turns), 1, 500);
        }
    }
}

/// A scenario on the shelf: a built-in template or one saved in the workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SavedScenario {
    pub id: ScenarioId,
    #[serde(flatten)]
    pub scenario: Scenario,
    /// Group of a template: "Pricing study", "Pre-mortem".
    #[serde(default)]
    pub group: String,
    /// Domain slugs a fitting panel comes from; only for templates.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Slugs of library agents who make a good panel for it; only for templates.
    #[serde(default)]
    pub panel: Vec<String>,
    pub built_in: bool,
    /// Counts up with every change; the ETag. 0 for templates.
    #[serde(default)]
    pub version: u32,
}
