//! A simulation and what clients send to make and change one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::branch::Parent;
use super::participant::{Participant, ParticipantInput, check_participants};
use super::scenario::Scenario;
use super::settings::{Settings, SettingsInput};
use crate::core::Result;
use crate::core::ids::{ScenarioId, SimulationId};
use crate::core::validate::Check;

/// State of a simulation. `draft → queued → running ⇄ paused → finished | stopped | failed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum State {
    Draft,
    Queued,
    Running,
    Paused,
    Finished,
    Stopped,
    Failed,
}

impl State {
    pub const ALL: [State; 7] =
        [State::Draft, State::Queued, State::Running, State::Paused, State::Finished, State::Stopped, State::Failed];

    pub const fn as_str(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Queued => "queued",
            State::Running => "running",
            State::Paused => "paused",
            State::Finished => "finished",
            State::Stopped => "stopped",
            State::Failed => "failed",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == name)
    }

    /// Nothing more will be said, unless another round is asked for.
    pub const fn is_terminal(self) -> bool {
        matches!(self, State::Finished | State::Stopped | State::Failed)
    }

    /// The engine has it, or will soon.
    pub const fn is_active(self) -> bool {
        matches!(self, State::Queued | State::Running)
    }
}

/// What a client sends to create a simulation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SimulationInput {
    /// The scenario's title when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<Scenario>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario_id: Option<ScenarioId>,
    pub participants: Vec<ParticipantInput>,
    pub settings: SettingsInput,
}

impl SimulationInput {
    /// The rules of the form and of the API.
    pub fn validate(&self) -> Result<()> {
        let mut check = Check::new();
        if let Some(title) = &self.title {
            check.max("title", title, 160);
        }
        match (&self.scenario, &self.scenario_id) {
            (Some(scenario), None) => scenario.check(&mut check),
            (None, Some(_)) => {}
            _ => {
                check.that(false, "scenario", "Send either scenario or scenario_id.");
            }
        }
        check_participants(&mut check, &self.participants);
        self.settings.check(&mut check);
        check.done()
    }
}

/// A simulation as lists and pages show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Simulation {
    pub id: SimulationId,
    pub title: String,
    pub state: State,
    /// Why it is in this state, in words; empty when obvious.
    pub state_reason: String,
    pub scenario: Scenario,
    pub participants: Vec<Participant>,
    pub settings: Settings,
    /// Turns that agents have spoken.
    pub turns: u32,
    /// Round that is running or ran last; from 1.
    pub round: u32,
    /// Messages of every kind.
    pub messages: u64,
    /// Tokens of all model calls.
    pub tokens: u64,
    /// Part of `tokens` that was sent to the model.
    #[serde(default)]
    pub prompt_tokens: u64,
    /// Cost of all model calls in millionths of a dollar; `None` when a price is unknown.
    pub cost_micros: Option<i64>,
    /// The simulation it branched off from.
    #[serde(default)]
    pub parent: Option<Parent>,
    /// Facts that observers pinned, oldest first; every participant knows them.
    #[serde(default)]
    pub pins: Vec<String>,
    #[serde(default)]
    pub tags: Vec<String>,
    /// Counts up with every change a person makes; the ETag.
    pub version: u32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Changes to a simulation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SimulationPatch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<SettingsInput>,
}
