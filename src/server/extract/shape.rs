//! JSON of the wrong shape, in words for whoever sent it: which field, and what belongs there.

use crate::core::AppError;

/// Fields whose names are longer are not repeated.
const LONGEST: usize = 60;

/// The error of a body that is JSON, but not what was asked for.
pub(super) fn problem(bytes: &[u8], error: &serde_json::Error) -> AppError {
    let text = error.to_string();
    let said = text.split(" at line ").next().unwrap_or(&text);
    let quoted = said.split('`').nth(1).filter(|name| name.len() <= LONGEST);
    let path = path_at(bytes, offset(bytes, error.line(), error.column()));
    let named = |name: &str, message: &str| {
        let whole: Vec<&str> = path.iter().map(String::as_str).chain([name]).collect();
        AppError::field(&whole.join("."), message)
    };
    match quoted {
        Some(name) if said.starts_with("unknown field") => named(name, "This field is not known."),
        Some(name) if said.starts_with("missing field") => named(name, "This is required."),
        Some(name) if said.starts_with("duplicate field") => named(name, "This stands there twice."),
        _ if path.is_empty() => AppError::field("body", sentence(said)),
        _ => AppError::field(&path.join("."), sentence(said)),
    }
}

/// What belongs there, from what the parser says.
pub(super) fn sentence(said: &str) -> String {
    if said.starts_with("unknown variant") {
        let names: Vec<&str> = said.split("expected").nth(1).unwrap_or("").split('`').skip(1).step_by(2).collect();
        return if names.is_empty() { "This value is not known.".to_owned() } else { format!("Use {}.", listed(&names)) };
    }
    if said.starts_with("invalid digit") || said.starts_with("number too") || said.starts_with("cannot parse integer") {
        return "Must be a whole number, not negative and not too large.".to_owned();
    }
    if said.starts_with("provided string was not") {
        return "Must be true or false.".to_owned();
    }
    let shape = ["invalid type", "invalid value", "invalid length", "data did not match"].iter().any(|start| said.starts_with(start));
    if !shape {
        return ours(said);
    }
    let wanted = said.split_once(", expected ").map_or("", |(_, wanted)| wanted.trim());
    format!("Must be {}.", belongs(wanted))
}

/// A sentence that one of our own types has said.
fn ours(said: &str) -> String {
    let mut chars = said.trim_end_matches('.').chars();
    let text: String = chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default();
    if text.is_empty() { "This is not what belongs here.".to_owned() } else { format!("{text}.") }
}

fn belongs(wanted: &str) -> String {
    let whole = |max: u64| format!("a whole number from 0 to {max}");
    match wanted {
        "a string" | "a borrowed string" | "string" => "text".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "u8" => whole(u8::MAX.into()),
        "u16" => whole(u16::MAX.into()),
        "u32" => whole(u32::MAX.into()),
        "u64" | "usize" | "u128" => "a whole number, not negative and not too large".to_owned(),
        "i8" | "i16" | "i32" | "i64" | "isize" | "i128" => "a whole number that is not too large".to_owned(),
        "f32" | "f64" | "a number" | "floating point number" => "a number".to_owned(),
        "a map" | "map" => "a JSON object".to_owned(),
        "a character" => "one character".to_owned(),
        "null" | "unit" => "empty".to_owned(),
        _ if wanted.starts_with("struct ") => "a JSON object".to_owned(),
        _ if wanted.contains("sequence") || wanted.contains("array") || wanted.contains("tuple") => "a list".to_owned(),
        _ if wanted.contains("date") || wanted.contains("time") => "a time such as 2026-11-20T09:00:00Z".to_owned(),
        _ => "of the kind that the description of the API names".to_owned(),
    }
}

/// `a, b or c`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} or {last}", all.join(", ")),
    }
}

