//! Health of the process: `/health` with its components, `/health/live`, `/health/ready`, and
//! `/metrics` for loopback callers.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;
