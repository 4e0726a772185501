//! Rows of people for those who administer them. These are not tenant data; the services let only
//! administrators and the operator in.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::types::UserState;
use crate::core::permission::SystemRole;
use crate::features::audit::entry::Entry;
use crate::server::db::{Db, DbError, newest_first};

/// A person with what they hold.
#[derive(Clone, Debug, Deserialize)]
pub struct PersonRow {
    pub id: String,
    pub email: String,
    pub username: String,
    pub name: String,
    pub guest: bool,
    pub system_role: SystemRole,
    pub state: UserState,
    pub created_at: DateTime<Utc>,
    pub version: u32,
    pub seen: Vec<DateTime<Utc>>,
    pub api_keys: u32,
}

/// What a list looks for; an empty text asks for nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Lower case.
    pub words: String,
    pub role: String,
    pub state: String,
}

/// People, newest first, behind the cursor.
pub async fn list(db: &Db, filter: &Filter, cursor: &str, limit: u32, now: DateTime<Utc>) -> Result<Vec<PersonRow>, DbError> {
    db.sql(
        "{ LET $people = (SELECT record::id(id) AS id, email, username, name, guest, system_role, state, created_at, version, sort, newest FROM user
             WHERE newest > $cursor AND ($role = '' OR system_role = $role) AND ($state = '' OR state = $state)
               AND ($words = '' OR sort = $words OR string::contains(string::lowercase(name + ' ' + email + ' ' + username), $words))
             ORDER BY newest LIMIT $limit);
           RETURN $people.map(|$p| object::extend($p, {
             seen: (SELECT VALUE last_used_at FROM session WHERE user = $p.id AND expires_at > $now),
             api_keys: array::len((SELECT VALUE sort FROM api_key WHERE user = $p.id)) })); }",
    )
    .bind("words", filter.words.clone())
    .bind("role", filter.role.clone())
    .bind("state", filter.state.clone())
    .bind("cursor", newest_first(cursor))
    .bind("limit", i64::from(limit))
    .bind("now", now)
    .list()
    .await
}

/// One person.
pub async fn find(db: &Db, id: &str, now: DateTime<Utc>) -> Result<Option<PersonRow>, DbError> {
    db.sql(
        "{ LET $p = (SELECT record::id(id) AS id, email, username, name, guest, system_role, state, created_at, version
             FROM ONLY type::record('user', $id));
           IF $p = NONE { RETURN NONE };
           RETURN object::extend($p, {
             seen: (SELECT VALUE last_used_at FROM session WHERE user = $id AND expires_at > $now),
             api_keys: array::len((SELECT VALUE sort FROM api_key WHERE user = $id)) }); }",
    )
    .bind("id", id.to_owned())
    .bind("now", now)
    .optional()
    .await
}

/// The id behind an e-mail address or username (lower case), or the id itself.
pub async fn find_id(db: &Db, name: &str) -> Result<Option<String>, DbError> {
    db.sql(
        "{ LET $user = (SELECT VALUE user FROM ONLY type::record('login_name', $name));
           IF $user != NONE { RETURN $user };
           IF record::exists(type::record('user', $name)) { RETURN $name };
           RETURN NONE; }",
    )
    .bind("name", name.to_owned())
    .optional()
    .await
}

/// Role and state of somebody, as they shall be.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    pub role: SystemRole,
    pub state: UserState,
    /// The version from which it was decided.
    pub version: u32,
}

#[derive(Deserialize)]
struct Ended {
    ids: Vec<String>,
}

/// Gives somebody another role or state; who may no longer sign in loses every session. Gives the
/// ids of those. Throws `gone`, `stale` and `last_admin`.
pub async fn set_standing(db: &Db, id: &str, to: Standing, audits: &[Entry], now: DateTime<Utc>) -> Result<Vec<String>, DbError> {
    let ended = db
        .sql(
            "{ LET $u = (SELECT system_role, state, version FROM ONLY type::record('user', $id));
               IF $u = NONE { THROW 'gone' };
               IF $u.version != $version { THROW 'stale' };
               UPSERT ONLY type::record('admin_change', 'main') SET count = (count ?? 0) + 1;
               LET $loses = $u.system_role = 'admin' AND $u.state = 'active' AND ($role != 'admin' OR $state != 'active');
               IF $loses AND fn::admins() <= 1 { THROW 'last_admin' };
               UPDATE type::record('user', $id) SET system_role = $role, state = $state, version += 1, updated_at = $now;
               LET $ids = IF $state = 'disabled' { fn::end_sessions_of($id) } ELSE { [] };
               FOR $audit IN $audits { fn::audit($audit, $now) };
               RETURN { ids: $ids }; }",
        )
        .bind("id", id.to_owned())
        .bind("version", i64::from(to.version))
        .bind("role", super::types::role_name(to.role).to_owned())
        .bind("state", to.state.as_str().to_owned())
        .bind_json("audits", &audits)
        .bind("now", now)
        .write::<Ended>()
        .await?;
    Ok(ended.map(|ended| ended.ids).unwrap_or_default())
}

