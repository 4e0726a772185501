//! Plain lines "Name: text" and Markdown with the speaker in bold or as a heading.

use crate::core::Result;
use crate::features::simulations::types::CheckedLine;

use super::problem;

/// Longest name of a speaker, in characters and words.
const NAME_CHARS: usize = 60;
const NAME_WORDS: usize = 6;

pub(super) fn read(text: &str) -> Result<Vec<CheckedLine>> {
    let mut found: Vec<CheckedLine> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let bare = line.trim();
        if let Some((speaker, text)) = labelled(bare) {
            found.push(CheckedLine { speaker, text });
            open = true;
        } else if bare.starts_with('#') || bare == "---" || bare.starts_with("|") {
            // A heading, a rule or a table of the document around the conversation.
            open = false;
        } else if let Some(last) = found.last_mut().filter(|_| open && !bare.is_empty()) {
            if !last.text.is_empty() {
                last.text.push('\n');
            }
            last.text.push_str(bare.trim_start_matches("> "));
        }
    }
    found.retain(|line| !line.text.trim().is_empty());
    if found.is_empty() {
        return Err(problem("No line looks like “Name: text”. Use that form, or JSON lines with speaker and text."));
    }
    Ok(found)
}

/// Speaker and text of a line: "Name: text", "**Name:** text", "**Name** (12:04): text",
/// "**Name**" alone with the text below, "- **Name**: text", "[12:04] Name: text".
fn labelled(line: &str) -> Option<(String, String)> {
    let line = line.trim_start_matches(['-', '*', '>', ' ']).trim_start();
    let starred = line.len() < 400 && !line.contains(':');
    let whole = format!("**{line}");
    let line = without_time(line);
    if starred {
        // The bold name stands alone, perhaps with a remark behind it.
        let (name, rest) = whole.strip_prefix("**")?.split_once("**")?;
        let remark = rest.trim().trim_matches(['(', ')', '·', '—', '-', ' ']);
        return (is_name(name) && remark.chars().count() < 60).then(|| (name.trim().to_owned(), String::new()));
    }
    let (label, text) = line.split_once(':').or_else(|| line.split_once('：'))?;
    let name = label.replace("**", "").replace(['_', '*'], "");
    let name = name.split(['(', '·', '[']).next().unwrap_or("").trim().to_owned();
    let link = text.starts_with("//");
    (is_name(&name) && !link).then(|| (name, text.trim_start_matches("**").trim().to_owned()))
}

/// "[12:04] Name: …" and "12:04 Name: …" without the time.
fn without_time(line: &str) -> &str {
    let rest = line.trim_start_matches('[');
    let digits = rest.chars().take_while(|c| c.is_ascii_digit() || *c == ':' || *c == '.').count();
    let time = rest.get(..digits).is_some_and(|t| t.contains(':') && t.chars().any(|c| c.is_ascii_digit()));
    if time { rest.get(digits..).unwrap_or(line).trim_start_matches([']', ' ', '-', '–']) } else { line }
}

/// A few words that start with a capital or in a script without capitals.
fn is_name(name: &str) -> bool {
    let name = name.trim();
    let first = name.chars().next();
    let words = name.split_whitespace().count();
    (1..=NAME_WORDS).contains(&words) && name.chars().count() <= NAME_CHARS && first.is_some_and(|c| c.is_alphanumeric() && !c.is_lowercase() || is_lower_name(name))
}

/// "user", "assistant", "speaker1": a single word in lower case.
fn is_lower_name(name: &str) -> bool {
    !name.contains(' ') && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}
