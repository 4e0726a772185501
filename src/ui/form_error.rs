//! FormError: what went wrong with a form, with links to the fields.
//!
//! Anatomy: `div.ui-form-error[role=alert][tabindex=-1] > svg + (p + ul > li > a[href=#field])`. It is focused when an error
//! appears. Rendered on the server too, so that forms without JavaScript show it.

use leptos::prelude::*;

use super::banner::{SignIn, sign_in_link};
use super::{Icon, browser, field_id};
use crate::core::{AppError, Code};

fn readable(key: &str, labels: &[(&'static str, &'static str)]) -> String {
    if let Some((_, label)) = labels.iter().find(|(k, _)| *k == key) {
        return (*label).to_owned();
    }
    let last = key.rsplit('.').next().unwrap_or(key).replace('_', " ");
    let mut chars = last.chars();
    chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}

fn field_links(error: &AppError, labels: &[(&'static str, &'static str)]) -> Vec<AnyView> {
    error
        .fields
        .iter()
        .map(|(key, texts)| {
            let href = format!("#{}", field_id(key));
            let label = readable(key, labels);
            let text = texts.join(" ");
            view! { <li><a href=href rel="external">{label}</a>": "{text}</li> }.into_any()
        })
        .collect()
}

/// The summary of a form's error. Put it first in the form.
#[component]
pub fn FormError(
    #[prop(into)] error: Signal<Option<AppError>>,
    /// Readable names of keys; others are made readable from the key.
    #[prop(optional)]
    labels: Vec<(&'static str, &'static str)>,
    #[prop(default = "form-error".to_owned(), into)] id: String,
) -> impl IntoView {
    let target = id.clone();
    // The first run sees what the server rendered: no focus jump while the page loads.
    Effect::new(move |ran: Option<()>| {
        if error.with(Option::is_some) && ran.is_some() {
            browser::focus(&target);
        }
    });
    let inside = use_context::<SignIn>().is_some();
    let body = move || {
        error.get().map(|e| {
            let sign_in = sign_in_link(e.code);
            let links = field_links(&e, &labels);
            let lead = if e.code == Code::ValidationFailed && !links.is_empty() {
                Code::ValidationFailed.sentence().to_owned()
            } else if e.code == Code::Unauthenticated && inside {
                "You are signed out, so nothing was saved.".to_owned()
            } else {
                e.message.clone()
            };
            let request = e.request_id.clone();
            view! {
                <div class="ui-banner ui-form-error" data-tone="danger">
                    <Icon name="alert"/>
                    <div class="ui-banner-body">
                        <p class="ui-banner-title">{lead}</p>
                        {sign_in}
                        {(!links.is_empty()).then(|| view! { <ul class="ui-form-error-list">{links}</ul> })}
                        {request.map(|id| view! { <p class="ui-request-id">"Request id "<code>{id}</code></p> })}
                    </div>
                </div>
            }
        })
    };
    view! { <div role="alert" tabindex="-1" id=id class="ui-form-error-host">{body}</div> }
}

/// What went wrong with a form's action. An error that came through the address (a form sent
/// without script) is shown in our own words only, because anybody can write an address.
pub fn action_error<S>(action: ServerAction<S>) -> Signal<Option<AppError>>
where
    S: server_fn::ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    Signal::derive(move || {
        let error = action.value().get().and_then(Result::err)?;
        Some(if action.version().get() == 0 { error.from_untrusted() } else { error })
    })
}

/// Like [`action_error`], with words of the page for what only a code is left of.
pub fn action_error_as<S>(action: ServerAction<S>, ours: fn(Code) -> Option<&'static str>) -> Signal<Option<AppError>>
where
    S: server_fn::ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    Signal::derive(move || {
        let error = action.value().get().and_then(Result::err)?;
        if action.version().get() > 0 {
            return Some(error);
        }
        let safe = error.from_untrusted();
        Some(match ours(safe.code) {
            Some(sentence) => AppError { message: sentence.to_owned(), ..safe },
            None => safe,
        })
    })
}
