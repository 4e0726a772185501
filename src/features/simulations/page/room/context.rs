//! What the parts of the room share.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::core::ids::SimulationId;
use crate::features::simulations::room::RoomState;
use crate::features::simulations::rpc::{Room, annotate, control_simulation, remove_annotation, update_simulation};
use crate::features::simulations::types::{
    Annotation, AnnotationInput, AnnotationKind, Message, Participant, SettingsInput, Simulation, SimulationEvent, SimulationPatch, State,
};
use crate::ui::{Toasts, use_toasts};

/// Signals of one room; every part gets a copy.
#[derive(Clone, Copy)]
pub(in crate::features::simulations::page) struct RoomContext {
    pub state: RwSignal<RoomState>,
    /// Event after which the stream (re)starts; `None` while there is nothing to listen to. Set to
    /// open it again after the end.
    pub from: RwSignal<Option<u64>>,
    pub last_event: RwSignal<u64>,
    pub may_steer: bool,
    /// State of the simulation.
    pub standing: Memo<State>,
    /// It was paused, and the line that is being spoken is still finished.
    pub pausing: Memo<bool>,
    /// Finished lines.
    pub count: Memo<usize>,
    /// What stands beside each line.
    pub marks: Memo<BTreeMap<u64, Vec<Annotation>>>,
    /// Number of the line that menus, keys and dialogs are about; 0 for none.
    pub cursor: RwSignal<u64>,
    /// Turn that the dialog "how this line came about" shows; 0 when it is closed.
    pub about: RwSignal<u32>,
    pub note_open: RwSignal<bool>,
    pub branch_open: RwSignal<bool>,
    /// Turn that the dialog for branches begins with.
    pub branch_at: RwSignal<u32>,
    pub keys_open: RwSignal<bool>,
    pub present: RwSignal<bool>,
    /// Whether single keys are shortcuts.
    pub keys_on: RwSignal<bool>,
    id: StoredValue<SimulationId>,
    me: StoredValue<String>,
    toasts: Toasts,
}

impl RoomContext {
    pub fn new(room: Room) -> Self {
        let (last, may_steer) = (room.last_event, room.may_steer);
        let (id, me) = (StoredValue::new(room.simulation.id.clone()), StoredValue::new(room.me.clone()));
        // Over from the beginning: nothing to listen to, until another round opens it again.
        let from = RwSignal::new((!room.simulation.state.is_terminal()).then_some(last));
        let state = RwSignal::new(RoomState::new(room));
        let marks = Memo::new(move |_| {
            let mut by_line: BTreeMap<u64, Vec<Annotation>> = BTreeMap::new();
            state.with(|s| s.annotations.iter().for_each(|a| by_line.entry(a.seq).or_default().push(a.clone())));
            by_line
        });
        Self {
            state,
            from,
            last_event: RwSignal::new(last),
            may_steer,
            standing: Memo::new(move |_| state.with(|s| s.simulation.state)),
            pausing: Memo::new(move |_| state.with(RoomState::is_pausing)),
            count: Memo::new(move |_| state.with(|s| s.lines.len())),
            marks,
            cursor: RwSignal::new(0),
            about: RwSignal::new(0),
            note_open: RwSignal::new(false),
            branch_open: RwSignal::new(false),
            branch_at: RwSignal::new(0),
            keys_open: RwSignal::new(false),
            present: RwSignal::new(false),
            keys_on: RwSignal::new(true),
            id,
            me,
            toasts: use_toasts(),
        }
    }

    pub fn id(self) -> SimulationId {
        self.id.get_value()
    }

    pub fn toasts(self) -> Toasts {
        self.toasts
    }

    /// Changes settings, and says whether that worked.
    pub fn save_settings(self, settings: SettingsInput) {
        spawn_local(async move {
            match update_simulation(self.id(), SimulationPatch { title: None, settings: Some(settings) }).await {
                Ok(simulation) => {
                    self.state.try_update(|s| s.refresh(simulation));
                    self.toasts().success("Saved.");
                }
                Err(error) => self.toasts().app_error(&error),
            }
        });
    }

    /// Whether the annotation is by who looks.
    pub fn is_mine(self, annotation: &Annotation) -> bool {
        self.me.with_value(|me| *me == annotation.author.id)
    }

    pub fn person(self, id: &str) -> Option<Participant> {
        self.state.with_untracked(|s| s.simulation.participants.iter().find(|p| p.id == id).cloned())
    }

    pub fn line(self, seq: u64) -> Option<Message> {
        self.state.with_untracked(|s| s.lines.iter().find(|l| l.seq == seq).cloned())
    }

    /// The line that menus, keys and dialogs are about.
    pub fn line_at_cursor(self) -> Option<Message> {
        self.line(self.cursor.get_untracked())
    }

    /// Takes in what the server answered to a control; listens again when it goes on after the end.
    pub fn take(self, simulation: &Simulation) {
        let reopen = self.standing.get_untracked().is_terminal() && !simulation.state.is_terminal();
        self.state.update(|s| {
            s.simulation.state = simulation.state;
            s.simulation.state_reason.clone_from(&simulation.state_reason);
            s.simulation.round = simulation.round;
        });
        if reopen {
            self.from.set(Some(self.last_event.get_untracked()));
        }
    }

    /// Presses a control of the room from elsewhere.
    pub async fn control(self, act: &str) -> crate::core::Result<()> {
        let simulation = control_simulation(self.id(), act.to_owned()).await?;
        self.take(&simulation);
        Ok(())
    }

    /// Puts something beside a line.
    pub fn annotate(self, input: AnnotationInput) {
        spawn_local(async move {
            match annotate(self.id(), input).await {
                Ok(annotation) => {
                    self.state.try_update(|s| s.apply(SimulationEvent::Annotation { annotation }));
                }
                Err(error) => self.toasts.app_error(&error),
            }
        });
    }

    /// Takes it away again.
    pub fn remove(self, id: String) {
        spawn_local(async move {
            match remove_annotation(self.id(), id.clone()).await {
                Ok(()) => {
                    self.state.try_update(|s| s.apply(SimulationEvent::AnnotationRemoved { id }));
                }
                Err(error) => self.toasts.app_error(&error),
            }
        });
    }

    /// Highlights a line, or takes the highlight away.
    pub fn toggle_highlight(self, seq: u64) {
        let there = self
            .state
            .with_untracked(|s| s.annotations.iter().find(|a| a.seq == seq && a.kind == AnnotationKind::Highlight).map(|a| a.id.clone()));
        match there {
            Some(id) => self.remove(id),
            None => self.annotate(AnnotationInput { seq, kind: AnnotationKind::Highlight, text: String::new() }),
        }
    }

    /// Reacts to a line, or takes the reaction back.
    pub fn toggle_reaction(self, seq: u64, name: &str) {
        let mine = |a: &&Annotation| a.seq == seq && a.kind == AnnotationKind::Reaction && a.text == name && self.is_mine(a);
        let there = self.state.with_untracked(|s| s.annotations.iter().find(mine).map(|a| a.id.clone()));
        match there {
            Some(id) => self.remove(id),
            None => self.annotate(AnnotationInput { seq, kind: AnnotationKind::Reaction, text: name.to_owned() }),
        }
    }

    /// Opens the dialog for a branch from a turn.
    pub fn branch_from(self, turn: u32) {
        self.branch_at.set(turn);
        self.branch_open.set(true);
    }
}
