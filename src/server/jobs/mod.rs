//! Durable background work. A job is a row with a lease; workers claim, renew and finish it with
//! conditional writes, so that a zombie can't overwrite a successor. Changes of state and the
//! outcome go to the job's event stream; progress is live only. A job that was running when the
//! process died is taken again when its lease ends; a job that a stopping process gives back is
//! taken at once.
//!
//! A new kind of job: a handler and a `Kind` in the feature, named in `features::JOBS`.

pub mod store;
pub mod types;
pub mod worker;

use dashmap::DashMap;
use serde::Serialize;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::core::Result;
use crate::core::ids::JobId;
use crate::features::jobs::types::{Job, JobState};
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::events::StreamName;

pub use store::PURGE;
pub use types::{Failure, Handler, Kind, Running};

/// Wakes the workers of this process.
#[derive(Default)]
pub struct Queue {
    pub(super) wake: Notify,
    /// The jobs that run here; cancelling a token cancels the job at once. (A stopping process
    /// leaves them alone and gives its jobs back.)
    pub(super) running: DashMap<String, CancellationToken>,
}

impl Queue {
    /// Tells the workers that there is something to do.
    pub fn nudge(&self) {
        self.wake.notify_one();
    }

    /// Cancels a job that runs in this process.
    pub fn cancel_here(&self, id: &str) {
        if let Some(token) = self.running.get(id) {
            token.cancel();
        }
    }
}

/// Stream with the events of a job.
pub fn stream(id: &str) -> StreamName {
    StreamName::new("job", id)
}

/// A job to be stored. `payload` must be a JSON object.
#[derive(Clone, Debug, Serialize)]
pub struct NewJob {
    pub id: String,
    pub kind: &'static str,
    /// What it does, for people: "Summary of …".
    pub title: String,
    pub payload: serde_json::Value,
    pub max_attempts: u32,
}

/// A job as `fn::enqueue_job` wants it. Features that store something of their own together with
/// the job bind this in their own block, call [`Queue::nudge`] afterwards and answer with
/// [`Prepared::job`].
#[derive(Clone, Debug, Serialize)]
pub struct Prepared {
    ws: String,
    user: String,
    #[serde(flatten)]
    new: NewJob,
}

/// Makes a job ready to be stored for the caller's workspace.
pub fn prepare(ctx: &Ctx, ws: &WorkspaceId, new: NewJob) -> Result<Prepared> {
    Ok(Prepared { ws: ws.as_str().to_owned(), user: ctx.user_id()?.as_str().to_owned(), new })
}

impl Prepared {
    /// The stored job as clients see it.
    pub fn job(self, now: chrono::DateTime<chrono::Utc>) -> Job {
        Job {
            id: JobId::new(self.new.id),
            kind: self.new.kind.to_owned(),
            title: self.new.title,
            state: JobState::Queued,
            progress: 0,
            attempts: 0,
            cancelling: false,
            error: String::new(),
            result: serde_json::Value::Null,
            created_at: now,
            ended_at: None,
        }
    }
}

/// Stores a job for the caller's workspace and wakes a worker.
pub async fn enqueue(ctx: &Ctx, ws: &WorkspaceId, job: NewJob) -> Result<Job> {
    let now = ctx.now();
    let prepared = prepare(ctx, ws, job)?;
    store::insert(&ctx.state.db, &prepared, now).await?;
    ctx.state.jobs.nudge();
    Ok(prepared.job(now))
}
