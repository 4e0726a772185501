//! Rows of passkeys and of the ceremonies that wait for a browser's answer.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::NewSession;
use crate::features::audit::entry::Entry;
use crate::features::purge::{Part, Scope};
use crate::server::db::{Db, DbError};

/// Ceremonies deleted at once.
const SWEEP: i64 = 500;

/// What a person leaves behind.
pub const PURGE: &[Part] = &[
    Part::sql(
        "passkeys",
        Scope::Person,
        "{ LET $rows = (SELECT VALUE id FROM passkey WHERE user = $id LIMIT $n); DELETE $rows; RETURN array::len($rows); }",
    ),
    Part::sql(
        "ceremonies",
        Scope::Person,
        "{ LET $rows = (SELECT VALUE id FROM ceremony WHERE user = $id LIMIT $n); DELETE $rows; RETURN array::len($rows); }",
    ),
    Part::sql(
        "codes",
        Scope::Person,
        "{ LET $rows = (SELECT VALUE id FROM code WHERE user = $id LIMIT $n); DELETE $rows; RETURN array::len($rows); }",
    ),
];

/// What `fn::add_passkey` takes.
#[derive(Clone, Debug, Serialize)]
pub struct PasskeyDraft {
    /// Hash of the credential id.
    pub id: String,
    /// Credential id, base64url.
    pub credential: String,
    pub name: String,
    /// JSON of the library.
    pub data: String,
    pub counter: u32,
    pub backed_up: bool,
    /// Time-ordered.
    pub sort: String,
    /// The row for the log.
    pub audit: Entry,
}

/// A passkey in its person's list.
#[derive(Clone, Debug, Deserialize)]
pub struct PasskeyRow {
    pub id: String,
    pub credential: String,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub backed_up: bool,
}

/// A passkey as an answer is checked against it, with its person.
#[derive(Clone, Debug, Deserialize)]
pub struct PasskeyKey {
    pub user: String,
    pub user_name: String,
    pub data: String,
}

/// Credential ids of somebody who wants to log in.
#[derive(Clone, Debug, Deserialize)]
pub struct KnownKeys {
    pub user: String,
    pub credentials: Vec<String>,
}

/// A ceremony before it is stored.
#[derive(Debug)]
pub struct NewCeremony {
    /// Keyed hash of the id.
    pub id: String,
    pub purpose: &'static str,
    pub user: String,
    pub bound: String,
    pub state: String,
    pub expires_at: DateTime<Utc>,
}

/// A ceremony that was taken.
#[derive(Debug, Deserialize)]
pub struct CeremonyRow {
    pub purpose: String,
    pub user: String,
    pub state: String,
}

/// A log-in that waits for the database's word.
#[derive(Debug)]
pub struct PasskeyUse {
    pub id: String,
    pub user: String,
    pub data: String,
    pub counter: u32,
    pub backed_up: bool,
    /// For the log when it succeeds, and when the counter went back.
    pub audit: Entry,
    pub alarm: Entry,
}

/// What became of a log-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasskeyOutcome {
    Opened,
    /// Removed in the meantime, or its person may not act.
    Gone,
    /// The counter went back: there may be a copy of the passkey. Nothing but the log was changed.
    Regressed,
}

#[derive(Deserialize)]
struct Outcome {
    outcome: PasskeyOutcome,
}

/// Stores a ceremony.
pub async fn begin_ceremony(db: &Db, ceremony: &NewCeremony) -> Result<(), DbError> {
    db.sql(
        "CREATE ONLY type::record('ceremony', $id) SET purpose = $purpose, user = $user, bound = $bound, state = $state, expires_at = $expires_at",
    )
    .bind("id", ceremony.id.clone())
    .bind("purpose", ceremony.purpose.to_owned())
    .bind("user", ceremony.user.clone())
    .bind("bound", ceremony.bound.clone())
    .bind("state", ceremony.state.clone())
    .bind("expires_at", ceremony.expires_at)
    .exec()
    .await
}

