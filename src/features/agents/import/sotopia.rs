//! Agent profiles of Sotopia (`AgentProfile`): `first_name`, `last_name`, `age`, `occupation`, `gender`, `gender_pronoun`,
//! `public_info`, `big_five`, `moral_values`, `schwartz_personal_values`, `personality_and_values`,
//! `decision_making_style`, `secret`, `mbti`, `tag`; `pk` and `model_id` belong to their database.

use serde_json::{Map, Value};

use super::draft::{Draft, first_of, level, list, pronouns, text};
use crate::features::agents::types::BigFive;

/// What stands before a secret in the instructions; the export finds it again by this.
pub const SECRET: &str = "You keep this secret: ";

/// One profile.
pub fn profile(record: &Map<String, Value>) -> Draft {
    let mut draft = Draft::default();
    let of = |key: &str| text(record, key);
    let work = of("occupation");
    draft.input.name = draft.fit("name", &format!("{} {}", of("first_name"), of("last_name")), 80);
    draft.input.age = draft.age(record);
    draft.input.pronouns = draft.fit("pronouns", &first_of(&[&of("gender_pronoun"), &pronouns(&of("gender"))]), 30);
    draft.input.profession = draft.fit("profession", &work, 120);
    draft.input.archetype = draft.fit("archetype", &first_of(&[&of("decision_making_style"), &work, "Character"]), 80);
    draft.input.expertise = draft.entries("expertise", [work.clone()]);
    if draft.input.expertise.is_empty() {
        draft.input.expertise = vec!["Everyday experience".to_owned()];
        draft.note("expertise", "The file says nothing of work; “Everyday experience” was put in.");
    }
    let told = [of("public_info"), of("personality_and_values")].into_iter().filter(|part| !part.is_empty());
    let background = told.collect::<Vec<_>>().join("\n");
    draft.input.background = draft.fit("background", &background, 4000);
    draft.input.values = draft.entries("values", list(record, "moral_values").into_iter().chain(list(record, "schwartz_personal_values")));
    draft.input.big_five = five(&of("big_five"));
    let style = Some(of("decision_making_style")).filter(|text| !text.is_empty()).map(|style| format!("Decides: {style}"));
    let mbti = Some(of("mbti")).filter(|text| !text.is_empty()).map(|mbti| format!("MBTI {mbti}"));
    draft.input.traits = draft.entries("traits", style.into_iter().chain(mbti));
    draft.input.tags = draft.entries("tags", [of("tag")]);
    let secret = of("secret");
    if !secret.is_empty() {
        draft.input.instructions = draft.fit("instructions", &format!("{SECRET}{secret}"), 8000);
    }
    draft
}

/// The five factors from a text such as "Openness to Experience - High, Conscientiousness - Low …".
fn five(said: &str) -> BigFive {
    let lower = said.to_lowercase();
    let names = ["openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"];
    let of = |name: &str| {
        let after = lower.split_once(name).map(|(_, after)| after)?;
        let until = names.iter().filter_map(|next| after.find(next)).min().unwrap_or(after.len());
        level(after.get(..until)?.trim_matches(|c: char| !c.is_alphanumeric()))
    };
    let or_average = |name: &str| of(name).unwrap_or(50);
    BigFive {
        openness: or_average("openness"),
        conscientiousness: or_average("conscientiousness"),
        extraversion: or_average("extraversion"),
        agreeableness: or_average("agreeableness"),
        neuroticism: or_average("neuroticism"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_factors_are_found_in_a_sentence() {
        let said =
            "Openness to Experience - High, Conscientiousness - Very low, Extraversion: 80, Agreeableness - Moderate; Neuroticism - Low";
        let wanted = BigFive { openness: 75, conscientiousness: 10, extraversion: 80, agreeableness: 50, neuroticism: 25 };
        assert_eq!(five(said), wanted);
        assert_eq!(five("unknown"), BigFive::default());
    }
}
