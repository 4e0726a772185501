//! Who takes part.

use serde::{Deserialize, Serialize};

use crate::core::ids::AgentId;
use crate::core::validate::Check;

/// Most participants of a simulation.
pub const MAX_PARTICIPANTS: usize = 50;

/// Who takes part: an own agent or one of the library.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ParticipantInput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<AgentId>,
    /// Slug of a library agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library: Option<String>,
}

/// A participant of a simulation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Participant {
    /// Stable within the simulation: `p1`, `p2`, …
    pub id: String,
    /// The own agent, or the library slug it came from.
    pub agent_id: String,
    pub name: String,
    pub profession: String,
    pub archetype: String,
    /// Seed of the drawn avatar.
    pub avatar_seed: String,
    /// Address of the picture it had when it was copied; drawn without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    /// Listens, but is not chosen to speak.
    #[serde(default)]
    pub muted: bool,
    /// Has left the panel; earlier lines stay.
    #[serde(default)]
    pub left: bool,
    /// Share of the talk that the person would take, 0 to 100 (50 is a fair share).
    #[serde(default = "fair")]
    pub talkativeness: u8,
}

const fn fair() -> u8 {
    50
}

impl Participant {
    /// Whether the person can be chosen to speak.
    pub const fn can_speak(&self) -> bool {
        !self.muted && !self.left
    }
}

/// Place on the panel, from 0, that an id such as `p3` stands for: people are told apart by it, in colours too.
pub fn seat_of(id: &str) -> Option<usize> {
    id.strip_prefix('p')?.parse::<usize>().ok()?.checked_sub(1)
}

/// Changes to a participant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ParticipantPatch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub muted: Option<bool>,
    /// `true` takes the person off the panel, `false` brings them back; only while it doesn't run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<bool>,
}

/// Between 1 and [`MAX_PARTICIPANTS`] participants, each an own agent or a library slug, nobody twice.
pub fn check_participants(check: &mut Check, participants: &[ParticipantInput]) {
    check.that(!participants.is_empty(), "participants", "Choose at least one participant.");
    check.that(participants.len() <= MAX_PARTICIPANTS, "participants", format!("Must have at most {MAX_PARTICIPANTS} entries."));
    let one_each = participants.iter().all(|p| p.agent_id.is_some() != p.library.is_some());
    check.that(one_each, "participants", "Each participant needs either agent_id or library.");
    let twice = participants.iter().enumerate().any(|(at, one)| participants.iter().take(at).any(|before| before == one));
    let hint = "The same agent is chosen twice. Choose another one, or duplicate the agent and give the copy a name of its own.";
    check.that(!twice, "participants", hint);
}
