//! What a conversation came to, for documents. Extractive: every sentence names its speaker and
//! quotes the line it cites, so that nothing is claimed that wasn't said.

use std::sync::Arc;

use crate::features::agents::types::Persona;
use crate::features::simulations::types::{MessageKind, Scenario};
use crate::server::llm::scene::{Scene, SceneLine};

use super::bank::Part;
use super::context::called;
use super::index::{Tag, index};
use super::plan::option_name;
use super::text::{count, hash_small, sentences};

/// What a summary is made from.
#[derive(Clone, Copy, Debug)]
pub struct SummaryInput<'a> {
    pub seed: u64,
    pub scenario: &'a Scenario,
    pub cast: &'a [Arc<Persona>],
    pub lines: &'a [SceneLine],
}

/// A sentence with the messages that support it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    pub text: String,
    /// Sequence numbers of the lines that say so; at least one.
    pub cites: Vec<u64>,
}

/// The parts of a summary. Lists are empty when nothing of the kind was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryDraft {
    pub headline: String,
    /// The nearest thing to an answer; without cites only when nobody spoke.
    pub answer: Point,
    /// One for each participant who spoke.
    pub positions: Vec<Point>,
    pub agreements: Vec<Point>,
    pub disagreements: Vec<Point>,
    pub proposals: Vec<Point>,
    pub open_questions: Vec<Point>,
}

/// What a sentence does in the discussion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Propose,
    Agree,
    Object,
    Settle,
    Question,
    Other,
}

struct Said<'a> {
    seq: u64,
    speaker: usize,
    sentence: &'a str,
    act: Act,
    /// Number of the proposal it is about.
    option: Option<usize>,
    /// It takes something on, sums up or keeps a reservation.
    closes: bool,
}

/// Draws a summary from the transcript.
pub fn summary(input: &SummaryInput) -> SummaryDraft {
    let names = called(input.cast);
    let said = read(input, &names);
    let list = |act: Act, most: usize, verb: &str| points(&said, &names, act, most, verb);
    let settled = list(Act::Settle, 5, "summed up");
    let mut proposals = list(Act::Propose, 8, "proposed");
    proposals.dedup_by(|a, b| a.text == b.text);
    let answer = answer(&said, &names, &settled);
    // What the answer says is not said again.
    let mut agreements: Vec<Point> = settled.into_iter().filter(|p| !answer.text.contains(&p.text)).collect();
    agreements.extend(list(Act::Agree, 6, "agreed"));
    SummaryDraft {
        headline: headline(input, &said),
        answer,
        positions: positions(input, &said, &names),
        agreements,
        disagreements: list(Act::Object, 6, "objected"),
        proposals,
        open_questions: open_questions(input, &said, &names),
    }
}

fn read<'a>(input: &SummaryInput<'a>, names: &[String]) -> Vec<Said<'a>> {
    let small: Vec<u64> = names.iter().map(|n| hash_small(n)).collect();
    let mut said = Vec::new();
    for line in input.lines.iter().filter(|l| l.kind == MessageKind::Agent) {
        let Some(speaker) = line.speaker.filter(|s| *s < input.cast.len()) else { continue };
        for sentence in sentences(&line.text) {
            let tag = index().recognise(sentence, &small).and_then(|n| index().entry(n)).map(|e| e.tag);
            let option = if let Some(Tag::Opt(number, _)) = tag { Some(number) } else { None };
            let closes = matches!(tag, Some(Tag::Commit | Tag::Reserve | Tag::Closer | Tag::Sum));
            said.push(Said { seq: line.seq, speaker, sentence, act: act(tag, sentence), option, closes });
        }
    }
    said
}

fn act(tag: Option<Tag>, sentence: &str) -> Act {
    match tag {
        Some(Tag::Opt(_, Part::Propose)) => Act::Propose,
        Some(Tag::Opt(_, Part::Object)) => Act::Object,
        Some(Tag::Opt(_, Part::Settle)) => Act::Settle,
        Some(Tag::Opt(_, Part::Support)) => Act::Agree,
        Some(Tag::Ask(_) | Tag::OpenAsk) => Act::Question,
        Some(_) => Act::Other,
        None => by_words(sentence),
    }
}

/// For lines from other models: plain markers, in English, German, French and Spanish.
fn by_words(sentence: &str) -> Act {
    if super::lang::is_proposal(sentence) {
        return Act::Propose;
    }
    let small = sentence.to_lowercase();
    let has = |list: &[&str]| list.iter().any(|m| small.contains(m));
    if count(sentence) < 6 {
        return Act::Other;
    }
    if sentence.ends_with('?') {
        return Act::Question;
    }
    if has(&[
        "i propose",
        "i suggest",
        "my proposal",
        "we should ",
        "let's ",
        "ich schlage vor",
        "mein vorschlag",
        "je propose",
        "je suggère",
        "propongo",
        "sugiero",
    ]) {
        return Act::Propose;
    }
    if has(&[
        "i disagree",
        "i don't agree",
        "i doubt",
        "i object",
        "i'm not convinced",
        "ich widerspreche",
        "ich bezweifle",
        "je ne suis pas d'accord",
        "j'en doute",
        "no estoy de acuerdo",
        "lo dudo",
    ]) {
        return Act::Object;
    }
    if has(&["i agree", "i support", "i'd back", "ich stimme", "da bin ich dabei", "je suis d'accord", "estoy de acuerdo"]) {
        return Act::Agree;
    }
    Act::Other
}

