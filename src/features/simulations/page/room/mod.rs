//! The live room: the transcript as it grows, who speaks, the controls, the observer's bar, the rail.

mod about;
mod branch;
mod context;
mod controls;
mod head;
mod keys;
mod lines;
mod marks;
mod observer;
mod place;
mod rail;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;

use crate::features::home::{PageError, PageReads};
use crate::features::simulations::rpc::{Room, get_simulation, list_annotations, open_room};
use crate::features::simulations::types::{SimulationEvent, State};
use crate::ui::*;

use super::id_param;

pub(super) use about::AboutTurn;
pub(super) use context::RoomContext;
pub(super) use lines::{kind_of, ticks};

const EVENTS: &[&str] = &[
    "state",
    "turn_started",
    "delta",
    "message",
    "turn_discarded",
    "cost",
    "aside",
    "annotation",
    "annotation_removed",
    "changed",
    "finished",
    "stopped",
    "failed",
];
const TERMINAL: &[&str] = &["finished", "stopped", "failed"];
/// How far below the window the last line may end while the reader still follows the conversation.
const FOLLOW_PX: f64 = 160.0;
/// Id of the list of lines.
const TRANSCRIPT: &str = "transcript";

/// `/simulations/{id}`
#[component]
pub fn RoomPage() -> impl IntoView {
    let id = id_param();
    let reads = use_context::<PageReads>().unwrap_or_default();
    let room = Resource::new(move || id.get(), move |id| reads.once(&format!("room {id}"), open_room(id)));
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=8/> }>
            {move || Suspend::new(async move {
                match room.await {
                    Ok(room) => view! { <LiveRoom room/> }.into_any(),
                    Err(error) => view! { <PageError error title="Simulation" back="/simulations" back_label="All simulations"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn LiveRoom(room: Room) -> impl IntoView {
    let title = room.simulation.title.clone();
    let context = RoomContext::new(room);
    let behind = RwSignal::new(false);
    let live = follow(context, move || {
        let following = browser::ends_in_view(TRANSCRIPT, FOLLOW_PX);
        move || {
            if following {
                request_animation_frame(|| browser::scroll_into_view(TRANSCRIPT));
            } else {
                behind.set(true);
            }
        }
    });
    catch_up(behind);
    let announce = RwSignal::new(String::new());
    announce_lines(context, announce);
    place::open_there(context);
    refresh_marks(context);
    let state = context.standing;
    let refresh =
        state.get_untracked().is_active().then(|| view! { <noscript inner_html="<meta http-equiv=\"refresh\" content=\"3\">"></noscript> });
    view! {
        <Title text=title/>
        {refresh}
        <div class="ui-room" id="room" data-present=move || context.present.get().then_some("true")>
            <head::RoomHead context live/>
            <div class="ui-room-body">
                <div class="min-w-0">
                    <Notice context/>
                    <Transcript id=TRANSCRIPT label="Transcript" announce>
                        <Opening context/>
                        <lines::Lines context/>
                    </Transcript>
                    <div class="ui-room-foot">
                        {move || behind.get().then(|| view! {
                            <div class="ui-jump">
                                <Button size=Size::Sm icon="arrow-down" on:click=move |_| { behind.set(false); browser::scroll_into_view(TRANSCRIPT); }>"New lines"</Button>
                            </div>
                        })}
                        <observer::ObserverBar context/>
                    </div>
                </div>
                <rail::Rail context/>
            </div>
        </div>
        <place::AtTheEnd/>
        <marks::LineMenu context/>
        <marks::NoteDialog context/>
        <about::AboutDialog context/>
        <branch::BranchDialog context/>
        <keys::Shortcuts context/>
    }
}

/// Listens to the simulation's events and takes them in. `before` looks at the page before an event
/// changes it and gives what is to be done afterwards.
pub(super) fn follow<A: FnOnce()>(context: RoomContext, before: impl Fn() -> A + 'static) -> Signal<LiveState> {
    let id = context.id();
    let url = Signal::derive(move || context.from.get().map(|after| format!("/api/v1/simulations/{id}/events?after={after}")));
    use_event_stream(url, EVENTS, TERMINAL, move |event| {
        let Ok(parsed) = serde_json::from_str::<SimulationEvent>(&event.data) else { return };
        if let Ok(number) = event.id.parse::<u64>() {
            context.last_event.set(number);
        }
        if matches!(parsed, SimulationEvent::Changed { .. }) {
            reread(context);
        }
        let moves = matches!(parsed, SimulationEvent::Message { .. } | SimulationEvent::Delta { .. } | SimulationEvent::TurnStarted { .. });
        let then = moves.then(&before);
        context.state.update(|room| room.apply(parsed));
        if let Some(then) = then {
            then();
        }
    })
}

/// Somebody changed panel, scenario or settings.
fn reread(context: RoomContext) {
    let id = context.id();
    spawn_local(async move {
        if let Ok(simulation) = get_simulation(id).await {
            context.state.try_update(|room| room.refresh(simulation));
        }
    });
}

/// When the conversation is over, nothing is listened to: what others mark is read when the person comes back.
fn refresh_marks(context: RoomContext) {
    let handle = window_event_listener(leptos::ev::focus, move |_| {
        if context.from.get_untracked().is_some() && !context.standing.get_untracked().is_terminal() {
            return;
        }
        let id = context.id();
        spawn_local(async move {
            if let Ok(marks) = list_annotations(id).await {
                context.state.try_update(|room| room.annotations = marks);
            }
        });
    });
    on_cleanup(move || handle.remove());
}

/// Who has scrolled to the end has seen the new lines.
fn catch_up(behind: RwSignal<bool>) {
    let handle = window_event_listener(leptos::ev::scroll, move |_| {
        if behind.get_untracked() && browser::ends_in_view(TRANSCRIPT, 0.0) {
            behind.set(false);
        }
    });
    on_cleanup(move || handle.remove());
}

/// Reads a finished line out once.
fn announce_lines(context: RoomContext, announce: RwSignal<String>) {
    Effect::new(move |before: Option<usize>| {
        let now = context.count.get();
        if before.is_some_and(|b| b != now) {
            let text = context
                .state
                .with_untracked(|s| s.lines.last().map(|l| format!("{}: {}", l.speaker.as_ref().map_or("", |s| s.name.as_str()), l.text)));
            announce.set(text.unwrap_or_default());
        }
        now
    });
}

/// Why it stands still, or what was thrown away.
#[component]
fn Notice(context: RoomContext) -> impl IntoView {
    let text = Memo::new(move |_| {
        context.state.with(|s| {
            let quiet = matches!(s.simulation.state, State::Running | State::Draft) || s.is_pausing();
            let reason = (!quiet && !s.simulation.state_reason.is_empty()).then(|| s.simulation.state_reason.clone());
            reason.or_else(|| s.notice.clone().map(|n| format!("A line was thrown away: {n}")))
        })
    });
    move || text.get().map(|text| view! { <div class="mb-4" data-testid="notice"><Banner>{text}</Banner></div> })
}

/// The question, above the first line.
#[component]
fn Opening(context: RoomContext) -> impl IntoView {
    let scenario = context.state.with_untracked(|s| s.simulation.scenario.clone());
    let waiting = Memo::new(move |_| context.state.with(|s| s.lines.is_empty() && s.open.is_none() && s.simulation.state == State::Draft));
    view! {
        <div class="mb-3 rounded-lg border border-border bg-surface p-4">
            <p class="text-meta font-medium text-muted">"The question"</p>
            <p class="mt-1 text-section font-semibold" dir="auto">{scenario.question}</p>
            {(!scenario.setting.is_empty()).then(|| view! {
                <details class="mt-2 text-muted"><summary class="cursor-pointer text-meta">"Setting"</summary><p class="mt-2 whitespace-pre-line" dir="auto">{scenario.setting}</p></details>
            })}
        </div>
        {move || waiting.get().then(|| view! {
            <EmptyState icon="play" title="The panel is ready" body="Press Start and watch them discuss the question, word by word." compact=true/>
        })}
    }
}
