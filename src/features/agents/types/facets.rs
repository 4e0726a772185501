//! What agents can be narrowed by, and how many are left.

use serde::{Deserialize, Serialize};

use super::Persona;

/// How long somebody has done the work, by years of experience: under 5, under 15, under 25, more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Seniority {
    Early,
    Experienced,
    Senior,
    Veteran,
}

impl Seniority {
    pub const ALL: [Seniority; 4] = [Seniority::Early, Seniority::Experienced, Seniority::Senior, Seniority::Veteran];

    /// That of a persona; `None` when experience and age are both not said.
    pub const fn of(p: &Persona) -> Option<Self> {
        Some(match p.experience_years {
            0 if p.age == 0 => return None,
            0..=4 => Seniority::Early,
            5..=14 => Seniority::Experienced,
            15..=24 => Seniority::Senior,
            _ => Seniority::Veteran,
        })
    }

    /// As it stands in addresses and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Seniority::Early => "early",
            Seniority::Experienced => "experienced",
            Seniority::Senior => "senior",
            Seniority::Veteran => "veteran",
        }
    }

    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Seniority::Early => "Early career",
            Seniority::Experienced => "Experienced",
            Seniority::Senior => "Senior",
            Seniority::Veteran => "Veteran",
        }
    }

    /// The same with the years.
    pub const fn label_with_years(self) -> &'static str {
        match self {
            Seniority::Early => "Early career, under 5 years",
            Seniority::Experienced => "Experienced, 5 to 14 years",
            Seniority::Senior => "Senior, 15 to 24 years",
            Seniority::Veteran => "Veteran, 25 years and more",
        }
    }

    const fn entry(self) -> (&'static str, &'static str) {
        (self.as_str(), self.label())
    }
}

/// Every [`Seniority`] with its words.
pub const SENIORITIES: [(&str, &str); 4] =
    [Seniority::Early.entry(), Seniority::Experienced.entry(), Seniority::Senior.entry(), Seniority::Veteran.entry()];

/// Where somebody lives, by the country at the end of the residence. The regions are those of the
/// United Nations (M49), the Americas in two.
pub const REGIONS: [(&str, &str); 6] = [
    ("africa", "Africa"),
    ("asia", "Asia"),
    ("europe", "Europe"),
    ("latin-america", "Latin America and Caribbean"),
    ("north-america", "North America"),
    ("oceania", "Oceania"),
];

/// What somebody is like in a conversation: the trait that stands out most, as `facets::archetype`
/// has it. The archetype that is written of an agent is its own and would put everybody into a group of one.
pub const ARCHETYPES: [(&str, &str); 7] = [
    ("challenger", "Challenger"),
    ("explorer", "Explorer"),
    ("organiser", "Organiser"),
    ("connector", "Connector"),
    ("mediator", "Mediator"),
    ("guardian", "Guardian"),
    ("all-rounder", "All-rounder"),
];

/// The words for a value of one of the lists above; the value itself when it is unknown.
pub fn label_of<'a>(known: &[(&str, &'a str)], value: &'a str) -> &'a str {
    known.iter().find(|(slug, _)| *slug == value).map_or(value, |(_, label)| label)
}

/// What a list is narrowed by; each at most once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picks {
    pub domain: Option<String>,
    pub seniority: Option<String>,
    pub region: Option<String>,
    pub archetype: Option<String>,
    /// In lower case.
    pub tag: Option<String>,
}

/// One value to narrow by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FacetCount {
    /// As the parameter takes it.
    pub value: String,
    /// For people.
    pub label: String,
    /// Agents that would be left.
    pub agents: u32,
}

/// Values to narrow by, each list under all filters but its own, so that one can change one's mind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Facets {
    pub domain: Vec<FacetCount>,
    pub seniority: Vec<FacetCount>,
    pub region: Vec<FacetCount>,
    pub archetype: Vec<FacetCount>,
    /// Most used first, at most 40.
    pub tag: Vec<FacetCount>,
    /// Agents that fit all filters, among those that were counted.
    pub total: u32,
    /// Whether there are more agents than were counted: then the numbers are of the newest.
    pub capped: bool,
}
