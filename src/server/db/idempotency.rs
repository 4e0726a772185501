//! Rows behind `Idempotency-Key`.

use chrono::{DateTime, Utc};

use super::{Db, DbError};
use crate::features::purge::{Part, Scope};
use crate::server::middleware::idempotency::Known;

/// Kept answers. Ids are `[workspace, person, path, key]`, all text, so that they lie together.
pub const PURGE: &[Part] = &[
    Part::sql(
        "kept answers of a workspace",
        Scope::Workspace,
        "{ LET $rows = (SELECT VALUE id FROM idempotency:[$id, '']..[$id, '~'] LIMIT $n); DELETE $rows; RETURN array::len($rows); }",
    ),
    // Without a workspace in the request the first place is empty.
    Part::sql(
        "kept answers of a person",
        Scope::Person,
        "{ LET $rows = array::concat($spaces, ['']).map(|$ws| (SELECT VALUE id FROM idempotency:[$ws, $id, '']..[$ws, $id, '~'] LIMIT $n)).flatten();
           DELETE $rows; RETURN array::len($rows); }",
    ),
];

/// Reserves a key. `Some` when it was used before and is not expired.
pub async fn begin(db: &Db, id: &[String], hash: &str, now: DateTime<Utc>, expires: DateTime<Utc>) -> Result<Option<Known>, DbError> {
    db.sql(
        "{ LET $known = (SELECT body_hash, status, body, location, expires FROM ONLY type::record('idempotency', $id));
           IF $known != NONE AND $known.expires > $now { RETURN $known };
           UPSERT ONLY type::record('idempotency', $id) SET body_hash = $hash, status = 0, body = '', location = '', expires = $expires;
           RETURN NONE; }",
    )
    .bind("id", id.to_vec())
    .bind("hash", hash.to_owned())
    .bind("now", now)
    .bind("expires", expires)
    .write()
    .await
}

/// Stores the answer.
pub async fn complete(db: &Db, id: &[String], status: u16, body: &str, location: &str) -> Result<(), DbError> {
    db.sql("UPDATE ONLY type::record('idempotency', $id) SET status = $status, body = $body, location = $location")
        .bind("id", id.to_vec())
        .bind("status", i64::from(status))
        .bind("body", body.to_owned())
        .bind("location", location.to_owned())
        .exec()
        .await
}

/// Forgets a key whose request failed, so that it can be sent again.
pub async fn forget(db: &Db, id: &[String]) -> Result<(), DbError> {
    db.sql("DELETE type::record('idempotency', $id)").bind("id", id.to_vec()).exec().await
}

/// Deletes expired keys, a few at a time.
pub async fn purge(db: &Db, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("DELETE (SELECT VALUE id FROM idempotency WHERE expires < $now LIMIT 500)").bind("now", now).exec().await
}
