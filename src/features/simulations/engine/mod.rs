//! The engine: one task per running simulation, which holds a lease on the row and speaks turn
//! after turn. The stored state is the only truth; a nudge just makes the task look at it sooner.
//! A task that ends, for whatever reason, loses nothing: what should run is found and taken up
//! again at the next start, or by another node when the lease is over.

mod counted;
mod finish;
mod judge;
pub(super) mod memory;
mod places;
pub(super) mod policy;
pub(super) mod prompt;
mod record;
mod steps;
mod task;
pub(super) mod transcript;
mod turn;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use dashmap::DashMap;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::server::state::AppState;

use super::store::turns;
pub use counted::Counted;
pub(super) use steps::{RAISE, reached, spent};
pub(super) use turn::scene_of;

use places::Places;

/// Why a simulation is queued.
pub(super) const IN_LINE: &str = "Waiting for a free place; it goes on by itself.";
/// How often a node looks for simulations whose owner is gone.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Steps in a row that could not be stored, after which a simulation stops trying by itself.
const PATIENCE: u32 = 3;
/// What people read then.
const UNSTORED: &str = "The last step could not be stored, several times over. Look at the disk space of the server, then resume.";
/// And when not even that can be stored.
pub(super) const STUCK: &str = "Nothing can be stored right now, so nothing is said. It goes on by itself as soon as the database takes writes again; look at the disk space of the server.";

/// What the running simulations of this process share.
pub struct Engine {
    places: Places,
    tasks: DashMap<String, Arc<Handle>>,
    counters: counted::Counters,
}

/// Connection to a running task.
#[derive(Default)]
struct Handle {
    wake: Notify,
    /// Set when somebody wants the task to look again before it ends.
    poked: AtomicBool,
    /// Token of the line that is being spoken.
    speaking: std::sync::Mutex<CancellationToken>,
    /// Steps in a row that could not be stored.
    failures: AtomicU32,
}

impl Handle {
    /// A fresh token for the next line.
    fn begin_line(&self) -> CancellationToken {
        let token = CancellationToken::new();
        if let Ok(mut current) = self.speaking.lock() {
            *current = token.clone();
        }
        token
    }

    /// Counts a step that could not be stored; gives how many there were in a row, with this one.
    fn failed(&self) -> u32 {
        self.failures.fetch_add(1, Ordering::SeqCst).saturating_add(1)
    }

    fn is_in_trouble(&self) -> bool {
        self.failures.load(Ordering::SeqCst) >= PATIENCE
    }

    /// A step was stored. Gives whether that is news.
    fn recovered(&self) -> bool {
        self.failures.swap(0, Ordering::SeqCst) >= PATIENCE
    }

    fn interrupt(&self) {
        if let Ok(current) = self.speaking.lock() {
            current.cancel();
        }
    }
}

impl Engine {
    /// At most `places` simulations run at once, of one workspace at most `per_workspace`; the
    /// others wait in line.
    pub fn new(places: usize, per_workspace: usize) -> Self {
        Self { places: Places::new(places, per_workspace), tasks: DashMap::new(), counters: counted::Counters::default() }
    }

    /// Simulations with a task in this process.
    pub fn running(&self) -> usize {
        self.tasks.len()
    }
}

/// Whether another simulation of the workspace could run right now.
pub fn has_room(state: &AppState, workspace: &str) -> bool {
    state.engine.places.has_room(workspace)
}

/// Number of a queued simulation in the line for places, from 1.
pub fn number_in_line(state: &AppState, id: &str) -> Option<usize> {
    state.engine.places.number(id)
}

/// Whether the simulation stands still because what it does can't be stored, not even that it stands still.
pub fn is_in_trouble(state: &AppState, id: &str) -> bool {
    state.engine.tasks.get(id).is_some_and(|handle| handle.is_in_trouble())
}

/// Makes sure that a task looks after the simulation.
pub fn ensure(state: &AppState, id: &str) {
    ensure_with(state, id, false);
}

fn ensure_with(state: &AppState, id: &str, seize: bool) {
    if state.shutdown.is_cancelled() {
        return;
    }
    let mut fresh = false;
    let handle = state
        .engine
        .tasks
        .entry(id.to_owned())
        .or_insert_with(|| {
            fresh = true;
            Arc::new(Handle::default())
        })
        .clone();
    handle.poked.store(true, Ordering::SeqCst);
    handle.wake.notify_one();
    if fresh {
        let (state, id) = (state.clone(), id.to_owned());
        state.clone().spawn(async move { look_after(state, id, handle, seize).await });
    }
}

/// Tells a task that the stored state changed; `interrupt` ends the line being spoken.
pub fn nudge(state: &AppState, id: &str, interrupt: bool) {
    if let Some(handle) = state.engine.tasks.get(id) {
        if interrupt {
            handle.interrupt();
        }
        handle.wake.notify_one();
    }
}

async fn look_after(state: AppState, id: String, handle: Arc<Handle>, seize: bool) {
    loop {
        handle.poked.store(false, Ordering::SeqCst);
        let run = std::panic::AssertUnwindSafe(task::run(&state, &id, &handle, seize));
        if futures::FutureExt::catch_unwind(run).await.is_err() {
            tracing::error!(simulation = %id, "a simulation's task panicked");
            task::fail(&state, &id, "An internal error stopped the simulation. Ask for another round to go on.").await;
        }
        let ended = state.engine.tasks.remove_if(&id, |_, h| !h.poked.load(Ordering::SeqCst)).is_some();
        if ended || state.shutdown.is_cancelled() {
            state.engine.tasks.remove(&id);
            return;
        }
    }
}

/// Takes up what should run, now and whenever an owner disappears.
pub fn start(state: &AppState) {
    let state = state.clone();
    state.clone().spawn(async move {
        // An embedded database belongs to one process, so whoever held a lease is gone.
        let mut alone = state.config.is_database_embedded();
        loop {
            match turns::orphans(&state.db, alone, state.clock.now()).await {
                Ok(ids) => ids.iter().for_each(|id| ensure_with(&state, id, alone)),
                Err(error) => tracing::warn!(%error, "looking for interrupted simulations failed"),
            }
            alone = false;
            tokio::select! {
                () = state.shutdown.cancelled() => return,
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    });
}
