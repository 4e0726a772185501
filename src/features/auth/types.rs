//! What crosses the wire about people and their sessions.

mod names;
pub mod passkeys;
pub mod recovery;

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use self::names::check_username;
use crate::core::Result;
use crate::core::ids::{SessionId, UserId};
use crate::core::locale::{is_language, is_time_zone};
use crate::core::permission::{Role, SystemRole};
use crate::core::validate::{Check, is_email};
use crate::features::avatars::types::Avatar;
use crate::features::workspaces::types::Workspace;

/// Shortest and longest password, in characters.
pub const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 8..=128;
/// Longest name of a person.
pub const MAX_NAME: usize = 80;
/// Shortest and longest username.
pub const USERNAME_LENGTH: std::ops::RangeInclusive<usize> = 3..=32;

/// A password on its way to the server. It never prints.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ssr", schema(value_type = String, format = Password))]
pub struct Password(String);

impl Password {
    pub fn new(raw: impl Into<String>) -> Self {
        Self(raw.into())
    }
    /// The text itself, for hashing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(***)")
    }
}

/// A person or guest, as they see themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct User {
    pub id: UserId,
    /// Absent for guests.
    pub email: Option<String>,
    /// Whether you have shown, with a mailed code, that the address is yours.
    pub email_verified: bool,
    pub username: Option<String>,
    pub name: String,
    /// Whether there is a password; without one, passkeys are the way in.
    pub has_password: bool,
    /// A guest has no password: the work is reachable from this browser only.
    pub guest: bool,
    pub system_role: SystemRole,
    pub avatar: Avatar,
    /// IANA name, for example `Europe/Berlin`; absent: that of the device.
    pub time_zone: Option<String>,
    /// BCP 47 tag of the interface's language; absent: English.
    pub language: Option<String>,
    pub created_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    pub version: u32,
}

/// What somebody sends to make an account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Registration {
    pub email: String,
    /// 8 to 128 characters, not a common one, not the e-mail address.
    pub password: Password,
    pub name: String,
    /// 3 to 32 letters, digits, dots, hyphens and underscores; unique without regard to case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

impl Registration {
    /// Checks that run in the form and on the server; the server also looks for common passwords.
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        let email = self.email.trim();
        check.text("email", email, 254);
        check.that(email.is_empty() || is_email(email), "email", "This is not a valid e-mail address.");
        check_name(&mut check, &self.name);
        check_password(&mut check, "password", &self.password, email);
        if let Some(username) = self.username.as_deref().map(str::trim).filter(|u| !u.is_empty()) {
            check_username(&mut check, username);
        }
        check.done()
    }
}

/// Length of a password, and that it isn't the e-mail address.
pub fn check_password(check: &mut Check, field: &str, password: &Password, email: &str) {
    let length = password.expose().chars().count();
    let (min, max) = (PASSWORD_LENGTH.start(), PASSWORD_LENGTH.end());
    check.that(length >= *min, field, format!("Must be at least {min} characters."));
    check.that(length <= *max, field, format!("Must be at most {max} characters."));
    let same = !email.is_empty() && password.expose().trim().to_lowercase() == email.to_lowercase();
    check.that(!same, field, "Must not be your e-mail address.");
}

fn check_name(check: &mut Check, name: &str) {
    check.name("name", name, MAX_NAME);
}

/// What somebody sends to log in: an e-mail address or a username, and the password.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Login {
    pub email: Option<String>,
    /// A username, or an e-mail address as well.
    pub username: Option<String>,
    pub password: Password,
}

impl Login {
    /// The name to look up, lower case.
    pub fn account(&self) -> String {
        let given = self.email.as_deref().filter(|text| !text.trim().is_empty()).or(self.username.as_deref());
        given.unwrap_or("").trim().to_lowercase()
    }

    /// Two names that aren't the same: nobody could say whose password it is.
    fn is_contradictory(&self) -> bool {
        let given = |text: &Option<String>| text.as_deref().map(|t| t.trim().to_lowercase()).filter(|t| !t.is_empty());
        matches!((given(&self.email), given(&self.username)), (Some(email), Some(username)) if email != username)
    }

