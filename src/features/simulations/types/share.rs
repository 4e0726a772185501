//! Links by which people without an account read a conversation.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{MessageKind, State};
use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::core::validate::Check;

/// How long a link is good when nothing is said, in days.
pub const DEFAULT_DAYS: u32 = 7;
/// Longest life of a link, in days.
pub const MAX_DAYS: u32 = 90;

/// What a client sends to share a simulation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ShareInput {
    /// Days until it expires, 1 to 90; 7 by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// For whom it is, so that the right one is revoked later.
    pub label: String,
}

impl ShareInput {
    /// The rules of the form and of the API.
    pub fn validate(&self) -> Result<()> {
        let days = i64::from(self.days.unwrap_or(DEFAULT_DAYS));
        Check::new().range("days", days, 1, i64::from(MAX_DAYS)).max("label", &self.label, 80).done()
    }
}

/// A link, without what opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Share {
    pub id: String,
    pub simulation_id: SimulationId,
    pub label: String,
    pub expired: bool,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// A link that was just made. The address is shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CreatedShare {
    #[serde(flatten)]
    pub share: Share,
    pub url: String,
}

/// Somebody who takes part, as strangers see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedPerson {
    pub id: String,
    pub name: String,
    pub profession: String,
    pub avatar_seed: String,
}

/// A line as strangers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedLine {
    pub seq: u64,
    pub turn: u32,
    pub kind: MessageKind,
    /// Id of the participant; empty for observers.
    pub speaker_id: String,
    pub speaker: String,
    pub text: String,
}

/// What a link opens: question, panel and transcript, as they were when the page was loaded. No
/// settings, costs, secrets and whispers, and nothing by which more could be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedConversation {
    pub title: String,
    pub question: String,
    pub state: State,
    pub participants: Vec<SharedPerson>,
    pub lines: Vec<SharedLine>,
    pub expires_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_lives_between_a_day_and_three_months() {
        for (days, good) in [(None, true), (Some(1), true), (Some(90), true), (Some(0), false), (Some(91), false)] {
            assert_eq!(ShareInput { days, label: String::new() }.validate().is_ok(), good, "{days:?}");
        }
    }
}
