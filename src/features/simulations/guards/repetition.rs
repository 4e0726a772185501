//! The repetition guard. Two lines are too close when they share too many word trigrams:
//! containment |A∩B| / min(|A|,|B|) above [`CONTAINMENT`], or a sentence of at least
//! [`SENTENCE_WORDS`] words with at least [`SENTENCE_SHARE`] of its trigrams in one earlier line.
//! Measured on 2,584 published persona utterances, the rule raised no alarm in 5,000 unrelated
//! pairs and caught 97.5 to 100 % of copies, half copies and single copied sentences.

use super::Finding;
use crate::features::simulations::measures::words::{Word, opening, sentence_spans, trigrams, words};

/// Own earlier lines looked at.
pub const OWN_LINES: usize = 30;
/// Others' earlier lines looked at.
pub const OTHER_LINES: usize = 30;
/// Others' lines whose opening formula counts as fresh in the ear.
pub const OPENING_LINES: usize = 6;
/// Share of common trigrams above which two lines are too close.
pub const CONTAINMENT: f64 = 0.20;
/// Words from which a single sentence is looked at.
pub const SENTENCE_WORDS: usize = 6;
/// Share of a sentence's trigrams that makes it a copied sentence.
pub const SENTENCE_SHARE: f64 = 0.60;
/// Lines with fewer trigrams are back-channels ("Yes, I agree with that."), which people repeat.
const MIN_TRIGRAMS: usize = 5;
/// Two common trigrams are one common phrase of four words; that alone is no repeat.
const MIN_SHARED: usize = 3;

/// A line somebody else said.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    pub speaker: &'a str,
    pub text: &'a str,
}

/// Checks a line against the speaker's own last [`OWN_LINES`] and the others' last
/// [`OTHER_LINES`] lines (both oldest first). A passage in quotation marks that somebody else
/// said is a quotation, not a repeat.
pub fn check(candidate: &str, own: &[&str], others: &[Heard]) -> Vec<Finding> {
    Memory::new(own, others).check(candidate)
}

/// The earlier lines in a form that checks many candidates quickly.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// Trigram and line, sorted.
    grams: Vec<(u64, u32)>,
    lines: Vec<Line>,
}

#[derive(Clone, Debug)]
struct Line {
    grams: usize,
    opening: Option<u64>,
    opening_counts: bool,
    turn: usize,
    /// Name of the speaker; `None` for the candidate's own speaker.
    speaker: Option<String>,
    /// To find quotations; empty for own lines.
    text: String,
}

impl Memory {
    /// Remembers the lines that count; both lists are oldest first.
    pub fn new(own: &[&str], others: &[Heard]) -> Self {
        let mut memory = Self::default();
        for (turn, text) in own.iter().enumerate().skip(own.len().saturating_sub(OWN_LINES)) {
            memory.add(text, None, turn, true);
        }
        for (at, heard) in others.iter().enumerate().skip(others.len().saturating_sub(OTHER_LINES)) {
            let fresh = at + OPENING_LINES >= others.len();
            memory.add(heard.text, Some(heard.speaker), own.len() + at, fresh);
        }
        memory.grams.sort_unstable();
        memory
    }

    fn add(&mut self, text: &str, speaker: Option<&str>, turn: usize, opening_counts: bool) {
        let words = words(text);
        let grams = trigrams(words.iter().map(|w| w.hash));
        let index = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        self.lines.push(Line {
            grams: grams.len(),
            opening: opening(&words),
            opening_counts,
            turn,
            speaker: speaker.map(str::to_owned),
            text: if speaker.is_some() { text.to_owned() } else { String::new() },
        });
        self.grams.extend(grams.into_iter().map(|gram| (gram, index)));
    }

    /// Everything the guard has to say about the candidate; empty when it is fine.
    pub fn check(&self, candidate: &str) -> Vec<Finding> {
        let words: Vec<Word> = words(candidate);
        let quoted = self.quotations(candidate);
        let kept: Vec<Word> = words.iter().filter(|w| !quoted.iter().any(|q| q.0 <= w.start && w.end <= q.1)).copied().collect();
        let mut findings = Vec::new();
        self.check_line(candidate, &kept, &mut findings);
        self.check_sentences(candidate, &kept, &mut findings);
        self.check_opening(&words, &mut findings);
        findings
    }

