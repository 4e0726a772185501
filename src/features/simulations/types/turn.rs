//! The record of a turn: why this speaker, which attempts failed, what the model was sent, what it
//! cost. Everything is written in the turn's one transaction.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::message::Speaker;
use super::settings::Policy;

/// A participant as a policy weighed them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Candidate {
    /// Participant id.
    pub participant: String,
    /// The higher, the nearer to being chosen; comparable within one choice only.
    pub score: f64,
    /// In words.
    pub why: String,
}

/// How serious a finding is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Severity {
    /// The line is kept.
    Warn,
    /// The line is not kept as it is.
    #[default]
    Fail,
}

/// What a guard had to say about an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FindingRecord {
    pub guard: String,
    #[serde(default)]
    pub severity: Severity,
    pub message: String,
    /// Start and end (exclusive) in the line, in characters.
    pub span: (u32, u32),
    /// Turn of the earlier line it is about.
    #[serde(default)]
    pub turn: Option<u32>,
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Outcome {
    /// It is the line.
    #[default]
    Accepted,
    /// It was asked for again.
    Regenerated,
    /// It is the line after parts were cut.
    Repaired,
    /// The speaker gave the turn to somebody else.
    Yielded,
}

/// One try of a line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AttemptRecord {
    /// From 1 within the turn.
    pub number: u32,
    /// Participant id.
    pub speaker: String,
    /// What the model said; empty when it was interrupted.
    pub text: String,
    pub findings: Vec<FindingRecord>,
    /// 1 is flawless, 0 useless.
    pub score: f64,
    pub tokens: u32,
    pub cost_micros: Option<i64>,
    pub outcome: Outcome,
    /// Why it was not kept, in words.
    pub reason: String,
    /// Hash of the request it answers.
    pub hash: String,
}

/// A message that was sent to the model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct RequestMessage {
    /// `system`, `user`, `assistant`.
    pub role: String,
    pub content: String,
}

/// The request that the kept line answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct RequestRecord {
    pub model: String,
    pub temperature: Option<f32>,
    pub seed: Option<u64>,
    /// Empty in lists.
    pub messages: Vec<RequestMessage>,
    /// Characters of all messages.
    pub prompt_chars: u32,
    /// SHA-256 over `previous_hash` and the request, in hex: the same chain means the same requests.
    pub hash: String,
    /// Hash of the request before, of this turn or an earlier one; empty for the first.
    pub previous_hash: String,
}

/// The call that chose the speaker, under the policy `model_selector`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SelectorRecord {
    pub messages: Vec<RequestMessage>,
    /// Participant id that the model named; empty when it gave no usable answer.
    pub answer: String,
    /// Why the rules decided instead; empty when the model did.
    pub fallback: String,
    pub hash: String,
    pub tokens: u32,
    pub cost_micros: Option<i64>,
}

/// Tokens of the calls of a turn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct UsageRecord {
    pub prompt_tokens: u32,
    pub completion_tokens: u32,
    pub cached_tokens: u32,
    /// Counted by us, because the endpoint didn't say.
    pub estimated: bool,
}

/// What the calls for one purpose took.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PurposeCost {
    /// `turn`, `selector`, `summary`, `aside`, …
    pub purpose: String,
    pub calls: u32,
    pub tokens: u32,
    /// `None` when a price is unknown.
    pub cost_micros: Option<i64>,
}

/// Everything about a turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct TurnRecord {
    pub turn: u32,
    pub round: u32,
    pub policy: Policy,
    pub speaker: Speaker,
    /// Why this speaker.
    pub reason: String,
    #[serde(default)]
    pub candidates: Vec<Candidate>,
    /// In order; the last one is the line that was kept.
    #[serde(default)]
    pub attempts: Vec<AttemptRecord>,
    #[serde(default)]
    pub request: RequestRecord,
    #[serde(default)]
    pub selector: Option<SelectorRecord>,
    #[serde(default)]
    pub usage: UsageRecord,
    /// Of all calls of the turn.
    #[serde(default)]
    pub cost_micros: Option<i64>,
    #[serde(default)]
    pub duration_ms: u32,
    #[serde(default)]
    pub purposes: Vec<PurposeCost>,
    /// Number of the last message that the speaker could hear.
    #[serde(default)]
    pub heard: u64,
    /// Turn at which the conversation was to end when this one was spoken.
    #[serde(default)]
    pub until: u32,
    /// Version of the simulation (panel, scenario, settings) that this turn was spoken under.
    #[serde(default)]
    pub version: u32,
    pub created_at: DateTime<Utc>,
}

/// A turn in a list: without prompts and texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct TurnSummary {
    pub turn: u32,
    pub round: u32,
    pub policy: Policy,
    pub speaker: Speaker,
    pub reason: String,
    /// Tries, the kept one included.
    pub attempts: u32,
    pub prompt_chars: u32,
    #[serde(default)]
    pub usage: UsageRecord,
    #[serde(default)]
    pub cost_micros: Option<i64>,
    #[serde(default)]
    pub duration_ms: u32,
    #[serde(default)]
    pub purposes: Vec<PurposeCost>,
    pub created_at: DateTime<Utc>,
}
