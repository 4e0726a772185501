//! How often somebody may do something: log-ins and registrations by address and by account
//! (a steady rate with an allowance on top), model calls by person (a sliding minute). The counts
//! live in this process.
//!
//! An attempt is charged before its password is checked and given back when the password was
//! right, so that parallel guessing gains nothing and people who know their password never wait.

mod standing;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::net::{IpAddr, Ipv6Addr};

use chrono::{DateTime, Utc};
use dashmap::DashMap;
pub use standing::{Window, headers};

use crate::core::ids::UserId;
use crate::core::{AppError, Code, Result};
use crate::server::clock::Clock;

/// Microseconds in a second.
const SECOND: i64 = 1_000_000;
/// Length of the model window.
const WINDOW: i64 = 60 * SECOND;

/// A steady rate with an allowance (GCRA): `burst` at once, then one every `every` microseconds.
#[derive(Clone, Copy, Debug)]
struct Rate {
    burst: i64,
    every: i64,
}

/// Log-ins from one address: 3, then one in 20 s. What succeeds is given back, so an office with one address notices
/// nothing while its people know their passwords.
const LOGIN_ADDRESS: Rate = Rate { burst: 3, every: 20 * SECOND };
/// Log-ins to one account from one address, also where an address may do more because tests run.
const LOGIN_PAIR: Rate = LOGIN_ADDRESS;
/// Log-ins to one account from anywhere; generous, so that nobody can lock a colleague out.
const LOGIN_ACCOUNT: Rate = Rate { burst: 100, every: 5 * SECOND };
/// Passkey ceremonies begun at one address; a page that offers them begins one when it is opened.
const CEREMONY: Rate = Rate { burst: 120, every: SECOND };
/// New accounts from one address: 3 an hour.
const SIGN_UP: Rate = Rate { burst: 3, every: 1200 * SECOND };
/// New guests from one address. They have no password, take nobody's name and get no mail.
const GUEST: Rate = Rate { burst: 30, every: 60 * SECOND };
/// Invitations by one person; each may send a mail to a stranger.
const INVITE: Rate = Rate { burst: 30, every: 60 * SECOND };
/// Mails to strangers by somebody who hasn't shown that their own address is theirs.
const INVITE_UNPROVEN: Rate = Rate { burst: 3, every: 4 * 3600 * SECOND };
/// Workspaces made by one person.
const WORKSPACES: Rate = Rate { burst: 10, every: 6 * SECOND };

/// Mailed codes asked for from one address: 3 an hour.
const CODE_ADDRESS: Rate = Rate { burst: 3, every: 1200 * SECOND };
/// Mailed codes for one account, known or not: 3 an hour.
const CODE_ACCOUNT: Rate = Rate { burst: 3, every: 1200 * SECOND };
/// Mailed codes tried from one address; each code also counts its own tries.
const TRY_CODE: Rate = Rate { burst: 15, every: 60 * SECOND };
/// Uploaded pictures of one person: each costs seconds of a processor.
const PICTURES: Rate = Rate { burst: 10, every: 30 * SECOND };
/// Archives of one person's data.
const EXPORTS: Rate = Rate { burst: 3, every: 300 * SECOND };

/// Shared conversations opened from one address: a page asks once, a guesser often.
const OPEN_SHARE: Rate = Rate { burst: 60, every: 2 * SECOND };

/// All counters of the process.
pub struct Limits {
    clock: Clock,
    model_per_minute: usize,
    /// Times as much for callers on this machine: 1, but more where tests run.
    local_factor: i64,
    /// Theoretical arrival time per key, microseconds since 1970.
    rates: DashMap<String, i64>,
    /// Times of the last minute's model calls, oldest first.
    model_calls: DashMap<UserId, VecDeque<i64>>,
}

/// A charged attempt; see [`Limits::give_back`].
#[derive(Debug)]
#[must_use = "an attempt that succeeded must be given back"]
pub struct Attempt {
    charged: Vec<(String, Rate)>,
}

