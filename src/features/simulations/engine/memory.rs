//! What was said, in a form that finds what matters again: an index of words for recall, and a
//! rolling summary of the most telling sentences. Both grow line by line; a turn costs the same
//! however long the conversation is, and reading all lines again gives the same memory.
//!
//! **Recall.** relevance × recency × importance, as in Park et al. 2023 ("Generative Agents"), which
//! adds the three; a product forgets what has no relevance at all. Relevance is BM25 (Robertson and
//! Zaragoza 2009, k₁ = 1.2, b = 0.75) over content words, of the query "what was said last". Recency
//! halves every [`HALF_LIFE`] lines. Importance is [`importance`].
//!
//! **Summary.** A sentence of every line that is older than [`FRESH`] lines enters it, if it is telling
//! enough; of more than [`KEPT`] the least important and oldest goes. Sentences stand as they were
//! said: nothing is invented, and no model is called.

use std::collections::HashMap;
use std::sync::Arc;

use crate::features::simulations::measures::words::{common, content_of, sentence_spans, words};
use crate::features::simulations::types::{Message, MessageKind};

/// Lines after which a memory counts half.
const HALF_LIFE: f64 = 60.0;
/// BM25: how soon more of the same word stops helping, and how much long lines are held back.
const K1: f64 = 1.2;
const B: f64 = 0.75;
/// Lines that make up the query.
const QUERY_LINES: usize = 3;
/// Lines that are recalled at most; the prompt's budget takes fewer.
const RECALLED: usize = 8;
/// The youngest lines are no part of the summary.
const FRESH: usize = 12;
/// Sentences that the summary keeps in mind; the prompt shows those that fit.
const KEPT: usize = 48;
/// Sentences of fewer and more characters tell too little or take too much.
const SENTENCE_CHARS: std::ops::RangeInclusive<usize> = 24..=220;
/// Two sentences that share this much of their content words say the same.
const SAME: f64 = 0.6;

/// A line with what finds it.
#[derive(Clone, Debug)]
struct Note {
    line: Arc<Message>,
    /// Content words, sorted, without repeats.
    words: Vec<u64>,
    importance: f64,
}

/// A sentence of the summary.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Number of the message.
    pub seq: u64,
    pub speaker: String,
    pub sentence: String,
    weight: f64,
    at: usize,
    words: Vec<u64>,
}

/// Memory of one conversation. What one agent gets of it is what that agent heard.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    notes: Vec<Note>,
    /// Lines in which a content word stands, oldest first.
    index: HashMap<u64, Vec<u32>>,
    all_words: usize,
    kept: Vec<Kept>,
}

impl Memory {
    /// Hears the next line.
    pub fn hear(&mut self, line: Arc<Message>) {
        let read = words(&line.text);
        let content = content_of(&read);
        let at = u32::try_from(self.notes.len()).unwrap_or(u32::MAX);
        for word in &content {
            self.index.entry(*word).or_default().push(at);
        }
        self.all_words += content.len();
        self.notes.push(Note { importance: importance(&line, read.len()), words: content, line });
        if let Some(old) = self.notes.len().checked_sub(FRESH + 1) {
            self.sum_up(old);
        }
    }

    /// What the last lines bring to the mind of a participant, best first: lines before message
    /// `first` that the participant heard.
    pub fn recall(&self, me: &str, name: &str, first: u64) -> Vec<Arc<Message>> {
        let called = name.split_whitespace().next().unwrap_or(name);
        let mut scores: Vec<(f64, usize)> = self.relevance(me, first).into_iter().enumerate().map(|(at, score)| (score, at)).collect();
        for (score, at) in &mut scores {
            let Some(note) = self.notes.get(*at) else { continue };
            let addressed = if note.line.text.contains(called) { 1.5 } else { 1.0 };
            *score *= recency(self.notes.len() - *at) * note.importance * addressed;
        }
        scores.retain(|(score, _)| *score > 0.0);
        // The younger of two that count alike.
        scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        scores.into_iter().take(RECALLED).filter_map(|(_, at)| self.notes.get(at).map(|note| note.line.clone())).collect()
    }

    /// BM25 of every line before message `first` that `me` heard, for the words of the last lines.
    fn relevance(&self, me: &str, first: u64) -> Vec<f64> {
        let mut query: Vec<u64> =
            self.notes.iter().rev().filter(|n| n.line.is_heard_by(me)).take(QUERY_LINES).flat_map(|n| n.words.iter().copied()).collect();
        query.sort_unstable();
        query.dedup();
        let (lines, mean) = (count(self.notes.len()), count(self.all_words) / count(self.notes.len().max(1)));
        let mut scores = vec![0.0; self.notes.len()];
        for word in query {
            let Some(places) = self.index.get(&word) else { continue };
            let found = count(places.len());
            let rarity = ((lines - found + 0.5) / (found + 0.5) + 1.0).ln();
            for at in places {
                let Some((note, score)) = self.notes.get(*at as usize).zip(scores.get_mut(*at as usize)) else { continue };
                if note.line.seq >= first || !note.line.is_heard_by(me) {
                    continue;
                }
                // Content words are counted once per line, so that the frequency is 1.
                let length = 1.0 - B + B * count(note.words.len()) / mean.max(1.0);
                *score += rarity * (K1 + 1.0) / (1.0 + K1 * length);
            }
        }
        scores
    }

