//! What the guards of a conversation hold an agent to, in sentences: the page shows it, so that a
//! person sees what their words will be checked against. The guards themselves compile and describe it.

use serde::{Deserialize, Serialize};

/// What a line of the contract is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum ContractKind {
    Name,
    Age,
    Experience,
    Numbers,
    Places,
    Origin,
    Languages,
    Employer,
    Stance,
    Length,
    Tone,
    Banned,
    Unchecked,
    Phrases,
    Unknown,
}

impl ContractKind {
    /// The heading of the line.
    pub const fn label(self) -> &'static str {
        match self {
            ContractKind::Name => "Identity",
            ContractKind::Age => "Age",
            ContractKind::Experience => "Experience",
            ContractKind::Numbers => "Numbers",
            ContractKind::Places => "Home",
            ContractKind::Origin => "Origin",
            ContractKind::Languages => "Languages",
            ContractKind::Employer => "Work",
            ContractKind::Stance => "Position",
            ContractKind::Length => "Length",
            ContractKind::Tone => "Tone",
            ContractKind::Banned => "Never says",
            ContractKind::Unchecked => "Not checked",
            ContractKind::Phrases => "Own phrases",
            ContractKind::Unknown => "Doesn’t know",
        }
    }
}

/// One thing that is checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ContractLine {
    pub kind: ContractKind,
    /// What must hold, in a sentence.
    pub rule: String,
    /// The phrases, places or topics it is about; may be empty.
    pub entries: Vec<String>,
}
