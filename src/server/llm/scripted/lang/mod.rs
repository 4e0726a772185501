//! German, French and Spanish: a compact set of sentences for each. The personas of the library
//! are written in English, so these lines speak from names, the scenario's words and the talk.

mod de;
mod es;
mod fr;

use crate::features::simulations::guards::{Heard, Memory};
use crate::features::simulations::types::MessageKind;
use crate::server::llm::scene::Scene;

use super::context::called;
use super::rng::{Rng, hash};
use super::text::{count, upper_first};
use super::trace::mentioned;

/// Sentences of a language. Slots: `{n}` a name, `{g}` a word from that person's line inside
/// quotation marks, `{q}` key words of the observer, `{f}` the question.
pub struct Pack {
    pub open: &'static [&'static str],
    pub lead: &'static [&'static str],
    pub reply: &'static [&'static str],
    pub observer: &'static [&'static str],
    pub claim: &'static [&'static str],
    /// About a noun `{k}` of the question, inside quotation marks.
    pub topic: &'static [&'static str],
    /// About a figure `{z}` of the brief.
    pub figure: &'static [&'static str],
    pub propose: &'static [&'static str],
    pub ask: &'static [&'static str],
    pub close: &'static [&'static str],
    /// Opening and closing quotation mark.
    pub marks: (&'static str, &'static str),
}

/// The pack of a language given as BCP 47 tag or by name; `None` means English.
pub fn pack(language: &str) -> Option<&'static Pack> {
    let small = language.trim().to_lowercase();
    let tag = small.split(['-', '_']).next().unwrap_or("");
    match tag {
        "de" | "german" | "deutsch" => Some(&de::PACK),
        "fr" | "french" | "français" | "francais" => Some(&fr::PACK),
        "es" | "spanish" | "español" | "espanol" => Some(&es::PACK),
        _ => None,
    }
}

/// The next line in the language of the pack.
pub fn line(scene: &Scene, pack: &Pack) -> String {
    let names = called(&scene.cast);
    let spoken = || scene.lines.iter().filter(|l| l.kind == MessageKind::Agent);
    let own: Vec<&str> = spoken().filter(|l| l.speaker == Some(scene.me)).map(|l| &*l.text).collect();
    let name = |who: Option<usize>| who.and_then(|w| names.get(w)).map_or("", String::as_str);
    let others: Vec<Heard> =
        spoken().filter(|l| l.speaker != Some(scene.me)).map(|l| Heard { speaker: name(l.speaker), text: &l.text }).collect();
    let memory = Memory::new(&own, &others);
    let mut best: Option<(f64, String)> = None;
    for attempt in 0..40_u64 {
        let rng = |salt: u64| {
            Rng::new(&[scene.seed, u64::from(scene.turn), u64::from(scene.attempt), scene.me as u64, scene.lines.len() as u64, salt])
        };
        let text = candidate(scene, pack, &names, &own, rng(1), rng(2 + attempt));
        let faults: f64 = memory.check(&text).iter().map(|f| if f.guard == "opening" { 3.0 } else { 10.0 }).sum();
        let score = -faults - memory.closeness(&text) * 5.0;
        if best.as_ref().is_none_or(|(top, _)| score > *top) {
            best = Some((score, text));
        }
    }
    best.map_or_else(String::new, |(_, text)| text)
}

