//! Counters of the conversations that were asked about last. They are a memory of this process and
//! no truth: without them everything is counted again from the transcript.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::features::simulations::measures::Meter;

/// Conversations whose counters are kept; those of a long one take about two megabytes.
const KEPT: usize = 12;

/// Counters up to a message.
#[derive(Clone, Debug)]
pub struct Counted {
    pub meter: Meter,
    /// Number of the last message that is counted.
    pub seq: u64,
    /// Version of the simulation whose panel was counted with.
    pub version: u32,
}

/// The last ones, youngest last.
#[derive(Default)]
pub(super) struct Counters {
    list: Mutex<VecDeque<(String, Counted)>>,
}

impl Counters {
    pub fn take(&self, id: &str) -> Option<Counted> {
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        let at = list.iter().position(|(known, _)| known == id)?;
        list.remove(at).map(|(_, counted)| counted)
    }

    pub fn keep(&self, id: &str, counted: Counted) {
        let mut list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        list.retain(|(known, _)| known != id);
        list.push_back((id.to_owned(), counted));
        while list.len() > KEPT {
            list.pop_front();
        }
    }
}

impl super::Engine {
    /// What was counted of a simulation, if it was lately.
    pub fn counted(&self, id: &str) -> Option<Counted> {
        self.counters.take(id)
    }

    /// Remembers what was counted.
    pub fn keep_counted(&self, id: &str, counted: Counted) {
        self.counters.keep(id, counted);
    }
}
