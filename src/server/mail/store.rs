//! The outbox table. A mail is claimed by a conditional write with a lease; every later write asks
//! whether the mail is still the claimer's.

use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;

use super::Prepared;
use crate::server::db::{Db, DbError};

/// How long a claimed mail belongs to its process. Longer than the longest try.
pub const LEASE: Duration = Duration::minutes(3);

/// A mail that is about to be sent.
#[derive(Clone, Debug, Deserialize)]
pub struct Claimed {
    pub id: String,
    pub kind: String,
    pub recipient: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Counts the claims; also tells this claim from a later one.
    pub attempts: u32,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// How a mail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Sent,
    /// The server doesn't take it and never will.
    Refused,
    /// Tried for too long.
    Failed,
    /// Its content is out of date.
    Expired,
    /// This installation sends no mail.
    Dropped,
}

impl Ending {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Dropped => "dropped",
        }
    }
}

/// What is wrong with the outbox, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Trouble {
    /// Mails that wait after a failed try.
    pub waiting: u32,
    /// Mails that were given up lately.
    pub failed: u32,
}

/// Stores a mail by itself, for acts that change nothing else.
pub async fn insert(db: &Db, mail: &Prepared, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("{ fn::queue_mail($mail, $now); RETURN NONE; }").bind_json("mail", mail).bind("now", now).exec().await
}

/// Takes one mail that is due, or one whose sender is gone.
pub async fn claim(db: &Db, owner: &str, now: DateTime<Utc>) -> Result<Option<Claimed>, DbError> {
    for state in ["waiting", "sending"] {
        let due: Vec<String> = db
            .sql("SELECT VALUE record::id(id) FROM mail WHERE state = $state AND due_at <= $now ORDER BY due_at LIMIT 8")
            .bind("state", state.to_owned())
            .bind("now", now)
            .list()
            .await?;
        for id in due {
            if let Some(mail) = claim_one(db, &id, owner, now).await? {
                return Ok(Some(mail));
            }
        }
    }
    Ok(None)
}

async fn claim_one(db: &Db, id: &str, owner: &str, now: DateTime<Utc>) -> Result<Option<Claimed>, DbError> {
    db.sql(
        "{ LET $row = (UPDATE ONLY type::record('mail', $id) SET state = 'sending', owner = $owner, due_at = $until, attempts += 1
             WHERE state IN ['waiting', 'sending'] AND due_at <= $now RETURN AFTER);
           IF $row = NONE { RETURN NONE };
           RETURN { id: $id, kind: $row.kind, recipient: $row.recipient, subject: $row.subject, text: $row.text, html: $row.html,
                    attempts: $row.attempts, created_at: $row.created_at, expires_at: $row.expires_at }; }",
    )
    .bind("id", id.to_owned())
    .bind("owner", owner.to_owned())
    .bind("until", now + LEASE)
    .bind("now", now)
    .write()
    .await
}

/// Puts a mail back until `due`, if it is still this claim's.
pub async fn put_back(db: &Db, mail: &Claimed, owner: &str, due: DateTime<Utc>, error: &str) -> Result<(), DbError> {
    db.sql(
        "UPDATE type::record('mail', $id) SET state = 'waiting', owner = '', due_at = $due, error = $error
         WHERE state = 'sending' AND owner = $owner AND attempts = $attempts",
    )
    .bind("id", mail.id.clone())
    .bind("owner", owner.to_owned())
    .bind("attempts", i64::from(mail.attempts))
    .bind("due", due)
    .bind("error", error.to_owned())
    .exec()
    .await
}

/// Ends a mail and wipes what it said, if it is still this claim's.
pub async fn finish(db: &Db, mail: &Claimed, owner: &str, how: Ending, error: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql(
        "UPDATE type::record('mail', $id) SET state = $state, owner = '', error = $error, text = '', html = '', ended_at = $now
         WHERE state = 'sending' AND owner = $owner AND attempts = $attempts",
    )
    .bind("id", mail.id.clone())
    .bind("owner", owner.to_owned())
    .bind("attempts", i64::from(mail.attempts))
    .bind("state", how.as_str().to_owned())
    .bind("error", error.to_owned())
    .bind("now", now)
    .exec()
    .await
}

/// Mails that wait after a failure, and those given up since `since`.
pub async fn trouble(db: &Db, since: DateTime<Utc>) -> Result<Trouble, DbError> {
    db.sql(
        "{ LET $waiting = (SELECT VALUE attempts FROM mail WHERE state = 'waiting' LIMIT 1000);
           LET $failed = (SELECT VALUE id FROM mail WHERE ended_at > $since AND state IN ['failed', 'expired'] LIMIT 1000);
           RETURN { waiting: array::len($waiting.filter(|$n| $n > 0)), failed: array::len($failed) }; }",
    )
    .bind("since", since)
    .one()
    .await
}

/// Forgets mails that ended before `until`, a few at a time.
pub async fn purge(db: &Db, until: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("DELETE (SELECT VALUE id FROM mail WHERE ended_at < $until LIMIT 500)").bind("until", until).exec().await
}
