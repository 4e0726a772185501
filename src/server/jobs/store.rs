//! The job tables. Waiting and running jobs stand in `job`, ended ones in `job_done`.

use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;

use super::Prepared;
use crate::features::jobs::types::Job;
use crate::features::purge::{Part, Scope};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError, newest_first};
use crate::server::events::NewEvent;

/// How long a worker owns a job without renewing.
pub const LEASE: Duration = Duration::seconds(30);

/// Removes a few jobs at a time; a stream has a handful of events.
macro_rules! purge {
    ($table:literal) => {
        concat!(
            "{ LET $ids = (SELECT VALUE record::id(id) FROM ",
            $table,
            " WHERE ws = $id LIMIT 50); ",
            "FOR $job IN $ids { LET $stream = 'job:' + $job; ",
            "DELETE event:[$stream, 0]..=[$stream, 1000000000]; DELETE type::record('stream', $stream); DELETE type::record('",
            $table,
            "', $job) }; ",
            "RETURN array::len($ids); }"
        )
    };
}

/// A claimed job.
#[derive(Clone, Debug, Deserialize)]
pub struct Claimed {
    pub id: String,
    pub ws: String,
    pub user: String,
    pub kind: String,
    pub payload: serde_json::Value,
    /// Counts the claims; also tells this claim from a later one.
    pub attempts: u32,
    pub max_attempts: u32,
    /// Somebody asked for its end before it was claimed.
    pub cancel: bool,
}

/// Jobs of a workspace with their events. A worker that runs one loses its lease.
pub const PURGE: &[Part] =
    &[Part::sql("jobs", Scope::Workspace, purge!("job")), Part::sql("ended jobs", Scope::Workspace, purge!("job_done"))];

pub async fn insert(db: &Db, job: &Prepared, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql("{ fn::enqueue_job($job, $now); RETURN NONE; }").bind_json("job", job).bind("now", now).exec().await
}

/// Takes one due job, or one whose owner is gone.
pub async fn claim(db: &Db, owner: &str, now: DateTime<Utc>) -> Result<Option<Claimed>, DbError> {
    for state in ["queued", "running"] {
        let due: Vec<String> = db
            .sql("SELECT VALUE record::id(id) FROM job WHERE state = $state AND run_at <= $now ORDER BY run_at LIMIT 8")
            .bind("state", state.to_owned())
            .bind("now", now)
            .list()
            .await?;
        for id in due {
            if let Some(job) = claim_one(db, &id, state, owner, now).await? {
                return Ok(Some(job));
            }
        }
    }
    Ok(None)
}

async fn claim_one(db: &Db, id: &str, state: &str, owner: &str, now: DateTime<Utc>) -> Result<Option<Claimed>, DbError> {
    db.sql(
        "{ LET $row = (UPDATE ONLY type::record('job', $id) SET state = 'running', lease_owner = $owner, lease_until = $until, run_at = $until,
             attempts += 1, progress = 0 WHERE state = $state AND run_at <= $now AND lease_until <= $now RETURN AFTER);
           IF $row = NONE { RETURN NONE };
           fn::append_events($stream, $events, $now);
           RETURN { id: $id, ws: $row.ws, user: $row.user, kind: $row.kind, payload: $row.payload, attempts: $row.attempts,
                    max_attempts: $row.max_attempts, cancel: $row.cancel }; }",
    )
    .bind("id", id.to_owned())
    .bind("state", state.to_owned())
    .bind("owner", owner.to_owned())
    .bind("until", now + LEASE)
    .bind("stream", super::stream(id).as_str().to_owned())
    .bind_json("events", &[NewEvent::new("state", &serde_json::json!({ "state": "running" }))])
    .bind("now", now)
    .write()
    .await
}

/// Renews the lease and stores progress. `Some(cancel)` while the job is still ours.
pub async fn renew(db: &Db, job: &Claimed, owner: &str, progress: u8, now: DateTime<Utc>) -> Result<Option<bool>, DbError> {
    db.sql(
        "{ LET $row = (UPDATE ONLY type::record('job', $id) SET lease_until = $until, run_at = $until, progress = $progress
             WHERE state = 'running' AND lease_owner = $owner AND attempts = $attempts RETURN AFTER);
           RETURN $row.cancel; }",
    )
    .bind("id", job.id.clone())
    .bind("owner", owner.to_owned())
    .bind("attempts", i64::from(job.attempts))
    .bind("until", now + LEASE)
    .bind("progress", i64::from(progress))
    .write()
    .await
}

/// How a job goes back into the queue.
pub struct Back<'a> {
    /// When it may be taken again; at once when somebody asked for its end.
    pub run_at: DateTime<Utc>,
    pub error: &'a str,
    /// Whether the attempt counts.
    pub counts: bool,
}

/// Gives a job back, if it is still ours.
pub async fn release(db: &Db, job: &Claimed, owner: &str, back: Back<'_>, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql(
        "{ LET $row = (UPDATE ONLY type::record('job', $id) SET state = 'queued', lease_owner = '', error = $error, progress = 0, attempts -= $back,
             lease_until = IF cancel { $now } ELSE { $run_at }, run_at = IF cancel { $now } ELSE { $run_at }
             WHERE state = 'running' AND lease_owner = $owner AND attempts = $attempts RETURN AFTER);
           IF $row = NONE { RETURN NONE };
           fn::append_events($stream, $events, $now);
           RETURN NONE; }",
    )
    .bind("id", job.id.clone())
    .bind("owner", owner.to_owned())
    .bind("attempts", i64::from(job.attempts))
    .bind("run_at", back.run_at)
    .bind("error", back.error.to_owned())
    .bind("back", i64::from(!back.counts))
    .bind("stream", super::stream(&job.id).as_str().to_owned())
    .bind_json("events", &[NewEvent::new("state", &serde_json::json!({ "state": "queued", "error": back.error }))])
    .bind("now", now)
    .exec()
    .await
}

