//! A moderator leads: opens, speaks between the others, calls on people by name, closes.

use super::{Choice, Table, draw, mention};

/// Lines of others between two of the moderator's, at most.
const BETWEEN: usize = 3;

/// Who the moderator lets speak, or the moderator.
pub(super) fn lead(table: &Table<'_>) -> Choice {
    let Some((moderator, stands_in)) = moderator(table) else { return mention::first(table) };
    let stand_in = if stands_in { ", in place of the moderator who can't" } else { "" };
    let others: Vec<usize> = table.pool.iter().copied().filter(|at| *at != moderator).collect();
    if others.is_empty() || table.last().is_none() {
        return Choice::new(moderator, format!("Opens the conversation as moderator{stand_in}."));
    }
    if !table.pool.contains(&moderator) {
        return after_moderator(table, moderator, &others);
    }
    let since = table.silence(moderator);
    if table.situation.turn == table.situation.until {
        return Choice::new(moderator, format!("Closes the conversation as moderator{stand_in}."));
    }
    let called = mention::called(table).filter(|choice| choice.speaker != moderator && since < BETWEEN);
    called.unwrap_or_else(|| Choice::new(moderator, format!("Moderates between the others{stand_in}.")))
}

/// Whom the moderator called on; else whoever would speak by lot.
fn after_moderator(table: &Table<'_>, moderator: usize, others: &[usize]) -> Choice {
    if let Some(choice) = mention::called(table).filter(|choice| others.contains(&choice.speaker)) {
        return Choice { reason: format!("Called on by {}.", table.name(moderator)), ..choice };
    }
    // The person before the moderator would return too often.
    let before = table.speakers.iter().rev().find(|at| **at != moderator).copied();
    let fresh: Vec<usize> = others.iter().copied().filter(|at| others.len() < 2 || Some(*at) != before).collect();
    let lots: Vec<(usize, usize)> =
        fresh.iter().map(|at| (*at, (6 + usize::from(table.talkativeness(*at))) * (1 + table.silence(*at)))).collect();
    let overdue = draw::overdue(table).filter(|choice| fresh.contains(&choice.speaker));
    overdue.unwrap_or_else(|| {
        let at = table.rng(15).weighted(&lots).or_else(|| others.first().copied()).unwrap_or(0);
        Choice::new(at, format!("Has the floor after the moderator: {}.", table.wait_in_words(at)))
    })
}

/// The moderator, and whether it is a stand-in.
fn moderator(table: &Table<'_>) -> Option<(usize, bool)> {
    let plan = table.situation.plan;
    let wanted = plan.seat(&plan.settings.moderator).unwrap_or(0);
    if table.able.contains(&wanted) {
        return Some((wanted, false));
    }
    table.able.first().map(|at| (*at, true))
}
