//! What crosses the wire about panels.

use serde::{Deserialize, Serialize};

use crate::core::Result;
use crate::core::validate::Check;
use crate::features::agents::types::Seniority;

/// Fewest and most seats; a simulation takes as many.
pub const SEATS: (u8, u8) = (2, 12);
/// Seats when none are asked for.
pub const USUAL_SEATS: u8 = 5;
/// Longest question, as a scenario has it.
pub const MAX_QUESTION: usize = 2000;
/// Most people one can rule out.
pub const MAX_EXCLUDED: usize = 200;

/// Whom to choose from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Pool {
    Library,
    /// The workspace's own agents.
    Own,
    #[default]
    Both,
}

impl Pool {
    pub const ALL: [Pool; 3] = [Pool::Both, Pool::Library, Pool::Own];

    /// As it stands in addresses and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Pool::Library => "library",
            Pool::Own => "own",
            Pool::Both => "both",
        }
    }

    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Pool::Library => "The library",
            Pool::Own => "My agents",
            Pool::Both => "Library and my agents",
        }
    }

    /// The pool of that name; the usual one for any other text.
    pub fn read(name: &str) -> Self {
        Self::ALL.into_iter().find(|pool| pool.as_str() == name).unwrap_or_default()
    }
}

/// The wish for a panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PanelInput {
    /// What the panel is to discuss, 1 to 2000 characters.
    pub question: String,
    /// Seats, 2 to 12; 5 when absent.
    pub size: u8,
    /// Who sits on it in any case, in this order: `library:<slug>` or `agent:<id>`.
    pub locked: Vec<String>,
    /// Who sits on it now, in the same form: they stay as well, but alternatives are offered for them.
    pub seated: Vec<String>,
    /// Who doesn't, in the same form; up to 200.
    pub excluded: Vec<String>,
    pub pool: Pool,
    /// Lets the configured model choose among the best; without one, or when it fails, `notes` says so.
    pub refine: bool,
}

impl Default for PanelInput {
    fn default() -> Self {
        Self {
            question: String::new(),
            size: USUAL_SEATS,
            locked: Vec::new(),
            seated: Vec::new(),
            excluded: Vec::new(),
            pool: Pool::Both,
            refine: false,
        }
    }
}

impl PanelInput {
    /// The rules of the page and of the API.
    pub fn validate(&self) -> Result<()> {
        let mut check = Check::new();
        check.text("question", &self.question, MAX_QUESTION);
        check.range("size", i64::from(self.size), i64::from(SEATS.0), i64::from(SEATS.1));
        let most = usize::from(self.size.min(SEATS.1));
        check.that(self.locked.len() <= most, "locked", format!("Must have at most {most} entries."));
        check.that(
            self.locked.len() + self.seated.len() <= most,
            "seated",
            format!("Must have at most {most} entries together with those who are locked."),
        );
        check.that(self.excluded.len() <= MAX_EXCLUDED, "excluded", format!("Must have at most {MAX_EXCLUDED} entries."));
        for (field, values) in [("locked", &self.locked), ("seated", &self.seated), ("excluded", &self.excluded)] {
            check.that(values.iter().all(|value| is_reference(value)), field, "Use library:<slug> or agent:<id>.");
        }
        check.done()
    }
}

/// `library:<slug>` or `agent:<id>`.
pub fn is_reference(text: &str) -> bool {
    let named = text.strip_prefix("library:").or_else(|| text.strip_prefix("agent:"));
    named.is_some_and(|name| (1..=80).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'))
}

/// Where somebody stands towards change, read from the main clause of their opening position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Attitude {
    Welcomes,
    /// Sets conditions, or says nothing about it.
    Weighs,
    Resists,
}

impl Attitude {
    pub const ALL: [Attitude; 3] = [Attitude::Welcomes, Attitude::Weighs, Attitude::Resists];

    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Attitude::Welcomes => "Welcomes change",
            Attitude::Weighs => "Sets conditions",
            Attitude::Resists => "Resists change",
        }
    }
}

/// How much of the field a panel covers. Each part is between 0 and 1, where 1 is the most that a
/// panel of this size from this pool can reach; the total is their mean.
///
/// - `domains`: relevance of the domains on the panel (that of the best agent of each, plus 0.1), as
///   a share of the same sum over the best domains, one for each seat;
/// - `stances`: how many of welcoming, weighing and resisting change;
/// - `seniorities`: how many of early career, experienced, senior and veteran;
/// - `traits`: how many of the ten poles of the Big Five, below 40 or above 60 of 100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Coverage {
    pub total: f64,
    pub domains: f64,
    pub stances: f64,
    pub seniorities: f64,
    pub traits: f64,
}

/// Somebody who could have a seat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Alternative {
    pub value: String,
    pub name: String,
    pub profession: String,
    pub domain: String,
    /// Coverage of the panel after the swap.
    pub coverage: f64,
}

/// A seat of the panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Seat {
    /// `library:<slug>` or `agent:<id>`, as `locked` and `excluded` take it.
    pub value: String,
    pub name: String,
    pub profession: String,
    pub archetype: String,
    /// Slug of the domain.
    pub domain: String,
    pub attitude: Attitude,
    /// `null` when neither experience nor age is said.
    pub seniority: Option<Seniority>,
    /// The opening position in the agent's words.
    pub stance: String,
    /// Seed of the drawn avatar.
    pub avatar_seed: String,
    /// Address of a stored picture; empty for a drawing.
    pub picture: String,
    /// Relevance to the question, 0 to 1, where 1 is the best of the pool.
    pub relevance: f64,
    pub locked: bool,
    /// Why this one, in a sentence.
    pub reason: String,
    /// Whom to swap for, best first; none for a locked seat.
    pub alternatives: Vec<Alternative>,
}

/// A panel for a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Panel {
    pub members: Vec<Seat>,
    pub coverage: Coverage,
    /// People who were compared.
    pub considered: u32,
    /// Whether a model chose among the best.
    pub refined: bool,
    /// Whether a model could.
    pub can_refine: bool,
    /// What the reader should know: too few people, no word of the question was found, …
    pub notes: Vec<String>,
}

/// Address of the page with those parameters that are not empty.
pub fn address(params: &[(&str, &str)]) -> String {
    use crate::features::home::address::encode;
    let given = params.iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    if query.is_empty() { "/agents/panel".to_owned() } else { format!("/agents/panel?{}", query.join("&")) }
}
