//! The worker that removes what is left, beside everything else and in small steps.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use serde::Deserialize;
use tokio::sync::{Mutex, Notify};

use super::store::{self, Target};
use crate::server::db::DbError;
use crate::server::state::AppState;

/// Rows removed in one transaction, at most: some milliseconds of work.
const AT_ONCE: u32 = 300;
/// Steps of one part before it counts as stuck and the target is left for later.
const MAX_STEPS: u32 = 100_000;
/// How long a target is kept without a sign of life.
const LEASE: chrono::Duration = chrono::Duration::seconds(120);
/// After this nothing that was under way when the target went still writes: longer than a request, a
/// turn of a simulation and the lease of a job together.
const SECOND_LOOK: chrono::Duration = chrono::Duration::minutes(10);
/// Between two steps, so that people come first.
const PAUSE: Duration = Duration::from_millis(2);
/// How often the worker looks by itself.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// What goes: a workspace, or a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Workspace,
    Person,
}

impl Scope {
    pub const fn as_str(self) -> &'static str {
        match self {
            Scope::Workspace => "workspace",
            Scope::Person => "person",
        }
    }
}

/// Removal in code, for what is not in the database. Gives how many things went; it is called until
/// nothing goes any more, and may be called again for what is gone already.
pub type Call = fn(AppState, String) -> Pin<Box<dyn Future<Output = Result<u64, DbError>> + Send>>;

/// How a part is removed.
#[derive(Clone, Copy)]
pub enum Work {
    /// One block that deletes at most `$n` rows of `$id` and gives their number; run until it gives 0.
    /// `$spaces` are the workspaces a person belonged to, `$now` is the time.
    Sql(&'static str),
    Call(Call),
}

/// What a feature keeps of a workspace or a person.
#[derive(Clone, Copy)]
pub struct Part {
    /// For the log.
    pub name: &'static str,
    pub scope: Scope,
    pub work: Work,
}

impl Part {
    /// A part that one SurrealQL block removes.
    pub const fn sql(name: &'static str, scope: Scope, text: &'static str) -> Self {
        Self { name, scope, work: Work::Sql(text) }
    }
    /// A part that is removed in code.
    pub const fn call(name: &'static str, scope: Scope, call: Call) -> Self {
        Self { name, scope, work: Work::Call(call) }
    }
}

/// Wakes the worker of this process, of which there is one.
#[derive(Default)]
pub struct Signal {
    wake: Notify,
    busy: Mutex<()>,
}

/// Begins to remove what was noted a moment ago. Sessions are read anew, so that nobody goes on in
/// what is gone.
pub fn begin(state: &AppState) {
    state.sessions.forget_all();
    state.purge.wake.notify_one();
}

/// The worker; ends with the process.
pub async fn work(state: AppState) {
    loop {
        run(&state).await;
        tokio::select! {
            () = state.shutdown.cancelled() => return,
            () = state.purge.wake.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Removes everything that is due.
pub async fn run(state: &AppState) {
    let _one_at_a_time = state.purge.busy.lock().await;
    while !state.shutdown.is_cancelled() {
        match store::claim(&state.db, state.clock.now(), LEASE).await {
            Ok(Some(target)) => round(state, &target).await,
            Ok(None) => return,
            Err(error) => {
                tracing::warn!(%error, "looking for what is to be removed failed");
                return;
            }
        }
    }
}

/// What is kept of such a target, in the order in which it is removed.
fn parts(scope: Scope) -> Vec<&'static Part> {
    crate::features::PURGE.iter().flat_map(|parts| parts.iter()).filter(|part| part.scope == scope).collect()
}

/// Goes through all parts once. What fails is tried again when the lease is over.
async fn round(state: &AppState, target: &Target) {
    let mut gone = 0;
    for part in parts(target.scope) {
        match remove(state, part, target).await {
            Ok(Some(rows)) => gone += rows,
            Ok(None) => return, // the process stops; the next one goes on
            Err(error) => {
                tracing::error!(%error, part = part.name, scope = target.scope.as_str(), target = %target.target, "removing a part failed; it is tried again");
                return;
            }
        }
    }
    let again = (target.round < 2).then(|| state.clock.now() + SECOND_LOOK);
    if let Err(error) = store::finish(&state.db, target, again).await {
        tracing::warn!(%error, target = %target.target, "noting the end of a removal failed; it is gone through again");
    }
    tracing::info!(scope = target.scope.as_str(), target = %target.target, round = target.round, rows = gone, "removed what was left");
}

/// Removes one part step by step; `None` when the process stops in between.
async fn remove(state: &AppState, part: &Part, target: &Target) -> Result<Option<u64>, DbError> {
    let mut all = 0;
    for step in 1..=MAX_STEPS {
        if state.shutdown.is_cancelled() {
            return Ok(None);
        }
        let now = state.clock.now();
        let gone = match part.work {
            Work::Sql(text) => store::step(&state.db, text, target, AT_ONCE, now).await?,
            Work::Call(call) => call(state.clone(), target.target.clone()).await?,
        };
        if gone == 0 {
            return Ok(Some(all));
        }
        all += gone;
        if step % 50 == 0 {
            store::renew(&state.db, target, now + LEASE).await?;
        }
        tokio::time::sleep(PAUSE).await;
    }
    Err(DbError::Other(format!("{} never ends", part.name)))
}
