//! Measures of a conversation, without a model and without a server: plain functions of the lines,
//! the same in both builds, so that a page counts along with what it receives.
//!
//! [`batch`] has the definitions with their sources, [`Meter`] counts line by line and gives the
//! same numbers (a test compares them), [`health`] says in words what is wrong.
//!
//! Recipe for a new measure: its definition, formula and source in `batch`, its counter in `meter`,
//! a field in `types::metrics::Measures`, a row in the test that compares the two.

pub mod batch;
mod health;
mod lexicon;
mod meter;
mod sums;
#[cfg(test)]
mod tests;
pub mod words;

pub use batch::{aba_rate, distinct_n, echo_rate, gini, opening_rate};
pub use health::health;
pub use lexicon::Courtesy;
pub use meter::{Member, Meter, Silent};
