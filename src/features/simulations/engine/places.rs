//! Who may speak at once. A running simulation holds a place; there are so many for the whole
//! process and so many for a workspace. Who waits stands in line: of those whose workspace has room,
//! the workspace with the fewest running goes first, within it whoever came first. So one workspace
//! with a hundred simulations can't keep others waiting.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// The places of the process.
pub(super) struct Places {
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    free: usize,
    per_workspace: usize,
    running: HashMap<String, usize>,
    line: Vec<Waiting>,
}

struct Waiting {
    workspace: String,
    simulation: String,
    call: oneshot::Sender<Place>,
}

/// A place; it is given back when this is dropped.
pub(super) struct Place {
    inner: Arc<Mutex<Inner>>,
    workspace: String,
    /// Whether there is a place to give back.
    holds: bool,
}

fn lock(inner: &Mutex<Inner>) -> MutexGuard<'_, Inner> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Places {
    pub fn new(all: usize, per_workspace: usize) -> Self {
        let inner = Inner { free: all.max(1), per_workspace: per_workspace.max(1), running: HashMap::new(), line: Vec::new() };
        Self { inner: Arc::new(Mutex::new(inner)) }
    }

    /// A place at once, if there is one and nobody waits for it.
    pub fn try_take(&self, workspace: &str) -> Option<Place> {
        let mut inner = lock(&self.inner);
        inner.line.retain(|waiting| !waiting.call.is_closed());
        let is_first = !inner.line.iter().any(|waiting| inner.has_room(&waiting.workspace));
        (is_first && inner.has_room(workspace)).then(|| inner.take(&self.inner, workspace))
    }

    /// Whether somebody of this workspace would get a place at once.
    pub fn has_room(&self, workspace: &str) -> bool {
        let inner = lock(&self.inner);
        inner.has_room(workspace) && !inner.line.iter().any(|waiting| !waiting.call.is_closed() && inner.has_room(&waiting.workspace))
    }

    /// Stands in line for a place. Whoever stops waiting drops the receiver.
    pub fn stand_in_line(&self, workspace: &str, simulation: &str) -> oneshot::Receiver<Place> {
        let (call, called) = oneshot::channel();
        let mut inner = lock(&self.inner);
        inner.line.push(Waiting { workspace: workspace.to_owned(), simulation: simulation.to_owned(), call });
        inner.call(&self.inner);
        called
    }

    /// Number of a simulation in the line, from 1.
    pub fn number(&self, simulation: &str) -> Option<usize> {
        let mut inner = lock(&self.inner);
        inner.line.retain(|waiting| !waiting.call.is_closed());
        inner.line.iter().position(|waiting| waiting.simulation == simulation).map(|at| at + 1)
    }

    /// Whether somebody waits who could have the place of this workspace.
    pub fn is_wanted(&self, workspace: &str) -> bool {
        let inner = lock(&self.inner);
        let has_room = |other: &str| other == workspace || inner.running.get(other).copied().unwrap_or(0) < inner.per_workspace;
        inner.line.iter().any(|waiting| !waiting.call.is_closed() && has_room(&waiting.workspace))
    }
}

impl Inner {
    fn has_room(&self, workspace: &str) -> bool {
        self.free > 0 && self.running.get(workspace).copied().unwrap_or(0) < self.per_workspace
    }

    fn take(&mut self, shared: &Arc<Mutex<Inner>>, workspace: &str) -> Place {
        self.free -= 1;
        *self.running.entry(workspace.to_owned()).or_default() += 1;
        Place { inner: shared.clone(), workspace: workspace.to_owned(), holds: true }
    }

    fn give_back(&mut self, workspace: &str) {
        self.free += 1;
        if let Some(running) = self.running.get_mut(workspace) {
            *running = running.saturating_sub(1);
            if *running == 0 {
                self.running.remove(workspace);
            }
        }
    }

    /// Calls everybody in who can come.
    fn call(&mut self, shared: &Arc<Mutex<Inner>>) {
        loop {
            self.line.retain(|waiting| !waiting.call.is_closed());
            let running = |workspace: &str| self.running.get(workspace).copied().unwrap_or(0);
            let able = self.line.iter().enumerate().filter(|(_, waiting)| self.has_room(&waiting.workspace));
            let Some(next) = able.min_by_key(|(at, waiting)| (running(&waiting.workspace), *at)).map(|(at, _)| at) else { return };
            let waiting = self.line.remove(next);
            let place = self.take(shared, &waiting.workspace);
            if let Err(mut place) = waiting.call.send(place) {
                // Gone in this very moment. The lock is held, so the place must not give itself back.
                place.holds = false;
                self.give_back(&waiting.workspace);
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.holds {
            let mut inner = lock(&self.inner);
            inner.give_back(&self.workspace);
            inner.call(&self.inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_finds_a_place_takes_it_and_gives_it_back() {
        let places = Places::new(1, 1);
        let place = places.try_take("a");
        assert!(place.is_some() && places.try_take("b").is_none());
        drop(place);
        assert!(places.try_take("b").is_some());
    }

    #[test]
    fn a_workspace_has_no_more_than_its_share() {
        let places = Places::new(10, 2);
        let held: Vec<Place> = (0..3).filter_map(|_| places.try_take("a")).collect();
        assert_eq!(held.len(), 2);
        assert!(places.try_take("b").is_some());
    }

    #[test]
    fn the_workspace_with_fewer_running_goes_first() {
        let places = Places::new(2, 2);
        let (first, second) = (places.try_take("a"), places.try_take("a"));
        let mut again = places.stand_in_line("a", "s3");
        let mut other = places.stand_in_line("b", "s4");
        assert_eq!((places.number("s3"), places.number("s4"), places.number("s5")), (Some(1), Some(2), None));
        drop(first);
        let place = other.try_recv();
        assert!(place.is_ok() && again.try_recv().is_err());
        drop(second);
        assert!(again.try_recv().is_ok());
    }

    #[test]
    fn who_stops_waiting_keeps_nobody_waiting() {
        let places = Places::new(1, 1);
        let held = places.try_take("a");
        drop(places.stand_in_line("a", "s1"));
        let mut next = places.stand_in_line("b", "s2");
        assert!(places.is_wanted("a"));
        assert_eq!(places.number("s2"), Some(1));
        drop(held);
        assert!(next.try_recv().is_ok());
    }

    #[test]
    fn a_place_that_is_called_but_not_taken_goes_to_the_next() {
        let places = Places::new(1, 1);
        let held = places.try_take("a");
        let called = places.stand_in_line("a", "s1");
        let mut next = places.stand_in_line("b", "s2");
        drop(held);
        drop(called);
        assert!(next.try_recv().is_ok());
    }
}
