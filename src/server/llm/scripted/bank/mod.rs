//! The sentences the scripted model speaks with, grouped by what they do in a conversation.
//!
//! Recipe: add a sentence to the list of its kind. It starts with a capital, ends with a mark,
//! stands on its own, keeps its first five words to itself (a test checks it), and works in any
//! meeting. `[…]` marks the noun phrase others may refer to. A sentence without a slot is heard
//! again in the next conversation, so give it one: `{k}` the subject of the question, `{x}` and `{y}`
//! the choices, `{f}` a figure of the brief and `{h}` one that counts, `{e}` a field and `{v}` a value of the speaker can be
//! filled anywhere; the others are named in each file.

mod answers;
mod arguments;
mod asks;
mod claims;
mod closing;
mod concepts;
mod domains;
mod leads;
mod options_a;
mod options_b;
mod options_tail;
mod persona;
mod replies;
mod situation;

pub use answers::ANSWERS;
pub use arguments::{CON, OUTLOOK, POSITION, PRO, VERSUS, WITH_FIGURE};
pub use asks::{ASKS, OPEN_ASKS};
pub use claims::CLAIMS;
pub use closing::{CLOSERS, COMMITS, RESERVES, SUMS};
pub use concepts::CONCEPTS;
pub use domains::DOMAINS;
pub use leads::LEADS;
pub use options_tail::{REASON, STEP};
pub use persona::{ADMIT, ANCHOR, BLIND, CASE, EXPERTISE, GOALS, LIMITS, MOVES, PHRASES, ROLES, STANCE_AFTER, STANCE_BEFORE, VALUES};
pub use replies::REPLIES;
pub use situation::{
    AFTERMATH, CONSTRAINT, FACTS, FIGURE, FRANK, GOAL, KEY, OBSERVER_ASK, OBSERVER_SAY, OPENERS, PLAIN, PUZZLED, SCENE, VERB, VERDICTS,
    WHISPERED,
};

/// What the panel is on at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    Purpose,
    Evidence,
    People,
    Money,
    Risk,
    Practice,
    Trust,
    Measure,
}

/// What a first sentence does with what was said before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    Agree,
    Challenge,
    Concede,
    Reply,
    Third,
    Object,
    Support,
    Defend,
    Amend,
    /// Amends a proposal that somebody objected to.
    Bridge,
    Settle,
    Propose,
    Turn,
}

/// What a question to one person asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    Worry,
    Evidence,
    Experience,
    Condition,
    Owner,
    First,
    Missing,
    Measure,
    /// Where the person stands; for those who haven't spoken yet.
    Position,
}

impl Ask {
    pub const ALL: [Ask; 8] =
        [Ask::Worry, Ask::Evidence, Ask::Experience, Ask::Condition, Ask::Owner, Ask::First, Ask::Missing, Ask::Measure];
}

/// What a sentence does to a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Propose,
    Object,
    Reply,
    Support,
    Amend,
    Settle,
}

/// A proposal with its thread.
#[derive(Debug)]
pub struct Opt {
    /// Without article: it must read well after "the" and after a name with 's.
    pub name: &'static str,
    pub topic: Topic,
    pub propose: [&'static str; 2],
    pub object: [&'static str; 2],
    pub reply: [&'static str; 2],
    pub support: [&'static str; 2],
    pub amend: [&'static str; 2],
    pub settle: &'static str,
}

impl Opt {
    /// The sentences that do `part`.
    pub fn part(&self, part: Part) -> &[&'static str] {
        match part {
            Part::Propose => &self.propose,
            Part::Object => &self.object,
            Part::Reply => &self.reply,
            Part::Support => &self.support,
            Part::Amend => &self.amend,
            Part::Settle => std::slice::from_ref(&self.settle),
        }
    }

    pub const PARTS: [Part; 6] = [Part::Propose, Part::Object, Part::Reply, Part::Support, Part::Amend, Part::Settle];
}

/// All proposals; a position in this order is the number of a proposal.
pub fn options() -> impl Iterator<Item = &'static Opt> {
    options_a::OPTIONS_A.iter().chain(options_b::OPTIONS_B)
}

/// The proposal with this number.
pub fn option(number: usize) -> Option<&'static Opt> {
    options().nth(number)
}
