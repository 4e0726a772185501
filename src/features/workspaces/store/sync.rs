//! What is out of order among people, memberships, sessions and workspaces, and putting it right. For the
//! command line: these read whole tables. Each search gives at most [`AT_ONCE`] cases.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::core::permission::Role;
use crate::features::audit::entry::Entry;
use crate::server::db::{Db, DbError};

/// Cases that one search gives, at most.
pub const AT_ONCE: usize = 500;

/// A person who owns no personal workspace.
#[derive(Clone, Debug, Deserialize)]
pub struct Homeless {
    pub user: String,
    pub name: String,
    pub guest: bool,
    /// Their personal workspace, if only the membership is missing.
    pub workspace: Option<String>,
}

/// A membership whose other end is gone.
#[derive(Clone, Debug, Deserialize)]
pub struct Stray {
    pub ws: String,
    pub user: String,
    /// Whether the person is missing; else the workspace is.
    pub no_user: bool,
}

/// A session of nobody.
#[derive(Clone, Debug, Deserialize)]
pub struct Orphan {
    pub id: String,
    pub user: String,
}

/// A workspace without owner.
#[derive(Clone, Debug, Deserialize)]
pub struct Masterless {
    pub ws: String,
    pub name: String,
    pub members: Vec<Heir>,
    /// Who made it, while they are still there.
    pub creator: Option<String>,
}

/// Who could own a workspace.
#[derive(Clone, Debug, Deserialize)]
pub struct Heir {
    pub user: String,
    pub role: Role,
    pub created_at: DateTime<Utc>,
}

/// Memberships without person or without workspace.
pub async fn strays(db: &Db) -> Result<Vec<Stray>, DbError> {
    db.sql(
        "SELECT ws, user, !record::exists(type::record('user', user)) AS no_user FROM membership
         WHERE !record::exists(type::record('user', user)) OR !record::exists(type::record('workspace', ws)) LIMIT 500",
    )
    .list()
    .await
}

/// Deletes a stray membership.
pub async fn remove_stray(db: &Db, stray: &Stray, audit: &Entry, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("{ DELETE type::record('membership', [$ws, $user]); fn::audit($audit, $now); RETURN NONE; }")
        .bind("ws", stray.ws.clone())
        .bind("user", stray.user.clone())
        .bind_json("audit", audit)
        .bind("now", now)
        .exec()
        .await
}

/// Sessions of people who are gone.
pub async fn orphans(db: &Db) -> Result<Vec<Orphan>, DbError> {
    db.sql("SELECT record::id(id) AS id, user FROM session WHERE !record::exists(type::record('user', user)) LIMIT 500").list().await
}

/// Ends a session of nobody.
pub async fn end_orphan(db: &Db, orphan: &Orphan, audit: &Entry, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("{ fn::end_session($id); fn::audit($audit, $now); RETURN NONE; }")
        .bind("id", orphan.id.clone())
        .bind_json("audit", audit)
        .bind("now", now)
        .exec()
        .await
}

/// People who don't own a personal workspace.
pub async fn homeless(db: &Db) -> Result<Vec<Homeless>, DbError> {
    db.sql(
        "{ LET $owners = array::distinct((SELECT VALUE user FROM membership WHERE role = 'owner' AND type::record('workspace', ws).personal = true));
           LET $found = (SELECT record::id(id) AS user, name, guest FROM user WHERE record::id(id) NOT IN $owners LIMIT 500);
           RETURN $found.map(|$u| {
             LET $own = (SELECT VALUE record::id(id) FROM workspace WHERE personal = true AND created_by = $u.user LIMIT 1);
             RETURN object::extend($u, { workspace: $own[0] });
           }); }",
    )
    .list()
    .await
}

/// Gives a person a personal workspace: the one that is there, or a new one.
pub async fn give_home(db: &Db, id: &str, is_new: bool, homeless: (&str, &str), audit: &Entry, now: DateTime<Utc>) -> Result<(), DbError> {
    let (user, name) = homeless;
    db.sql(
        "{ IF $is_new { fn::add_workspace($id, $user, $name, true, $now) }
           ELSE { UPSERT ONLY type::record('membership', [$id, $user]) SET ws = $id, user = $user, role = 'owner', created_at = $now, sort = $id };
           fn::audit($audit, $now);
           RETURN NONE; }",
    )
    .bind("id", id.to_owned())
    .bind("is_new", is_new)
    .bind("user", user.to_owned())
    .bind("name", name.to_owned())
    .bind_json("audit", audit)
    .bind("now", now)
    .exec()
    .await
}

/// Workspaces that nobody owns who is still there, with everybody who belongs to them.
pub async fn masterless(db: &Db) -> Result<Vec<Masterless>, DbError> {
    db.sql(
        "{ LET $owned = array::distinct((SELECT VALUE ws FROM membership WHERE role = 'owner' AND record::exists(type::record('user', user))));
           LET $found = (SELECT record::id(id) AS ws, name, created_by FROM workspace WHERE record::id(id) NOT IN $owned LIMIT 500);
           RETURN $found.map(|$w| {
             LET $members = (SELECT user, role, created_at FROM membership WHERE ws = $w.ws AND record::exists(type::record('user', user)) LIMIT 1000);
             LET $creator = (SELECT VALUE record::id(id) FROM ONLY type::record('user', $w.created_by));
             RETURN { ws: $w.ws, name: $w.name, members: $members, creator: $creator };
           }); }",
    )
    .list()
    .await
}

/// Makes a person the owner of a workspace, whether they belonged to it or not.
pub async fn make_owner(db: &Db, ws: &str, user: &str, audit: &Entry, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql(
        "{ fn::hold_people($ws);
           IF fn::role_of($ws, $user) = NONE {
             CREATE ONLY type::record('membership', [$ws, $user]) SET ws = $ws, user = $user, role = 'owner', created_at = $now, sort = $ws;
           } ELSE { UPDATE type::record('membership', [$ws, $user]) SET role = 'owner' };
           fn::audit($audit, $now);
           RETURN NONE; }",
    )
    .bind("ws", ws.to_owned())
    .bind("user", user.to_owned())
    .bind_json("audit", audit)
    .bind("now", now)
    .exec()
    .await
}

/// Gives up a workspace that nobody can ever reach again.
pub async fn give_up(db: &Db, ws: &str, audit: &Entry, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("{ fn::audit($audit, $now); fn::purge_workspace($ws, $now); RETURN NONE; }")
        .bind("ws", ws.to_owned())
        .bind_json("audit", audit)
        .bind("now", now)
        .exec()
        .await
}
