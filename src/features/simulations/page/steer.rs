//! Controls and the observer's bar. Every button is a form, so that it works without JavaScript.

use leptos::prelude::*;

use crate::features::simulations::rpc::{ControlSimulation, ObserveSimulation};
use crate::features::simulations::types::{Observed, SimulationEvent, State};
use crate::ui::*;

use super::room::RoomContext;

/// A button of the room: what it does, what it says.
struct Act {
    act: &'static str,
    label: &'static str,
    icon: &'static str,
    variant: Variant,
}

const fn act(act: &'static str, label: &'static str, icon: &'static str, variant: Variant) -> Act {
    Act { act, label, icon, variant }
}

fn acts(state: State) -> Vec<Act> {
    match state {
        State::Draft => vec![act("start", "Start", "play", Variant::Primary), act("step", "One turn", "step", Variant::Secondary)],
        State::Queued => vec![act("pause", "Pause", "pause", Variant::Secondary), act("stop", "Stop", "stop", Variant::Secondary)],
        State::Running => vec![
            act("pause", "Pause", "pause", Variant::Primary),
            act("pause_now", "Interrupt", "x", Variant::Secondary),
            act("stop", "Stop", "stop", Variant::Secondary),
        ],
        State::Paused => vec![
            act("resume", "Resume", "play", Variant::Primary),
            act("step", "One turn", "step", Variant::Secondary),
            act("stop", "Stop", "stop", Variant::Secondary),
        ],
        State::Finished | State::Stopped | State::Failed => vec![act("round", "Another round", "refresh", Variant::Primary)],
    }
}

#[component]
pub(super) fn Controls(context: RoomContext) -> impl IntoView {
    let control = ServerAction::<ControlSimulation>::new();
    let state = context.simulation_state();
    let toasts = use_toasts();
    let id = context.state.with_untracked(|s| s.simulation.id.to_string());
    let error = action_error(control);
    Effect::new(move |_| match control.value().get() {
        Some(Ok(simulation)) => {
            let reopen = context.state.with_untracked(|s| s.simulation.state.is_terminal()) && !simulation.state.is_terminal();
            context.state.update(|s| {
                s.simulation.state = simulation.state;
                s.simulation.state_reason.clone_from(&simulation.state_reason);
                s.simulation.round = simulation.round;
            });
            if reopen {
                context.from.set(Some(context.last_event.get_untracked()));
            }
        }
        Some(Err(error)) => toasts.app_error(&error),
        None => {}
    });
    let buttons = move || {
        acts(state.get())
            .into_iter()
            .map(|a| {
                let id = id.clone();
                view! {
                    <ActionForm action=control>
                        <input type="hidden" name="id" value=id/>
                        <input type="hidden" name="act" value=a.act/>
                        <Button submit=true variant=a.variant icon=a.icon>{a.label}</Button>
                    </ActionForm>
                }
            })
            .collect_view()
    };
    view! {
        <noscript>{move || error.get().map(|error| view! { <InlineError error/> })}</noscript>
        {context.may_steer.then(|| view! { <div class="flex flex-wrap gap-2" role="group" aria-label="Controls">{buttons}</div> })}
    }
}

/// "Say something to the panel."
#[component]
pub(super) fn ObserverBar(context: RoomContext) -> impl IntoView {
    let observe = ServerAction::<ObserveSimulation>::new();
    let id = context.state.with_untracked(|s| s.simulation.id.to_string());
    let state = context.simulation_state();
    let text = RwSignal::new(String::new());
    let error = action_error(observe);
    let pending = observe.pending();
    Effect::new(move |_| {
        if let Some(Ok(observed)) = observe.value().get() {
            if let Observed::Line(message) = observed {
                context.state.update(|s| s.apply(SimulationEvent::Message { message: *message }));
            }
            text.set(String::new());
            browser::focus("f-content");
        }
    });
    let shown = move || context.may_steer && !state.get().is_terminal();
    view! {
        <div class="sticky bottom-0 z-10 mt-4 border-t border-border bg-bg pt-3 pb-4" class:hidden=move || !shown()>
            <FormError error/>
            <ActionForm action=observe attr:id="observer-form" attr:class="flex items-end gap-2">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="input[kind]" value="say"/>
                <div class="min-w-0 flex-1">
                    <Textarea id="f-content" name="input[content]" label="Say something to the panel" placeholder="Say something to the panel (Ctrl+Enter sends)" rows=1 maxlength=4000 bind=text required=true
                        on:keydown=move |event| {
                            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                                event.prevent_default();
                                browser::submit_form("observer-form");
                            }
                        }/>
                </div>
                <Button submit=true icon="send" variant=Variant::Primary pending=pending>"Say"</Button>
            </ActionForm>
        </div>
    }
}
