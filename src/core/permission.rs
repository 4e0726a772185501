//! Who may do what: one table, both builds. Pages hide what isn't allowed; services refuse it.

use serde::{Deserialize, Serialize};

/// Role in a workspace, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Role {
    Owner,
    Admin,
    Editor,
    Reviewer,
    Viewer,
    Guest,
}

/// Role in the whole installation; opens the admin pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum SystemRole {
    #[default]
    User,
    Admin,
}

/// What an operation needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See agents, simulations, documents, jobs.
    Read,
    /// Steer a running simulation and comment.
    Observe,
    /// Create, change and delete.
    Write,
    /// See who belongs to the workspace, with their mail addresses.
    SeeMembers,
    /// Invite people, see and revoke invitations.
    Invite,
    /// Change roles of members and remove them, see [`Role::may_reassign`].
    ManageMembers,
    /// See who did what in the workspace.
    SeeAudit,
    /// Rename the workspace.
    Manage,
    /// Delete or hand over the workspace.
    Own,
}

impl Permission {
    pub const ALL: [Permission; 9] = [
        Permission::Read,
        Permission::Observe,
        Permission::Write,
        Permission::SeeMembers,
        Permission::Invite,
        Permission::ManageMembers,
        Permission::SeeAudit,
        Permission::Manage,
        Permission::Own,
    ];
}

impl Role {
    pub const ALL: [Role; 6] = [Role::Owner, Role::Admin, Role::Editor, Role::Reviewer, Role::Viewer, Role::Guest];
    /// What an invitation may give. Owners are made by owners, among the members.
    pub const INVITED: [Role; 5] = [Role::Admin, Role::Editor, Role::Reviewer, Role::Viewer, Role::Guest];

    /// The table. A guest of the product is the owner of a private workspace; the *role* guest is
    /// somebody invited into another's workspace to look at it.
    pub const fn allows(self, permission: Permission) -> bool {
        match permission {
            Permission::Read => true,
            Permission::Observe => matches!(self, Role::Owner | Role::Admin | Role::Editor | Role::Reviewer),
            Permission::Write => matches!(self, Role::Owner | Role::Admin | Role::Editor),
            Permission::SeeMembers => !matches!(self, Role::Guest),
            Permission::Invite | Permission::ManageMembers | Permission::SeeAudit | Permission::Manage => {
                matches!(self, Role::Owner | Role::Admin)
            }
            Permission::Own => matches!(self, Role::Owner),
        }
    }

    /// Whether an invitation of somebody with this role may give `role`: never more than they have
    /// themselves, and never ownership.
    pub const fn may_invite_as(self, role: Role) -> bool {
        self.allows(Permission::Invite) && self.is_at_least(role) && !matches!(role, Role::Owner)
    }

    /// Whether somebody with this role may change a member's role. Nobody gives more than they have,
    /// and only owners touch owners.
    pub const fn may_reassign(self, from: Role, to: Role) -> bool {
        self.allows(Permission::ManageMembers) && self.is_at_least(from) && self.is_at_least(to)
    }

    /// Whether somebody with this role may remove a member. Only owners touch owners.
    pub const fn may_remove(self, member: Role) -> bool {
        self.allows(Permission::ManageMembers) && self.is_at_least(member)
    }

    const fn is_at_least(self, other: Role) -> bool {
        self as u8 <= other as u8
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Admin => "admin",
            Role::Editor => "editor",
            Role::Reviewer => "reviewer",
            Role::Viewer => "viewer",
            Role::Guest => "guest",
        }
    }

    /// The role of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Role::Owner => "Owner",
            Role::Admin => "Administrator",
            Role::Editor => "Editor",
            Role::Reviewer => "Reviewer",
            Role::Viewer => "Viewer",
            Role::Guest => "Guest",
        }
    }

    /// What it allows, for the choice of a role.
    pub const fn description(self) -> &'static str {
        match self {
            Role::Owner => "everything, also deleting the workspace",
            Role::Admin => "edits, and manages members and invitations",
            Role::Editor => "makes, changes and deletes agents, simulations and documents",
            Role::Reviewer => "reads, and steers simulations that run",
            Role::Viewer => "reads, and sees who the members are",
            Role::Guest => "reads only",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table as the documentation promises it, in the order of [`Role::ALL`].
    const TABLE: [(Permission, &str); 9] = [
        (Permission::Read, "yyyyyy"),
        (Permission::Observe, "yyyynn"),
        (Permission::Write, "yyynnn"),
        (Permission::SeeMembers, "yyyyyn"),
        (Permission::Invite, "yynnnn"),
        (Permission::ManageMembers, "yynnnn"),
        (Permission::SeeAudit, "yynnnn"),
        (Permission::Manage, "yynnnn"),
        (Permission::Own, "ynnnnn"),
    ];

    #[test]
    fn every_cell_of_the_table() {
        assert_eq!(TABLE.map(|(permission, _)| permission), Permission::ALL);
        for (permission, row) in TABLE {
            assert_eq!(row.len(), Role::ALL.len());
            for (role, cell) in Role::ALL.into_iter().zip(row.chars()) {
                assert_eq!(role.allows(permission), cell == 'y', "{role:?} {permission:?}");
            }
        }
    }

    #[test]
    fn a_stronger_role_may_all_that_a_weaker_one_may() {
        for pair in Role::ALL.windows(2) {
            for permission in Permission::ALL {
                assert!(pair[0].allows(permission) || !pair[1].allows(permission), "{pair:?} {permission:?}");
            }
        }
    }

    #[test]
    fn every_way_from_role_to_role() {
        for actor in Role::ALL {
            for from in Role::ALL {
                let touches = match actor {
                    Role::Owner => true,
                    Role::Admin => from != Role::Owner,
                    _ => false,
                };
                assert_eq!(actor.may_remove(from), touches, "{actor:?} removes {from:?}");
                for to in Role::ALL {
                    let gives = actor == Role::Owner || to != Role::Owner;
                    assert_eq!(actor.may_reassign(from, to), touches && gives, "{actor:?}: {from:?} to {to:?}");
                }
            }
        }
    }

    #[test]
    fn no_invitation_makes_an_owner() {
        for actor in Role::ALL {
            for role in Role::ALL {
                let expected = matches!(actor, Role::Owner | Role::Admin) && role != Role::Owner;
                assert_eq!(actor.may_invite_as(role), expected, "{actor:?} invites as {role:?}");
                assert_eq!(Role::INVITED.contains(&role), role != Role::Owner);
            }
        }
    }

    #[test]
    fn names_lead_back_to_roles() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("Owner"), None);
    }
}
