//! Rows of people and sessions. These are not tenant data: they are found by a person's id, a
//! session's id or the hash of a secret, never by what a request merely claims.

mod life;
mod passkeys;
mod recovery;
mod sessions;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::core::permission::SystemRole;
use crate::features::audit::entry::Entry;
use crate::server::db::{Db, DbError};

pub use life::*;
pub use passkeys::*;
pub use recovery::*;
pub use sessions::*;

/// An account or guest with its personal workspace.
#[derive(Debug)]
pub struct NewUser {
    pub id: String,
    /// Lower case; empty for guests.
    pub email: String,
    pub username: String,
    pub name: String,
    pub password_hash: String,
    pub guest: bool,
    pub workspace: String,
    pub workspace_name: String,
    /// The way in of an account without a password.
    pub passkey: Option<PasskeyDraft>,
}

/// A person as stored, without the password.
#[derive(Clone, Debug, Deserialize)]
pub struct UserRow {
    pub id: String,
    pub email: String,
    pub email_verified: bool,
    pub username: String,
    pub name: String,
    pub has_password: bool,
    pub guest: bool,
    pub system_role: SystemRole,
    pub created_at: DateTime<Utc>,
    pub version: u32,
    #[serde(default)]
    pub avatar: Option<String>,
    #[serde(default)]
    pub avatar_seed: Option<String>,
    #[serde(default)]
    pub time_zone: Option<String>,
    #[serde(default)]
    pub language: Option<String>,
}

/// What a person changes about themselves; all of it is written.
#[derive(Debug, Default)]
pub struct ProfileRow<'a> {
    pub name: &'a str,
    pub username: &'a str,
    pub time_zone: &'a str,
    pub language: &'a str,
}

/// What a log-in compares with.
#[derive(Debug, Deserialize)]
pub struct LoginRow {
    pub id: String,
    pub name: String,
    pub password_hash: String,
    pub active: bool,
}

/// Creates person, login names, personal workspace, membership and first session, or nothing.
/// Throws `email_taken` or `username_taken`; a passkey that exists is a duplicate.
pub async fn create_user(
    db: &Db,
    user: &NewUser,
    session: &NewSession,
    audit: &Entry,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<(), DbError> {
    db.sql(
        "{ IF $email != '' {
             IF record::exists(type::record('login_name', $email)) { THROW 'email_taken' };
             CREATE ONLY type::record('login_name', $email) SET user = $id;
           };
           IF $username != '' {
             LET $key = string::lowercase($username);
             IF record::exists(type::record('login_name', $key)) { THROW 'username_taken' };
             CREATE ONLY type::record('login_name', $key) SET user = $id;
           };
           CREATE ONLY type::record('user', $id) SET email = $email, email_verified = false, username = $username, name = $name,
             password_hash = $password_hash, guest = $guest, system_role = 'user', state = 'active',
             created_at = $now, updated_at = $now, version = 1, sort = $id, idle_since = IF $guest { $now } ELSE { NONE };
           IF $passkey { fn::add_passkey($passkey, $id, $now) };
           fn::add_workspace($ws, $id, $ws_name, true, $now);
           fn::audit($audit, $now);
           RETURN fn::open_session($begun, $now, $until); }",
    )
    .bind("id", user.id.clone())
    .bind("email", user.email.clone())
    .bind("username", user.username.clone())
    .bind("name", user.name.clone())
    .bind("password_hash", user.password_hash.clone())
    .bind("guest", user.guest)
    .bind("ws", user.workspace.clone())
    .bind("ws_name", user.workspace_name.clone())
    .bind_json("passkey", &user.passkey)
    .bind_json("begun", session)
    .bind_json("audit", audit)
    .bind("now", now)
    .bind("until", until)
    .exec()
    .await
}

/// The person with this e-mail address or username (lower case).
pub async fn find_login(db: &Db, name: &str) -> Result<Option<LoginRow>, DbError> {
    db.sql(
        "{ LET $user = (SELECT VALUE user FROM ONLY type::record('login_name', $name));
           IF $user = NONE { RETURN NONE };
           RETURN (SELECT record::id(id) AS id, name, password_hash, state = 'active' AS active FROM ONLY type::record('user', $user)); }",
    )
    .bind("name", name.to_owned())
    .optional()
    .await
}

/// Replaces a password hash by one of the same password with today's parameters, unless the
/// password was changed in between.
pub async fn refresh_hash(db: &Db, user: &str, old: &str, new: &str) -> Result<(), DbError> {
    db.sql("UPDATE type::record('user', $id) SET password_hash = $new WHERE password_hash = $old")
        .bind("id", user.to_owned())
        .bind("old", old.to_owned())
        .bind("new", new.to_owned())
        .exec()
        .await
}

/// A person.
pub async fn find_user(db: &Db, id: &str) -> Result<Option<UserRow>, DbError> {
    db.sql(
        "SELECT record::id(id) AS id, email, email_verified, username, name, password_hash != '' AS has_password, guest, system_role, created_at, version,
           avatar, avatar_seed, time_zone, language FROM ONLY type::record('user', $id)",
    )
    .bind("id", id.to_owned())
    .optional()
    .await
}

/// Changes the profile. Throws `stale` when `version` is not the present one (0 asks for
/// none) and `username_taken`.
pub async fn update_user(
    db: &Db,
    id: &str,
    profile: ProfileRow<'_>,
    version: u32,
    audit: &Entry,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    db.sql(
        "{ LET $old = (SELECT username, version FROM ONLY type::record('user', $id));
           IF $version != 0 AND $old.version != $version { THROW 'stale' };
           LET $before = string::lowercase($old.username);
           LET $after = string::lowercase($username);
           IF $before != $after {
             IF $after != '' {
               IF record::exists(type::record('login_name', $after)) { THROW 'username_taken' };
               CREATE ONLY type::record('login_name', $after) SET user = $id;
             };
             IF $before != '' { DELETE type::record('login_name', $before) };
           };
           UPDATE type::record('user', $id) SET name = $name, username = $username, time_zone = $time_zone, language = $language, updated_at = $now, version += 1;
           fn::audit($audit, $now);
           RETURN NONE; }",
    )
    .bind("id", id.to_owned())
    .bind("name", profile.name.to_owned())
    .bind("username", profile.username.to_owned())
    .bind("time_zone", profile.time_zone.to_owned())
    .bind("language", profile.language.to_owned())
    .bind("version", i64::from(version))
    .bind_json("audit", audit)
    .bind("now", now)
    .exec()
    .await
}
