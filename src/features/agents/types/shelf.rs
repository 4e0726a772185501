//! The shelf of a workspace (saved agents), and the filters that a person keeps.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::persona::Persona;
use crate::core::ids::{AgentId, FilterId, SavedAgentId};

/// An agent as it was put on the shelf. A copy: the own agent or library agent it came from may change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SavedAgent {
    pub id: SavedAgentId,
    #[serde(flatten)]
    pub persona: Persona,
    pub instructions: String,
    /// Slug of the library agent at its origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<String>,
    /// Counts up with every change; the ETag.
    pub version: u32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// How an own agent and its saved one stand to each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ShelfLink {
    pub saved_id: SavedAgentId,
    pub agent_id: AgentId,
    /// The own agent has changed since the two were the same.
    pub agent_changed: bool,
    /// The saved one has changed since the two were the same.
    pub saved_changed: bool,
}

/// Filters of the shelf.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "ssr", into_params(parameter_in = Query))]
pub struct SavedQuery {
    /// Rows in the page, 1 to 100; 20 by default.
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Words to search for; each must be the beginning of a word of the agent.
    pub q: Option<String>,
}

/// Which list a filter is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum FilterPlace {
    #[default]
    Library,
    Agents,
}

impl FilterPlace {
    /// Address of the list.
    pub const fn path(self) -> &'static str {
        match self {
            FilterPlace::Library => "/library",
            FilterPlace::Agents => "/agents",
        }
    }

    /// Address of the list with the query of an address, as a form gave it, and something more. A query that no
    /// address has is left out.
    pub fn again(self, query: &str, more: &str) -> String {
        let query = query.trim_start_matches('?');
        let odd = query.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '\\' | '#'));
        let parts: Vec<&str> = [if odd { "" } else { query }, more].into_iter().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { self.path().to_owned() } else { format!("{}?{}", self.path(), parts.join("&")) }
    }
}

/// A filter that a person keeps in a workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SavedFilter {
    pub id: FilterId,
    pub name: String,
    pub place: FilterPlace,
    /// The query of the list's address, without the question mark: `q=night&region=europe`.
    pub query: String,
    pub created_at: DateTime<Utc>,
}

/// A filter to keep.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FilterInput {
    /// 1 to 60 characters.
    pub name: String,
    pub place: FilterPlace,
    /// The query of the list's address; only what the list knows is kept.
    pub query: String,
}

#[cfg(test)]
mod tests {
    use super::FilterPlace;

    #[test]
    fn a_list_is_shown_again_with_its_filters_only() {
        assert_eq!(FilterPlace::Agents.again("", ""), "/agents");
        assert_eq!(FilterPlace::Agents.again("?q=a%20b", "undo=1"), "/agents?q=a%20b&undo=1");
        assert_eq!(FilterPlace::Library.again("q=a\r\nSet-Cookie: x", "undo=1"), "/library?undo=1");
        assert_eq!(FilterPlace::Library.again("//evil.example", ""), "/library?//evil.example", "still a page of this site");
    }
}
