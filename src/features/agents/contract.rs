//! What the guards of a conversation hold an agent to, in sentences: the page shows it, so that a
//! person sees what their words will be checked against.

use serde::{Deserialize, Serialize};

use super::types::{Persona, SpeakingStyle};

/// What a line of the contract is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum ContractKind {
    Name,
    Age,
    Numbers,
    Places,
    Employer,
    Stance,
    Length,
    Tone,
    Banned,
    Unknown,
}

impl ContractKind {
    /// The heading of the line.
    pub const fn label(self) -> &'static str {
        match self {
            ContractKind::Name => "Identity",
            ContractKind::Age => "Age",
            ContractKind::Numbers => "Numbers",
            ContractKind::Places => "Places",
            ContractKind::Employer => "Work",
            ContractKind::Stance => "Position",
            ContractKind::Length => "Length",
            ContractKind::Tone => "Tone",
            ContractKind::Banned => "Never says",
            ContractKind::Unknown => "Doesn’t know",
        }
    }
}

/// One thing that is checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ContractLine {
    pub kind: ContractKind,
    /// What must hold, in a sentence.
    pub rule: String,
    /// The phrases, places or topics it is about; may be empty.
    pub entries: Vec<String>,
}

/// Words a line may have at most for each step of verbosity; see [`SpeakingStyle::verbosity`].
const WORDS_A_STEP: u16 = 15;
/// Numbers of the background that are named.
const NUMBERS: usize = 8;

/// Everything that lines of this agent are checked against.
pub fn contract_of(p: &Persona) -> Vec<ContractLine> {
    let mut lines = Vec::new();
    let mut add = |kind, rule: String, entries: Vec<String>| lines.push(ContractLine { kind, rule, entries });
    if !p.name.is_empty() {
        add(ContractKind::Name, format!("Speaks as {} and for nobody else; never as a machine.", p.name), Vec::new());
    }
    if p.age > 0 {
        add(ContractKind::Age, format!("Is {} years old, and says no other age of itself.", p.age), Vec::new());
    }
    let numbers = numbers_of(p);
    if !numbers.is_empty() {
        add(ContractKind::Numbers, "Stays with the numbers of its own story.".into(), numbers);
    }
    let places: Vec<String> = [&p.residence, &p.nationality].into_iter().filter(|text| !text.is_empty()).cloned().collect();
    if !places.is_empty() {
        add(ContractKind::Places, "Lives and comes from where its persona says.".into(), places);
    }
    let work: Vec<String> = [&p.profession, &p.employer].into_iter().filter(|text| !text.is_empty()).cloned().collect();
    if !work.is_empty() {
        add(ContractKind::Employer, "Has this work, and names no other as its own.".into(), work);
    }
    if !p.stance.is_empty() {
        add(ContractKind::Stance, "Begins from this position; a turn needs a reason that was said.".into(), vec![p.stance.clone()]);
    }
    add(ContractKind::Length, length_rule(&p.style), Vec::new());
    add(ContractKind::Tone, tone_rule(&p.style).into(), Vec::new());
    if !p.style.never.is_empty() {
        add(ContractKind::Banned, "None of these phrases is ever said.".into(), p.style.never.clone());
    }
    if !p.knowledge_limits.is_empty() {
        add(ContractKind::Unknown, "Says so instead of claiming something about these.".into(), p.knowledge_limits.clone());
    }
    lines
}

fn length_rule(style: &SpeakingStyle) -> String {
    let words = u16::from(style.verbosity.clamp(1, 5)) * WORDS_A_STEP;
    format!("About {words} words in a contribution, and at most twice as many.")
}

const fn tone_rule(style: &SpeakingStyle) -> &'static str {
    match style.formality {
        0 | 1 => "Very casual: contractions and everyday words.",
        2 => "Casual, without stiff phrases.",
        3 => "Neutral, neither slang nor officialese.",
        4 => "Formal: complete sentences, no slang.",
        _ => "Very formal: no contractions, no slang.",
    }
}

/// Years of experience, and the numbers of the background with the word that follows.
fn numbers_of(p: &Persona) -> Vec<String> {
    let own = (p.experience_years > 0).then(|| format!("{} years of experience", p.experience_years));
    let words: Vec<&str> = p.background.split_whitespace().collect();
    let told = words.iter().enumerate().filter(|(_, word)| word.chars().any(|c| c.is_ascii_digit())).map(|(at, word)| {
        let number = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%');
        let ended = word.ends_with(['.', ',', ';', ':', '!', '?']);
        match words.get(at + 1).filter(|_| !ended) {
            Some(next) => format!("{number} {}", next.trim_matches(|c: char| !c.is_alphanumeric())),
            None => number.to_owned(),
        }
    });
    let mut found: Vec<String> = Vec::new();
    for number in own.into_iter().chain(told) {
        if !found.contains(&number) && found.len() < NUMBERS {
            found.push(number);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(p: &Persona) -> Vec<ContractKind> {
        contract_of(p).into_iter().map(|line| line.kind).collect()
    }

    #[test]
    fn an_empty_persona_is_held_to_its_style_only() {
        assert_eq!(rules(&Persona { style: SpeakingStyle::default(), ..Persona::default() }), [ContractKind::Length, ContractKind::Tone]);
    }

    #[test]
    fn what_the_persona_says_is_what_is_checked() {
        let persona = Persona {
            name: "Ada".into(),
            age: 36,
            experience_years: 12,
            background: "Closed 3 wards in 2019. Saved 40% of 3 wards.".into(),
            residence: "Lyon, France".into(),
            employer: "Regional hospital".into(),
            stance: "I would wait.".into(),
            knowledge_limits: vec!["Tax law".into()],
            style: SpeakingStyle { never: vec!["synergy".into()], verbosity: 2, ..SpeakingStyle::default() },
            ..Persona::default()
        };
        let lines = contract_of(&persona);
        let entries = |kind| lines.iter().find(|line| line.kind == kind).map(|line| line.entries.clone()).unwrap();
        assert_eq!(entries(ContractKind::Numbers), ["12 years of experience", "3 wards", "2019", "40% of"]);
        assert_eq!(entries(ContractKind::Banned), ["synergy"]);
        assert_eq!(entries(ContractKind::Unknown), ["Tax law"]);
        assert_eq!(entries(ContractKind::Employer), ["Regional hospital"]);
        assert!(lines.iter().any(|line| line.rule.contains("About 30 words")));
        assert_eq!(lines.len(), 10);
    }
}
