//! What an agent is narrowed by, derived from its persona, and the counting of it.

mod countries;

use std::collections::BTreeMap;

use super::search::fold;
use super::types::{ARCHETYPES, DOMAINS, FacetCount, Facets, Persona, Picks, REGIONS, SENIORITIES, Seniority, domain_name, label_of};

/// Most tags in a list of facets.
const TAGS: usize = 40;

/// The facets of one agent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    pub domain: String,
    pub seniority: Option<Seniority>,
    pub region: Option<&'static str>,
    pub archetype: &'static str,
    /// In lower case, each once.
    pub tags: Vec<String>,
}

/// See [`REGIONS`]: the last part of the residence that names a country decides.
pub fn region(residence: &str) -> Option<&'static str> {
    let folded = fold(residence);
    folded.rsplit([',', '(', ')', '/', ';']).map(str::trim).filter(|part| !part.is_empty()).find_map(countries::region)
}

/// See [`ARCHETYPES`]. Every trait of the Big Five is measured from the average of 50; a challenger's
/// measure is the larger of what is missing in agreeableness and 20 for each step of push-back above the
/// middle. Nothing beyond 10: an all-rounder. Of equal measures the first in the list wins.
pub fn archetype(p: &Persona) -> &'static str {
    let above = |value: u8| i32::from(value) - 50;
    let b = p.big_five;
    let challenge = (-above(b.agreeableness)).max((i32::from(p.push_back) - 3) * 20);
    let measures = [
        (challenge, "challenger"),
        (above(b.openness), "explorer"),
        (above(b.conscientiousness), "organiser"),
        (above(b.extraversion), "connector"),
        (above(b.agreeableness), "mediator"),
        (above(b.neuroticism), "guardian"),
    ];
    let mut best = (10, "all-rounder");
    for measure in measures {
        if measure.0 > best.0 {
            best = measure;
        }
    }
    best.1
}

/// The form in which tags are compared.
pub fn tag_key(tag: &str) -> String {
    tag.trim().to_lowercase()
}

impl Traits {
    pub fn of(p: &Persona) -> Self {
        let mut tags: Vec<String> = p.tags.iter().map(|tag| tag_key(tag)).filter(|tag| !tag.is_empty()).collect();
        tags.sort();
        tags.dedup();
        Self {
            domain: p.domain.trim().to_lowercase(),
            seniority: Seniority::of(p),
            region: region(&p.residence),
            archetype: archetype(p),
            tags,
        }
    }

    /// As texts that are stored and indexed: `=s:senior`. No word of a search begins like this.
    pub fn keys(&self) -> Vec<String> {
        let mut keys = vec![key('d', &self.domain), key('a', self.archetype)];
        keys.extend(self.seniority.map(|value| key('s', value.as_str())));
        keys.extend(self.region.map(|value| key('r', value)));
        keys.extend(self.tags.iter().map(|value| key('t', value)));
        keys
    }

    /// Reads [`Traits::keys`]; what is unknown is left out.
    pub fn from_keys(keys: &[String]) -> Self {
        let mut read = Self::default();
        for (kind, value) in keys.iter().filter_map(|key| key.strip_prefix('=')?.split_once(':')) {
            let known = |list: &'static [(&'static str, &'static str)]| list.iter().map(|(slug, _)| *slug).find(|slug| *slug == value);
            match kind {
                "d" => value.clone_into(&mut read.domain),
                "s" => read.seniority = Seniority::ALL.into_iter().find(|seniority| seniority.as_str() == value),
                "r" => read.region = known(&REGIONS),
                "a" => read.archetype = known(&ARCHETYPES).unwrap_or_default(),
                "t" => read.tags.push(value.to_owned()),
                _ => {}
            }
        }
        read
    }

