//! The platform: what every feature stands on. Only in the server build.

pub mod blobs;
pub mod cli;
pub mod clock;
pub mod config;
pub mod ctx;
pub mod db;
pub mod doctor;
pub mod envelope;
pub mod events;
pub mod extract;
pub mod jobs;
pub mod limits;
pub mod llm;
pub mod lock;
pub mod mail;
pub mod middleware;
pub mod multipart;
pub mod openapi;
pub mod outbound;
pub mod paging;
pub mod passwords;
pub mod router;
pub mod rpc;
pub mod run;
pub mod secrets;
pub mod shutdown;
pub mod state;
pub mod sync;
pub mod telemetry;
pub mod tokens;

pub use run::{StartError, run};
