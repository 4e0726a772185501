//! Everything a line is made from, prepared once per call: the persona's material, the scenario's
//! words, the state of the conversation, the stage of the arc.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use crate::features::agents::types::Persona;
use crate::features::simulations::guards::{Heard, Memory};
use crate::server::llm::scene::Scene;

use super::address;
use super::bank::{DOMAINS, Topic};
use super::facts::{self, Voice};
use super::keys::keys;
use super::notes::Notes;
use super::question::verb_phrase;
use super::rng::{Rng, hash};
use super::side::{Side, side};
use super::subject;
use super::text::{count, inline, sentences, with_article};
use super::trace::Trace;

/// Where in its arc the conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Opening,
    Exploring,
    Tension,
    Converging,
    Closing,
}

/// What a person brings along, each item at most once.
#[derive(Clone, Debug, Default)]
pub struct Material {
    pub stance: Option<String>,
    pub cases: Vec<String>,
    pub expertise: Vec<String>,
    pub values: Vec<String>,
    pub goals: Vec<String>,
    pub limits: Vec<String>,
    pub phrases: Vec<String>,
    pub habits: Vec<String>,
    pub role: Option<String>,
}

/// The scenario's own words.
#[derive(Clone, Debug, Default)]
pub struct Brief {
    /// What is to be decided, base verb first.
    pub verb: Option<String>,
    /// The question is whether to do it, not how.
    pub yes_no: bool,
    pub keys: Vec<String>,
    pub constraints: Vec<String>,
    pub goals: Vec<String>,
    pub figures: Vec<String>,
    pub question: Option<String>,
    /// Figures with what they count.
    pub numbers: Vec<String>,
    /// Whether the question can be understood.
    pub clear: bool,
}

/// All of it.
pub struct Context<'a> {
    pub scene: &'a Scene,
    pub me: &'a Persona,
    pub called: Vec<String>,
    pub trace: Trace<'a>,
    pub memory: Memory,
    pub material: Material,
    pub brief: Brief,
    pub side: Side,
    pub stage: Stage,
    pub topic: Topic,
    pub domain: Option<usize>,
    /// The question names choices or something to be done.
    pub chooses: bool,
    /// The subject and the choices have long names.
    pub wordy: bool,
    /// Other words for the subject.
    pub stand_ins: Vec<String>,
    /// What the person knows, short enough to be named in passing.
    pub fields: Vec<String>,
    /// Own lines and all lines, for "was it said already".
    pub own: Said,
    pub all: Said,
}

/// Lines in small letters, to look for what was said already.
#[derive(Default)]
pub struct Said {
    lines: Vec<Arc<Notes>>,
    /// Answers that were found: candidates ask for the same things over and over.
    known: RefCell<HashMap<u64, bool>>,
}

impl Said {
    fn new(lines: impl Iterator<Item = Arc<Notes>>) -> Self {
        Self { lines: lines.collect(), ..Self::default() }
    }

    /// Whether one of the lines holds these words.
    pub fn has(&self, words: &str) -> bool {
        let small = words.to_lowercase();
        let key = hash(&small);
        let known = self.known.borrow().get(&key).copied();
        known.unwrap_or_else(|| {
            let found = self.lines.iter().any(|line| line.small.contains(&small));
            self.known.borrow_mut().insert(key, found);
            found
        })
    }
}

/// Turns assumed when a conversation has no limit.
const OPEN_END: u32 = 60;

