//! What every agent of the library must have, and how far they must differ.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::features::agents::facets;
use crate::features::agents::form::AgentForm;
use crate::features::agents::library::{self, FILES};
use crate::features::agents::search::Query;
use crate::features::agents::types::{AgentInput, DOMAINS, Facets, LibraryAgent, Persona, Picks, Seniority};

/// Share of common word trigrams above which two backgrounds are one story told twice.
const NEAR_DUPLICATE: f64 = 0.10;

fn everybody() -> Vec<(&'static str, LibraryAgent)> {
    FILES
        .iter()
        .flat_map(|(domain, text)| {
            let agents = library::parse(text).unwrap_or_else(|error| panic!("data/agents/{domain}.json: {error}"));
            agents.into_iter().map(move |agent| (*domain, agent))
        })
        .collect()
}

#[test]
fn every_file_is_read_and_every_agent_is_in_the_library() {
    let expected: Vec<String> = everybody().into_iter().map(|(_, agent)| agent.slug).collect();
    let served: Vec<String> = library::all().iter().map(|agent| agent.slug.clone()).collect();
    assert_eq!(served, expected);
    assert!(served.len() >= 240, "{} agents", served.len());
    assert!(library::domains().len() >= 24);
}

#[test]
fn every_agent_belongs_to_the_domain_of_its_file() {
    for (domain, agent) in everybody() {
        assert_eq!(agent.persona.domain, domain, "{}", agent.slug);
        assert!(DOMAINS.iter().any(|(slug, _)| *slug == domain), "{domain} is not in DOMAINS");
    }
}

