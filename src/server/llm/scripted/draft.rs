//! A line in the making: it draws unused sentences, fills their slots, and keeps count of what
//! speaks for and against it.

use super::bank::Topic;
use super::context::Context;
use super::index::{Tag, index};
use super::rng::Rng;
use super::text::{count, marked, upper_first};

/// Others' use of a template longer ago than this no longer rings in the ear, in turns.
const FORGOTTEN: usize = 40;

/// Whether a sentence may, must or mustn't name the person spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    May,
    Must,
    MustNot,
}

/// Material a sentence can be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Core {
    Claim(Topic),
    Domain,
    Case,
    Expertise,
    Value,
    Goal,
    Limit,
    Phrase,
    Habit,
    Role,
    Verb,
    Key,
    Constraint,
    Aim,
    Figure,
    Anchor,
    /// For what the person leans to, against the other choice, or a figure for either.
    Weigh,
    /// Where the person stands at the beginning.
    Position,
    Tagged(Tag),
}

/// A line in the making.
pub struct Draft<'a, 'c> {
    pub ctx: &'c Context<'a>,
    pub rng: Rng,
    parts: Vec<String>,
    taken: Vec<usize>,
    cores: Vec<Core>,
    /// Speaks for the line.
    pub merit: f64,
}

impl<'a, 'c> Draft<'a, 'c> {
    pub fn new(ctx: &'c Context<'a>, rng: Rng) -> Self {
        Self { ctx, rng, parts: Vec::new(), taken: Vec::new(), cores: Vec::new(), merit: 0.0 }
    }

    /// Whether the line already has a sentence that speaks in general terms. Two of them in a
    /// row read like a calendar of sayings.
    fn is_general(&self) -> bool {
        self.cores.iter().any(|c| {
            matches!(c, Core::Claim(_) | Core::Domain | Core::Value | Core::Expertise | Core::Phrase | Core::Case | Core::Key | Core::Verb)
        })
    }

    /// Whether the line already names the scenario's subject.
    fn is_anchored(&self) -> bool {
        let text = self.text();
        self.ctx.brief.keys.iter().chain(&self.ctx.brief.verb).any(|k| text.contains(k.as_str()))
    }

    pub fn words(&self) -> usize {
        self.parts.iter().map(|p| count(p)).sum()
    }

    pub fn sentences(&self) -> usize {
        self.parts.len()
    }

    pub fn text(&self) -> String {
        self.parts.join(" ")
    }

    /// Adds a sentence as it is.
    pub fn push(&mut self, sentence: &str) {
        self.parts.push(sentence.to_owned());
    }

    /// Adds an unused sentence of this kind whose slots can all be filled; false when none is left.
    pub fn say(&mut self, tag: Tag, slots: &[(&str, &str)], naming: Naming) -> bool {
        let common = self.common(slots, matches!(tag, Tag::Ask(_) | Tag::OpenAsk));
        let slots: Vec<(&str, &str)> = slots.iter().copied().chain(common.iter().map(|(slot, value)| (*slot, value.as_str()))).collect();
        let open: Vec<usize> = index().range(tag).filter(|number| self.is_open(*number, &slots, naming)).collect();
        let Some(number) = self.rng.pick(&open).copied() else { return false };
        let Some(entry) = index().entry(number) else { return false };
        let (mut text, _) = marked(entry.text);
        for (slot, value) in &slots {
            text = text.replace(&format!("{{{slot}}}"), value);
        }
        if let Tag::Opt(_, part) = tag {
            text = self.tied(text, part, &slots);
        }
        // Sentences that carry the scenario's own words keep the talk on its subject.
        if entry.text.contains("{k}") || entry.text.contains("{vp}") || entry.text.contains("{do}") || entry.text.contains("{x}") {
            self.merit += 0.8;
        }
        let never_used = self.ctx.trace.used.get(number).is_some_and(Option::is_none);
        self.merit -= if never_used { 0.0 } else { 5.0 };
        self.taken.push(number);
        self.parts.push(upper_first(&text));
        true
    }

    fn is_open(&self, number: usize, slots: &[(&str, &str)], naming: Naming) -> bool {
        let trace = &self.ctx.trace;
        let mine = trace.used_by_me.get(number).copied().unwrap_or(false);
        let age = trace.used.get(number).copied().flatten().map(|at| trace.turns.len() - at);
        if self.taken.contains(&number) || mine || age.is_some_and(|a| a < FORGOTTEN) {
            return false;
        }
        let Some(entry) = index().entry(number) else { return false };
        // The subject and what is to be done about it are often the same words.
        let of = |slot: &str| slots.iter().find(|(s, _)| *s == slot).map_or("", |(_, v)| *v);
        let last = of("k").rsplit(' ').next().unwrap_or("");
        let twice = |slot: &str| entry.text.contains(&format!("{{{slot}}}")) && of(slot).contains(last);
        if !last.is_empty() && entry.text.contains("{k}") && (twice("x") || twice("y") || twice("do") || twice("vp")) {
            return false;
        }
        // "It" and "the alternative" are clear one at a time.
        let both = entry.text.contains("{x}") && entry.text.contains("{y}");
        if both && (of("x") == "it" || of("y") == "the alternative") {
            return false;
        }
        let names = entry.text.contains("{n}");
        let named = match naming {
            Naming::May => true,
            Naming::Must => names,
            Naming::MustNot => !names,
        };
        named
            && entry
                .text
                .split('{')
                .skip(1)
                .all(|rest| rest.split_once('}').is_some_and(|(slot, _)| slots.iter().any(|(s, v)| *s == slot && !v.is_empty())))
    }

