//! Changes of the workspace's agents, as they happen: in other tabs, by other people, through the API.

use leptos::prelude::*;
use serde::Deserialize;

use crate::ui::*;

const EVENTS: &[&str] = &["agents_changed", "shelf_changed"];

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Change {
    /// Own agents.
    pub ids: Vec<String>,
    /// A saved agent.
    pub id: String,
}

/// The beginning of the stream; until it is known, nothing is followed.
#[derive(Clone, Copy)]
pub(super) struct Since(RwSignal<Option<u64>>);

impl Since {
    /// Follows what comes after this event. Only the first call counts: the stream itself goes on from there.
    pub fn begin(self, seq: u64) {
        Effect::new(move |_| {
            if self.0.get_untracked().is_none() {
                self.0.set(Some(seq));
            }
        });
    }
}

/// Calls `on_change` for each change.
pub(super) fn follow(on_change: impl Fn(Change) + 'static) -> Since {
    let since = RwSignal::new(None);
    let url = Signal::derive(move || since.get().map(|seq: u64| format!("/api/v1/agents/events?after={seq}")));
    use_event_stream(url, EVENTS, &[], move |event| on_change(serde_json::from_str(&event.data).unwrap_or_default()));
    Since(since)
}
