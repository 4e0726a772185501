//! The cookies of the product, as `Set-Cookie` lines. Names and attributes stand here only, so
//! that a cookie is cleared exactly as it was set.

use crate::features::auth::types::Theme;
use crate::server::state::AppState;

/// Workspace that the pages show.
pub const WORKSPACE: &str = "colloquy_workspace";
/// An invitation's link on its way from a form without script to the page that shows it.
pub const FRESH_LINK: &str = "colloquy_fresh_link";
/// A new API key on its way to the page that shows it, for forms without script.
pub const NEW_KEY: &str = "colloquy_new_key";
/// What was typed into a form that was refused, for forms without script.
pub const TYPED: &str = "colloquy_typed";
/// Colours of the pages.
pub const THEME: &str = "theme";

/// Seconds in a day.
const DAY: u64 = 86_400;
/// Browsers keep no cookie longer.
const LONGEST: u64 = 400 * DAY;

/// Name of the session cookie. With https the browser itself then guarantees that no other host
/// and no unencrypted page has set it.
pub fn session_name(state: &AppState) -> &'static str {
    if state.config.is_https() { "__Host-colloquy_session" } else { "colloquy_session" }
}

/// Sets the session cookie for as long as an unused session lives.
pub fn session(state: &AppState, secret: &str) -> String {
    line(state, session_name(state), secret, u64::from(state.config.refresh_token_days) * DAY, true)
}

/// Takes the session cookie back.
pub fn clear_session(state: &AppState) -> String {
    line(state, session_name(state), "", 0, true)
}

/// Remembers the workspace. Not a right: the server checks the membership on every request.
pub fn workspace(state: &AppState, id: &str) -> String {
    line(state, WORKSPACE, id, LONGEST, true)
}

/// Back to the personal workspace.
pub fn clear_workspace(state: &AppState) -> String {
    line(state, WORKSPACE, "", 0, true)
}

/// Hands a new link to the next page, for a minute.
pub fn fresh_link(state: &AppState, value: &str) -> String {
    line(state, FRESH_LINK, value, 60, true)
}

/// Forgets the link.
pub fn clear_fresh_link(state: &AppState) -> String {
    line(state, FRESH_LINK, "", 0, true)
}

/// Keeps a new API key for the next page, a minute at most.
pub fn new_key(state: &AppState, key: &str) -> String {
    line(state, NEW_KEY, key, 60, true)
}

/// Takes it back.
pub fn clear_new_key(state: &AppState) -> String {
    line(state, NEW_KEY, "", 0, true)
}

/// Keeps what was typed for the next page, a minute at most.
pub fn typed(state: &AppState, fields: &str) -> String {
    line(state, TYPED, fields, 60, true)
}

/// Remembers the colours. Readable by the page, which applies them at once.
pub fn theme(state: &AppState, theme: Theme) -> String {
    line(state, THEME, theme.as_str(), LONGEST, false)
}

fn line(state: &AppState, name: &str, value: &str, max_age: u64, http_only: bool) -> String {
    let secure = if state.config.is_https() { "; Secure" } else { "" };
    let hidden = if http_only { "; HttpOnly" } else { "" };
    format!("{name}={value}; Path=/; Max-Age={max_age}; SameSite=Lax{hidden}{secure}")
}
