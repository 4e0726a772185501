//! What has happened so far, read off the transcript: who spoke, what was asked of whom, which
//! proposals are open and what became of them, which sentences are used up.

use std::sync::Arc;

use crate::features::simulations::types::MessageKind;
use crate::server::llm::scene::{Scene, SceneLine};

use super::bank::{Ask, Part};
use super::index::{Tag, index};
use super::notes::{Notes, notes};
use super::text::hash_small;

/// One line of a participant.
#[derive(Clone, Debug, Default)]
pub struct Turn<'a> {
    pub speaker: usize,
    pub text: &'a str,
    pub notes: Arc<Notes>,
}

impl Turn<'_> {
    /// Whether it names a cast member other than its speaker.
    pub fn calls(&self, who: usize) -> bool {
        who != self.speaker && self.notes.names.contains(&who)
    }
}

/// What was done to a proposal.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// Position in [`Trace::turns`].
    pub turn: usize,
    pub speaker: usize,
    pub part: Part,
}

/// The state of the conversation.
#[derive(Clone, Debug, Default)]
pub struct Trace<'a> {
    pub turns: Vec<Turn<'a>>,
    /// Last use of each template: position in `turns`.
    pub used: Vec<Option<usize>>,
    pub used_by_me: Vec<bool>,
    /// Number of the proposal and its events, in order of first mention.
    pub threads: Vec<(usize, Vec<Event>)>,
    /// Something was whispered to `me` since its last turn.
    pub told: bool,
    /// The latest line of the observer or the scene that all heard, with the number of turns since.
    pub outside: Option<(&'a SceneLine, usize)>,
}

impl<'a> Trace<'a> {
    /// Reads the scene. `called` are the names people are called by.
    pub fn read(scene: &'a Scene, called: &[String]) -> Self {
        let size = index().entries.len();
        let mut trace = Self { used: vec![None; size], used_by_me: vec![false; size], ..Self::default() };
        let small: Vec<u64> = called.iter().map(|n| hash_small(n)).collect();
        let spoken = scene.lines.iter().filter(|l| l.kind == MessageKind::Agent && l.speaker.is_some());
        let mut all = notes(spoken.map(|l| &*l.text), called, &small).into_iter();
        for line in &scene.lines {
            match (line.kind, line.speaker) {
                (MessageKind::Agent, Some(speaker)) => {
                    let notes = all.next().unwrap_or_default();
                    trace.hear(scene.me, Turn { speaker, text: &line.text, notes });
                }
                (MessageKind::Observer, _) if line.private && scene.cast.len() > 1 => trace.told = true,
                (MessageKind::Observer | MessageKind::Scene, _) => trace.outside = Some((line, trace.turns.len())),
                _ => {}
            }
        }
        let total = trace.turns.len();
        trace.outside = trace.outside.map(|(line, at)| (line, total - at));
        trace
    }

    fn hear(&mut self, me: usize, turn: Turn<'a>) {
        let (at, speaker) = (self.turns.len(), turn.speaker);
        self.told &= speaker != me;
        for number in turn.notes.made_of.iter().copied() {
            if let Some(used) = self.used.get_mut(number) {
                *used = Some(at);
            }
            if speaker == me
                && let Some(mine) = self.used_by_me.get_mut(number)
            {
                *mine = true;
            }
            if let Some(Tag::Opt(option, part)) = index().entry(number).map(|e| e.tag) {
                self.note(option, Event { turn: at, speaker, part });
            }
        }
        self.turns.push(turn);
    }

    fn note(&mut self, option: usize, event: Event) {
        match self.threads.iter_mut().find(|(number, _)| *number == option) {
            Some((_, events)) => events.push(event),
            None => self.threads.push((option, vec![event])),
        }
    }

    pub fn last(&self) -> Option<&Turn<'a>> {
        self.turns.last()
    }

    /// The last turn of somebody other than `me`.
    pub fn last_other(&self, me: usize) -> Option<&Turn<'a>> {
        self.turns.iter().rev().find(|t| t.speaker != me)
    }

    /// How many turns ago the participant spoke; a large number for never.
    pub fn silence(&self, who: usize) -> usize {
        self.turns.iter().rev().position(|t| t.speaker == who).unwrap_or(1000)
    }

    pub fn times(&self, who: usize) -> usize {
        self.turns.iter().filter(|t| t.speaker == who).count()
    }

    /// What the last line asks of `me`, when it names me: the kind of question if it is known.
    pub fn asked(&self, me: usize) -> Option<Option<Ask>> {
        let last = self.last().filter(|t| t.calls(me))?;
        let kind = last.notes.made_of.iter().rev().find_map(|n| match index().entry(*n).map(|e| e.tag) {
            Some(Tag::Ask(kind)) => Some(kind),
            _ => None,
        });
        last.notes.asks.then_some(kind)
    }

    /// Whether the last line of another points out what I overlook.
    pub fn blind_spot_named(&self, me: usize) -> bool {
        self.last().is_some_and(|t| t.calls(me) && t.notes.made_of.iter().any(|n| index().entry(*n).is_some_and(|e| e.tag == Tag::Blind)))
    }

    /// The last speakers alternate between two people for `n` turns.
    pub fn ping_pong(&self, n: usize) -> bool {
        let last: Vec<usize> = self.turns.iter().rev().take(n).map(|t| t.speaker).collect();
        last.len() == n && last.windows(3).all(|w| matches!(w, [a, b, c] if a == c && a != b))
    }
}

/// Cast members named in a text, in order of first mention.
pub fn mentioned(text: &str, speaker: usize, called: &[String]) -> Vec<usize> {
    let mut found: Vec<(usize, usize)> = called
        .iter()
        .enumerate()
        .filter(|(who, _)| *who != speaker)
        .filter_map(|(who, name)| word_position(text, name).map(|at| (at, who)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, who)| who).collect()
}

/// Byte position of a name as a whole word.
fn word_position(text: &str, name: &str) -> Option<usize> {
    if name.is_empty() {
        return None;
    }
    text.match_indices(name).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|t| t.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|t| t.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// Noun phrases of a line that can be referred to, best last: those of its templates, and the subjects
/// of the talk and of its speaker.
pub fn gists(turn: &Turn, subjects: &[String]) -> Vec<String> {
    let marked: Vec<String> = turn.notes.made_of.iter().filter_map(|n| index().entry(*n).and_then(|e| e.gist)).map(str::to_owned).collect();
    let own: Vec<String> = subjects.iter().filter(|s| turn.text.contains(s.as_str())).cloned().collect();
    own.into_iter().chain(marked).collect()
}
