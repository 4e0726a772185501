//! Small marks: `Badge`, `StateBadge`, `StatusDot`. Colour never stands alone: there is a word, and for states an icon.
//!
//! Anatomy: `span.ui-badge[data-tone] > svg? + text`; a dot is `span.ui-dot-line > span.ui-dot + text`.

use leptos::prelude::*;

use super::{Icon, classes};
use crate::features::simulations::types::State;

/// What a colour means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Primary,
    Success,
    Warning,
    Danger,
    Info,
}

impl Tone {
    pub const ALL: [Tone; 6] = [Tone::Neutral, Tone::Primary, Tone::Success, Tone::Warning, Tone::Danger, Tone::Info];

    /// Value of `data-tone`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Tone::Neutral => "neutral",
            Tone::Primary => "primary",
            Tone::Success => "success",
            Tone::Warning => "warning",
            Tone::Danger => "danger",
            Tone::Info => "info",
        }
    }

    /// The icon that goes with a message of this tone.
    pub const fn icon(self) -> &'static str {
        match self {
            Tone::Neutral | Tone::Primary | Tone::Info => "info",
            Tone::Success => "circle-check",
            Tone::Warning | Tone::Danger => "alert",
        }
    }
}

/// A short word in a soft colour.
#[component]
pub fn Badge(
    #[prop(optional)] tone: Tone,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional, into)] class: String,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=classes(&["ui-badge", &class]) data-tone=tone.as_str()>
            {icon.map(|name| view! { <Icon name/> })}
            <span>{children()}</span>
        </span>
    }
}

/// Word, icon and tone of a state.
pub const fn state_look(state: State) -> (&'static str, &'static str, Tone) {
    match state {
        State::Draft => ("Draft", "edit", Tone::Neutral),
        State::Queued => ("Queued", "clock", Tone::Info),
        State::Running => ("Running", "play", Tone::Success),
        State::Paused => ("Paused", "pause", Tone::Warning),
        State::Finished => ("Finished", "circle-check", Tone::Primary),
        State::Stopped => ("Stopped", "stop", Tone::Neutral),
        State::Failed => ("Failed", "circle-x", Tone::Danger),
    }
}

/// State of a simulation: an icon and a word.
#[component]
pub fn StateBadge(
    #[prop(into)] state: Signal<State>,
    /// Says more than the state does, as long as there is something to say.
    #[prop(optional, into)]
    words: Signal<Option<&'static str>>,
) -> impl IntoView {
    let icon = move || {
        let (_, name, _) = state_look(state.get());
        view! { <Icon name/> }
    };
    view! {
        <span class="ui-badge ui-state" data-tone=move || state_look(state.get()).2.as_str() data-state=move || state.get().as_str()>
            {icon}
            <span>{move || words.get().unwrap_or_else(|| state_look(state.get()).0)}</span>
        </span>
    }
}

/// A dot and a word.
#[component]
pub fn StatusDot(
    tone: Tone,
    #[prop(into)] label: String,
    /// Breathes, where motion is welcome.
    #[prop(optional)]
    pulse: bool,
) -> impl IntoView {
    view! {
        <span class="ui-dot-line">
            <span class="ui-dot" data-tone=tone.as_str() data-pulse=pulse.then_some("true") aria-hidden="true"></span>
            <span>{label}</span>
        </span>
    }
}
