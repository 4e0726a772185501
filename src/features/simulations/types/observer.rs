//! What observers do.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::message::{Message, Speaker};
use crate::core::Result;
use crate::core::validate::Check;

/// What an observer does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum ObserverKind {
    /// To everyone.
    #[default]
    Say,
    /// To one participant; nobody else on the panel hears it.
    Whisper,
    /// Something happens on the scene.
    Direct,
    /// Speaks as a participant, once.
    Puppet,
    /// Asks one participant beside the conversation: the answer comes back at once and leaves no
    /// trace in the transcript or in anybody's memory.
    Aside,
    /// Pins a fact that every participant knows from now on.
    Pin,
}

impl ObserverKind {
    pub const ALL: [ObserverKind; 6] =
        [ObserverKind::Say, ObserverKind::Whisper, ObserverKind::Direct, ObserverKind::Puppet, ObserverKind::Aside, ObserverKind::Pin];

    pub const fn as_str(self) -> &'static str {
        match self {
            ObserverKind::Say => "say",
            ObserverKind::Whisper => "whisper",
            ObserverKind::Direct => "direct",
            ObserverKind::Puppet => "puppet",
            ObserverKind::Aside => "aside",
            ObserverKind::Pin => "pin",
        }
    }

    /// Whether it goes to one participant.
    pub const fn needs_to(self) -> bool {
        matches!(self, ObserverKind::Whisper | ObserverKind::Puppet | ObserverKind::Aside)
    }
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
        let mut check = Check::new();
        let most = if self.kind == ObserverKind::Pin { 500 } else { 4000 };
        check.text("content", &self.content, most);
        if self.kind.needs_to() {
            let named = self.to.as_deref().is_some_and(|to| !to.trim().is_empty());
            check.that(named, "to", "Choose the participant.");
        }
        check.done()
    }
}

/// A question to one participant beside the conversation, with the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Aside {
    /// Unique: `{simulation}-aside-{number}`.
    pub id: String,
    /// Dense from 1 within the simulation.
    pub number: u64,
    /// Turn after which it was asked.
    pub turn: u32,
    /// Who asked.
    pub observer: Speaker,
    pub participant: Speaker,
    pub question: String,
    pub answer: String,
    pub tokens: u32,
    pub cost_micros: Option<i64>,
    pub created_at: DateTime<Utc>,
}

/// What came of an observer's act: the line in the transcript, or the answer to an aside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Observed {
    Aside(Box<Aside>),
    Line(Box<Message>),
}
