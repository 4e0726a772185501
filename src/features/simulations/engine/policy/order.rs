//! Fixed orders.

use super::{Choice, Table};

/// In the order of the panel; who can't speak is passed over.
pub(super) fn round_robin(table: &Table<'_>) -> Choice {
    let Some(last) = table.last() else {
        return Choice::new(table.pool.first().copied().unwrap_or(0), "Opens the conversation.");
    };
    let next = table.pool.iter().copied().find(|at| *at > last).or_else(|| table.pool.first().copied());
    Choice::new(next.unwrap_or(0), "Next in the order of the panel.")
}

/// In the order that is written down, over and over. Who can't speak is passed over.
pub(super) fn scripted(table: &Table<'_>) -> Choice {
    let plan = table.situation.plan;
    let order: Vec<usize> = plan.settings.order.iter().filter_map(|id| plan.seat(id)).collect();
    if order.is_empty() {
        return round_robin(table);
    }
    let from = (table.situation.turn.saturating_sub(1) as usize) % order.len();
    let places = (0..order.len()).map(|step| (step, (from + step) % order.len()));
    for (step, place) in places {
        let Some(at) = order.get(place).copied().filter(|at| table.pool.contains(at)) else { continue };
        let passed = if step > 0 { ", because those before can't speak now" } else { "" };
        return Choice::new(at, format!("Number {} in the written order{passed}.", place + 1));
    }
    let at = table.longest_waiting().unwrap_or(0);
    Choice::new(at, format!("Nobody in the written order can speak now; {} {}.", table.name(at), table.wait_in_words(at)))
}
