//! The contract in sentences, for the page of the editor: what stands here is what was compiled, and nothing that
//! no guard looks at.

use super::contract::{Contract, Position};
use super::style;
use crate::features::agents::contract::{ContractKind, ContractLine};
use crate::features::agents::types::Persona;

/// What lines of this persona are held to.
pub fn described(persona: &Persona) -> Vec<ContractLine> {
    let contract = Contract::of(persona);
    let lines = [
        name(&contract),
        age(&contract),
        experience(&contract),
        counts(&contract),
        residence(&contract),
        origin(&contract),
        languages(&contract),
        employer(&contract),
        position(&contract, persona),
    ];
    lines.into_iter().flatten().chain(manner(&contract, persona)).collect()
}

fn line(kind: ContractKind, rule: impl Into<String>, entries: Vec<String>) -> ContractLine {
    ContractLine { kind, rule: rule.into(), entries }
}

fn name(contract: &Contract) -> Option<ContractLine> {
    let rule = || format!("Speaks as {} and for nobody else; never as a machine.", contract.name);
    (!contract.name.is_empty()).then(|| line(ContractKind::Name, rule(), Vec::new()))
}

fn age(contract: &Contract) -> Option<ContractLine> {
    let age = contract.age?;
    Some(line(ContractKind::Age, format!("Is {age} years old, and says no other age of itself."), Vec::new()))
}

fn experience(contract: &Contract) -> Option<ContractLine> {
    let years = contract.experience?;
    let told = contract.years.iter().filter(|told| **told != years).map(|told| format!("{told} years, told in the background")).collect();
    Some(line(ContractKind::Experience, format!("Has {years} years of experience, and claims no more."), told))
}

fn counts(contract: &Contract) -> Option<ContractLine> {
    let quotes: Vec<String> = contract.counts.iter().map(|count| count.quote.clone()).collect();
    (!quotes.is_empty()).then(|| line(ContractKind::Numbers, "Says these numbers of its own story as they are.", quotes))
}

fn residence(contract: &Contract) -> Option<ContractLine> {
    let rule = "Lives here, and says of no other place that it does.";
    let home = contract.residence_text.trim();
    (!home.is_empty()).then(|| line(ContractKind::Places, rule, vec![home.to_owned()]))
}

fn origin(contract: &Contract) -> Option<ContractLine> {
    contract.nationality?;
    let rule = "Comes from here, or from another country that its own text tells of.";
    Some(line(ContractKind::Origin, rule, vec![contract.nationality_text.clone()]))
}

fn languages(contract: &Contract) -> Option<ContractLine> {
    let rule = "Speaks these, says so, and claims no other mother tongue.";
    (!contract.languages.is_empty()).then(|| line(ContractKind::Languages, rule, contract.languages.clone()))
}

fn employer(contract: &Contract) -> Option<ContractLine> {
    let employer = contract.employer.trim();
    let has_name = !contract.employer_names.is_empty();
    // Neither a name nor a kind that is known: there is nothing to compare with.
    if employer.is_empty() || (!has_name && contract.employer_kinds.is_empty()) {
        return None;
    }
    let rule = match has_name {
        true => "Works here, and names no other employer as its own.",
        false => "Works here, and names no employer of another kind as its own.",
    };
    Some(line(ContractKind::Employer, rule, vec![employer.to_owned()]))
}

/// A position with a condition is read as neither side, and not held against anybody.
fn position(contract: &Contract, persona: &Persona) -> Option<ContractLine> {
    let side = match contract.position? {
        Position::For => "Was for it at the start, and doesn’t say that it was always against it.",
        Position::Against => "Was against it at the start, and doesn’t say that it was always for it.",
    };
    Some(line(ContractKind::Stance, side, vec![persona.stance.clone()]))
}

