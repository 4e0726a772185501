//! Branches: a simulation that goes on from a turn of another one.

use serde::{Deserialize, Serialize};

use super::scenario::Scenario;
use super::settings::SettingsInput;
use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::core::validate::Check;

/// Where a branch comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Parent {
    pub id: SimulationId,
    /// The last turn that was taken over; 0 for none.
    pub turn: u32,
}

/// How to branch. Without a change the branch says what the original said, as long as nobody
/// steers it; a branch with one change is a twin.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct BranchInput {
    /// The last turn to take over; 0 starts from the beginning.
    pub turn: u32,
    /// The original's title with the turn behind it when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What to set differently.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<SettingsInput>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<Scenario>,
    /// Ids of the participants who are muted in the branch, and nobody else; as in the original
    /// when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub muted: Option<Vec<String>>,
}

impl BranchInput {
    /// Checks everything that can be checked without the original.
    pub fn validate(&self) -> Result<()> {
        let mut check = Check::new();
        if let Some(title) = &self.title {
            check.text("title", title, 160);
        }
        if let Some(settings) = &self.settings {
            settings.check(&mut check);
        }
        if let Some(scenario) = &self.scenario {
            scenario.check(&mut check);
        }
        if let Some(muted) = &self.muted {
            check.list("muted", muted, super::MAX_PARTICIPANTS, 12);
        }
        check.done()
    }
}
