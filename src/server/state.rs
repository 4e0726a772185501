//! What the process has exactly one of.

use std::ops::Deref;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use leptos::config::LeptosOptions;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::features::auth::service::SessionCache;
use crate::features::purge;
use crate::features::simulations::engine::Engine;
use crate::server::blobs::Blobs;
use crate::server::clock::Clock;
use crate::server::config::Config;
use crate::server::db::Db;
use crate::server::events::Bus;
use crate::server::jobs::Queue;
use crate::server::limits::Limits;
use crate::server::llm::Llm;
use crate::server::mail::Mailer;
use crate::server::secrets::Secrets;

/// Cheap to clone; everything behind one pointer.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// The shared parts.
pub struct Shared {
    pub config: Config,
    pub secrets: Secrets,
    pub db: Db,
    pub clock: Clock,
    pub bus: Bus,
    pub llm: Llm,
    pub jobs: Queue,
    pub engine: Engine,
    pub sessions: SessionCache,
    /// Wakes the removal of what is gone.
    pub purge: purge::service::Signal,
    /// Pictures and other files.
    pub blobs: Blobs,
    pub limits: Limits,
    pub mail: Mailer,
    pub leptos: LeptosOptions,
    /// Cancelled when the process is to stop: accept nothing new, end streams, checkpoint.
    pub shutdown: CancellationToken,
    /// Every task that outlives a request is spawned here, so that shutdown can wait for it.
    pub tasks: TaskTracker,
    pub started_at: DateTime<Utc>,
    /// Distinguishes this process in leases.
    pub node: String,
    /// Keeps ids of the same millisecond in order.
    pub ids: std::sync::Mutex<uuid::ContextV7>,
}

impl AppState {
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    /// A new id, in order of time.
    pub fn new_id(&self) -> String {
        let now = self.clock.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        let ids = self.ids.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let stamp = uuid::Timestamp::from_unix(&*ids, seconds, now.timestamp_subsec_nanos());
        uuid::Uuid::new_v7(stamp).simple().to_string()
    }

    /// Spawns a task that shutdown waits for.
    pub fn spawn<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        #[expect(clippy::disallowed_methods, reason = "the one tracker")]
        self.tasks.spawn(task);
    }
}

impl Deref for AppState {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl axum::extract::FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