/// `fixed` decides what all candidates of a turn share: whom to name, and the moves.
fn candidate(scene: &Scene, pack: &Pack, names: &[String], own: &[&str], mut fixed: Rng, mut rng: Rng) -> String {
    let last = scene.lines.iter().rev().find(|l| l.kind == MessageKind::Agent && l.speaker != Some(scene.me));
    let prev = last.and_then(|l| l.speaker).and_then(|who| names.get(who)).map_or("", String::as_str);
    let outside = scene.lines.last().filter(|l| matches!(l.kind, MessageKind::Observer | MessageKind::Scene));
    let addressed = last.is_some_and(|l| mentioned(&l.text, usize::MAX, names).contains(&scene.me));
    let by_name = fixed.chance(45);
    let closing = scene.max_turns > 3 && scene.turn + 2 >= scene.max_turns;
    let mut parts: Vec<String> = Vec::new();
    let mut say = |list: &[&str], slots: &[(&str, &str)], name: Option<bool>| {
        let open: Vec<&&str> = list
            .iter()
            .filter(|t| {
                name.is_none_or(|n| t.contains("{n}") == n) && slots.iter().all(|(s, v)| !v.is_empty() || !t.contains(&format!("{{{s}}}")))
            })
            .collect();
        if let Some(text) = rng.pick(&open) {
            let filled = slots.iter().fold((**text).to_owned(), |t, (slot, value)| t.replace(&format!("{{{slot}}}"), value));
            parts.push(upper_first(&filled));
        }
    };
    let word = last.map(|l| key_word(&l.text)).unwrap_or_default();
    let quoted = if word.is_empty() { String::new() } else { format!("{}{word}{}", pack.marks.0, pack.marks.1) };
    let question = scene.scenario.question.trim();
    if let Some(line) = outside {
        let quote = super::observer::quote(&line.text);
        say(pack.observer, &[("q", &format!("{}{quote}{}", pack.marks.0, pack.marks.1))], None);
    } else if own.is_empty() {
        let first = if scene.lines.is_empty() && count(question) < 34 { question } else { "" };
        say(pack.open, &[("f", first)], None);
    } else if closing {
        say(pack.close, &[], None);
    } else if addressed {
        say(pack.reply, &[("n", prev)], Some(by_name));
    } else {
        say(pack.lead, &[("n", prev), ("g", &quoted)], Some(by_name));
    }
    let nouns = nouns(scene);
    let key = rng_pick(&mut fixed, &nouns).map(|noun| format!("{}{noun}{}", pack.marks.0, pack.marks.1)).unwrap_or_default();
    let said = |text: &str| scene.lines.iter().any(|l| l.text.contains(text));
    let figures: Vec<String> = super::subject::figures(&scene.scenario.setting).into_iter().filter(|f| !said(f)).collect();
    let figure = rng_pick(&mut fixed, &figures).unwrap_or_default();
    match fixed.below(100) {
        0..=24 if !figure.is_empty() => say(pack.figure, &[("z", &figure)], None),
        0..=69 if !key.is_empty() => say(pack.topic, &[("k", &key)], None),
        _ => say(pack.claim, &[], None),
    }
    if !closing && fixed.chance(22) {
        say(pack.propose, &[], None);
    }
    let named = names.iter().enumerate().any(|(who, n)| who != scene.me && parts.iter().any(|p| p.contains(n.as_str())));
    if !closing && !named && fixed.chance(35) {
        let rest: Vec<&String> = names.iter().enumerate().filter(|(who, _)| *who != scene.me).map(|(_, n)| n).collect();
        let who = if by_name && !prev.is_empty() { prev.to_owned() } else { fixed.pick(&rest).map(|n| (*n).clone()).unwrap_or_default() };
        parts.extend(ask(pack, &who, &mut rng));
    }
    parts.join(" ")
}

fn rng_pick(rng: &mut Rng, items: &[String]) -> Option<String> {
    rng.pick(items).cloned()
}

/// Nouns of the question: capitalised words inside it, else the words after an article.
fn nouns(scene: &Scene) -> Vec<String> {
    let question = &scene.scenario.question;
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let words: Vec<String> = question.split_whitespace().map(bare).collect();
    // "In der Bäckerei" says where.
    let is_place = |at: usize| {
        (1..=2).any(|back| {
            at.checked_sub(back).and_then(|b| words.get(b)).is_some_and(|w| matches!(w.as_str(), "in" | "im" | "am" | "bei" | "beim"))
        })
    };
    let capital = words
        .iter()
        .enumerate()
        .skip(1)
        .filter(|(at, _)| !is_place(*at))
        .map(|(_, w)| w)
        .filter(|w| w.chars().count() > 3 && w.chars().next().is_some_and(char::is_uppercase));
    let capitals: Vec<String> = capital.cloned().collect();
    if !capitals.is_empty() {
        return capitals;
    }
    let after = words.windows(2).filter_map(|pair| match pair {
        [article, noun] if ARTICLES.contains(&article.to_lowercase().as_str()) && noun.chars().count() > 3 => Some(noun.clone()),
        _ => None,
    });
    after.collect()
}

fn ask(pack: &Pack, who: &str, rng: &mut Rng) -> Option<String> {
    let text = rng.pick(pack.ask).filter(|_| !who.is_empty())?;
    Some(upper_first(&text.replace("{n}", who)))
}

/// Whether the sentence is one of the packs' proposals.
pub fn is_proposal(sentence: &str) -> bool {
    [&de::PACK, &fr::PACK, &es::PACK].iter().any(|pack| pack.propose.contains(&sentence))
}

const ARTICLES: [&str; 22] = [
    "der", "die", "das", "den", "dem", "ein", "eine", "einen", "einer", "le", "la", "les", "un", "une", "el", "los", "las", "una", "unos",
    "unas", "au", "del",
];

/// The longest noun of a line: the word after an article.
fn key_word(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let inner = words.windows(2).filter(|w| matches!(w, [a, _] if ARTICLES.contains(a))).filter_map(|w| w.last());
    let plain = inner
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|w| w.chars().all(char::is_alphabetic) && w.chars().count() >= 5);
    plain.max_by_key(|w| (w.chars().next().is_some_and(char::is_uppercase), w.chars().count(), hash(w))).unwrap_or("").to_owned()
}