impl Limits {
    pub fn new(clock: Clock, model_per_minute: u32, local_factor: u32) -> Self {
        let model_per_minute = usize::try_from(model_per_minute).unwrap_or(usize::MAX).max(1);
        Self { clock, model_per_minute, local_factor: i64::from(local_factor).max(1), rates: DashMap::new(), model_calls: DashMap::new() }
    }

    fn scaled(&self, rate: Rate, ip: Option<IpAddr>) -> Rate {
        let factor = if ip.is_some_and(|ip| ip.to_canonical().is_loopback()) { self.local_factor } else { 1 };
        Rate { burst: rate.burst * factor, every: rate.every / factor }
    }

    /// Charges a log-in to `account` (as typed, known or not).
    pub fn begin_login(&self, ip: Option<IpAddr>, account: &str) -> Result<Attempt> {
        let address = address_key(ip);
        let account = account.trim().to_lowercase();
        self.charge(vec![
            (format!("login {address}"), self.scaled(LOGIN_ADDRESS, ip)),
            (format!("login {address} {account}"), LOGIN_PAIR),
            (format!("login * {account}"), LOGIN_ACCOUNT),
        ])
    }

    /// Charges the answer to a log-in with a passkey. Without an account the passkey says who it is, and
    /// no account can be guessed at.
    pub fn begin_passkey_login(&self, ip: Option<IpAddr>, account: Option<&str>) -> Result<Attempt> {
        match account {
            Some(account) => self.begin_login(ip, account),
            None => self.charge(vec![(format!("login {}", address_key(ip)), self.scaled(LOGIN_ADDRESS, ip))]),
        }
    }

    /// Charges a passkey ceremony that begins.
    pub fn begin_ceremony(&self, ip: Option<IpAddr>) -> Result<()> {
        self.charge(vec![(format!("ceremony {}", address_key(ip)), self.scaled(CEREMONY, ip))]).map(|_| ())
    }

    /// Charges a new account.
    pub fn sign_up(&self, ip: Option<IpAddr>) -> Result<()> {
        self.charge(vec![(format!("sign-up {}", address_key(ip)), self.scaled(SIGN_UP, ip))]).map(|_| ())
    }

    /// Charges a new guest.
    pub fn new_guest(&self, ip: Option<IpAddr>) -> Result<()> {
        self.charge(vec![(format!("guest {}", address_key(ip)), self.scaled(GUEST, ip))]).map(|_| ())
    }

    /// Charges a code that is to be mailed. `account` is what was typed, known or not.
    pub fn ask_code(&self, ip: Option<IpAddr>, account: &str) -> Result<()> {
        let account = account.trim().to_lowercase();
        self.charge(vec![(format!("code {}", address_key(ip)), self.scaled(CODE_ADDRESS, ip)), (format!("code * {account}"), CODE_ACCOUNT)])
            .map(|_| ())
    }

    /// Charges the attempt to use a mailed code.
    pub fn try_code(&self, ip: Option<IpAddr>) -> Result<()> {
        self.charge(vec![(format!("try-code {}", address_key(ip)), self.scaled(TRY_CODE, ip))]).map(|_| ())
    }

    /// Charges an uploaded picture.
    pub fn check_picture(&self, user: &UserId) -> Result<()> {
        self.charge(vec![(format!("picture {user}"), PICTURES)]).map(|_| ())
    }

    /// Charges an archive of somebody's data.
    pub fn check_export(&self, user: &UserId) -> Result<()> {
        self.charge(vec![(format!("export {user}"), EXPORTS)]).map(|_| ())
    }

    /// Charges a shared conversation that is opened by its link, good or bad.
    pub fn open_share(&self, ip: Option<IpAddr>) -> Result<()> {
        self.charge(vec![(format!("share {}", address_key(ip)), self.scaled(OPEN_SHARE, ip))]).map(|_| ())
    }

    /// Charges an invitation.
    pub fn invite(&self, user: &UserId) -> Result<()> {
        self.charge(vec![(format!("invite {user}"), INVITE)]).map(|_| ())
    }

