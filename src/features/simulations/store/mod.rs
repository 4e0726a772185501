//! SurrealQL of the feature, by table and use.

pub mod annotations;
pub mod asides;
pub mod branch;
pub mod history;
pub mod imports;
pub mod messages;
pub mod metrics;
mod purge;
pub mod scenarios;
pub mod shares;
pub mod simulations;
pub mod translations;
pub mod turn_log;
pub mod turns;

pub use purge::PURGE;