#[test]
fn slugs_and_names_are_unique() {
    let everybody = everybody();
    for (what, values) in [
        ("slug", everybody.iter().map(|(_, a)| a.slug.clone()).collect::<Vec<_>>()),
        ("name", everybody.iter().map(|(_, a)| a.persona.name.clone()).collect()),
        ("archetype", everybody.iter().map(|(_, a)| a.persona.archetype.clone()).collect()),
        ("avatar seed", everybody.iter().map(|(_, a)| a.persona.avatar_seed.clone()).collect()),
    ] {
        let twice = values.iter().filter(|value| values.iter().filter(|other| other == value).count() > 1).collect::<BTreeSet<_>>();
        assert!(twice.is_empty(), "{what} used twice: {twice:?}");
    }
    let mut first_names = BTreeMap::<&str, usize>::new();
    for (_, agent) in &everybody {
        *first_names.entry(agent.persona.name.split(' ').next().unwrap_or("")).or_default() += 1;
    }
    first_names.retain(|_, number| *number > 2);
    assert!(first_names.is_empty(), "too many of the same first name: {first_names:?}");
    for (_, agent) in everybody {
        assert!(agent.slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{} is no slug", agent.slug);
        // These words are addresses of their own under /agents/library.
        assert_ne!(agent.slug, "domains");
    }
}

#[test]
fn every_agent_is_complete() {
    let mut gaps = Vec::new();
    for (_, LibraryAgent { slug, persona: p }) in everybody() {
        for (field, given, least) in [
            ("expertise", p.expertise.len(), 5),
            ("languages", p.languages.len(), 1),
            ("goals", p.goals.len(), 2),
            ("values", p.values.len(), 2),
            ("traits", p.traits.len(), 2),
            ("style.moves", p.style.moves.len(), 3),
            ("style.phrases", p.style.phrases.len(), 3),
            ("style.never", p.style.never.len(), 2),
            ("knowledge_limits", p.knowledge_limits.len(), 2),
            ("blind_spots", p.blind_spots.len(), 1),
            ("tags", p.tags.len(), 3),
            ("background (words)", p.background.split_whitespace().count(), 80),
        ] {
            if given < least {
                gaps.push(format!("{slug}: {field} has {given}, needs {least}"));
            }
        }
        let texts = [
            &p.name,
            &p.archetype,
            &p.pronouns,
            &p.residence,
            &p.nationality,
            &p.profession,
            &p.employer,
            &p.contradiction,
            &p.stance,
            &p.avatar_seed,
        ];
        if texts.iter().any(|text| text.trim().is_empty()) {
            gaps.push(format!("{slug}: an empty text"));
        }
    }
    assert!(gaps.is_empty(), "{}", gaps.join("\n"));
}

#[test]
fn every_agent_could_be_made_in_the_editor() {
    for (_, LibraryAgent { slug, persona }) in everybody() {
        let input = AgentInput::from_parts(persona.clone(), String::new());
        input.validate().unwrap_or_else(|error| panic!("{slug}: {error}"));
        let (kept, _) = input.into_parts();
        assert_eq!(kept, persona, "{slug} has white space or empty entries that the editor would drop");
    }
}

#[test]
fn numbers_are_plausible() {
    for (_, LibraryAgent { slug, persona: p }) in everybody() {
        assert!((18..=95).contains(&p.age), "{slug}: age {}", p.age);
        assert!(p.experience_years + 14 <= p.age, "{slug}: {} years of experience at {}", p.experience_years, p.age);
        assert!((1..=5).contains(&p.push_back), "{slug}: push_back {}", p.push_back);
    }
}

#[test]
fn the_panel_is_not_all_alike() {
    let people: Vec<Persona> = everybody().into_iter().map(|(_, agent)| agent.persona).collect();
    let most = |of: &dyn Fn(&Persona) -> String| {
        let mut counts = BTreeMap::<String, usize>::new();
        people.iter().for_each(|p| *counts.entry(of(p)).or_default() += 1);
        counts.values().copied().max().unwrap_or(0) as f64 / people.len() as f64
    };
    assert!(most(&|p| p.pronouns.clone()) <= 0.60, "one gender dominates");
    assert!(most(&|p| p.nationality.clone()) <= 0.15, "one nationality dominates");
    assert!(most(&|p| (p.age / 20).to_string()) <= 0.65, "one age group dominates");
    assert!(most(&|p| p.push_back.to_string()) <= 0.50, "one level of contradiction dominates");
    for (name, of) in [
        ("openness", (|p| p.big_five.openness) as fn(&Persona) -> u8),
        ("conscientiousness", |p| p.big_five.conscientiousness),
        ("extraversion", |p| p.big_five.extraversion),
        ("agreeableness", |p| p.big_five.agreeableness),
        ("neuroticism", |p| p.big_five.neuroticism),
    ] {
        let low = people.iter().filter(|p| of(p) < 45).count();
        let high = people.iter().filter(|p| of(p) > 55).count();
        assert!(low * 8 >= people.len() && high * 8 >= people.len(), "{name}: {low} low and {high} high of {}", people.len());
    }
}

#[test]
fn the_library_comes_from_everywhere_and_every_stage_of_a_career() {
    let people: Vec<Persona> = everybody().into_iter().map(|(_, agent)| agent.persona).collect();
    let mut countries = BTreeMap::<&str, usize>::new();
    for person in &people {
        *countries.entry(person.residence.rsplit(',').next().unwrap().trim()).or_default() += 1;
    }
    assert!(countries.len() >= 80, "only {} countries", countries.len());
    for (country, number) in countries {
        assert!(number * 20 <= people.len(), "{number} live in {country}");
    }
    for seniority in Seniority::ALL {
        let number = people.iter().filter(|p| Seniority::of(p) == Some(seniority)).count();
        assert!(number * 10 >= people.len(), "only {number} of {} are {seniority:?}", people.len());
    }
}

#[test]
fn backgrounds_can_be_read_without_a_dictionary() {
    let grades: Vec<(String, f64)> = everybody().into_iter().map(|(_, a)| (a.slug, grade(&a.persona.background))).collect();
    let hard: Vec<_> = grades.iter().filter(|(_, grade)| *grade > 13.0).collect();
    assert!(hard.is_empty(), "harder than a newspaper: {hard:?}");
    let mean = grades.iter().map(|(_, grade)| grade).sum::<f64>() / grades.len() as f64;
    assert!((5.0..10.0).contains(&mean), "mean grade {mean:.1}");
}

/// Flesch-Kincaid grade level (Kincaid et al. 1975): years of school needed to follow a text. Syllables are counted as
/// groups of vowels.
fn grade(text: &str) -> f64 {
    let sentences = text.split(['.', '!', '?', ';', ':']).filter(|part| part.split_whitespace().count() > 1).count().max(1);
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphabetic() && c != '\'').filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let syllables: usize = words.iter().map(|word| syllables(word)).sum();
    0.39 * words.len() as f64 / sentences as f64 + 11.8 * syllables as f64 / words.len().max(1) as f64 - 15.59
}

