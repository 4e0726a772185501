//! What becomes of a line that a model gave: kept, asked for again, or the turn goes to somebody
//! else. Pure: the same line in the same place gets the same verdict.

use std::sync::Arc;

use crate::features::simulations::guards::repetition::{self, Heard};
use crate::features::simulations::store::simulations::Plan;
use crate::features::simulations::types::{AttemptRecord, FindingRecord, Message, MessageKind, Outcome, Severity};

use super::prompt;

/// A line and where it would stand.
pub(super) struct Case<'a> {
    pub plan: &'a Plan,
    /// Position of the speaker in the cast.
    pub me: usize,
    /// As the model gave it.
    pub raw: &'a str,
    /// Everything that was said.
    pub lines: &'a [Arc<Message>],
    /// Attempts of this turn that were thrown away.
    pub attempts: &'a [AttemptRecord],
}

/// What the guards make of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Judged {
    /// The line, cleaned, perhaps repaired.
    pub text: String,
    pub findings: Vec<FindingRecord>,
    /// 1 is flawless, 0 useless.
    pub score: f64,
    pub outcome: Outcome,
    /// Why it is not kept as it came, for people; empty when it is.
    pub reason: String,
}

/// The decision.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verdict {
    Keep(Judged),
    Again(Judged),
    /// The speaker can't say anything usable: somebody else speaks.
    Yield(Judged),
}

/// Judges a line.
pub(super) fn judge(case: &Case<'_>) -> Verdict {
    let Some(member) = case.plan.cast.get(case.me) else { return Verdict::Yield(Judged::default()) };
    let text = prompt::clean(case.raw, &member.persona.name);
    let tried = case.attempts.iter().filter(|a| a.speaker == member.id).count() + 1;
    let is_last = tried >= usize::from(case.plan.settings.guards.attempts.max(1));
    if text.is_empty() {
        let reason = "The model gave an empty line.".to_owned();
        let judged = Judged { reason, ..Judged::default() };
        return if is_last { Verdict::Yield(judged) } else { Verdict::Again(judged) };
    }
    let findings = findings(&text, &member.id, case.lines);
    match findings.first().map(|finding| finding.message.clone()) {
        Some(reason) if !is_last => Verdict::Again(Judged { text, findings, score: 0.0, outcome: Outcome::Regenerated, reason }),
        Some(_) => Verdict::Keep(Judged { text, findings, score: 0.5, ..Judged::default() }),
        None => Verdict::Keep(Judged { text, score: 1.0, ..Judged::default() }),
    }
}

fn findings(text: &str, me: &str, lines: &[Arc<Message>]) -> Vec<FindingRecord> {
    let agents = || lines.iter().filter(|l| l.kind == MessageKind::Agent);
    let is_own = |line: &Message| line.speaker.as_ref().is_some_and(|s| s.id == me);
    let own: Vec<&str> = agents().filter(|l| is_own(l)).map(|l| l.text.as_str()).collect();
    let others: Vec<Heard<'_>> = agents()
        .filter(|l| !is_own(l))
        .map(|l| Heard { speaker: l.speaker.as_ref().map_or("", |s| s.name.as_str()), text: &l.text })
        .collect();
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let found = repetition::check(text, &own, &others).into_iter();
    found
        .map(|f| FindingRecord {
            guard: f.guard.to_owned(),
            severity: Severity::Fail,
            message: f.message,
            span: (small(f.span.0), small(f.span.1)),
            turn: None,
        })
        .collect()
}
