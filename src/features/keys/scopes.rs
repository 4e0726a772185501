//! What API keys may do: the closed list of scopes, and what each of them opens.
//!
//! Recipe for a new route: do nothing, and keys can't reach it. If they shall, write its method and
//! path into [`OPENS`], under the scope that opens it; a test calls every route with every scope.
//! Never listed, so that a key gives no more power than it was given: making keys, passwords,
//! passkeys, sessions, signing in and out, deleting accounts and workspaces, handing workspaces over,
//! the export of the account (which knows no restriction to one workspace), and the server functions
//! of the pages.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A part of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    Agents,
    Simulations,
    Documents,
    Workspaces,
    Account,
}

impl Area {
    pub const ALL: [Area; 5] = [Area::Agents, Area::Simulations, Area::Documents, Area::Workspaces, Area::Account];

    pub const fn as_str(self) -> &'static str {
        match self {
            Area::Agents => "agents",
            Area::Simulations => "simulations",
            Area::Documents => "documents",
            Area::Workspaces => "workspaces",
            Area::Account => "account",
        }
    }

    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Area::Agents => "Agents",
            Area::Simulations => "Simulations",
            Area::Documents => "Documents and jobs",
            Area::Workspaces => "Workspaces",
            Area::Account => "Your account",
        }
    }
}

/// How much of an area. A stronger level includes the weaker ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    Read,
    Write,
    Admin,
}

impl Level {
    pub const ALL: [Level; 3] = [Level::Read, Level::Write, Level::Admin];

    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Read => "read",
            Level::Write => "write",
            Level::Admin => "admin",
        }
    }

    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Level::Read => "Read",
            Level::Write => "Write",
            Level::Admin => "Admin",
        }
    }
}

/// One right of a key: `agents:read`, `workspaces:admin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope {
    pub area: Area,
    pub level: Level,
}

impl Scope {
    pub const fn new(area: Area, level: Level) -> Self {
        Self { area, level }
    }

    /// Every scope, area by area.
    pub fn all() -> impl Iterator<Item = Self> {
        Area::ALL.into_iter().flat_map(|area| Level::ALL.into_iter().map(move |level| Self { area, level }))
    }

    /// The scope of that name.
    pub fn parse(name: &str) -> Option<Self> {
        let (area, level) = name.split_once(':')?;
        let area = Area::ALL.into_iter().find(|known| known.as_str() == area)?;
        let level = Level::ALL.into_iter().find(|known| known.as_str() == level)?;
        Some(Self { area, level })
    }

    /// Whether holding this scope is enough where `needed` is asked for.
    pub fn covers(self, needed: Self) -> bool {
        self.area == needed.area && self.level >= needed.level
    }

    /// What it opens, in a few words for people.
    pub const fn meaning(self) -> &'static str {
        match (self.area, self.level) {
            (Area::Agents, Level::Read) => "See the library and your own agents",
            (Area::Agents, Level::Write) => "Also create, change and delete agents",
            (Area::Agents, Level::Admin) => "Also delete many at once",
            (Area::Simulations, Level::Read) => "See simulations, transcripts and scenarios",
            (Area::Simulations, Level::Write) => "Also create, run, steer, change and delete them",
            (Area::Simulations, Level::Admin) => "Also delete many at once",
            (Area::Documents, Level::Read) => "See and export documents, follow jobs",
            (Area::Documents, Level::Write) => "Also write, generate, change and delete documents, steer jobs",
            (Area::Documents, Level::Admin) => "Also delete many at once",
            (Area::Workspaces, Level::Read) => "See workspaces and their members",
            (Area::Workspaces, Level::Write) => "Also make workspaces",
            (Area::Workspaces, Level::Admin) => "Also rename workspaces, manage members and invitations, read the audit log",
            (Area::Account, Level::Read) => "See your profile and recent activity",
            (Area::Account, Level::Write) => "Also change your profile",
            (Area::Account, Level::Admin) => "For administrators of this installation: also read its people and its audit log",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.area.as_str(), self.level.as_str())
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

impl TryFrom<String> for Scope {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::parse(&name).ok_or_else(|| format!("there is no scope {name}; use an area and a level, for example agents:read"))
    }
}

const fn scope(area: Area, level: Level) -> Scope {
    Scope::new(area, level)
}

