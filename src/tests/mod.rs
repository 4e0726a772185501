//! Tests across features, and the harness that all tests use.

mod architecture;
pub mod authenticator;
mod bad_input;
mod coverage;
pub mod harness;
mod ledger;
pub mod openai_stub;
mod upgrade;
