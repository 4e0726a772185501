//! The agent editor as a plain form: every field is a text, lists have one entry per line. This is
//! what browsers without JavaScript send; pages use it for their state as well.

use serde::{Deserialize, Serialize};

use super::types::{Agent, AgentInput, BigFive, LibraryAgent, SpeakingStyle};
use crate::core::error::Fields;
use crate::core::{AppError, Result};

/// Fields of the editor. In a form they are named `agent[name]`, `agent[age]` and so on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AgentForm {
    /// Empty for a new agent.
    pub id: String,
    /// Version that was shown; empty means "don't care".
    pub version: String,
    pub name: String,
    pub archetype: String,
    pub expertise: String,
    pub pronouns: String,
    pub age: String,
    pub residence: String,
    pub nationality: String,
    pub languages: String,
    pub profession: String,
    pub employer: String,
    pub domain: String,
    pub experience_years: String,
    pub background: String,
    pub goals: String,
    pub values: String,
    pub openness: String,
    pub conscientiousness: String,
    pub extraversion: String,
    pub agreeableness: String,
    pub neuroticism: String,
    pub traits: String,
    pub formality: String,
    pub verbosity: String,
    pub talkativeness: String,
    pub moves: String,
    pub phrases: String,
    pub never: String,
    pub knowledge_limits: String,
    pub blind_spots: String,
    pub contradiction: String,
    pub push_back: String,
    pub stance: String,
    pub tags: String,
    pub avatar_seed: String,
    pub instructions: String,
}

impl AgentForm {
    /// The form of a new agent, with the defaults to be seen.
    pub fn empty() -> Self {
        Self::from_input(AgentInput { push_back: 3, domain: "general".into(), ..AgentInput::default() })
    }

    /// The form of an own agent.
    pub fn from_agent(agent: Agent) -> Self {
        let input = AgentInput::from_parts(agent.persona, agent.instructions);
        Self { id: agent.id.to_string(), version: agent.version.to_string(), ..Self::from_input(input) }
    }

    /// The form of a new agent that begins as a library agent.
    pub fn from_library(agent: LibraryAgent) -> Self {
        Self::from_input(AgentInput::from_parts(agent.persona, String::new()))
    }

    /// The form that shows this input.
    pub fn from_input(a: AgentInput) -> Self {
        let lines = |list: Vec<String>| list.join("\n");
        // Nought means "not said" here, and an empty field says that better.
        let known = |n: u8| if n == 0 { String::new() } else { n.to_string() };
        Self {
            id: String::new(),
            version: String::new(),
            name: a.name,
            archetype: a.archetype,
            expertise: lines(a.expertise),
            pronouns: a.pronouns,
            age: known(a.age),
            residence: a.residence,
            nationality: a.nationality,
            languages: lines(a.languages),
            profession: a.profession,
            employer: a.employer,
            domain: a.domain,
            experience_years: known(a.experience_years),
            background: a.background,
            goals: lines(a.goals),
            values: lines(a.values),
            openness: a.big_five.openness.to_string(),
            conscientiousness: a.big_five.conscientiousness.to_string(),
            extraversion: a.big_five.extraversion.to_string(),
            agreeableness: a.big_five.agreeableness.to_string(),
            neuroticism: a.big_five.neuroticism.to_string(),
            traits: lines(a.traits),
            formality: a.style.formality.to_string(),
            verbosity: a.style.verbosity.to_string(),
            talkativeness: a.style.talkativeness.to_string(),
            moves: lines(a.style.moves),
            phrases: lines(a.style.phrases),
            never: lines(a.style.never),
            knowledge_limits: lines(a.knowledge_limits),
            blind_spots: lines(a.blind_spots),
            contradiction: a.contradiction,
            push_back: known(a.push_back),
            stance: a.stance,
            tags: lines(a.tags),
            avatar_seed: a.avatar_seed,
            instructions: a.instructions,
        }
    }

    /// The version that was shown, for the check against changes by others.
    pub fn expected_version(&self) -> Option<u32> {
        self.version.trim().parse().ok()
    }

    /// Reads the form and checks it as the API would; every bad field is named.
    pub fn into_input(self) -> Result<AgentInput> {
        let (input, numbers) = self.read();
        numbers.done(input.validate())?;
        Ok(input)
    }

    /// Reads the form as far as it goes: bad numbers are the defaults, nothing is checked.
    pub fn into_input_so_far(self) -> AgentInput {
        self.read().0
    }

    fn read(self) -> (AgentInput, Numbers) {
        let mut numbers = Numbers::default();
        let input = AgentInput {
            age: numbers.read("age", &self.age, 0, 0, 120),
            experience_years: numbers.read("experience_years", &self.experience_years, 0, 0, 80),
            push_back: numbers.read("push_back", &self.push_back, 3, 1, 5),
            big_five: BigFive {
                openness: numbers.read("openness", &self.openness, 50, 0, 100),
                conscientiousness: numbers.read("conscientiousness", &self.conscientiousness, 50, 0, 100),
                extraversion: numbers.read("extraversion", &self.extraversion, 50, 0, 100),
                agreeableness: numbers.read("agreeableness", &self.agreeableness, 50, 0, 100),
                neuroticism: numbers.read("neuroticism", &self.neuroticism, 50, 0, 100),
            },
            style: SpeakingStyle {
                formality: numbers.read("formality", &self.formality, 3, 1, 5),
                verbosity: numbers.read("verbosity", &self.verbosity, 3, 1, 5),
                talkativeness: numbers.read("talkativeness", &self.talkativeness, 50, 0, 100),
                moves: lines(&self.moves),
                phrases: lines(&self.phrases),
                never: lines(&self.never),
            },
            expertise: lines(&self.expertise),
            languages: lines(&self.languages),
            goals: lines(&self.goals),
            values: lines(&self.values),
            traits: lines(&self.traits),
            knowledge_limits: lines(&self.knowledge_limits),
            blind_spots: lines(&self.blind_spots),
            tags: lines(&self.tags),
            name: self.name,
            archetype: self.archetype,
            pronouns: self.pronouns,
            residence: self.residence,
            nationality: self.nationality,
            profession: self.profession,
            employer: self.employer,
            domain: self.domain,
            // Browsers send CRLF; the limits count characters.
            background: self.background.replace("\r\n", "\n"),
            contradiction: self.contradiction,
            stance: self.stance,
            avatar_seed: self.avatar_seed,
            instructions: self.instructions.replace("\r\n", "\n"),
        };
        (input, numbers)
    }
}

/// One entry per line, empty lines left out.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Reads numbers and remembers which were none.
#[derive(Default)]
struct Numbers {
    wrong: Fields,
}

impl Numbers {
    /// An empty field takes the default.
    fn read(&mut self, field: &str, text: &str, default: u8, min: u8, max: u8) -> u8 {
        let text = text.trim();
        if text.is_empty() {
            return default;
        }
        text.parse().ok().filter(|n| (min..=max).contains(n)).unwrap_or_else(|| {
            self.wrong.insert(field.to_owned(), vec![format!("Must be between {min} and {max}.")]);
            default
        })
    }

    /// Both kinds of findings together.
    fn done(self, others: Result<()>) -> Result<()> {
        match others {
            Ok(()) if self.wrong.is_empty() => Ok(()),
            Ok(()) => Err(AppError::validation(self.wrong)),
            Err(mut error) => {
                error.fields.extend(self.wrong);
                Err(AppError::validation(error.fields))
            }
        }
    }
}
