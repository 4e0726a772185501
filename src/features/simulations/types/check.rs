//! A transcript that is checked, and what the guards say about it.

use serde::{Deserialize, Serialize};

use crate::core::error::Result;
use crate::core::validate::Check;
use crate::features::agents::types::Persona;

use super::turn::Severity;

/// Lines of a transcript that can be checked at once.
pub const MAX_LINES: usize = 10_000;
/// Characters of one line.
pub const MAX_LINE_CHARS: usize = 20_000;
/// Personas that can be given.
pub const MAX_PERSONAS: usize = 50;

/// A line to check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CheckedLine {
    pub speaker: String,
    pub text: String,
}

/// A transcript to check.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CheckInput {
    /// In the order in which they were said, 1 to 10 000.
    pub messages: Vec<CheckedLine>,
    /// Who the speakers are, found by their names. Without them facts and style are not checked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub personas: Vec<Persona>,
    /// BCP 47 tag or name of the language; found out when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl CheckInput {
    /// The rules of the API, the page and the command line.
    pub fn validate(&self) -> Result<()> {
        let mut check = Check::new();
        check.that(!self.messages.is_empty(), "messages", "Send at least one line.");
        check.that(self.messages.len() <= MAX_LINES, "messages", format!("Must have at most {MAX_LINES} entries."));
        check.that(self.personas.len() <= MAX_PERSONAS, "personas", format!("Must have at most {MAX_PERSONAS} entries."));
        for (number, line) in self.messages.iter().enumerate().take(MAX_LINES) {
            let length = line.text.chars().count();
            if length > MAX_LINE_CHARS {
                let message = format!("Line {} has {length} characters; at most {MAX_LINE_CHARS} are possible. Split it.", number + 1);
                check.that(false, "messages", message);
                break;
            }
            if line.speaker.chars().count() > 200 {
                check.that(false, "messages", format!("The speaker of line {} must have at most 200 characters.", number + 1));
                break;
            }
        }
        check.that(self.personas.iter().all(|p| !p.name.trim().is_empty()), "personas", "Every persona needs a name.");
        if let Some(language) = &self.language {
            check.max("language", language, 40);
        }
        check.done()
    }
}

/// What a guard says about a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CheckFinding {
    /// Number of the line, from 1.
    pub turn: u32,
    /// `repetition`, `opening`, `identity`, `facts`, `style`, `language`, `loops`, `secrets`, `leakage`.
    pub guard: String,
    pub severity: Severity,
    /// A sentence for people.
    pub message: String,
    /// Start and end (exclusive) in the line, in characters.
    pub span: [u32; 2],
    /// Number of the earlier line it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<u32>,
}

/// Measures of the whole transcript.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CheckMeasures {
    pub lines: u32,
    pub speakers: u32,
    pub words: u64,
    /// The language of most lines; absent when it can't be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Share of different word pairs, 0 to 1.
    pub distinct_2: f64,
    /// Mean share of a line's word trigrams that stand in the twelve lines before it, 0 to 1.
    pub echo: f64,
    /// How unequally the turns are shared, 0 (equally) to 1.
    pub gini: f64,
    /// Share of turns that go back to the speaker before last, 0 to 1.
    pub aba: f64,
    /// Share of lines that open like an earlier one, 0 to 1.
    pub openings: f64,
    /// Lines that a guard keeps out.
    pub failed: u32,
    /// Lines with warnings only.
    pub warned: u32,
}

/// What came out of a check.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CheckReport {
    pub findings: Vec<CheckFinding>,
    pub measures: CheckMeasures,
}

/// A line with what the guards say about it, as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownLine {
    pub turn: u32,
    pub speaker: String,
    pub text: String,
    pub findings: Vec<CheckFinding>,
}

/// A checked transcript, as the page shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckView {
    pub lines: Vec<ShownLine>,
    /// Lines that aren't shown: of a long transcript, those without findings.
    pub hidden: u32,
    /// Names of the personas that lines were held against.
    #[serde(default)]
    pub people: Vec<String>,
    pub measures: CheckMeasures,
}
