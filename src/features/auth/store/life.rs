//! A guest becomes an account, somebody leaves, a picture changes.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::NewSession;
use crate::features::audit::entry::Entry;
use crate::server::db::{Db, DbError};

/// What makes an account of a guest.
#[derive(Debug)]
pub struct Upgrade {
    /// Of the guest.
    pub id: String,
    /// Lower case.
    pub email: String,
    pub username: String,
    pub name: String,
    pub password_hash: String,
    /// New name of the personal workspace, unless the guest named it.
    pub workspace_name: String,
    /// The name that guests' workspaces have at first.
    pub old_workspace_name: &'static str,
}

#[derive(Deserialize)]
struct Sessions {
    ids: Vec<String>,
}

/// Turns a guest into an account, ends every session and begins the new one, or does nothing. Gives the
/// ids of the sessions that ended. Throws `not_guest` (also when there is no such person), `email_taken`,
/// `username_taken`.
pub async fn upgrade(
    db: &Db,
    to: &Upgrade,
    session: &NewSession,
    audit: &Entry,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<String>, DbError> {
    let ended = db
        .sql(
            "{ LET $row = (SELECT guest, state FROM ONLY type::record('user', $id));
               IF $row = NONE OR !$row.guest OR $row.state != 'active' { THROW 'not_guest' };
               IF record::exists(type::record('login_name', $email)) { THROW 'email_taken' };
               CREATE ONLY type::record('login_name', $email) SET user = $id;
               IF $username != '' {
                 LET $key = string::lowercase($username);
                 IF record::exists(type::record('login_name', $key)) { THROW 'username_taken' };
                 CREATE ONLY type::record('login_name', $key) SET user = $id;
               };
               UPDATE ONLY type::record('user', $id) SET email = $email, email_verified = false, username = $username, name = $name,
                 password_hash = $password_hash, guest = false, idle_since = NONE, updated_at = $now, version += 1;
               FOR $ws IN (SELECT VALUE ws FROM membership WHERE user = $id) {
                 UPDATE type::record('workspace', $ws) SET name = $ws_name, updated_at = $now, version += 1 WHERE personal AND name = $old_ws_name;
               };
               LET $ids = (SELECT VALUE record::id(id) FROM session WHERE user = $id);
               FOR $old IN $ids { fn::end_session($old) };
               fn::open_session($begun, $now, $until);
               fn::audit($audit, $now);
               RETURN { ids: $ids }; }",
        )
        .bind("id", to.id.clone())
        .bind("email", to.email.clone())
        .bind("username", to.username.clone())
        .bind("name", to.name.clone())
        .bind("password_hash", to.password_hash.clone())
        .bind("ws_name", to.workspace_name.clone())
        .bind("old_ws_name", to.old_workspace_name.to_owned())
        .bind_json("begun", session)
        .bind_json("audit", audit)
        .bind("now", now)
        .bind("until", until)
        .write::<Sessions>()
        .await?;
    Ok(ended.map(|e| e.ids).unwrap_or_default())
}

/// Guests who were not seen since then, as far as their rows tell; the sessions know better.
pub async fn idle_guests(db: &Db, before: DateTime<Utc>, limit: u32) -> Result<Vec<String>, DbError> {
    db.sql("SELECT VALUE record::id(id) FROM user WHERE guest = true AND idle_since < $before LIMIT $n")
        .bind("before", before)
        .bind("n", i64::from(limit))
        .list()
        .await
}

/// Forgets a guest whose last use was before that, by their sessions. One who was here since is looked
/// at again later. Gives the sessions that ended; `None` when the guest stays.
pub async fn forget_guest(
    db: &Db,
    id: &str,
    before: DateTime<Utc>,
    audit: &Entry,
    now: DateTime<Utc>,
) -> Result<Option<Vec<String>>, DbError> {
    let gone: Option<Sessions> = db
        .sql(
            "{ LET $row = (SELECT guest, created_at FROM ONLY type::record('user', $id));
               IF $row = NONE OR !$row.guest { RETURN NONE };
               LET $used = (SELECT VALUE last_used_at FROM session WHERE user = $id);
               LET $last = time::max(array::concat([$row.created_at], $used));
               IF $last >= $before { UPDATE type::record('user', $id) SET idle_since = $last; RETURN NONE };
               LET $ids = fn::purge_person($id, $now);
               fn::audit($audit, $now);
               RETURN { ids: $ids }; }",
        )
        .bind("id", id.to_owned())
        .bind("before", before)
        .bind_json("audit", audit)
        .bind("now", now)
        .write()
        .await?;
    Ok(gone.map(|g| g.ids))
}

/// Takes an account away, with its sessions and everything that belongs to nobody else; the rest follows.
/// `hash` is the password's that was just verified, or what stood there instead. Throws `changed` when
/// it is another one by now, `sole_owner` when a shared workspace would have no owner.
pub async fn delete_user(db: &Db, id: &str, hash: &str, audit: &Entry, now: DateTime<Utc>) -> Result<Vec<String>, DbError> {
    let gone: Option<Sessions> = db
        .sql(
            "{ LET $row = (SELECT password_hash FROM ONLY type::record('user', $id));
               IF $row = NONE OR $row.password_hash != $hash { THROW 'changed' };
               LET $ids = fn::purge_person($id, $now);
               fn::audit($audit, $now);
               RETURN { ids: $ids }; }",
        )
        .bind("id", id.to_owned())
        .bind("hash", hash.to_owned())
        .bind_json("audit", audit)
        .bind("now", now)
        .write()
        .await?;
    Ok(gone.map(|g| g.ids).unwrap_or_default())
}

/// The password's hash of a person; empty for guests and people with passkeys only.
pub async fn password_hash(db: &Db, id: &str) -> Result<Option<String>, DbError> {
    db.sql("SELECT VALUE password_hash FROM ONLY type::record('user', $id)").bind("id", id.to_owned()).optional().await
}

/// Puts a picture in place of the present one; `name` is '' for the drawing, and a `seed` of '' leaves
/// the drawing as it is. Throws `gone` and `no_picture`.
pub async fn use_avatar(db: &Db, id: &str, name: &str, seed: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql(
        "{ LET $row = (SELECT avatar FROM ONLY type::record('user', $id));
           IF $row = NONE { THROW 'gone' };
           fn::use_avatar($row.avatar ?? '', $name, $now);
           UPDATE type::record('user', $id) SET avatar = $name, avatar_seed = IF $seed = '' { avatar_seed } ELSE { $seed }, updated_at = $now, version += 1;
           RETURN NONE; }",
    )
    .bind("id", id.to_owned())
    .bind("name", name.to_owned())
    .bind("seed", seed.to_owned())
    .bind("now", now)
    .exec()
    .await
}