impl<'a> Context<'a> {
    /// `None` when the scene has no such speaker.
    pub fn new(scene: &'a Scene) -> Option<Self> {
        let me = scene.cast.get(scene.me)?.as_ref();
        let called = called(&scene.cast);
        let trace = Trace::read(scene, &called);
        let own: Vec<&str> = trace.turns.iter().filter(|t| t.speaker == scene.me).map(|t| t.text).collect();
        let others: Vec<Heard> = trace
            .turns
            .iter()
            .filter(|t| t.speaker != scene.me)
            .map(|t| Heard { speaker: called.get(t.speaker).map_or("", String::as_str), text: t.text })
            .collect();
        let memory = Memory::new(&own, &others);
        let mine = Said::new(trace.turns.iter().filter(|t| t.speaker == scene.me).map(|t| t.notes.clone()));
        let all = Said::new(trace.turns.iter().map(|t| t.notes.clone()));
        let stage = stage(scene, &trace);
        let domain = DOMAINS.iter().position(|(slug, _)| *slug == me.domain);
        let (material, brief, topic) = (material(scene, me, &mine), brief(scene, &all), topic(scene, stage));
        let choices = subject::choices(&scene.scenario);
        let (side, chooses) = (side(scene, me, &choices), !choices.is_empty());
        let wordy = brief.keys.first().is_some_and(|k| count(k) > 2);
        let stand_ins = ["this", "the matter"].map(str::to_owned).to_vec();
        let fields = me.expertise.iter().filter(|e| count(e) <= 6).cloned().collect();
        Some(Self {
            scene,
            me,
            called,
            trace,
            memory,
            material,
            brief,
            side,
            chooses,
            wordy,
            stand_ins,
            fields,
            stage,
            topic,
            domain,
            own: mine,
            all,
        })
    }

    /// Whether anybody said these words within the last turns.
    pub fn recently(&self, words: &str, turns: usize) -> bool {
        self.trace.turns.iter().rev().take(turns).any(|t| t.text.contains(words))
    }

    pub fn name(&self, who: usize) -> &str {
        self.called.get(who).map_or("", String::as_str)
    }

    pub fn persona(&self, who: usize) -> Option<&Persona> {
        self.scene.cast.get(who).map(Arc::as_ref)
    }

    /// The profession with its article, for "as a nurse".
    pub fn profession(&self) -> Option<String> {
        let p = self.me;
        let proper: Vec<&str> = std::iter::once(p.nationality.as_str()).chain(p.languages.iter().map(String::as_str)).collect();
        (!p.profession.is_empty() && count(&p.profession) <= 6 && !p.profession.contains(',')).then(|| with_article(&p.profession, &proper))
    }

    /// Turns left, this one included; large when there is no limit.
    pub fn left(&self) -> u32 {
        if self.scene.max_turns == 0 { 1000 } else { (self.scene.max_turns + 1).saturating_sub(self.scene.turn) }
    }

    /// Subjects of a person that others can refer to.
    pub fn subjects(&self, who: usize) -> Vec<String> {
        let of_talk = self.brief.keys.iter().chain(self.side.action.first()).chain(self.side.other.first());
        let own = self.persona(who).into_iter().flat_map(|p| p.expertise.iter().chain(&p.values));
        of_talk.chain(own).cloned().collect()
    }
}

/// What people call each other; the full name where two share the first one.
pub fn called(cast: &[Arc<Persona>]) -> Vec<String> {
    let short: Vec<String> = cast.iter().map(|p| address::called(p)).collect();
    let unique = |name: &String| short.iter().filter(|n| *n == name).count() == 1;
    cast.iter().zip(&short).map(|(p, name)| if unique(name) { name.clone() } else { p.name.clone() }).collect()
}

fn stage(scene: &Scene, trace: &Trace) -> Stage {
    let limit = if scene.max_turns == 0 { OPEN_END } else { scene.max_turns };
    let at = if scene.max_turns == 0 { scene.turn % OPEN_END } else { scene.turn };
    let percent = at.saturating_mul(100) / limit.max(1);
    let left = (limit + 1).saturating_sub(at) as usize;
    if trace.times(scene.me) == 0 && percent < 60 {
        return Stage::Opening;
    }
    if scene.max_turns > 0 && left <= scene.cast.len().min(scene.max_turns as usize / 4).max(1) {
        return Stage::Closing;
    }
    match percent {
        0..=34 => Stage::Exploring,
        35..=64 => Stage::Tension,
        _ => Stage::Converging,
    }
}

