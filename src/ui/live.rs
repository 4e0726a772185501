//! Live updates: `use_event_stream` over the browser's `EventSource`, and the pill `LiveStatus`.
//!
//! The browser reconnects by itself and resumes with `Last-Event-ID`. When it gives up (an error status, a proxy), this
//! hook opens a new connection with `?after=<last id>` after a pause that doubles up to 15 s. A terminal event, a change
//! of the address and the end of the component close the connection. When the server says that the visitor's rights have
//! changed, the page is loaded anew: it shows what they may still see. On the server nothing happens.

mod watch;

use leptos::prelude::*;
pub use watch::watch_session;

/// One event of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveEvent {
    /// The `event:` line.
    pub name: String,
    /// The `id:` line; empty when the event has none.
    pub id: String,
    /// The `data:` lines.
    pub data: String,
}

/// How a stream is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LiveState {
    /// No stream is wanted, or the page is not awake yet.
    #[default]
    Idle,
    Connecting,
    Live,
    /// Broken off; the next attempt is under way.
    Reconnecting,
    /// Broken off, and the browser has no network.
    Offline,
    /// A terminal event arrived.
    Ended,
}

/// Follows a stream of named events. `on_event` is called once for each, in order.
///
/// `url` is the address, `None` for no stream; `names` are the events to listen for; those also in `terminal` end it.
pub fn use_event_stream(
    url: Signal<Option<String>>,
    names: &'static [&'static str],
    terminal: &'static [&'static str],
    on_event: impl Fn(LiveEvent) + 'static,
) -> Signal<LiveState> {
    let state = RwSignal::new(LiveState::Idle);
    watch::count(url, state);
    imp::run(url, imp::Listening { names, terminal, on_event: std::rc::Rc::new(on_event), on_refused: std::rc::Rc::new(|| ()), state });
    state.into()
}

/// The address with `after=<id>`, in place of an older one.
#[cfg_attr(all(not(feature = "hydrate"), not(test)), expect(dead_code, reason = "the server opens no streams"))]
fn with_after(url: &str, id: &str) -> String {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let mut pairs: Vec<String> = query.split('&').filter(|p| !p.is_empty() && !p.starts_with("after=")).map(str::to_owned).collect();
    let encoded: String = id
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect();
    pairs.push(format!("after={encoded}"));
    format!("{path}?{}", pairs.join("&"))
}

/// Milliseconds before attempt `n` (from 1): half a second, doubling up to 15 s; `jitter` (0 to 1) takes off up to a third.
#[cfg_attr(all(not(feature = "hydrate"), not(test)), expect(dead_code, reason = "the server opens no streams"))]
fn pause_ms(attempt: u32, jitter: f64) -> u32 {
    let full = f64::from(500_u32.saturating_mul(1 << attempt.saturating_sub(1).min(5)).min(15_000));
    (full * (1.0 - jitter.clamp(0.0, 1.0) / 3.0)) as u32
}

/// State of a stream: a dot and a word. Shows nothing while idle.
#[component]
pub fn LiveStatus(#[prop(into)] state: Signal<LiveState>) -> impl IntoView {
    let look = move || match state.get() {
        LiveState::Idle => ("neutral", ""),
        LiveState::Connecting => ("info", "Connecting"),
        LiveState::Live => ("success", "Live"),
        LiveState::Reconnecting => ("warning", "Reconnecting"),
        LiveState::Offline => ("danger", "Offline"),
        LiveState::Ended => ("neutral", "Ended"),
    };
    view! {
        <span class="ui-live" role="status" data-tone=move || look().0 data-idle=move || look().1.is_empty().then_some("true")>
            <span class="ui-dot" data-tone=move || look().0 data-pulse=move || (state.get() == LiveState::Live).then_some("true") aria-hidden="true"></span>
            <span>{move || look().1}</span>
        </span>
    }
}

#[cfg(feature = "hydrate")]
mod imp {
    use std::cell::RefCell;
    use std::rc::Rc;

    use futures::channel::oneshot;
    use futures::future::{AbortHandle, Abortable};
    use futures::stream::{StreamExt, select_all};
    use gloo_net::eventsource::State as Socket;
    use gloo_net::eventsource::futures::EventSource;
    use leptos::ev;
    use leptos::prelude::*;
    use leptos::task::spawn_local;

    use super::super::browser;
    use super::{LiveEvent, LiveState, pause_ms, with_after};

    /// The browser's own events, beside those of the server.
    const OPEN: &str = "open";
    const ERROR: &str = "error";
    /// What the server sends last when rights have changed.
    const REVOKED: &str = "revoked";
    /// Milliseconds between it and the new page.
    const GRACE_MS: u32 = 300;

