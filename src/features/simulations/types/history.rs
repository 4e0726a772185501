//! The list of simulations: what it can be asked for, and what it gives.

use serde::{Deserialize, Serialize};

use super::Simulation;
use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::core::validate::Check;

/// Most tags of one simulation.
pub const MAX_TAGS: usize = 12;
/// Most characters of a tag.
pub const TAG_CHARS: usize = 40;

/// Which simulations, in which order. Words are looked for at the beginnings of words, in title,
/// question and names, and in every line that was said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "ssr", into_params(parameter_in = Query))]
pub struct HistoryQuery {
    /// Rows in the page, 1 to 100; 20 by default.
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Words to search for.
    pub q: Option<String>,
    /// `-created_at` (default), `created_at`, `title` or `-title`.
    pub sort: Option<String>,
    /// A state, for example `finished`.
    pub state: Option<String>,
    /// A tag, whole; case doesn't count.
    pub tag: Option<String>,
    /// Id of an own agent, or slug of a library agent.
    pub agent: Option<String>,
    /// Name of a model.
    pub model: Option<String>,
    /// Language of the settings, as it was given.
    pub language: Option<String>,
    /// Made on this day (UTC, `2026-11-20`) or later.
    pub from: Option<String>,
    /// Made on this day or earlier.
    pub until: Option<String>,
}

/// A line in which the words stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FoundLine {
    /// Number of the message.
    pub seq: u64,
    pub speaker: String,
    /// The line, shortened around the first of the words.
    pub text: String,
}

/// A simulation in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct HistoryItem {
    #[serde(flatten)]
    pub simulation: Simulation,
    /// The line that was found; absent without a search, and when the words stand in title,
    /// question or names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<FoundLine>,
}

/// The tags of a simulation, all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct TagsInput {
    pub tags: Vec<String>,
}

impl TagsInput {
    /// One tag in a line or between commas.
    pub fn parse(text: &str) -> Self {
        Self { tags: text.split([',', '\n']).map(str::to_owned).collect() }
    }

    /// Without white space around, without empty ones, each once whatever its case.
    pub fn clean(self) -> Result<Vec<String>> {
        let mut tags: Vec<String> = Vec::new();
        for tag in self.tags {
            let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ");
            if !tag.is_empty() && !tags.iter().any(|known| known.to_lowercase() == tag.to_lowercase()) {
                tags.push(tag);
            }
        }
        Check::new().list("tags", &tags, MAX_TAGS, TAG_CHARS).done()?;
        Ok(tags)
    }
}

/// What a bulk deletion did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SimulationsDeleted {
    pub deleted: u32,
    pub missing: Vec<SimulationId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_trimmed_and_each_stands_once() {
        let tags = TagsInput::parse(" Pricing,pricing \n  two   words,, ").clean().unwrap();
        assert_eq!(tags, ["Pricing", "two words"]);
    }

    #[test]
    fn too_many_and_too_long_tags_are_refused() {
        let many = TagsInput { tags: (0..=MAX_TAGS).map(|n| format!("t{n}")).collect() };
        assert!(many.clean().unwrap_err().fields.contains_key("tags"));
        assert!(TagsInput { tags: vec!["x".repeat(TAG_CHARS + 1)] }.clean().is_err());
    }
}
