//! Who an agent is.

use serde::{Deserialize, Deserializer, Serialize};

/// The five-factor model of personality, each trait 0 to 100, 50 is average.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct BigFive {
    pub openness: u8,
    pub conscientiousness: u8,
    pub extraversion: u8,
    pub agreeableness: u8,
    pub neuroticism: u8,
}

impl Default for BigFive {
    fn default() -> Self {
        Self { openness: 50, conscientiousness: 50, extraversion: 50, agreeableness: 50, neuroticism: 50 }
    }
}

/// How an agent speaks. The guards check lines against it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SpeakingStyle {
    /// 1 casual to 5 formal.
    pub formality: u8,
    /// 1 terse to 5 expansive; about 15 words a line for each step.
    pub verbosity: u8,
    /// How much of the talk the agent takes, 0 to 100; 50 is its fair share.
    pub talkativeness: u8,
    /// Typical conversational moves, for example "asks for the number behind a claim".
    pub moves: Vec<String>,
    /// Phrases this person uses.
    pub phrases: Vec<String>,
    /// Phrases this person would never use.
    pub never: Vec<String>,
}

impl Default for SpeakingStyle {
    fn default() -> Self {
        Self { formality: 3, verbosity: 3, talkativeness: 50, moves: Vec::new(), phrases: Vec::new(), never: Vec::new() }
    }
}

/// Who an agent is. Every field but name, archetype and expertise has a sensible default, so that
/// an agent can be made from these three.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Persona {
    pub name: String,
    /// One or two words: "Sceptical regulator", "Pragmatic builder".
    pub archetype: String,
    /// What the person is expert in, most important first. A single text is read as a list of one.
    #[serde(deserialize_with = "one_or_many")]
    pub expertise: Vec<String>,
    pub pronouns: String,
    /// Years; 0 means not said.
    pub age: u8,
    /// City and country.
    pub residence: String,
    pub nationality: String,
    pub languages: Vec<String>,
    pub profession: String,
    /// Kind of employer: "regional hospital", "seed-stage start-up".
    pub employer: String,
    /// Slug of a professional domain, see [`DOMAINS`]; "general" when none fits.
    pub domain: String,
    pub experience_years: u8,
    /// At least 80 concrete words in the library; free for own agents.
    pub background: String,
    pub goals: Vec<String>,
    pub values: Vec<String>,
    pub big_five: BigFive,
    /// Further traits: "dry humour", "impatient with slides".
    pub traits: Vec<String>,
    pub style: SpeakingStyle,
    /// What the person doesn't know and says so.
    pub knowledge_limits: Vec<String>,
    /// What the person fails to see.
    pub blind_spots: Vec<String>,
    /// One inner contradiction, in a sentence.
    pub contradiction: String,
    /// How hard the person contradicts others, 1 (rarely) to 5 (at once).
    pub push_back: u8,
    /// Opening position on change, in a sentence in the first person.
    pub stance: String,
    pub tags: Vec<String>,
    /// Seed of the drawn avatar; the name when empty.
    pub avatar_seed: String,
}

impl Persona {
    /// Seed of the drawn avatar: its own, else the name.
    pub fn seed(&self) -> &str {
        if self.avatar_seed.is_empty() { &self.name } else { &self.avatar_seed }
    }
}

/// A list, or a text with commas.
pub(super) fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(text) => text.split(',').map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).collect(),
        OneOrMany::Many(list) => list,
    })
}

/// Professional domains: slug and name. The library has at least one file per used domain; the
/// list is wider than the first library so that own agents can use all of it.
pub const DOMAINS: [(&str, &str); 28] = [
    ("medicine", "Medicine and nursing"),
    ("public-health", "Public health"),
    ("law", "Law"),
    ("finance", "Finance"),
    ("accounting", "Accounting and audit"),
    ("software", "Software engineering"),
    ("data-ai", "Data and AI"),
    ("security", "Security"),
    ("product", "Product management"),
    ("design", "Design and research"),
    ("marketing", "Marketing"),
    ("sales", "Sales"),
    ("support", "Customer support"),
    ("people", "Human resources"),
    ("operations", "Operations and logistics"),
    ("manufacturing", "Manufacturing"),
    ("energy", "Energy and climate"),
    ("construction", "Construction and real estate"),
    ("agriculture", "Agriculture and food"),
    ("education", "Education"),
    ("science", "Science"),
    ("public-sector", "Public sector"),
    ("media", "Media and arts"),
    ("social-work", "Social work"),
    ("sports", "Sports"),
    ("hospitality", "Hospitality and travel"),
    ("ethics", "Ethics and philosophy"),
    ("consumers", "Consumers"),
];

/// The readable name of a domain slug; the slug itself when it is unknown.
pub fn domain_name(slug: &str) -> &str {
    match slug {
        "" | "general" => "General",
        _ => DOMAINS.iter().find(|(s, _)| *s == slug).map_or(slug, |(_, name)| name),
    }
}
