//! The append-only log of security-relevant acts.
//!
//! A service makes an [`entry::Entry`] and gives it to its store, which calls `fn::audit($audit, $now)`
//! in the transaction of the act: there is no act without its row and no row without its act. People
//! read their own part of it, owners that of their workspace, administrators everything.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod entry;
#[cfg(feature = "ssr")]
mod export;
pub mod page;
pub mod rpc;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod takeout;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;
pub mod types;

#[cfg(feature = "ssr")]
pub use store::PURGE;
