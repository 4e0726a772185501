//! Removing everything of a workspace or a person, for forgotten guests, deleted accounts and
//! deleted workspaces alike.
//!
//! What others can see goes at once, in the transaction of the act: `fn::purge_workspace` and
//! `fn::purge_person` delete the row, the memberships and the sessions, and note the rest in the
//! table `purge`. The rest goes afterwards, a few hundred rows at a time, part by part
//! (`features::PURGE`), and a crash only delays it. Each target is gone through twice, the second
//! time when everything that was under way during the first (a turn, a job, a request) is over.
//!
//! A feature that stores something of a workspace or a person: write a [`Part`] in its store
//! (`rows_of_workspace!("table")` is enough for a table with an index on `ws`), publish it in the
//! feature's `mod.rs`, and name it in `features::PURGE`. The test `nothing_is_left_of_a_guest` finds
//! what was forgotten. To delete a workspace: call `fn::purge_workspace($ws, $now)` in the block that
//! authorises and notes the act, then [`service::begin`].

#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
pub mod tests;

#[cfg(feature = "ssr")]
pub use service::{Part, Scope, Work};
#[cfg(feature = "ssr")]
pub(crate) use store::rows_of_workspace;
