//! The administration of the installation: who its administrators are, how the first one comes to be,
//! and what they can do about people.
//!
//! Nobody becomes administrator by being the first visitor: it takes a link that stands in the log of
//! the first start, the settings of the operator, or the command line.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod cli;
pub mod page;
pub mod rpc;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;
pub mod types;
