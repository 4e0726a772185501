//! Toasts: results of what happens in the background. Errors of forms and panels stand where they happened, not here.
//!
//! Anatomy: `section.ui-toasts[aria-label] > div[role=status] + div[role=alert]`, each with `div.ui-toast*`. At most three are
//! visible; they go after five seconds, errors stay, and nothing goes while the pointer or the focus is on them.

use leptos::prelude::*;

use super::{Icon, Tone, browser};
use crate::core::{AppError, Code};

/// Visible at most.
const MAX_VISIBLE: usize = 3;
/// Milliseconds until a toast goes.
const STAY_MS: u32 = 5000;
/// Milliseconds between looks whether the pointer left.
const PAUSE_MS: u32 = 1500;

/// A button inside a toast.
#[derive(Clone)]
struct ToastAction {
    label: String,
    run: Callback<()>,
}

/// One message.
#[derive(Clone)]
pub struct Toast {
    id: u32,
    tone: Tone,
    text: String,
    request_id: Option<String>,
    action: Option<ToastAction>,
}

impl Toast {
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { id: 0, tone, text: text.into(), request_id: None, action: None }
    }

    /// Adds a button, for example "Undo".
    pub fn action(mut self, label: impl Into<String>, run: impl Fn() + Send + Sync + 'static) -> Self {
        self.action = Some(ToastAction { label: label.into(), run: Callback::new(move |()| run()) });
        self
    }

    const fn stays(&self) -> bool {
        matches!(self.tone, Tone::Danger)
    }
}

/// Shows toasts. Get it with [`use_toasts`].
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    next_id: StoredValue<u32>,
    held: RwSignal<bool>,
}

impl Toasts {
    fn new() -> Self {
        Self { list: RwSignal::new(Vec::new()), next_id: StoredValue::new(1), held: RwSignal::new(false) }
    }

    /// Something was done.
    pub fn success(&self, text: impl Into<String>) {
        self.push(Toast::new(Tone::Success, text));
    }

    /// Something to know.
    pub fn info(&self, text: impl Into<String>) {
        self.push(Toast::new(Tone::Info, text));
    }

    /// Something failed; stays until it is closed.
    pub fn error(&self, text: impl Into<String>) {
        self.push(Toast::new(Tone::Danger, text));
    }

    /// An error of the server, with its request id.
    pub fn app_error(&self, error: &AppError) {
        if error.code == Code::Unauthenticated {
            // The page behind the sign-in leads there by itself.
            return self.push(Toast::new(Tone::Danger, "You are signed out.").action("Sign in", browser::reload));
        }
        let toast = Toast { request_id: error.request_id.clone(), ..Toast::new(Tone::Danger, error.message.clone()) };
        self.push(toast);
    }

    /// Any toast. Called from handlers and effects, never while rendering.
    pub fn push(&self, mut toast: Toast) {
        let Some(id) = self.next_id.try_get_value() else { return };
        self.next_id.try_update_value(|n| *n += 1);
        toast.id = id;
        let stays = toast.stays();
        self.list.try_update(|list| {
            list.push(toast);
            let surplus = list.len().saturating_sub(MAX_VISIBLE);
            list.drain(..surplus);
        });
        if !stays {
            self.expire(id, STAY_MS);
        }
    }

    fn expire(self, id: u32, after_ms: u32) {
        browser::after(after_ms, move || match self.held.try_get_untracked() {
            Some(true) => self.expire(id, PAUSE_MS),
            Some(false) => self.close(id),
            None => {}
        });
    }

    fn close(&self, id: u32) {
        self.list.try_update(|list| list.retain(|t| t.id != id));
    }
}

/// Puts [`Toasts`] into the context. Called once by the layout.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts::new();
    provide_context(toasts);
    toasts
}

/// The toasts of the layout; silent ones outside of a layout.
pub fn use_toasts() -> Toasts {
    use_context::<Toasts>().unwrap_or_else(Toasts::new)
}

fn toast_view(toasts: Toasts, toast: Toast) -> impl IntoView + use<> {
    let id = toast.id;
    let action = toast.action.map(|action| {
        let press = move |_| {
            action.run.run(());
            toasts.close(id);
        };
        view! { <button type="button" class="ui-btn" data-variant="secondary" data-size="xs" on:click=press>{action.label}</button> }
    });
    view! {
        <div class="ui-toast" data-tone=toast.tone.as_str()>
            <Icon name=toast.tone.icon()/>
            <div class="ui-toast-text">
                <p>{toast.text}</p>
                {toast.request_id.map(|id| view! { <p class="ui-request-id">"Request id "<code>{id}</code></p> })}
            </div>
            {action}
            <button type="button" class="ui-btn ui-btn-icon" data-variant="ghost" data-size="xs" aria-label="Close message" on:click=move |_| toasts.close(id)>
                <Icon name="x"/>
            </button>
        </div>
    }
}

/// Where toasts appear. The layout shows it once, near the end.
#[component]
pub fn ToastHost() -> impl IntoView {
    let toasts = use_toasts();
    let of = move |errors: bool| toasts.list.with(|list| list.iter().filter(|t| t.stays() == errors).cloned().collect::<Vec<_>>());
    view! {
        <section
            class="ui-toasts"
            aria-label="Messages"
            on:mouseenter=move |_| toasts.held.set(true)
            on:mouseleave=move |_| toasts.held.set(false)
            on:focusin=move |_| toasts.held.set(true)
            on:focusout=move |_| toasts.held.set(false)
        >
            <div role="alert"><For each=move || of(true) key=|t| t.id children=move |t| toast_view(toasts, t)/></div>
            <div role="status"><For each=move || of(false) key=|t| t.id children=move |t| toast_view(toasts, t)/></div>
        </section>
    }
}
