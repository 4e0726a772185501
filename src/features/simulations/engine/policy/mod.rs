//! Who speaks next: a pure function of plan, seed and transcript, with the reason for the choice
//! and the score of everybody who could have been chosen.
//!
//! Always: who is muted, has left or gave this turn away is not chosen; nobody speaks twice in a
//! row unless the settings allow it or nobody else can; and whoever can speak is chosen within a
//! bounded number of turns or the reason says why not, so that no policy gets stuck.
//!
//! Recipe for another policy: a file with one function from [`Table`] to [`Choice`], and a line in
//! [`decide`].

mod draw;
mod hands;
pub(in crate::features::simulations) mod mention;
mod moderator;
mod order;
pub(super) mod selector;
mod table;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::features::simulations::store::simulations::{Chosen, Plan};
use crate::features::simulations::types::{Candidate, Message, Policy};

pub use table::{Seats, Table};

/// What a choice is made from.
pub struct Situation<'a> {
    pub plan: &'a Plan,
    pub seats: &'a Seats,
    pub lines: &'a [Arc<Message>],
    /// Turn to be spoken, from 1.
    pub turn: u32,
    /// Turn at which the conversation ends.
    pub until: u32,
    /// Participants who gave this turn away.
    pub yielded: &'a [String],
    /// Participant whom an observer chose; empty when nobody did.
    pub next_up: &'a str,
}

/// Who speaks, as a position in the cast.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    pub speaker: usize,
    /// In words.
    pub reason: String,
    /// Score and reason of everybody in question, by position in the cast.
    pub candidates: Vec<(usize, f64, String)>,
}

impl Choice {
    fn new(speaker: usize, reason: impl Into<String>) -> Self {
        Self { speaker, reason: reason.into(), candidates: Vec::new() }
    }

    /// With the participants' ids in place of positions.
    pub fn named(self, plan: &Plan) -> Chosen {
        let id = |at: usize| plan.cast.get(at).map(|m| m.id.clone()).unwrap_or_default();
        let scored = self.candidates.into_iter();
        let candidates = scored.map(|(at, score, why)| Candidate { participant: id(at), score: (score * 1000.0).round() / 1000.0, why });
        Chosen { speaker: id(self.speaker), reason: self.reason, candidates: candidates.collect(), selector: None }
    }
}

/// The decision.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    Speak(Chosen),
    /// A model is to be asked; the choice stands when it gives no usable answer.
    Ask(Chosen),
    /// Nobody can be chosen now; the reason, for people.
    Wait(String),
}

/// Decides who speaks.
pub fn decide(situation: &Situation<'_>) -> Decision {
    let table = Table::of(situation);
    let plan = situation.plan;
    if table.able.is_empty() {
        return Decision::Wait(nobody(&table));
    }
    if let Some(at) = plan.seat(situation.next_up).filter(|at| table.able.contains(at)) {
        return Decision::Speak(Choice::new(at, "Chosen by the observer.").named(plan));
    }
    let choice = match plan.settings.policy {
        Policy::RoundRobin => order::round_robin(&table),
        Policy::Pooled => draw::pooled(&table),
        Policy::Weighted => draw::weighted(&table),
        Policy::MentionFirst => mention::first(&table),
        Policy::HandRaising => hands::raise(&table),
        Policy::Moderator => moderator::lead(&table),
        Policy::ModelSelector => {
            let rules = draw::weighted(&table).named(plan);
            return if table.pool.len() > 1 { Decision::Ask(rules) } else { Decision::Speak(rules) };
        }
        Policy::Manual => return Decision::Wait(waiting(&table)),
        Policy::Scripted => order::scripted(&table),
    };
    Decision::Speak(choice.named(plan))
}

fn nobody(table: &Table<'_>) -> String {
    if table.is_anybody_here() {
        "Nobody on the panel can speak. Unmute or add a participant, then resume.".to_owned()
    } else {
        "The panel is empty. Add a participant, then resume.".to_owned()
    }
}

fn waiting(table: &Table<'_>) -> String {
    match table.situation.next_up {
        "" => "Choose who speaks next.".to_owned(),
        chosen => {
            format!("{} can't speak now. Choose who speaks next.", table.situation.plan.seat(chosen).map_or(chosen, |at| table.name(at)))
        }
    }
}
