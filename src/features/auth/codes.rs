//! One-time codes that are mailed: eight characters, good for a quarter of an hour, five tries and
//! one use, one at a time for each purpose.
//!
//! Stored is a keyed hash that binds the code to person, address and purpose. It is used up by
//! `fn::try_code($given, $now)` in the block of what it allows, so that nothing lies between.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;

use super::types::recovery::TypedCode;
use crate::core::Result;
use crate::server::mail::template::Code as MailedCode;
use crate::server::state::AppState;
use crate::server::tokens;

/// Characters of a code: nothing that looks like something else, no U against chance words.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters in a code: 30^8 is 6.5 * 10^11.
const LENGTH: usize = 8;
/// How long a code is good.
pub const LIFE: Duration = Duration::minutes(15);

/// What a code is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    VerifyEmail,
    ResetPassword,
}

impl Purpose {
    const fn as_str(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify-email",
            Self::ResetPassword => "reset-password",
        }
    }
}

/// Whom a code belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// User id.
    pub user: &'a str,
    /// Address to which the code goes; when it changes, the code is worth nothing.
    pub email: &'a str,
}

/// A new code as `fn::put_code` wants it.
#[derive(Clone, Debug, Serialize)]
pub struct Stored {
    id: String,
    user: String,
    hash: String,
    /// RFC 3339.
    expires_at: String,
}

/// A code that somebody typed, as `fn::try_code` wants it.
#[derive(Clone, Debug, Serialize)]
pub struct Given {
    id: String,
    hash: String,
}

/// Draws a code: the row, and the text for the mail.
pub fn draw(state: &AppState, purpose: Purpose, holder: Holder<'_>) -> Result<(Stored, MailedCode)> {
    let text = tokens::random_text(ALPHABET, LENGTH)?;
    let expires: DateTime<Utc> = state.clock.now() + LIFE;
    let Given { id, hash } = bound(state, purpose, holder, &text);
    let stored = Stored { id, user: holder.user.to_owned(), hash, expires_at: expires.to_rfc3339() };
    let (left, right) = text.split_at(LENGTH / 2); // ASCII
    Ok((stored, MailedCode { text: format!("{left}-{right}"), expires, minutes: LIFE.num_minutes() }))
}

/// What was typed, bound to whom it must belong to.
pub fn given(state: &AppState, purpose: Purpose, holder: Holder<'_>, typed: &TypedCode) -> Given {
    bound(state, purpose, holder, &typed.plain())
}

fn bound(state: &AppState, purpose: Purpose, holder: Holder<'_>, text: &str) -> Given {
    let hash = |what: &str| tokens::stored_hash(&state.secrets, what);
    let (purpose, Holder { user, email }) = (purpose.as_str(), holder);
    // No part can hold the separator, so that no two sets of parts give the same text.
    Given { id: hash(&format!("code slot\n{purpose}\n{user}")), hash: hash(&format!("code\n{purpose}\n{user}\n{email}\n{text}")) }
}
