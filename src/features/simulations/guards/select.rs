//! What becomes of a line's attempts: the score of each, the choice of the best, and its repair.

use super::Finding;
use super::style::word_count;
use super::text::Line;

/// What a guard that fails takes from the score.
const FAILED: f64 = 0.3;
/// What a warning takes, and all warnings together at most.
const WARNED: f64 = 0.05;
const WARNED_AT_MOST: f64 = 0.2;
/// What full closeness to an earlier line takes.
const CLOSE: f64 = 0.2;
/// Words of a line that is worth keeping after a repair, and the share of its words in tenths.
const USABLE_WORDS: usize = 8;
const USABLE_TENTHS: usize = 4;
/// Cuts of one repair.
const CUTS: usize = 8;
/// Sentences of a line that a repair tries to leave out.
const SENTENCES: usize = 24;

/// Guards that reject a line as a whole when their span is the whole: nothing in it is the speaker's own.
const WHOLE: [&str; 3] = ["identity", "language", "leakage"];

/// Quality of an attempt, 0 to 1, from measures alone: 1, less 0.3 for every guard that fails, less
/// 0.05 for every warning (0.2 at most), less a fifth of its closeness to an earlier line. Closeness
/// only ever takes away: a line that sounds like the conversation isn't a better one.
pub fn score(findings: &[Finding], closeness: f64) -> f64 {
    let mut failing: Vec<&str> = findings.iter().filter(|f| f.fails()).map(|f| f.guard).collect();
    failing.sort_unstable();
    failing.dedup();
    let warnings = findings.iter().filter(|f| !f.fails()).count();
    let taken = many(failing.len()) * FAILED + (many(warnings) * WARNED).min(WARNED_AT_MOST) + closeness.clamp(0.0, 1.0) * CLOSE;
    (1.0 - taken).clamp(0.0, 1.0)
}

#[expect(clippy::cast_precision_loss, reason = "a handful of findings")]
fn many(n: usize) -> f64 {
    n as f64
}

/// Position of the best score; the first of equal ones.
pub fn best(scores: &[f64]) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (at, score) in scores.iter().enumerate() {
        if best.is_none_or(|(_, top)| *score > top) {
            best = Some((at, *score));
        }
    }
    best.map(|(at, _)| at)
}

/// Cuts what fails out of a line, while something usable remains. `check` is run again after every
/// cut; `None` when nothing fails, or when nothing usable is left.
pub fn repair(text: &str, check: impl Fn(&str) -> Vec<Finding>) -> Option<String> {
    let usable = USABLE_WORDS.max(word_count(&Line::new(text)) * USABLE_TENTHS / 10);
    let mut text = text.to_owned();
    for cut in 0..=CUTS {
        let failing: Vec<Finding> = check(&text).into_iter().filter(Finding::fails).collect();
        if failing.is_empty() {
            return (cut > 0).then_some(text);
        }
        let line = Line::new(&text);
        let all = (0, line.chars.len());
        if failing.iter().any(|f| f.span == all && WHOLE.contains(&f.guard)) {
            return None;
        }
        let partial = failing.iter().find(|f| f.span != all && f.span.1 > f.span.0);
        let shorter = match partial {
            Some(finding) => without(&line, widened(&line, finding)),
            None => least_failing(&line, &check)?,
        };
        if word_count(&Line::new(&shorter)) < usable {
            return None;
        }
        text = shorter;
    }
    None
}

/// A phrase can't be taken out of its sentence; tags and stage directions can.
fn widened(line: &Line, finding: &Finding) -> (usize, usize) {
    if finding.guard != "style" {
        return finding.span;
    }
    let touched = line.sentences.iter().filter(|s| s.0 < finding.span.1 && finding.span.0 < s.1);
    touched.fold(finding.span, |span, s| (span.0.min(s.0), span.1.max(s.1)))
}

/// The line without the sentence whose absence leaves the fewest failures.
fn least_failing(line: &Line, check: &impl Fn(&str) -> Vec<Finding>) -> Option<String> {
    if line.sentences.len() < 2 {
        return None;
    }
    let without_each = line.sentences.iter().take(SENTENCES).map(|span| without(line, *span));
    let weighed = without_each.map(|text| {
        let failures = check(&text).iter().filter(|f| f.fails()).count();
        (failures, std::cmp::Reverse(text.chars().count()), text)
    });
    weighed.min().map(|(_, _, text)| text)
}

/// The line without a span, with tidy blanks and a capital at its start.
fn without(line: &Line, span: (usize, usize)) -> String {
    let kept: String = line.chars.iter().enumerate().filter(|(at, _)| *at < span.0 || *at >= span.1).map(|(_, c)| *c).collect();
    let tidy = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let tidy = tidy.trim_start_matches([',', ';', '.', ':', ' ', '—', '-']);
    let mut chars = tidy.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