fn syllables(word: &str) -> usize {
    let is_vowel = |c: char| "aeiouyáéíóúäöüâêîôûàèìòùåøæœ".contains(c);
    let groups = word.split(|c| !is_vowel(c)).filter(|group| !group.is_empty()).count();
    let silent = usize::from(word.ends_with('e') && !word.ends_with("le") && groups > 1);
    (groups - silent).max(1)
}

#[test]
fn no_two_backgrounds_tell_the_same_story() {
    let grams: Vec<(String, HashSet<[String; 3]>)> =
        everybody().into_iter().map(|(_, a)| (a.slug, trigrams(&a.persona.background))).collect();
    let mut close = Vec::new();
    for (place, (slug, own)) in grams.iter().enumerate() {
        for (other, others) in grams.iter().skip(place + 1) {
            let containment = own.intersection(others).count() as f64 / own.len().min(others.len()).max(1) as f64;
            if containment >= NEAR_DUPLICATE {
                close.push(format!("{slug} and {other}: {containment:.2}"));
            }
        }
    }
    assert!(close.is_empty(), "{close:?}");
}

fn trigrams(text: &str) -> HashSet<[String; 3]> {
    let words = crate::features::agents::search::words(text);
    words.windows(3).filter_map(|three| three.to_vec().try_into().ok()).collect()
}

#[test]
fn each_agent_is_found_by_name_first_whatever_the_accents() {
    for (_, agent) in everybody() {
        let plain = crate::features::agents::search::fold(&agent.persona.name);
        let found = library::matching(&Picks::default(), Query::parse(Some(&plain)).as_ref());
        assert_eq!(found.first().map(|a| a.slug.as_str()), Some(agent.slug.as_str()), "{plain}");
    }
}

#[test]
fn who_somebody_is_ranks_before_what_their_story_mentions() {
    let query = Query::parse(Some("nurse"));
    let found = library::matching(&Picks::default(), query.as_ref());
    let professions: Vec<bool> = found.iter().map(|a| a.persona.profession.to_lowercase().contains("nurse")).collect();
    assert!(professions.first().copied().unwrap_or(false), "a nurse comes first");
    assert!(professions.is_sorted_by(|a, b| a >= b), "nurses come before people who only know some");
}

#[test]
fn every_word_of_a_query_must_match() {
    let found = |q: &str| library::matching(&Picks::default(), Query::parse(Some(q)).as_ref()).len();
    let (one, both) = (found("care"), found("care intensive"));
    assert!(one > both && both > 0, "{one} and {both}");
    assert_eq!(found("care zzzz"), 0);
    assert_eq!(found("!?"), 0, "a query without words finds nothing");
}

#[test]
fn facets_narrow_each_other_and_their_numbers_are_right() {
    let all = library::facets(&Picks::default(), None);
    assert_eq!(all.total as usize, library::all().len());
    for (field, counts) in
        [("domain", &all.domain), ("seniority", &all.seniority), ("region", &all.region), ("archetype", &all.archetype), ("tag", &all.tag)]
    {
        assert!(!counts.is_empty(), "{field}");
        for count in counts {
            let picks = pick(Picks::default(), field, &count.value);
            assert_eq!(library::matching(&picks, None).len(), count.agents as usize, "{field} {}", count.value);
            let narrowed = library::facets(&picks, None);
            assert_eq!(narrowed.total, count.agents);
            let own = |facets: &Facets| match field {
                "domain" => facets.domain.clone(),
                "seniority" => facets.seniority.clone(),
                "region" => facets.region.clone(),
                "archetype" => facets.archetype.clone(),
                _ => Vec::new(),
            };
            assert_eq!(own(&narrowed), own(&all), "a facet doesn't narrow itself");
            if field != "region" {
                for region in &narrowed.region {
                    assert_eq!(library::matching(&pick(picks.clone(), "region", &region.value), None).len(), region.agents as usize);
                }
            }
        }
    }
    assert!(library::matching(&pick(Picks::default(), "domain", "no-such-domain"), None).is_empty());
}

