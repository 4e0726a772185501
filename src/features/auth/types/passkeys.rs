//! What crosses the wire about passkeys. Options and answers of the browser are WebAuthn Level 3
//! JSON, passed on as they are.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{MAX_NAME, check_name};
use crate::core::Result;
use crate::core::ids::PasskeyId;
use crate::core::validate::{Check, is_email};

/// Longest name of a passkey.
pub const MAX_PASSKEY_NAME: usize = 60;
/// Longest e-mail address or username that is looked up.
const MAX_ACCOUNT: usize = 254;

/// One of somebody's passkeys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Passkey {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: DateTime<Utc>,
    /// Absent before the first sign-in with it.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Backed up by its provider, so that it survives the loss of one device.
    pub synced: bool,
}

/// A new name for a passkey.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PasskeyUpdate {
    /// 1 to 60 characters.
    pub name: String,
}

impl PasskeyUpdate {
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check_passkey_name(&mut check, &self.name);
        check.done()
    }
}

fn check_passkey_name(check: &mut Check, name: &str) {
    check.name("name", name, MAX_PASSKEY_NAME);
}

/// Begins an account that has a passkey and no password.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PasskeyRegistration {
    pub email: String,
    /// Name of the person; what stands before the @ when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl PasskeyRegistration {
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        let email = self.email.trim();
        check.text("email", email, MAX_ACCOUNT);
        check.that(email.is_empty() || is_email(email), "email", "This is not a valid e-mail address.");
        if let Some(name) = &self.name {
            check_name(&mut check, name);
        }
        check.done()
    }

    /// The name the account gets.
    pub fn person(&self) -> String {
        let given = self.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let before_at = || self.email.trim().split('@').next().unwrap_or_default();
        given.unwrap_or_else(before_at).chars().take(MAX_NAME).collect()
    }
}

/// Begins a log-in with a passkey.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PasskeyLogin {
    /// E-mail address or username. Without it the browser offers every passkey that it has for this site.
    pub email: Option<String>,
}

impl PasskeyLogin {
    /// The name to look up, lower case; `None` to let the browser choose.
    pub fn account(&self) -> Option<String> {
        self.email.as_deref().map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty())
    }

    pub fn check(&self) -> Result<()> {
        Check::new().max("email", self.email.as_deref().unwrap_or_default(), MAX_ACCOUNT).done()
    }
}

/// What the browser is to do, and the name under which its answer is expected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PasskeyCeremony {
    /// Good for one answer.
    pub ceremony_id: String,
    /// Seconds until the answer comes too late.
    pub expires_in: u64,
    /// `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON`.
    #[serde(rename = "publicKey")]
    #[cfg_attr(feature = "ssr", schema(value_type = Object))]
    pub public_key: Value,
}

/// The browser's answer to a registration or log-in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PasskeyAnswer {
    pub ceremony_id: String,
    /// What `PublicKeyCredential.toJSON()` gives.
    #[cfg_attr(feature = "ssr", schema(value_type = Object))]
    pub credential: Value,
}

/// The browser's answer when somebody adds a passkey.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct NewPasskey {
    pub ceremony_id: String,
    /// What `PublicKeyCredential.toJSON()` gives.
    #[cfg_attr(feature = "ssr", schema(value_type = Object))]
    pub credential: Value,
    /// 1 to 60 characters; the name of the device when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl NewPasskey {
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        if let Some(name) = &self.name {
            check_passkey_name(&mut check, name);
        }
        check.done()
    }
}

/// Whether passkeys can work here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeySupport {
    /// The only origin at which they work.
    pub origin: String,
    /// Why they work nowhere, and what to do.
    pub problem: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_without_a_name_is_called_like_the_mailbox() {
        let of = |email: &str, name: Option<&str>| PasskeyRegistration { email: email.into(), name: name.map(str::to_owned) }.person();
        assert_eq!(of(" ada@example.org ", None), "ada");
        assert_eq!(of("ada@example.org", Some(" Ada L. ")), "Ada L.");
        assert_eq!(of(&format!("{}@example.org", "x".repeat(200)), None).len(), MAX_NAME);
    }

    #[test]
    fn an_empty_account_is_none() {
        let of = |email: &str| PasskeyLogin { email: Some(email.into()) }.account();
        assert_eq!(of("  "), None);
        assert_eq!(of(" Ada@Example.org").as_deref(), Some("ada@example.org"));
    }
}
