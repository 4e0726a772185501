//! People: accounts, guests, log-in and log-out, sessions of browsers and programs, profiles.
//!
//! One row per session serves both kinds: a browser holds a random cookie, a program an access
//! token (short, signed) and a refresh token (random, for one use). The row is consulted on every
//! request, so the end of a session is the end of everything that came from it.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod browser;
#[cfg(feature = "ssr")]
mod codes;
#[cfg(feature = "ssr")]
pub mod cookies;
#[cfg(feature = "ssr")]
mod device;
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
pub(crate) mod tests;
pub mod types;

#[cfg(feature = "ssr")]
pub use browser::farewell;
#[cfg(feature = "ssr")]
pub use store::PURGE;
