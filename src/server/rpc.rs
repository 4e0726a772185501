//! What server functions need: the context of their request, and headers on their answer.

use axum::http::{HeaderName, HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::core::{AppError, Code, Result};
use crate::server::ctx::Ctx;
use crate::server::extract::ctx_of;
use crate::server::state::AppState;

/// The context of the request that called the server function or renders the page.
pub async fn ctx() -> Result<Ctx> {
    let missing = || AppError::of(Code::Internal);
    let state = use_context::<AppState>().ok_or_else(missing)?;
    let parts = use_context::<Parts>().ok_or_else(missing)?;
    ctx_of(&parts, &state)
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

/// A path on this site, or `fallback`. Anything that a browser could read as another site is
/// refused: `//host`, `/\host`, a scheme, control characters.
pub fn local_path(wanted: &str, fallback: &'static str) -> String {
    let mut chars = wanted.chars();
    let starts_local = chars.next() == Some('/') && !matches!(chars.next(), Some('/' | '\\'));
    let clean = !wanted.chars().any(|c| c.is_control() || c == '\\') && wanted.len() <= 512;
    if starts_local && clean { wanted.to_owned() } else { fallback.to_owned() }
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
