//! Where somebody stands, as answers tell it: the model window of a person, and what an address may still do on the
//! routes by which people get in.

use std::net::IpAddr;

use axum::http::{HeaderName, HeaderValue};

use super::{CEREMONY, CODE_ADDRESS, GUEST, LOGIN_ADDRESS, Limits, Rate, SIGN_UP, TRY_CODE, address_key, seconds};

/// Paths under `/api/v1` with a limit by address: the name of the counter, and its rate.
const BY_ADDRESS: &[(&str, &str, Rate)] = &[
    ("/auth/login", "login", LOGIN_ADDRESS),
    ("/auth/token", "login", LOGIN_ADDRESS),
    ("/auth/login/begin", "ceremony", CEREMONY),
    ("/auth/login/complete", "login", LOGIN_ADDRESS),
    ("/auth/register", "sign-up", SIGN_UP),
    ("/auth/register/begin", "sign-up", SIGN_UP),
    ("/auth/guest/upgrade", "sign-up", SIGN_UP),
    ("/auth/test-login", "guest", GUEST),
    ("/auth/password/forgot", "code", CODE_ADDRESS),
    ("/auth/email/verify/resend", "code", CODE_ADDRESS),
    ("/auth/password/reset", "try-code", TRY_CODE),
    ("/auth/password/change", "login", LOGIN_ADDRESS),
];

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub limit: usize,
    pub remaining: usize,
    /// Seconds until there is one more; 0 when all are there.
    pub reset_s: u32,
}

impl Window {
    /// The same for somebody who was refused for that long, by whichever limit.
    pub const fn refused(self, seconds: u32) -> Self {
        Self { remaining: 0, reset_s: seconds, ..self }
    }
}

/// The window as headers: the IETF fields of the drafts up to 07, which clients know.
pub fn headers(window: Window) -> [(HeaderName, HeaderValue); 3] {
    [
        (HeaderName::from_static("ratelimit-limit"), HeaderValue::from(window.limit)),
        (HeaderName::from_static("ratelimit-remaining"), HeaderValue::from(window.remaining)),
        (HeaderName::from_static("ratelimit-reset"), HeaderValue::from(window.reset_s)),
    ]
}

impl Limits {
    /// Where an address stands on a route that is limited by address, without counting; `path` is the route under `/api/v1`.
    pub fn address_window(&self, path: &str, ip: Option<IpAddr>) -> Option<Window> {
        let (_, counter, rate) = BY_ADDRESS.iter().find(|(at, ..)| *at == path)?;
        let rate = self.scaled(*rate, ip);
        let now = self.now();
        let used = self.rates.get(&format!("{counter} {}", address_key(ip))).map_or(0, |next| (*next - now).max(0));
        let free = (rate.burst * rate.every - used).max(0) / rate.every;
        let until_next = if used == 0 { 0 } else { (used - 1) % rate.every + 1 };
        let count = |n: i64| usize::try_from(n).unwrap_or(0);
        Some(Window { limit: count(rate.burst), remaining: count(free), reset_s: seconds(until_next) })
    }
}
