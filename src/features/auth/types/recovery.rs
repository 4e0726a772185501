//! What crosses the wire about passwords and the codes that are mailed.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Password, check_password};
use crate::core::Result;
use crate::core::validate::{Check, is_email};

/// Longest code that is looked at, as typed.
const MAX_CODE: usize = 32;

/// A mailed code as somebody typed it. It never prints.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ssr", schema(value_type = String, example = "ABCD-EFGH"))]
pub struct TypedCode(String);

impl TypedCode {
    pub fn new(raw: impl Into<String>) -> Self {
        Self(raw.into())
    }

    /// The code as it was drawn: capitals, without the hyphen and what people type beside it.
    pub fn plain(&self) -> String {
        self.0.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
    }

    fn check(&self, check: &mut Check) {
        check.text("code", &self.0, MAX_CODE);
    }
}

impl fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TypedCode(***)")
    }
}

/// What somebody sends to get a code for a new password.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Forgotten {
    pub email: String,
}

impl Forgotten {
    /// The address to look up.
    pub fn address(&self) -> String {
        self.email.trim().to_lowercase()
    }

    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check_address(&mut check, &self.email);
        check.done()
    }
}

/// What somebody sends to choose a new password with a mailed code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PasswordReset {
    pub email: String,
    /// The code of the mail; hyphens, spaces and case don't matter.
    pub code: TypedCode,
    /// 8 to 128 characters, not a common one, not the e-mail address.
    pub new_password: Password,
}

impl PasswordReset {
    /// The address to look up.
    pub fn address(&self) -> String {
        self.email.trim().to_lowercase()
    }

    /// Checks that say nothing about accounts and codes.
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check_address(&mut check, &self.email);
        self.code.check(&mut check);
        check_password(&mut check, "new_password", &self.new_password, self.email.trim());
        check.done()
    }
}

/// What somebody sends to change their password.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PasswordChange {
    pub current_password: Password,
    /// 8 to 128 characters, not a common one, not the e-mail address.
    pub new_password: Password,
}

impl PasswordChange {
    /// `email` is the caller's address.
    pub fn check(&self, email: &str) -> Result<()> {
        let mut check = Check::new();
        let length = self.current_password.expose().chars().count();
        check.that(length > 0, "current_password", "This is required.");
        check.that(length <= 1024, "current_password", "Must be at most 1024 characters.");
        check_password(&mut check, "new_password", &self.new_password, email);
        check.done()
    }
}

/// What somebody sends to confirm their address.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct EmailProof {
    /// The code of the mail; hyphens, spaces and case don't matter.
    pub code: TypedCode,
}

impl EmailProof {
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        self.code.check(&mut check);
        check.done()
    }
}

fn check_address(check: &mut Check, email: &str) {
    let email = email.trim();
    check.text("email", email, 254);
    check.that(email.is_empty() || is_email(email), "email", "This is not a valid e-mail address.");
}
