//! What becomes of a line that a model gave: kept, asked for again, kept after a repair, or the turn
//! goes to somebody else. Pure: the same line in the same place gets the same verdict.
//!
//! A line that a guard fails is asked for again, up to `settings.guards.attempts` times; what was wrong
//! stands in the record, from which the next prompt quotes it. After the last try the attempt with the
//! best score that can be repaired is kept without what failed; if none can, the turn is given away.

use std::sync::Arc;

use crate::features::simulations::guards::language::{self, Language};
use crate::features::simulations::guards::loops::{self, LoopFinding};
use crate::features::simulations::guards::{self, Contract, Finding, History, Said, select};
use crate::features::simulations::store::simulations::{CastMember, Plan};
use crate::features::simulations::types::{AttemptRecord, FindingRecord, Message, MessageKind, Outcome, Severity};

use super::prompt;

/// Turns before the end in which people may say goodbye.
const CLOSING_TURNS: u32 = 2;

/// A line and where it would stand.
pub(super) struct Case<'a> {
    pub plan: &'a Plan,
    /// The contract of everybody in the cast.
    pub contracts: &'a [Contract],
    /// Position of the speaker in the cast.
    pub me: usize,
    /// As the model gave it.
    pub raw: &'a str,
    /// Everything that was said.
    pub lines: &'a [Arc<Message>],
    /// Attempts of this turn that were thrown away.
    pub attempts: &'a [AttemptRecord],
    /// Turns that are left, this one included.
    pub left: u32,
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
    let (Some(member), Some(contract)) = (case.plan.cast.get(case.me), case.contracts.get(case.me)) else {
        return Verdict::Yield(Judged::default());
    };
    let text = prompt::clean(case.raw, &member.persona.name);
    let own: Vec<&AttemptRecord> = case.attempts.iter().filter(|a| a.speaker == member.id).collect();
    let is_last = own.len() + 1 >= usize::from(case.plan.settings.guards.attempts.max(1));
    let room = Room::of(case, member, contract);
    let judged = if text.is_empty() {
        Judged { reason: "The model gave an empty line.".to_owned(), ..Judged::default() }
    } else {
        room.judged(&text)
    };
    if judged.reason.is_empty() {
        return Verdict::Keep(judged);
    }
    if !is_last {
        return Verdict::Again(Judged { outcome: Outcome::Regenerated, ..judged });
    }
    let only_loops = judged.findings.iter().filter(|f| f.severity == Severity::Fail).all(|f| f.guard == "loops");
    if only_loops && !judged.text.is_empty() {
        // The line itself is sound; the conversation goes in circles, which the engine ends.
        return Verdict::Keep(Judged { outcome: Outcome::Accepted, reason: String::new(), ..judged });
    }
    room.repaired(&judged, &own).map_or_else(|| Verdict::Yield(Judged { outcome: Outcome::Yielded, ..judged }), Verdict::Keep)
}

/// Everything a line of this speaker is checked against.
struct Room<'a> {
    contract: &'a Contract,
    said: Vec<Said<'a>>,
    cast: Vec<&'a str>,
    public: String,
    plan: &'a Plan,
    /// Turns of the lines in `said`.
    turns: Vec<u32>,
    leads: bool,
    closing: bool,
}

impl<'a> Room<'a> {
    fn of(case: &Case<'a>, member: &'a CastMember, contract: &'a Contract) -> Self {
        let plan = case.plan;
        let agents = || case.lines.iter().filter(|l| l.kind == MessageKind::Agent);
        let speaker = |line: &'a Message| line.speaker.as_ref().map_or("", |s| s.name.as_str());
        Self {
            contract,
            said: agents().map(|line| Said { speaker: speaker(line), text: &line.text }).collect(),
            turns: agents().map(|line| line.turn).collect(),
            cast: plan.cast.iter().map(|m| m.persona.name.as_str()).collect(),
            public: public(plan),
            plan,
            leads: leads(plan, member),
            closing: case.left <= CLOSING_TURNS,
        }
    }

