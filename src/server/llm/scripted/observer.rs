//! Reacting to what comes from outside the panel: the observer's words and events of the scene.

use crate::features::simulations::types::MessageKind;
use crate::server::llm::scene::SceneLine;

use super::bank::Ask;
use super::compose::lead_in;
use super::draft::{Core, Draft, Naming};
use super::index::Tag;
use super::text::{sentences, upper_first};

/// Words quoted from a line at most.
const QUOTE_WORDS: usize = 24;
/// How a pinned fact is told to the panel.
const PINNED: &str = "Fact for everybody: ";

/// The fact, when the line pins one.
pub fn pinned(line: &SceneLine) -> Option<&str> {
    (line.kind == MessageKind::Scene).then(|| line.text.strip_prefix(PINNED)).flatten()
}

/// The kind of first sentence that fits the line.
fn tag(line: &SceneLine) -> Tag {
    match line.kind {
        _ if pinned(line).is_some() => Tag::Fact,
        MessageKind::Scene => Tag::SceneEvent,
        _ if line.text.contains('?') => Tag::ObserverAsk,
        _ => Tag::ObserverSay,
    }
}

/// What is quoted of a line: its last question, else its first sentence, whole where it is short.
pub fn quote(text: &str) -> String {
    let text = text.strip_prefix(PINNED).unwrap_or(text);
    let all = sentences(text);
    let pick = all.iter().rev().find(|s| s.ends_with('?')).or(all.first()).copied().unwrap_or(text);
    // "Please be concrete: what does it cost?" asks what it costs.
    let pick = pick.rsplit(": ").next().filter(|p| p.ends_with('?') && p.split_whitespace().count() > 2).unwrap_or(pick);
    let words: Vec<&str> = pick.split_whitespace().collect();
    let kept = words.get(..QUOTE_WORDS.min(words.len())).unwrap_or(&words).join(" ").replace(['"', '“', '”', '{', '}', '[', ']'], "");
    let kept = upper_first(kept.trim());
    match kept.chars().next_back() {
        _ if words.len() > QUOTE_WORDS => format!("{}…", kept.trim_end_matches([',', ';', ':'])),
        Some('.' | '!' | '?' | '…') => kept,
        _ => format!("{}.", kept.trim_end_matches([',', ';', ':'])),
    }
}

/// What a question asks for, by its words; `None` when that isn't plain.
pub fn ask_kind(text: &str) -> Option<Ask> {
    const KINDS: [(Ask, &[&str]); 8] = [
        (Ask::Experience, &["example", "own work", "experience", "have you ever", "tell us about", "your story", "happened to you"]),
        (Ask::Worry, &["worr", "risk", "afraid", "fear", "go wrong", "danger", "careful"]),
        (Ask::Evidence, &["how sure", "evidence", "how do you know", "prove", "proof", "source", "data", "believe that"]),
        (Ask::Measure, &["measure", "how would we know", "success", "how will you know"]),
        (Ask::First, &["first step", "start", "begin", "tomorrow", "how would you do", "beginner"]),
        (Ask::Owner, &["who should", "who will", "who would", "responsible", "in charge"]),
        (Ask::Condition, &["condition", "what would it take", "change your mind", "need to see"]),
        (Ask::Missing, &["missing", "forgot", "overlook", "left out"]),
    ];
    let small = text.to_lowercase();
    KINDS.iter().find(|(_, words)| words.iter().any(|w| small.contains(w))).map(|(kind, _)| *kind)
}

/// Whether it can be answered with yes or no.
fn is_yes_no(question: &str) -> bool {
    let small = question.to_lowercase();
    let first = small.trim_start_matches(|c: char| !c.is_alphanumeric()).split_whitespace().next().unwrap_or("");
    ["should", "shall", "can", "could", "do", "does", "must", "will", "would", "may", "is", "are", "have", "has"].contains(&first)
        && !small.contains(" or ")
}

/// Takes the line up: whoever comes first says what it answers, in the observer's whole words; then
/// comes the answer itself.
pub fn take_up(draft: &mut Draft, line: &SceneLine, first: bool) -> Option<()> {
    let quote = quote(&line.text);
    let alone = draft.ctx.scene.cast.len() == 1;
    if first && !(alone && tag(line) == Tag::ObserverAsk) {
        draft.say(tag(line), &[("q", &quote)], Naming::MustNot).then_some(())?;
    }
    if tag(line) != Tag::ObserverAsk {
        let _ = draft.rng.chance(60) && draft.say(Tag::Aftermath, &[], Naming::MustNot);
        return (draft.sentences() > 0).then_some(());
    }
    let kind = ask_kind(&line.text);
    if kind == Some(Ask::Experience) && draft.core(Core::Case) {
        return Some(());
    }
    let told = match kind {
        Some(kind) => {
            if !first || alone {
                lead_in(draft, kind);
            }
            draft.say(Tag::Answer(kind), &[], Naming::MustNot)
        }
        None if is_yes_no(&quote) => draft.say(Tag::Verdict, &[], Naming::MustNot),
        None => draft.say(Tag::Plain, &[], Naming::MustNot),
    };
    (told || draft.say(Tag::Plain, &[], Naming::MustNot) || draft.sentences() > 0).then_some(())
}
