//! PATCH of an agent: JSON merge (RFC 7396) over the fields that clients may set.

use serde_json::{Map, Value};

use super::types::AgentInput;
use crate::core::error::Fields;
use crate::core::{AppError, Code, Result};

/// The input that results from a patch. `null` sets a field back to its default, objects are
/// merged, everything else replaces. Unknown fields and wrong types are refused by name; the
/// caller validates the whole.
pub fn merge(current: AgentInput, patch: Map<String, Value>) -> Result<AgentInput> {
    let Ok(Value::Object(mut whole)) = serde_json::to_value(current) else { return Err(AppError::of(Code::Internal)) };
    let mut fields = Fields::new();
    for (name, change) in patch {
        let Some(before) = whole.get(&name).cloned() else {
            fields.insert(name, vec!["This field is not known.".to_owned()]);
            continue;
        };
        let after = merged(before, change);
        // Read alone, so that an error can be laid at the field's door.
        let alone = Map::from_iter(after.clone().map(|value| (name.clone(), value)));
        if let Err(error) = serde_json::from_value::<AgentInput>(Value::Object(alone)) {
            fields.insert(name, vec![crate::server::extract::in_words(&error)]);
            continue;
        }
        match after {
            Some(value) => whole.insert(name, value),
            None => whole.remove(&name),
        };
    }
    if !fields.is_empty() {
        return Err(AppError::validation(fields));
    }
    serde_json::from_value(Value::Object(whole)).map_err(|_| AppError::of(Code::Internal))
}

/// RFC 7396 for one member; `None` means that the member goes.
fn merged(before: Value, change: Value) -> Option<Value> {
    match (before, change) {
        (_, Value::Null) => None,
        (Value::Object(mut members), Value::Object(changes)) => {
            for (name, change) in changes {
                let before = members.remove(&name).unwrap_or_default();
                members.extend(merged(before, change).map(|value| (name, value)));
            }
            Some(Value::Object(members))
        }
        (_, other) => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::features::agents::types::BigFive;

    fn ada() -> AgentInput {
        AgentInput {
            name: "Ada".into(),
            archetype: "Analyst".into(),
            expertise: vec!["engines".into()],
            age: 36,
            big_five: BigFive { openness: 90, ..BigFive::default() },
            ..AgentInput::default()
        }
    }

    fn patched(patch: Value) -> Result<AgentInput> {
        let Value::Object(patch) = patch else { panic!("a patch is an object") };
        merge(ada(), patch)
    }

    #[test]
    fn named_fields_change_and_the_others_stay() {
        let after = patched(json!({"name": "Ada L.", "big_five": {"extraversion": 20}})).unwrap();
        let expected =
            AgentInput { name: "Ada L.".into(), big_five: BigFive { openness: 90, extraversion: 20, ..BigFive::default() }, ..ada() };
        assert_eq!(after, expected);
    }

    #[test]
    fn null_sets_back_to_the_default() {
        let after = patched(json!({"age": null, "big_five": null})).unwrap();
        assert_eq!(after, AgentInput { age: 0, big_five: BigFive::default(), ..ada() });
    }

    #[test]
    fn every_bad_field_is_named() {
        let error = patched(json!({"colour": 1, "age": "old", "name": ["x"], "stance": "fine", "style": {"speed": 1}})).unwrap_err();
        assert_eq!(error.code, Code::ValidationFailed);
        assert_eq!(error.fields.keys().map(String::as_str).collect::<Vec<_>>(), ["age", "colour", "name", "style"]);
    }
}
