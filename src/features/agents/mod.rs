//! Agents: the built-in library, a workspace's own agents, and the panel members that simulations
//! make of both.
//!
//! To add library agents, write them into `data/agents/<domain>.json`; a new file gets one line
//! in `library::FILES`. The tests there say what a good agent has.

#[cfg(feature = "ssr")]
pub mod api;
pub mod candidate;
pub mod conflict;
pub mod contract;
pub mod draft;
#[cfg(feature = "ssr")]
mod export;
#[cfg(feature = "ssr")]
mod facets;
pub mod fields;
pub mod form;
pub mod history;
#[cfg(feature = "ssr")]
mod import;
#[cfg(feature = "ssr")]
pub mod library;
#[cfg(feature = "ssr")]
mod merge;
pub mod page;
pub mod panel;
#[cfg(feature = "ssr")]
mod ranking;
pub mod rpc;
pub mod sample;
pub mod sampler;
#[cfg(feature = "ssr")]
mod search;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod takeout;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;
pub mod transfer;
pub mod types;

#[cfg(feature = "ssr")]
pub use api::{LONGEST_BODY, LONGEST_UPLOAD, takes_files};
#[cfg(feature = "ssr")]
pub use import::too_large;
#[cfg(feature = "ssr")]
pub use service::imports::JOB as IMPORT_JOB;
#[cfg(feature = "ssr")]
pub use store::PURGE;
