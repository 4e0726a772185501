//! Deterministic checks and measures over lines of a conversation. They need no model, cost
//! nothing, and run on every line before it is stored.
//!
//! [`check`] runs all guards on one line: `repetition` (and `opening`), `identity`, `facts`, `style`,
//! `language`, `loops`, `secrets` and `leakage`. A finding that fails keeps the line out; one that
//! warns is written down. [`select`] chooses and mends attempts, [`transcript`] checks a whole
//! conversation, [`read`] reads one from a file.
//!
//! Recipe for a new guard: a file with one `check` that takes a [`text::Line`] and gives
//! [`Finding`]s; a switch in the settings; one line in [`check`]; lines for it in the labelled set.

pub mod contract;
mod described;
mod facts;
mod identity;
pub mod language;
mod leakage;
mod lexicon;
pub mod loops;
pub mod names;
mod numbers;
mod places;
pub mod read;
pub mod repetition;
pub mod secrets;
pub mod select;
mod style;
#[cfg(test)]
mod tests;
pub mod text;
pub mod transcript;

pub use super::measures::{aba_rate, distinct_n, echo_rate, gini, opening_rate};
pub use contract::Contract;
pub use described::described;
pub use repetition::{Heard, Memory};

use crate::features::simulations::types::{GuardSettings, Secret, Severity};

use language::Language;
use text::Line;

/// What a guard has to say about a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the guard: `repetition`, `opening`, `identity`, …
    pub guard: &'static str,
    pub severity: Severity,
    /// A sentence for people; also quoted to the model when the line is asked for again.
    pub message: String,
    /// Start and end (exclusive) in the line, in characters, not bytes.
    pub span: (usize, usize),
    /// Which earlier line it is about: a position in the lines of the history. From
    /// [`repetition::check`] alone: in the list of own lines, or, counted on from its end, in the list
    /// of others' lines.
    pub turn: Option<usize>,
}

impl Finding {
    fn fail(guard: &'static str, message: String, span: (usize, usize)) -> Self {
        Self { guard, severity: Severity::Fail, message, span, turn: None }
    }

    fn warn(guard: &'static str, message: String, span: (usize, usize)) -> Self {
        Self { severity: Severity::Warn, ..Self::fail(guard, message, span) }
    }

    fn about(self, turn: usize) -> Self {
        Self { turn: Some(turn), ..self }
    }

    /// Whether it keeps the line out.
    pub fn fails(&self) -> bool {
        self.severity == Severity::Fail
    }
}

/// Which guards look at a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switches {
    pub repetition: bool,
    pub identity: bool,
    pub facts: bool,
    pub style: bool,
    pub language: bool,
    pub loops: bool,
    /// Also leaks of the prompt.
    pub secrets: bool,
}

impl From<&GuardSettings> for Switches {
    fn from(s: &GuardSettings) -> Self {
        let GuardSettings { repetition, identity, facts, style, language, loops, secrets, attempts: _ } = *s;
        Self { repetition, identity, facts, style, language, loops, secrets }
    }
}

impl Switches {
    pub const ALL: Self = Self { repetition: true, identity: true, facts: true, style: true, language: true, loops: true, secrets: true };
}

/// A line that was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<'a> {
    pub speaker: &'a str,
    pub text: &'a str,
}

/// What a line is checked against besides its speaker's contract.
#[derive(Clone, Copy, Debug)]
pub struct History<'a> {
    /// What was said before, oldest first.
    pub lines: &'a [Said<'a>],
    /// Names of everybody in the room, the speaker too.
    pub cast: &'a [&'a str],
    pub secrets: &'a [Secret],
    /// The part of the scenario that everybody sees.
    pub public: &'a str,
    /// The conversation's language; `None` when it isn't known.
    pub language: Option<&'static Language>,
    /// The speaker leads the conversation.
    pub leads: bool,
    /// The end is near, where people may say goodbye.
    pub closing: bool,
    pub switches: Switches,
}

/// Earlier lines that are looked at, at most.
const LOOK_BACK: usize = 400;

/// Everything the guards have to say about a line; empty when it is fine.
pub fn check(contract: &Contract, history: &History, candidate: &str) -> Vec<Finding> {
    let line = Line::new(candidate);
    let on = history.switches;
    let mut findings = Vec::new();
    if on.repetition {
        findings.extend(repeated(&contract.name, history, candidate));
    }
    if on.identity {
        findings.extend(identity::check(&line, &identity::Room { me: &contract.name, cast: history.cast, leads: history.leads }));
    }
    if on.facts {
        findings.extend(facts::check(&line, contract));
    }
    if on.style {
        let own = history.lines.iter().rev().take(LOOK_BACK).filter(|l| l.speaker == contract.name).map(|l| l.text);
        findings.extend(style::check(&line, contract, own));
    }
    if let Some(language) = history.language.filter(|_| on.language) {
        findings.extend(language::check(&line, language));
    }
    if on.loops && !history.closing {
        findings.extend(looping(&line, history));
    }
    if on.secrets {
        let circle = secrets::Circle { secrets: history.secrets, me: &contract.name, public: history.public };
        findings.extend(secrets::check(candidate, &circle, |_| history.lines.iter().map(|l| l.text).collect()));
        findings.extend(leakage::check(candidate, &line));
    }
    findings
}

/// The earlier lines that count for repetition, with their positions in the history.
fn heard(me: &str, history: &History) -> (Memory, Vec<usize>) {
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for (at, said) in history.lines.iter().enumerate().rev().take(LOOK_BACK) {
        let (list, most) = if said.speaker == me { (&mut own, repetition::OWN_LINES) } else { (&mut others, repetition::OTHER_LINES) };
        if list.len() < most {
            list.push((at, *said));
        }
    }
    own.reverse();
    others.reverse();
    let own_texts: Vec<&str> = own.iter().map(|(_, said)| said.text).collect();
    let others_heard: Vec<Heard> = others.iter().map(|(_, said)| Heard { speaker: said.speaker, text: said.text }).collect();
    let places = own.iter().chain(&others).map(|(at, _)| *at).collect();
    (Memory::new(&own_texts, &others_heard), places)
}

fn repeated(me: &str, history: &History, candidate: &str) -> Vec<Finding> {
    let (memory, places) = heard(me, history);
    let findings = memory.check(candidate).into_iter();
    findings.map(|f| Finding { turn: f.turn.and_then(|at| places.get(at).copied()), ..f }).collect()
}

/// How close a line comes to what was said, 0 to 1.
pub fn closeness(me: &str, history: &History, candidate: &str) -> f64 {
    heard(me, history).0.closeness(candidate)
}

/// Whether the line would make a loop with the lines before it.
fn looping(line: &Line, history: &History) -> Option<Finding> {
    let this = loops::kind(line)?;
    let before = history.lines.iter().rev().take(loops::AGREEING_LINES).map(|said| loops::kind(&Line::new(said.text)));
    let kinds: Vec<Option<loops::Loop>> = std::iter::once(Some(this)).chain(before).collect();
    let found = loops::found(&kinds)?;
    Some(Finding::fail("loops", found.reason, (0, line.chars.len())))
}
