//! The labelled set: lines written by hand in several languages, with the guard that must speak up.
//! A quarter is held out by a hash of its text: rules are written against the rest only, and failures
//! are listed for the rest only. `unseen` was written after the rules, in other words on purpose, and
//! no rule was changed for it: it shows what the guards miss. Rules that know phrases miss new ones;
//! what counts there is that they raise no false alarm.

use std::collections::BTreeMap;

use super::super::language;
use super::super::{Contract, Finding, History, Said, Switches, check};
use crate::core::format::stable_hash;
use crate::features::agents::types::{Persona, SpeakingStyle};
use crate::features::simulations::types::Secret;

const FILES: [(&str, &str); 7] = [
    ("english", include_str!("labelled/english.txt")),
    ("german", include_str!("labelled/german.txt")),
    ("spanish", include_str!("labelled/spanish.txt")),
    ("french", include_str!("labelled/french.txt")),
    ("world", include_str!("labelled/world.txt")),
    ("varied", include_str!("labelled/varied.txt")),
    ("unseen", include_str!("labelled/unseen.txt")),
];

const TUNED: usize = 0;
const HELD_OUT: usize = 1;
const UNSEEN: usize = 2;

/// A conversation, and the lines that are tried in it.
#[derive(Clone, Default)]
struct Room {
    language: String,
    public: String,
    cast: Vec<Persona>,
    secrets: Vec<Secret>,
    said: Vec<(String, String)>,
}

struct Case {
    file: &'static str,
    /// `clean`, `quote`, or the name of a guard.
    label: String,
    kind: String,
    room: Room,
    speaker: String,
    text: String,
}

impl Case {
    fn group(&self) -> usize {
        if self.file == "unseen" {
            UNSEEN
        } else if stable_hash(&format!("{}{}", self.speaker, self.text)).is_multiple_of(4) {
            HELD_OUT
        } else {
            TUNED
        }
    }

    fn is_clean(&self) -> bool {
        matches!(self.label.as_str(), "clean" | "quote")
    }

    fn findings(&self) -> Vec<Finding> {
        let persona = self.room.cast.iter().find(|p| p.name == self.speaker).unwrap_or_else(|| panic!("{} is nobody", self.speaker));
        let lines: Vec<Said> = self.room.said.iter().map(|(speaker, text)| Said { speaker, text }).collect();
        let cast: Vec<&str> = self.room.cast.iter().map(|p| p.name.as_str()).collect();
        let history = History {
            lines: &lines,
            cast: &cast,
            secrets: &self.room.secrets,
            public: &self.room.public,
            language: language::named(&self.room.language),
            leads: false,
            closing: false,
            switches: Switches::ALL,
        };
        check(&Contract::of(persona), &history, &self.text)
    }
}

fn persona(line: &str) -> Persona {
    let mut parts = line.split(" | ");
    let mut p = Persona { name: parts.next().unwrap().trim().to_owned(), style: SpeakingStyle::default(), ..Persona::default() };
    let list = |text: &str| text.split([';', ',']).map(|t| t.trim().to_owned()).collect();
    for part in parts {
        let (key, value) = part.trim().split_once(' ').unwrap();
        let value = value.to_owned();
        match key {
            "age" => p.age = value.parse().unwrap(),
            "years" => p.experience_years = value.parse().unwrap(),
            "residence" => p.residence = value,
            "nationality" => p.nationality = value,
            "languages" => p.languages = list(&value),
            "profession" => p.profession = value,
            "employer" => p.employer = value,
            "background" => p.background = value,
            "stance" => p.stance = value,
            "formality" => p.style.formality = value.parse().unwrap(),
            "verbosity" => p.style.verbosity = value.parse().unwrap(),
            "never" => p.style.never = list(&value),
            "phrases" => p.style.phrases = list(&value),
            "limits" => p.knowledge_limits = list(&value),
            other => panic!("{other}"),
        }
    }
    p
}

fn said(line: &str) -> (String, String) {
    let (speaker, text) = line.split_once(": ").unwrap();
    (speaker.trim().to_owned(), text.trim().to_owned())
}

