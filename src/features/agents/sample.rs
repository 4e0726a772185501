//! How an agent will sound: three lines by the configured model.

use serde::{Deserialize, Serialize};

/// What a sample line answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleKind {
    Opener,
    Challenge,
    Number,
}

impl SampleKind {
    pub const ALL: [SampleKind; 3] = [SampleKind::Opener, SampleKind::Challenge, SampleKind::Number];

    /// The heading of the line.
    pub const fn label(self) -> &'static str {
        match self {
            SampleKind::Opener => "Opens the conversation",
            SampleKind::Challenge => "Answers a challenge",
            SampleKind::Number => "Remarks on a number",
        }
    }

    /// What somebody said before; empty for the opener.
    pub const fn said(self) -> &'static str {
        match self {
            SampleKind::Opener => "",
            SampleKind::Challenge => "I don't believe that holds. What do you base it on?",
            SampleKind::Number => "The trial took 14 weeks instead of 6 and cost 41,000. That is more than we planned.",
        }
    }
}

/// One sample line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleLine {
    pub kind: SampleKind,
    pub text: String,
}

/// The three of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The model that spoke.
    pub model: String,
    pub lines: Vec<SampleLine>,
}
