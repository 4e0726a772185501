//! What crosses the wire about people, as administrators see them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::ids::UserId;
use crate::core::permission::SystemRole;

/// Whether somebody may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum UserState {
    Active,
    /// Every session has ended, and keys don't work.
    Disabled,
}

impl UserState {
    pub const fn as_str(self) -> &'static str {
        match self {
            UserState::Active => "active",
            UserState::Disabled => "disabled",
        }
    }
}

/// The name of a system role, as it is stored.
pub const fn role_name(role: SystemRole) -> &'static str {
    match role {
        SystemRole::User => "user",
        SystemRole::Admin => "admin",
    }
}

/// A person or guest, as administrators see them. Nothing of what they made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AdminUser {
    pub id: UserId,
    /// Absent for guests.
    pub email: Option<String>,
    pub username: Option<String>,
    pub name: String,
    pub guest: bool,
    pub system_role: SystemRole,
    pub state: UserState,
    pub created_at: DateTime<Utc>,
    /// Last use of a session that hasn't ended, to within five minutes.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// Sessions that haven't ended.
    pub sessions: u32,
    pub api_keys: u32,
    /// Counts changes; the ETag.
    pub version: u32,
}

/// Which people.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "ssr", into_params(parameter_in = Query))]
pub struct UserQuery {
    /// Rows in the page, 1 to 100; 20 by default.
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Part of a name, e-mail address or username, or an id.
    pub q: Option<String>,
    /// `user` or `admin`.
    pub role: Option<String>,
    /// `active` or `disabled`.
    pub state: Option<String>,
}

/// Changes to somebody; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct UserPatch {
    pub system_role: Option<SystemRole>,
    pub state: Option<UserState>,
}

/// What the page `/setup/{token}` shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetupView {
    /// The link works; it can be used once.
    pub open: bool,
    /// The visitor's name and e-mail address, if they have signed in to an account.
    pub visitor: Option<(String, String)>,
}
