//! What is wrong with a conversation, in words, with what would help. The thresholds are the bands
//! of 70 human meetings of QMSum where there are such (Gini of turns 0.12 to 0.46, A-B-A 0.44 to
//! 0.61, echo 3.0 to 4.1 %); the others are our own and stand at their constants.

use super::meter::{Meter, Silent};
use crate::features::simulations::types::{HealthLevel, HealthNote, Measures, Policy, RemedyKind};

/// Turns below which nothing is said about a conversation.
const ENOUGH_TURNS: u32 = 12;
/// Upper end of the Gini coefficient of human meetings.
const GINI_MOST: f64 = 0.46;
/// Upper end of the A-B-A rate of human meetings.
const ABA_MOST: f64 = 0.61;
/// Twice the upper end of human echo is parroting; four times is not worth reading.
const ECHO_MUCH: f64 = 0.082;
const ECHO_FAR: f64 = 0.164;
/// Every fourth line opens like an earlier one.
const OPENINGS_MUCH: f64 = 0.25;
/// Thanks and farewells in a talk that isn't over; people do both once.
const THANKS_MUCH: f64 = 0.15;
const FAREWELLS_MUCH: f64 = 0.08;
/// Rounds of all who may speak in which somebody said nothing.
const SILENT_ROUNDS: usize = 4;
/// Different word pairs in the first 4,000 words; the offline model has 0.8, loops have 0.3.
const DISTINCT_LEAST: f64 = 0.5;
const DISTINCT_WORDS: u64 = 4_000;
/// Names that were followed by somebody else's line.
const ANSWERED_LEAST: f64 = 0.5;
/// Similarity that rises by this much in a hundred turns, from this level on.
const CONVERGING: f64 = 0.15;
const ALIKE: f64 = 0.35;
/// Attempts that were thrown away per accepted line.
const REJECTED_MUCH: f64 = 0.33;

/// The remarks, most serious first; a single good one when nothing is wrong.
pub fn health(meter: &Meter, policy: Policy) -> Vec<HealthNote> {
    let m = meter.measures();
    if m.turns < ENOUGH_TURNS {
        let text = format!("After {} of {ENOUGH_TURNS} turns it is too early to tell.", m.turns);
        return vec![HealthNote { text, ..HealthNote::default() }];
    }
    let mut notes: Vec<HealthNote> = Vec::new();
    notes.extend(agreement(&m));
    notes.extend(courtesies(&m));
    notes.extend(wording(&m));
    notes.extend(floor(meter, &m, policy));
    notes.extend(silence(meter));
    notes.extend(answers(&m, policy));
    notes.extend(model(&m));
    notes.sort_by_key(|note| std::cmp::Reverse(note.level));
    if notes.is_empty() {
        notes.push(HealthNote { text: "The conversation is lively, varied and balanced.".to_owned(), ..HealthNote::default() });
    }
    notes
}

fn note(level: HealthLevel, text: String, kind: RemedyKind, remedy: &str, line: &str) -> HealthNote {
    HealthNote { level, text, remedy: remedy.to_owned(), kind, line: line.to_owned() }
}

/// A share in whole per cent.
fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn agreement(m: &Measures) -> Option<HealthNote> {
    if m.collapse {
        return Some(note(
            HealthLevel::Alarm,
            "The panel only agrees any more: most of the last lines repeat a consensus and add nothing.".to_owned(),
            RemedyKind::Moderator,
            "Ask for the strongest objection, or add a participant who sees it differently.",
            "Suppose a year from now this has failed. What did we overlook, and who of you would have seen it coming?",
        ));
    }
    (m.convergence >= CONVERGING && m.similarity >= ALIKE).then(|| {
        note(
            HealthLevel::Notice,
            format!(
                "The agents grow alike: {} of their words are words that others have just used, and the share rises.",
                percent(m.similarity)
            ),
            RemedyKind::Participant,
            "Add a participant from another field, or direct the scene to a part of the question that nobody has touched.",
            "",
        )
    })
}

