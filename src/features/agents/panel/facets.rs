//! What makes people see a question differently: domain, stance, seniority, character.

use super::types::Attitude;
use crate::features::agents::search::words;
use crate::features::agents::types::{BigFive, Persona, Seniority};

/// Below and above this (0 to 100) a trait marks somebody.
const LOW: u8 = 40;
const HIGH: u8 = 60;
/// Poles of the five traits, low and high of each.
pub const POLES: usize = 10;

/// What begins the condition of a position; only the words before count.
const CONDITIONS: &[&str] = &["if", "once", "when", "until", "unless", "provided", "as", "because", "before", "after", "while", "so"];
/// Words that speak for change, when no negation stands before them.
const FOR: &[&str] = &[
    "agree", "all for", "at once", "back", "begin", "bring", "curious", "do it", "eager", "enjoy", "excited", "favour", "favor", "glad",
    "gladly", "great", "happy", "hopeful", "join", "keen", "like", "love", "open to", "pleased", "promote", "send me", "start", "support",
    "tomorrow", "try", "welcome", "yes", "am for", "im for", "all in",
];
/// Words that speak against it.
const AGAINST: &[&str] = &[
    "against",
    "block",
    "contest",
    "distrust",
    "doubt",
    "leave",
    "never",
    "no",
    "not",
    "nothing",
    "object",
    "oppose",
    "refuse",
    "reject",
    "resist",
    "sceptical",
    "stop",
    "suspicious",
    "wary",
    "wont",
    "cannot",
    "cant",
    "nobody",
];
/// What looks like a refusal and is none.
const NEITHER: &[&str] = &["not mind", "dont mind", "neither", "not against", "no opinion", "no view", "unsure", "either way"];

/// Reads the main clause of an opening position. The first word that speaks for or against decides;
/// without one the person weighs.
pub fn attitude(stance: &str) -> Attitude {
    let all = words(stance);
    // A position that opens with its condition has its main clause behind it.
    let until = all.iter().skip(1).position(|word| CONDITIONS.contains(&word.as_str())).map_or(all.len(), |place| place + 1);
    let clause = format!(" {} ", all.iter().take(until).map(String::as_str).collect::<Vec<_>>().join(" "));
    let first = |cues: &[&str]| cues.iter().filter_map(|cue| clause.find(&format!(" {cue} "))).min();
    if first(NEITHER).is_some() {
        return Attitude::Weighs;
    }
    match (first(FOR), first(AGAINST)) {
        (Some(_), None) => Attitude::Welcomes,
        (None, Some(_)) => Attitude::Resists,
        (Some(good), Some(bad)) if good < bad => Attitude::Welcomes,
        (Some(_), Some(_)) => Attitude::Resists,
        (None, None) => Attitude::Weighs,
    }
}

/// The five traits in their order.
pub fn traits(five: BigFive) -> [u8; 5] {
    [five.openness, five.conscientiousness, five.extraversion, five.agreeableness, five.neuroticism]
}

/// What somebody adds to a panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Slug, folded.
    pub domain: String,
    pub attitude: Attitude,
    pub seniority: Option<Seniority>,
    /// Places among the [`POLES`].
    pub poles: Vec<usize>,
}

impl Profile {
    pub fn of(p: &Persona) -> Self {
        let poles = traits(p.big_five)
            .into_iter()
            .enumerate()
            .filter_map(|(place, value)| match value {
                v if v < LOW => Some(2 * place),
                v if v > HIGH => Some(2 * place + 1),
                _ => None,
            })
            .collect();
        Self { domain: p.domain.trim().to_lowercase(), attitude: attitude(&p.stance), seniority: Seniority::of(p), poles }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_clause_of_a_position_decides() {
        for (stance, expected) in [
            ("I refuse until I can see who checks the person who checks.", Attitude::Resists),
            ("I oppose it until the definition fits on one line.", Attitude::Resists),
            ("No. I've buried more novelties than calves.", Attitude::Resists),
            ("I will gladly meet the eighth if I keep my paper.", Attitude::Welcomes),
            ("I'm for improvements that people can afford by payday.", Attitude::Welcomes),
            ("I go along with it when the person on the screen can still say stop.", Attitude::Weighs),
            ("I do not mind new ways as long as nobody takes the old way from me.", Attitude::Weighs),
            ("I will not support it until all parties receive the same figures.", Attitude::Resists),
            ("", Attitude::Weighs),
        ] {
            assert_eq!(attitude(stance), expected, "{stance}");
        }
    }

    #[test]
    fn every_attitude_and_seniority_is_common_in_the_library() {
        let profiles: Vec<Profile> = crate::features::agents::library::all().iter().map(|agent| Profile::of(&agent.persona)).collect();
        for attitude in Attitude::ALL {
            let number = profiles.iter().filter(|profile| profile.attitude == attitude).count();
            assert!(number * 7 >= profiles.len(), "{attitude:?}: {number} of {}", profiles.len());
        }
        for seniority in Seniority::ALL {
            assert!(profiles.iter().filter(|profile| profile.seniority == Some(seniority)).count() * 10 >= profiles.len(), "{seniority:?}");
        }
    }

    #[test]
    fn only_marked_traits_are_poles() {
        let five = BigFive { openness: 39, conscientiousness: 40, extraversion: 61, agreeableness: 60, neuroticism: 95 };
        assert_eq!(Profile::of(&Persona { big_five: five, ..Persona::default() }).poles, [0, 5, 9]);
    }
}
