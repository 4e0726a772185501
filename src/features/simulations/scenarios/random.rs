//! Scenarios by chance: a grammar over the material of each domain (`data/scenario-grammar.json`).
//! Domain and seed decide everything, so that a scenario can be asked for again by its id.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::core::ids::ScenarioId;
use crate::features::agents::library;
use crate::features::agents::types::LibraryAgent;
use crate::features::simulations::types::{Acquaintance, Relationship, Round, SavedScenario, Scenario, Secret};

/// Beginning of the ids of drawn scenarios.
const PREFIX: &str = "random.";
/// Most people on a drawn panel.
const PANEL: usize = 5;

#[derive(Deserialize)]
struct Grammar {
    places: Vec<String>,
    months: Vec<String>,
    occasions: Vec<String>,
    relationships: Vec<String>,
    frames: Vec<Frame>,
    domains: BTreeMap<String, Material>,
}

/// A kind of meeting.
#[derive(Deserialize)]
struct Frame {
    group: String,
    opening: Vec<String>,
    tail: Vec<String>,
    ask: String,
    goals: Vec<String>,
    end: String,
    rounds: Vec<Round>,
}

/// What people of a domain talk about.
#[derive(Deserialize)]
struct Material {
    organisations: Vec<String>,
    plans: Vec<Plan>,
    facts: Vec<String>,
    limits: Vec<String>,
    secrets: Vec<String>,
}

#[derive(Deserialize)]
struct Plan {
    title: String,
    /// What the organisation would do, as an infinitive.
    act: String,
    /// Places in `organisations` of those who could do it; all when empty.
    #[serde(default)]
    by: Vec<usize>,
}

impl Material {
    /// The organisations that could carry out the plan.
    fn actors(&self, plan: &Plan) -> Vec<&String> {
        let fits = |at: &usize| plan.by.is_empty() || plan.by.contains(at);
        (0..).zip(&self.organisations).filter(|(at, _)| fits(at)).map(|(_, name)| name).collect()
    }
}

/// The grammar. A broken file is caught by a test.
static GRAMMAR: LazyLock<Option<Grammar>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../data/scenario-grammar.json"))
        .inspect_err(|error| tracing::error!(%error, "the grammar of scenarios can't be read"))
        .ok()
});

/// Chance that is the same every time (SplitMix64).
struct Dice(u64);

impl Dice {
    /// From a seed and everything else that shall make a difference.
    fn new(seed: u64, salt: &str) -> Self {
        let start = salt.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Self(start ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % (n.max(1) as u64)).unwrap_or(0)
    }

    fn one<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let at = self.below(list.len());
        list.get(at)
    }

    /// `n` different ones, in a drawn order.
    fn some<'a, T>(&mut self, list: &'a [T], n: usize) -> Vec<&'a T> {
        let mut rest: Vec<&T> = list.iter().collect();
        let mut taken = Vec::new();
        while taken.len() < n && !rest.is_empty() {
            let at = self.below(rest.len());
            taken.push(rest.swap_remove(at));
        }
        taken
    }
}

/// The scenario of a domain and a seed; of any domain when it is unknown or not said.
pub fn draw(domain: Option<&str>, seed: u64) -> Option<SavedScenario> {
    let grammar = GRAMMAR.as_ref()?;
    let mut dice = Dice::new(seed, domain.unwrap_or("any"));
    let known: Vec<&String> = grammar.domains.keys().collect();
    let drawn = dice.one(&known).map(|name| name.as_str());
    let domain = domain.filter(|name| grammar.domains.contains_key(*name)).or(drawn)?;
    // The rest depends on domain and seed alone, so that the id says it all.
    let mut dice = Dice::new(seed, domain);
    let material = grammar.domains.get(domain)?;
    let panel = panel(&mut dice, domain);
    let mut scenario = compose(grammar, material, &mut dice)?;
    people(grammar, material, &mut dice, &panel, &mut scenario.1);
    Some(SavedScenario {
        id: ScenarioId::new(format!("{PREFIX}{domain}.{seed}")),
        scenario: scenario.1,
        group: scenario.0,
        domains: vec![domain.to_owned()],
        panel: panel.iter().map(|agent| agent.slug.clone()).collect(),
        built_in: true,
        version: 0,
    })
}

/// The scenario that an id names, if it is the id of a drawn one.
pub fn by_id(id: &ScenarioId) -> Option<SavedScenario> {
    let (domain, seed) = id.as_str().strip_prefix(PREFIX)?.rsplit_once('.')?;
    GRAMMAR.as_ref()?.domains.contains_key(domain).then(|| draw(Some(domain), seed.parse().ok()?)).flatten()
}

