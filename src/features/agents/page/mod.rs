//! Pages of the feature: the built-in library, the workspace's own agents, their editor.
//!
//! What a list shows stands in its address. Every change is a plain form first and works without
//! JavaScript; choosing whole ranges of rows and exporting them need it.

mod agent;
mod card;
mod choose;
mod delete;
mod edit;
mod editor;
mod find;
mod follow;
mod history;
mod import;
mod import_preview;
mod library;
mod library_agent;
mod list;
mod merge;
mod panel;
mod persona;
mod portrait;
mod preview;
mod row;
mod sample;
mod sections;
mod shelf;
mod tabs;
mod talk;
mod told;
mod words;

pub use agent::AgentPage;
pub use delete::DeleteAgentPage;
pub use edit::{EditAgentPage, NewAgentPage};
pub use history::AgentHistoryPage;
pub use import::ImportAgentsPage;
pub use library::LibraryPage;
pub use library_agent::LibraryAgentPage;
pub use list::AgentsPage;
pub use merge::MergeAgentPage;
pub use panel::PanelPage;
pub use sample::SamplePage;
pub use shelf::ShelfPage;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use leptos_router::params::ParamsMap;

use crate::core::AppError;
use crate::core::ids::AgentId;
use crate::features::home::address::encode;

/// A page's own error; `None` while all is well.
type Failure = Signal<Option<AppError>>;

/// The id in the address.
fn id_param() -> Memo<AgentId> {
    let params = use_params_map();
    Memo::new(move |_| AgentId::new(params.with(|p| p.get("id").unwrap_or_default())))
}

/// A parameter of the query; empty when it is not there.
fn param(query: &ParamsMap, name: &str) -> String {
    query.get(name).map(|text| text.trim().to_owned()).unwrap_or_default()
}

/// `None` for an empty text.
fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// An address with those parameters that are not empty.
fn href(path: &str, params: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        params.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={}", encode(value))).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// Whether handlers are attached: false on the server and while the page is taken over.
fn awake() -> ReadSignal<bool> {
    let (awake, set_awake) = signal(false);
    Effect::new(move |_| set_awake.set(true));
    awake
}

/// The seed of an avatar, the name when there is none of its own.
fn seed_of(seed: &str, name: &str) -> String {
    if seed.is_empty() { name.to_owned() } else { seed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_only_what_was_asked() {
        assert_eq!(href("/library", &[("q", ""), ("domain", "")]), "/library");
        assert_eq!(href("/library", &[("q", "a b&c"), ("tag", ""), ("domain", "law")]), "/library?q=a%20b%26c&domain=law");
    }

    #[test]
    fn an_avatar_without_seed_is_drawn_from_the_name() {
        assert_eq!(seed_of("", "Ada"), "Ada");
        assert_eq!(seed_of("x", "Ada"), "x");
    }
}
