//! Choices by lot. The lot is drawn from seed and turn, so that the same run draws the same.

use super::{Choice, Table};

/// Turns without a word, per head of the panel, after which somebody is chosen outright.
const PATIENCE: usize = 5;
/// How much more likely the person becomes who was just answered, in per cent of all: in human
/// meetings 44 to 61 % of turns return the floor (A-B-A; 70 meetings of QMSum).
const RETURN: usize = 40;

/// Everybody once before anybody twice.
pub(super) fn pooled(table: &Table<'_>) -> Choice {
    let mut spoken: Vec<usize> = Vec::new();
    for at in &table.speakers {
        if !spoken.contains(at) {
            spoken.push(*at);
        }
        if table.able.iter().all(|able| spoken.contains(able)) {
            spoken.clear();
        }
    }
    let fresh: Vec<usize> = table.pool.iter().copied().filter(|at| !spoken.contains(at)).collect();
    let lots: Vec<(usize, usize)> = if fresh.is_empty() { &table.pool } else { &fresh }.iter().map(|at| (*at, 1)).collect();
    let speaker = table.rng(11).weighted(&lots).unwrap_or(0);
    let reason = match lots.len() {
        1 => "The last of this round who has not spoken.".to_owned(),
        n => format!("Drawn from the {n} who have not spoken in this round."),
    };
    let candidates = table.pool.iter().map(|at| {
        let is_fresh = lots.iter().any(|(lot, _)| lot == at);
        let why = if is_fresh { "has not spoken in this round" } else { "has spoken in this round" };
        (*at, if is_fresh { 1.0 } else { 0.0 }, why.to_owned())
    });
    Choice { speaker, reason, candidates: candidates.collect() }
}

/// By talkativeness; who waits becomes more likely with every turn, and is chosen outright after
/// [`PATIENCE`] turns per head. Who was just answered is more likely to answer.
pub(super) fn weighted(table: &Table<'_>) -> Choice {
    if table.last().is_none() {
        return opening(table);
    }
    if let Some(choice) = overdue(table) {
        return choice;
    }
    let mut lots: Vec<(usize, usize)> = table.pool.iter().map(|at| (*at, weight(table, *at))).collect();
    let total: usize = lots.iter().map(|(_, weight)| weight).sum();
    let answered = table.speakers.iter().rev().nth(1).copied();
    if lots.len() > 2
        && let Some((at, weight)) = lots.iter_mut().find(|(at, _)| Some(*at) == answered)
    {
        // A quiet person returns less often than a talkative one, an endless exchange never.
        let share = (RETURN + usize::from(table.talkativeness(*at)) * 3 / 10).saturating_sub(3 * table.exchange()).min(80);
        *weight = (*weight).max((total - *weight) * share / (100 - share));
    }
    let total: usize = lots.iter().map(|(_, weight)| weight).sum();
    let speaker = table.rng(12).weighted(&lots).unwrap_or(0);
    let candidates: Vec<(usize, f64, String)> =
        lots.iter().map(|(at, weight)| (*at, share(*weight, total), why(table, *at, answered))).collect();
    let reason = format!("Drawn: {}.", why(table, speaker, answered));
    Choice { speaker, reason, candidates }
}

/// The first line: the most talkative open more often.
fn opening(table: &Table<'_>) -> Choice {
    let lots: Vec<(usize, usize)> = table.pool.iter().map(|at| (*at, 10 + usize::from(table.talkativeness(*at)))).collect();
    Choice::new(table.rng(13).weighted(&lots).unwrap_or(0), "Opens the conversation.")
}

/// Somebody who has waited too long.
pub(super) fn overdue(table: &Table<'_>) -> Option<Choice> {
    let limit = PATIENCE * table.able.len().max(2);
    let at = table.longest_waiting().filter(|at| table.silence(*at) >= limit)?;
    Some(Choice::new(at, format!("Has waited longest: {}.", table.wait_in_words(at))))
}

/// Talkativeness, grown by waiting: doubled after a round of the panel.
fn weight(table: &Table<'_>, at: usize) -> usize {
    let base = 6 + usize::from(table.talkativeness(at));
    base + base * table.silence(at) / table.able.len().max(2)
}

fn why(table: &Table<'_>, at: usize, answered: Option<usize>) -> String {
    let talk = match table.talkativeness(at) {
        0..=34 => "speaks rarely",
        35..=65 => "takes a fair share",
        _ => "is talkative",
    };
    let returns = if Some(at) == answered && table.pool.len() > 2 { ", was just answered" } else { "" };
    format!("{talk}, {}{returns}", table.wait_in_words(at))
}

#[expect(clippy::cast_precision_loss, reason = "weights are far below 2^52")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
