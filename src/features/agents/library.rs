//! The built-in agents. They are compiled into the program, read once and never change while it
//! runs. A file that can't be read is left out and logged; a test fails for it first.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::facets::{self, Traits};
use super::ranking::{Words, rank};
use super::search::Query;
use super::types::{DomainCount, Facets, LibraryAgent, Picks};

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

/// Agents that fit what was picked: best match first with words to search for, otherwise by domain.
pub fn matching(picks: &Picks, query: Option<&Query>) -> Vec<&'static LibraryAgent> {
    let fitting = LIBRARY.traits.iter().enumerate().filter(|(_, traits)| traits.fits_all(picks)).map(|(place, _)| place);
    places(fitting.collect(), query).into_iter().filter_map(|place| LIBRARY.agents.get(place)).collect()
}

/// What the agents with these words can be narrowed by.
pub fn facets(picks: &Picks, query: Option<&Query>) -> Facets {
    let found = places((0..LIBRARY.traits.len()).collect(), query);
    facets::count(found.into_iter().filter_map(|place| LIBRARY.traits.get(place)), picks, false)
}

fn places(among: Vec<usize>, query: Option<&Query>) -> Vec<usize> {
    let Some(query) = query else { return among };
    rank(among.into_iter().filter_map(|place| Some((place, LIBRARY.words.get(place)?))), query)
}

/// Domains that have agents, in the order of `DOMAINS`, with their number.
pub fn domains() -> Vec<DomainCount> {
    let all = facets(&Picks::default(), None).domain;
    all.into_iter().map(|count| DomainCount { domain: count.value, name: count.label, agents: count.agents }).collect()
}

#[derive(Default)]
struct Library {
    agents: Vec<LibraryAgent>,
    /// Of each agent, in the same order.
    words: Vec<Words>,
    /// Of each agent, in the same order.
    traits: Vec<Traits>,
    by_slug: HashMap<String, usize>,
}

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
        self.traits.push(Traits::of(&agent.persona));
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