fn quote(sentence: &str) -> String {
    let inner = sentence.replace('“', "‘").replace('”', "’");
    format!("“{}”", inner.trim())
}

fn point(said: &Said, names: &[String], verb: &str) -> Point {
    let name = names.get(said.speaker).map_or("Somebody", String::as_str);
    let verb = match (said.act, said.option.map(option_name)) {
        (Act::Agree, Some(option)) => format!("spoke for the {option}"),
        (Act::Object, Some(option)) => format!("objected to the {option}"),
        (Act::Settle, Some(option)) => format!("summed up the {option}"),
        _ => verb.to_owned(),
    };
    Point { text: format!("{name} {verb}: {}", quote(said.sentence)), cites: vec![said.seq] }
}

fn points(said: &[Said], names: &[String], act: Act, most: usize, verb: &str) -> Vec<Point> {
    // One point for a line: the sentence that says what it is about, if there is one.
    let doubled = |s: &Said| s.option.is_none() && said.iter().any(|o| o.seq == s.seq && o.act == act && o.option.is_some());
    said.iter().filter(|s| s.act == act && !doubled(s)).take(most).map(|s| point(s, names, verb)).collect()
}

fn headline(input: &SummaryInput, said: &[Said]) -> String {
    let title = if input.scenario.title.trim().is_empty() { "The panel" } else { input.scenario.title.trim() };
    let mut settled: Vec<&str> = said.iter().filter(|s| s.act == Act::Settle).filter_map(|s| s.option).map(option_name).collect();
    settled.dedup();
    let proposed = said.iter().filter(|s| s.act == Act::Propose).count();
    match (settled.as_slice(), proposed) {
        ([.., before, last], _) => format!("{title}: the panel closed on the {before} and the {last}"),
        ([only], _) => format!("{title}: the panel closed on the {only}"),
        ([], 0) => format!("{title}: positions, no proposal yet"),
        ([], 1) => format!("{title}: one proposal, not decided"),
        ([], n) => format!("{title}: {n} proposals, none decided"),
    }
}

/// What was settled; else the last proposal; else the last position.
fn answer(said: &[Said], names: &[String], settled: &[Point]) -> Point {
    if let Some(last) = settled.last() {
        let seqs = settled.iter().flat_map(|p| p.cites.iter().copied()).collect();
        let all: Vec<&str> = settled.iter().map(|p| p.text.as_str()).collect();
        return if settled.len() == 1 { last.clone() } else { Point { text: all.join(" "), cites: seqs } };
    }
    let proposed =
        said.iter().rev().find(|s| s.act == Act::Propose).map(|s| point(s, names, "made the latest proposal, which is still open"));
    let any = || said.iter().rev().find(|s| count(s.sentence) >= 6).or(said.last()).map(|s| point(s, names, "spoke last"));
    proposed.or_else(any).unwrap_or_else(|| Point { text: "Nobody has spoken yet.".to_owned(), cites: Vec::new() })
}

/// A person's stance if it was said, else its most telling sentence: a proposal, an objection,
/// or its first full sentence.
fn positions(input: &SummaryInput, said: &[Said], names: &[String]) -> Vec<Point> {
    let mut all = Vec::new();
    for (who, persona) in input.cast.iter().enumerate() {
        let mine: Vec<&Said> = said.iter().filter(|s| s.speaker == who).collect();
        let stance = persona.stance.trim().trim_end_matches('.');
        let spoken = mine.iter().find(|s| !stance.is_empty() && s.sentence.trim_end_matches('.') == stance);
        let acted = || mine.iter().find(|s| matches!(s.act, Act::Propose | Act::Object | Act::Agree));
        let first = || mine.iter().find(|s| count(s.sentence) >= 6 && s.act != Act::Question).or(mine.first());
        if let Some(best) = spoken.or_else(acted).or_else(first) {
            all.push(point_plain(best, names));
        }
    }
    all
}

fn point_plain(said: &Said, names: &[String]) -> Point {
    let name = names.get(said.speaker).map_or("Somebody", String::as_str);
    Point { text: format!("{name}: {}", quote(said.sentence)), cites: vec![said.seq] }
}

/// Questions that the person asked didn't answer with its next line, and the last ones to everybody.
fn open_questions(input: &SummaryInput, said: &[Said], names: &[String]) -> Vec<Point> {
    // The next line of the person asked is the answer, unless it closes the talk with something else.
    let answered = |who: usize, seq: u64| {
        let next = input.lines.iter().find(|l| l.seq > seq && l.speaker == Some(who) && l.kind == MessageKind::Agent).map(|l| l.seq);
        next.is_some_and(|next| !said.iter().any(|s| s.seq == next && s.closes))
    };
    let last = input.lines.iter().map(|l| l.seq).max().unwrap_or(0);
    let is_open = |s: &&Said| {
        let asked = super::trace::mentioned(s.sentence, s.speaker, names);
        if asked.is_empty() { s.seq + 12 > last } else { asked.iter().any(|who| !answered(*who, s.seq)) }
    };
    let mut open: Vec<Point> = said.iter().filter(|s| s.act == Act::Question).filter(is_open).map(|s| point(s, names, "asked")).collect();
    let keep_from = open.len().saturating_sub(6);
    open.split_off(keep_from)
}

impl<'a> SummaryInput<'a> {
    /// The input for a scene, with what its speaker has heard.
    pub fn of(scene: &'a Scene) -> Self {
        Self { seed: scene.seed, scenario: &scene.scenario, cast: &scene.cast, lines: &scene.lines }
    }
}
