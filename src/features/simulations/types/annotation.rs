//! What people put beside lines of a transcript: reactions, highlights, notes. Agents never see them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::message::Speaker;
use crate::core::Result;
use crate::core::validate::Check;

/// Most characters of a note.
pub const NOTE_CHARS: usize = 2000;

/// Kind of an annotation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum AnnotationKind {
    /// The line matters: documents take it as evidence first. One for a line.
    #[default]
    Highlight,
    /// One of [`REACTIONS`]; each person once for a line.
    Reaction,
    /// Words about the line.
    Note,
}

impl AnnotationKind {
    pub const ALL: [AnnotationKind; 3] = [AnnotationKind::Highlight, AnnotationKind::Reaction, AnnotationKind::Note];

    pub const fn as_str(self) -> &'static str {
        match self {
            AnnotationKind::Highlight => "highlight",
            AnnotationKind::Reaction => "reaction",
            AnnotationKind::Note => "note",
        }
    }
}

/// Reactions with their signs and names.
pub const REACTIONS: [(&str, &str, &str); 5] = [
    ("agree", "thumb-up", "I agree"),
    ("disagree", "thumb-down", "I disagree"),
    ("insight", "bulb", "Good point"),
    ("question", "help", "Questionable"),
    ("surprise", "sparkles", "Surprising"),
];

/// Something that a person put beside a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Annotation {
    /// Unique within the simulation; in the order of the transcript.
    pub id: String,
    /// Number of the message.
    pub seq: u64,
    pub kind: AnnotationKind,
    /// Name of the reaction, or the note; empty for a highlight.
    pub text: String,
    pub author: Speaker,
    pub created_at: DateTime<Utc>,
}

/// What a client sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AnnotationInput {
    /// Number of the message.
    pub seq: u64,
    pub kind: AnnotationKind,
    /// `agree`, `disagree`, `insight`, `question` or `surprise` for a reaction; the words of a note, at most 2000 characters.
    pub text: String,
}

impl AnnotationInput {
    pub fn validate(&self) -> Result<()> {
        let mut check = Check::new();
        check.that(self.seq > 0, "seq", "Name the number of a message, from 1.");
        match self.kind {
            AnnotationKind::Highlight => {
                check.that(self.text.is_empty(), "text", "A highlight has no text. Add a note for that.");
            }
            AnnotationKind::Reaction => {
                let known = REACTIONS.iter().any(|(name, ..)| *name == self.text);
                check.that(known, "text", "Use agree, disagree, insight, question or surprise.");
            }
            AnnotationKind::Note => {
                check.text("text", &self.text, NOTE_CHARS);
            }
        }
        check.done()
    }
}
