//! Choices by lot. The lot is drawn from seed and turn, so that the same run draws the same.

use super::{Choice, Table};

/// Rounds of the panel, in halves, after which somebody is chosen outright who has not spoken yet, and
/// after which somebody who has.
const FIRST_WORD: usize = 3;
const PATIENCE: usize = 8;
/// Turns that everybody gets before the end, where the conversation is long enough for it.
const LEAST_TURNS: usize = 2;
/// Share of turns, in per cent, that return the floor to whoever had it before the last speaker
/// (A-B-A): the middle of human meetings, which have 44 to 61 (70 meetings of QMSum).
const RETURNS: i64 = 52;
/// Lines over which that share is watched.
const WATCHED: usize = 24;
/// Per cent by which a return becomes likelier for every per cent that is missing.
const PULL: i64 = 3;

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
/// [`PATIENCE`] half rounds. Who was just answered is more likely to answer.
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
        let share = return_share(table, *at);
        *weight = (*weight).max((total - *weight) * share / (100 - share));
    }
    let total: usize = lots.iter().map(|(_, weight)| weight).sum();
    let speaker = table.rng(12).weighted(&lots).unwrap_or(0);
    let candidates: Vec<(usize, f64, String)> =
        lots.iter().map(|(at, weight)| (*at, share(*weight, total), why(table, *at, answered))).collect();
    let reason = format!("Drawn: {}.", why(table, speaker, answered));
    Choice { speaker, reason, candidates }
}

/// How likely whoever was just answered speaks again, in per cent: the talkative more often, and more
/// often when few have returned lately.
fn return_share(table: &Table<'_>, at: usize) -> usize {
    let recent: Vec<usize> = table.speakers.iter().rev().take(WATCHED).copied().collect();
    let returns = recent.windows(3).filter(|w| matches!(w, [a, b, c] if a == c && a != b)).count();
    let lately = if recent.len() < 5 { RETURNS } else { percent(returns, recent.len() - 2) };
    let share = 30 + i64::from(table.talkativeness(at)) * 3 / 10 + PULL * (RETURNS - lately);
    usize::try_from(share.clamp(0, 90)).unwrap_or(0)
}

fn percent(part: usize, whole: usize) -> i64 {
    i64::try_from(part * 100 / whole.max(1)).unwrap_or(0)
}

/// The first line: the most talkative open more often.
fn opening(table: &Table<'_>) -> Choice {
    let lots: Vec<(usize, usize)> = table.pool.iter().map(|at| (*at, 10 + usize::from(table.talkativeness(*at)))).collect();
    Choice::new(table.rng(13).weighted(&lots).unwrap_or(0), "Opens the conversation.")
}

/// Somebody who has waited too long, or who would have too few turns at the end.
pub(super) fn overdue(table: &Table<'_>) -> Option<Choice> {
    let panel = table.able.len().max(2);
    let limit = |at: usize| if table.has_spoken(at) { PATIENCE * panel / 2 } else { FIRST_WORD * panel / 2 };
    let late = table.longest_waiting().filter(|at| table.silence(*at) >= limit(*at));
    let at = late.or_else(|| short_of_turns(table))?;
    Some(Choice::new(at, format!("Has waited longest: {}.", table.wait_in_words(at))))
}

/// The longest waiting of those who have too few turns, once there are only as many turns left as
/// they still need. One turn more than that, because nobody speaks twice in a row.
fn short_of_turns(table: &Table<'_>) -> Option<usize> {
    let (turn, until) = (table.situation.turn as usize, table.situation.until as usize);
    let left = (until + 1).checked_sub(turn)?;
    let least = LEAST_TURNS.min(until / table.able.len().max(1) / 2);
    let needs = |at: &usize| least.saturating_sub(table.turns(*at));
    let all: usize = table.able.iter().map(needs).sum();
    if all == 0 || left > all + 1 {
        return None;
    }
    let short = table.pool.iter().copied().filter(|at| needs(at) > 0);
    short.max_by_key(|at| (needs(at), table.silence(*at), usize::MAX - at))
}

/// Talkativeness, squared because in meetings a few speak most; grown by waiting: doubled after a round of the panel.
fn weight(table: &Table<'_>, at: usize) -> usize {
    let talk = usize::from(table.talkativeness(at));
    let base = 4 + talk * talk / 50;
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