    fn fits(&self, picks: &Picks, but: Facet) -> bool {
        let is = |facet: Facet, wanted: &Option<String>, has: &str| facet == but || wanted.as_deref().is_none_or(|wanted| wanted == has);
        is(Facet::Domain, &picks.domain, &self.domain)
            && is(Facet::Seniority, &picks.seniority, self.seniority.map_or("", Seniority::as_str))
            && is(Facet::Region, &picks.region, self.region.unwrap_or_default())
            && is(Facet::Archetype, &picks.archetype, self.archetype)
            && (but == Facet::Tag || picks.tag.as_ref().is_none_or(|tag| self.tags.contains(tag)))
    }

    /// Whether an agent fits everything that was picked.
    pub fn fits_all(&self, picks: &Picks) -> bool {
        self.fits(picks, Facet::None)
    }
}

fn key(kind: char, value: &str) -> String {
    format!("={kind}:{value}")
}

/// The keys of what was picked, the one that narrows most first. The domain has a column of its own.
pub fn keys_of(picks: &Picks) -> Vec<String> {
    let wanted = [('t', &picks.tag), ('r', &picks.region), ('a', &picks.archetype), ('s', &picks.seniority)];
    wanted.into_iter().filter_map(|(kind, value)| value.as_deref().map(|value| key(kind, value))).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Facet {
    None,
    Domain,
    Seniority,
    Region,
    Archetype,
    Tag,
}

#[derive(Default)]
struct Counter(BTreeMap<String, u32>);

impl Counter {
    fn add(&mut self, value: &str) {
        if !value.is_empty() {
            *self.0.entry(value.to_owned()).or_default() += 1;
        }
    }

    /// In the order of the list; what isn't in it follows.
    fn known(mut self, list: &[(&str, &str)]) -> Vec<FacetCount> {
        let entry = |value: &str, agents: u32| FacetCount { value: value.to_owned(), label: label_of(list, value).to_owned(), agents };
        let mut found: Vec<FacetCount> = list.iter().filter_map(|(slug, _)| self.0.remove(*slug).map(|n| entry(slug, n))).collect();
        found.extend(self.0.iter().map(|(value, n)| entry(value, *n)));
        found
    }

    fn most_used(self, picked: Option<&String>) -> Vec<FacetCount> {
        let mut found: Vec<FacetCount> =
            self.0.into_iter().map(|(tag, agents)| FacetCount { label: tag.clone(), value: tag, agents }).collect();
        found.sort_by_key(|count| (picked != Some(&count.value), std::cmp::Reverse(count.agents)));
        found.truncate(TAGS);
        found
    }
}

/// Counts what each list of facets would leave.
pub fn count<'a>(agents: impl IntoIterator<Item = &'a Traits>, picks: &Picks, capped: bool) -> Facets {
    let (mut domain, mut seniority, mut region, mut archetype, mut tag) =
        (Counter::default(), Counter::default(), Counter::default(), Counter::default(), Counter::default());
    let mut total = 0;
    for agent in agents {
        total += u32::from(agent.fits_all(picks));
        if agent.fits(picks, Facet::Domain) {
            domain.add(&agent.domain);
        }
        if agent.fits(picks, Facet::Seniority) {
            seniority.add(agent.seniority.map_or("", Seniority::as_str));
        }
        if agent.fits(picks, Facet::Region) {
            region.add(agent.region.unwrap_or_default());
        }
        if agent.fits(picks, Facet::Archetype) {
            archetype.add(agent.archetype);
        }
        if agent.fits(picks, Facet::Tag) {
            agent.tags.iter().for_each(|own| tag.add(own));
        }
    }
    let mut domain = domain.known(&DOMAINS);
    domain.iter_mut().for_each(|count| domain_name(&count.value).clone_into(&mut count.label));
    Facets {
        domain,
        seniority: seniority.known(&SENIORITIES),
        region: region.known(&REGIONS),
        archetype: archetype.known(&ARCHETYPES),
        tag: tag.most_used(picks.tag.as_ref()),
        total,
        capped,
    }
}
