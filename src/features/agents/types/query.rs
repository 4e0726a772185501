//! What is asked for and answered about many agents at once.

use serde::{Deserialize, Serialize};

use crate::core::ids::AgentId;

/// A domain with the number of library agents in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DomainCount {
    pub domain: String,
    pub name: String,
    pub agents: u32,
}

/// Filters of the library.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "ssr", into_params(parameter_in = Query))]
pub struct LibraryQuery {
    /// Domain slug.
    pub domain: Option<String>,
    pub tag: Option<String>,
    /// Words to search for in name, profession, expertise, background and tags.
    pub q: Option<String>,
    pub limit: Option<u32>,
    pub cursor: Option<String>,
}

/// A tag with the number of library agents that carry it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct TagCount {
    /// In lower case.
    pub tag: String,
    pub agents: u32,
}

/// What one can filter the library by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LibraryFacets {
    pub domains: Vec<DomainCount>,
    /// Most used first.
    pub tags: Vec<TagCount>,
}

/// Filters of the own agents.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "ssr", into_params(parameter_in = Query))]
pub struct AgentQuery {
    /// Rows in the page, 1 to 100; 20 by default.
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Words to search for in name, archetype, profession, expertise, employer, residence,
    /// languages, domain and tags. Each must be the beginning of a word there; accents and case
    /// don't count.
    pub q: Option<String>,
    /// `-created_at` (default), `created_at`, `name` or `-name`.
    pub sort: Option<String>,
    /// Domain slug.
    pub domain: Option<String>,
}

/// Ids of a bulk operation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AgentIds {
    /// 1 to 500 ids.
    pub ids: Vec<AgentId>,
}

/// What a bulk delete did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AgentsDeleted {
    pub deleted: u32,
    /// Ids that are not agents of this workspace.
    pub missing: Vec<AgentId>,
}

/// Library agents to add to the workspace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct LibrarySelection {
    /// 1 to 500 slugs of library agents.
    pub library: Vec<String>,
}