/// Takes a ceremony out: whoever asks first has it, and a wrong asker spoils it.
pub async fn take_ceremony(
    db: &Db,
    id: &str,
    purposes: &[&'static str],
    bound: &str,
    now: DateTime<Utc>,
) -> Result<Option<CeremonyRow>, DbError> {
    let purposes: Vec<String> = purposes.iter().map(|purpose| (*purpose).to_owned()).collect();
    db.sql(
        "{ LET $c = (SELECT purpose, user, bound, state, expires_at FROM ONLY type::record('ceremony', $id));
           IF $c = NONE { RETURN NONE };
           DELETE type::record('ceremony', $id);
           IF $c.expires_at <= $now OR $c.bound != $bound OR $c.purpose NOT IN $purposes { RETURN NONE };
           RETURN { purpose: $c.purpose, user: $c.user, state: $c.state }; }",
    )
    .bind("id", id.to_owned())
    .bind("purposes", purposes)
    .bind("bound", bound.to_owned())
    .bind("now", now)
    .write()
    .await
}

/// Deletes ceremonies that nobody answered.
pub async fn purge_ceremonies(db: &Db, now: DateTime<Utc>) -> Result<(), DbError> {
    loop {
        let gone: i64 = db
            .sql(
                "{ LET $old = (SELECT VALUE id FROM ceremony WHERE expires_at < $now LIMIT $limit);
                   DELETE $old;
                   RETURN array::len($old); }",
            )
            .bind("now", now)
            .bind("limit", SWEEP)
            .write()
            .await?
            .unwrap_or_default();
        if gone < SWEEP {
            return Ok(());
        }
    }
}

/// Person and credential ids behind an e-mail address or username (lower case); `None` for nobody,
/// for people without passkeys and for those who may not act.
pub async fn find_keys(db: &Db, account: &str) -> Result<Option<KnownKeys>, DbError> {
    db.sql(
        "{ LET $user = (SELECT VALUE user FROM ONLY type::record('login_name', $account)) ?? 'nobody';
           LET $active = (SELECT VALUE state FROM ONLY type::record('user', $user)) = 'active';
           LET $found = (SELECT VALUE credential FROM (SELECT credential, sort FROM passkey WHERE user = $user ORDER BY sort));
           IF !$active OR $found = [] { RETURN NONE };
           RETURN { user: $user, credentials: $found }; }",
    )
    .bind("account", account.to_owned())
    .optional()
    .await
}

/// A passkey to check an answer against.
pub async fn find_passkey(db: &Db, id: &str) -> Result<Option<PasskeyKey>, DbError> {
    db.sql("SELECT user, type::record('user', user).name AS user_name, data FROM ONLY type::record('passkey', $id)")
        .bind("id", id.to_owned())
        .optional()
        .await
}

/// Passkeys of a person, oldest first.
pub async fn list_passkeys(db: &Db, user: &str) -> Result<Vec<PasskeyRow>, DbError> {
    db.sql(
        "SELECT record::id(id) AS id, credential, name, created_at, last_used_at, backed_up, sort
         FROM passkey WHERE user = $user ORDER BY sort LIMIT 100",
    )
    .bind("user", user.to_owned())
    .list()
    .await
}

/// Adds a passkey; throws `too_many`. One that exists is a duplicate.
pub async fn add_passkey(db: &Db, user: &str, passkey: &PasskeyDraft, max: u32, now: DateTime<Utc>) -> Result<(), DbError> {
    // The write to the person makes two of these at the same time meet; it must change something.
    db.sql(
        "{ IF array::len(SELECT VALUE id FROM passkey WHERE user = $user) >= $max { THROW 'too_many' };
           UPDATE type::record('user', $user) SET updated_at = $now, version += 1;
           RETURN fn::add_passkey($passkey, $user, $now); }",
    )
    .bind("user", user.to_owned())
    .bind("max", i64::from(max))
    .bind_json("passkey", passkey)
    .bind("now", now)
    .exec()
    .await
}