fn courtesies(m: &Measures) -> Option<HealthNote> {
    if m.farewell_rate > FAREWELLS_MUCH {
        let text = format!("{} of the lines say goodbye, although the talk goes on.", percent(m.farewell_rate));
        let line = "Before you go: which of the open points would each of you settle first?";
        return Some(note(HealthLevel::Alarm, text, RemedyKind::Moderator, "Stop here, or put a new question.", line));
    }
    (m.thanks_rate > THANKS_MUCH).then(|| {
        let text = format!("{} of the lines are thanks.", percent(m.thanks_rate));
        let line = "No more thanks, please. Who disagrees with what was said last, and why?";
        note(HealthLevel::Warning, text, RemedyKind::Moderator, "Ask for substance.", line)
    })
}

fn wording(m: &Measures) -> Vec<HealthNote> {
    let mut notes = Vec::new();
    if m.echo > ECHO_MUCH {
        let level = if m.echo > ECHO_FAR { HealthLevel::Alarm } else { HealthLevel::Warning };
        let text = format!(
            "The agents parrot: {} of the phrases were heard within the last twelve lines; in human meetings it is 3 to 4 %.",
            percent(m.echo)
        );
        notes.push(note(level, text, RemedyKind::Model, "Turn the repetition guard on, or choose another model.", ""));
    }
    if m.opening_rate > OPENINGS_MUCH {
        let text = format!("{} of the lines open with the same three words as an earlier one.", percent(m.opening_rate));
        notes.push(note(
            HealthLevel::Warning,
            text,
            RemedyKind::Model,
            "Turn the repetition guard on, or give the agents other phrases.",
            "",
        ));
    }
    if m.distinct_2 < DISTINCT_LEAST && m.words <= DISTINCT_WORDS {
        let text = format!("The wording is poor: only {} of the word pairs are new.", percent(m.distinct_2));
        notes.push(note(HealthLevel::Warning, text, RemedyKind::Model, "Choose another model, or agents who speak less alike.", ""));
    }
    notes
}

fn floor(meter: &Meter, m: &Measures, policy: Policy) -> Option<HealthNote> {
    if m.gini > GINI_MOST {
        let (name, share) = meter.loudest();
        let text = format!("{name} has {} of the turns, far more than in a human meeting.", percent(share));
        return Some(note(
            HealthLevel::Warning,
            text,
            RemedyKind::Policy,
            "Choose the policy pooled or weighted, or mute a participant for a while.",
            "",
        ));
    }
    (m.aba > ABA_MOST && policy.as_str() != "manual").then(|| {
        let text = format!("Two people keep the floor between them: {} of the turns go back to who had it before.", percent(m.aba));
        let line = meter.silent().map_or_else(String::new, |s| format!("{}, what do you make of this?", s.name));
        note(HealthLevel::Warning, text, RemedyKind::Moderator, "Ask somebody else, or choose the policy pooled.", &line)
    })
}

fn silence(meter: &Meter) -> Option<HealthNote> {
    let Silent { name, turns, panel } = meter.silent()?;
    (panel > 1 && turns > SILENT_ROUNDS * panel).then(|| {
        let text = format!("{name} has said nothing for {turns} turns.");
        let line = format!("{name}, we haven't heard you for a while. What are the others missing?");
        note(HealthLevel::Notice, text, RemedyKind::Moderator, "Ask, or choose the policy pooled.", &line)
    })
}

fn answers(m: &Measures, policy: Policy) -> Option<HealthNote> {
    let rate = m.mention_answer.filter(|rate| *rate < ANSWERED_LEAST)?;
    let ordered = matches!(policy.as_str(), "round_robin" | "pooled" | "scripted" | "manual");
    (!ordered).then(|| {
        let text = format!("Only {} of those who are addressed by name answer.", percent(rate));
        note(HealthLevel::Notice, text, RemedyKind::Policy, "Choose the policy mention first.", "")
    })
}

fn model(m: &Measures) -> Option<HealthNote> {
    let each = f64::from(m.rejected) / f64::from(m.turns.max(1));
    (each > REJECTED_MUCH).then(|| {
        let most = m.guards.iter().max_by_key(|g| g.count).map_or(String::new(), |g| format!(", most often for {}", g.guard));
        let text = format!("{} attempts were thrown away for {} lines{most}. That costs time and money.", m.rejected, m.turns);
        note(HealthLevel::Warning, text, RemedyKind::Model, "Choose another model.", "")
    })
}
