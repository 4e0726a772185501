//! What the address of a list asks for.

use leptos_router::params::ParamsMap;

use crate::features::agents::page::{href, param, some};
use crate::features::agents::types::{AgentQuery, FacetQuery, FilterPlace, LibraryQuery};

/// Words, filters, order and page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::features::agents::page) struct Wanted {
    pub place: FilterPlace,
    pub q: String,
    pub domain: String,
    pub seniority: String,
    pub region: String,
    pub archetype: String,
    pub tag: String,
    pub sort: String,
    pub cursor: String,
}

impl Wanted {
    pub fn read(place: FilterPlace, query: &ParamsMap) -> Self {
        let named = |name: &str| param(query, name);
        Self {
            place,
            q: named("q"),
            domain: named("domain"),
            seniority: named("seniority"),
            region: named("region"),
            archetype: named("archetype"),
            tag: named("tag"),
            sort: named("sort"),
            cursor: named("cursor"),
        }
    }

    /// Filters and order, with their names in the address.
    pub fn pairs(&self) -> [(&'static str, &str); 7] {
        [
            ("q", &self.q),
            ("domain", &self.domain),
            ("seniority", &self.seniority),
            ("region", &self.region),
            ("archetype", &self.archetype),
            ("tag", &self.tag),
            ("sort", &self.sort),
        ]
    }

    pub fn href(&self) -> String {
        let mut pairs = self.pairs().to_vec();
        pairs.push(("cursor", &self.cursor));
        href(self.place.path(), &pairs)
    }

    /// The query of the first page, without the question mark.
    pub fn query_string(&self) -> String {
        let address = self.clone().first().href();
        address.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
    }

    /// The first page of the same filters.
    pub fn first(self) -> Self {
        Self { cursor: String::new(), ..self }
    }

    /// The first page with one filter changed; an empty value takes it away.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut changed = self.clone().first();
        let field = match name {
            "q" => &mut changed.q,
            "domain" => &mut changed.domain,
            "seniority" => &mut changed.seniority,
            "region" => &mut changed.region,
            "archetype" => &mut changed.archetype,
            "tag" => &mut changed.tag,
            _ => &mut changed.sort,
        };
        value.clone_into(field);
        changed
    }

    /// Whether anything but the order was asked for.
    pub fn is_filtered(&self) -> bool {
        self.pairs().iter().any(|(name, value)| *name != "sort" && !value.is_empty())
    }

    pub fn library(&self, limit: u32) -> LibraryQuery {
        LibraryQuery {
            domain: some(&self.domain),
            tag: some(&self.tag),
            seniority: some(&self.seniority),
            region: some(&self.region),
            archetype: some(&self.archetype),
            q: some(&self.q),
            sort: some(&self.sort),
            limit: Some(limit),
            cursor: some(&self.cursor),
        }
    }

    /// What facets are counted under.
    pub fn facets(&self) -> FacetQuery {
        FacetQuery {
            q: some(&self.q),
            domain: some(&self.domain),
            seniority: some(&self.seniority),
            region: some(&self.region),
            archetype: some(&self.archetype),
            tag: some(&self.tag),
        }
    }

    /// With words the best match comes first, unless the address says otherwise.
    pub fn own(&self, limit: u32) -> AgentQuery {
        let by_match = !self.q.is_empty() && self.sort.is_empty();
        AgentQuery {
            domain: some(&self.domain),
            tag: some(&self.tag),
            seniority: some(&self.seniority),
            region: some(&self.region),
            archetype: some(&self.archetype),
            q: some(&self.q),
            sort: if by_match { Some("relevance".to_owned()) } else { some(&self.sort) },
            limit: Some(limit),
            cursor: some(&self.cursor),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_filter_begins_at_the_first_page() {
        let now = Wanted { q: "night care".into(), cursor: "x".into(), ..Wanted::default() };
        assert_eq!(now.href(), "/library?q=night%20care&cursor=x");
        assert_eq!(now.with("region", "europe").href(), "/library?q=night%20care&region=europe");
        assert_eq!(now.with("q", "").href(), "/library");
        assert_eq!(now.query_string(), "q=night%20care");
    }

    #[test]
    fn the_order_alone_is_no_filter() {
        assert!(!Wanted { sort: "name".into(), ..Wanted::default() }.is_filtered());
        assert!(Wanted { tag: "x".into(), ..Wanted::default() }.is_filtered());
    }

    #[test]
    fn own_agents_with_words_come_by_match() {
        let words = Wanted { place: FilterPlace::Agents, q: "x".into(), ..Wanted::default() };
        assert_eq!(words.own(20).sort.as_deref(), Some("relevance"));
        assert_eq!(words.with("sort", "name").own(20).sort.as_deref(), Some("name"));
        assert_eq!(Wanted::default().own(20).sort, None);
    }
}