/// Three or four of the domain and one or two from elsewhere, who ask what insiders don't.
fn panel(dice: &mut Dice, domain: &str) -> Vec<&'static LibraryAgent> {
    let (own, others): (Vec<_>, Vec<_>) = library::all().iter().partition(|agent| agent.persona.domain == domain);
    let insiders = 3 + dice.below(2);
    let mut panel: Vec<&LibraryAgent> = dice.some(&own, insiders).into_iter().copied().collect();
    let outsiders = PANEL.saturating_sub(panel.len());
    panel.extend(dice.some(&others, outsiders).into_iter().copied());
    panel
}

/// Group and scenario, but for what concerns single people.
fn compose(grammar: &Grammar, material: &Material, dice: &mut Dice) -> Option<(String, Scenario)> {
    let frame = dice.one(&grammar.frames)?;
    let plan = dice.one(&material.plans)?;
    let place = dice.one(&grammar.places)?.clone();
    let org = fill(dice.one(&material.actors(plan))?, &[("place", &place)], dice);
    let act = fill(&plan.act, &[], dice);
    let month = dice.one(&grammar.months)?.clone();
    let capital = capitalised(&org);
    let words = [("org", org.as_str()), ("Org", capital.as_str()), ("act", act.as_str()), ("month", month.as_str())];
    let opening = fill(dice.one(&frame.opening)?, &words, dice);
    let facts: Vec<String> = dice.some(&material.facts, 3).into_iter().map(|fact| fill(fact, &words, dice)).collect();
    let occasion = fill(dice.one(&grammar.occasions)?, &words, dice);
    let tail = fill(dice.one(&frame.tail)?, &words, dice);
    let question = fill(&frame.ask.replace("{tail}", &tail), &words, dice);
    let limits = dice.some(&material.limits, 3).into_iter().map(|limit| fill(limit, &words, dice)).collect();
    Some((
        frame.group.clone(),
        Scenario {
            title: format!("{} in {place}", fill(&plan.title, &words, dice)),
            setting: format!("{opening} {} {occasion}", facts.join(" ")),
            question,
            goals: frame.goals.clone(),
            constraints: limits,
            end: frame.end.clone(),
            rounds: frame.rounds.clone(),
            ..Scenario::default()
        },
    ))
}

