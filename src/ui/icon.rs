//! Icon: one symbol of the sprite `/icons.svg`.
//!
//! Anatomy: `svg.ui-icon > use`. 24 × 24 grid, 1.75 px strokes in the current text colour. Decorative
//! (hidden from screen readers) unless it has a label.

use leptos::prelude::*;

use super::{classes, present};

/// Names of the symbols in the sprite.
pub const ICONS: [&str; 71] = [
    "home",
    "users",
    "user",
    "bot",
    "message",
    "play",
    "pause",
    "stop",
    "step",
    "file-text",
    "settings",
    "search",
    "plus",
    "x",
    "check",
    "chevron-down",
    "chevron-right",
    "chevron-left",
    "chevron-up",
    "sun",
    "moon",
    "monitor",
    "log-out",
    "menu",
    "more",
    "trash",
    "edit",
    "copy",
    "download",
    "external",
    "info",
    "alert",
    "clock",
    "arrow-right",
    "arrow-down",
    "arrow-up",
    "sparkles",
    "book",
    "layers",
    "shield",
    "key",
    "refresh",
    "eye",
    "mic",
    "send",
    "filter",
    "tag",
    "star",
    "command",
    "circle",
    "circle-check",
    "circle-x",
    "dot",
    "quote",
    "link",
    "upload",
    "inbox",
    "chart",
    "thumb-up",
    "thumb-down",
    "bulb",
    "help",
    "highlighter",
    "branch",
    "maximize",
    "pin",
    "keyboard",
    "mute",
    "columns",
    "rewind",
    "skip",
];

/// One symbol of the sprite.
#[component]
pub fn Icon(
    /// One of [`ICONS`].
    name: &'static str,
    /// Further classes; `size-5` makes it larger.
    #[prop(optional, into)]
    class: String,
    /// Accessible name; leave it out next to a word.
    #[prop(optional, into)]
    label: String,
) -> impl IntoView {
    let decorative = label.is_empty();
    view! {
        <svg
            class=classes(&["ui-icon", &class])
            viewBox="0 0 24 24"
            focusable="false"
            role=(!decorative).then_some("img")
            aria-hidden=decorative.then_some("true")
            aria-label=present(&label)
        >
            <use_ href=format!("/icons.svg#{name}")></use_>
        </svg>
    }
}
