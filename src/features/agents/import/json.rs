//! The records of a JSON file: one object, a list, our own file with its heading, or one object in a line.

use serde_json::{Map, Value};

use crate::core::{AppError, Result};

/// The records of a text.
pub fn values(text: &str) -> Result<Vec<Value>> {
    let mut found = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        found.push(value.map_err(|error| broken(&error))?);
    }
    let single = found.len() == 1;
    match found.pop() {
        Some(Value::Array(records)) if single => Ok(records),
        Some(Value::Object(file)) if single => Ok(unpacked(file)),
        Some(last) => {
            found.push(last);
            Ok(found)
        }
        None => Ok(found),
    }
}

/// Our own file holds its agents in a list; anything else is one record.
fn unpacked(mut file: Map<String, Value>) -> Vec<Value> {
    match file.remove("agents") {
        Some(Value::Array(agents)) => agents,
        Some(other) => {
            file.insert("agents".to_owned(), other);
            vec![Value::Object(file)]
        }
        None => vec![Value::Object(file)],
    }
}

fn broken(error: &serde_json::Error) -> AppError {
    AppError::field(
        "file",
        format!("This is not valid JSON (line {}, column {}). Mend it there and try again.", error.line(), error.column()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_object_a_list_lines_and_our_own_file_hold_records() {
        for (text, wanted) in [
            ("{\"a\":1}", 1),
            ("[{\"a\":1},{\"a\":2}]", 2),
            ("{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n", 3),
            ("{\"format\":\"colloquy-agents\",\"version\":1,\"agents\":[{},{}]}", 2),
            ("[]", 0),
        ] {
            assert_eq!(values(text).unwrap().len(), wanted, "{text}");
        }
    }

    #[test]
    fn broken_json_names_its_place() {
        for text in ["[{\"a\":1},\n{\"a\" 2}]", "{", "[1, 2", "{\"a\":1} x", "[[[[["] {
            let error = values(text).unwrap_err();
            assert!(error.message.contains("line "), "{text}: {}", error.message);
        }
        assert!(values(&"[".repeat(100_000)).is_err(), "deep nesting is refused, not followed");
    }
}
