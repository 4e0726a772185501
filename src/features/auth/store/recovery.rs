//! Passwords that change and addresses that are confirmed. Each is one block: code, effect, ended
//! sessions, notice and audit row go together or not at all.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::features::audit::entry::Entry;
use crate::features::auth::codes::{Given, Stored};
use crate::server::db::{Db, DbError};
use crate::server::mail::Prepared;

/// Somebody who may get a code.
#[derive(Clone, Debug, Deserialize)]
pub struct AccountRow {
    pub id: String,
    pub email: String,
    pub name: String,
    pub email_verified: bool,
    pub password_hash: String,
    /// Neither disabled nor a guest.
    pub active: bool,
}

/// A change together with what tells of it.
pub struct Told<'a> {
    pub mail: &'a Prepared,
    pub audit: &'a Entry,
}

/// What became of an attempt with a code.
#[derive(Debug, Deserialize)]
pub struct Outcome {
    /// Whether the code was right and the change was made.
    pub done: bool,
    /// Ended sessions.
    pub sessions: Vec<String>,
}

/// The account with this e-mail address (lower case).
pub async fn find_account(db: &Db, email: &str) -> Result<Option<AccountRow>, DbError> {
    db.sql(
        "{ LET $user = (SELECT VALUE user FROM ONLY type::record('login_name', $email));
           IF $user = NONE { RETURN NONE };
           RETURN (SELECT record::id(id) AS id, email, name, email_verified, password_hash, state = 'active' AND !guest AS active
                   FROM ONLY type::record('user', $user)); }",
    )
    .bind("email", email.to_owned())
    .optional()
    .await
}

/// The account of a person.
pub async fn load_account(db: &Db, id: &str) -> Result<Option<AccountRow>, DbError> {
    db.sql(
        "SELECT record::id(id) AS id, email, name, email_verified, password_hash, state = 'active' AND !guest AS active
         FROM ONLY type::record('user', $id)",
    )
    .bind("id", id.to_owned())
    .optional()
    .await
}

/// Stores a code in the place of the last one, and the mail that brings it.
pub async fn put_code(db: &Db, code: &Stored, told: Told<'_>, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql(
        "{ fn::put_code($code);
           fn::queue_mail($mail, $now);
           fn::audit($audit, $now);
           RETURN NONE; }",
    )
    .bind_json("code", code)
    .bind_json("mail", told.mail)
    .bind_json("audit", told.audit)
    .bind("now", now)
    .exec()
    .await
}

/// A new password for a code. It also proves the address, and ends every session. Where nobody had
/// proved the address before, somebody else may have made the account: their passkeys go. Without a
/// person of that id the same work is done and the answer is no.
pub async fn reset_password(db: &Db, user: &str, code: &Given, hash: &str, told: Told<'_>, now: DateTime<Utc>) -> Result<Outcome, DbError> {
    db.sql(
        "{ LET $no = { done: false, sessions: [] };
           IF (SELECT VALUE state FROM ONLY type::record('user', $user)) != 'active' { RETURN $no };
           LET $right = fn::try_code($given, $now);
           IF !$right { RETURN $no };
           IF !(SELECT VALUE email_verified FROM ONLY type::record('user', $user)) { DELETE passkey WHERE user = $user; DELETE api_key WHERE user = $user };
           UPDATE type::record('user', $user) SET password_hash = $hash, email_verified = true, updated_at = $now, version += 1;
           LET $sessions = (SELECT VALUE record::id(id) FROM session WHERE user = $user);
           FOR $sid IN $sessions { fn::end_session($sid) };
           fn::queue_mail($mail, $now);
           fn::audit($audit, $now);
           RETURN { done: true, sessions: $sessions }; }",
    )
    .bind("user", user.to_owned())
    .bind_json("given", code)
    .bind("hash", hash.to_owned())
    .bind_json("mail", told.mail)
    .bind_json("audit", told.audit)
    .bind("now", now)
    .write()
    .await?
    .ok_or_else(|| DbError::Other("a reset has an outcome".into()))
}

/// What a change of the password needs.
pub struct Change<'a> {
    pub user: &'a str,
    /// The session that stays.
    pub keep: &'a str,
    /// Hash that the current password was checked against.
    pub old: &'a str,
    pub new: &'a str,
    /// Slot of a code that must not be used any more.
    pub code: &'a Given,
}

/// A new password for the old one. Ends every other session and gives their ids. Throws `stale`
/// when the password has changed in the meantime.
pub async fn change_password(db: &Db, change: Change<'_>, told: Told<'_>, now: DateTime<Utc>) -> Result<Vec<String>, DbError> {
    let ended = db
        .sql(
            "{ IF (SELECT VALUE password_hash FROM ONLY type::record('user', $user)) != $old { THROW 'stale' };
               UPDATE type::record('user', $user) SET password_hash = $new, updated_at = $now, version += 1;
               DELETE type::record('code', $given.id);
               LET $sessions = (SELECT VALUE record::id(id) FROM session WHERE user = $user).filter(|$id| $id != $keep);
               FOR $sid IN $sessions { fn::end_session($sid) };
               fn::queue_mail($mail, $now);
               fn::audit($audit, $now);
               RETURN { done: true, sessions: $sessions }; }",
        )
        .bind("user", change.user.to_owned())
        .bind("keep", change.keep.to_owned())
        .bind("old", change.old.to_owned())
        .bind("new", change.new.to_owned())
        .bind_json("given", change.code)
        .bind_json("mail", told.mail)
        .bind_json("audit", told.audit)
        .bind("now", now)
        .write::<Outcome>()
        .await?;
    Ok(ended.map(|outcome| outcome.sessions).unwrap_or_default())
}

/// Marks an address as confirmed, for a code. `false` when the code is wrong.
pub async fn verify_email(db: &Db, user: &str, code: &Given, audit: &Entry, now: DateTime<Utc>) -> Result<bool, DbError> {
    let outcome = db
        .sql(
            "{ LET $right = fn::try_code($given, $now);
               IF !$right { RETURN { done: false, sessions: [] } };
               UPDATE type::record('user', $user) SET email_verified = true, updated_at = $now, version += 1;
               fn::audit($audit, $now);
               RETURN { done: true, sessions: [] }; }",
        )
        .bind("user", user.to_owned())
        .bind_json("given", code)
        .bind_json("audit", audit)
        .bind("now", now)
        .write::<Outcome>()
        .await?;
    Ok(outcome.is_some_and(|outcome| outcome.done))
}

/// Forgets codes that are over, a few at a time.
pub async fn purge_codes(db: &Db, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("DELETE (SELECT VALUE id FROM code WHERE expires_at < $now LIMIT 500)").bind("now", now).exec().await
}
