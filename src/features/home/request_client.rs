//! The browser's side: the document is there already.

use crate::core::Code;

/// The theme stands on `<html>`, where the server wrote it.
pub fn theme() -> Option<&'static str> {
    None
}

/// What was typed stands in the controls, where the server wrote it.
pub fn typed(_address: &str) -> Vec<(String, String)> {
    Vec::new()
}

/// Nothing is answered here.
pub fn answer_with(_code: Code) {}
