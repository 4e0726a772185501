//! What all policies look at: who can speak, who spoke when, what people are called.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::Situation;
use crate::features::simulations::store::simulations::Plan;
use crate::features::simulations::types::{Message, MessageKind};
use crate::server::llm::scripted::{Rng, hash};

/// What does not change while the plan doesn't: names, and the words that people know about.
pub struct Seats {
    /// Words that address a person, by position in the cast; the best first.
    called: Vec<Vec<String>>,
    known: OnceLock<Vec<HashSet<u64>>>,
}

const TITLES: &str = " dr dr. prof prof. professor mr mr. mrs mrs. ms ms. sir dame miss judge captain sister father ";

impl Seats {
    pub fn of(plan: &Plan) -> Self {
        let names: Vec<Vec<&str>> = plan.cast.iter().map(|m| plain(&m.persona.name)).collect();
        let count = |part: &str| names.iter().filter(|name| name.contains(&part)).count();
        let called = plan.cast.iter().zip(&names).map(|(member, name)| {
            let ends = [name.first(), name.last()].into_iter().flatten().filter(|part| part.chars().count() > 1 && count(part) == 1);
            let mut words: Vec<String> = vec![member.persona.name.clone()];
            words.extend(ends.map(|part| (*part).to_owned()));
            words.dedup();
            words
        });
        Self { called: called.collect(), known: OnceLock::new() }
    }

    /// Words that address a person.
    pub fn called(&self, at: usize) -> &[String] {
        self.called.get(at).map_or(&[], Vec::as_slice)
    }

    /// Stems of the words that a person has something to say about. Read off the personas once.
    pub(super) fn known(&self, plan: &Plan, at: usize) -> Option<&HashSet<u64>> {
        let all = self.known.get_or_init(|| plan.cast.iter().map(|member| knowledge(member.persona.as_ref())).collect());
        all.get(at)
    }
}

/// The parts of a name, without titles.
fn plain(name: &str) -> Vec<&str> {
    let parts = name.split(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '(' | ')' | ','));
    parts.filter(|part| !part.is_empty() && !TITLES.contains(&format!(" {} ", part.to_lowercase()))).collect()
}

fn knowledge(p: &crate::features::agents::types::Persona) -> HashSet<u64> {
    let lists = [&p.expertise, &p.goals, &p.values];
    let texts = lists.into_iter().flatten().map(String::as_str).chain([p.profession.as_str(), &p.background, &p.stance, &p.archetype]);
    texts.flat_map(stems).collect()
}

/// Numbers of the words of a text that carry meaning: of at least four letters, by their first six.
pub(super) fn stems(text: &str) -> impl Iterator<Item = u64> + '_ {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.chars().count() >= 4).map(|word| hash(&word.to_lowercase().chars().take(6).collect::<String>()))
}

/// The situation, read once for a choice.
pub struct Table<'a> {
    pub(super) situation: &'a Situation<'a>,
    /// Seats of all lines of participants, oldest first.
    pub(super) speakers: Vec<usize>,
    /// Who can speak at all.
    pub(super) able: Vec<usize>,
    /// Who may speak now: without the last speaker, unless nobody else can or it is allowed.
    pub(super) pool: Vec<usize>,
}

impl<'a> Table<'a> {
    pub fn of(situation: &'a Situation<'a>) -> Self {
        let plan = situation.plan;
        let speakers: Vec<usize> = situation.lines.iter().filter_map(|line| seat_of(plan, line)).collect();
        let can = |at: &usize| plan.cast.get(*at).is_some_and(|m| m.can_speak() && !situation.yielded.contains(&m.id));
        let able: Vec<usize> = (0..plan.cast.len()).filter(can).collect();
        let last = speakers.last().copied();
        let others: Vec<usize> = able.iter().copied().filter(|at| plan.settings.self_follow || Some(*at) != last).collect();
        let pool = if others.is_empty() { able.clone() } else { others };
        Self { situation, speakers, able, pool }
    }

    pub(super) fn is_anybody_here(&self) -> bool {
        self.situation.plan.cast.iter().any(|m| !m.left)
    }

    pub(super) fn last(&self) -> Option<usize> {
        self.speakers.last().copied()
    }

    pub(super) fn name(&self, at: usize) -> &'a str {
        self.situation.plan.cast.get(at).map_or("", |m| m.persona.name.as_str())
    }

    /// Lines of participants since this one spoke; all of them when it never did.
    pub(super) fn silence(&self, at: usize) -> usize {
        self.speakers.iter().rev().position(|who| *who == at).unwrap_or(self.speakers.len())
    }

    pub(super) fn has_spoken(&self, at: usize) -> bool {
        self.speakers.contains(&at)
    }

    /// Turns that this one had.
    pub(super) fn turns(&self, at: usize) -> usize {
        self.speakers.iter().filter(|who| **who == at).count()
    }

    /// Talkativeness of the person, 0 to 100.
    pub(super) fn talkativeness(&self, at: usize) -> u8 {
        self.situation.plan.cast.get(at).map_or(50, |m| m.persona.style.talkativeness.min(100))
    }

    /// Who has waited longest; of several the first of the panel.
    pub(super) fn longest_waiting(&self) -> Option<usize> {
        let wait = |at: &usize| if self.has_spoken(*at) { self.silence(*at) } else { usize::MAX };
        self.pool.iter().copied().max_by(|a, b| wait(a).cmp(&wait(b)).then(b.cmp(a)))
    }

    /// How long somebody has been waiting, in words.
    pub(super) fn wait_in_words(&self, at: usize) -> String {
        match self.silence(at) {
            _ if !self.has_spoken(at) => "has not spoken yet".to_owned(),
            0 => "spoke last".to_owned(),
            1 => "has been silent for 1 turn".to_owned(),
            n => format!("has been silent for {n} turns"),
        }
    }

    /// Who spoke last before the one who spoke last of all.
    pub(super) fn partner(&self) -> Option<usize> {
        let last = self.last()?;
        self.speakers.iter().rev().find(|who| **who != last).copied()
    }

    /// How many of the last lines two people exchanged without anybody else.
    pub(super) fn exchange(&self) -> usize {
        let Some(last) = self.last() else { return 0 };
        let other = self.partner();
        let mut expected = Some(last);
        let mut length = 0;
        for who in self.speakers.iter().rev() {
            if Some(*who) != expected {
                break;
            }
            length += 1;
            expected = if expected == Some(last) { other } else { Some(last) };
        }
        length
    }

    /// Randomness of this turn: the same for the same seed, turn and refusals.
    pub(super) fn rng(&self, salt: u64) -> Rng {
        let s = self.situation;
        Rng::new(&[s.plan.settings.seed, u64::from(s.turn), s.yielded.len() as u64, salt])
    }

    /// Lines since the last participant spoke, that line included; newest first. What is whispered
    /// or pinned calls nobody.
    pub(super) fn since_last(&self) -> Vec<&'a Message> {
        let mut since: Vec<&'a Message> = Vec::new();
        for line in self.situation.lines.iter().rev() {
            since.push(line);
            if line.kind == MessageKind::Agent {
                break;
            }
        }
        since.retain(|line| line.to.is_empty() && line.kind != MessageKind::System);
        since
    }
}

/// Seat of the participant who spoke a line.
fn seat_of(plan: &Plan, line: &Message) -> Option<usize> {
    if line.kind != MessageKind::Agent {
        return None;
    }
    plan.seat(&line.speaker.as_ref()?.id)
}
