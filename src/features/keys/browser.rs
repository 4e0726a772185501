//! A form without script is answered with a redirect, which can't carry a key. The browser keeps it
//! in a cookie for a minute, for the one page that shows it and takes the cookie back.

use axum::http::header;

use super::types::NewApiKey;
use crate::features::auth::cookies;
use crate::server::ctx::Ctx;
use crate::server::extract::cookie;
use crate::server::rpc;

/// Keeps a new key for the next page, if a form without script asked for it.
pub fn keep_for_next_page(ctx: &Ctx, made: &NewApiKey) {
    let accepts = |parts: &axum::http::request::Parts| {
        parts.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|kinds| kinds.contains("text/html"))
    };
    if rpc::request().as_ref().is_some_and(accepts) {
        rpc::set_cookie(&cookies::new_key(&ctx.state, &made.key));
    }
}

/// The key that was kept, once.
pub fn take(ctx: &Ctx) -> Option<String> {
    let parts = rpc::request()?;
    let key = cookie(&parts.headers, cookies::NEW_KEY).filter(|key| super::secret::is_whole(key))?;
    rpc::set_cookie(&cookies::clear_new_key(&ctx.state));
    Some(key)
}
