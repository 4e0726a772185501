//! My data: everything of a person as one archive, and the end of an account.
//!
//! What is in the archive: `features::ARCHIVE`, one [`archive::Part`] a feature. What goes with an
//! account: `features::PURGE`, see `purge`.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod archive;
pub mod page;
pub mod rpc;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(all(test, feature = "ssr"))]
mod tests;
pub mod types;
