//! Measures of a list of lines in order of time, from scratch: the definitions. What counts along
//! with a running conversation is [`super::Meter`], which gives the same numbers.

use super::words::{grams, opening, trigrams, words};

/// Lines that count for the echo: the ear of a meeting is about this long.
pub const ECHO_LINES: usize = 12;

/// Share of different n-grams among all n-grams of the lines, 0 to 1; 1 for no n-gram at all.
/// Source: Li et al. 2016, "A Diversity-Promoting Objective Function for Neural Conversation
/// Models" (distinct-1 and distinct-2). It falls with length, so compare equal lengths only.
pub fn distinct_n(lines: &[&str], n: usize) -> f64 {
    let mut all: Vec<u64> = lines.iter().flat_map(|line| grams(words(line).iter().map(|w| w.hash), n)).collect();
    let total = all.len();
    all.sort_unstable();
    all.dedup();
    share(all.len(), total, 1.0)
}

/// Mean share of a line's trigrams that stand in one of the twelve lines before it, 0 to 1.
/// Pass all lines for the echo of the meeting, one speaker's lines for the echo of oneself.
/// Source: measured on 70 meetings of QMSum (Zhong et al. 2021): 3.0 to 4.1 %.
pub fn echo_rate(lines: &[&str]) -> f64 {
    let sets: Vec<Vec<u64>> = lines.iter().map(|line| trigrams(words(line).iter().map(|w| w.hash))).collect();
    let mut shares = Vec::new();
    for (at, set) in sets.iter().enumerate().skip(1).filter(|(_, set)| !set.is_empty()) {
        let before = sets.iter().take(at).skip(at.saturating_sub(ECHO_LINES));
        let mut heard: Vec<u64> = before.flatten().copied().collect();
        heard.sort_unstable();
        let echoed = set.iter().filter(|gram| heard.binary_search(gram).is_ok()).count();
        shares.push(share(echoed, set.len(), 0.0));
    }
    let total = shares.len();
    shares.iter().sum::<f64>() / count(total.max(1))
}

/// Gini coefficient of the numbers of turns per participant: 0 when all speak equally often,
/// towards 1 when one does all the talking. Participants who never spoke count as 0.
/// Source: Gini 1912; 70 human meetings of QMSum have 0.12 to 0.46.
pub fn gini(turns: &[usize]) -> f64 {
    let mut sorted = turns.to_vec();
    sorted.sort_unstable();
    let total: usize = sorted.iter().sum();
    if total == 0 {
        return 0.0;
    }
    let n = count(sorted.len());
    let ranked: f64 = sorted.iter().enumerate().map(|(at, x)| count(at + 1) * count(*x)).sum();
    (2.0 * ranked) / (n * count(total)) - (n + 1.0) / n
}

/// Share of turns whose speaker also spoke two turns before, with somebody else in between
/// (A-B-A), among all turns from the third on, 0 to 1.
/// Source: floor-return rate as in Sacks, Schegloff and Jefferson 1974; 70 human meetings of
/// QMSum have 0.44 to 0.61.
pub fn aba_rate<T: PartialEq>(speakers: &[T]) -> f64 {
    let returns = speakers.windows(3).filter(|w| matches!(w, [a, b, c] if a == c && a != b)).count();
    share(returns, speakers.len().saturating_sub(2), 0.0)
}

/// Share of lines that open with three words with which an earlier line opened, 0 to 1.
/// Source: our own; opening formulas are what readers notice first in generated talk.
pub fn opening_rate(lines: &[&str]) -> f64 {
    let mut all: Vec<u64> = lines.iter().filter_map(|line| opening(&words(line))).collect();
    let total = all.len();
    all.sort_unstable();
    all.dedup();
    share(total - all.len(), total, 0.0)
}

