//! What crosses the wire about the end of an account.

use serde::{Deserialize, Serialize};

use crate::features::auth::types::Password;

/// What somebody without a password types to delete everything.
pub const CONFIRMATION: &str = "delete everything";

/// Proof that somebody means it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AccountDeletion {
    /// The present password, if the account has one.
    pub password: Option<Password>,
    /// `delete everything`, for guests and for accounts with passkeys only.
    pub confirm: Option<String>,
}

/// What will go with an account, and what will stay.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeletionPreview {
    pub guest: bool,
    /// Whether the password confirms; else [`CONFIRMATION`] does.
    pub with_password: bool,
    /// Workspaces that nobody else belongs to.
    pub going: Vec<GoingWorkspace>,
    /// Names of shared workspaces that go on without this person.
    pub staying: Vec<String>,
    /// Shared workspaces that would have no owner; the account can't go before them.
    pub blocking: Vec<String>,
    /// Places where the person is signed in.
    pub sessions: u64,
}

/// A workspace with what is in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GoingWorkspace {
    pub name: String,
    pub agents: u64,
    pub simulations: u64,
    pub messages: u64,
    pub scenarios: u64,
    pub documents: u64,
}