/// Gives a passkey of this person another name; `false` when there is none with this id.
pub async fn rename_passkey(db: &Db, user: &str, id: &str, name: &str, audit: &Entry, now: DateTime<Utc>) -> Result<bool, DbError> {
    db.sql(
        "{ IF (SELECT VALUE user FROM ONLY type::record('passkey', $id)) != $user { RETURN false };
           UPDATE type::record('passkey', $id) SET name = $name;
           fn::audit($audit, $now);
           RETURN true; }",
    )
    .bind("user", user.to_owned())
    .bind("id", id.to_owned())
    .bind("name", name.to_owned())
    .bind_json("audit", audit)
    .bind("now", now)
    .write()
    .await
    .map(|done| done.unwrap_or(false))
}

/// Removes a passkey of this person; `false` when there is none with this id. Throws
/// `last_credential` when nothing else would let them in: no password, no other passkey, and no
/// verified address for a mailed code.
pub async fn remove_passkey(db: &Db, user: &str, id: &str, audit: &Entry, now: DateTime<Utc>) -> Result<bool, DbError> {
    // The write to the person makes two removals at the same time meet, so that they can't both
    // see the other passkey.
    db.sql(
        "{ IF (SELECT VALUE user FROM ONLY type::record('passkey', $id)) != $user { RETURN false };
           LET $person = (SELECT password_hash, email_verified, email FROM ONLY type::record('user', $user));
           LET $recovers = $person.email_verified AND $person.email != '';
           LET $others = array::len(SELECT VALUE id FROM passkey WHERE user = $user) - 1;
           IF $others = 0 AND $person.password_hash = '' AND !$recovers { THROW 'last_credential' };
           UPDATE type::record('user', $user) SET updated_at = $now, version += 1;
           DELETE type::record('passkey', $id);
           fn::audit($audit, $now);
           RETURN true; }",
    )
    .bind("user", user.to_owned())
    .bind("id", id.to_owned())
    .bind_json("audit", audit)
    .bind("now", now)
    .write()
    .await
    .map(|done| done.unwrap_or(false))
}

/// Notes the use of a passkey and begins a session, if its counter went on and its person may act.
pub async fn open_by_passkey(
    db: &Db,
    used: &PasskeyUse,
    session: &NewSession,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<PasskeyOutcome, DbError> {
    let outcome = db
        .sql(
            "{ LET $p = (SELECT user, counter FROM ONLY type::record('passkey', $id));
               IF $p = NONE OR $p.user != $user { RETURN { outcome: 'gone' } };
               IF (SELECT VALUE state FROM ONLY type::record('user', $user)) != 'active' { RETURN { outcome: 'gone' } };
               IF ($counter > 0 OR $p.counter > 0) AND $counter <= $p.counter {
                 fn::audit($alarm, $now);
                 RETURN { outcome: 'regressed' };
               };
               UPDATE type::record('passkey', $id) SET data = $data, counter = $counter, backed_up = $backed_up, last_used_at = $now;
               fn::audit($audit, $now);
               fn::open_session($begun, $now, $until);
               RETURN { outcome: 'opened' }; }",
        )
        .bind("id", used.id.clone())
        .bind("user", used.user.clone())
        .bind("data", used.data.clone())
        .bind("counter", i64::from(used.counter))
        .bind("backed_up", used.backed_up)
        .bind_json("audit", &used.audit)
        .bind_json("alarm", &used.alarm)
        .bind_json("begun", session)
        .bind("now", now)
        .bind("until", until)
        .write::<Outcome>()
        .await?;
    outcome.map(|row| row.outcome).ok_or_else(|| DbError::Other("a log-in has an outcome".into()))
}
