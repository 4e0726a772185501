//! Who asks, for which workspace. Every entry point builds a [`Ctx`] first and then calls one
//! service function; services decide with [`Ctx::require`].

use chrono::{DateTime, Utc};

use crate::core::ids::{SessionId, UserId};
use crate::core::permission::{Permission, Role, SystemRole};
use crate::core::{AppError, Code, Result};
use crate::features::avatars::types::Avatar;
use crate::server::state::AppState;

/// A workspace in which the caller may do what was asked for. Only [`Ctx::require`] and jobs make
/// one, and every store function of tenant data wants one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WorkspaceId(String);

impl WorkspaceId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Somebody who logged in, with the workspaces they belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    pub user: UserId,
    pub session: SessionId,
    pub name: String,
    pub email: String,
    /// Whether the person has shown that the address is theirs.
    pub email_verified: bool,
    pub guest: bool,
    pub system_role: SystemRole,
    pub avatar: Avatar,
    /// Personal workspace first.
    pub workspaces: Vec<Membership>,
    pub expires_at: DateTime<Utc>,
}

/// A workspace of a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Membership {
    pub workspace: String,
    pub name: String,
    pub role: Role,
}

/// Who acts.
#[derive(Clone, Debug)]
pub enum Actor {
    Anonymous,
    User(std::sync::Arc<Identity>),
    /// Background work on behalf of somebody, in one workspace.
    Job {
        user: UserId,
        workspace: String,
    },
}

/// What every service function gets.
#[derive(Clone)]
pub struct Ctx {
    pub state: AppState,
    pub actor: Actor,
    /// Id of the request or job, for the log and for error messages.
    pub request_id: String,
    /// Address of the caller, as far as trusted proxies tell.
    pub client_ip: Option<std::net::IpAddr>,
    /// Workspace named by the request; the personal one when absent.
    pub workspace: Option<String>,
}

impl Ctx {
    /// Context of a background job.
    pub fn for_job(state: AppState, job: &str, user: UserId, workspace: String) -> Self {
        Self {
            state,
            request_id: format!("job-{job}"),
            workspace: Some(workspace.clone()),
            actor: Actor::Job { user, workspace },
            client_ip: None,
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.state.clock.now()
    }

    /// The logged-in person; an error for anonymous callers.
    pub fn identity(&self) -> Result<&Identity> {
        match &self.actor {
            Actor::User(identity) => Ok(identity),
            _ => Err(AppError::of(Code::Unauthenticated)),
        }
    }

    /// The person who acts or on whose behalf a job runs.
    pub fn user_id(&self) -> Result<UserId> {
        match &self.actor {
            Actor::User(identity) => Ok(identity.user.clone()),
            Actor::Job { user, .. } => Ok(user.clone()),
            Actor::Anonymous => Err(AppError::of(Code::Unauthenticated)),
        }
    }

    /// The workspace, if the caller may do this in it. A workspace the caller doesn't belong to is
    /// "not found".
    pub fn require(&self, permission: Permission) -> Result<WorkspaceId> {
        match &self.actor {
            Actor::Anonymous => Err(AppError::of(Code::Unauthenticated)),
            Actor::Job { workspace, .. } => Ok(WorkspaceId(workspace.clone())),
            Actor::User(identity) => {
                let membership = self.membership(identity)?;
                if membership.role.allows(permission) {
                    Ok(WorkspaceId(membership.workspace.clone()))
                } else {
                    Err(AppError::of(Code::Forbidden))
                }
            }
        }
    }

    /// The caller's role in the workspace of this request.
    pub fn role(&self) -> Result<Role> {
        Ok(self.membership(self.identity()?)?.role)
    }

    fn membership<'a>(&self, identity: &'a Identity) -> Result<&'a Membership> {
        let found = match &self.workspace {
            None => identity.workspaces.first(),
            Some(wanted) => identity.workspaces.iter().find(|m| m.workspace == *wanted),
        };
        found.ok_or_else(|| AppError::not_found("workspace"))
    }

    /// Whether the caller's session still has the rights it had; for long streams.
    pub async fn still_valid(&self) -> bool {
        match &self.actor {
            Actor::User(identity) => {
                let fresh = crate::features::auth::service::session_identity(&self.state, &identity.session).await;
                matches!(fresh, Ok(Some(now)) if self.workspace_is_same(identity, &now))
            }
            _ => true,
        }
    }

    fn workspace_is_same(&self, before: &Identity, now: &Identity) -> bool {
        let role = |identity: &Identity| self.membership(identity).ok().map(|m| m.role);
        before.system_role == now.system_role && role(before) == role(now)
    }
}
