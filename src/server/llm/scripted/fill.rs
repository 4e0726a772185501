//! What fills the slots of a sentence: the subject and the choices of the question, its figures, what
//! the speaker knows and holds dear; and the arguments made from them.

use super::bank::{Part, REASON, STEP};
use super::draft::{Draft, Naming};
use super::index::Tag;
use super::text::count;

/// Turns in which the choices are named in full.
const EARLY: usize = 3;

impl Draft<'_, '_> {
    /// What fills slots anywhere: subject, choices, figure, field and value of the person. Nothing that
    /// the line already says; a choice that it says comes back as "it" or "the other".
    pub(super) fn common(&mut self, given: &[(&str, &str)], asks: bool) -> Vec<(&'static str, String)> {
        let (ctx, text) = (self.ctx, self.text());
        let is_given = |slot: &str| given.iter().any(|(s, _)| *s == slot);
        let unsaid = |list: &[String]| list.iter().filter(|item| !text.contains(item.as_str())).cloned().collect::<Vec<String>>();
        let fresh =
            |list: &[String], turns: usize| unsaid(list).into_iter().filter(|item| !ctx.recently(item, turns)).collect::<Vec<String>>();
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
    pub(super) fn tied(&mut self, text: String, part: Part, slots: &[(&str, &str)]) -> String {
        let ends = if matches!(part, Part::Propose | Part::Amend | Part::Settle) { STEP } else { REASON };
        let Some(stem) = text.strip_suffix('.').filter(|s| count(s) < 26) else { return text };
        let fits = |end: &&&str| {
            let open = end
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}'))
                .all(|(slot, _)| slots.iter().any(|(s, v)| *s == slot && !v.is_empty()));
            open && !self.ctx.own.has(end.split('{').next().unwrap_or(end))
        };
        let open: Vec<&&str> = ends.iter().filter(fits).collect();
        let Some(end) = self.rng.pick(&open) else { return text };
        let end = slots.iter().fold((**end).to_owned(), |t, (slot, value)| t.replace(&format!("{{{slot}}}"), value));
        format!("{stem}{end}.")
    }

    /// An argument about the choices.
    pub(super) fn weigh(&mut self) -> bool {
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

    pub(super) fn position(&mut self) -> bool {
        let side = &self.ctx.side;
        let (mine, other) = (self.choose(&side.favourite), self.choose(&side.rival));
        // The first speakers say what it is about in full.
        let early = self.ctx.trace.turns.len() < EARLY;
        let full = |list: &[String], short: String| list.first().filter(|_| early).cloned().unwrap_or(short);
        let (mine, other) = (full(&side.favourite, mine), full(&side.rival, other));
        let asked = side.for_it.is_some() || side.against_it.is_some() || self.ctx.chooses;
        let tag = if asked { Tag::Position } else { Tag::Outlook };
        self.say(tag, &[("x", &mine), ("y", &other)], Naming::MustNot)
    }
}
