//! The situation a line is spoken in, as data. The scripted model speaks from it directly; a real
//! endpoint gets prose messages that are built from the same data.

use std::sync::Arc;

use crate::features::agents::types::Persona;
use crate::features::simulations::types::{MessageKind, Scenario};

/// Everything that decides the next line of one participant.
#[derive(Clone, Debug)]
pub struct Scene {
    /// Seed of the simulation.
    pub seed: u64,
    /// Number of the turn to be spoken, from 1.
    pub turn: u32,
    /// 0 for the first attempt at this turn, counted up when a guard rejects a line.
    pub attempt: u32,
    /// Turn after which the conversation ends; 0 when it has no limit.
    pub max_turns: u32,
    /// Who speaks: a position in `cast`.
    pub me: usize,
    pub cast: Vec<Arc<Persona>>,
    pub scenario: Arc<Scenario>,
    /// BCP 47 tag or name of the language; the scenario's when empty, else English.
    pub language: String,
    /// What this participant has heard, oldest first.
    pub lines: Vec<SceneLine>,
    /// Who can't speak now: positions in `cast`. Nobody asks them anything.
    pub muted: Vec<usize>,
}

/// One line as a participant heard it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SceneLine {
    /// Number of the message in the transcript.
    pub seq: u64,
    pub turn: u32,
    pub kind: MessageKind,
    /// Position in the cast; `None` for the observer and the scene.
    pub speaker: Option<usize>,
    pub text: Arc<str>,
    /// Said to this participant alone.
    pub private: bool,
}
