//! An agent of a workspace, one of the library, and what a client sends of one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::persona::{BigFive, Persona, SpeakingStyle, one_or_many};
use crate::core::error::Result;
use crate::core::ids::AgentId;
use crate::core::validate::Check;
use crate::features::avatars::types::Avatar;

/// A saved agent of a workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Agent {
    pub id: AgentId,
    #[serde(flatten)]
    pub persona: Persona,
    /// What the agent is told beside its persona.
    pub instructions: String,
    /// Its picture, or its drawing. Changed by its own calls, not with the agent.
    #[serde(default)]
    pub avatar: Avatar,
    /// Slug of the library agent it was made from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<String>,
    /// Counts up with every change; the ETag.
    pub version: u32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A built-in agent. Read-only; add it to the workspace to change it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct LibraryAgent {
    /// Stable name in addresses and in `{"library": slug}`.
    pub slug: String,
    #[serde(flatten)]
    pub persona: Persona,
}

/// What a client sends to create or replace an agent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AgentInput {
    pub name: String,
    pub archetype: String,
    #[serde(deserialize_with = "one_or_many")]
    pub expertise: Vec<String>,
    pub pronouns: String,
    pub age: u8,
    pub residence: String,
    pub nationality: String,
    pub languages: Vec<String>,
    pub profession: String,
    pub employer: String,
    pub domain: String,
    pub experience_years: u8,
    pub background: String,
    pub goals: Vec<String>,
    pub values: Vec<String>,
    pub big_five: BigFive,
    pub traits: Vec<String>,
    pub style: SpeakingStyle,
    pub knowledge_limits: Vec<String>,
    pub blind_spots: Vec<String>,
    pub contradiction: String,
    /// 1 to 5; 0 means "not said" and becomes 3.
    pub push_back: u8,
    pub stance: String,
    pub tags: Vec<String>,
    pub avatar_seed: String,
    pub instructions: String,
}

impl AgentInput {
    /// Splits into persona and instructions, trims texts and fills defaults.
    pub fn into_parts(self) -> (Persona, String) {
        let trim = |text: String| text.trim().to_owned();
        let list = |texts: Vec<String>| texts.into_iter().map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).collect::<Vec<_>>();
        let or = |text: String, default: &str| if text.trim().is_empty() { default.to_owned() } else { text.trim().to_owned() };
        let persona = Persona {
            name: trim(self.name),
            archetype: trim(self.archetype),
            expertise: list(self.expertise),
            pronouns: trim(self.pronouns),
            age: self.age,
            residence: trim(self.residence),
            nationality: trim(self.nationality),
            languages: list(self.languages),
            profession: trim(self.profession),
            employer: trim(self.employer),
            domain: or(self.domain, "general"),
            experience_years: self.experience_years,
            background: trim(self.background),
            goals: list(self.goals),
            values: list(self.values),
            big_five: self.big_five,
            traits: list(self.traits),
            style: SpeakingStyle {
                moves: list(self.style.moves),
                phrases: list(self.style.phrases),
                never: list(self.style.never),
                ..self.style
            },
            knowledge_limits: list(self.knowledge_limits),
            blind_spots: list(self.blind_spots),
            contradiction: trim(self.contradiction),
            push_back: if self.push_back == 0 { 3 } else { self.push_back },
            stance: trim(self.stance),
            tags: list(self.tags),
            avatar_seed: trim(self.avatar_seed),
        };
        (persona, trim(self.instructions))
    }

    /// The input that would recreate this agent.
    pub fn from_parts(p: Persona, instructions: String) -> Self {
        Self {
            name: p.name,
            archetype: p.archetype,
            expertise: p.expertise,
            pronouns: p.pronouns,
            age: p.age,
            residence: p.residence,
            nationality: p.nationality,
            languages: p.languages,
            profession: p.profession,
            employer: p.employer,
            domain: p.domain,
            experience_years: p.experience_years,
            background: p.background,
            goals: p.goals,
            values: p.values,
            big_five: p.big_five,
            traits: p.traits,
            style: p.style,
            knowledge_limits: p.knowledge_limits,
            blind_spots: p.blind_spots,
            contradiction: p.contradiction,
            push_back: p.push_back,
            stance: p.stance,
            tags: p.tags,
            avatar_seed: p.avatar_seed,
            instructions,
        }
    }

    /// The rules of the form and of the API.
    pub fn validate(&self) -> Result<()> {
        let mut check = Check::new();
        check.text("name", &self.name, 80).text("archetype", &self.archetype, 80);
        check.that(!self.expertise.iter().all(|e| e.trim().is_empty()), "expertise", "This is required.");
        for (field, value, max) in [
            ("pronouns", &self.pronouns, 30),
            ("residence", &self.residence, 120),
            ("nationality", &self.nationality, 60),
            ("profession", &self.profession, 120),
            ("employer", &self.employer, 120),
            ("domain", &self.domain, 40),
            ("background", &self.background, 4000),
            ("contradiction", &self.contradiction, 400),
            ("stance", &self.stance, 400),
            ("avatar_seed", &self.avatar_seed, 80),
            ("instructions", &self.instructions, 8000),
        ] {
            check.max(field, value, max);
        }
        for (field, values) in [
            ("expertise", &self.expertise),
            ("languages", &self.languages),
            ("goals", &self.goals),
            ("values", &self.values),
            ("traits", &self.traits),
            ("knowledge_limits", &self.knowledge_limits),
            ("blind_spots", &self.blind_spots),
            ("tags", &self.tags),
            ("style", &self.style.moves),
            ("style", &self.style.phrases),
            ("style", &self.style.never),
        ] {
            check.that(values.len() <= 20, field, "Must have at most 20 entries.");
            for value in values {
                check.max(field, value, 200);
            }
        }
        check.range("age", i64::from(self.age), 0, 120).range("experience_years", i64::from(self.experience_years), 0, 80);
        check.range("push_back", i64::from(self.push_back), 0, 5);
        check.range("style", i64::from(self.style.formality), 1, 5).range("style", i64::from(self.style.verbosity), 1, 5);
        check.range("style", i64::from(self.style.talkativeness), 0, 100);
        let b = self.big_five;
        for trait_value in [b.openness, b.conscientiousness, b.extraversion, b.agreeableness, b.neuroticism] {
            check.range("big_five", i64::from(trait_value), 0, 100);
        }
        check.done()
    }
}