/// Method and path (relative to `/api/v1`) of everything that keys can reach, under the scope that
/// it takes.
pub const OPENS: &[(Scope, &[&str])] = &[
    (
        scope(Area::Agents, Level::Read),
        &[
            "GET /agents",
            "GET /agents/{id}",
            "GET /agents/{id}/saved",
            "GET /agents/facets",
            "GET /agents/events",
            "GET /agents/filters",
            "GET /agents/library",
            "GET /agents/library/facets",
            "GET /agents/library/domains",
            "GET /agents/library/{slug}",
            "POST /agents/panel",
            "POST /agents/sample",
            "GET /agents/{id}/versions",
            "GET /agents/{id}/versions/{version}",
            "GET /agents/export",
            "GET /saved-agents",
            "GET /saved-agents/{id}",
        ],
    ),
    (
        scope(Area::Agents, Level::Write),
        &[
            "POST /agents",
            "POST /agents/bulk",
            "POST /agents/import",
            "POST /agents/{id}/restore",
            "PUT /agents/{id}",
            "PATCH /agents/{id}",
            "DELETE /agents/{id}",
            "POST /agents/{id}/duplicate",
            "POST /agents/{id}/avatar",
            "PUT /agents/{id}/avatar",
            "DELETE /agents/{id}/avatar",
            "POST /agents/{id}/save",
            "POST /agents/{id}/update-from-saved",
            "POST /agents/library/{slug}/save",
            "POST /agents/restore",
            "POST /agents/bulk-tag",
            "POST /agents/bulk-duplicate",
            "POST /agents/filters",
            "DELETE /agents/filters/{id}",
            "POST /saved-agents/{id}/use",
            "POST /saved-agents",
            "PUT /saved-agents/{id}",
            "DELETE /saved-agents/{id}",
        ],
    ),
    (scope(Area::Agents, Level::Admin), &["POST /agents/bulk-delete"]),
    (
        scope(Area::Simulations, Level::Read),
        &[
            "GET /simulations",
            "GET /simulations/{id}",
            "GET /simulations/{id}/messages",
            "GET /simulations/{id}/events",
            "GET /simulations/{id}/observer",
            "GET /simulations/{id}/turns",
            "GET /simulations/{id}/turns/{turn}",
            "GET /simulations/{id}/asides",
            "GET /simulations/{id}/annotations",
            "GET /simulations/{id}/metrics",
            "GET /simulations/{id}/estimate",
            "GET /simulation/state",
            "GET /conversations",
            "GET /conversations/{id}",
            "GET /observer/messages",
            "GET /scenarios",
            "GET /scenarios/random",
            "GET /scenarios/{id}",
            "GET /simulations/export",
            "GET /simulations/{id}/export",
            "GET /simulations/{id}/shares",
            "GET /simulations/{id}/translation",
            "POST /transcripts/check",
        ],
    ),
    (
        scope(Area::Simulations, Level::Write),
        &[
            "POST /simulations",
            "PATCH /simulations/{id}",
            "DELETE /simulations/{id}",
            "POST /simulations/{id}/start",
            "POST /simulations/{id}/pause",
            "POST /simulations/{id}/resume",
            "POST /simulations/{id}/step",
            "POST /simulations/{id}/stop",
            "POST /simulations/{id}/round",
            "POST /simulations/{id}/observer",
            "PUT /simulations/{id}/scenario",
            "PUT /simulations/{id}/participants",
            "POST /simulations/{id}/participants",
            "PATCH /simulations/{id}/participants/{pid}",
            "POST /simulations/{id}/next",
            "POST /simulations/{id}/interrupt",
            "POST /simulations/{id}/branch",
            "POST /simulations/{id}/annotations",
            "DELETE /simulations/{id}/annotations/{annotation_id}",
            "POST /simulation/start",
            "POST /simulation/pause",
            "POST /simulation/resume",
            "POST /simulation/set-scenario",
            "POST /conversation/generate",
            "POST /observer/send-message",
            "POST /scenarios",
            "PUT /scenarios/{id}",
            "DELETE /scenarios/{id}",
            "POST /scenarios/{id}/duplicate",
            "POST /simulations/import",
            "POST /simulations/{id}/keep-scenario",
            "POST /simulations/{id}/shares",
            "DELETE /simulations/{id}/shares/{share_id}",
            "PUT /simulations/{id}/tags",
            "POST /simulations/{id}/translate",
            "POST /conversations/translate",
        ],
    ),
    (scope(Area::Simulations, Level::Admin), &["POST /simulations/bulk-delete", "DELETE /conversations/bulk"]),
    (
        scope(Area::Documents, Level::Read),
        &[
            "GET /documents",
            "GET /documents/categories",
            "GET /documents/{id}",
            "GET /documents/{id}/export",
            "GET /jobs",
            "GET /jobs/{id}",
            "GET /jobs/{id}/events",
        ],
    ),
    (
        scope(Area::Documents, Level::Write),
        &[
            "POST /documents",
            "POST /documents/generate",
            "PUT /documents/{id}",
            "PATCH /documents/{id}",
            "DELETE /documents/{id}",
            "POST /jobs/{id}/cancel",
            "POST /jobs/{id}/retry",
        ],
    ),
    (scope(Area::Documents, Level::Admin), &["POST /documents/bulk-delete"]),
    (scope(Area::Workspaces, Level::Read), &["GET /workspaces", "GET /workspaces/{id}", "GET /workspaces/{id}/members"]),
    (scope(Area::Workspaces, Level::Write), &["POST /workspaces"]),
    (
        scope(Area::Workspaces, Level::Admin),
        &[
            "PATCH /workspaces/{id}",
            "GET /workspaces/{id}/audit",
            "PATCH /workspaces/{id}/members/{user_id}",
            "DELETE /workspaces/{id}/members/{user_id}",
            "GET /workspaces/{id}/invitations",
            "POST /workspaces/{id}/invitations",
            "DELETE /workspaces/{id}/invitations/{invitation_id}",
        ],
    ),
    (scope(Area::Account, Level::Read), &["GET /auth/me", "GET /account/activity"]),
    (scope(Area::Account, Level::Write), &["PATCH /auth/me"]),
    (scope(Area::Account, Level::Admin), &["GET /admin/audit", "GET /admin/users", "GET /admin/users/{id}"]),
];

/// The scope that an operation takes; `None` when keys can't reach it. `route` is the path as the
/// router has it, below `/api` or `/api/v1`.
pub fn needed(method: &str, route: &str) -> Option<Scope> {
    let path = route.strip_prefix("/api/v1").or_else(|| route.strip_prefix("/api"))?;
    let method = if method == "HEAD" { "GET" } else { method };
    let is_it = |line: &&str| line.split_once(' ').is_some_and(|(verb, at)| verb == method && at == path);
    OPENS.iter().find(|(_, lines)| lines.iter().any(is_it)).map(|(scope, _)| *scope)
}

#[cfg(test)]
mod tests;
