//! The live room: the transcript as it grows, who speaks, the controls, the observer's bar.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use crate::core::format::money;
use crate::features::home::PageError;
use crate::features::simulations::room::{OpenLine, RoomState};
use crate::features::simulations::rpc::{Room, open_room};
use crate::features::simulations::types::{Message, MessageKind, Participant, SimulationEvent, State};
use crate::ui::*;

use super::id_param;
use super::panel::PanelRail;
use super::steer::{Controls, ObserverBar};

const EVENTS: &[&str] = &["state", "turn_started", "delta", "message", "turn_discarded", "cost", "finished", "stopped", "failed"];
const TERMINAL: &[&str] = &["finished", "stopped", "failed"];
/// How far below the window the last line may end while the reader still follows the conversation.
const FOLLOW_PX: f64 = 160.0;
/// Id of the list of lines.
const TRANSCRIPT: &str = "transcript";

/// `/simulations/{id}`
#[component]
pub fn RoomPage() -> impl IntoView {
    let id = id_param();
    let room = Resource::new(move || id.get(), open_room);
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

/// What the parts of the room share.
#[derive(Clone, Copy)]
pub(super) struct RoomContext {
    pub state: RwSignal<RoomState>,
    /// Event after which the stream (re)starts; `None` while there is nothing to listen to. Set to
    /// open it again after the end.
    pub from: RwSignal<Option<u64>>,
    pub last_event: RwSignal<u64>,
    pub may_steer: bool,
}

impl RoomContext {
    pub fn simulation_state(self) -> Memo<State> {
        Memo::new(move |_| self.state.with(|s| s.simulation.state))
    }
}

#[component]
fn LiveRoom(room: Room) -> impl IntoView {
    let (last, may_steer) = (room.last_event, room.may_steer);
    let id = room.simulation.id.clone();
    let title = room.simulation.title.clone();
    // Over from the beginning: nothing to listen to, until another round opens it again.
    let from = (!room.simulation.state.is_terminal()).then_some(last);
    let context =
        RoomContext { state: RwSignal::new(RoomState::new(room)), from: RwSignal::new(from), last_event: RwSignal::new(last), may_steer };
    let live = follow(context, id.to_string());
    let announce = RwSignal::new(String::new());
    announce_lines(context, announce);
    show_named_line();
    let state = context.simulation_state();
    let refresh =
        state.get_untracked().is_active().then(|| view! { <noscript inner_html="<meta http-equiv=\"refresh\" content=\"3\">"></noscript> });
    view! {
        <Title text=title.clone()/>
        {refresh}
        <RoomHeader context title live/>
        <div class="grid gap-6 xl:grid-cols-[minmax(0,1fr)_18rem]">
            <div class="min-w-0">
                <Notice context/>
                <Transcript id=TRANSCRIPT label="Transcript" announce>
                    <Opening context/>
                    <For each=move || context.state.with(|s| s.lines.clone()) key=|line| line.seq let:line>{spoken(line, context)}</For>
                    {move || context.state.with(|s| s.open.clone()).map(|open| being_spoken(open, context))}
                </Transcript>
                <ObserverBar context/>
            </div>
            <PanelRail context/>
        </div>
    }
}

/// Listens to the simulation's events and takes them in.
fn follow(context: RoomContext, id: String) -> Signal<LiveState> {
    let url = Signal::derive(move || context.from.get().map(|after| format!("/api/v1/simulations/{id}/events?after={after}")));
    use_event_stream(url, EVENTS, TERMINAL, move |event| {
        let Ok(parsed) = serde_json::from_str::<SimulationEvent>(&event.data) else { return };
        if let Ok(number) = event.id.parse::<u64>() {
            context.last_event.set(number);
        }
        let following = browser::ends_in_view(TRANSCRIPT, FOLLOW_PX);
        context.state.update(|room| room.apply(parsed));
        if following {
            request_animation_frame(|| browser::scroll_into_view(TRANSCRIPT));
        }
    })
}

/// Brings the line into view that the address names. The router looks for it before it is there.
fn show_named_line() {
    let location = use_location();
    Effect::new(move |_| {
        let name = location.hash.with(|hash| hash.trim_start_matches('#').to_owned());
        if !name.is_empty() {
            request_animation_frame(move || browser::scroll_into_view(&name));
        }
    });
}

/// Reads a finished line out once.
fn announce_lines(context: RoomContext, announce: RwSignal<String>) {
    let last = Memo::new(move |_| context.state.with(|s| s.lines.last().map(|l| l.seq)));
    Effect::new(move |before: Option<Option<u64>>| {
        let now = last.get();
        if before.is_some_and(|b| b != now) {
            let text = context
                .state
                .with_untracked(|s| s.lines.last().map(|l| format!("{}: {}", l.speaker.as_ref().map_or("", |s| s.name.as_str()), l.text)));
            announce.set(text.unwrap_or_default());
        }
        now
    });
}

#[component]
fn RoomHeader(context: RoomContext, title: String, live: Signal<LiveState>) -> impl IntoView {
    let state = context.simulation_state();
    let progress = move || {
        context.state.with(|s| format!("Turn {} of {}", s.simulation.turns, s.simulation.round.max(1) * s.simulation.settings.max_turns))
    };
    let cost = move || context.state.with(|s| s.simulation.cost_micros.map_or_else(|| "cost unknown".to_owned(), money));
    let tokens = move || context.state.with(|s| format!("{} tokens", s.simulation.tokens));
    let model = context.state.with_untracked(|s| s.simulation.settings.model.clone());
    let share = context.state.with_untracked(|s| format!("/simulations/{}/share", s.simulation.id));
    let demo = model.starts_with("scripted").then(|| view! { <Badge tone=Tone::Info>"Rule-based demonstration"</Badge> });
    view! {
        <PageHeader title=title.clone()>
            <Controls context/>
            <LinkButton href=share icon="external">"Share and export"</LinkButton>
        </PageHeader>
        <div class="-mt-2 mb-5 flex flex-wrap items-center gap-x-3 gap-y-2 text-meta text-muted" aria-label="State of the simulation">
            <StateBadge state/>
            <span class="tabular-nums" data-testid="progress">{progress}</span>
            <span aria-hidden="true">"·"</span>
            <span class="tabular-nums">{tokens}</span>
            <span aria-hidden="true">"·"</span>
            <span class="tabular-nums">{cost}</span>
            <span aria-hidden="true">"·"</span>
            <span>{model}</span>
            {demo}
            <LiveStatus state=live/>
        </div>
    }
}

/// Why it stands still, or what was thrown away.
#[component]
fn Notice(context: RoomContext) -> impl IntoView {
    let text = Memo::new(move |_| {
        context.state.with(|s| {
            let quiet = matches!(s.simulation.state, State::Running | State::Draft);
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
    let waiting = move || context.state.with(|s| s.lines.is_empty() && s.open.is_none() && s.simulation.state == State::Draft);
    view! {
        <div class="mb-4 rounded-lg border border-border bg-surface p-4">
            <p class="text-meta font-medium text-muted">"The question"</p>
            <p class="mt-1 text-section font-semibold">{scenario.question}</p>
            {(!scenario.setting.is_empty()).then(|| view! {
                <details class="mt-2 text-muted"><summary class="cursor-pointer text-meta">"Setting"</summary><p class="mt-2 whitespace-pre-line">{scenario.setting}</p></details>
            })}
        </div>
        {move || waiting().then(|| view! {
            <EmptyState icon="play" title="The panel is ready" body="Press Start and watch them discuss the question, word by word." compact=true/>
        })}
    }
}

fn person(context: RoomContext, id: &str) -> Option<Participant> {
    context.state.with_untracked(|s| s.simulation.participants.iter().find(|p| p.id == id).cloned())
}

fn spoken(line: Message, context: RoomContext) -> impl IntoView + use<> {
    let speaker = line.speaker.clone();
    let participant = speaker.as_ref().and_then(|s| person(context, &s.id));
    let kind = match line.kind {
        MessageKind::Agent => TurnKind::Agent,
        MessageKind::Observer => TurnKind::Observer,
        MessageKind::Scene => TurnKind::Scene,
        MessageKind::System => TurnKind::System,
    };
    let name = speaker.map(|s| s.name).unwrap_or_default();
    let meta = match (&participant, line.kind) {
        (Some(p), _) => format!("{} · turn {}", p.profession, line.turn),
        (None, MessageKind::Observer) => "Observer".to_owned(),
        _ => String::new(),
    };
    let seed = participant.map(|p| p.avatar_seed).unwrap_or_default();
    view! { <Turn id=format!("m{}", line.seq) kind name seed meta text=line.text/> }
}

fn being_spoken(open: OpenLine, context: RoomContext) -> impl IntoView + use<> {
    let participant = person(context, &open.speaker.id);
    let seed = participant.map(|p| p.avatar_seed).unwrap_or_default();
    let text = if open.text.is_empty() { "…".to_owned() } else { open.text };
    view! { <Turn id="speaking" kind=TurnKind::Agent name=open.speaker.name seed meta=open.reason text=text streaming=true/> }
}
