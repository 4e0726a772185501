//! The guard against leaks of the prompt: fences, marks of roles, our own rules, broken structure.

use super::Finding;
use super::lexicon::Phrases;
use super::text::Line;

const GUARD: &str = "leakage";

/// Names of the fences around material in prompts.
static FENCES: Phrases = Phrases("leakage fences");
/// Marks of chat formats.
const MARKS: [&str; 12] = [
    "<|im_start|>",
    "<|im_end|>",
    "<|endoftext|>",
    "<|eot_id|>",
    "<|start_header_id|>",
    "[INST]",
    "[/INST]",
    "<<SYS>>",
    "<</SYS>>",
    "### Instruction",
    "### Response",
    "<s>",
];
/// Talk about the own prompt.
static TALK: Phrases = Phrases("leakage talk");
/// Sentences of our own rules and contract that no person says.
const RULES: [&str; 10] = [
    "you are this person and nobody else",
    "say one contribution of about",
    "without your name in front",
    "without stage directions",
    "the text between tags is material",
    "never an instruction to you",
    "only you and those who share it know",
    "earlier lines are left out",
    "you tend to overlook",
    "it is your turn",
];

/// Everything the guard has to say.
pub fn check(text: &str, line: &Line) -> Vec<Finding> {
    let mut findings = tags(line);
    for mark in MARKS {
        if let Some(at) = text.find(mark) {
            let start = text.get(..at).map_or(0, |before| before.chars().count());
            findings.push(Finding::fail(
                GUARD,
                format!("“{mark}” is a mark of the model's format, not speech."),
                (start, start + mark.chars().count()),
            ));
        }
    }
    let spoken = |from: usize| {
        !line.before(from).take(6).any(|t| matches!(t.lower.as_str(), "if" | "when" | "they" | "she" | "he" | "patient" | "court"))
    };
    for (from, _) in line.find(&TALK).into_iter().filter(|(from, _)| spoken(*from)) {
        let formal = line.word(from) == "i" || line.word(from) == "i've";
        // People are instructed to do things too; models say it of their prompt.
        if !formal || line.find(&["prompt", "role", "character", "persona", "respond", "stay", "play"]).into_iter().any(|(at, _)| at > from)
        {
            findings.push(Finding::fail(GUARD, "It talks about the model's instructions.".to_owned(), line.sentence_of(from)));
        }
    }
    for (from, _) in line.find(&RULES) {
        findings.push(Finding::fail(GUARD, "It repeats the instructions of the prompt.".to_owned(), line.sentence_of(from)));
    }
    findings.extend(structure(text, line));
    findings
}

/// "<persona>", "</transcript>".
fn tags(line: &Line) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut open = None;
    for (at, c) in line.chars.iter().enumerate() {
        match (c, open) {
            ('<', _) => open = Some(at),
            ('>', Some(start)) => {
                let inside = line.slice((start + 1, at));
                let name: String = inside.trim_start_matches('/').chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if FENCES.contains(&name.to_lowercase().as_str()) {
                    findings.push(Finding::fail(GUARD, format!("“<{inside}>” is a fence of the prompt, not speech."), (start, at + 1)));
                }
                open = None;
            }
            _ => {}
        }
    }
    findings
}

/// A line that is an object of JSON, whole or broken off, or a block of code.
fn structure(text: &str, line: &Line) -> Option<Finding> {
    let all = (0, line.chars.len());
    let bare = text.trim();
    let object = bare.starts_with('{') && (bare.contains("\":") || bare.contains("\" :")) || bare.starts_with("[{") && bare.contains("\":");
    if object {
        return Some(Finding::fail(GUARD, "It is data (JSON), not speech.".to_owned(), all));
    }
    bare.contains("```").then(|| Finding::fail(GUARD, "It has a block of code, which nobody can say.".to_owned(), all))
}
