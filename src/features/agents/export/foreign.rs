//! Our agents in the words of other systems. What they have no field for goes into their story, or is left out.

use serde_json::{Value, json};

use crate::features::agents::import::{SECRET, gender, level_word, mbti_of};
use crate::features::agents::types::AgentInput;

/// A persona file of TinyTroupe.
pub fn tinytroupe(a: &AgentInput) -> Value {
    let five = a.big_five;
    let traits = |start: &str| a.traits.iter().filter_map(|t| t.strip_prefix(start)).map(str::to_owned).collect::<Vec<_>>();
    let plain: Vec<&String> = a.traits.iter().filter(|t| !t.starts_with("Likes: ") && !t.starts_with("Dislikes: ")).collect();
    json!({
        "type": "TinyPerson",
        "persona": {
            "name": a.name,
            "age": if a.age == 0 { Value::Null } else { a.age.into() },
            "gender": gender(&a.pronouns),
            "nationality": a.nationality,
            "residence": a.residence,
            "long_term_goals": a.goals,
            "occupation": {
                "title": if a.profession.is_empty() { &a.archetype } else { &a.profession },
                "organization": a.employer,
                "description": a.background,
            },
            "style": style(a),
            "personality": {
                "traits": plain,
                "big_five": {
                    "openness": format!("{}.", level_word(five.openness)),
                    "conscientiousness": format!("{}.", level_word(five.conscientiousness)),
                    "extraversion": format!("{}.", level_word(five.extraversion)),
                    "agreeableness": format!("{}.", level_word(five.agreeableness)),
                    "neuroticism": format!("{}.", level_word(five.neuroticism)),
                },
            },
            "preferences": { "interests": a.tags, "likes": traits("Likes: "), "dislikes": traits("Dislikes: ") },
            "skills": a.expertise,
            "beliefs": a.values,
            "behaviors": { "general": a.style.moves },
            "other_facts": facts(a),
        },
    })
}

/// A Reddit user of OASIS.
pub fn reddit(a: &AgentInput) -> Value {
    let bio: String = a.stance.clone();
    json!({
        "realname": a.name,
        "username": user_name(a),
        "bio": if bio.is_empty() { a.archetype.clone() } else { bio },
        "persona": story(a),
        "age": a.age,
        "gender": gender(&a.pronouns),
        "mbti": mbti_of(&a.big_five),
        "country": a.residence.rsplit(',').next().unwrap_or("").trim(),
        "profession": if a.profession.is_empty() { &a.archetype } else { &a.profession },
        "interested_topics": a.expertise,
    })
}

/// An agent profile of Sotopia.
pub fn sotopia(a: &AgentInput) -> Value {
    let (first, last) = a.name.rsplit_once(' ').unwrap_or((a.name.as_str(), ""));
    let five = a.big_five;
    json!({
        "first_name": first,
        "last_name": last,
        "age": a.age,
        "occupation": if a.profession.is_empty() { a.expertise.first().cloned().unwrap_or_default() } else { a.profession.clone() },
        "gender": gender(&a.pronouns),
        "gender_pronoun": a.pronouns,
        "public_info": a.background,
        "big_five": format!(
            "Openness to Experience - {}, Conscientiousness - {}, Extraversion - {}, Agreeableness - {}, Neuroticism - {}",
            level_word(five.openness), level_word(five.conscientiousness), level_word(five.extraversion), level_word(five.agreeableness),
            level_word(five.neuroticism)
        ),
        "moral_values": a.values,
        "schwartz_personal_values": [],
        "personality_and_values": a.traits.iter().filter(|t| !t.starts_with("Decides: ") && !t.starts_with("MBTI ")).cloned().collect::<Vec<_>>().join(". "),
        "decision_making_style": a.archetype,
        "secret": a.instructions.strip_prefix(SECRET).unwrap_or(""),
        "mbti": mbti_of(&five),
        "tag": a.tags.first().cloned().unwrap_or_default(),
    })
}

/// A name for an account: lower case, without spaces and marks.
pub fn user_name(a: &AgentInput) -> String {
    let source = if a.avatar_seed.is_empty() { &a.name } else { &a.avatar_seed };
    let name: String = source.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    name.trim_matches('_').to_owned()
}

/// Everything that is told of a person, as one text.
pub fn story(a: &AgentInput) -> String {
    let listed = |label: &str, entries: &[String]| {
        let text = entries.join("; ");
        if text.is_empty() { text } else { format!("{label}: {text}.") }
    };
    let parts = [
        a.background.clone(),
        listed("Goals", &a.goals),
        listed("Values", &a.values),
        listed("Traits", &a.traits),
        a.stance.clone(),
        a.contradiction.clone(),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn style(a: &AgentInput) -> String {
    let tone = match a.style.formality {
        0 | 1 => "Very casual.",
        2 => "Casual.",
        3 => "Neither casual nor formal.",
        4 => "Formal.",
        _ => "Very formal.",
    };
    let says = if a.style.phrases.is_empty() { String::new() } else { format!(" Says things like: {}.", a.style.phrases.join(" / ")) };
    format!("{tone}{says}")
}

/// What has no field there.
fn facts(a: &AgentInput) -> Vec<String> {
    let one = |label: &str, text: &str| (!text.is_empty()).then(|| format!("{label}: {text}"));
    let experience = (a.experience_years > 0).then(|| format!("Years of experience: {}", a.experience_years));
    [
        one("Archetype", &a.archetype),
        experience,
        one("Languages", &a.languages.join(", ")),
        one("Position", &a.stance),
        one("Inner contradiction", &a.contradiction),
        one("Doesn't know", &a.knowledge_limits.join("; ")),
        one("Overlooks", &a.blind_spots.join("; ")),
    ]
    .into_iter()
    .flatten()
    .collect()
}
