//! Simulations: a scenario put to a panel of agents, and the conversation that follows.
//!
//! Tables: `simulation` (one row, with the state of the engine), `message` (the transcript, dense
//! numbers in the id), `scenario` (own scenarios), `current_simulation` (what a person opened last).
//! Reading order: `types`, `service`, `engine`.

pub mod measures;
pub mod page;
pub mod room;
pub mod rpc;
pub mod scenario_form;
pub mod types;

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "ssr")]
pub mod engine;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
pub mod guards;
#[cfg(feature = "ssr")]
pub mod scenarios;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod takeout;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;

#[cfg(feature = "ssr")]
pub use api::{LONGEST_UPLOAD, takes_files, too_large};
#[cfg(feature = "ssr")]
pub use store::PURGE;
