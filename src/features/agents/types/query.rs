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
    /// `early`, `experienced`, `senior` or `veteran`.
    pub seniority: Option<String>,
    /// `africa`, `asia`, `europe`, `latin-america`, `north-america` or `oceania`.
    pub region: Option<String>,
    /// `challenger`, `explorer`, `organiser`, `connector`, `mediator`, `guardian` or `all-rounder`.
    pub archetype: Option<String>,
    /// Words to search for in name, profession, expertise, background and tags.
    pub q: Option<String>,
    /// `relevance` (default: best match first, without words by domain), `name`, `-name`, `experience` or `-experience`.
    pub sort: Option<String>,
    pub limit: Option<u32>,
    pub cursor: Option<String>,
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
    /// `-created_at` (default), `created_at`, `name`, `-name`, or `relevance`: best match first, of at most
    /// the 300 newest that match.
    pub sort: Option<String>,
    /// Domain slug.
    pub domain: Option<String>,
    /// `early`, `experienced`, `senior` or `veteran`.
    pub seniority: Option<String>,
    /// `africa`, `asia`, `europe`, `latin-america`, `north-america` or `oceania`.
    pub region: Option<String>,
    /// `challenger`, `explorer`, `organiser`, `connector`, `mediator`, `guardian` or `all-rounder`.
    pub archetype: Option<String>,
    pub tag: Option<String>,
}

/// What facets are counted under.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "ssr", into_params(parameter_in = Query))]
pub struct FacetQuery {
    /// Words to search for, as in the list.
    pub q: Option<String>,
    /// Domain slug.
    pub domain: Option<String>,
    /// `early`, `experienced`, `senior` or `veteran`.
    pub seniority: Option<String>,
    /// `africa`, `asia`, `europe`, `latin-america`, `north-america` or `oceania`.
    pub region: Option<String>,
    /// `challenger`, `explorer`, `organiser`, `connector`, `mediator`, `guardian` or `all-rounder`.
    pub archetype: Option<String>,
    pub tag: Option<String>,
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

/// What a bulk restore did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AgentsRestored {
    pub restored: u32,
    /// Ids that are not in the trash of this workspace.
    pub missing: Vec<AgentId>,
}

/// Tags to add to agents and to take off them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct TagChange {
    /// 1 to 500 ids.
    pub ids: Vec<AgentId>,
    /// At most 20.
    pub add: Vec<String>,
    /// At most 20; case doesn't count.
    pub remove: Vec<String>,
}

/// What a bulk change did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AgentsChanged {
    /// Agents that are other than before.
    pub changed: u32,
    /// Ids that are not agents of this workspace.
    pub missing: Vec<AgentId>,
}