/// In most scenarios somebody knows more than the others, and in some two people know each other.
fn people(grammar: &Grammar, material: &Material, dice: &mut Dice, panel: &[&'static LibraryAgent], scenario: &mut Scenario) {
    let names: Vec<&String> = panel.iter().map(|agent| &agent.persona.name).collect();
    let kept = dice.below(3);
    for text in dice.some(&material.secrets, kept) {
        if let Some(name) = dice.one(&names) {
            scenario.secrets.push(Secret { text: fill(text, &[], dice), known_by: vec![(*name).clone()] });
        }
    }
    if dice.below(2) == 0 {
        return;
    }
    if let ([from, to], Some(note)) = (dice.some(&names, 2).as_slice(), dice.one(&grammar.relationships)) {
        scenario.relationships.push(Relationship {
            from: (**from).clone(),
            to: (**to).clone(),
            kind: Acquaintance::Acquaintance,
            note: note.clone(),
        });
    }
}

/// Puts words into `{name}` and numbers into `{n:3-9}`.
fn fill(template: &str, words: &[(&str, &str)], dice: &mut Dice) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else { break };
        match name.strip_prefix("n:") {
            Some(range) => out.push_str(&number(range, dice)),
            None => out.push_str(words.iter().find(|(known, _)| *known == name).map_or("", |(_, word)| word)),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn number(range: &str, dice: &mut Dice) -> String {
    let (low, high) = range.split_once('-').unwrap_or((range, range));
    let (low, high): (usize, usize) = (low.parse().unwrap_or(1), high.parse().unwrap_or(1));
    let drawn = low + dice.below(high.saturating_sub(low) + 1);
    // Years stay as they are; larger numbers get their comma.
    if drawn >= 1000 && !(1900..2100).contains(&drawn) { format!("{},{:03}", drawn / 1000, drawn % 1000) } else { drawn.to_string() }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::core::validate::Check;
    use crate::features::agents::types::DOMAINS;

    #[test]
    fn every_domain_has_material() {
        let grammar = GRAMMAR.as_ref().expect("the grammar can be read");
        let known: Vec<&str> = DOMAINS.iter().map(|(slug, _)| *slug).collect();
        for domain in &known {
            assert!(grammar.domains.contains_key(*domain), "{domain}");
        }
        assert!(grammar.domains.keys().all(|name| known.contains(&name.as_str())));
    }

    #[test]
    fn whoever_plans_something_could_do_it() {
        let grammar = GRAMMAR.as_ref().expect("the grammar can be read");
        for (name, material) in &grammar.domains {
            for plan in &material.plans {
                assert!(plan.by.iter().all(|at| *at < material.organisations.len()), "{name}: {}", plan.act);
                assert!(!material.actors(plan).is_empty(), "{name}: {}", plan.act);
            }
            for organisation in &material.organisations {
                assert!(
                    material.plans.iter().any(|plan| material.actors(plan).contains(&organisation)),
                    "{name}: {organisation} has no plan"
                );
            }
        }
        // A tram is no matter of passports, and a fire service has no kindergarten.
        for drawn in (0..400).filter_map(|seed| draw(Some("public-sector"), seed)) {
            let question = &drawn.scenario.question;
            assert!(!question.contains("passport office") || question.contains("paper"), "{question}");
            assert!(!question.contains("fire service") || question.contains("stations"), "{question}");
        }
    }

    #[test]
    fn domain_and_seed_decide_everything() {
        for seed in [0, 1, 42, u64::MAX] {
            let (one, again) = (draw(Some("law"), seed).unwrap(), draw(Some("law"), seed).unwrap());
            assert_eq!(one, again);
            assert_eq!(by_id(&one.id), Some(one));
            let any = draw(None, seed).unwrap();
            assert_eq!(by_id(&any.id), Some(any));
        }
        assert_ne!(draw(Some("law"), 1), draw(Some("law"), 2));
        assert_eq!(by_id(&ScenarioId::new("random.nowhere.1")), None);
        assert_eq!(by_id(&ScenarioId::new("random.law.one")), None);
    }

    fn drawn() -> impl Iterator<Item = SavedScenario> {
        DOMAINS.iter().flat_map(|(domain, _)| (0..150).filter_map(move |seed| draw(Some(domain), seed)))
    }

    #[test]
    fn thousands_of_scenarios_are_different() {
        let all: Vec<SavedScenario> = drawn().collect();
        assert_eq!(all.len(), 28 * 150);
        let settings: HashSet<&str> = all.iter().map(|s| s.scenario.setting.as_str()).collect();
        assert!(settings.len() > all.len() * 99 / 100, "{} of {} settings", settings.len(), all.len());
        let questions: HashSet<&str> = all.iter().map(|s| s.scenario.question.as_str()).collect();
        assert!(questions.len() > all.len() * 90 / 100, "{} of {} questions", questions.len(), all.len());
        let panels: HashSet<String> = all.iter().map(|s| s.panel.join(" ")).collect();
        assert!(panels.len() > all.len() * 90 / 100, "{} panels", panels.len());
        let groups: HashSet<&str> = all.iter().map(|s| s.group.as_str()).collect();
        assert!(groups.len() >= 8, "{groups:?}");
    }

    #[test]
    fn every_scenario_makes_sense() {
        for drawn in drawn() {
            let s = &drawn.scenario;
            let mut check = Check::new();
            s.check(&mut check);
            check.done().unwrap_or_else(|error| panic!("{}: {error}", drawn.id));
            let texts = [&s.title, &s.setting, &s.question, &s.end];
            let whole = texts.into_iter().chain(&s.goals).chain(&s.constraints).chain(s.secrets.iter().map(|secret| &secret.text));
            for text in whole {
                let clean =
                    !text.is_empty() && !text.contains(['{', '}']) && !text.contains("  ") && !text.contains(" ,") && !text.contains("..");
                assert!(clean, "{}: {text}", drawn.id);
            }
            assert!(s.question.ends_with('?') && s.question.matches('?').count() == 1, "{}: {}", drawn.id, s.question);
            assert!(s.setting.ends_with('.') && s.setting.starts_with(char::is_uppercase), "{}: {}", drawn.id, s.setting);
            let panel: HashSet<&String> = drawn.panel.iter().collect();
            assert!(panel.len() == PANEL && panel.iter().all(|slug| library::find(slug).is_some()), "{}: {panel:?}", drawn.id);
            let names: Vec<String> = drawn.panel.iter().filter_map(|slug| library::find(slug)).map(|a| a.persona.name.clone()).collect();
            let known = s.secrets.iter().flat_map(|secret| &secret.known_by).chain(s.relationships.iter().flat_map(|r| [&r.from, &r.to]));
            known.for_each(|name| assert!(names.contains(name), "{}: {name}", drawn.id));
        }
    }
}
