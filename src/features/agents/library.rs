//! The built-in agents. They are compiled into the program, read once and never change while it
//! runs. A file that can't be read is left out and logged; a test fails for it first.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::search::{Query, words};
use super::types::{DOMAINS, DomainCount, LibraryAgent, Persona, TagCount, domain_name};

/// Every file: slug of its domain and its text. The one place that names them.
pub(super) const FILES: [(&str, &str); 28] = [
    ("medicine", include_str!("../../../data/agents/medicine.json")),
    ("public-health", include_str!("../../../data/agents/public-health.json")),
    ("law", include_str!("../../../data/agents/law.json")),
    ("finance", include_str!("../../../data/agents/finance.json")),
    ("accounting", include_str!("../../../data/agents/accounting.json")),
    ("software", include_str!("../../../data/agents/software.json")),
    ("data-ai", include_str!("../../../data/agents/data-ai.json")),
    ("security", include_str!("../../../data/agents/security.json")),
    ("product", include_str!("../../../data/agents/product.json")),
    ("design", include_str!("../../../data/agents/design.json")),
    ("marketing", include_str!("../../../data/agents/marketing.json")),
    ("sales", include_str!("../../../data/agents/sales.json")),
    ("support", include_str!("../../../data/agents/support.json")),
    ("people", include_str!("../../../data/agents/people.json")),
    ("operations", include_str!("../../../data/agents/operations.json")),
    ("manufacturing", include_str!("../../../data/agents/manufacturing.json")),
    ("energy", include_str!("../../../data/agents/energy.json")),
    ("construction", include_str!("../../../data/agents/construction.json")),
    ("agriculture", include_str!("../../../data/agents/agriculture.json")),
    ("education", include_str!("../../../data/agents/education.json")),
    ("science", include_str!("../../../data/agents/science.json")),
    ("public-sector", include_str!("../../../data/agents/public-sector.json")),
    ("media", include_str!("../../../data/agents/media.json")),
    ("social-work", include_str!("../../../data/agents/social-work.json")),
    ("sports", include_str!("../../../data/agents/sports.json")),
    ("hospitality", include_str!("../../../data/agents/hospitality.json")),
    ("ethics", include_str!("../../../data/agents/ethics.json")),
    ("consumers", include_str!("../../../data/agents/consumers.json")),
];

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::read(&FILES));

/// All built-in agents, by domain, in the order of the files.
pub fn all() -> &'static [LibraryAgent] {
    &LIBRARY.agents
}

/// The agent of that slug.
pub fn find(slug: &str) -> Option<&'static LibraryAgent> {
    LIBRARY.by_slug.get(slug).and_then(|place| LIBRARY.agents.get(*place))
}

/// Agents that fit all filters: best match first with words to search for, otherwise by domain.
pub fn matching(domain: Option<&str>, tag: Option<&str>, query: Option<&Query>) -> Vec<&'static LibraryAgent> {
    let tag = tag.map(tag_key);
    let in_filters = |(agent, _): &(&LibraryAgent, &Words)| {
        domain.is_none_or(|d| agent.persona.domain == d)
            && tag.as_ref().is_none_or(|t| agent.persona.tags.iter().any(|own| tag_key(own) == *t))
    };
    let hits = LIBRARY.agents.iter().zip(&LIBRARY.words).filter(in_filters);
    let Some(query) = query else { return hits.map(|(agent, _)| agent).collect() };
    let mut scored: Vec<(u32, &LibraryAgent)> = hits.filter_map(|(agent, words)| Some((words.score(query)?, agent))).collect();
    // Stable: equal scores stay in the order of the library.
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, agent)| agent).collect()
}

/// Domains that have agents, in the order of [`DOMAINS`], with their number.
pub fn domains() -> Vec<DomainCount> {
    let count = |slug: &str| u32::try_from(all().iter().filter(|agent| agent.persona.domain == slug).count()).unwrap_or(u32::MAX);
    DOMAINS
        .iter()
        .map(|(slug, _)| DomainCount { domain: (*slug).to_owned(), name: domain_name(slug).to_owned(), agents: count(slug) })
        .filter(|domain| domain.agents > 0)
        .collect()
}

