//! Rows of API keys. They belong to people: they are found by their person's id or by the hash of
//! the key, never by what a request merely claims.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::permission::{Role, SystemRole};
use crate::features::audit::entry::Entry;
use crate::features::purge::{Part, Scope, rows_of_workspace};
use crate::server::db::{Db, DbError, newest_first};

/// What keys leave: those of a person, and those that were restricted to a workspace.
pub const PURGE: &[Part] = &[
    Part::sql("API keys of a workspace", Scope::Workspace, rows_of_workspace!("api_key")),
    Part::sql(
        "API keys of a person",
        Scope::Person,
        "{ LET $rows = (SELECT VALUE id FROM api_key WHERE user = $id LIMIT $n); DELETE $rows; RETURN array::len($rows); }",
    ),
];

/// A key that is about to be stored.
#[derive(Debug, Serialize)]
pub struct NewKey {
    pub id: String,
    pub user: String,
    pub name: String,
    pub hash: String,
    pub prefix: String,
    pub scopes: Vec<String>,
    /// Empty for all workspaces of the person.
    pub ws: String,
}

/// A key in its person's list.
#[derive(Clone, Debug, Deserialize)]
pub struct KeyRow {
    pub id: String,
    pub name: String,
    pub prefix: String,
    pub scopes: Vec<String>,
    pub ws: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
}

/// A key with its person and their workspaces.
#[derive(Clone, Debug, Deserialize)]
pub struct UsedKeyRow {
    pub id: String,
    pub user: String,
    pub name: String,
    pub scopes: Vec<String>,
    pub ws: String,
    pub last_used_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub person: PersonRow,
    pub workspaces: Vec<MembershipRow>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct PersonRow {
    pub name: String,
    pub email: String,
    pub email_verified: bool,
    pub guest: bool,
    pub system_role: SystemRole,
    pub active: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub struct MembershipRow {
    pub workspace: String,
    pub name: String,
    pub role: Role,
    pub personal: bool,
}

/// Stores a key. Throws `too_many` when the person has `max` already.
pub async fn create(
    db: &Db,
    key: &NewKey,
    max: u32,
    until: Option<DateTime<Utc>>,
    audit: &Entry,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    db.sql(
        "{ IF array::len((SELECT VALUE sort FROM api_key WHERE user = $key.user)) >= $max { THROW 'too_many' };
           CREATE ONLY type::record('api_key', $key.id) SET user = $key.user, name = $key.name, hash = $key.hash, prefix = $key.prefix,
             scopes = $key.scopes, ws = $key.ws, created_at = $now, expires_at = $until, sort = $key.id;
           fn::audit($audit, $now);
           RETURN NONE; }",
    )
    .bind_json("key", key)
    .bind("max", i64::from(max))
    .bind("until", until)
    .bind_json("audit", audit)
    .bind("now", now)
    .exec()
    .await
}

/// Keys of a person, newest first, behind the cursor.
pub async fn list(db: &Db, user: &str, cursor: &str, limit: u32) -> Result<Vec<KeyRow>, DbError> {
    db.sql(
        "SELECT record::id(id) AS id, name, prefix, scopes, ws, created_at, last_used_at, expires_at, newest
         FROM api_key WHERE user = $user AND newest > $cursor ORDER BY newest LIMIT $limit",
    )
    .bind("user", user.to_owned())
    .bind("cursor", newest_first(cursor))
    .bind("limit", i64::from(limit))
    .list()
    .await
}

/// The id of the key with this hash.
pub async fn find_id(db: &Db, hash: &str) -> Result<Option<String>, DbError> {
    db.sql("SELECT VALUE record::id(id) FROM api_key WHERE hash = $hash LIMIT 1").bind("hash", hash.to_owned()).optional().await
}

/// A key with everything that an identity needs.
pub async fn find(db: &Db, id: &str) -> Result<Option<UsedKeyRow>, DbError> {
    db.sql(
        "{ LET $k = (SELECT record::id(id) AS id, user, name, scopes, ws, last_used_at, expires_at FROM ONLY type::record('api_key', $id));
           IF $k = NONE { RETURN NONE };
           LET $person = (SELECT name, email, email_verified, guest, system_role, state = 'active' AS active FROM ONLY type::record('user', $k.user));
           IF $person = NONE { RETURN NONE };
           RETURN object::extend($k, { person: $person, workspaces: fn::workspaces_of($k.user) }); }",
    )
    .bind("id", id.to_owned())
    .optional()
    .await
}

/// Notes that a key was used.
pub async fn touch(db: &Db, id: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("UPDATE type::record('api_key', $id) SET last_used_at = $now").bind("id", id.to_owned()).bind("now", now).exec().await
}

/// The name of one of a person's keys.
pub async fn name_of(db: &Db, user: &str, id: &str) -> Result<Option<String>, DbError> {
    db.sql("SELECT VALUE name FROM ONLY type::record('api_key', $id) WHERE user = $user")
        .bind("id", id.to_owned())
        .bind("user", user.to_owned())
        .optional()
        .await
}

/// Deletes a key of this person; `false` when there is none with this id.
pub async fn revoke(db: &Db, user: &str, id: &str, audit: &Entry, now: DateTime<Utc>) -> Result<bool, DbError> {
    db.sql(
        "{ IF (SELECT VALUE user FROM ONLY type::record('api_key', $id)) != $user { RETURN false };
           DELETE type::record('api_key', $id);
           fn::audit($audit, $now);
           RETURN true; }",
    )
    .bind("user", user.to_owned())
    .bind("id", id.to_owned())
    .bind_json("audit", audit)
    .bind("now", now)
    .write()
    .await
    .map(|gone| gone.unwrap_or(false))
}
