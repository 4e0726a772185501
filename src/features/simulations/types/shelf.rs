//! The shelf of scenarios as it is asked for.

use serde::{Deserialize, Serialize};

use super::SavedScenario;

/// Which scenarios of the shelf.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScenarioQuery {
    /// Words that all stand in title, group, setting or question.
    pub q: Option<String>,
    /// A group of templates, for example `Pre-mortem`.
    pub group: Option<String>,
    /// Slug of a domain from which the panel comes.
    pub domain: Option<String>,
    /// `true` for own scenarios only, `false` for templates only.
    pub own: Option<bool>,
}

impl ScenarioQuery {
    pub fn matches(&self, saved: &SavedScenario) -> bool {
        let same = |wanted: &Option<String>, is_it: &dyn Fn(&str) -> bool| wanted.as_deref().is_none_or(|w| w.is_empty() || is_it(w));
        let s = &saved.scenario;
        let text = format!("{} {} {} {}", s.title, saved.group, s.setting, s.question).to_lowercase();
        let words = self.q.as_deref().unwrap_or("").to_lowercase();
        words.split_whitespace().take(8).all(|word| text.contains(word))
            && same(&self.group, &|group| saved.group == group)
            && same(&self.domain, &|domain| saved.domains.iter().any(|d| d == domain))
            && self.own.is_none_or(|own| own != saved.built_in)
    }
}
