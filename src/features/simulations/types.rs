//! Simulations as pages, API and database see them. The wire shapes are fixed by the HTTP
//! contract; the settings follow the engine's five parts (order, visibility, selector, updater,
//! describer).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::error::Result;
use crate::core::ids::{AgentId, ScenarioId, SimulationId};
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

/// Who speaks next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Policy {
    /// In the order of the panel.
    RoundRobin,
    /// Who was addressed by name answers; otherwise who has been silent longest.
    #[default]
    MentionFirst,
}

impl Policy {
    pub const ALL: [Policy; 2] = [Policy::RoundRobin, Policy::MentionFirst];

    pub const fn as_str(self) -> &'static str {
        match self {
            Policy::RoundRobin => "round_robin",
            Policy::MentionFirst => "mention_first",
        }
    }
}

/// The situation put to a panel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Scenario {
    pub title: String,
    /// Where and when, who called the meeting and why.
    pub setting: String,
    /// The question the panel is to answer.
    pub question: String,
    pub goals: Vec<String>,
    pub roles: Vec<ScenarioRole>,
    pub constraints: Vec<String>,
    pub secrets: Vec<Secret>,
    /// BCP 47 tag or name of the language; English when empty.
    pub language: String,
    /// When the conversation is over, in words.
    pub end: String,
}

/// A part that a participant plays in the scenario.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ScenarioRole {
    /// Name of the participant.
    pub participant: String,
    pub role: String,
}

/// Something only some participants know.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Secret {
    pub text: String,
    /// Names of the participants who know it.
    pub known_by: Vec<String>,
}

impl Scenario {
    /// Checks every field; names are prefixed with `scenario.`.
    pub fn check(&self, check: &mut Check) {
        check.text("scenario.title", &self.title, 160).text("scenario.question", &self.question, 2000);
        check.max("scenario.setting", &self.setting, 4000).max("scenario.language", &self.language, 40).max("scenario.end", &self.end, 500);
        check.list("scenario.goals", &self.goals, 10, 300).list("scenario.constraints", &self.constraints, 10, 300);
        check.that(self.roles.len() <= 20, "scenario.roles", "Must have at most 20 entries.");
        check.that(self.secrets.len() <= 20, "scenario.secrets", "Must have at most 20 entries.");
        for role in &self.roles {
            check.text("scenario.roles", &role.participant, 80).text("scenario.roles", &role.role, 300);
        }
        for secret in &self.secrets {
            check.text("scenario.secrets", &secret.text, 1000).list("scenario.secrets", &secret.known_by, 20, 80);
        }
    }
}

/// A scenario on the shelf: a built-in template or one saved in the workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SavedScenario {
    pub id: ScenarioId,
    #[serde(flatten)]
    pub scenario: Scenario,
    /// Group of a template: "Pricing study", "Pre-mortem".
    #[serde(default)]
    pub group: String,
    /// Domain slugs a fitting panel comes from; only for templates.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Slugs of library agents who make a good panel for it; only for templates.
    #[serde(default)]
    pub panel: Vec<String>,
    pub built_in: bool,
}

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
}

/// How a simulation runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Settings {
    /// Model name; `scripted` is the built-in offline model.
    pub model: String,
    pub seed: u64,
    pub policy: Policy,
    /// Turns by agents until it finishes by itself, 1 to 500.
    pub max_turns: u32,
    /// Pause between turns in milliseconds, 0 to 600 000.
    pub interval_ms: u32,
    /// Pauses when it has cost this much (millionths of a dollar); 0 means no cap.
    pub budget_micros: i64,
    pub language: String,
}

/// The settings as a client sends them; what is absent takes the default of the server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SettingsInput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_turns: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval_ms: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget_micros: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
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

/// Between 1 and 12 participants, each an own agent or a library slug.
pub fn check_participants(check: &mut Check, participants: &[ParticipantInput]) {
    check.that(!participants.is_empty(), "participants", "Choose at least one participant.");
    check.that(participants.len() <= 12, "participants", "Must have at most 12 entries.");
    let one_each = participants.iter().all(|p| p.agent_id.is_some() != p.library.is_some());
    check.that(one_each, "participants", "Each participant needs either agent_id or library.");
}

