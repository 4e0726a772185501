//! What the live room knows, and how events change it: plain data, the same on server and client,
//! so that a page that was rendered, a live page and a page that reconnected agree.

use super::rpc::Room;
use super::types::{Annotation, AnnotationKind, Aside, Message, Simulation, SimulationEvent, Speaker, State};

/// The line that is being spoken.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenLine {
    pub turn: u32,
    pub speaker: Speaker,
    pub reason: String,
    pub text: String,
}

/// State of a live room.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomState {
    pub simulation: Simulation,
    /// In order, without gaps or repeats.
    pub lines: Vec<Message>,
    pub open: Option<OpenLine>,
    /// Why the last line was thrown away, until the next one begins.
    pub notice: Option<String>,
    /// What people put beside the lines, in the order of the transcript.
    pub annotations: Vec<Annotation>,
    /// Questions beside the conversation, oldest first.
    pub asides: Vec<Aside>,
}

impl RoomState {
    /// From what the server sent with the page.
    pub fn new(room: Room) -> Self {
        Self {
            simulation: room.simulation,
            lines: room.messages,
            open: None,
            notice: None,
            annotations: room.annotations,
            asides: room.asides,
        }
    }

    /// Takes one event in. Events that were seen before change nothing.
    pub fn apply(&mut self, event: SimulationEvent) {
        match event {
            SimulationEvent::State { state, reason } => self.set_state(state, reason),
            SimulationEvent::TurnStarted { turn, speaker, reason } if turn > self.simulation.turns => {
                self.notice = None;
                self.open = Some(OpenLine { turn, speaker, reason, text: String::new() });
            }
            SimulationEvent::Delta { turn, text, offset } => self.extend(turn, &text, offset),
            SimulationEvent::Message { message } => self.add(message),
            SimulationEvent::TurnDiscarded { turn, reason } => self.discard(turn, reason),
            SimulationEvent::Cost { tokens, cost_micros } => {
                self.simulation.tokens = self.simulation.tokens.max(tokens);
                self.simulation.cost_micros = cost_micros;
            }
            SimulationEvent::Finished { reason } => self.set_state(State::Finished, reason),
            SimulationEvent::Stopped { reason } => self.set_state(State::Stopped, reason),
            SimulationEvent::Failed { reason } => self.set_state(State::Failed, reason),
            SimulationEvent::Changed { version } => self.simulation.version = self.simulation.version.max(version),
            SimulationEvent::Annotation { annotation } => self.annotate(annotation),
            SimulationEvent::AnnotationRemoved { id } => self.annotations.retain(|a| a.id != id),
            SimulationEvent::Aside { aside } => {
                if self.asides.last().is_none_or(|last| last.number < aside.number) {
                    self.simulation.tokens += u64::from(aside.tokens);
                    self.simulation.cost_micros = self.simulation.cost_micros.zip(aside.cost_micros).map(|(sum, more)| sum + more);
                    self.asides.push(aside);
                }
            }
            SimulationEvent::TurnStarted { .. } => {}
        }
    }

    fn set_state(&mut self, state: State, reason: String) {
        self.simulation.state = state;
        self.simulation.state_reason = reason;
        if state.is_terminal() {
            self.open = None;
        }
    }

    /// Puts words at their place: a piece that came twice or again from the start fits as well.
    fn extend(&mut self, turn: u32, text: &str, offset: u32) {
        let Some(open) = self.open.as_mut().filter(|open| open.turn == turn) else { return };
        let offset = offset as usize;
        if offset <= open.text.chars().count() {
            let mut joined: String = open.text.chars().take(offset).collect();
            joined.push_str(text);
            if joined.chars().count() >= open.text.chars().count() || offset == 0 {
                open.text = joined;
            }
        }
    }

    fn add(&mut self, message: Message) {
        if self.open.as_ref().is_some_and(|open| open.turn <= message.turn && message.speaker.as_ref() == Some(&open.speaker)) {
            self.open = None;
        }
        if self.lines.last().is_some_and(|last| last.seq >= message.seq) {
            return;
        }
        if message.kind == super::types::MessageKind::Agent {
            self.simulation.turns = self.simulation.turns.max(message.turn);
        }
        self.simulation.messages = message.seq;
        self.simulation.round = message.round;
        self.lines.push(message);
    }

    fn annotate(&mut self, annotation: Annotation) {
        if let Err(place) = self.annotations.binary_search_by(|a| a.id.cmp(&annotation.id)) {
            self.annotations.insert(place, annotation);
        }
    }

    /// Whether it was paused while somebody spoke: that line is finished first.
    pub fn is_pausing(&self) -> bool {
        self.simulation.state == State::Paused && self.open.is_some()
    }

    /// Whether the line is highlighted.
    pub fn is_highlighted(&self, seq: u64) -> bool {
        self.annotations.iter().any(|a| a.seq == seq && a.kind == AnnotationKind::Highlight)
    }

    /// Puts the simulation as the server has it now; what the events have brought since is kept.
    pub fn refresh(&mut self, simulation: Simulation) {
        let before = std::mem::replace(&mut self.simulation, simulation);
        self.simulation.turns = self.simulation.turns.max(before.turns);
        self.simulation.messages = self.simulation.messages.max(before.messages);
        self.simulation.tokens = self.simulation.tokens.max(before.tokens);
    }

    fn discard(&mut self, turn: u32, reason: String) {
        if self.open.as_ref().is_some_and(|open| open.turn == turn) {
            self.open = None;
            self.notice = Some(reason);
        }
    }

    /// Share of the words that each participant spoke, in the order of the panel, 0 to 1. What an observer said in
    /// somebody's name is not theirs.
    pub fn shares(&self) -> Vec<f64> {
        let words = |id: &str| -> usize {
            let own = self.lines.iter().filter(|l| !l.puppet);
            own.filter(|l| l.speaker.as_ref().is_some_and(|s| s.id == id)).map(|l| l.text.split_whitespace().count()).sum()
        };
        let counts: Vec<usize> = self.simulation.participants.iter().map(|p| words(&p.id)).collect();
        let all: usize = counts.iter().sum();
        counts.into_iter().map(|n| if all == 0 { 0.0 } else { n as f64 / all as f64 }).collect()
    }
}
