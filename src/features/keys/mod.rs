//! API keys: what programs send instead of a log-in.
//!
//! A key is a person's, has a name, scopes and an end, and may be restricted to one workspace. It is
//! shown once; a keyed hash is stored. It never opens more than its person may do, and nothing that
//! [`scopes::OPENS`] doesn't name.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
mod browser;
#[cfg(feature = "ssr")]
mod form;
pub mod page;
pub mod rpc;
pub mod scopes;
#[cfg(feature = "ssr")]
mod secret;
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
pub use secret::is_key;
#[cfg(feature = "ssr")]
pub use store::PURGE;
