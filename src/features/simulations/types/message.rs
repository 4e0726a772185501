//! Lines of the transcript.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

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
    /// Turn it belongs to; lines of observers carry the turn after which they were said.
    pub turn: u32,
    pub round: u32,
    pub kind: MessageKind,
    pub speaker: Option<Speaker>,
    pub text: String,
    pub language: String,
    pub tokens: u32,
    pub cost_micros: Option<i64>,
    /// Participants who heard it; empty: everyone. People who watch see every line.
    #[serde(default)]
    pub to: Vec<String>,
    /// Whether an observer spoke as this participant.
    #[serde(default)]
    pub puppet: bool,
    /// Why this speaker, in words; empty for lines of observers.
    #[serde(default)]
    pub reason: String,
    /// Attempts that were thrown away before this line.
    #[serde(default)]
    pub attempts: u8,
    pub created_at: DateTime<Utc>,
}

impl Message {
    /// Whether the participant hears it.
    pub fn is_heard_by(&self, participant: &str) -> bool {
        self.to.is_empty()
            || self.to.iter().any(|id| id == participant)
            || (self.kind == MessageKind::Agent && self.speaker.as_ref().is_some_and(|s| s.id == participant))
    }
}