    /// The largest containment in any earlier line, 0 to 1; a score for choosing between lines.
    pub fn closeness(&self, candidate: &str) -> f64 {
        let grams = trigrams(words(candidate).iter().map(|w| w.hash));
        self.shared(&grams).iter().zip(&self.lines).map(|(n, line)| ratio(*n, grams.len().min(line.grams))).fold(0.0, f64::max)
    }

    /// How many of the trigrams stand in each line.
    fn shared(&self, grams: &[u64]) -> Vec<usize> {
        let mut counts = vec![0; self.lines.len()];
        for gram in grams {
            let from = self.grams.partition_point(|(g, _)| g < gram);
            for (_, line) in self.grams.iter().skip(from).take_while(|(g, _)| g == gram) {
                if let Some(count) = counts.get_mut(*line as usize) {
                    *count += 1;
                }
            }
        }
        counts
    }

    fn check_line(&self, text: &str, words: &[Word], findings: &mut Vec<Finding>) {
        let grams = trigrams(words.iter().map(|w| w.hash));
        if grams.len() < MIN_TRIGRAMS {
            return;
        }
        let shared = self.shared(&grams);
        let worst = shared.iter().zip(&self.lines).filter(|(n, line)| line.grams >= MIN_TRIGRAMS && **n >= MIN_SHARED);
        let worst = worst.map(|(n, line)| (ratio(*n, grams.len().min(line.grams)), line)).max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((share, line)) = worst.filter(|(share, _)| *share > CONTAINMENT) {
            let message = format!("{:.0} % of the wording is the same as in {}.", share * 100.0, whose(line));
            findings.push(Finding::fail("repetition", message, (0, text.chars().count())).about(line.turn));
        }
    }

    fn check_sentences(&self, text: &str, words: &[Word], findings: &mut Vec<Finding>) {
        for (start, end) in sentence_spans(text) {
            let inside: Vec<u64> = words.iter().filter(|w| start <= w.start && w.end <= end).map(|w| w.hash).collect();
            if inside.len() < SENTENCE_WORDS {
                continue;
            }
            let grams = trigrams(inside.into_iter());
            let shared = self.shared(&grams);
            let copied = shared.iter().zip(&self.lines).find(|(n, _)| ratio(**n, grams.len()) >= SENTENCE_SHARE);
            if let Some((_, line)) = copied {
                let sentence: String = text.chars().skip(start).take(end - start).collect();
                let message = format!("The sentence “{}” was already said in {}.", sentence.trim(), whose(line));
                findings.push(Finding::fail("repetition", message, (start, end)).about(line.turn));
            }
        }
    }

    fn check_opening(&self, words: &[Word], findings: &mut Vec<Finding>) {
        let Some(formula) = opening(words) else { return };
        let Some(line) = self.lines.iter().find(|l| l.opening_counts && l.opening == Some(formula)) else { return };
        let end = words.get(2).map_or(0, |w| w.end);
        let message = format!("It opens with the same three words as {}.", whose(line));
        findings.push(Finding::warn("opening", message, (0, end)).about(line.turn));
    }

    /// Spans in quotation marks whose words somebody else has said.
    fn quotations(&self, text: &str) -> Vec<(usize, usize)> {
        let mut open: Option<usize> = None;
        let mut spans = Vec::new();
        let chars: Vec<char> = text.chars().collect();
        for (at, c) in chars.iter().enumerate() {
            match (c, open) {
                ('“' | '„' | '«' | '"', None) => open = Some(at + 1),
                ('”' | '“' | '»' | '"', Some(start)) => {
                    let quote = plain(&chars.iter().skip(start).take(at - start).collect::<String>());
                    if quote.len() > 2 && self.lines.iter().any(|l| plain(&l.text).contains(&quote)) {
                        spans.push((start, at));
                    }
                    open = None;
                }
                _ => {}
            }
        }
        spans
    }
}

fn whose(line: &Line) -> String {
    line.speaker.as_ref().map_or_else(|| "an earlier line of the same speaker".to_owned(), |name| format!("an earlier line of {name}"))
}

#[expect(clippy::cast_precision_loss, reason = "counts of words in a line are far below 2^52")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn plain(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
