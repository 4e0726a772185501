//! What happens in a simulation, as the event stream carries it.

use serde::{Deserialize, Serialize};

use super::annotation::Annotation;
use super::message::{Message, Speaker};
use super::observer::Aside;
use super::simulation::State;

/// Something that happens in a simulation, as the event stream carries it. `data` of an event is
/// this object with `seq` and `ts` beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum SimulationEvent {
    State {
        state: State,
        reason: String,
    },
    TurnStarted {
        turn: u32,
        speaker: Speaker,
        reason: String,
    },
    /// Live only. `offset` is the number of characters of the line that were sent before.
    Delta {
        turn: u32,
        text: String,
        offset: u32,
    },
    Message {
        message: Message,
    },
    /// An observer asked a participant beside the conversation.
    Aside {
        aside: Aside,
    },
    /// Somebody put something beside a line.
    Annotation {
        annotation: Annotation,
    },
    /// Somebody took it away again.
    AnnotationRemoved {
        id: String,
    },
    /// Panel, scenario or settings were changed: read the simulation again.
    Changed {
        version: u32,
    },
    TurnDiscarded {
        turn: u32,
        reason: String,
    },
    Cost {
        tokens: u64,
        cost_micros: Option<i64>,
    },
    Finished {
        reason: String,
    },
    Stopped {
        reason: String,
    },
    Failed {
        reason: String,
    },
}

impl SimulationEvent {
    /// The event's name on the wire.
    pub const fn name(&self) -> &'static str {
        match self {
            SimulationEvent::State { .. } => "state",
            SimulationEvent::TurnStarted { .. } => "turn_started",
            SimulationEvent::Delta { .. } => "delta",
            SimulationEvent::Message { .. } => "message",
            SimulationEvent::Aside { .. } => "aside",
            SimulationEvent::Annotation { .. } => "annotation",
            SimulationEvent::AnnotationRemoved { .. } => "annotation_removed",
            SimulationEvent::Changed { .. } => "changed",
            SimulationEvent::TurnDiscarded { .. } => "turn_discarded",
            SimulationEvent::Cost { .. } => "cost",
            SimulationEvent::Finished { .. } => "finished",
            SimulationEvent::Stopped { .. } => "stopped",
            SimulationEvent::Failed { .. } => "failed",
        }
    }
}
