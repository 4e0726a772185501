//! A simulation as a file.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AnnotationKind, MessageKind, Scenario, Settings, Speaker, State, TurnRecord};
use crate::features::agents::types::Persona;

/// Value of `format` in the file.
pub const FILE_FORMAT: &str = "colloquy.simulation";
/// Value of `format` in a file of several simulations.
pub const MANY_FORMAT: &str = "colloquy.simulations";
/// Present layout of the file.
pub const FILE_VERSION: u32 = 1;

/// Largest file that is imported, in bytes.
pub const FILE_BYTES: usize = 16 << 20;

/// Format of an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExportFormat {
    #[default]
    Md,
    Html,
    Json,
    Csv,
}

impl ExportFormat {
    pub const ALL: [ExportFormat; 4] = [ExportFormat::Md, ExportFormat::Html, ExportFormat::Csv, ExportFormat::Json];

    /// The ending of the file and the value of `format`.
    pub const fn as_str(self) -> &'static str {
        match self {
            ExportFormat::Md => "md",
            ExportFormat::Html => "html",
            ExportFormat::Json => "json",
            ExportFormat::Csv => "csv",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            ExportFormat::Md => "Markdown",
            ExportFormat::Html => "Web page",
            ExportFormat::Json => "JSON, to import again",
            ExportFormat::Csv => "Table (CSV)",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

/// A simulation with everything that a copy of it needs. Ids of this installation are left out:
/// a copy gets its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SimulationFile {
    /// `colloquy.simulation`.
    pub format: String,
    /// 1.
    pub format_version: u32,
    pub title: String,
    #[serde(default)]
    pub tags: Vec<String>,
    /// Copies of simulations that had not ended are finished.
    pub state: State,
    #[serde(default)]
    pub state_reason: String,
    pub scenario: Scenario,
    pub settings: Settings,
    pub participants: Vec<FileParticipant>,
    #[serde(default)]
    pub pins: Vec<FilePin>,
    pub turns: u32,
    pub round: u32,
    #[serde(default)]
    pub tokens: u64,
    /// Of these tokens, those that were sent.
    #[serde(default)]
    pub prompt_tokens: u64,
    #[serde(default)]
    pub cost_micros: Option<i64>,
    pub created_at: DateTime<Utc>,
    pub messages: Vec<FileMessage>,
    /// How turns came about: speaker and reason, attempts with their scores, prompt, cost. A file of several
    /// simulations leaves the words of the prompts out.
    #[serde(default)]
    pub turn_records: Vec<TurnRecord>,
    /// What people put beside lines, in the order of the transcript.
    #[serde(default)]
    pub annotations: Vec<FileAnnotation>,
    /// Questions beside the conversation, oldest first.
    #[serde(default)]
    pub asides: Vec<FileAside>,
}

/// A question to one participant, with the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FileAside {
    /// Turn after which it was asked.
    pub turn: u32,
    /// Name of who asked.
    pub observer: String,
    pub participant: Speaker,
    pub question: String,
    pub answer: String,
    #[serde(default)]
    pub tokens: u32,
    #[serde(default)]
    pub cost_micros: Option<i64>,
    pub created_at: DateTime<Utc>,
}

/// A reaction, a highlight or a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FileAnnotation {
    /// Number of the line.
    pub seq: u64,
    pub kind: AnnotationKind,
    /// Name of the reaction, or the note; empty for a highlight.
    #[serde(default)]
    pub text: String,
    /// Name of the person.
    pub author: String,
    pub created_at: DateTime<Utc>,
}

/// A fact that an observer pinned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FilePin {
    pub text: String,
    /// Number of the line that told the panel.
    pub seq: u64,
}

/// A participant with everything that makes it speak.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FileParticipant {
    /// `p1`, `p2`, …: lines name it.
    pub id: String,
    /// Slug of the library; empty for own agents.
    #[serde(default)]
    pub library: String,
    #[serde(default)]
    pub instructions: String,
    #[serde(default)]
    pub muted: bool,
    #[serde(default)]
    pub left: bool,
    #[cfg_attr(feature = "ssr", schema(value_type = Persona))]
    pub persona: Arc<Persona>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FileMessage {
    pub seq: u64,
    pub turn: u32,
    pub round: u32,
    pub kind: MessageKind,
    /// Id of the participant; `observer` for observers; empty for scene and system.
    #[serde(default)]
    pub speaker_id: String,
    #[serde(default)]
    pub speaker: String,
    /// Participants who heard it; empty for everybody.
    #[serde(default)]
    pub to: Vec<String>,
    /// An observer spoke as this participant.
    #[serde(default)]
    pub puppet: bool,
    /// Why this speaker.
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub attempts: u8,
    pub text: String,
    #[serde(default)]
    pub language: String,
    #[serde(default)]
    pub tokens: u32,
    #[serde(default)]
    pub cost_micros: Option<i64>,
    pub created_at: DateTime<Utc>,
}