    /// Adds a sentence of this material; false when there is none left.
    pub fn core(&mut self, core: Core) -> bool {
        let general = matches!(core, Core::Claim(_) | Core::Domain | Core::Value | Core::Expertise | Core::Key | Core::Case | Core::Weigh);
        if self.rings(core) || self.cores.contains(&core) || (general && self.is_general()) {
            return false;
        }
        let done = self.try_core(core);
        if done {
            self.cores.push(core);
            self.merit += match core {
                Core::Case => 5.0,
                Core::Weigh | Core::Position => 6.0,
                Core::Claim(_) | Core::Tagged(_) => 0.0,
                _ => 1.5,
            };
        }
        done
    }

    /// Whether a kind of sentence that wears out quickly was heard a moment ago from anybody.
    fn rings(&self, core: Core) -> bool {
        let (tag, turns) = match core {
            Core::Limit => (Tag::Limit, 10),
            Core::Goal => (Tag::Goal, 5),
            Core::Value => (Tag::Value, 4),
            Core::Habit => (Tag::Move, 5),
            Core::Constraint => (Tag::Constraint, 6),
            Core::Figure => (Tag::Figure, 6),
            Core::Aim => (Tag::Aim, 8),
            Core::Expertise => (Tag::Expertise, 3),
            Core::Anchor => (Tag::Anchor, 3),
            Core::Case => (Tag::Case, 2),
            _ => return false,
        };
        let trace = &self.ctx.trace;
        index().range(tag).any(|n| trace.used.get(n).copied().flatten().is_some_and(|at| trace.turns.len() - at <= turns))
    }

    fn try_core(&mut self, core: Core) -> bool {
        let (m, b) = (&self.ctx.material, &self.ctx.brief);
        match core {
            Core::Claim(topic) => self.say(Tag::Claim(topic), &[], Naming::May),
            Core::Domain => self.ctx.domain.is_some_and(|d| self.say(Tag::Domain(d), &[], Naming::May)),
            Core::Case => self.own_words(&m.cases, Tag::Case, 30),
            Core::Phrase => self.own_words(&m.phrases, Tag::Phrase, 25),
            Core::Weigh => self.weigh(),
            Core::Position => self.position(),
            Core::Expertise => self.slotted(&m.expertise, Tag::Expertise, "e"),
            Core::Value => self.slotted(&m.values, Tag::Value, "v"),
            Core::Goal => self.slotted(&m.goals, Tag::Goal, "goal"),
            Core::Limit => self.slotted(&m.limits, Tag::Limit, "l"),
            Core::Habit => self.slotted(&m.habits, Tag::Move, "m"),
            Core::Role => m.role.clone().is_some_and(|r| self.slotted(&[r], Tag::Role, "r")),
            Core::Verb | Core::Key if self.is_anchored() => false,
            Core::Verb => self.slotted(b.verb.as_slice(), Tag::Verb, "do"),
            Core::Key => self.slotted(&b.keys, Tag::Key, "k"),
            Core::Constraint => self.slotted(&b.constraints, Tag::Constraint, "c"),
            Core::Aim => self.slotted(&b.goals, Tag::Aim, "g"),
            Core::Figure => self.slotted(&b.figures, Tag::Figure, "f"),
            Core::Anchor => self.slotted(&[String::from("-")], Tag::Anchor, "-"),
            Core::Tagged(tag) => self.say(tag, &[], Naming::MustNot),
        }
    }

    fn slotted(&mut self, items: &[String], tag: Tag, slot: &str) -> bool {
        let Some(item) = self.rng.pick(items).cloned() else { return false };
        if tag == Tag::Constraint && self.text().to_lowercase().contains(&item.to_lowercase()) {
            return false;
        }
        let key = self.rng.pick(&self.ctx.brief.keys).cloned().unwrap_or_default();
        let plan = self.ctx.brief.verb.clone().unwrap_or_default();
        let verb = if self.ctx.brief.yes_no { plan.clone() } else { String::new() };
        // The item's own slot first: it must win when it is the key or the verb itself.
        self.say(tag, &[(slot, &item), ("k", &key), ("vp", &verb), ("do", &plan)], Naming::MustNot)
    }

    /// The person's own words, in some cases after a sentence that leads up to them.
    fn own_words(&mut self, items: &[String], tag: Tag, lead_percent: usize) -> bool {
        let Some(item) = self.rng.pick(items).cloned() else { return false };
        if self.sentences() < 2 && !item.ends_with('?') && self.rng.chance(lead_percent) {
            self.say(tag, &[], Naming::MustNot);
        }
        self.push(&item);
        true
    }
}
