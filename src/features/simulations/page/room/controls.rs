//! The controls. Every button is a form, so that it works without JavaScript; keys press the same buttons.

use leptos::prelude::*;

use crate::features::simulations::rpc::ControlSimulation;
use crate::features::simulations::types::State;
use crate::ui::*;

use super::RoomContext;

/// A button of the room: what it does, what it says, which key presses it.
#[derive(Clone, Copy)]
struct Act {
    act: &'static str,
    label: &'static str,
    icon: &'static str,
    /// The first of a state is written out, the others are signs.
    primary: bool,
    /// What happens, for the tooltip.
    hint: &'static str,
    key: &'static str,
}

const fn act(act: &'static str, label: &'static str, icon: &'static str, hint: &'static str, key: &'static str) -> Act {
    Act { act, label, icon, primary: false, hint, key }
}

const fn main_act(act: &'static str, label: &'static str, icon: &'static str, hint: &'static str) -> Act {
    Act { act, label, icon, primary: true, hint, key: "p" }
}

const STEP: Act = act("step", "One turn", "step", "one person speaks, then it waits", "n");
const STOP: Act = act("stop", "Stop", "stop", "end the conversation", "x");

fn acts(state: State) -> Vec<Act> {
    match state {
        State::Draft => vec![main_act("start", "Start", "play", "the panel begins"), STEP],
        State::Queued => vec![main_act("pause", "Pause", "pause", "wait"), STOP],
        State::Running => vec![
            main_act("pause", "Pause", "pause", "wait when this line is finished"),
            act("pause_now", "Interrupt", "x", "drop this line and wait", "i"),
            act("interrupt", "Cut off", "skip", "drop this line, somebody else speaks", "c"),
            STOP,
        ],
        State::Paused => vec![main_act("resume", "Resume", "play", "go on"), STEP, STOP],
        State::Finished | State::Stopped | State::Failed => {
            vec![Act { key: "r", ..main_act("round", "Another round", "refresh", "go on for as many turns again") }]
        }
    }
}

/// Id of the button that a key presses.
pub(super) fn button_id(act: &str) -> String {
    format!("act-{act}")
}

#[component]
pub(super) fn Controls(context: RoomContext) -> impl IntoView {
    let control = ServerAction::<ControlSimulation>::new();
    let toasts = use_toasts();
    let id = context.id().to_string();
    let error = action_error(control);
    Effect::new(move |_| match control.value().get() {
        Some(Ok(simulation)) => context.take(&simulation),
        Some(Err(error)) => toasts.app_error(&error),
        None => {}
    });
    let buttons = move || acts(context.standing.get()).into_iter().map(|a| button(a, id.clone(), control)).collect_view();
    view! {
        <noscript>{move || error.get().map(|error| view! { <InlineError error/> })}</noscript>
        {context.may_steer.then(|| view! { <div class="flex flex-wrap items-center gap-1.5" role="group" aria-label="Controls">{buttons}</div> })}
    }
}

fn button(a: Act, id: String, control: ServerAction<ControlSimulation>) -> impl IntoView {
    let tip = format!("{}: {} ({})", a.label, a.hint, a.key.to_uppercase());
    let tip_id = format!("tip-{}", a.act);
    let described = tip_id.clone();
    let inner = if a.primary {
        view! {
            <Button submit=true variant=Variant::Primary icon=a.icon attr:id=button_id(a.act) attr:aria-keyshortcuts=a.key attr:aria-describedby=described>{a.label}</Button>
        }
        .into_any()
    } else {
        view! {
            <button type="submit" class="ui-btn ui-btn-icon" data-variant="secondary" data-size="md" id=button_id(a.act) aria-label=a.label aria-keyshortcuts=a.key aria-describedby=described>
                <Icon name=a.icon/>
            </button>
        }
        .into_any()
    };
    view! {
        <ActionForm action=control>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="act" value=a.act/>
            <Tooltip id=tip_id text=tip>{inner}</Tooltip>
        </ActionForm>
    }
}
