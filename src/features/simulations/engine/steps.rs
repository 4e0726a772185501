//! What to do next with a simulation, and how long to wait before: pure functions of what is stored.

use std::time::Duration;

use crate::features::simulations::store::simulations::Head;
use crate::features::simulations::types::{Settings, State};
use crate::server::llm::scripted::Rng;

use super::turn::Live;

/// Words a minute at which people take in what they hear (Brysbaert 2019: 238 when reading).
const WORDS_A_MINUTE: u64 = 240;
/// Shortest and longest human-like pause, in milliseconds.
const SHORTEST: u64 = 700;
const LONGEST: u64 = 15_000;
/// What helps when a limit is reached.
pub(in crate::features::simulations) const RAISE: &str = "Raise or remove it under Brief, Settings, then resume.";

/// The next step.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing: it doesn't run.
    Rest,
    /// It waits for a place.
    Admit,
    /// It has said all it was to say.
    Finish,
    /// A limit is reached.
    Pause(String),
    /// A round of the scenario begins: its number.
    Announce(u32),
    /// Speak the next turn.
    Speak,
}

/// The decision. `unbooked` is the time since the last turn was stored, in milliseconds.
pub(super) fn next_step(live: &Live, unbooked: u64) -> Step {
    let head = &live.head;
    match head.state {
        State::Queued => Step::Admit,
        State::Running if head.turns >= head.until => Step::Finish,
        State::Running if head.step_to > 0 && head.turns >= head.step_to => Step::Pause(stepped(live)),
        State::Running => match (limit(live, unbooked), announcement(live)) {
            (Some(reason), _) => Step::Pause(format!("{reason} {RAISE}")),
            (None, Some(part)) => Step::Announce(part),
            (None, None) => Step::Speak,
        },
        _ => Step::Rest,
    }
}

/// Why it pauses after a single turn: with one person on the panel it is the observer's turn.
fn stepped(live: &Live) -> String {
    match live.plan.alone() {
        Some(only) => format!("Waiting for you: say something, and {} answers.", only.persona.name),
        None => "One turn was spoken, as asked.".to_owned(),
    }
}

/// The limit that is reached, in words.
fn limit(live: &Live, unbooked: u64) -> Option<&'static str> {
    reached(&live.head, &live.plan.settings, unbooked)
}

/// The cap on money or tokens that is reached, in words; whatever calls a model for a conversation keeps to it.
pub(in crate::features::simulations) fn spent(head: &Head, settings: &Settings) -> Option<&'static str> {
    if settings.budget_micros > 0 && head.cost_micros >= settings.budget_micros {
        return Some("The budget is used up.");
    }
    (settings.max_tokens > 0 && head.tokens >= settings.max_tokens).then_some("The limit of tokens is reached.")
}

/// The limit at which no turn may begin, in words: money, tokens or time.
pub(in crate::features::simulations) fn reached(head: &Head, settings: &Settings, unbooked: u64) -> Option<&'static str> {
    let time = left(head, settings, unbooked).is_some_and(|left| left.is_zero()).then_some("The time is up.");
    spent(head, settings).or(time)
}

/// Time until the limit of minutes; `None` without one. It is counted, not read off a clock, so that
/// a clock that jumps changes nothing.
pub(super) fn time_left(live: &Live, unbooked: u64) -> Option<Duration> {
    left(&live.head, &live.plan.settings, unbooked)
}

fn left(head: &Head, settings: &Settings, unbooked: u64) -> Option<Duration> {
    let minutes = u64::from(settings.max_minutes);
    (minutes > 0).then(|| Duration::from_millis((minutes * 60_000).saturating_sub(head.active_ms + unbooked)))
}

/// The round of the scenario that begins with the next turn.
fn announcement(live: &Live) -> Option<u32> {
    let (number, _) = live.plan.scenario.round_at(live.head.turns + 1)?;
    let number = u32::try_from(number).ok()?;
    (number > live.head.part && live.head.open_turn == 0).then_some(number)
}

/// The pause between the last turn and the next one. `words` is the length of the last line.
pub(super) fn pause(live: &Live, words: usize) -> Duration {
    let (head, settings) = (&live.head, &live.plan.settings);
    if head.turns == 0 || head.open_turn > 0 || head.attempt > 0 || head.step_to > 0 {
        return Duration::ZERO;
    }
    let interval = u64::from(settings.interval_ms);
    let human = if settings.pacing { human(settings.seed, head.turns, words) } else { 0 };
    Duration::from_millis(interval.max(human))
}

/// As long as people need to take a line in, give or take 40 %.
fn human(seed: u64, turn: u32, words: usize) -> u64 {
    let read = (words as u64).saturating_mul(60_000) / WORDS_A_MINUTE;
    let percent = 60 + Rng::new(&[seed, u64::from(turn), 31]).below(81) as u64;
    (read.saturating_mul(percent) / 100).clamp(SHORTEST, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn human_pauses_grow_with_the_line_and_vary() {
        let short: u64 = (0..50).map(|turn| human(1, turn, 8)).sum();
        let long: u64 = (0..50).map(|turn| human(1, turn, 50)).sum();
        assert!(long > 2 * short, "{short} {long}");
        assert_ne!(human(1, 1, 40), human(1, 2, 40));
        assert_eq!(human(1, 1, 40), human(1, 1, 40));
        assert!((0..200).all(|turn| (SHORTEST..=LONGEST).contains(&human(9, turn, turn as usize * 3))));
    }
}
