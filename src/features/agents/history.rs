//! Earlier states of an agent, as pages and API see them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::types::Persona;

/// One state of an agent. The newest one is the agent as it is now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AgentVersion {
    pub version: u32,
    #[serde(flatten)]
    pub persona: Persona,
    pub instructions: String,
    /// When this state was saved.
    pub saved_at: DateTime<Utc>,
    /// Whether the agent is like this now.
    pub current: bool,
    /// Fields that the version before had otherwise, by their names in the editor; empty for the oldest
    /// one that is kept.
    pub changed: Vec<String>,
}

/// A page of versions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "ssr", into_params(parameter_in = Query))]
pub struct VersionQuery {
    /// Rows in the page, 1 to 100; 20 by default.
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Which version to bring back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct RestoreInput {
    pub version: u32,
}
