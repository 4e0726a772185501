//! All guards over a whole transcript, whoever wrote it.

use std::collections::{BTreeMap, HashSet};

use crate::features::simulations::types::{CheckFinding, CheckInput, CheckMeasures, CheckReport, CheckedLine};

use super::language::{self, Language};
use super::text::{Line, folded};
use super::{Contract, Finding, History, Said, Switches, aba_rate, distinct_n, echo_rate, gini, loops, names, opening_rate};

/// Lines by whose language the transcript's is told.
const SAMPLE: usize = 60;

/// Speakers whose names are looked for in the lines.
const ROOM: usize = 200;

/// Checks every line against the ones before it.
pub fn check(input: &CheckInput) -> CheckReport {
    let lines: Vec<Said> = input.messages.iter().map(|m| Said { speaker: m.speaker.trim(), text: &m.text }).collect();
    let cast = speakers(&lines);
    let contracts: BTreeMap<&str, Contract> = cast.iter().map(|name| (*name, contract(name, input))).collect();
    let language = language_of(input);
    let base = History {
        lines: &[],
        cast: cast.get(..cast.len().min(ROOM)).unwrap_or(&[]),
        secrets: &[],
        public: "",
        language,
        leads: false,
        closing: false,
        // A loop is one finding, not one for each of its lines.
        switches: Switches { loops: false, ..Switches::ALL },
    };
    let mut findings = Vec::new();
    for (at, said) in lines.iter().enumerate() {
        let Some(contract) = contracts.get(said.speaker) else { continue };
        let history = History { lines: lines.get(..at).unwrap_or(&[]), leads: leads(said.speaker), ..base };
        findings.extend(super::check(contract, &history, said.text).into_iter().map(|f| finding(at, f)));
    }
    findings.extend(looping(&lines));
    findings.sort_by_key(|f| f.turn);
    let measures = measures(&lines, &cast, language, &findings);
    CheckReport { findings, measures }
}

fn speakers<'a>(lines: &[Said<'a>]) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    lines.iter().map(|said| said.speaker).filter(|name| !name.is_empty() && seen.insert(*name)).collect()
}

/// The contract of a speaker: of the persona with its name, else of the name alone.
fn contract(name: &str, input: &CheckInput) -> Contract {
    let exact = input.personas.iter().find(|p| folded(&p.name) == folded(name));
    let persona = exact.or_else(|| input.personas.iter().find(|p| names::who(name, &[p.name.as_str()]).is_some()));
    persona.map_or_else(|| Contract::named(name), |p| Contract { name: name.to_owned(), ..Contract::of(p) })
}

/// Whether the speaker is called the moderator.
fn leads(name: &str) -> bool {
    const LEADERS: [&str; 12] = [
        "moderator",
        "moderatorin",
        "moderador",
        "moderadora",
        "modérateur",
        "modératrice",
        "facilitator",
        "host",
        "chair",
        "observer",
        "interviewer",
        "narrator",
    ];
    let name = name.to_lowercase();
    LEADERS.iter().any(|leader| name.contains(leader))
}

/// The language that was given, else the one of most lines.
fn language_of(input: &CheckInput) -> Option<&'static Language> {
    if let Some(named) = input.language.as_deref().filter(|l| !l.trim().is_empty()) {
        return language::named(named);
    }
    let step = (input.messages.len() / SAMPLE).max(1);
    let mut counts: Vec<(&'static Language, usize)> = Vec::new();
    for found in input.messages.iter().step_by(step).filter_map(|m: &CheckedLine| language::detect(&Line::new(&m.text))) {
        match counts.iter_mut().find(|(known, _)| *known == found) {
            Some((_, n)) => *n += 1,
            None => counts.push((found, 1)),
        }
    }
    let total: usize = counts.iter().map(|(_, n)| n).sum();
    counts.into_iter().find(|(_, n)| n * 3 >= total * 2).map(|(language, _)| language)
}

fn finding(at: usize, finding: Finding) -> CheckFinding {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    CheckFinding {
        turn: number(at + 1),
        guard: finding.guard.to_owned(),
        severity: finding.severity,
        message: finding.message,
        span: [number(finding.span.0), number(finding.span.1)],
        about: finding.turn.map(|turn| number(turn + 1)),
    }
}

/// One finding for every loop, at the line that completes it.
fn looping(lines: &[Said]) -> Vec<CheckFinding> {
    let kinds: Vec<Option<loops::Loop>> = lines.iter().map(|said| loops::kind(&Line::new(said.text))).collect();
    let mut found = Vec::new();
    let mut inside = false;
    for at in 0..kinds.len() {
        let newest_first: Vec<Option<loops::Loop>> = kinds.iter().take(at + 1).rev().take(loops::AGREEING_LINES + 2).copied().collect();
        let here = loops::found(&newest_first);
        if let (Some(this), false) = (&here, inside) {
            let length = lines.get(at).map_or(0, |said| said.text.chars().count());
            found.push(finding(at, Finding::fail("loops", this.reason.clone(), (0, length))));
        }
        inside = here.is_some();
    }
    found
}

fn measures(lines: &[Said], cast: &[&str], language: Option<&'static Language>, findings: &[CheckFinding]) -> CheckMeasures {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let texts: Vec<&str> = lines.iter().map(|said| said.text).collect();
    let said_by: Vec<&str> = lines.iter().map(|said| said.speaker).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &said_by {
        *counts.entry(name).or_default() += 1;
    }
    let turns: Vec<usize> = counts.into_values().collect();
    let mut failed: Vec<u32> = findings.iter().filter(|f| f.severity == super::Severity::Fail).map(|f| f.turn).collect();
    failed.dedup();
    let mut warned: Vec<u32> = findings.iter().map(|f| f.turn).filter(|turn| failed.binary_search(turn).is_err()).collect();
    warned.dedup();
    CheckMeasures {
        lines: number(lines.len()),
        speakers: number(cast.len()),
        words: texts.iter().map(|text| text.split_whitespace().count() as u64).sum(),
        language: language.and_then(|l| l.names.first()).map(|tag| (*tag).to_owned()),
        distinct_2: distinct_n(&texts, 2),
        echo: echo_rate(&texts).abs(),
        gini: gini(&turns),
        aba: aba_rate(&said_by),
        openings: opening_rate(&texts),
        failed: number(failed.len()),
        warned: number(warned.len()),
    }
}