fn pick(picks: Picks, field: &str, value: &str) -> Picks {
    let value = Some(value.to_owned());
    match field {
        "domain" => Picks { domain: value, ..picks },
        "seniority" => Picks { seniority: value, ..picks },
        "region" => Picks { region: value, ..picks },
        "archetype" => Picks { archetype: value, ..picks },
        _ => Picks { tag: value, ..picks },
    }
}

#[test]
fn everybody_in_the_library_has_a_region_and_groups_are_no_smaller_than_a_twentieth() {
    let lost: Vec<String> =
        everybody().into_iter().filter(|(_, a)| facets::region(&a.persona.residence).is_none()).map(|(_, a)| a.persona.residence).collect();
    assert!(lost.is_empty(), "no region for {lost:?}");
    let all = library::facets(&Picks::default(), None);
    for count in all.seniority.iter().chain(&all.region) {
        assert!(count.agents * 20 >= all.total, "only {} in {}", count.agents, count.value);
    }
    assert!(all.archetype.len() >= 6, "{:?}", all.archetype);
}

#[test]
fn facets_are_derived_as_they_are_documented() {
    let person = |years, age| Persona { experience_years: years, age, ..Persona::default() };
    let stages: Vec<_> = [(0, 0), (0, 20), (4, 30), (5, 30), (14, 40), (15, 40), (24, 50), (25, 50)]
        .map(|(y, a)| Seniority::of(&person(y, a)).map(Seniority::as_str))
        .to_vec();
    let (e, x, s) = (Some("early"), Some("experienced"), Some("senior"));
    assert_eq!(stages, [None, e, e, x, x, s, s, Some("veteran")]);
    for (home, region) in [
        ("Bogotá, Colombia", Some("latin-america")),
        ("İzmir, Türkiye", Some("asia")),
        ("Glasgow, Scotland", Some("europe")),
        ("a farm near Perth (Western Australia)", Some("oceania")),
        ("Atlantis", None),
        ("", None),
    ] {
        assert_eq!(facets::region(home), region, "{home}");
    }
    let mut plain = AgentInput { name: "A".into(), ..AgentInput::default() }.into_parts().0;
    assert_eq!(facets::archetype(&plain), "all-rounder");
    plain.push_back = 5;
    assert_eq!(facets::archetype(&plain), "challenger");
    plain.big_five.openness = 95;
    assert_eq!(facets::archetype(&plain), "explorer");
}

#[test]
fn the_form_keeps_every_field_of_every_agent() {
    for (_, agent) in everybody() {
        let before = AgentInput::from_parts(agent.persona.clone(), String::new());
        let after = AgentForm::from_library(agent.clone()).into_input().unwrap_or_else(|error| panic!("{}: {error}", agent.slug));
        assert_eq!(after, before, "{}", agent.slug);
    }
}

#[test]
fn the_form_names_every_wrong_field_at_once() {
    let form = AgentForm { name: String::new(), age: "old".into(), openness: "101".into(), verbosity: "-1".into(), ..AgentForm::empty() };
    let error = form.into_input().unwrap_err();
    let named: Vec<&str> = error.fields.keys().map(String::as_str).collect();
    assert_eq!(named, ["age", "archetype", "expertise", "name", "openness", "verbosity"]);
}

#[test]
fn the_form_reads_what_a_browser_sends() {
    let form = AgentForm {
        name: "Ada".into(),
        archetype: "Analyst".into(),
        expertise: "engines\r\n\r\n  notes \r\n".into(),
        background: "One.\r\nTwo.".into(),
        age: " 36 ".into(),
        ..AgentForm::default()
    };
    let input = form.into_input().unwrap();
    assert_eq!(input.expertise, ["engines", "notes"]);
    assert_eq!(input.background, "One.\nTwo.");
    assert_eq!((input.age, input.push_back, input.big_five.openness), (36, 3, 50));
}
