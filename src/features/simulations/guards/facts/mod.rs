//! The guard of facts: what a line says of its speaker in the first person must not contradict the
//! persona. Statements about others, questions, quotations, conditions and other times don't count.

mod belonging;
mod years;

use super::Finding;
use super::contract::{Contract, Position, stem};
use super::lexicon::Phrases;
use super::numbers::{Tongue, number_at};
use super::text::Line;

const GUARD: &str = "facts";

/// Everything the guard has to say.
pub fn check(line: &Line, contract: &Contract) -> Vec<Finding> {
    let mut findings = years::ages(line, contract);
    findings.extend(years::experience(line, contract));
    findings.extend(belonging::residence(line, contract));
    findings.extend(belonging::origin(line, contract));
    findings.extend(belonging::languages(line, contract));
    findings.extend(belonging::employer(line, contract));
    findings.extend(counts(line, contract));
    findings.extend(position(line, contract));
    findings
}

/// Before a claim in the same sentence: it is imagined, reported or of another time.
static NOT_NOW: Phrases = Phrases("facts not now");

/// Whether the claim that starts at a word is meant: now, of oneself, as a statement.
fn is_meant(line: &Line, at: usize) -> bool {
    let quoted = line.tokens.get(at).is_none_or(|t| t.quoted);
    let cue = line.before(at).any(|t| NOT_NOW.contains(&t.lower.as_str()));
    !quoted && !cue && !line.asks(at)
}

/// A place where a phrase ends and something is claimed: the first word of the phrase and the word
/// after it.
fn claims<'a>(line: &'a Line, openings: &'a [&'a str]) -> impl Iterator<Item = (usize, usize)> + 'a {
    line.find(openings).into_iter().filter(move |(at, _)| is_meant(line, *at))
}

fn contradiction(message: String, line: &Line, at: usize) -> Finding {
    Finding::fail(GUARD, message, line.sentence_of(at))
}

/// "My 300 court reports" when the background has 212.
fn counts(line: &Line, contract: &Contract) -> Vec<Finding> {
    static MINE: Phrases = Phrases("facts mine");
    let mut findings = Vec::new();
    for (at, to) in claims(line, &MINE) {
        let tongue = tongue_of(line.word(to - 1));
        let Some(number) = number_at(line, to, tongue) else { continue };
        let after: Vec<String> = (to + number.words..to + number.words + 2).map(|w| stem(line.word(w))).collect();
        let wrong = contract.counts.iter().find(|count| {
            let same = count.nouns.iter().all(|noun| after.iter().any(|word| same_noun(noun, word)));
            same && !contract.counts.iter().any(|c| c.nouns == count.nouns && near(c.value, number.value))
        });
        if let Some(count) = wrong {
            let message = format!("It says {} where the background says “{}”.", number.value, count.quote);
            findings.push(contradiction(message, line, at));
        }
    }
    findings
}

/// Whether two stems may be of one noun: endings differ.
fn same_noun(one: &str, other: &str) -> bool {
    !other.is_empty() && other.chars().count() >= 4 && (one.starts_with(other) || other.starts_with(one))
}

const fn near(one: u64, other: u64) -> bool {
    one.abs_diff(other) * 10 <= one
}

fn tongue_of(possessive: &str) -> Tongue {
    match possessive {
        "mis" | "nuestros" | "nuestras" => Tongue::Spanish,
        "mes" | "nos" => Tongue::French,
        "my" | "our" => Tongue::English,
        _ => Tongue::German,
    }
}

/// "I've always been against it" when the persona started out for it. People change their minds, but
/// not what they thought before.
fn position(line: &Line, contract: &Contract) -> Vec<Finding> {
    const ALWAYS_FOR: [&str; 9] = [
        "i've always been for",
        "i have always been for",
        "i've always supported",
        "i have always supported",
        "i was for it from the start",
        "i've always been in favour",
        "ich war immer dafür",
        "siempre he estado a favor",
        "j'ai toujours été pour",
    ];
    const ALWAYS_AGAINST: [&str; 9] = [
        "i've always been against",
        "i have always been against",
        "i've always opposed",
        "i have always opposed",
        "i was against it from the start",
        "i was against this from the start",
        "ich war immer dagegen",
        "siempre he estado en contra",
        "j'ai toujours été contre",
    ];
    let Some(position) = contract.position else { return Vec::new() };
    let opposite: &[&str] = if position == Position::For { &ALWAYS_AGAINST } else { &ALWAYS_FOR };
    let warning = |at| Finding::warn(GUARD, "It denies the position that the speaker had at the start.".to_owned(), line.sentence_of(at));
    claims(line, opposite).map(|(at, _)| warning(at)).collect()
}