impl SettingsInput {
    /// Checks every field; names are prefixed with `settings.`.
    pub fn check(&self, check: &mut Check) {
        if let Some(model) = &self.model {
            check.text("settings.model", model, 120);
        }
        if let Some(language) = &self.language {
            check.max("settings.language", language, 40);
        }
        if let Some(turns) = self.max_turns {
            check.range("settings.max_turns", i64::from(turns), 1, 500);
        }
        if let Some(interval) = self.interval_ms {
            check.range("settings.interval_ms", i64::from(interval), 0, 600_000);
        }
        if let Some(budget) = self.budget_micros {
            check.range("settings.budget_micros", budget, 0, 1_000_000_000_000);
        }
        if let Some(seed) = self.seed {
            // Numbers above 2^53 change on their way through JavaScript.
            check.that(seed <= 9_007_199_254_740_991, "settings.seed", "Must be between 0 and 9007199254740991.");
        }
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
    /// Cost of all model calls in millionths of a dollar; `None` when a price is unknown.
    pub cost_micros: Option<i64>,
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

/// Kind of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum MessageKind {
    Agent,
    Observer,
    Scene,
    System,
}

impl MessageKind {
    pub const ALL: [MessageKind; 4] = [MessageKind::Agent, MessageKind::Observer, MessageKind::Scene, MessageKind::System];

    pub const fn as_str(self) -> &'static str {
        match self {
            MessageKind::Agent => "agent",
            MessageKind::Observer => "observer",
            MessageKind::Scene => "scene",
            MessageKind::System => "system",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == name)
    }
}

/// Who said a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Speaker {
    /// Participant id (`p1`, …) or the observer's user id.
    pub id: String,
    pub name: String,
}

/// One line of the transcript.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Message {
    /// Unique: `{simulation}-{seq}`.
    pub id: String,
    /// Dense from 1 within the simulation.
    pub seq: u64,
    /// Turn it belongs to; observer lines carry the turn after which they were said.
    pub turn: u32,
    pub round: u32,
    pub kind: MessageKind,
    pub speaker: Option<Speaker>,
    pub text: String,
    pub language: String,
    pub tokens: u32,
    pub cost_micros: Option<i64>,
    pub created_at: DateTime<Utc>,
}

/// What an observer does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum ObserverKind {
    #[default]
    Say,
    Whisper,
    Direct,
    Puppet,
    Aside,
}

/// An act of the observer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ObserverInput {
    pub content: String,
    pub kind: ObserverKind,
    /// Participant id, for the kinds that address one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

impl ObserverInput {
    pub fn validate(&self) -> Result<()> {
        Check::new().text("content", &self.content, 4000).done()
    }
}

/// Something that happens in a simulation, as the event stream carries it. `data` of an event is
/// this object with `seq` and `ts` beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum SimulationEvent {
    State {
        state: State,
        reason: String,
    },
    TurnStarted {
        turn: u32,
        speaker: Speaker,
        reason: String,
    },
    /// Live only. `offset` is the number of characters of the line that were sent before.
    Delta {
        turn: u32,
        text: String,
        offset: u32,
    },
    Message {
        message: Message,
    },
    TurnDiscarded {
        turn: u32,
        reason: String,
    },
    Cost {
        tokens: u64,
        cost_micros: Option<i64>,
    },
    Finished {
        reason: String,
    },
    Stopped {
        reason: String,
    },
    Failed {
        reason: String,
    },
}

impl SimulationEvent {
    /// The event's name on the wire.
    pub const fn name(&self) -> &'static str {
        match self {
            SimulationEvent::State { .. } => "state",
            SimulationEvent::TurnStarted { .. } => "turn_started",
            SimulationEvent::Delta { .. } => "delta",
            SimulationEvent::Message { .. } => "message",
            SimulationEvent::TurnDiscarded { .. } => "turn_discarded",
            SimulationEvent::Cost { .. } => "cost",
            SimulationEvent::Finished { .. } => "finished",
            SimulationEvent::Stopped { .. } => "stopped",
            SimulationEvent::Failed { .. } => "failed",
        }
    }
}
