//! Plain lines "Name: text", and Markdown with the speakers in bold.

use crate::core::Result;
use crate::features::simulations::types::CheckedLine;

use super::problem;

/// Longest name of a speaker, in characters and words.
const NAME_CHARS: usize = 60;
const NAME_WORDS: usize = 6;
/// Names in our Markdown that nobody bears.
const SILENT: [&str; 2] = ["Scene", "Note"];

pub(super) fn read(text: &str) -> Result<Vec<CheckedLine>> {
    // In a document with bold speakers a colon within a line means nothing.
    let bold_speakers = text.lines().filter(|line| bold(line.trim()).is_some()).count();
    let label: fn(&str) -> Option<(String, String)> = if bold_speakers > 0 { bold } else { plain };
    let mut found: Vec<CheckedLine> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let bare = line.trim();
        if let Some((speaker, text)) = label(bare) {
            found.push(CheckedLine { speaker, text });
            open = true;
        } else if bare.starts_with("# ") || bare.starts_with("## ") || bare.starts_with("### ") || bare == "---" || bare.starts_with('|') {
            // A heading, a rule or a table of the document around the conversation.
            open = false;
        } else if let Some(last) = found.last_mut().filter(|_| open && !bare.is_empty()) {
            if !last.text.is_empty() {
                last.text.push('\n');
            }
            let text = bare.trim_start_matches("> ");
            last.text.push_str(&if bold_speakers > 0 { unescaped(text) } else { text.to_owned() });
        }
    }
    found.retain(|line| !line.text.trim().is_empty() && !SILENT.contains(&line.speaker.as_str()));
    if found.is_empty() {
        return Err(problem("No line looks like “Name: text”. Use that form, or JSON lines with speaker and text."));
    }
    Ok(found)
}

/// "**Name:** text", "**Name**: text", "**Name** (turn 2): text", "**Name** (3)" with the text below.
fn bold(line: &str) -> Option<(String, String)> {
    let (label, rest) = line.trim_start_matches(['-', ' ']).strip_prefix("**")?.split_once("**")?;
    let rest = rest.trim();
    let inside = label.trim().strip_suffix([':', '：']);
    let label = unescaped(inside.unwrap_or(label));
    let name = label.split(['(', '·', ',']).next().unwrap_or("").trim().to_owned();
    if !is_name(&name) || name.ends_with('.') {
        return None;
    }
    if inside.is_some() {
        return Some((name, unescaped(rest)));
    }
    let remark = rest.starts_with(['(', '·', '—']).then(|| rest.split_once(':')).flatten();
    match (rest.strip_prefix([':', '：']), remark) {
        (Some(text), _) | (None, Some((_, text))) => Some((name, unescaped(text.trim()))),
        _ if rest.is_empty() || rest.starts_with(['(', '·', '—']) => Some((name, String::new())),
        _ => None,
    }
}

/// "Name: text", "Name (nurse): text", "[12:04] Name: text".
fn plain(line: &str) -> Option<(String, String)> {
    let line = without_time(line.trim_start_matches(['-', '*', '>', ' ']).trim_start());
    let (label, text) = line.split_once([':', '：'])?;
    let name = label.replace(['_', '*'], "");
    let name = name.split(['(', '·', '[']).next().unwrap_or("").trim().to_owned();
    let is_link = text.starts_with("//");
    (is_name(&name) && !is_link).then(|| (name, text.trim().to_owned()))
}

/// Markdown's backslashes taken away.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' || !chars.peek().is_some_and(char::is_ascii_punctuation) {
            out.push(c);
        }
    }
    out
}

/// "[12:04] Name: …" and "12:04 Name: …" without the time.
fn without_time(line: &str) -> &str {
    let rest = line.trim_start_matches('[');
    let digits = rest.chars().take_while(|c| c.is_ascii_digit() || *c == ':' || *c == '.').count();
    let time = rest.get(..digits).is_some_and(|t| t.contains(':') && t.chars().any(|c| c.is_ascii_digit()));
    if time { rest.get(digits..).unwrap_or(line).trim_start_matches([']', ' ', '-', '–']) } else { line }
}

/// A few words that start with a capital or in a script without capitals; or one word in lower case
/// ("user", "speaker1").
fn is_name(name: &str) -> bool {
    let name = name.trim();
    let words = name.split_whitespace().count();
    let capital = name.chars().next().is_some_and(|c| c.is_alphanumeric() && !c.is_lowercase());
    let handle = words == 1 && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    (1..=NAME_WORDS).contains(&words) && name.chars().count() <= NAME_CHARS && (capital || handle)
}
