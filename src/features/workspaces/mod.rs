//! Workspaces: what somebody makes belongs to one, and only its members see it.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
mod browser;
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
pub use store::invitations::PURGE;
