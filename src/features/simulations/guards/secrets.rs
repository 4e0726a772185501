//! The guard of secrets: what only some know must not stand in others' lines, nor in what others
//! are told.

use super::lexicon::Phrases;
use std::collections::BTreeSet;

use crate::features::simulations::types::Secret;

use super::Finding;
use super::contract::stem;
use super::text::{Line, folded};
use crate::features::simulations::measures::words::{Word, trigrams, words};

const GUARD: &str = "secrets";

/// Share of a secret's word trigrams that gives it away.
const WORDING: f64 = 0.3;
/// Share of a secret's key terms that gives it away.
const TERMS: f64 = 0.6;
/// Key terms that must be there at least.
const TERMS_AT_LEAST: usize = 3;

/// Who may know what, and what everybody knows anyway.
pub struct Circle<'a> {
    pub secrets: &'a [Secret],
    pub me: &'a str,
    /// The part of the scenario that everybody sees.
    pub public: &'a str,
}

/// Everything the guard has to say about a line. `told` are the earlier lines of those who know a
/// secret: what they have said aloud is no secret any more.
pub fn check<'a>(text: &str, circle: &Circle, told: impl Fn(&Secret) -> Vec<&'a str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let all = (0, text.chars().count());
    for secret in circle.secrets.iter().filter(|s| !s.text.trim().is_empty()) {
        let knows = is_known_by(secret, circle.me);
        if (knows && !is_locked(secret)) || !gives_away(text, secret, circle.public) {
            continue;
        }
        if told(secret).into_iter().any(|line| gives_away(line, secret, circle.public)) {
            continue;
        }
        findings.push(if knows {
            Finding::warn(GUARD, "It tells a secret that the speaker is to keep.".to_owned(), all)
        } else {
            Finding::fail(GUARD, format!("It tells a secret that {} can't know.", circle.me), all)
        });
    }
    findings
}

/// Secrets that stand in the text of somebody's prompt without being known to that participant.
pub fn in_context<'a>(prompt: &str, secrets: &'a [Secret], me: &str, public: &str) -> Vec<&'a Secret> {
    secrets.iter().filter(|s| !s.text.trim().is_empty() && !is_known_by(s, me) && gives_away(prompt, s, public)).collect()
}

fn is_known_by(secret: &Secret, name: &str) -> bool {
    let name = folded(name);
    secret.known_by.iter().any(|known| folded(known) == name)
}

/// Whether the secret itself says that it must be kept.
fn is_locked(secret: &Secret) -> bool {
    static LOCKS: Phrases = Phrases("secrets locks");
    Line::new(&secret.text).has(&LOCKS)
}

/// Whether a text tells the secret: by its wording, or by its key terms.
fn gives_away(text: &str, secret: &Secret, public: &str) -> bool {
    let known: BTreeSet<u64> = trigrams(words(public).iter().map(Word::hash)).into_iter().collect();
    let wanted: Vec<u64> = trigrams(words(&secret.text).iter().map(Word::hash)).into_iter().filter(|g| !known.contains(g)).collect();
    let said: BTreeSet<u64> = trigrams(words(text).iter().map(Word::hash)).into_iter().collect();
    let shared = wanted.iter().filter(|gram| said.contains(gram)).count();
    if shared >= 3 && share(shared, wanted.len()) >= WORDING {
        return true;
    }
    let keys = key_terms(&secret.text, public);
    let spoken: BTreeSet<String> = Line::new(text).tokens.iter().map(|t| stem(&t.lower)).collect();
    let named = keys.iter().filter(|key| spoken.contains(*key)).count();
    named >= TERMS_AT_LEAST && share(named, keys.len()) >= TERMS
}

/// Numbers, names and long words of a secret that don't stand in what everybody knows.
fn key_terms(secret: &str, public: &str) -> BTreeSet<String> {
    let common: BTreeSet<String> = Line::new(public).tokens.iter().map(|t| stem(&t.lower)).collect();
    let line = Line::new(secret);
    let tells = |at: usize, raw: &str| {
        let number = raw.chars().any(|c| c.is_ascii_digit());
        let name = raw.chars().next().is_some_and(char::is_uppercase) && !line.opens_sentence(at) && raw.chars().count() > 2;
        number || name || raw.chars().count() >= 6 || raw.chars().any(super::text::is_cjk)
    };
    let terms = line.tokens.iter().enumerate().filter(|(at, t)| tells(*at, &t.raw)).map(|(_, t)| stem(&t.lower));
    terms.filter(|term| !common.contains(term)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
