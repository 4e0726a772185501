//! What server functions need: the context of their request, and headers on their answer.
//!
//! While a page is rendered, a part of it may be built twice and its first building thrown away. A loader of
//! the discarded part goes on, and the browser takes over what it found. What it calls finds the request by
//! walking up the owners of the page, which are gone by then. So whatever is found once stays with the
//! loader itself: [`found`].

use axum::http::{HeaderName, HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::{provide_context, use_context};
use leptos_axum::ResponseOptions;

use crate::core::{AppError, Code, Result, local};
use crate::server::ctx::Ctx;
use crate::server::extract::ctx_of;
use crate::server::middleware::identity::Caller;
use crate::server::state::AppState;

/// The context of the request that called the server function or renders the page. Everything else in this
/// file finds its part later as well, also after a wait.
pub async fn ctx() -> Result<Ctx> {
    let (parts, state) = whole()?;
    ctx_of(&parts, &state)
}

/// The same for whoever may come without a credential, or with one that is worth nothing.
pub fn visitor() -> Result<Ctx> {
    let (mut parts, state) = whole()?;
    if let Some(caller) = parts.extensions.get_mut::<Caller>() {
        caller.problem = None;
    }
    ctx_of(&parts, &state)
}

fn whole() -> Result<(Parts, AppState)> {
    let missing = || AppError::of(Code::Internal);
    found::<ResponseOptions>();
    Ok((found::<Parts>().ok_or_else(missing)?, found::<AppState>().ok_or_else(missing)?))
}

/// Finds it, and leaves it with whatever runs now, so that it is there when the page around has gone.
fn found<T: Clone + Send + Sync + 'static>() -> Option<T> {
    let value = use_context::<T>()?;
    provide_context(value.clone());
    Some(value)
}

/// The request being answered, for headers and cookies.
pub fn request() -> Option<Parts> {
    use_context::<Parts>()
}

/// Sets a cookie on the answer; several may be set.
pub fn set_cookie(cookie: &str) {
    if let (Some(options), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(cookie)) {
        options.append_header(header::SET_COOKIE, value);
    }
}

/// Sets a header on the answer.
pub fn set_header(name: HeaderName, value: HeaderValue) {
    if let Some(options) = use_context::<ResponseOptions>() {
        options.insert_header(name, value);
    }
}

/// Sets the status of the page, for example 404.
pub fn set_status(status: StatusCode) {
    if let Some(options) = use_context::<ResponseOptions>() {
        options.set_status(status);
    }
}

/// A path on this site in its plain form, or `fallback`; see [`crate::core::local::path`].
pub fn local_path(wanted: &str, fallback: &'static str) -> String {
    local::path(wanted).unwrap_or_else(|| fallback.to_owned())
}

/// Whether a plain form was sent, whose answer is the page it came from.
pub fn is_plain_form() -> bool {
    let accepted = request().and_then(|parts| parts.headers.get(header::ACCEPT)?.to_str().ok().map(str::to_owned));
    accepted.is_some_and(|kinds| kinds.contains("text/html"))
}

/// Sends the browser on to a path of this site, with and without JavaScript. For forms that
/// succeeded.
pub fn redirect(path: &str) {
    leptos_axum::redirect(path);
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use futures::FutureExt;
    use leptos::prelude::Owner;

    use super::*;
    use crate::tests::harness::TestApp;

    /// A page of the passkeys answered its list to the reader and an error to the browser, which then never woke
    /// up: its loader asked twice, one after the other, and the page around it was built anew in between.
    #[tokio::test]
    async fn a_loader_that_asks_a_second_time_finds_its_request_though_the_page_was_built_anew() {
        let app = TestApp::new().await;
        let root = Owner::new();
        let part = root.with(|| {
            provide_context(app.state.clone());
            provide_context(Request::new(()).into_parts().0);
            provide_context(ResponseOptions::default());
            Owner::new()
        });
        let loader = part.with(Owner::new);
        let ask = || loader.with(|| ctx().now_or_never());
        assert!(matches!(ask(), Some(Ok(_))));
        drop(part);
        drop(root);
        assert!(matches!(ask(), Some(Ok(_))), "the request is gone");
        assert!(loader.with(|| visitor()).is_ok());
        assert!(loader.with(|| request().is_some() && use_context::<ResponseOptions>().is_some()));
        assert!(matches!(Owner::new().with(|| ctx().now_or_never()), Some(Err(_))), "without a page there is none");
    }
}
