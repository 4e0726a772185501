//! The conversation: `Transcript` and its `Turn`s.
//!
//! Anatomy: `div.ui-transcript[role=log][aria-live=off] > article.ui-turn[data-kind] > avatar + div(header(name, meta, actions), p.ui-turn-text)`.
//! Words that stream in are not read out; the page announces a finished line through `announce`, once.

use leptos::prelude::*;

use super::{Avatar, Icon};

/// Who or what a line comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TurnKind {
    #[default]
    Agent,
    /// The person who watches.
    Observer,
    /// What happens in the room.
    Scene,
    /// The program: paused, resumed, a limit reached.
    System,
}

impl TurnKind {
    /// Value of `data-kind`.
    pub const fn as_str(self) -> &'static str {
        match self {
            TurnKind::Agent => "agent",
            TurnKind::Observer => "observer",
            TurnKind::Scene => "scene",
            TurnKind::System => "system",
        }
    }
}

/// The lines of a conversation in their order.
#[component]
pub fn Transcript(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    /// Read out when it changes: "Amara Okafor: …".
    #[prop(optional, into)]
    announce: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="ui-transcript" id=id role="log" aria-live="off" aria-label=label tabindex="0">{children()}</div>
        <div class="sr-only" aria-live="polite">{move || announce.get()}</div>
    }
}

/// One line.
#[component]
pub fn Turn(
    /// Unique on the page; links can point to it.
    #[prop(into)]
    id: String,
    #[prop(optional)] kind: TurnKind,
    #[prop(optional, into)] name: String,
    /// Seed of the avatar.
    #[prop(optional, into)]
    seed: String,
    /// Place of the speaker on the panel, from 0.
    #[prop(default = None)]
    seat: Option<usize>,
    /// Address of the speaker's stored picture; drawn when empty.
    #[prop(optional, into)]
    picture: String,
    /// Turn and time, in a few words.
    #[prop(optional, into)]
    meta: String,
    #[prop(into)] text: Signal<String>,
    /// Words are still coming.
    #[prop(optional, into)]
    streaming: Signal<bool>,
    #[prop(optional, into)] actions: Option<ViewFn>,
    /// Below the words: reactions, notes.
    #[prop(optional, into)]
    footer: Option<ViewFn>,
) -> impl IntoView {
    let speaks = matches!(kind, TurnKind::Agent | TurnKind::Observer);
    let figure = match kind {
        TurnKind::Agent => view! { <Avatar seed picture name=name.clone() decorative=true seat/> }.into_any(),
        TurnKind::Observer => view! { <span class="ui-turn-sign"><Icon name="eye"/></span> }.into_any(),
        TurnKind::Scene => view! { <span class="ui-turn-sign"><Icon name="sparkles"/></span> }.into_any(),
        TurnKind::System => view! { <span class="ui-turn-sign"><Icon name="info"/></span> }.into_any(),
    };
    view! {
        <article
            class="ui-turn"
            id=id
            data-kind=kind.as_str()
            data-streaming=move || streaming.get().then_some("true")
            aria-busy=move || streaming.get().then_some("true")
        >
            {figure}
            <div class="ui-turn-body">
                {speaks.then(|| view! {
                    <header class="ui-turn-head">
                        <span class="ui-turn-name">{name}</span>
                        <span class="ui-turn-meta">{meta}</span>
                        {actions.map(|a| view! { <span class="ui-turn-actions">{a.run()}</span> })}
                    </header>
                })}
                <p class="ui-turn-text" dir="auto">{move || text.get()}</p>
                {footer.map(|f| f.run())}
            </div>
        </article>
    }
}