/// Gives somebody another password hash and ends every session. Throws `gone`.
pub async fn set_password(db: &Db, id: &str, hash: &str, audit: &Entry, now: DateTime<Utc>) -> Result<Vec<String>, DbError> {
    let ended = db
        .sql(
            "{ IF !record::exists(type::record('user', $id)) { THROW 'gone' };
               UPDATE type::record('user', $id) SET password_hash = $hash, version += 1, updated_at = $now;
               LET $ids = fn::end_sessions_of($id);
               fn::audit($audit, $now);
               RETURN { ids: $ids }; }",
        )
        .bind("id", id.to_owned())
        .bind("hash", hash.to_owned())
        .bind_json("audit", audit)
        .bind("now", now)
        .write::<Ended>()
        .await?;
    Ok(ended.map(|ended| ended.ids).unwrap_or_default())
}

/// Ends every session of somebody, and their keys too if wanted; gives the ids of the sessions.
pub async fn revoke(db: &Db, id: &str, keys: bool, audit: &Entry, now: DateTime<Utc>) -> Result<Vec<String>, DbError> {
    let ended = db
        .sql(
            "{ LET $ids = fn::end_sessions_of($id);
               IF $keys { DELETE api_key WHERE user = $id };
               fn::audit($audit, $now);
               RETURN { ids: $ids }; }",
        )
        .bind("id", id.to_owned())
        .bind("keys", keys)
        .bind_json("audit", audit)
        .bind("now", now)
        .write::<Ended>()
        .await?;
    Ok(ended.map(|ended| ended.ids).unwrap_or_default())
}

/// Whether nobody administers the installation yet.
pub async fn is_without_admin(db: &Db) -> Result<bool, DbError> {
    db.sql("RETURN fn::admins() = 0").one().await
}

/// Keeps the hash of a new link in place of an older one.
pub async fn offer_link(db: &Db, hash: &str, until: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("UPSERT ONLY type::record('setup_link', 'main') SET hash = $hash, expires_at = $until")
        .bind("hash", hash.to_owned())
        .bind("until", until)
        .exec()
        .await
}

/// Whether the link with this hash can still be used. Changes nothing.
pub async fn is_link_open(db: &Db, hash: &str, now: DateTime<Utc>) -> Result<bool, DbError> {
    db.sql(
        "{ LET $link = (SELECT hash, expires_at FROM ONLY type::record('setup_link', 'main'));
           RETURN $link != NONE AND $link.hash = $hash AND $link.expires_at > $now AND fn::admins() = 0; }",
    )
    .bind("hash", hash.to_owned())
    .bind("now", now)
    .one()
    .await
}

/// Makes somebody the first administrator and uses the link up. Throws `closed` when the link is
/// wrong, used or over, and `nobody` when the person can't be one.
pub async fn use_link(db: &Db, hash: &str, user: &str, audit: &Entry, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql(
        "{ LET $link = (SELECT hash, expires_at FROM ONLY type::record('setup_link', 'main'));
           IF $link = NONE OR $link.hash != $hash OR $link.expires_at <= $now OR fn::admins() > 0 { THROW 'closed' };
           LET $u = (SELECT guest, state FROM ONLY type::record('user', $user));
           IF $u = NONE OR $u.guest OR $u.state != 'active' { THROW 'nobody' };
           UPSERT ONLY type::record('admin_change', 'main') SET count = (count ?? 0) + 1;
           UPDATE type::record('user', $user) SET system_role = 'admin', version += 1, updated_at = $now;
           DELETE type::record('setup_link', 'main');
           fn::audit($audit, $now);
           RETURN NONE; }",
    )
    .bind("hash", hash.to_owned())
    .bind("user", user.to_owned())
    .bind_json("audit", audit)
    .bind("now", now)
    .exec()
    .await
}
