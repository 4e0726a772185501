//! JSON of the wrong shape, in words for whoever sent it: which field, and what belongs there.

use crate::core::AppError;

/// Fields whose names are longer are not repeated.
const LONGEST: usize = 60;
/// Longest path that is repeated.
const LONGEST_PATH: usize = 200;

/// The error of a body that is JSON, but not what was asked for.
pub(super) fn problem(bytes: &[u8], error: &serde_json::Error) -> AppError {
    let text = error.to_string();
    let said = text.split(" at line ").next().unwrap_or(&text);
    let quoted = said.split('`').nth(1).filter(|name| name.len() <= LONGEST);
    let path = path_at(bytes, offset(bytes, error.line(), error.column()));
    // The name alone doesn't say which entry or part is meant.
    let named = |name: &str, message: &str| {
        let whole = path.as_deref().map_or_else(|| name.to_owned(), |path| format!("{path}.{name}"));
        AppError::field(&whole, message)
    };
    match quoted {
        Some(name) if said.starts_with("unknown field") => named(name, "This field is not known."),
        Some(name) if said.starts_with("missing field") => named(name, "This is required."),
        Some(name) if said.starts_with("duplicate field") => named(name, "This stands there twice."),
        _ => AppError::field(path.as_deref().unwrap_or("body"), &sentence(said)),
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

/// A place inside a list or an object.
enum Step<'a> {
    /// The key as it stands there, in quotes; `None` between two.
    Key(Option<&'a [u8]>),
    Item(usize),
}

impl Step<'_> {
    fn name(&self) -> Option<String> {
        match self {
            Step::Item(at) => Some(at.to_string()),
            Step::Key(None) => Some(String::new()),
            Step::Key(Some(raw)) => serde_json::from_slice::<String>(raw).ok().filter(|name| name.len() <= LONGEST),
        }
    }
}

/// Where the first `end` bytes stop: `messages.3.text`, entries from 0.
fn path_at(bytes: &[u8], end: usize) -> Option<String> {
    let mut steps: Vec<Step> = Vec::new();
    let (mut begun, mut escaped, mut read, mut opened) = (None, false, None, false);
    for (at, byte) in bytes.iter().copied().enumerate().take(end) {
        opened = if byte.is_ascii_whitespace() { opened } else { begun.is_none() && matches!(byte, b'{' | b'[') };
        match (begun, byte, steps.last_mut()) {
            (Some(_), _, _) if escaped => escaped = false,
            (Some(_), b'\\', _) => escaped = true,
            (Some(from), b'"', _) => {
                begun = None;
                read = bytes.get(from..=at);
            }
            (Some(_), ..) => {}
            (None, b'"', _) => begun = Some(at),
            (None, b'{', _) => steps.push(Step::Key(None)),
            (None, b'[', _) => steps.push(Step::Item(0)),
            (None, b'}' | b']', _) => drop(steps.pop()),
            (None, b':', Some(Step::Key(key))) => *key = read.take(),
            (None, b',', Some(Step::Key(key))) => *key = None,
            (None, b',', Some(Step::Item(at))) => *at += 1,
            (None, ..) => {}
        }
    }
    // What is wrong is the list or object itself, not what would be in it.
    if opened {
        steps.pop();
    }
    let names: Vec<String> = steps.iter().map(Step::name).collect::<Option<_>>()?;
    let path = names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(".");
    (!path.is_empty() && path.len() <= LONGEST_PATH).then_some(path)
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
        #[serde(default)]
        all: Vec<Wanted>,
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
            (r#"{"name": "a", "tags": ["x", 1]}"#, "tags.1", "Must be text."),
            (r#"{"name": "a", "kind": "third"}"#, "kind", "Use one_thing or another."),
            (r#"{"name": "a", "inner": {"name": []}}"#, "inner.name", "Must be text."),
            (r#"{"name": "a", "all": [{"name": "b"}, {"name": 7}]}"#, "all.1.name", "Must be text."),
            (r#"{"name": "a", "all": [{"name": "b"}, {}]}"#, "all.1.name", "This is required."),
            (r#"{"name": "a", "all": [{"name": "b", "nam": 1}]}"#, "all.0.nam", "This field is not known."),
            (
                r#"{"name": "a", "inner": {"name": "b", "turns": -1}, "tags": []}"#,
                "inner.turns",
                "Must be a whole number from 0 to 4294967295.",
            ),
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