    /// Lets the line at `at` into the summary.
    fn sum_up(&mut self, at: usize) {
        let Some(note) = self.notes.get(at) else { return };
        let Some(mut kept) = self.telling(note, at) else { return };
        // Who says the same again is summed up by the later words.
        let same = |old: &Kept| {
            old.speaker == kept.speaker && share(common(&old.words, &kept.words), old.words.len().min(kept.words.len())) >= SAME
        };
        if let Some(old) = self.kept.iter().position(same) {
            let old = self.kept.remove(old);
            kept.weight = kept.weight.max(old.weight);
        }
        self.kept.push(kept);
        if self.kept.len() > KEPT {
            let worth = |kept: &Kept| kept.weight * recency((at - kept.at) / 2);
            let least = self.kept.iter().enumerate().min_by(|a, b| worth(a.1).total_cmp(&worth(b.1))).map(|(at, _)| at);
            least.map(|at| self.kept.remove(at));
        }
    }

    /// The most telling sentence of a line: the one with most rare content words for its length.
    fn telling(&self, note: &Note, at: usize) -> Option<Kept> {
        let text: Vec<char> = note.line.text.chars().collect();
        let mut best: Option<(f64, String, Vec<u64>)> = None;
        for (from, to) in sentence_spans(&note.line.text) {
            let sentence: String = text.iter().skip(from).take(to - from).collect::<String>().trim().to_owned();
            if !SENTENCE_CHARS.contains(&sentence.chars().count()) {
                continue;
            }
            let found = content_of(&words(&sentence));
            let rare: f64 = found.iter().map(|w| 1.0 / (1.0 + count(self.index.get(w).map_or(0, Vec::len)).ln_1p())).sum();
            let weight = rare / count(found.len() + 3).sqrt() * stress(&sentence);
            if best.as_ref().is_none_or(|(top, _, _)| weight > *top) {
                best = Some((weight, sentence, found));
            }
        }
        let (weight, sentence, words) = best?;
        let speaker = match (note.line.kind, &note.line.speaker) {
            (MessageKind::Agent, Some(speaker)) => speaker.name.clone(),
            (MessageKind::Observer, _) => "Moderator".to_owned(),
            _ => "Scene".to_owned(),
        };
        Some(Kept { seq: note.line.seq, speaker, sentence, weight: weight * note.importance, at, words })
    }

    /// Sentences for a participant in the order of time: the weightiest of those that the
    /// participant heard before message `first`, as far as they fit into `room` characters.
    pub fn summary(&self, me: &str, first: u64, mut room: usize) -> Vec<&Kept> {
        let heard = |kept: &&Kept| kept.seq < first && self.notes.get(kept.at).is_some_and(|note| note.line.is_heard_by(me));
        let mut found: Vec<&Kept> = self.kept.iter().filter(heard).collect();
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(b.seq.cmp(&a.seq)));
        found.retain(|kept| {
            let size = kept.sentence.chars().count() + kept.speaker.chars().count() + 3;
            let fits = size <= room;
            room -= if fits { size } else { 0 };
            fits
        });
        found.sort_by_key(|kept| kept.seq);
        found
    }
}

/// 1 for what was said just now, half of it after [`HALF_LIFE`] lines.
fn recency(age: usize) -> f64 {
    0.5_f64.powf(count(age) / HALF_LIFE)
}

/// How much a line matters by itself: the observer and the scene steer (2 and 1.6), figures,
/// proposals and decisions weigh more ([`stress`]), lines below six words are back-channels (0.3).
fn importance(line: &Message, words: usize) -> f64 {
    let by = match line.kind {
        MessageKind::Observer => 2.0,
        MessageKind::Scene | MessageKind::System => 1.6,
        MessageKind::Agent => 1.0,
    };
    let short = if words < 6 && line.kind == MessageKind::Agent { 0.3 } else { 1.0 };
    by * short * stress(&line.text)
}

/// Words by which proposals and decisions are known, in the languages of the offline model.
const STRESSED: &[&str] = &[
    "propos",
    "suggest",
    "decid",
    "agree",
    "condition",
    "insist",
    "must",
    "never",
    "risk",
    "promise",
    "vorschlag",
    "entscheid",
    "beding",
    "risiko",
    "décid",
    "risque",
    "propon",
    "decidi",
    "riesgo",
];

/// 1.3 for a figure, 1.3 for a word of proposals and decisions.
fn stress(text: &str) -> f64 {
    let small = text.to_lowercase();
    let figure = if small.chars().any(char::is_numeric) { 1.3 } else { 1.0 };
    let stressed = if STRESSED.iter().any(|w| small.contains(w)) { 1.3 } else { 1.0 };
    figure * stressed
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { count(part) / count(whole) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of lines and words are far below 2^52")]
fn count(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests;