    #[derive(Clone)]
    pub(super) struct Listening {
        pub names: &'static [&'static str],
        pub terminal: &'static [&'static str],
        pub on_event: Rc<dyn Fn(LiveEvent)>,
        /// A connection did not come about.
        pub on_refused: Rc<dyn Fn()>,
        pub state: RwSignal<LiveState>,
    }

    enum End {
        Terminal,
        /// The connection is lost; whether it had been open.
        Lost {
            was_open: bool,
        },
    }

    /// Where a stream stands: its address, and the id of the last event that was seen of it.
    type Place = Rc<RefCell<(String, String)>>;

    pub(super) fn run(url: Signal<Option<String>>, listening: Listening) {
        let place = Place::default();
        let network = watch_network(listening.state);
        Effect::new(move |_| {
            network.track();
            let Some(url) = url.get() else {
                listening.state.set(LiveState::Idle);
                return;
            };
            let mut seen = place.borrow_mut();
            if seen.0 != url {
                *seen = (url, String::new());
            } else if listening.state.get_untracked() == LiveState::Ended {
                return;
            }
            drop(seen);
            let (abort, registration) = AbortHandle::new_pair();
            on_cleanup(move || abort.abort());
            let following = follow(place.clone(), listening.clone());
            spawn_local(async move {
                // Aborted: the connection is closed because the future is dropped.
                let _ = Abortable::new(following, registration).await;
            });
        });
    }

    /// Losing the network doesn't always cut the connection, so the browser's word counts as well; when the network
    /// is back, the signal changes and a new connection is made, because the old one may be dead without knowing it.
    fn watch_network(state: RwSignal<LiveState>) -> ReadSignal<u32> {
        let (returns, count) = signal(0_u32);
        let lost = window_event_listener(ev::offline, move |_| {
            state.update(|now| {
                if matches!(now, LiveState::Live | LiveState::Connecting | LiveState::Reconnecting) {
                    *now = LiveState::Offline;
                }
            });
        });
        let back = window_event_listener(ev::online, move |_| count.update(|n| *n += 1));
        on_cleanup(move || {
            lost.remove();
            back.remove();
        });
        returns
    }

    async fn follow(place: Place, listening: Listening) {
        let mut attempt = 0;
        listening.state.try_set(LiveState::Connecting);
        loop {
            let (url, last_id) = place.borrow().clone();
            let address = if last_id.is_empty() { url } else { with_after(&url, &last_id) };
            match connection(&address, &listening, &place).await {
                End::Terminal => {
                    listening.state.try_set(LiveState::Ended);
                    return;
                }
                End::Lost { was_open: true } => attempt = 1,
                End::Lost { was_open: false } => {
                    attempt += 1;
                    (listening.on_refused)();
                }
            }
            listening.state.try_set(if browser::is_online() { LiveState::Reconnecting } else { LiveState::Offline });
            sleep(pause_ms(attempt, js_sys::Math::random())).await;
        }
    }

    async fn connection(address: &str, listening: &Listening, place: &Place) -> End {
        let mut was_open = false;
        let Ok(mut source) = EventSource::new(address) else { return End::Lost { was_open } };
        const OWN: [&str; 3] = [OPEN, ERROR, REVOKED];
        let names = listening.names.iter().copied().filter(|n| !OWN.contains(n)).chain(OWN);
        let mut events = select_all(names.filter_map(|name| source.subscribe(name).ok()));
        while let Some(Ok((name, event))) = events.next().await {
            match name.as_str() {
                OPEN => {
                    was_open = true;
                    listening.state.try_set(LiveState::Live);
                }
                REVOKED => {
                    // Whoever ends their own session here is on the way to another page already.
                    sleep(GRACE_MS).await;
                    browser::reload();
                    return End::Terminal;
                }
                // The browser tries again by itself; a server event of this name carries data and is passed on.
                ERROR if event.data().as_string().is_none() => {
                    if source.state() == Socket::Connecting {
                        listening.state.try_set(if browser::is_online() { LiveState::Reconnecting } else { LiveState::Offline });
                    }
                }
                _ => {
                    let id = event.last_event_id();
                    if !id.is_empty() {
                        place.borrow_mut().1.clone_from(&id);
                    }
                    (listening.on_event)(LiveEvent { name: name.clone(), id, data: event.data().as_string().unwrap_or_default() });
                    if listening.terminal.contains(&name.as_str()) {
                        return End::Terminal;
                    }
                }
            }
        }
        End::Lost { was_open }
    }

    async fn sleep(ms: u32) {
        let (done, wait) = oneshot::channel::<()>();
        browser::after(ms, move || {
            // The receiver is gone when the stream was closed meanwhile.
            let _ = done.send(());
        });
        let _ = wait.await;
    }
}

#[cfg(not(feature = "hydrate"))]
mod imp {
    use std::rc::Rc;

    use leptos::prelude::*;

    use super::{LiveEvent, LiveState};

    #[expect(dead_code, reason = "the server opens no streams")]
    pub(super) struct Listening {
        pub names: &'static [&'static str],
        pub terminal: &'static [&'static str],
        pub on_event: Rc<dyn Fn(LiveEvent)>,
        /// A connection did not come about.
        pub on_refused: Rc<dyn Fn()>,
        pub state: RwSignal<LiveState>,
    }

    pub(super) fn run(_url: Signal<Option<String>>, _listening: Listening) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_is_added_or_replaced() {
        assert_eq!(with_after("/e", "7"), "/e?after=7");
        assert_eq!(with_after("/e?x=1&after=3", "9"), "/e?x=1&after=9");
        assert_eq!(with_after("/e?after=3", "a&b=c"), "/e?after=a%26b%3Dc");
    }

    #[test]
    fn pauses_double_up_to_a_cap() {
        let pauses: Vec<u32> = (1..=8).map(|n| pause_ms(n, 0.0)).collect();
        assert_eq!(pauses, [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
        assert!(pause_ms(3, 1.0) < pause_ms(3, 0.0));
    }
}
