//! A line in the making: it draws unused sentences, fills their slots, and keeps count of what
//! speaks for and against it.

use super::bank::{Part, REASON, STEP, Topic};
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
        let slots: Vec<(&str, &str)> =
            slots.iter().copied().chain(common.iter().map(|(slot, value)| (*slot, value.as_str()))).collect();
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

    /// What fills slots anywhere: subject, choices, figure, field and value of the person. Nothing that
    /// the line already says; a choice that it says comes back as "it" or "the other".
    fn common(&mut self, given: &[(&str, &str)], asks: bool) -> Vec<(&'static str, String)> {
        let (ctx, text) = (self.ctx, self.text());
        let is_given = |slot: &str| given.iter().any(|(s, _)| *s == slot);
        let unsaid = |list: &[String]| list.iter().filter(|item| !text.contains(item.as_str())).cloned().collect::<Vec<String>>();
        let fresh = |list: &[String], turns: usize| unsaid(list).into_iter().filter(|item| !ctx.recently(item, turns)).collect::<Vec<String>>();
        let mut found: Vec<(&'static str, String)> = Vec::with_capacity(6);
        let choice = |draft: &mut Self, list: &[String], again: &str| {
            if list.iter().any(|item| text.contains(item.as_str())) { again.to_owned() } else { draft.choose(list) }
        };
        if !is_given("x") {
            let again = if asks { "" } else { "it" };
            found.push(("x", choice(self, &ctx.side.action, again)));
        }
        if !is_given("y") {
            found.push(("y", choice(self, &ctx.side.other, "the alternative")));
        }
        if !is_given("k") {
            let mut keys = fresh(&ctx.brief.keys, 2);
            if keys.is_empty() || (ctx.wordy && self.rng.chance(40)) {
                keys.extend(unsaid(&ctx.stand_ins));
            }
            found.push(("k", self.pick(&keys)));
        }
        if !is_given("e") {
            let new = unsaid(&ctx.material.expertise);
            let any = if new.is_empty() { fresh(&ctx.fields, 12) } else { new };
            found.push(("e", self.pick(&any)));
        }
        if !is_given("v") {
            found.push(("v", self.pick(&unsaid(&ctx.me.values))));
        }
        if !is_given("f") {
            found.push(("f", self.pick(&fresh(&ctx.brief.numbers, 5))));
        }
        if !is_given("h") {
            let counted: Vec<String> = fresh(&ctx.brief.numbers, 5).into_iter().filter(|f| super::subject::is_count(f)).collect();
            found.push(("h", self.pick(&counted)));
        }
        if !is_given("p") {
            found.push(("p", ctx.profession().unwrap_or_default()));
        }
        found
    }

    /// One of the items; empty when there are none.
    pub fn pick(&mut self, items: &[String]) -> String {
        self.rng.pick(items).cloned().unwrap_or_default()
    }

    /// One of the names of a choice, rather one that wasn't heard a moment ago.
    fn choose(&mut self, names: &[String]) -> String {
        let fresh: Vec<String> = names.iter().filter(|name| !self.ctx.recently(name, 3)).cloned().collect();
        if fresh.is_empty() { self.pick(names) } else { self.pick(&fresh) }
    }

    /// A sentence about a proposal, tied to the question.
    fn tied(&mut self, text: String, part: Part, slots: &[(&str, &str)]) -> String {
        let ends = if matches!(part, Part::Propose | Part::Amend | Part::Settle) { STEP } else { REASON };
        let Some(stem) = text.strip_suffix('.').filter(|s| count(s) < 26) else { return text };
        let fits = |end: &&&str| {
            let open = end.split('{').skip(1).filter_map(|rest| rest.split_once('}')).all(|(slot, _)| slots.iter().any(|(s, v)| *s == slot && !v.is_empty()));
            open && !self.ctx.own.has(end.split('{').next().unwrap_or(end))
        };
        let open: Vec<&&str> = ends.iter().filter(fits).collect();
        let Some(end) = self.rng.pick(&open) else { return text };
        let end = slots.iter().fold((**end).to_owned(), |t, (slot, value)| t.replace(&format!("{{{slot}}}"), value));
        format!("{stem}{end}.")
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

    /// An argument about the choices.
    fn weigh(&mut self) -> bool {
        let side = &self.ctx.side;
        let said = self.text();
        let named = |list: &[String]| list.iter().any(|item| said.contains(item.as_str()));
        let mine = if named(&side.favourite) { "it".to_owned() } else { self.choose(&side.favourite) };
        let other = if named(&side.rival) { "the alternative".to_owned() } else { self.choose(&side.rival) };
        let mut kinds: Vec<(Tag, usize)> = vec![(Tag::ProAny, 5), (Tag::ConAny, 4), (Tag::Versus, 5)];
        kinds.extend(side.for_it.map(|c| (Tag::Pro(c), 14)));
        kinds.extend(side.against_it.map(|c| (Tag::Con(c), 12)));
        if !self.ctx.brief.numbers.is_empty() {
            kinds.push((Tag::WithFigure, 9));
        }
        for _ in 0..4 {
            let Some(tag) = self.rng.weighted(&kinds) else { return false };
            let slots = match tag {
                Tag::Con(_) | Tag::ConAny => vec![("x", other.as_str())],
                Tag::Pro(_) | Tag::ProAny => vec![("x", mine.as_str())],
                _ => vec![("x", mine.as_str()), ("y", other.as_str())],
            };
            if self.say(tag, &slots, Naming::MustNot) {
                return true;
            }
        }
        false
    }

    fn position(&mut self) -> bool {
        let side = &self.ctx.side;
        let (mine, other) = (self.choose(&side.favourite), self.choose(&side.rival));
        // The first speakers say what it is about in full.
        let early = self.ctx.trace.turns.len() < 3;
        let full = |list: &[String], short: String| list.first().filter(|_| early).cloned().unwrap_or(short);
        let (mine, other) = (full(&side.favourite, mine), full(&side.rival, other));
        let asked = side.for_it.is_some() || side.against_it.is_some() || self.ctx.chooses;
        let tag = if asked { Tag::Position } else { Tag::Outlook };
        self.say(tag, &[("x", &mine), ("y", &other)], Naming::MustNot)
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
