//! Who is addressed answers.

use super::{Choice, Table, draw};
use crate::features::simulations::types::{Message, MessageKind};

/// Lines after which two people who only address each other let somebody else in.
const EXCHANGE: usize = 5;

/// Who was addressed by name; else by lot.
pub(super) fn first(table: &Table<'_>) -> Choice {
    let Some(mut choice) = called(table) else { return draw::weighted(table) };
    // Who calls a third person in ends the exchange without help.
    let goes_on = table.partner() == Some(choice.speaker) && table.exchange() >= EXCHANGE;
    if table.able.len() > 2 && goes_on && !is_called_by_observer(table) {
        return break_up(table, choice.speaker);
    }
    if let Some(overdue) = draw::overdue(table).filter(|_| !is_called_by_observer(table)) {
        return overdue;
    }
    choice.candidates = table.pool.iter().map(|at| scored(table, *at, choice.speaker)).collect();
    choice
}

fn scored(table: &Table<'_>, at: usize, chosen: usize) -> (usize, f64, String) {
    let why = if at == chosen { "addressed by name".to_owned() } else { table.wait_in_words(at) };
    (at, if at == chosen { 1.0 } else { 0.0 }, why)
}

/// Somebody else after a long exchange of two.
fn break_up(table: &Table<'_>, called: usize) -> Choice {
    let pair = [table.last(), Some(called)];
    let third = table.pool.iter().copied().filter(|at| !pair.contains(&Some(*at))).max_by_key(|at| (table.silence(*at), usize::MAX - at));
    let at = third.unwrap_or(called);
    Choice::new(
        at,
        format!("Two people have been talking to each other for {EXCHANGE} turns; {} {}.", table.name(at), table.wait_in_words(at)),
    )
}

fn is_called_by_observer(table: &Table<'_>) -> bool {
    table.since_last().into_iter().filter(|line| line.kind != MessageKind::Agent).any(|line| named_in(table, line).is_some())
}

/// Who is addressed by name in what was said since the last participant spoke, that line included.
/// The observer's words count first, then the latest name in the line.
pub(super) fn called(table: &Table<'_>) -> Option<Choice> {
    let since = table.since_last();
    let (agents, observers): (Vec<&Message>, Vec<&Message>) = since.into_iter().partition(|line| line.kind == MessageKind::Agent);
    observers.into_iter().chain(agents).find_map(|line| {
        let at = named_in(table, line)?;
        let by = line.speaker.as_ref().map_or("the observer", |s| s.name.as_str());
        Some(Choice::new(at, format!("Addressed by {by}.")))
    })
}

/// The participant whose name comes last in a line, of those who may speak now.
fn named_in(table: &Table<'_>, line: &Message) -> Option<usize> {
    let place = |at: usize| table.situation.seats.called(at).iter().filter_map(|word| last_mention(&line.text, word)).max();
    table.pool.iter().filter_map(|at| place(*at).map(|place| (place, *at))).max().map(|(_, at)| at)
}

/// Byte position of the last mention of a name, as whole words.
pub fn last_mention(text: &str, name: &str) -> Option<usize> {
    if name.is_empty() {
        return None;
    }
    let boundary = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    text.rmatch_indices(name)
        .find(|(at, hit)| {
            let before = text.get(..*at).and_then(|t| t.chars().next_back());
            let after = text.get(at + hit.len()..).and_then(|t| t.chars().next());
            boundary(before) && boundary(after)
        })
        .map(|(at, _)| at)
}
