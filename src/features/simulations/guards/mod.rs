//! Deterministic checks and measures over lines of a conversation. They need no model, cost
//! nothing, and run on every line before it is stored.
//!
//! Recipe for a new guard: a file with one `check` that takes plain text and gives [`Finding`]s;
//! re-export it here; call it where lines are accepted.

pub mod repetition;
#[cfg(test)]
mod tests;

pub use super::measures::{aba_rate, distinct_n, echo_rate, gini, opening_rate};
pub use repetition::{Heard, Memory, check};

/// What a guard has to say about a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Name of the guard: `repetition`, `opening`.
    pub guard: &'static str,
    /// A sentence for people; also quoted to the model when the line is asked for again.
    pub message: String,
    /// Start and end (exclusive) in the line, in characters, not bytes.
    pub span: (usize, usize),
    /// Which earlier line it is about: a position in the list of own lines, or, counted on from
    /// its end, in the list of others' lines.
    pub turn: Option<usize>,
}
