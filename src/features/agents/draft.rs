//! What somebody typed into the editor and could not save yet.

use serde::{Deserialize, Serialize};

use super::contract::ContractLine;
use super::form::AgentForm;
use super::sample::Sample;
use crate::core::AppError;

/// A form on its way: nothing that was typed is lost, whatever stood in the way.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FormDraft {
    pub form: AgentForm,
    /// Why it was not saved; `None` when nobody tried.
    pub problem: Option<AppError>,
    /// How the agent would sound, if somebody asked.
    pub sample: Option<Sample>,
}

/// What the editor begins with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OpenedEditor {
    pub draft: FormDraft,
    /// Whether the draft was typed before and not saved.
    pub is_kept: bool,
    pub contract: Vec<ContractLine>,
}
