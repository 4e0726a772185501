//! The append-only log of security-relevant acts.
//!
//! A service makes an [`entry::Entry`] and gives it to its store, which calls `fn::audit($audit, $now)`
//! in the transaction of the act: there is no act without its row and no row without its act.

#[cfg(feature = "ssr")]
pub mod entry;