    fn history(&self) -> History<'_> {
        let settings = &self.plan.settings;
        History {
            lines: &self.said,
            cast: &self.cast,
            secrets: &self.plan.scenario.secrets,
            public: &self.public,
            language: spoken(self.plan),
            leads: self.leads,
            closing: self.closing,
            switches: (&settings.guards).into(),
        }
    }

    fn findings(&self, text: &str) -> Vec<Finding> {
        guards::check(self.contract, &self.history(), text)
    }

    fn judged(&self, text: &str) -> Judged {
        let findings = self.findings(text);
        let score = select::score(&findings, guards::closeness(&self.contract.name, &self.history(), text));
        let reason = findings.iter().find(|f| f.fails()).map(|f| f.message.clone()).unwrap_or_default();
        Judged {
            text: text.to_owned(),
            findings: findings.iter().map(|f| self.record(f)).collect(),
            score,
            reason,
            outcome: Outcome::Accepted,
        }
    }

    /// The best attempt that can be mended, mended.
    fn repaired(&self, last: &Judged, before: &[&AttemptRecord]) -> Option<Judged> {
        let mut tries: Vec<(f64, &str)> = before.iter().map(|a| (a.score, a.text.as_str())).collect();
        tries.push((last.score, &last.text));
        while let Some(at) = select::best(&tries.iter().map(|(score, _)| *score).collect::<Vec<_>>()) {
            let (_, text) = tries.remove(at);
            if let Some(mended) = select::repair(text, |text| self.findings(text)) {
                let judged = self.judged(&mended);
                let reason = "Parts of the line were cut, because every attempt failed a guard.".to_owned();
                return Some(Judged { outcome: Outcome::Repaired, reason, ..judged });
            }
        }
        None
    }

    fn record(&self, finding: &Finding) -> FindingRecord {
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        FindingRecord {
            guard: finding.guard.to_owned(),
            severity: finding.severity,
            message: finding.message.clone(),
            span: (small(finding.span.0), small(finding.span.1)),
            turn: finding.turn.and_then(|at| self.turns.get(at).copied()),
        }
    }
}

/// The language that lines must be in; `None` when none was chosen, or when the offline model can't
/// speak the one that was.
fn spoken(plan: &Plan) -> Option<&'static Language> {
    const OFFLINE: [&str; 4] = ["en", "de", "es", "fr"];
    let chosen = if plan.settings.language.trim().is_empty() { &plan.scenario.language } else { &plan.settings.language };
    let offline = plan.settings.model.starts_with("scripted");
    language::named(chosen).filter(|found| !offline || found.names.first().is_some_and(|tag| OFFLINE.contains(tag)))
}

/// The loop in which the agents' lines since the last word of anybody else end, in this round. Near
/// the end people may thank and say goodbye.
pub(super) fn circling(plan: &Plan, lines: &[Arc<Message>], round: u32, left: u32) -> Option<LoopFinding> {
    if !plan.settings.guards.loops || left <= CLOSING_TURNS {
        return None;
    }
    let since = lines.iter().rev().take_while(|l| l.kind == MessageKind::Agent && l.round == round).take(loops::AGREEING_LINES + 2);
    let mut texts: Vec<&str> = since.map(|l| l.text.as_str()).collect();
    texts.reverse();
    loops::loops(&texts)
}

/// What everybody may know of the scenario.
fn public(plan: &Plan) -> String {
    let s = &plan.scenario;
    let names: Vec<&str> = plan.cast.iter().map(|m| m.persona.name.as_str()).collect();
    [s.title.clone(), s.setting.clone(), s.question.clone(), s.goals.join(". "), s.constraints.join(". "), names.join(". ")].join(". ")
}

/// Whether the speaker leads the conversation: by the settings, or by its part in the scenario.
fn leads(plan: &Plan, member: &CastMember) -> bool {
    const PARTS: [&str; 8] = ["moderat", "facilitat", "chair", "host", "modérat", "leitet", "conduce", "animat"];
    let role = plan.scenario.roles.iter().filter(|r| r.participant == member.persona.name).map(|r| r.role.to_lowercase());
    let own = role.chain([member.persona.profession.to_lowercase()]).any(|text| PARTS.iter().any(|part| text.contains(part)));
    own || plan.settings.moderator == member.id
}
