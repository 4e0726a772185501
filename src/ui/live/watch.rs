//! Whether the visitor's session still lives, on every page behind the sign-in: [`watch_session`].

use std::rc::Rc;

use leptos::prelude::*;

use super::super::browser;
use super::{LiveState, imp};

/// Streams that parts of the page follow.
#[derive(Clone, Copy)]
struct Followed(RwSignal<u32>);

/// Follows the stream at `url`, which ends with the session; then the page is loaded anew. Called once by the layout.
/// Every stream ends with the session, so this one rests while a part of the page follows another: a browser opens only
/// six connections to a server. It also rests while nobody sees the page. `on_refused` is called when it can't be opened.
pub fn watch_session(url: &'static str, on_refused: impl Fn() + 'static) {
    let followed = RwSignal::new(0);
    provide_context(Followed(followed));
    let seen = browser::page_is_seen();
    let wanted = Memo::new(move |_| followed.get() == 0 && seen.get());
    let address = Signal::derive(move || wanted.get().then(|| url.to_owned()));
    let state = RwSignal::new(LiveState::Idle);
    imp::run(address, imp::Listening { names: &[], terminal: &[], on_event: Rc::new(|_| ()), on_refused: Rc::new(on_refused), state });
}

/// Counts a stream of the page while it is open.
pub(super) fn count(url: Signal<Option<String>>, state: RwSignal<LiveState>) {
    let Some(Followed(followed)) = use_context::<Followed>() else { return };
    let open = Memo::new(move |_| url.with(Option::is_some) && state.get() != LiveState::Ended);
    Effect::new(move |_| {
        if open.get() {
            followed.update(|n| *n += 1);
            on_cleanup(move || {
                followed.try_update(|n| *n = n.saturating_sub(1));
            });
        }
    });
}
