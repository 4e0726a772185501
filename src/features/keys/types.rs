//! What crosses the wire about API keys.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::scopes::Scope;
use crate::core::Result;
use crate::core::validate::Check;

/// Longest name of a key.
pub const MAX_NAME: usize = 60;
/// Keys of one person.
pub const MAX_KEYS: u32 = 50;
/// Days that a key may live; 0 stands for no end.
pub const LIFETIMES: [u32; 4] = [30, 90, 365, 0];
/// Days that a key lives when nobody says.
pub const USUAL_LIFETIME: u32 = 90;

/// A key, as its person sees it later. The key itself is shown only once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ApiKey {
    pub id: String,
    pub name: String,
    /// How the key begins, to tell keys apart.
    pub prefix: String,
    #[cfg_attr(feature = "ssr", schema(value_type = Vec<String>, example = json!(["agents:read", "documents:write"])))]
    pub scopes: Vec<Scope>,
    /// The only workspace that it reaches; absent when it reaches all of its person.
    pub workspace_id: Option<String>,
    pub created_at: DateTime<Utc>,
    /// To within five minutes; absent when it was never used.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Absent when it has no end.
    pub expires_at: Option<DateTime<Utc>>,
    /// Its time is over.
    pub expired: bool,
}

/// A key that has just been made.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct NewApiKey {
    #[serde(flatten)]
    pub info: ApiKey,
    /// The key itself, for `Authorization: Bearer …` or `X-API-Key`. It is never shown again.
    pub key: String,
}

impl fmt::Debug for NewApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewApiKey").field("info", &self.info).finish_non_exhaustive()
    }
}

/// What somebody sends to make a key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct KeyInput {
    /// What it is for; at most 60 characters.
    pub name: String,
    /// At least one: `agents:read`, `documents:write`, `workspaces:admin`, …
    #[cfg_attr(feature = "ssr", schema(value_type = Vec<String>, example = json!(["agents:read", "documents:write"])))]
    pub scopes: Vec<Scope>,
    /// Restricts it to one of your workspaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// 30, 90 or 365; 0 for no end. 90 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_days: Option<u32>,
}

impl KeyInput {
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check.name("name", &self.name, MAX_NAME);
        check.that(!self.scopes.is_empty(), "scopes", "Choose at least one scope.");
        let known = self.expires_in_days.is_none_or(|days| LIFETIMES.contains(&days));
        check.that(known, "expires_in_days", "Use 30, 90 or 365 days, or 0 for no end.");
        check.done()
    }

    /// Days until it ends; `None` for no end.
    pub fn days(&self) -> Option<u32> {
        Some(self.expires_in_days.unwrap_or(USUAL_LIFETIME)).filter(|days| *days > 0)
    }
}

/// Which page of the keys.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "ssr", into_params(parameter_in = Query))]
pub struct KeyQuery {
    /// Rows in the page, 1 to 100; 20 by default.
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}