fn manner(contract: &Contract, persona: &Persona) -> Vec<ContractLine> {
    let style = &contract.style;
    let (usual, long, most) = (style.words, style::long(style.words), style::longest(style.words));
    let mut lines = vec![line(
        ContractKind::Length,
        format!("About {usual} words in a contribution: more than {long} are noted, and more than {most} are not let through."),
        Vec::new(),
    )];
    let tone = match style.formality {
        4.. => Some("Formal: slang is noted."),
        1..=2 => Some("Casual: officialese is noted."),
        _ => None,
    };
    lines.extend(tone.map(|rule| line(ContractKind::Tone, rule, Vec::new())));
    if !style.never.is_empty() {
        lines.push(line(ContractKind::Banned, "None of these phrases is ever said.", style.never.clone()));
    }
    let short = persona.style.never.len().saturating_sub(style.never.len());
    if short > 0 {
        let rule = "These are too short to be told apart from other words, and aren’t checked.";
        let kept = |text: &&String| !style.never.contains(&super::text::plain_words(text).join(" "));
        lines.push(line(ContractKind::Unchecked, rule, persona.style.never.iter().filter(kept).cloned().collect()));
    }
    if !style.phrases.is_empty() {
        lines.push(line(ContractKind::Phrases, "Its own phrases, each once in a while: a repetition is noted.", style.phrases.clone()));
    }
    let topics: Vec<String> = style.unknown.iter().map(|(topic, _)| topic.clone()).collect();
    if !topics.is_empty() {
        lines.push(line(ContractKind::Unknown, "Doesn’t speak as an expert of these.", topics));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::agents::types::SpeakingStyle;
    use crate::features::simulations::guards::{History, Switches, check};
    use crate::features::simulations::types::Severity;

    fn ada() -> Persona {
        Persona {
            name: "Ada".into(),
            age: 36,
            experience_years: 12,
            background: "Wrote 212 court reports in 9 years.".into(),
            residence: "Lyon, France".into(),
            nationality: "French".into(),
            employer: "Regional hospital".into(),
            stance: "I oppose it.".into(),
            knowledge_limits: vec!["Tax law".into()],
            style: SpeakingStyle { never: vec!["move fast".into(), "no".into()], verbosity: 2, formality: 5, ..SpeakingStyle::default() },
            ..Persona::default()
        }
    }

    fn rule(kind: ContractKind) -> Option<ContractLine> {
        described(&ada()).into_iter().find(|line| line.kind == kind)
    }

    /// Whether the guards keep a line out.
    fn refused(said: &str) -> bool {
        let history = History {
            lines: &[],
            cast: &["Ada"],
            secrets: &[],
            public: "",
            language: None,
            leads: false,
            closing: false,
            switches: Switches::ALL,
        };
        check(&Contract::of(&ada()), &history, said).iter().any(|finding| finding.severity == Severity::Fail)
    }

    #[test]
    fn what_is_shown_is_what_a_line_is_refused_for() {
        for (kind, said) in [
            (ContractKind::Age, "I am 52 years old and I have seen this before."),
            (ContractKind::Banned, "We should move fast and see what happens next."),
            (ContractKind::Experience, "I have 30 years of experience with wards like this one."),
            (ContractKind::Numbers, "I keep coming back to my 300 court reports on this."),
            (ContractKind::Places, "I live in Madrid and the wards there are worse."),
        ] {
            assert!(rule(kind).is_some(), "{kind:?} is not shown");
            assert!(refused(said), "{said}");
        }
        assert!(!refused("I would rather wait until the night shift has tried it."));
    }

    #[test]
    fn only_what_was_compiled_is_shown() {
        assert_eq!(rule(ContractKind::Numbers).unwrap().entries, ["212 court reports"]);
        assert_eq!(rule(ContractKind::Experience).unwrap().entries, ["9 years, told in the background"]);
        assert_eq!(rule(ContractKind::Banned).unwrap().entries, ["move fast"]);
        assert_eq!(rule(ContractKind::Unchecked).unwrap().entries, ["no"]);
        assert_eq!(rule(ContractKind::Languages), None);
        assert!(rule(ContractKind::Length).unwrap().rule.starts_with("About 36 words"));
        let undecided = Persona { stance: "I am for it if nobody loses work.".into(), ..Persona::default() };
        assert!(described(&undecided).iter().all(|line| line.kind != ContractKind::Stance));
    }
}
