//! Rows of workspaces, of who belongs to them, and of invitations.

pub mod invitations;
pub mod members;
pub mod sync;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::core::permission::Role;
use crate::features::audit::entry::Entry;
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

/// A workspace with the role of the member who asks.
#[derive(Clone, Debug, Deserialize)]
pub struct WorkspaceRow {
    pub id: String,
    pub name: String,
    pub personal: bool,
    pub role: Role,
    pub created_at: DateTime<Utc>,
    pub version: u32,
}

/// Workspaces of a person, oldest first, at most 200.
pub async fn list(db: &Db, user: &str) -> Result<Vec<WorkspaceRow>, DbError> {
    db.sql(
        "{ LET $members = (SELECT ws, role, sort FROM membership WHERE user = $user ORDER BY sort LIMIT 200);
           RETURN $members.map(|$m| {
             LET $w = (SELECT record::id(id) AS id, name, personal, created_at, version FROM ONLY type::record('workspace', $m.ws));
             RETURN object::extend($w, { role: $m.role });
           }); }",
    )
    .bind("user", user.to_owned())
    .list()
    .await
}

/// One workspace of a member.
pub async fn find(db: &Db, ws: &WorkspaceId, user: &str) -> Result<Option<WorkspaceRow>, DbError> {
    db.sql(
        "{ LET $role = (SELECT VALUE role FROM ONLY type::record('membership', [$ws, $user]));
           LET $w = (SELECT record::id(id) AS id, name, personal, created_at, version FROM ONLY type::record('workspace', $ws));
           IF $w = NONE OR $role = NONE { RETURN NONE };
           RETURN object::extend($w, { role: $role }); }",
    )
    .bind("ws", ws.as_str().to_owned())
    .bind("user", user.to_owned())
    .optional()
    .await
}

/// Creates a shared workspace with its owner. Throws `too_many` when the person has `max` already.
pub async fn create(db: &Db, id: &str, user: &str, name: &str, max: u32, audit: &Entry, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql(
        "{ IF array::len((SELECT VALUE ws FROM membership WHERE user = $user)) >= $max { THROW 'too_many' };
           fn::audit($audit, $now);
           RETURN fn::add_workspace($id, $user, $name, false, $now); }",
    )
    .bind("id", id.to_owned())
    .bind("user", user.to_owned())
    .bind("name", name.to_owned())
    .bind("max", i64::from(max))
    .bind_json("audit", audit)
    .bind("now", now)
    .exec()
    .await
}

/// Renames a workspace. Throws `stale` when `version` is not the present one and `gone`.
pub async fn rename(db: &Db, ws: &WorkspaceId, name: &str, version: Option<u32>, audit: &Entry, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql(
        "{ LET $present = (SELECT VALUE version FROM ONLY type::record('workspace', $ws));
           IF $present = NONE { THROW 'gone' };
           IF $version != NONE AND $version != $present { THROW 'stale' };
           UPDATE type::record('workspace', $ws) SET name = $name, version += 1, updated_at = $now;
           fn::audit($audit, $now);
           RETURN NONE; }",
    )
    .bind("ws", ws.as_str().to_owned())
    .bind("name", name.to_owned())
    .bind("version", version.map(i64::from))
    .bind_json("audit", audit)
    .bind("now", now)
    .exec()
    .await
}
