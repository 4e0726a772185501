//! Rows of sessions and their secrets.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::permission::{Role, SystemRole};
use crate::features::audit::entry::Entry;
use crate::features::auth::types::SessionKind;
use crate::server::db::{Db, DbError};

/// What `fn::open_session` takes.
#[derive(Debug, Serialize)]
pub struct NewSession {
    pub id: String,
    pub user: String,
    pub kind: SessionKind,
    /// Stored hash of the cookie or refresh token.
    pub token: String,
    pub agent: String,
    pub ip: String,
}

/// A session with its person and their workspaces.
#[derive(Clone, Debug, Deserialize)]
pub struct SessionRow {
    pub id: String,
    pub user: String,
    pub last_used_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub kind: SessionKind,
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
    #[serde(default)]
    pub avatar: Option<String>,
    #[serde(default)]
    pub avatar_seed: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct MembershipRow {
    pub workspace: String,
    pub name: String,
    pub role: Role,
    pub personal: bool,
}

/// A session in its person's list.
#[derive(Debug, Deserialize)]
pub struct SessionListRow {
    pub id: String,
    pub kind: SessionKind,
    pub agent: String,
    pub ip: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// What became of a presented refresh token.
#[derive(Debug, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Rotation {
    /// Never given out, expired, or its session is over.
    Unknown,
    /// Used before: the session was ended.
    Reused {
        session: String,
    },
    Rotated {
        session: String,
        user: String,
    },
}

/// Begins a session of an active person; throws `not_active`.
pub async fn open_session(db: &Db, session: &NewSession, audit: &Entry, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<(), DbError> {
    db.sql(
        "{ IF (SELECT VALUE state FROM ONLY type::record('user', $begun.user)) != 'active' { THROW 'not_active' };
           fn::audit($audit, $now);
           RETURN fn::open_session($begun, $now, $until); }",
    )
    .bind_json("begun", session)
    .bind_json("audit", audit)
    .bind("now", now)
    .bind("until", until)
    .exec()
    .await
}

/// The session behind a cookie, by the cookie's stored hash.
pub async fn find_cookie(db: &Db, hash: &str) -> Result<Option<String>, DbError> {
    db.sql("SELECT VALUE session FROM ONLY type::record('session_token', $hash) WHERE kind = 'cookie'")
        .bind("hash", hash.to_owned())
        .optional()
        .await
}

/// A session with everything that an identity needs.
pub async fn find_session(db: &Db, id: &str) -> Result<Option<SessionRow>, DbError> {
    db.sql(
        "{ LET $s = (SELECT record::id(id) AS id, user, kind, last_used_at, expires_at FROM ONLY type::record('session', $id));
           IF $s = NONE { RETURN NONE };
           LET $person = (SELECT name, email, email_verified, guest, system_role, state = 'active' AS active, avatar, avatar_seed
             FROM ONLY type::record('user', $s.user));
           IF $person = NONE { RETURN NONE };
           RETURN object::extend($s, { person: $person, workspaces: fn::workspaces_of($s.user) }); }",
    )
    .bind("id", id.to_owned())
    .optional()
    .await
}

/// Notes that a session was used. Cookie sessions live longer by it; programs live by their
/// refresh tokens.
pub async fn touch(db: &Db, session: &str, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<(), DbError> {
    db.sql(
        "{ LET $s = (UPDATE ONLY type::record('session', $id) SET last_used_at = $now, expires_at = IF kind = 'browser' { $until } ELSE { expires_at });
           IF $s.kind = 'browser' { UPDATE session_token SET expires_at = $until WHERE session = $id };
           RETURN NONE; }",
    )
    .bind("id", session.to_owned())
    .bind("now", now)
    .bind("until", until)
    .exec()
    .await
}

