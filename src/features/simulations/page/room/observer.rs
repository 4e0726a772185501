//! The observer's bar: say, whisper, direct, speak as, ask aside, pin. It is one form that works without
//! script; what was typed stays until it was taken, whatever happens, and on this device.

use leptos::prelude::*;

use crate::features::simulations::rpc::ObserveSimulation;
use crate::features::simulations::types::{Observed, ObserverKind, SimulationEvent};
use crate::ui::*;

use super::RoomContext;

/// Id of the field for the words.
pub(super) const WORDS: &str = "f-content";

/// A kind: its name, sign, what the field and the button say, what it means.
struct Way {
    label: &'static str,
    icon: &'static str,
    field: &'static str,
    verb: &'static str,
    hint: &'static str,
}

const fn way(kind: ObserverKind) -> Way {
    match kind {
        ObserverKind::Say => {
            Way { label: "Say", icon: "message", field: "Say something to the panel", verb: "Say", hint: "Everybody hears it." }
        }
        ObserverKind::Whisper => Way {
            label: "Whisper",
            icon: "mic",
            field: "Whisper to one person",
            verb: "Whisper",
            hint: "Nobody else on the panel hears it.",
        },
        ObserverKind::Direct => Way {
            label: "Direct",
            icon: "sparkles",
            field: "What happens on the scene",
            verb: "Direct",
            hint: "It happens; nobody says it.",
        },
        ObserverKind::Puppet => Way {
            label: "Speak as",
            icon: "user",
            field: "What this person says now",
            verb: "Speak",
            hint: "Put into their mouth once; the others take it as theirs.",
        },
        ObserverKind::Aside => Way {
            label: "Ask aside",
            icon: "help",
            field: "Ask one person beside the conversation",
            verb: "Ask",
            hint: "The answer is for you; nobody remembers it.",
        },
        ObserverKind::Pin => {
            Way { label: "Pin", icon: "pin", field: "A fact that everybody knows from now on", verb: "Pin", hint: "Stays in every prompt." }
        }
    }
}

fn kind_of(value: &str) -> ObserverKind {
    ObserverKind::ALL.into_iter().find(|kind| kind.as_str() == value).unwrap_or_default()
}

#[component]
pub(super) fn ObserverBar(context: RoomContext) -> impl IntoView {
    let observe = ServerAction::<ObserveSimulation>::new();
    let id = context.id().to_string();
    let text = RwSignal::new(String::new());
    let kind = RwSignal::new(ObserverKind::Say);
    let error = action_error(observe);
    let pending = observe.pending();
    keep_words(context, text);
    Effect::new(move |_| {
        if let Some(Ok(observed)) = observe.value().get() {
            match observed {
                Observed::Line(message) => context.state.update(|s| s.apply(SimulationEvent::Message { message: *message })),
                Observed::Aside(aside) => context.state.update(|s| s.apply(SimulationEvent::Aside { aside: *aside })),
            }
            text.set(String::new());
            browser::focus(WORDS);
        }
    });
    let over = Memo::new(move |_| context.standing.get().is_terminal() && kind.get() != ObserverKind::Aside);
    let hint =
        move || if over.get() { "The conversation is over: start another round to speak to the panel." } else { way(kind.get()).hint };
    let to = RwSignal::new(String::new());
    view! {
        <div class="ui-observer" class:hidden=!context.may_steer>
            <FormError error id="observer-error"/>
            <ActionForm action=observe attr:id="observer-form" attr:class="flex flex-col gap-2">
                <input type="hidden" name="id" value=id/>
                <div class="ui-kinds" role="radiogroup" aria-label="What you do">{ObserverKind::ALL.map(|k| choice(k, kind)).into_iter().collect_view()}</div>
                <div class="ui-addressee"><Addressee context to/></div>
                <Answer context kind/>
                <div class="flex items-end gap-2">
                    <div class="min-w-0 flex-1">
                        <Words kind text/>
                    </div>
                    <Button submit=true icon="send" variant=Variant::Primary pending=pending disabled=over>{move || way(kind.get()).verb}</Button>
                </div>
                <p class="text-meta text-muted" data-testid="kind-hint">{hint}</p>
            </ActionForm>
        </div>
    }
}

/// Words that were not sent come back when the page is opened again on this device.
fn keep_words(context: RoomContext, text: RwSignal<String>) {
    let key = format!("room-words-{}", context.id());
    let name = key.clone();
    Effect::new(move |_| {
        let kept = browser::kept(&name);
        // After the field took over what was typed before the page was awake.
        browser::after(0, move || {
            if let (Some(kept), Some(true)) = (kept, text.try_with_untracked(String::is_empty)) {
                text.set(kept);
            }
        });
    });
    Effect::new(move |before: Option<()>| {
        let now = text.get();
        if before.is_some() {
            browser::keep(&key, &now);
        }
    });
}

fn choice(kind: ObserverKind, chosen: RwSignal<ObserverKind>) -> impl IntoView {
    let Way { label, icon, .. } = way(kind);
    let usual = kind == ObserverKind::Say;
    view! {
        <label class="ui-kind">
            <input type="radio" name="input[kind]" value=kind.as_str() checked=usual autocomplete="off"
                on:change=move |event| chosen.set(kind_of(&event_target_value(&event)))/>
            <Icon name=icon/><span>{label}</span>
        </label>
    }
}

/// Whom it is for; the style sheet shows it for the kinds that address somebody.
#[component]
fn Addressee(context: RoomContext, to: RwSignal<String>) -> impl IntoView {
    let people: Vec<SelectOption> = context.state.with_untracked(|s| {
        s.simulation
            .participants
            .iter()
            .filter(|p| !p.left)
            .map(|p| SelectOption::new(p.id.clone(), format!("{}, {}", p.name, p.profession)))
            .collect()
    });
    to.set(people.first().map(|p| p.value.clone()).unwrap_or_default());
    view! { <Select options=people name="input[to]" id="f-to" label="To whom" bind=to/> }
}

#[component]
fn Words(kind: RwSignal<ObserverKind>, text: RwSignal<String>) -> impl IntoView {
    let field = move || way(kind.get()).field;
    view! {
        <Textarea id=WORDS name="input[content]" placeholder="Ctrl+Enter sends" rows=1 maxlength=4000 bind=text required=true
            attr:aria-label=field
            on:keydown=move |event| {
                if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                    event.prevent_default();
                    browser::submit_form("observer-form");
                }
            }/>
    }
}

/// The last answer to a question beside the conversation.
#[component]
fn Answer(context: RoomContext, kind: RwSignal<ObserverKind>) -> impl IntoView {
    let last = Memo::new(move |_| context.state.with(|s| s.asides.last().cloned()));
    move || {
        (kind.get() == ObserverKind::Aside).then(|| last.get()).flatten().map(|aside| {
            view! {
                <div class="rounded-md border border-border bg-surface p-3" role="status" data-testid="aside">
                    <p class="text-meta text-muted">{format!("{}, asked aside: {}", aside.participant.name, aside.question)}</p>
                    <p class="mt-1" dir="auto">{aside.answer}</p>
                </div>
            }
        })
    }
}