    /// Whether there is something to look up. Says nothing about what an account's password may be.
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        let field = if self.username.is_some() && self.email.is_none() { "username" } else { "email" };
        check.text(field, &self.account(), 254);
        check.that(!self.is_contradictory(), "username", "Send an e-mail address or a username, not two different ones.");
        let length = self.password.expose().chars().count();
        check.that(length > 0, "password", "This is required.");
        check.that(length <= 1024, "password", "Must be at most 1024 characters.");
        check.done()
    }
}

/// Changes to one's own profile; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ProfileUpdate {
    pub name: Option<String>,
    /// An empty text gives the username up.
    pub username: Option<String>,
    /// IANA name; an empty text means "as the device says".
    pub time_zone: Option<String>,
    /// BCP 47 tag of a language that the interface speaks; an empty text means English.
    pub language: Option<String>,
}

impl ProfileUpdate {
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        if let Some(name) = &self.name {
            check_name(&mut check, name);
        }
        if let Some(username) = self.username.as_deref().map(str::trim).filter(|u| !u.is_empty()) {
            check_username(&mut check, username);
        }
        if let Some(zone) = self.time_zone.as_deref().filter(|zone| !zone.is_empty()) {
            check.that(is_time_zone(zone), "time_zone", "Choose a time zone of the list, such as Europe/Berlin.");
        }
        if let Some(language) = self.language.as_deref().filter(|tag| !tag.is_empty()) {
            check.that(is_language(language), "language", "Choose a language of the list, such as en.");
        }
        check.done()
    }
}

/// Where a session is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum SessionKind {
    /// A cookie.
    Browser,
    /// Access and refresh tokens.
    Program,
}

impl SessionKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            SessionKind::Browser => "browser",
            SessionKind::Program => "program",
        }
    }
}

/// One of somebody's sessions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SessionInfo {
    pub id: SessionId,
    pub kind: SessionKind,
    /// For people: "Firefox on Linux".
    pub device: String,
    /// Address at log-in; empty when unknown.
    pub address: String,
    pub created_at: DateTime<Utc>,
    /// To within five minutes.
    pub last_used_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// The session that asks.
    pub current: bool,
}

/// Answer to a log-in or registration of a program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SignedIn {
    pub user: User,
    /// The personal workspace.
    pub workspace: Workspace,
    #[serde(flatten)]
    pub tokens: Tokens,
}

/// A guest who has become an account. Every session of the guest has ended; the new one of a program is
/// in the tokens, that of a browser in its cookie.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Upgraded {
    pub user: User,
    /// The personal workspace, as it was.
    pub workspace: Workspace,
    /// Absent when the request came with a cookie.
    #[serde(flatten)]
    pub tokens: Option<Tokens>,
}

/// A pair of tokens.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Tokens {
    /// For `Authorization: Bearer …`.
    pub access_token: String,
    /// Good for one use at `/auth/refresh`.
    pub refresh_token: String,
    /// Always `bearer`.
    pub token_type: String,
    /// Seconds until the access token expires.
    pub expires_in: u64,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

/// What `/auth/refresh` takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct RefreshRequest {
    #[cfg_attr(feature = "ssr", schema(value_type = String))]
    pub refresh_token: Password,
}

/// Colours of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the person's system says.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    pub const fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of that name; the system's for anything else.
    pub fn parse(name: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.as_str() == name).unwrap_or_default()
    }
}

/// What every page of the app needs to know about the visitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionView {
    pub user: Person,
    /// Personal workspace first.
    pub workspaces: Vec<WorkspaceChoice>,
    /// The workspace that the pages show.
    pub workspace: WorkspaceChoice,
    pub theme: Theme,
}

/// The visitor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    /// Empty for guests.
    pub email: String,
    /// The address waits for its confirmation, and mail is sent at all.
    pub unverified: bool,
    pub guest: bool,
    pub system_role: SystemRole,
    pub avatar: Avatar,
    /// When a guest is forgotten if they don't come back; absent for others.
    pub forgotten_at: Option<DateTime<Utc>>,
}

/// A workspace the visitor can switch to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkspaceChoice {
    pub id: String,
    pub name: String,
    pub role: Role,
}
