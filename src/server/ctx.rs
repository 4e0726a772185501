//! Who asks, for which workspace. Every entry point builds a [`Ctx`] first and then calls one
//! service function; services decide with [`Ctx::require`].

use chrono::{DateTime, Utc};

use crate::core::ids::{SessionId, UserId};
use crate::core::permission::{Permission, Role, SystemRole};
use crate::core::{AppError, Code, Result};
use crate::features::avatars::types::Avatar;
use crate::features::keys::scopes::{Area, Level, Scope};
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

/// Somebody who logged in or sent a key, with the workspaces they belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    pub user: UserId,
    /// Empty when the person came by a key.
    pub session: SessionId,
    /// How they came in, which bounds what they may do here.
    pub via: Via,
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

/// How a person came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// By a session: everything the person may do.
    Session,
    /// By an API key: of what the person may do, what the key's scopes open.
    Key(KeyAccess),
}

/// An API key in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyAccess {
    pub id: String,
    pub name: String,
    pub scopes: Vec<Scope>,
    /// The only workspace it reaches, if it is restricted.
    pub workspace: Option<String>,
    /// The scope that the route of this request takes. `None`: keys can't reach it, which is what
    /// holds for every route that `features::keys::scopes` doesn't name.
    pub needed: Option<Scope>,
}

impl KeyAccess {
    fn holds(&self, needed: Scope) -> bool {
        self.scopes.iter().any(|held| held.covers(needed))
    }

    /// Whether the route is open to this key.
    fn admitted(&self) -> Result<Area> {
        match self.needed {
            None => Err(AppError::new(Code::Forbidden, "API keys can't be used for this. Sign in instead.")),
            Some(needed) if self.holds(needed) => Ok(needed.area),
            Some(needed) => {
                let sentence = format!("This API key doesn't have the scope {needed}. Make a key with it under Settings, API keys.");
                Err(AppError::new(Code::Forbidden, sentence))
            }
        }
    }
}

impl Identity {
    /// The key by which the person came, if they did.
    pub fn key(&self) -> Option<&KeyAccess> {
        match &self.via {
            Via::Session => None,
            Via::Key(key) => Some(key),
        }
    }

    /// Refuses keys that may not use the route of this request at all.
    pub fn admitted(&self) -> Result<()> {
        self.key().map_or(Ok(()), |key| key.admitted().map(|_| ()))
    }

    /// Refuses keys that may use the route, but not for something of this weight: the second lock,
    /// should a route stand under too weak a scope.
    fn may(&self, level: Level) -> Result<()> {
        let Some(key) = self.key() else { return Ok(()) };
        let wanted = Scope::new(key.admitted()?, level);
        if key.holds(wanted) {
            return Ok(());
        }
        Err(AppError::new(
            Code::Forbidden,
            format!("This API key doesn't have the scope {wanted}. Make a key with it under Settings, API keys."),
        ))
    }
}

/// The level of scope that a permission in a workspace takes.
const fn level_of(permission: Permission) -> Level {
    match permission {
        Permission::Read | Permission::SeeMembers => Level::Read,
        Permission::Observe | Permission::Write => Level::Write,
        Permission::Invite | Permission::ManageMembers | Permission::SeeAudit | Permission::Manage | Permission::Own => Level::Admin,
    }
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

    /// The person who logged in, or whose key was sent; an error for anonymous callers and for keys
    /// that can't be used for this.
    pub fn identity(&self) -> Result<&Identity> {
        match &self.actor {
            Actor::User(identity) => identity.admitted().map(|()| &**identity),
            _ => Err(AppError::of(Code::Unauthenticated)),
        }
    }

    /// The person, if they administer the installation.
    pub fn require_admin(&self) -> Result<&Identity> {
        let identity = self.identity()?;
        identity.may(Level::Admin)?;
        if identity.system_role == SystemRole::Admin {
            return Ok(identity);
        }
        Err(AppError::new(Code::Forbidden, "Only administrators of this installation can do this."))
    }

    /// The person who acts or on whose behalf a job runs.
    pub fn user_id(&self) -> Result<UserId> {
        match &self.actor {
            Actor::User(identity) => identity.admitted().map(|()| identity.user.clone()),
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
                identity.may(level_of(permission))?;
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

    /// Whether the caller's session or key still has the rights it had; for long streams.
    pub async fn still_valid(&self) -> bool {
        match &self.actor {
            Actor::User(identity) => matches!(self.fresh(identity).await, Ok(Some(now)) if self.workspace_is_same(identity, &now)),
            _ => true,
        }
    }

    /// Whether the caller's session or key is over, whatever happened to its rights. Not known is not over.
    pub async fn is_over(&self) -> bool {
        match &self.actor {
            Actor::User(identity) => matches!(self.fresh(identity).await, Ok(None)),
            _ => false,
        }
    }

    /// The caller as they are now; `None` for a session or key that is over.
    async fn fresh(&self, identity: &Identity) -> Result<Option<std::sync::Arc<Identity>>> {
        match &identity.via {
            Via::Session => crate::features::auth::service::session_identity(&self.state, &identity.session).await,
            Via::Key(key) => crate::features::keys::service::identity_of(&self.state, &key.id).await,
        }
    }

    fn workspace_is_same(&self, before: &Identity, now: &Identity) -> bool {
        let role = |identity: &Identity| self.membership(identity).ok().map(|m| m.role);
        before.system_role == now.system_role && role(before) == role(now)
    }
}