/// Tags with the number of agents that carry them: most used first, then by name.
pub fn tags() -> Vec<TagCount> {
    let mut counts = BTreeMap::<String, u32>::new();
    for tag in all().iter().flat_map(|agent| &agent.persona.tags) {
        *counts.entry(tag_key(tag)).or_default() += 1;
    }
    let mut tags: Vec<TagCount> = counts.into_iter().map(|(tag, agents)| TagCount { tag, agents }).collect();
    tags.sort_by_key(|tag| std::cmp::Reverse(tag.agents));
    tags
}

fn tag_key(tag: &str) -> String {
    tag.trim().to_lowercase()
}

#[derive(Default)]
struct Library {
    agents: Vec<LibraryAgent>,
    /// Of each agent, in the same order.
    words: Vec<Words>,
    by_slug: HashMap<String, usize>,
}

/// The words of an agent by field, each field with what a match in it is worth.
struct Words(Vec<(u32, Vec<String>)>);

impl Library {
    fn read(files: &[(&str, &str)]) -> Self {
        let mut library = Self::default();
        for (domain, text) in files {
            match parse(text) {
                Ok(agents) => agents.into_iter().for_each(|agent| library.add(agent)),
                Err(error) => tracing::error!(%domain, %error, "a file of the agent library can't be read; its agents are missing"),
            }
        }
        library
    }

    fn add(&mut self, agent: LibraryAgent) {
        self.by_slug.entry(agent.slug.clone()).or_insert(self.agents.len());
        self.words.push(Words::of(&agent.persona));
        self.agents.push(agent);
    }
}

/// Reads one file: a list of personas, each with its slug. Unknown fields are refused, which a
/// flattened type would not do.
pub(super) fn parse(text: &str) -> Result<Vec<LibraryAgent>, serde_json::Error> {
    let rows: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(text)?;
    rows.into_iter()
        .map(|mut row| {
            let slug = serde_json::from_value(row.remove("slug").unwrap_or_default())?;
            let persona = serde_json::from_value(serde_json::Value::Object(row))?;
            Ok(LibraryAgent { slug, persona })
        })
        .collect()
}

impl Words {
    /// Who somebody is counts more than what their story mentions.
    fn of(p: &Persona) -> Self {
        let of = |texts: &[&str]| texts.iter().flat_map(|text| words(text)).collect::<Vec<_>>();
        let lists = |texts: &[&[String]]| texts.iter().flat_map(|list| list.iter()).flat_map(|text| words(text)).collect::<Vec<_>>();
        Self(vec![
            (40, of(&[&p.name])),
            (30, of(&[&p.profession, &p.archetype])),
            (24, lists(&[&p.expertise])),
            (16, lists(&[&p.tags])),
            (12, of(&[domain_name(&p.domain), &p.domain])),
            (6, of(&[&p.employer, &p.residence, &p.nationality])),
            (4, lists(&[&p.languages, &p.traits, &p.goals, &p.values])),
            (1, of(&[&p.background])),
        ])
    }

    /// Sum over the query's words of the best field each is found in; a whole word is worth half
    /// as much again. `None` when a word is nowhere.
    fn score(&self, query: &Query) -> Option<u32> {
        if query.words.is_empty() {
            return None;
        }
        query.words.iter().map(|wanted| self.word_score(wanted)).sum()
    }

    fn word_score(&self, wanted: &str) -> Option<u32> {
        let in_field = |(weight, words): &(u32, Vec<String>)| {
            let best = words.iter().filter(|word| word.starts_with(wanted)).map(|word| if word == wanted { 3 } else { 2 }).max()?;
            Some(weight * best)
        };
        self.0.iter().filter_map(in_field).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_file_is_left_out_and_the_others_stay() {
        let good = r#"[{"slug": "a-b", "name": "A B", "expertise": ["x"]}]"#;
        for broken in ["", "[{", "{}", r#"[{"name": "no slug"}]"#, r#"[{"slug": "s", "surprise": 1}]"#, r#"[{"slug": "s", "age": 300}]"#] {
            let library = Library::read(&[("one", broken), ("two", good)]);
            assert_eq!(library.agents.len(), 1, "{broken}");
            assert!(library.by_slug.contains_key("a-b"));
        }
    }
}
