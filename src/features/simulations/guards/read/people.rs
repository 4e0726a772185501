//! Reads who the speakers are.

use serde_json::Value;

use crate::core::{AppError, Result};
use crate::features::agents::types::Persona;

/// Names under which documents hold a list of people.
const LISTS: [&str; 4] = ["data", "personas", "agents", "participants"];

/// A list of personas in JSON, or one of them; also what we export. What stands beside the persona is
/// left out. `what` names the source in messages.
pub fn persona_list(bytes: &[u8], what: &str) -> Result<Vec<Persona>> {
    let value: Value =
        serde_json::from_slice(bytes).map_err(|e| wrong(format!("{what} can't be read, because it is not valid JSON: {e}.")))?;
    let list = match value {
        Value::Array(list) => list,
        Value::Object(mut object) => match LISTS.iter().find_map(|key| object.remove(*key)) {
            Some(Value::Array(list)) => list,
            _ => vec![Value::Object(object)],
        },
        _ => return Err(wrong(format!("{what} must be a list of objects."))),
    };
    list.into_iter().enumerate().map(|(index, persona)| one(index, persona)).collect()
}

fn one(index: usize, mut persona: Value) -> Result<Persona> {
    if let Some(inner) = persona.get_mut("persona").filter(|inner| inner.is_object()) {
        persona = inner.take();
    }
    let known = serde_json::to_value(Persona::default()).unwrap_or_default();
    if let Value::Object(fields) = &mut persona {
        fields.retain(|key, _| known.get(key).is_some());
    }
    serde_json::from_value(persona).map_err(|e| wrong(format!("Persona {} can't be read: {e}.", index + 1)))
}

fn wrong(message: String) -> AppError {
    AppError::field("personas", message)
}
