//! The event table. Writers inside a bigger transaction call `fn::append_events` in their own
//! block; this file has the stand-alone append and the reading side.

use chrono::{DateTime, Utc};

use super::{NewEvent, StoredEvent, StreamName};
use crate::server::db::{Db, DbError};

/// Events read at once.
pub const BATCH: u64 = 200;

/// Appends events; gives the number of the last.
pub async fn append(db: &Db, stream: &StreamName, events: &[NewEvent], now: DateTime<Utc>) -> Result<u64, DbError> {
    db.sql("{ RETURN fn::append_events($stream, $events, $now); }")
        .bind("stream", stream.as_str().to_owned())
        .bind_json("events", &events)
        .bind("now", now)
        .write::<u64>()
        .await?
        .ok_or_else(|| DbError::Other("append gave no number".into()))
}

/// Number of the stream's last event; 0 for a stream that has none.
pub async fn last_seq(db: &Db, stream: &StreamName) -> Result<u64, DbError> {
    let last = db
        .sql("SELECT VALUE last_seq FROM ONLY type::record('stream', $stream)")
        .bind("stream", stream.as_str().to_owned())
        .optional::<u64>()
        .await?;
    Ok(last.unwrap_or(0))
}

/// Events after `after`, in order, at most [`BATCH`].
pub async fn after(db: &Db, stream: &StreamName, after: u64) -> Result<Vec<StoredEvent>, DbError> {
    let from = i64::try_from(after).unwrap_or(i64::MAX).saturating_add(1);
    db.sql("SELECT record::id(id)[1] AS seq, kind, data, at FROM event:[$stream, $from]..=[$stream, $to]")
        .bind("stream", stream.as_str().to_owned())
        .bind("from", from)
        .bind("to", from.saturating_add(i64::try_from(BATCH).unwrap_or(200)))
        .list::<StoredEvent>()
        .await
}
