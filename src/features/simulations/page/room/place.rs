//! Where the reader is: at the line that the address names, else at the newest one; and what the timeline marks.

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::ui::browser;

use super::{RoomContext, TRANSCRIPT};

/// Pixels below a line that the timeline leads to: the margin of `.ui-turn` in the style sheet (14 rem), less a little.
const BELOW_PX: f64 = 216.0;
/// Pixels by which a page is still where it was.
const STILL_PX: f64 = 2.0;

/// Scrolls to the end before the page is seen, unless the address names a line.
const EARLY: &str =
    "if(!location.hash){var t=document.getElementById('transcript');if(t&&t.querySelector('[id^=m]'))t.scrollIntoView(false)}";

/// A page that comes from the server is at its end at once, not only when the client is awake. What is rendered in the
/// browser needs it not: there it is empty.
#[component]
pub(super) fn AtTheEnd() -> impl IntoView {
    let script = use_nonce().map(|nonce| format!("<script nonce=\"{nonce}\">{EARLY}</script>")).unwrap_or_default();
    view! { <div hidden inner_html=script></div> }
}

/// Brings the line into view that the address names; the router looks for it before it is there. Without one the room opens
/// at the newest line, unless the reader is somewhere already.
pub(super) fn open_there(context: RoomContext) {
    let location = use_location();
    Effect::new(move |before: Option<()>| {
        let name = location.hash.with(|hash| hash.trim_start_matches('#').to_owned());
        if !name.is_empty() {
            request_animation_frame(move || browser::scroll_into_view(&name));
        } else if before.is_none() && context.count.get_untracked() > 0 {
            request_animation_frame(|| {
                if browser::scrolled() < STILL_PX {
                    browser::scroll_into_view(TRANSCRIPT);
                }
            });
        }
    });
}

/// The line that the timeline marks, as a number from 1, and what to do when the reader chooses another one there.
pub(super) fn on_timeline(context: RoomContext) -> (RwSignal<usize>, Callback<usize>) {
    let at = RwSignal::new(context.count.get_untracked());
    // Who is at the newest line goes along.
    Effect::new(move |before: Option<usize>| {
        let count = context.count.get();
        if before.is_none_or(|before| at.get_untracked() >= before) {
            at.set(count);
        }
        count
    });
    // Where the page stood after a choice: a line that can't be scrolled to is still the one that was chosen.
    let chosen: RwSignal<Option<f64>> = RwSignal::new(None);
    let handle = window_event_listener(leptos::ev::scroll, move |_| {
        let place = browser::scrolled();
        if chosen.get_untracked().is_some_and(|there| (there - place).abs() < STILL_PX) {
            return;
        }
        chosen.set(None);
        let seqs: Vec<u64> = context.state.with_untracked(|s| s.lines.iter().map(|line| line.seq).collect());
        let read = if browser::ends_in_view(TRANSCRIPT, 0.0) {
            seqs.len()
        } else {
            browser::ended_above(seqs.len(), BELOW_PX, |at| format!("m{}", seqs.get(at).copied().unwrap_or_default()))
        };
        at.set(read.max(1).min(seqs.len()));
    });
    on_cleanup(move || handle.remove());
    let seek = Callback::new(move |number: usize| {
        let seq = context.state.with_untracked(|s| s.lines.get(number.saturating_sub(1)).map(|line| line.seq));
        if let Some(seq) = seq {
            context.cursor.set(seq);
            browser::scroll_into_view(&format!("m{seq}"));
            chosen.set(Some(browser::scrolled()));
        }
    });
    (at, seek)
}
