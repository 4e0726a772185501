//! The transcript as a task holds it: read once, then only what is new. Lines are shared, so that
//! neither prompts nor scenes copy what was said.

use std::sync::Arc;

use crate::features::simulations::store::messages as message_store;
use crate::features::simulations::store::simulations::{Head, Plan};
use crate::features::simulations::types::{Message, MessageKind};
use crate::server::db::DbError;
use crate::server::llm::scene::SceneLine;
use crate::server::state::AppState;

use super::memory::Memory;

/// All lines in order, and the same lines as the offline model hears them.
#[derive(Default)]
pub(in crate::features::simulations) struct Transcript {
    lines: Vec<Arc<Message>>,
    scene: Vec<SceneLine>,
    memory: Memory,
}

impl Transcript {
    /// From lines that were read elsewhere.
    pub fn of(plan: &Plan, lines: Vec<Message>) -> Self {
        let mut transcript = Self::default();
        lines.into_iter().for_each(|line| transcript.push(plan, line));
        transcript
    }

    /// Reads what is missing.
    pub async fn read_to(&mut self, state: &AppState, head: &Head, plan: &Plan) -> Result<(), DbError> {
        let have = self.last_seq();
        if have < head.last_seq {
            for line in message_store::range(&state.db, &head.id, have + 1, head.last_seq).await? {
                self.push(plan, line);
            }
        }
        Ok(())
    }

    /// Adds the next line.
    pub fn push(&mut self, plan: &Plan, line: Message) {
        if line.seq <= self.last_seq() {
            return;
        }
        let speaker = line.speaker.as_ref().filter(|_| line.kind == MessageKind::Agent).and_then(|s| plan.seat(&s.id));
        // To the panel a pinned fact is something that happens.
        let kind = if line.kind == MessageKind::System { MessageKind::Scene } else { line.kind };
        self.scene.push(SceneLine {
            seq: line.seq,
            turn: line.turn,
            kind,
            speaker,
            text: line.text.as_str().into(),
            private: !line.to.is_empty(),
        });
        let line = Arc::new(line);
        self.memory.hear(line.clone());
        self.lines.push(line);
    }

    /// Number of the last line; 0 when there is none.
    pub fn last_seq(&self) -> u64 {
        self.lines.last().map_or(0, |line| line.seq)
    }

    /// What was said, for the prompt.
    pub const fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Every line.
    pub fn lines(&self) -> &[Arc<Message>] {
        &self.lines
    }

    /// What a participant heard, as messages and as the offline model takes it.
    pub fn heard_by(&self, participant: &str) -> (Vec<Arc<Message>>, Vec<SceneLine>) {
        let both = self.lines.iter().zip(&self.scene).filter(|(line, _)| line.is_heard_by(participant));
        both.map(|(line, scene)| (line.clone(), scene.clone())).unzip()
    }
}
