//! The form of a new key: one choice per area.

use super::scopes::{Area, Level, Scope};
use super::types::KeyInput;
use crate::core::{AppError, Result};

/// What the form's fields say, as input for the service. An area without a choice gives no scope.
pub fn input(name: String, levels: &[(Area, String)], workspace: String, days: u32) -> Result<KeyInput> {
    let mut scopes = Vec::new();
    for (area, chosen) in levels.iter().filter(|(_, chosen)| !chosen.is_empty()) {
        let level = Level::ALL.into_iter().find(|level| level.as_str() == chosen);
        let level = level.ok_or_else(|| AppError::field("scopes", "Choose at least one scope."))?;
        scopes.push(Scope::new(*area, level));
    }
    let workspace_id = Some(workspace).filter(|id| !id.is_empty());
    Ok(KeyInput { name, scopes, workspace_id, expires_in_days: Some(days) })
}
