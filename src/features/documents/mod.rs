//! Documents: written by people, or by a job from the transcripts of simulations.
//!
//! Tables: `document` (what lists show), `document_body` (text, rendered HTML and evidence).
//! Reading order: `types`, `service`, `generate` (the job), `draft` (what a model or the offline
//! rules propose), `verify` (what survives the check), `compose` (the Markdown),
//! `quality` (the gate), `markdown` (the HTML).

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
mod compose;
#[cfg(feature = "ssr")]
mod draft;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
pub mod generate;
mod kind;
#[cfg(feature = "ssr")]
pub mod markdown;
pub mod page;
#[cfg(feature = "ssr")]
mod quality;
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
mod verify;

#[cfg(feature = "ssr")]
pub use store::PURGE;
