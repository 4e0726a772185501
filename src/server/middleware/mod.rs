//! Layers around every request, in the order of [`crate::server::router`].

pub mod body;
pub mod idempotency;
pub mod identity;
pub mod origin;
pub mod request_id;
pub mod security;
pub mod typed;
