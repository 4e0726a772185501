//! The situation as one agent may see it: its own secrets and nobody else's, of the others what
//! the relationship allows, pinned facts, the round that is on.

use crate::features::simulations::store::simulations::{CastMember, Plan};
use crate::features::simulations::types::{Acquaintance, Visibility};

use super::fence::Section;
use super::{OTHERS_CHARS, PINS_CHARS, ROUND_CHARS, SCENARIO_CHARS};

/// The scenario.
pub fn scenario(plan: &Plan, member: &CastMember) -> Section {
    let scenario = &plan.scenario;
    let mut out = Section::new("scenario", "scenario", SCENARIO_CHARS);
    out.line("Title", &scenario.title);
    out.line("Question", &scenario.question);
    for secret in scenario.secrets.iter().filter(|s| s.known_by.iter().any(|name| is_meant(name, member))) {
        out.line("Only you and those who share it know", &secret.text);
    }
    for role in scenario.roles.iter().filter(|r| is_meant(&r.participant, member)) {
        out.line("Your role", &role.role);
    }
    out.list("Goals", &scenario.goals, "; ");
    out.list("Constraints", &scenario.constraints, "; ");
    out.line("It is over when", &scenario.end);
    out.line("Setting", &scenario.setting);
    out
}

/// Who else is there, and what this agent knows of them.
pub fn others(plan: &Plan, member: &CastMember) -> Section {
    let mut out = Section::new("others", "present", OTHERS_CHARS);
    let others: Vec<&CastMember> = plan.cast.iter().filter(|other| other.id != member.id && !other.left).collect();
    let each = OTHERS_CHARS / others.len().max(1);
    for other in others {
        let known = told(plan, member, other);
        out.line(&other.persona.name, &super::fence::clipped(&known, each.max(48)));
    }
    out
}

/// What `member` is told of `other`: a stranger's name and nothing else; of somebody known by name
/// the profession and the role in the scenario; of an acquaintance also where they work and what
/// they know; of a friend also what they are like, want and think.
fn told(plan: &Plan, member: &CastMember, other: &CastMember) -> String {
    let between = plan.scenario.relationships.iter().find(|r| is_meant(&r.from, member) && is_meant(&r.to, other));
    let introduced = plan.settings.visibility == Visibility::Everyone;
    let least = if introduced { Acquaintance::KnownByName } else { Acquaintance::Stranger };
    let kind = between.map_or(least, |r| r.kind).max(least);
    let p = &other.persona;
    let mut parts = Vec::new();
    let mut tell = |from: Acquaintance, label: &str, text: &str| {
        if kind >= from && !text.trim().is_empty() {
            parts.push(if label.is_empty() { text.trim().to_owned() } else { format!("{label} {}", text.trim()) });
        }
    };
    tell(Acquaintance::KnownByName, "", &p.profession);
    for role in plan.scenario.roles.iter().filter(|r| is_meant(&r.participant, other)) {
        tell(Acquaintance::KnownByName, "here as", &role.role);
    }
    tell(Acquaintance::Acquaintance, "works at", &p.employer);
    tell(Acquaintance::Acquaintance, "knows", &p.expertise.join(", "));
    tell(Acquaintance::Friend, "is", &p.traits.join(", "));
    tell(Acquaintance::Friend, "wants to", &p.goals.join(", "));
    tell(Acquaintance::Friend, "thinks:", &p.stance);
    let relation = match between.map(|r| r.kind) {
        Some(Acquaintance::Friend) => "a friend of yours",
        Some(Acquaintance::Acquaintance) => "you have met",
        Some(Acquaintance::KnownByName) => "you know the name",
        _ if kind == Acquaintance::Stranger => "you have never met",
        _ => "",
    };
    let note = between.map_or("", |r| r.note.trim());
    let tail = [relation, note].into_iter().filter(|t| !t.is_empty()).map(str::to_owned);
    parts.extend(tail);
    parts.join("; ")
}

/// Facts that observers pinned.
pub fn pins(plan: &Plan) -> Section {
    let mut out = Section::new("pins", "facts", PINS_CHARS).head("These facts hold, and everybody knows them:");
    for pin in plan.pins.iter().rev() {
        out.line("", &pin.text);
    }
    out
}

/// The round that is on.
pub fn round(plan: &Plan, turn: u32) -> Section {
    let mut out = Section::new("round", "round", ROUND_CHARS);
    if let Some((number, round)) = plan.scenario.round_at(turn) {
        out.line(&format!("Round {number} of {}", plan.scenario.rounds.len()), &round.title);
        out.line("What the panel does in it", &round.instructions);
    }
    out
}

/// Whether a name in the scenario means this participant: the id, the whole name, or its first word.
pub fn is_meant(name: &str, member: &CastMember) -> bool {
    let (name, whole) = (name.trim(), member.persona.name.trim());
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    !name.is_empty() && (name == member.id || same(name, whole) || whole.split_whitespace().next().is_some_and(|first| same(name, first)))
}
