//! Messages in the flow of the page: `Banner`, `InlineError`.
//!
//! Anatomy: `div.ui-banner[data-tone] > svg + div.ui-banner-body(p.title?, text, actions?) + close?`.

use leptos::prelude::*;

use super::{Button, Icon, Size, Tone, present};
use crate::core::{AppError, Code};

/// A message about the page or about a panel.
#[component]
pub fn Banner(
    #[prop(default = Tone::Info)] tone: Tone,
    #[prop(optional, into)] title: String,
    /// Can be closed until the page is loaded again.
    #[prop(optional)]
    dismiss: bool,
    children: Children,
) -> impl IntoView {
    let hidden = RwSignal::new(false);
    let close = dismiss.then(|| {
        view! {
            <button type="button" class="ui-btn ui-btn-icon" data-variant="ghost" data-size="xs" aria-label="Dismiss" on:click=move |_| hidden.set(true)>
                <Icon name="x"/>
            </button>
        }
    });
    view! {
        <div class="ui-banner" data-tone=tone.as_str() role=if tone == Tone::Danger { "alert" } else { "status" } hidden=move || hidden.get()>
            <Icon name=tone.icon()/>
            <div class="ui-banner-body">
                {present(&title).map(|text| view! { <p class="ui-banner-title">{text}</p> })}
                <div>{children()}</div>
            </div>
            {close}
        </div>
    }
}

/// Where somebody whose session is over signs in and comes back here. The layout of the pages behind the sign-in
/// provides it.
#[derive(Clone, Copy)]
pub struct SignIn(pub Signal<String>);

/// The way on after an error that says that the visitor is nobody; a full load, because the whole page is stale. Nothing
/// on pages that anybody can see, where it would not help.
pub(super) fn sign_in_link(code: Code) -> Option<AnyView> {
    let SignIn(address) = use_context::<SignIn>().filter(|_| code == Code::Unauthenticated)?;
    Some(view! { <p><a class="ui-link" href=move || address.get() rel="external">"Sign in and come back to this page"</a></p> }.into_any())
}

/// What could not be loaded, in words.
const fn headline(code: Code) -> &'static str {
    match code {
        Code::NotFound => "Not found",
        Code::Unauthenticated => "You are signed out",
        Code::Forbidden => "No access",
        Code::RateLimited | Code::QuotaExceeded => "Limit reached",
        Code::Unavailable | Code::Timeout | Code::UpstreamFailed => "Not available right now",
        _ => "Something went wrong",
    }
}

/// A panel that could not be loaded: what failed, what to do, a retry, the request id.
#[component]
pub fn InlineError(
    error: AppError,
    /// A word for the code when absent.
    #[prop(optional, into)]
    title: String,
    #[prop(optional)] retry: Option<Callback<()>>,
) -> impl IntoView {
    let title = if title.is_empty() { headline(error.code).to_owned() } else { title };
    let sign_in = sign_in_link(error.code);
    let retry = retry.filter(|_| sign_in.is_none());
    let wait = error.retry_after_s.map(|s| view! { <p>{format!("Try again in {s} s.")}</p> });
    view! {
        <div class="ui-banner ui-inline-error" data-tone="danger" role="alert">
            <Icon name="alert"/>
            <div class="ui-banner-body">
                <p class="ui-banner-title">{title}</p>
                <p>{error.message}</p>
                {sign_in}
                {wait}
                {error.request_id.map(|id| view! { <p class="ui-request-id">"Request id "<code>{id}</code></p> })}
            </div>
            {retry.map(|retry| view! { <Button size=Size::Sm icon="refresh" on:click=move |_| retry.run(())>"Try again"</Button> })}
        </div>
    }
}
