//! Hand-raising: everybody bids, and the highest bid speaks. Bids are free: how much the last line
//! is about what the person knows, how long they have been silent, how talkative they are. Being
//! addressed by name counts most.

use std::collections::HashSet;

use super::{Choice, Table, draw, mention, table};

const ADDRESSED: f64 = 0.6;
const RELEVANCE: f64 = 0.45;
const SILENCE: f64 = 0.3;
const TALK: f64 = 0.25;
/// What chance adds at most, so that equal bids don't always go to the same person.
const CHANCE: f64 = 0.12;
/// Words in common with the last line at which relevance is full.
const ENOUGH_WORDS: f64 = 4.0;

/// The highest bid.
pub(super) fn raise(table: &Table<'_>) -> Choice {
    if let Some(choice) = draw::overdue(table) {
        return choice;
    }
    let said: HashSet<u64> = heard(table);
    let called = mention::called(table).map(|choice| choice.speaker);
    let mut rng = table.rng(14);
    let bids: Vec<(usize, f64, String)> =
        table.pool.iter().map(|at| bid(table, *at, &said, called == Some(*at), rng.below(1000))).collect();
    let best = bids.iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    let Some((speaker, _, why)) = best.cloned() else { return draw::weighted(table) };
    let reason = if table.last().is_none() { "Opens the conversation.".to_owned() } else { format!("Raised a hand first: {why}.") };
    Choice { speaker, reason, candidates: bids }
}

/// Stems of what is on the table: the last line and what observers said since, or the question.
fn heard(table: &Table<'_>) -> HashSet<u64> {
    let since = table.since_last();
    if since.is_empty() {
        return table::stems(&table.situation.plan.scenario.question).collect();
    }
    since.iter().flat_map(|line| table::stems(&line.text)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of words and turns are far below 2^52")]
fn bid(table: &Table<'_>, at: usize, said: &HashSet<u64>, is_called: bool, chance: usize) -> (usize, f64, String) {
    let known = table.situation.seats.known(table.situation.plan, at);
    let common = known.map_or(0, |known| said.iter().filter(|stem| known.contains(*stem)).count());
    let relevance = (common as f64 / ENOUGH_WORDS).min(1.0);
    let silence = (table.silence(at) as f64 / (2 * table.able.len().max(2)) as f64).min(1.0);
    let talk = f64::from(table.talkativeness(at)) / 100.0;
    let addressed = if is_called { ADDRESSED } else { 0.0 };
    let score = addressed + RELEVANCE * relevance + SILENCE * silence + TALK * talk + CHANCE * chance as f64 / 1000.0;
    let about = match common {
        _ if is_called => "addressed by name".to_owned(),
        0 => "no special knowledge of it".to_owned(),
        1 => "knows about 1 thing that was said".to_owned(),
        n => format!("knows about {n} things that were said"),
    };
    (at, score, format!("{about}, {}", table.wait_in_words(at)))
}
