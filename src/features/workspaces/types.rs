//! What crosses the wire about workspaces.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::Result;
use crate::core::ids::UserId;
use crate::core::permission::Role;
use crate::core::validate::{Check, is_email};

/// Longest name of a workspace.
pub const MAX_NAME: usize = 100;

/// A workspace, as a member sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Workspace {
    pub id: String,
    pub name: String,
    /// Made with the account; goes with it.
    pub personal: bool,
    /// The role of whoever asks.
    pub role: Role,
    pub created_at: DateTime<Utc>,
    /// Counts changes; the ETag.
    pub version: u32,
}

/// What somebody sends to make a workspace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct NewWorkspace {
    pub name: String,
}

/// Changes to a workspace; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct WorkspaceUpdate {
    pub name: Option<String>,
}

/// Checks a workspace's name, in the form and on the server.
pub fn check_name(name: &str) -> Result<()> {
    let mut check = Check::new();
    check.name("name", name, MAX_NAME);
    check.done()
}

/// Days that an invitation is good for.
pub const INVITATION_DAYS: std::ops::RangeInclusive<u32> = 1..=30;
/// Days when nobody says.
pub const DEFAULT_DAYS: u32 = 7;
/// People whom one link lets in.
pub const LINK_USES: std::ops::RangeInclusive<u32> = 1..=100;
/// People whom a link lets in when nobody says.
pub const DEFAULT_USES: u32 = 10;

/// Somebody who belongs to a workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Member {
    pub user_id: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub joined_at: DateTime<Utc>,
    /// Whoever asks.
    pub you: bool,
}

/// A member's new role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct MemberUpdate {
    pub role: Role,
}

/// Hands a workspace over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Transfer {
    /// The member who becomes an owner; you become an administrator.
    pub user_id: UserId,
    /// Name of the workspace, to show that it is meant.
    pub confirm: String,
}

/// What goes with the deletion of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "ssr", into_params(parameter_in = Query))]
pub struct Deletion {
    /// Name of the workspace, to show that it is meant. Required.
    pub confirm: Option<String>,
}

/// How an invitation reaches people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum InvitationKind {
    /// A link that whoever has it may use.
    Link,
    /// Mailed to one address, and good for its account only.
    Mail,
}

/// Whether an invitation still lets somebody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum InvitationState {
    Open,
    UsedUp,
    Expired,
}

/// An invitation as those who manage it see it. The link itself is never shown again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Invitation {
    pub id: String,
    pub kind: InvitationKind,
    pub state: InvitationState,
    pub role: Role,
    /// Absent for links.
    pub email: Option<String>,
    pub uses: u32,
    pub max_uses: u32,
    /// Name of the member who made it.
    pub invited_by: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// What somebody sends to invite.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct NewInvitation {
    /// Not `owner`.
    pub role: Role,
    /// Mails the invitation there; without it you get a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// 1 to 30, 7 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// People whom a link lets in: 1 to 100, 10 by default. A mailed invitation lets one in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u32>,
}

impl NewInvitation {
    /// The address in the form in which it is compared; `None` for a link.
    pub fn address(&self) -> Option<String> {
        self.email.as_deref().map(|email| email.trim().to_lowercase()).filter(|email| !email.is_empty())
    }

    /// Days that it will be good for.
    pub fn lifetime_days(&self) -> u32 {
        self.days.unwrap_or(DEFAULT_DAYS)
    }

    /// People whom it will let in.
    pub fn uses(&self) -> u32 {
        if self.address().is_some() { 1 } else { self.max_uses.unwrap_or(DEFAULT_USES) }
    }

    /// Checks that run in the form and on the server.
    pub fn check(&self) -> Result<()> {
        let mut check = Check::new();
        check.that(self.role != Role::Owner, "role", "An invitation can't make an owner. Choose another role.");
        check.range("days", self.lifetime_days().into(), (*INVITATION_DAYS.start()).into(), (*INVITATION_DAYS.end()).into());
        match self.address() {
            Some(address) => {
                check.that(is_email(&address), "email", "This is not a valid e-mail address.");
                check.range("max_uses", self.max_uses.unwrap_or(1).into(), 1, 1);
            }
            None => {
                check.range("max_uses", self.uses().into(), (*LINK_USES.start()).into(), (*LINK_USES.end()).into());
            }
        }
        check.done()
    }
}

/// A new invitation. Token and address of a link are shown this once; those of a mailed invitation
/// go to the mailbox only.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CreatedInvitation {
    #[serde(flatten)]
    pub invitation: Invitation,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl std::fmt::Debug for CreatedInvitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreatedInvitation").field("invitation", &self.invitation).finish_non_exhaustive()
    }
}

/// What stands between whoever looks at an invitation and accepting it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Standing {
    /// Nothing: it can be accepted.
    Welcome,
    /// Nobody is signed in.
    SignIn,
    /// A guest has to make an account first.
    Guest,
    /// It was mailed to the address of another account.
    WrongAccount,
    /// They belong to the workspace already.
    Member,
}

/// An invitation as whoever has its link sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct InvitationPreview {
    /// Name of the workspace.
    pub workspace: String,
    /// Its id, for members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    pub role: Role,
    /// Name of the member who invites.
    pub invited_by: String,
    pub kind: InvitationKind,
    /// The address it was mailed to, hidden but for its beginning from other accounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    pub state: InvitationState,
    pub standing: Standing,
    pub expires_at: DateTime<Utc>,
}

/// An invitation to the address of whoever asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct MyInvitation {
    /// Takes the place of the token in `/invitations/{token}`.
    pub id: String,
    pub workspace: String,
    pub role: Role,
    pub invited_by: String,
    pub expires_at: DateTime<Utc>,
}

/// The address of a link that was made a moment ago.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FreshLink {
    /// Id of the invitation.
    pub invitation: String,
    pub url: String,
}
