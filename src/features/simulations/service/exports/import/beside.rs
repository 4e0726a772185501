//! What a file holds beside the lines: records of turns, and what people put there.

use std::collections::HashSet;

use crate::core::ids::{SimulationId, UserId};
use crate::core::validate::Check;
use crate::features::simulations::service::annotations::MOST;
use crate::features::simulations::types::{
    Annotation, AnnotationInput, AnnotationKind, Aside, FileAnnotation, FileAside, RequestMessage, SimulationFile, Speaker, TurnRecord,
};

use super::super::OBSERVER;
use super::{MAX_NUMBER, MAX_PARTICIPANTS, MAX_TEXT};

/// Most attempts of a turn: six tries of everybody on a panel.
const MAX_ATTEMPTS: usize = 6 * MAX_PARTICIPANTS;
/// Most questions beside the conversation.
const MAX_ASIDES: usize = 2_000;
/// Most messages of a prompt.
const MAX_MESSAGES: usize = 600;
/// Most characters of a part of a prompt.
const MAX_PROMPT: usize = 200_000;

pub(super) fn check(file: &SimulationFile, check: &mut Check) {
    let rise = file.turn_records.windows(2).all(|pair| matches!(pair, [a, b] if a.turn < b.turn));
    let inside = file.turn_records.iter().all(|record| (1..=file.turns).contains(&record.turn));
    check.that(rise && inside, "turn_records.turn", "Records must be in the order of their turns, one for a turn.");
    for of in &file.turn_records {
        record(file, of, check);
    }
    let many = file.annotations.len() <= MOST as usize;
    check.that(many, "annotations", format!("Must have at most {MOST} entries."));
    check.that(file.asides.len() <= MAX_ASIDES, "asides", format!("Must have at most {MAX_ASIDES} entries."));
    file.asides.iter().take(MAX_ASIDES).for_each(|of| aside(file, of, check));
    let mut highlights = HashSet::new();
    for of in file.annotations.iter().take(MOST as usize) {
        annotation(file, of, check);
        let once = of.kind != AnnotationKind::Highlight || highlights.insert(of.seq);
        check.that(once, "annotations.seq", "A line is highlighted once.");
    }
}

fn aside(file: &SimulationFile, of: &FileAside, check: &mut Check) {
    let known = file.participants.iter().any(|p| p.id == of.participant.id);
    check.that(known, "asides.participant", "Must be the id of a participant.").max("asides.participant", &of.participant.name, 120);
    check.that(of.turn <= file.turns, "asides.turn", "Must not be after the last turn.").max("asides.observer", &of.observer, 120);
    check.text("asides.question", &of.question, MAX_TEXT).max("asides.answer", &of.answer, MAX_TEXT);
}

fn record(file: &SimulationFile, of: &TurnRecord, check: &mut Check) {
    let is_there = |id: &String| file.participants.iter().any(|p| p.id == *id);
    let asked = of.selector.iter().flat_map(|selector| &selector.messages);
    let known = is_there(&of.speaker.id)
        && of.candidates.iter().all(|candidate| is_there(&candidate.participant))
        && of.attempts.iter().all(|attempt| is_there(&attempt.speaker));
    check.that(known, "turn_records.speaker", "Must be ids of participants.");
    let few = of.attempts.len() <= MAX_ATTEMPTS
        && of.candidates.len() <= MAX_PARTICIPANTS
        && of.request.messages.len() <= MAX_MESSAGES
        && of.purposes.len() <= 20
        && of.attempts.iter().all(|attempt| attempt.findings.len() <= 100);
    check.that(few, "turn_records", "A record has too many attempts, candidates or messages.");
    check.that(of.request.seed.is_none_or(|seed| seed <= MAX_NUMBER), "turn_records.request.seed", "Must be below 2^53.");
    check.max("turn_records.reason", &of.reason, 1_000).max("turn_records.speaker", &of.speaker.name, 120);
    for attempt in of.attempts.iter().take(MAX_ATTEMPTS) {
        check.max("turn_records.attempts.text", &attempt.text, MAX_TEXT).max("turn_records.attempts.reason", &attempt.reason, 2_000);
    }
    let short = |message: &RequestMessage| message.content.chars().count() <= MAX_PROMPT && message.role.len() <= 20;
    let texts = of.request.messages.iter().chain(asked).all(short);
    check.that(texts, "turn_records.request.messages", format!("Must be at most {MAX_PROMPT} characters."));
    let hashes = [&of.request.hash, &of.request.previous_hash, &of.request.model];
    check.that(hashes.iter().all(|text| text.len() <= 200), "turn_records.request", "A hash or name is too long.");
}

fn annotation(file: &SimulationFile, of: &FileAnnotation, check: &mut Check) {
    let there = (1..=file.messages.len() as u64).contains(&of.seq);
    check.that(there, "annotations.seq", "Must be the number of a line.").text("annotations.author", &of.author, 120);
    if let Err(error) = (AnnotationInput { seq: of.seq, kind: of.kind, text: of.text.clone() }).validate() {
        check.that(false, "annotations.text", error.message);
    }
}

/// What is stored. It keeps the name of who wrote it; to take it away is up to who imported it.
pub(super) fn annotations(file: &SimulationFile, user: &UserId) -> Vec<Annotation> {
    let one = |(at, of): (usize, &FileAnnotation)| {
        let rest = match of.kind {
            AnnotationKind::Highlight => "h".to_owned(),
            AnnotationKind::Reaction => format!("r.{at:05}.{}", of.text),
            AnnotationKind::Note => format!("n.{at:05}"),
        };
        Annotation {
            id: format!("{:08}.{rest}", of.seq),
            seq: of.seq,
            kind: of.kind,
            text: of.text.trim().to_owned(),
            author: Speaker { id: user.to_string(), name: of.author.clone() },
            created_at: of.created_at,
        }
    };
    file.annotations.iter().enumerate().map(one).collect()
}

/// Questions beside the conversation, numbered from 1. Who asked is known by name only.
pub(super) fn asides(file: &SimulationFile, id: &SimulationId) -> Vec<Aside> {
    let one = |(number, of): (u64, &FileAside)| Aside {
        id: format!("{id}-aside-{number}"),
        number,
        turn: of.turn,
        observer: Speaker { id: OBSERVER.to_owned(), name: of.observer.clone() },
        participant: of.participant.clone(),
        question: of.question.clone(),
        answer: of.answer.clone(),
        tokens: of.tokens,
        cost_micros: of.cost_micros,
        created_at: of.created_at,
    };
    (1..).zip(&file.asides).map(one).collect()
}
