//! What pages ask of the request they are rendered for.

use axum::http::StatusCode;

use crate::core::Code;
use crate::features::auth::cookies;
use crate::features::auth::types::Theme;
use crate::server::extract::cookie;
use crate::server::middleware::typed::of_form;
use crate::server::rpc;

/// The theme that the visitor chose; `None` when the system decides.
pub fn theme() -> Option<&'static str> {
    let chosen = rpc::request().and_then(|parts| cookie(&parts.headers, cookies::THEME))?;
    match Theme::parse(&chosen) {
        Theme::System => None,
        theme => Some(theme.as_str()),
    }
}

/// What was typed into the form with this address, when this page says that it was refused.
pub fn typed(address: &str) -> Vec<(String, String)> {
    let Some((parts, form)) = rpc::request().zip(address.strip_prefix("/_fn/")) else { return Vec::new() };
    let refused = parts.uri.query().is_some_and(|query| query.contains("__err="));
    if refused { of_form(&parts.headers, form) } else { Vec::new() }
}

/// Answers with the HTTP status of an error. For pages that can't show what they are about.
pub fn answer_with(code: Code) {
    if let Ok(status) = StatusCode::from_u16(code.status()) {
        rpc::set_status(status);
    }
}
