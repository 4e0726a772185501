//! Persona files of TinyTroupe (`*.agent.json`): `{"type": "TinyPerson", "persona": {…}}`, or the persona alone.

use serde_json::{Map, Value};

use super::draft::{Draft, first_of, level, list, pronouns, text};
use crate::features::agents::types::BigFive;

const BACKGROUND: usize = 4000;

/// One person.
pub fn person(record: &Map<String, Value>) -> Draft {
    if record.get("type").and_then(Value::as_str) == Some("Fragment") {
        return Draft::broken("This is a fragment that is added to persons, and no person. Leave it out.");
    }
    let persona = match record.get("persona") {
        Some(Value::Object(persona)) => persona,
        Some(_) => return Draft::broken("“persona” must be an object."),
        None => record,
    };
    let mut draft = Draft::default();
    let (title, organization, work) = occupation(persona);
    draft.input.name = draft.fit("name", &text(persona, "name"), 80);
    draft.input.age = draft.age(persona);
    draft.input.pronouns = draft.fit("pronouns", &pronouns(&text(persona, "gender")), 30);
    draft.input.nationality = draft.fit("nationality", &text(persona, "nationality"), 60);
    let home = first_of(&[&text(persona, "residence"), &text(persona, "country_of_residence")]);
    draft.input.residence = draft.fit("residence", &home, 120);
    draft.input.profession = draft.fit("profession", &title, 120);
    draft.input.employer = draft.fit("employer", &organization, 120);
    draft.input.archetype = draft.fit("archetype", &first_of(&[&title, "Persona"]), 80);
    draft.input.goals = draft.entries("goals", list(persona, "long_term_goals"));
    draft.input.values = draft.entries("values", list(persona, "beliefs"));
    let background = story(persona, &work);
    draft.input.background = draft.fit("background", &background, BACKGROUND);
    character(&mut draft, persona);
    expertise(&mut draft, persona, &title);
    draft
}

/// Title, organisation and description; an occupation may also be a plain text.
fn occupation(persona: &Map<String, Value>) -> (String, String, String) {
    match persona.get("occupation") {
        Some(Value::Object(work)) => (text(work, "title"), text(work, "organization"), text(work, "description")),
        _ => (text(persona, "occupation"), String::new(), String::new()),
    }
}

/// What is told of a person, in paragraphs.
fn story(persona: &Map<String, Value>, work: &str) -> String {
    let told = [work.to_owned(), text(persona, "education"), text(persona, "health"), text(persona, "style")];
    let relations = persona.get("relationships").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    let relations = relations.map(|one| format!("{}: {}", text(one, "name"), text(one, "description")));
    let facts = list(persona, "other_facts").into_iter().chain(relations);
    told.into_iter().chain(facts).filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

fn character(draft: &mut Draft, persona: &Map<String, Value>) {
    let empty = Map::new();
    let object = |of: &Map<String, Value>, key: &str| of.get(key).and_then(Value::as_object).cloned().unwrap_or_default();
    let personality = object(persona, "personality");
    let five = personality.get("big_five").and_then(Value::as_object).unwrap_or(&empty);
    draft.input.big_five = BigFive {
        openness: level(&text(five, "openness")).unwrap_or(50),
        conscientiousness: level(&text(five, "conscientiousness")).unwrap_or(50),
        extraversion: level(&text(five, "extraversion")).unwrap_or(50),
        agreeableness: level(&text(five, "agreeableness")).unwrap_or(50),
        neuroticism: level(&text(five, "neuroticism")).unwrap_or(50),
    };
    let preferences = object(persona, "preferences");
    let named = |word: &str, key: &str| list(&preferences, key).into_iter().map(|one| format!("{word}: {one}")).collect::<Vec<_>>();
    let traits = list(&personality, "traits").into_iter().chain(named("Likes", "likes")).chain(named("Dislikes", "dislikes"));
    draft.input.traits = draft.entries("traits", traits.collect::<Vec<_>>());
    let behaviors = object(persona, "behaviors");
    draft.input.style.moves = draft.entries("moves", list(&behaviors, "general"));
}

/// Skills; interests when there are none, and the profession when there are neither.
fn expertise(draft: &mut Draft, persona: &Map<String, Value>, title: &str) {
    let interests = persona.get("preferences").and_then(Value::as_object).map(|p| list(p, "interests")).unwrap_or_default();
    let skills = list(persona, "skills");
    let found = [skills, interests, vec![title.to_owned()]].into_iter().find(|list| list.iter().any(|entry| !entry.is_empty()));
    draft.input.expertise = draft.entries("expertise", found.unwrap_or_default());
    if draft.input.expertise.is_empty() {
        draft.input.expertise = vec!["Everyday experience".to_owned()];
        draft.note("expertise", "The file says nothing of skills; “Everyday experience” was put in.");
    }
}