/// Bytes before a place in the text; lines and columns count from 1.
fn offset(bytes: &[u8], line: usize, column: usize) -> usize {
    let before: usize = bytes.split_inclusive(|b| *b == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    before + column
}

/// What is open where the text stops.
enum Open<'a> {
    /// An object, with the key (in its quotes) whose value is being read or was read last.
    Object(Option<&'a [u8]>),
    List,
}

/// The names that lead to the place where the first `end` bytes stop, from the outer object inwards; of a list its own.
fn path_at(bytes: &[u8], end: usize) -> Vec<String> {
    let (mut open, mut begun, mut escaped, mut read) = (Vec::new(), None, false, None);
    for (at, byte) in bytes.iter().copied().enumerate().take(end) {
        match (begun, byte) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(from), b'"') => {
                begun = None;
                read = bytes.get(from..=at);
            }
            (Some(_), _) => {}
            (None, b'"') => begun = Some(at),
            (None, b'{') => open.push(Open::Object(None)),
            (None, b'[') => open.push(Open::List),
            (None, b'}' | b']') => {
                open.pop();
            }
            (None, b':' | b',') => {
                let name = read.take().filter(|_| byte == b':');
                if let Some(Open::Object(key)) = open.last_mut() {
                    *key = name;
                }
            }
            (None, _) => {}
        }
    }
    let name_of = |open: &Open<'_>| match open {
        Open::Object(Some(key)) => serde_json::from_slice::<String>(key).ok().filter(|name| name.len() <= LONGEST),
        Open::Object(None) | Open::List => None,
    };
    open.iter().map_while(name_of).collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read in")]
    struct Wanted {
        name: String,
        #[serde(default)]
        turns: Option<u32>,
        #[serde(default)]
        count: u64,
        #[serde(default)]
        tags: Vec<String>,
        #[serde(default)]
        kind: Option<Kind>,
        #[serde(default)]
        inner: Option<Box<Wanted>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        OneThing,
        Another,
    }

    fn refused(body: &str) -> (String, String) {
        let error = serde_json::from_str::<Wanted>(body).unwrap_err();
        let refused = problem(body.as_bytes(), &error);
        let (field, messages) = refused.fields.into_iter().next().unwrap();
        (field, messages.join(" "))
    }

    #[test]
    fn the_field_and_what_belongs_there_are_said() {
        for (body, field, message) in [
            ("null", "body", "Must be a JSON object."),
            ("7", "body", "Must be a JSON object."),
            (r#"{"name": null}"#, "name", "Must be text."),
            (r#"{"turns": 3, "name": 7}"#, "name", "Must be text."),
            (r#"{"name": "a", "turns": -1}"#, "turns", "Must be a whole number from 0 to 4294967295."),
            (r#"{"name": "a", "turns": 99999999999}"#, "turns", "Must be a whole number from 0 to 4294967295."),
            (r#"{"name": "a", "turns": 1.5}"#, "turns", "Must be a whole number from 0 to 4294967295."),
            ("{\n \"name\": \"a: \\\"b\",\n \"tags\": \"x\"}", "tags", "Must be a list."),
            (r#"{"name": "a", "tags": ["x", 1]}"#, "tags", "Must be text."),
            (r#"{"name": "a", "kind": "third"}"#, "kind", "Use one_thing or another."),
            (r#"{"name": "a", "inner": {"name": []}}"#, "inner.name", "Must be text."),
            (
                r#"{"name": "a", "inner": {"name": "b", "turns": -1}, "tags": []}"#,
                "inner.turns",
                "Must be a whole number from 0 to 4294967295.",
            ),
            (r#"{"name": "a", "inner": {"name": "b", "inner": {"name": 7}}}"#, "inner.inner.name", "Must be text."),
            (r#"{"name": "a", "inner": {"nam": "b"}}"#, "inner.nam", "This field is not known."),
            (r#"{"name": "a", "inner": {"turns": 1}}"#, "inner.name", "This is required."),
            (r#"{"inner": {"name": "b"}, "turns": "x"}"#, "turns", "Must be a whole number from 0 to 4294967295."),
            (r#"{"inner": {"name": "b", "name": "c"}}"#, "inner.name", "This stands there twice."),
            (r#"{"name": "a", "count": 18446744073709551616}"#, "count", "Must be a whole number, not negative and not too large."),
            (r#"{"nam": "a"}"#, "nam", "This field is not known."),
            ("{}", "name", "This is required."),
            (r#"{"name": "a", "name": "b"}"#, "name", "This stands there twice."),
        ] {
            assert_eq!(refused(body), (field.to_owned(), message.to_owned()), "{body}");
        }
    }

    #[test]
    fn what_our_own_types_say_is_kept() {
        assert_eq!(sentence("x is no scope; use an area and a level"), "X is no scope; use an area and a level.");
        assert_eq!(sentence("invalid digit found in string"), "Must be a whole number, not negative and not too large.");
    }
}