/// Reads a file: rooms, and cases in them.
fn cases(file: &'static str, text: &str) -> Vec<Case> {
    let (mut found, mut room) = (Vec::new(), Room::default());
    for line in text.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#')) {
        if let Some(rest) = line.strip_prefix('@') {
            let (key, value) = rest.split_once(' ').unwrap();
            match key {
                "language" => room = Room { language: value.to_owned(), ..Room::default() },
                "public" => value.clone_into(&mut room.public),
                "cast" => room.cast.push(persona(value)),
                "secret" => {
                    let (text, known) = value.split_once(" | ").unwrap();
                    room.secrets.push(Secret { text: text.to_owned(), known_by: vec![known.to_owned()] });
                }
                "said" => room.said.push(said(value)),
                other => panic!("{other}"),
            }
            continue;
        }
        let mut parts = line.splitn(3, " | ");
        let (label, speaker, text) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let (label, kind) = label.split_once(':').unwrap_or((label, ""));
        let mut turns: Vec<&str> = text.split(" ## ").collect();
        let candidate = turns.pop().unwrap().replace("\\n", "\n");
        let mut here = room.clone();
        here.said.extend(turns.iter().map(|t| said(t.trim_start_matches("@before "))));
        found.push(Case { file, label: label.to_owned(), kind: kind.to_owned(), room: here, speaker: speaker.to_owned(), text: candidate });
    }
    found
}

fn all() -> Vec<Case> {
    FILES.into_iter().flat_map(|(name, text)| cases(name, text)).collect()
}

/// Whether the guard spoke up as the case wants: with a failure, or with a warning where the kind
/// says so.
fn is_caught(case: &Case, findings: &[Finding]) -> bool {
    let warning = case.kind.starts_with("warn");
    findings.iter().any(|f| f.guard == case.label && (f.fails() || warning))
}

#[test]
fn the_set_is_large_and_has_every_guard_and_language() {
    let cases = all();
    assert!(cases.len() >= 400, "{} lines", cases.len());
    for label in ["clean", "quote", "repetition", "identity", "facts", "style", "language", "loops", "secrets", "leakage"] {
        assert!(cases.iter().filter(|c| c.label == label).count() >= 8, "{label}");
    }
    let held_out = cases.iter().filter(|c| c.group() == HELD_OUT).count();
    assert!((cases.len() / 6..cases.len() / 3).contains(&held_out), "{held_out} of {} are held out", cases.len());
}

/// Caught and all lines of a guard, by group.
type Tally = [(usize, usize); 3];

fn percent(part: usize, whole: usize) -> usize {
    (part * 100).checked_div(whole).unwrap_or(100)
}

#[test]
fn guards_catch_what_is_wrong_and_leave_alone_what_is_right() {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut clean, mut warned, mut alarms, mut misses) = ([0usize; 3], [0usize; 3], Vec::new(), Vec::new());
    for case in all() {
        let (findings, group) = (case.findings(), case.group());
        let shown = if group == TUNED { case.text.as_str() } else { "(held out)" };
        if case.is_clean() {
            clean[group] += 1;
            warned[group] += usize::from(findings.iter().any(|f| !f.fails()));
            let failing = findings.iter().filter(|f| f.fails());
            alarms.extend(failing.map(|f| format!("{} {}: {} [{}: {}]", case.file, case.speaker, case.text, f.guard, f.message)));
            continue;
        }
        let tally = tallies.entry(case.label.clone()).or_default();
        let caught = is_caught(&case, &findings);
        tally[group].1 += 1;
        tally[group].0 += usize::from(caught);
        misses.extend((!caught).then(|| format!("missed: {} {}:{} {}: {shown}", case.file, case.label, case.kind, case.speaker)));
    }
    println!("{:<12}{:>14}{:>14}{:>14}", "guard", "tuned", "held out", "unseen");
    for (guard, tally) in &tallies {
        let cell = |group: usize| format!("{} of {}", tally[group].0, tally[group].1);
        println!("{guard:<12}{:>14}{:>14}{:>14}", cell(TUNED), cell(HELD_OUT), cell(UNSEEN));
    }
    println!("clean lines {clean:?}, of them with a warning {warned:?}, false alarms {}", alarms.len());
    misses.iter().for_each(|miss| println!("{miss}"));
    assert!(alarms.is_empty(), "false alarms: {alarms:#?}");
    for (guard, tally) in &tallies {
        for group in [TUNED, HELD_OUT] {
            let (caught, lines) = tally[group];
            assert!(percent(caught, lines) >= 95, "{guard}: {caught} of {lines}");
        }
    }
}