    /// Charges an invitation that somebody with an unproven address mails.
    pub fn invite_unproven(&self, user: &UserId) -> Result<()> {
        self.charge(vec![(format!("invite-unproven {user}"), INVITE_UNPROVEN)]).map(|_| ()).map_err(|error| AppError {
            message: "Confirm your own e-mail address before you mail more invitations (Settings, Profile), or share a link.".to_owned(),
            ..error
        })
    }

    /// Charges a new workspace.
    pub fn make_workspace(&self, user: &UserId) -> Result<()> {
        self.charge(vec![(format!("workspace {user}"), WORKSPACES)]).map(|_| ())
    }

    /// Takes a charge back.
    pub fn give_back(&self, attempt: Attempt) {
        for (key, rate) in attempt.charged {
            if let Some(mut next) = self.rates.get_mut(&key) {
                *next -= rate.every;
            }
        }
    }

    fn charge(&self, keys: Vec<(String, Rate)>) -> Result<Attempt> {
        let mut attempt = Attempt { charged: Vec::with_capacity(keys.len()) };
        for (key, rate) in keys {
            if let Err(wait) = self.take(&key, rate) {
                self.give_back(attempt);
                return Err(limited(wait, "Too many attempts."));
            }
            attempt.charged.push((key, rate));
        }
        Ok(attempt)
    }

    /// One from the key's allowance, or the microseconds until there is one.
    fn take(&self, key: &str, rate: Rate) -> Result<(), i64> {
        let now = self.now();
        let mut next = self.rates.entry(key.to_owned()).or_insert(now);
        let arrival = (*next).max(now);
        let wait = arrival - now - (rate.burst - 1) * rate.every;
        if wait > 0 {
            return Err(wait);
        }
        *next = arrival + rate.every;
        Ok(())
    }

    /// Counts a request that starts model work; refused when the last minute is full.
    pub fn check_model_call(&self, user: &UserId) -> Result<()> {
        let now = self.now();
        let mut calls = self.model_calls.entry(user.clone()).or_default();
        forget_old(&mut calls, now);
        if let Some(oldest) = calls.front().filter(|_| calls.len() >= self.model_per_minute) {
            return Err(limited(oldest + WINDOW - now, "Too many requests to the model."));
        }
        calls.push_back(now);
        Ok(())
    }

    /// Where somebody stands, without counting.
    pub fn model_window(&self, user: &UserId) -> Window {
        let now = self.now();
        let (used, reset) = self.model_calls.get_mut(user).map_or((0, 0), |mut calls| {
            forget_old(&mut calls, now);
            (calls.len(), calls.front().map_or(0, |oldest| oldest + WINDOW - now))
        });
        Window { limit: self.model_per_minute, remaining: self.model_per_minute.saturating_sub(used), reset_s: seconds(reset) }
    }

    /// Forgets counters that no longer matter; to be called every minute or so.
    pub fn clean_up(&self) {
        let now = self.now();
        self.rates.retain(|_, next| *next > now);
        self.model_calls.retain(|_, calls| {
            forget_old(calls, now);
            !calls.is_empty()
        });
    }

    /// Number of keys held, for metrics and tests.
    pub fn len(&self) -> usize {
        self.rates.len() + self.model_calls.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn now(&self) -> i64 {
        let now: DateTime<Utc> = self.clock.now();
        now.timestamp_micros()
    }
}

/// The address as limiters see it: IPv4 whole, IPv6 by its /64, which one customer holds.
pub fn address_key(ip: Option<IpAddr>) -> String {
    match ip.map(|ip| ip.to_canonical()) {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(v4)) => v4.to_string(),
        Some(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

fn forget_old(calls: &mut VecDeque<i64>, now: i64) {
    while calls.front().is_some_and(|at| at + WINDOW <= now) {
        calls.pop_front();
    }
}

fn limited(wait: i64, what: &str) -> AppError {
    let wait = seconds(wait).max(1);
    AppError { retry_after_s: Some(wait), ..AppError::new(Code::RateLimited, format!("{what} Try again in {wait} s.")) }
}

/// Whole seconds, rounded up.
fn seconds(micros: i64) -> u32 {
    u32::try_from((micros.max(0) + SECOND - 1) / SECOND).unwrap_or(u32::MAX)
}