/// Trades a refresh token for a new one. A second use is accepted only if the first was after
/// `grace_from` and nothing that came of it was used yet; otherwise the whole session ends, which is
/// noted with `reuse` for the person whose session it was.
pub async fn rotate(
    db: &Db,
    old: &str,
    new: &str,
    reuse: &Entry,
    now: DateTime<Utc>,
    grace_from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Rotation, DbError> {
    db.sql(
        "{ LET $t = (SELECT * FROM ONLY type::record('session_token', $old));
           IF $t = NONE OR $t.kind != 'refresh' OR $t.expires_at <= $now { RETURN { outcome: 'unknown' } };
           LET $s = (SELECT * FROM ONLY type::record('session', $t.session));
           IF $s = NONE OR $s.expires_at <= $now { RETURN { outcome: 'unknown' } };
           IF (SELECT VALUE state FROM ONLY type::record('user', $s.user)) != 'active' { RETURN { outcome: 'unknown' } };
           IF $t.spent AND ($t.confirmed OR $t.spent_at <= $grace_from) {
             fn::end_session($t.session);
             fn::audit(object::extend($audit, { target: 'user:' + $s.user, before: '{\"session\":\"' + $t.session + '\"}' }), $now);
             RETURN { outcome: 'reused', session: $t.session };
           };
           IF !$t.spent { UPDATE type::record('session_token', $old) SET spent = true, spent_at = $now };
           IF $t.parent != '' { UPDATE type::record('session_token', $t.parent) SET confirmed = true };
           CREATE ONLY type::record('session_token', $new) SET session = $t.session, kind = 'refresh', parent = $old,
             spent = false, spent_at = $now, confirmed = false, expires_at = $until;
           UPDATE type::record('session', $t.session) SET last_used_at = $now, expires_at = $until;
           RETURN { outcome: 'rotated', session: $t.session, user: $s.user }; }",
    )
    .bind("old", old.to_owned())
    .bind("new", new.to_owned())
    .bind_json("audit", reuse)
    .bind("now", now)
    .bind("grace_from", grace_from)
    .bind("until", until)
    .write()
    .await?
    .ok_or_else(|| DbError::Other("a rotation has an outcome".into()))
}

/// Notes that a pair traded for this refresh token was used.
pub async fn confirm(db: &Db, parent: &str) -> Result<(), DbError> {
    db.sql("UPDATE type::record('session_token', $hash) SET confirmed = true").bind("hash", parent.to_owned()).exec().await
}

/// Ends a session of this person; `false` when there is none with this id.
pub async fn end_session(db: &Db, user: &str, id: &str, audit: &Entry, now: DateTime<Utc>) -> Result<bool, DbError> {
    db.sql(
        "{ IF (SELECT VALUE user FROM ONLY type::record('session', $id)) != $user { RETURN false };
           fn::end_session($id);
           fn::audit($audit, $now);
           RETURN true; }",
    )
    .bind("user", user.to_owned())
    .bind("id", id.to_owned())
    .bind_json("audit", audit)
    .bind("now", now)
    .write()
    .await
    .map(|ended| ended.unwrap_or(false))
}

/// Ends every session of this person but one; gives the ids.
pub async fn end_other_sessions(db: &Db, user: &str, keep: &str, audit: &Entry, now: DateTime<Utc>) -> Result<Vec<String>, DbError> {
    let ended = db
        .sql(
            "{ LET $ids = (SELECT VALUE record::id(id) FROM session WHERE user = $user).filter(|$id| $id != $keep);
               FOR $id IN $ids { fn::end_session($id) };
               fn::audit($audit, $now);
               RETURN { ids: $ids }; }",
        )
        .bind("user", user.to_owned())
        .bind("keep", keep.to_owned())
        .bind_json("audit", audit)
        .bind("now", now)
        .write::<Ended>()
        .await?;
    Ok(ended.map(|e| e.ids).unwrap_or_default())
}

#[derive(Deserialize)]
struct Ended {
    ids: Vec<String>,
}

/// Sessions of a person that are not over, newest first, at most 100.
pub async fn list_sessions(db: &Db, user: &str, now: DateTime<Utc>) -> Result<Vec<SessionListRow>, DbError> {
    db.sql(
        "SELECT record::id(id) AS id, kind, agent, ip, created_at, last_used_at, expires_at, newest
         FROM session WHERE user = $user AND expires_at > $now ORDER BY newest LIMIT 100",
    )
    .bind("user", user.to_owned())
    .bind("now", now)
    .list()
    .await
}

/// Deletes sessions and tokens that are over, a few at a time.
pub async fn purge(db: &Db, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("DELETE (SELECT VALUE id FROM session_token WHERE expires_at < $now LIMIT 500)").bind("now", now).exec().await?;
    db.sql("DELETE (SELECT VALUE id FROM session WHERE expires_at < $now LIMIT 500)").bind("now", now).exec().await
}