/// How a job ended.
pub struct Ended<'a> {
    pub state: &'a str,
    pub error: &'a str,
    pub result: &'a serde_json::Value,
    pub event: NewEvent,
}

/// Moves a job to the ended ones and writes its last event, if it is still ours.
pub async fn finish(db: &Db, job: &Claimed, owner: &str, end: Ended<'_>, now: DateTime<Utc>) -> Result<(), DbError> {
    db.sql(
        "{ LET $row = (SELECT * FROM ONLY type::record('job', $id));
           IF $row = NONE OR $row.lease_owner != $owner OR $row.attempts != $attempts { RETURN NONE };
           CREATE ONLY type::record('job_done', $id) SET ws = $row.ws, user = $row.user, kind = $row.kind, title = $row.title, payload = $row.payload,
             state = $state, progress = IF $state = 'done' { 100 } ELSE { $row.progress }, attempts = $row.attempts, max_attempts = $row.max_attempts,
             error = $error, result = $result, created_at = $row.created_at, ended_at = $now, sort = $row.sort;
           DELETE ONLY type::record('job', $id) RETURN BEFORE;
           fn::append_events($stream, $events, $now);
           RETURN NONE; }",
    )
    .bind("id", job.id.clone())
    .bind("owner", owner.to_owned())
    .bind("attempts", i64::from(job.attempts))
    .bind("state", end.state.to_owned())
    .bind("error", end.error.to_owned())
    .bind_json("result", end.result)
    .bind("stream", super::stream(&job.id).as_str().to_owned())
    .bind_json("events", &[end.event])
    .bind("now", now)
    .exec()
    .await
}

/// Asks a job to stop. A waiting job becomes due at once, so that the next worker ends it.
pub async fn request_cancel(db: &Db, ws: &WorkspaceId, id: &str, now: DateTime<Utc>) -> Result<bool, DbError> {
    let hit: Option<bool> = db
        .sql(
            "{ LET $row = (UPDATE ONLY type::record('job', $id) SET cancel = true, run_at = IF state = 'queued' { $now } ELSE { run_at },
                 lease_until = IF state = 'queued' { $now } ELSE { lease_until } WHERE ws = $ws RETURN AFTER);
               RETURN $row != NONE; }",
        )
        .bind("id", id.to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind("now", now)
        .write()
        .await?;
    Ok(hit.unwrap_or(false))
}

/// Puts a failed or cancelled job back into the queue.
pub async fn retry(db: &Db, ws: &WorkspaceId, id: &str, now: DateTime<Utc>) -> Result<bool, DbError> {
    let hit: Option<bool> = db
        .sql(
            "{ LET $row = (SELECT * FROM ONLY type::record('job_done', $id) WHERE ws = $ws);
               IF $row = NONE OR $row.state = 'done' { RETURN false };
               fn::enqueue_job({ id: $id, ws: $row.ws, user: $row.user, kind: $row.kind, title: $row.title, payload: $row.payload,
                 max_attempts: $row.max_attempts, created_at: $row.created_at }, $now);
               DELETE ONLY type::record('job_done', $id) RETURN BEFORE;
               RETURN true; }",
        )
        .bind("id", id.to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind("now", now)
        .write()
        .await?;
    Ok(hit.unwrap_or(false))
}

/// A job of the workspace, waiting, running or ended.
pub async fn find(db: &Db, ws: &WorkspaceId, id: &str) -> Result<Option<Job>, DbError> {
    db.sql(
        "{ LET $live = (SELECT record::id(id) AS id, kind, title, state, progress, attempts, cancel AS cancelling, error, created_at
                        FROM ONLY type::record('job', $id) WHERE ws = $ws);
           IF $live != NONE { RETURN $live };
           RETURN (SELECT record::id(id) AS id, kind, title, state, progress, attempts, error, result, created_at, ended_at
                   FROM ONLY type::record('job_done', $id) WHERE ws = $ws); }",
    )
    .bind("id", id.to_owned())
    .bind("ws", ws.as_str().to_owned())
    .optional()
    .await
}

/// Newest jobs of the workspace before a cursor: the live ones and the ended ones, merged. Both
/// are read in one transaction, so that a job that is just ending appears exactly once.
pub async fn list(db: &Db, ws: &WorkspaceId, before: &str, limit: u32) -> Result<Vec<Job>, DbError> {
    let mut all: Vec<Job> = db
        .sql(
            "{ LET $live = (SELECT record::id(id) AS id, kind, title, state, progress, attempts, cancel AS cancelling, error, created_at, newest FROM job
                 WHERE ws = $ws AND newest > $before ORDER BY newest LIMIT $n);
               LET $ended = (SELECT record::id(id) AS id, kind, title, state, progress, attempts, error, result, created_at, ended_at, newest FROM job_done
                 WHERE ws = $ws AND newest > $before ORDER BY newest LIMIT $n);
               RETURN array::concat($live, $ended); }",
        )
        .bind("ws", ws.as_str().to_owned())
        .bind("before", newest_first(before))
        .bind("n", i64::from(limit))
        .list()
        .await?;
    all.sort_by(|a, b| b.id.cmp(&a.id));
    all.truncate(limit as usize);
    Ok(all)
}
