//! What the server functions of log-in and log-out share: the browser's request and its cookies.

use axum::http::header;

use super::cookies;
use super::service::{Client, Issued, SignIn};
use super::types::{SessionKind, Theme};
use crate::core::{AppError, Code, Result};
use crate::server::ctx::Ctx;
use crate::server::extract::cookie;
use crate::server::rpc;

/// Where people land after signing in.
const HOME: &str = "/home";

/// The request's context, also when the credential it carries is worth nothing: whoever signs in
/// anew needs none.
pub async fn visitor() -> Result<Ctx> {
    rpc::visitor()
}

/// The browser, as it calls itself.
pub fn client() -> Client {
    let agent = rpc::request().and_then(|parts| parts.headers.get(header::USER_AGENT)?.to_str().ok().map(str::to_owned));
    Client { kind: SessionKind::Browser, agent: agent.unwrap_or_default() }
}

/// The colours that the cookie remembers.
pub fn theme() -> Theme {
    let found = rpc::request().and_then(|parts| cookie(&parts.headers, cookies::THEME));
    Theme::parse(&found.unwrap_or_default())
}

/// Gives the browser its cookie and sends it on.
pub fn welcome(ctx: &Ctx, signed: SignIn, next: &str) -> Result<()> {
    leptos_axum::redirect(&admit(ctx, signed, next)?);
    Ok(())
}

/// Gives the browser its cookie; the path to go to is for a script.
pub fn admit(ctx: &Ctx, signed: SignIn, next: &str) -> Result<String> {
    let Issued::Cookie(secret) = signed.issued else { return Err(AppError::of(Code::Internal)) };
    rpc::set_cookie(&cookies::session(&ctx.state, &secret));
    // The last visitor's choice of workspace is not this one's.
    rpc::set_cookie(&cookies::clear_workspace(&ctx.state));
    Ok(rpc::local_path(next, HOME))
}

/// Takes the browser's cookies back: the session they belong to is over.
pub fn signed_out(ctx: &Ctx) {
    rpc::set_cookie(&cookies::clear_session(&ctx.state));
    rpc::set_cookie(&cookies::clear_workspace(&ctx.state));
}

/// Takes the browser's cookies back and shows the start page.
pub fn farewell(ctx: &Ctx) {
    signed_out(ctx);
    leptos_axum::redirect("/");
}

/// Field messages under the name that the form has for the field.
pub fn renamed(mut error: AppError, from: &str, to: &str) -> AppError {
    if let Some(messages) = error.fields.remove(from) {
        error.fields.insert(to.to_owned(), messages);
    }
    error
}
