//! What is measured of a conversation, what is wrong with it in words, and what it costs.

use serde::{Deserialize, Serialize};

/// Measures of what agents said, all without a model. Shares are 0 to 1; how each is computed,
/// from which source, and the band of human meetings stand in `measures`. `None`: there is
/// nothing to measure yet, or what it needs isn't known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Measures {
    /// Lines of agents.
    pub turns: u32,
    pub words: u64,
    /// Different words, pairs and triples of words among all of them.
    pub distinct_1: f64,
    pub distinct_2: f64,
    pub distinct_3: f64,
    /// Share of a line's word triples that were heard in the last twelve lines. Human meetings: 0.030 to 0.041.
    pub echo: f64,
    /// The same against the speaker's own last twelve lines.
    pub echo_own: f64,
    /// The same against what others said within the last twelve lines.
    pub echo_others: f64,
    /// Lines that open with three words with which an earlier line opened.
    pub opening_rate: f64,
    pub farewell_rate: f64,
    pub thanks_rate: f64,
    /// Lines that open by agreeing.
    pub agreement_rate: f64,
    /// Inequality of turns, 0 (all speak equally often) to 1. Human meetings: 0.12 to 0.46.
    pub gini: f64,
    /// Evenness of turns, 0 (one speaks) to 1 (all equally often).
    pub entropy: f64,
    /// Most turns in a row in which a participant said nothing, and who that was (`p1`, …).
    pub longest_silence: u32,
    pub longest_silent: String,
    /// Turns that give the floor back to who had it before (A-B-A). Human meetings: 0.44 to 0.61.
    pub aba: f64,
    /// Share of turns that would have to change hands to match the panel's talkativeness.
    pub talk_deviation: Option<f64>,
    /// Lines that name somebody after which that person spoke next.
    pub mention_answer: Option<f64>,
    /// How much of a line's content words others had just used: mean of the last twelve lines.
    pub similarity: f64,
    /// Change of that similarity per hundred turns; upwards means that the agents grow alike.
    pub convergence: f64,
    /// The panel only agrees any more.
    pub collapse: bool,
    /// Lines whose words fit their speaker's persona better than anybody else's; the share that
    /// guessing would give is `1 / participants`.
    pub attribution: Option<f64>,
    /// Attempts that were thrown away before a line was accepted.
    pub rejected: u32,
    /// Findings of the guards in all attempts, by guard.
    pub guards: Vec<GuardCount>,
}

/// How often a guard had something to say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct GuardCount {
    /// `repetition`, `identity` (impersonation), `facts` (contradictions), `style`, `language`, `loops`, `secrets`.
    pub guard: String,
    pub count: u32,
}

/// How serious a remark on a conversation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum HealthLevel {
    /// All is well.
    #[default]
    Good,
    /// Worth knowing.
    Notice,
    /// Outside what human meetings show.
    Warning,
    /// The conversation isn't worth going on with like this.
    Alarm,
}

/// What would help.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum RemedyKind {
    #[default]
    None,
    /// Say `line` to the panel.
    Moderator,
    /// Another way to choose who speaks.
    Policy,
    /// A new participant.
    Participant,
    /// Another model.
    Model,
}

/// One remark on a conversation, with what to do about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct HealthNote {
    pub level: HealthLevel,
    /// What is wrong, in a sentence.
    pub text: String,
    /// What would help, in a sentence; empty when all is well.
    pub remedy: String,
    pub kind: RemedyKind,
    /// A line that the moderator could say; empty when the remedy is something else.
    pub line: String,
}

/// What one agent had of the conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AgentFigures {
    /// Participant id.
    pub id: String,
    pub name: String,
    pub turns: u32,
    pub words: u64,
    /// Share of all words that agents said.
    pub share: f64,
    /// Share of the turns that the panel's talkativeness would give; `None` when it isn't known.
    pub target: Option<f64>,
    /// Tokens of all model calls for this agent, attempts that were thrown away included.
    pub tokens: u64,
    /// Their cost in millionths of a dollar; `None` when a price is unknown.
    pub cost_micros: Option<i64>,
}

/// What one kind of model call took.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PurposeFigures {
    /// `turn`, `selector`, `summary`, `aside`, `translation`, `document`, `rating`.
    pub purpose: String,
    pub calls: u32,
    /// Of prompts and answers together.
    pub tokens: u64,
    /// Millionths of a dollar; `None` when a price is unknown.
    pub cost_micros: Option<i64>,
}

/// Everything that is counted of a simulation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Metrics {
    pub measures: Measures,
    /// Most serious first; one note of level `good` when nothing is wrong.
    pub health: Vec<HealthNote>,
    /// In the order of the panel.
    pub agents: Vec<AgentFigures>,
    pub purposes: Vec<PurposeFigures>,
    /// Number of the last message that is counted.
    pub messages: u64,
}

/// A range of money in millionths of a dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CostRange {
    pub low: i64,
    pub expected: i64,
    pub high: i64,
}

/// What the turns that are left will take.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Estimate {
    /// Turns that are left.
    pub turns: u32,
    /// Expected, for all of them.
    pub prompt_tokens: u64,
    pub completion_tokens: u64,
    /// `None` when the price of the model is unknown.
    pub cost_micros: Option<CostRange>,
    /// Expected model calls per turn.
    pub calls_per_turn: f64,
    /// What the range rests on, in a sentence.
    pub basis: String,
}