/// The agenda: purpose first, then an order that the seed draws, measures towards the end.
fn topic(scene: &Scene, stage: Stage) -> Topic {
    let mut rest = [Topic::Evidence, Topic::People, Topic::Money, Topic::Risk, Topic::Practice, Topic::Trust];
    let mut rng = Rng::new(&[scene.seed, hash(&scene.scenario.title)]);
    for at in (1..rest.len()).rev() {
        rest.swap(at, rng.below(at + 1));
    }
    let limit = if scene.max_turns == 0 { OPEN_END } else { scene.max_turns.max(8) };
    let slot = (scene.turn.saturating_mul(8) / limit) as usize % 8;
    match (stage, slot) {
        (Stage::Opening, _) | (_, 0) => Topic::Purpose,
        (Stage::Closing, _) | (_, 7) => Topic::Measure,
        (_, n) => rest.get(n - 1).copied().unwrap_or(Topic::Risk),
    }
}

fn fresh(items: impl Iterator<Item = String>, said: &Said) -> Vec<String> {
    items.filter(|item| !item.trim().is_empty() && !said.has(item.trim_end_matches(['.', '!', '?']))).collect()
}

/// What follows the first word.
fn after_verb(text: &str) -> &str {
    text.split_once(' ').map_or(text, |(_, rest)| rest)
}

fn material(scene: &Scene, me: &Persona, said: &Said) -> Material {
    let stance = me.stance.trim();
    let full = if stance.ends_with(['.', '!', '?']) { stance.to_owned() } else { format!("{stance}.") };
    let role = scene.scenario.roles.iter().find(|r| !r.participant.is_empty() && me.name.contains(&r.participant)).map(|r| inline(&r.role));
    Material {
        stance: (!stance.is_empty()).then_some(full).filter(|s| !said.has(s)),
        cases: fresh(facts::cases(me).into_iter(), said),
        expertise: fresh(me.expertise.iter().filter(|e| count(e) <= 6).cloned(), said),
        values: fresh(me.values.iter().filter(|v| count(v) <= 4).cloned(), said),
        goals: fresh(me.goals.iter().filter(|g| count(g) <= 13).filter_map(|g| facts::turned(me, g, Voice::First)), said),
        limits: fresh(me.knowledge_limits.iter().filter(|l| count(l) <= 7).cloned(), said),
        phrases: fresh(me.style.phrases.iter().map(|p| address::phrase_sentence(p)), said),
        // "Ask who pays" after "Who pays?" is the same question again.
        habits: fresh(me.style.moves.iter().filter_map(|m| facts::habit(me, m)), said)
            .into_iter()
            .filter(|h| !said.has(after_verb(h)))
            .collect(),
        role: role.filter(|r| !r.is_empty() && count(r) <= 16 && !said.has(r)),
    }
}

fn brief(scene: &Scene, said: &Said) -> Brief {
    let s = &scene.scenario;
    let question = s.question.trim();
    let verb = verb_phrase(question);
    let keys = keys(s);
    let pinned: Vec<&str> = scene.lines.iter().filter_map(super::observer::pinned).collect();
    let figures = subject::figures(&format!("{}\n{}\n{}. {}", s.setting, s.question, s.goals.join(". "), pinned.join(". ")));
    let numbers = sentences(&s.setting).into_iter().filter(|t| t.chars().any(char::is_numeric) && (5..=26).contains(&count(t)));
    Brief {
        verb,
        yes_no: ["should", "shall", "can", "could", "do", "must", "will", "may"].iter().any(|w| question.to_lowercase().starts_with(w)),
        keys,
        constraints: fresh(s.constraints.iter().map(String::as_str).chain(pinned).map(inline).filter(|c| count(c) <= 22), said),
        goals: fresh(s.goals.iter().map(|g| inline(g)).filter(|g| count(g) <= 22), said),
        figures: fresh(numbers.map(str::to_owned), said),
        numbers: figures,
        clear: !s.setting.trim().is_empty() || subject::is_clear(s),
        question: (count(question) <= 34 && question.ends_with('?')).then(|| question.to_owned()),
    }
}