pub(super) fn share(part: usize, whole: usize, empty: f64) -> f64 {
    if whole == 0 { empty } else { count(part) / count(whole) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of words and turns are far below 2^52")]
pub(super) fn count(n: usize) -> f64 {
    n as f64
}

/// Evenness of the numbers of turns, 0 when one does all the talking, 1 when all speak equally
/// often: entropy of the shares divided by its largest value, −Σ pᵢ ln pᵢ / ln n; 1 for a panel of
/// one. Source: Shannon 1948; the quotient is Pielou's evenness (1966).
pub fn entropy(turns: &[usize]) -> f64 {
    let total: usize = turns.iter().sum();
    if turns.len() < 2 || total == 0 {
        return 1.0;
    }
    let parts = turns.iter().filter(|n| **n > 0).map(|n| count(*n) / count(total));
    let sum: f64 = parts.map(|p| -p * p.ln()).sum();
    sum / count(turns.len()).ln()
}

/// Share of turns that would have to change hands to match the targets, ½ Σ |pᵢ − tᵢ|, 0 to 1.
/// Source: total variation distance; targets are talkativeness divided by the panel's sum.
pub fn deviation(turns: &[usize], targets: &[f64]) -> f64 {
    let total: usize = turns.iter().sum();
    turns.iter().zip(targets).map(|(n, target)| (share(*n, total, 0.0) - target).abs()).sum::<f64>() / 2.0
}

/// Most lines in a row without one of `who`, the time before the first and after the last included.
pub fn longest_silence<T: PartialEq>(speakers: &[T], who: &T) -> usize {
    let (longest, open) = speakers.iter().fold(
        (0, 0),
        |(longest, open): (usize, usize), speaker| {
            if speaker == who { (longest.max(open), 0) } else { (longest, open + 1) }
        },
    );
    longest.max(open)
}

/// Among the lines that name another participant and aren't the last, the share after which one
/// of those named spoke, 0 to 1; `None` when nobody was named.
/// Source: our own; who is addressed is expected to speak next (rule 1a of Sacks, Schegloff and
/// Jefferson 1974).
pub fn mention_answer(lines: &[(usize, &str)], called: &[&str]) -> Option<f64> {
    let pairs = lines.windows(2).filter_map(|pair| match pair {
        [(by, text), (next, _)] => {
            let named: Vec<usize> =
                (0..called.len()).filter(|who| who != by && called.get(*who).is_some_and(|name| super::meter::names(text, name))).collect();
            (!named.is_empty()).then(|| named.contains(next))
        }
        _ => None,
    });
    let answers: Vec<bool> = pairs.collect();
    (!answers.is_empty()).then(|| share(answers.iter().filter(|a| **a).count(), answers.len(), 0.0))
}

/// Share of a line's content words that others used within the six lines before, line by line.
/// Lines without content words or without others before them are left out.
/// Source: lexical entrainment as in Brennan and Clark 1996, measured as plain overlap.
pub fn similarities(lines: &[(usize, &str)]) -> Vec<(usize, f64)> {
    let sets: Vec<(usize, Vec<u64>)> = lines.iter().map(|(by, text)| (*by, super::words::content(text))).collect();
    let mut found = Vec::new();
    for (at, (by, set)) in sets.iter().enumerate() {
        let others: Vec<u64> = sets
            .iter()
            .take(at)
            .skip(at.saturating_sub(super::meter::NEAR_LINES))
            .filter(|(other, _)| other != by)
            .flat_map(|(_, s)| s.iter().copied())
            .collect();
        let before = sets.iter().take(at).skip(at.saturating_sub(super::meter::NEAR_LINES)).any(|(other, _)| other != by);
        if before && !set.is_empty() {
            found.push((at + 1, share(set.iter().filter(|w| others.contains(w)).count(), set.len(), 0.0)));
        }
    }
    found
}

/// Slope of the least-squares line through (turn, similarity), times a hundred: the change of the
/// similarity per hundred turns. Above 0 the agents grow alike.
/// Source: ordinary least squares; the use as a measure of convergence is our own.
pub fn convergence(points: &[(usize, f64)]) -> f64 {
    let n = count(points.len());
    if points.len() < 3 {
        return 0.0;
    }
    let (mean_x, mean_y) = (points.iter().map(|(x, _)| count(*x)).sum::<f64>() / n, points.iter().map(|(_, y)| y).sum::<f64>() / n);
    let spread: f64 = points.iter().map(|(x, _)| (count(*x) - mean_x).powi(2)).sum();
    let both: f64 = points.iter().map(|(x, y)| (count(*x) - mean_x) * (y - mean_y)).sum();
    if spread < f64::EPSILON { 0.0 } else { both / spread * 100.0 }
}
