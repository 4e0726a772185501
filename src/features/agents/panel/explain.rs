//! Why somebody has a seat, in a sentence: what they bring, and whom they will disagree with.

use super::bm25::hits;
use super::facets::{Profile, traits};
use super::types::Attitude;
use crate::features::agents::types::{Persona, domain_name};

/// Difference in a trait (0 to 100) from which two people see things differently.
const GAP: u8 = 30;
/// What two people with far-apart traits disagree on, in the order of the five.
const SUBJECTS: [&str; 5] = [
    "new ways against proven ones",
    "planning ahead against trying things out",
    "talking it through against thinking it over",
    "keeping the peace against saying hard truths",
    "how much could go wrong",
];

/// Somebody on the panel.
#[derive(Clone, Copy)]
pub struct Member<'a> {
    pub persona: &'a Persona,
    pub profile: &'a Profile,
}

/// The sentence. `terms` are the words of the question, `others` the rest of the panel.
pub fn reason(member: Member<'_>, others: &[Member<'_>], terms: &[String]) -> String {
    let brings = brings(member.persona, terms);
    match opponent(member, others) {
        Some((name, subject)) => format!("Brings {brings}; disagrees with {name} on {subject}."),
        None => format!("Brings {brings}."),
    }
}

/// The field of expertise that fits the question best, and how long they have been at it.
fn brings(p: &Persona, terms: &[String]) -> String {
    // `max_by_key` takes the last of equals, and the first is the most important.
    let best = p.expertise.iter().rev().max_by_key(|field| hits(field, terms)).map_or(p.profession.as_str(), String::as_str);
    let what = if best.trim().is_empty() { "another view".to_owned() } else { lower(best) };
    let domain =
        if p.domain.is_empty() || p.domain == "general" { String::new() } else { format!(" in {}", lower(domain_name(&p.domain))) };
    match p.experience_years {
        0 => what,
        1 => format!("{what} and a year of experience{domain}"),
        years => format!("{what} and {years} years of experience{domain}"),
    }
}

/// The first letter small, unless the word is an abbreviation.
fn lower(text: &str) -> String {
    let mut chars = text.trim().chars();
    let (first, second) = (chars.next(), chars.clone().next());
    match first {
        Some(first) if second.is_none_or(|second| !second.is_uppercase()) => first.to_lowercase().chain(chars).collect(),
        _ => text.trim().to_owned(),
    }
}

/// With whom somebody disagrees most, and on what.
fn opponent<'a>(member: Member<'_>, others: &[Member<'a>]) -> Option<(&'a str, String)> {
    let mut best: Option<(u32, &str, String)> = None;
    for other in others {
        let Some((weight, subject)) = conflict(member, *other) else { continue };
        if best.as_ref().is_none_or(|(before, ..)| weight > *before) {
            best = Some((weight, other.persona.name.as_str(), subject));
        }
    }
    best.map(|(_, name, subject)| (name, subject))
}

/// What two people disagree on, with a weight.
fn conflict(one: Member<'_>, other: Member<'_>) -> Option<(u32, String)> {
    let against =
        |a: Attitude, b: Attitude| matches!((a, b), (Attitude::Welcomes, Attitude::Resists) | (Attitude::Resists, Attitude::Welcomes));
    if against(one.profile.attitude, other.profile.attitude) {
        return Some((100, "whether to change at all".to_owned()));
    }
    let gaps = traits(one.persona.big_five).into_iter().zip(traits(other.persona.big_five)).map(|(a, b)| a.abs_diff(b));
    let widest = gaps.zip(SUBJECTS).max_by_key(|(gap, _)| *gap).filter(|(gap, _)| *gap >= GAP);
    if let Some((gap, subject)) = widest {
        return Some((u32::from(gap), subject.to_owned()));
    }
    let first = |p: &Persona, not: &Persona| p.values.iter().find(|value| !not.values.contains(value)).map(|value| lower(value));
    let (own, theirs) = (first(one.persona, other.persona)?, first(other.persona, one.persona)?);
    Some((1, format!("what comes first, {own} or {theirs}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::agents::types::BigFive;

    fn persona(name: &str, stance: &str, openness: u8, value: &str) -> Persona {
        Persona {
            name: name.into(),
            stance: stance.into(),
            domain: "law".into(),
            experience_years: 12,
            expertise: vec!["Port contracts".into(), "AI audits".into()],
            values: vec![value.into()],
            big_five: BigFive { openness, ..BigFive::default() },
            ..Persona::default()
        }
    }

    fn said(one: &Persona, others: &[&Persona], question: &[&str]) -> String {
        let profiles: Vec<Profile> = others.iter().map(|p| Profile::of(p)).collect();
        let own = Profile::of(one);
        let others: Vec<Member> = others.iter().zip(&profiles).map(|(persona, profile)| Member { persona, profile }).collect();
        let terms: Vec<String> = question.iter().map(|t| (*t).to_owned()).collect();
        reason(Member { persona: one, profile: &own }, &others, &terms)
    }

    #[test]
    fn the_expertise_that_fits_and_the_widest_difference_are_named() {
        let ada = persona("Ada", "I refuse it.", 50, "Care");
        let ben = persona("Ben", "Yes, gladly.", 50, "Speed");
        let cleo = persona("Cleo", "I refuse it.", 90, "Care");
        let dan = persona("Dan", "I refuse it.", 55, "Thrift");
        assert_eq!(
            said(&ada, &[&cleo, &ben], &["audit"]),
            "Brings AI audits and 12 years of experience in law; disagrees with Ben on whether to change at all."
        );
        assert_eq!(
            said(&ada, &[&dan, &cleo], &[]),
            "Brings port contracts and 12 years of experience in law; disagrees with Cleo on new ways against proven ones."
        );
        assert!(said(&ada, &[&dan], &[]).ends_with("disagrees with Dan on what comes first, care or thrift."));
        assert_eq!(said(&ada, &[&ada.clone()], &[]), "Brings port contracts and 12 years of experience in law.");
    }
}
