//! Replay: the conversation line by line, at a speed, with the reason for each speaker, the attempts that
//! were thrown away, the prompt, and what it had cost by then. A running one can be followed up to the present.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::core::Result;
use crate::core::format::money;
use crate::features::home::{PageError, PageReads};
use crate::features::simulations::rpc::{Room, get_turn, open_room};
use crate::features::simulations::types::{Message, MessageKind, TurnRecord, seat_of};
use crate::ui::*;

use super::id_param;
use super::room::{AboutTurn, RoomContext, follow, kind_of, ticks};

/// Milliseconds for a word at speed 1, about 240 words a minute, and the least for a line.
const WORD_MS: f64 = 250.0;
const LINE_MS: f64 = 900.0;
/// Speeds to choose from.
const SPEEDS: [&str; 5] = ["0.5", "1", "2", "4", "8"];

/// `/simulations/{id}/replay`
#[component]
pub fn ReplayPage() -> impl IntoView {
    let id = id_param();
    let reads = use_context::<PageReads>().unwrap_or_default();
    let room = Resource::new(move || id.get(), move |id| reads.once(&format!("room {id}"), open_room(id)));
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=8/> }>
            {move || Suspend::new(async move {
                match room.await {
                    Ok(room) => view! { <Replay room/> }.into_any(),
                    Err(error) => view! { <PageError error title="Replay" back="/simulations" back_label="All simulations"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Where the replay stands.
#[derive(Clone, Copy)]
struct Player {
    room: RoomContext,
    /// Number of the line that is shown, from 1; 0 before the first.
    at: RwSignal<usize>,
    playing: RwSignal<bool>,
    speed: RwSignal<String>,
}

impl Player {
    fn line(self) -> Option<Message> {
        let at = self.at.get();
        self.room.state.with(|s| s.lines.get(at.checked_sub(1)?).cloned())
    }

    fn go(self, by: isize) {
        let last = self.room.count.get_untracked();
        self.at.update(|at| *at = at.saturating_add_signed(by).clamp(1, last.max(1)));
    }

    /// Starts from the beginning when it stands at the end.
    fn toggle(self) {
        let starts = !self.playing.get_untracked();
        if starts && self.at.get_untracked() >= self.room.count.get_untracked() && !self.room.standing.get_untracked().is_active() {
            self.at.set(1);
        }
        self.playing.set(starts);
    }

    /// Goes on by itself after the time that the line takes to read.
    fn run(self) {
        Effect::new(move |_| {
            let at = self.at.get();
            let last = self.room.count.get();
            if !self.playing.get() {
                return;
            }
            if at >= last {
                // A running conversation goes on with its next line.
                if !self.room.standing.get().is_active() {
                    self.playing.set(false);
                }
                return;
            }
            let words =
                self.room.state.with_untracked(|s| s.lines.get(at.saturating_sub(1)).map_or(0, |l| l.text.split_whitespace().count()));
            let speed: f64 = self.speed.get().parse().unwrap_or(1.0);
            let wait = (words as f64 * WORD_MS).max(LINE_MS) / speed;
            browser::after(wait as u32, move || {
                let still = self.playing.try_get_untracked() == Some(true) && self.at.try_get_untracked() == Some(at);
                if still {
                    self.go(1);
                }
            });
        });
    }
}

#[component]
fn Replay(room: Room) -> impl IntoView {
    let title = room.simulation.title.clone();
    let asked = use_query_map().with_untracked(|q| q.get("at").and_then(|at| at.parse::<u64>().ok()));
    let start =
        asked.and_then(|seq| room.messages.iter().position(|m| m.seq == seq)).map_or(1, |at| at + 1).min(room.messages.len().max(1));
    let back = format!("/simulations/{}", room.simulation.id);
    let context = RoomContext::new(room);
    follow(context, || || ());
    let player = Player { room: context, at: RwSignal::new(start), playing: RwSignal::new(false), speed: RwSignal::new("1".to_owned()) };
    player.run();
    keys(player);
    let heading = format!("Replay: {title}");
    view! {
        <Title text=heading.clone()/>
        <PageHeader title=heading description="Space plays and waits, the arrows go line by line.">
            <LinkButton href=back icon="message">"Back to the room"</LinkButton>
        </PageHeader>
        {move || if context.count.get() == 0 {
            view! { <EmptyState icon="rewind" title="Nothing was said yet" body="A replay needs at least one line. Start the conversation first."/> }.into_any()
        } else {
            view! { <Stage player/> }.into_any()
        }}
    }
}

#[component]
fn Stage(player: Player) -> impl IntoView {
    let context = player.room;
    let place = move || format!("Line {} of {}", player.at.get(), context.count.get());
    view! {
        <div class="space-y-4">
            <Timeline id="scrubber" label="Place in the conversation" ticks=ticks(context) at=player.at/>
            <Deck player/>
            <div class="grid gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
                <div class="min-w-0 space-y-3" role="region" aria-label="Line" aria-live="polite">
                    <p class="text-meta text-muted tabular-nums" data-testid="place">{place}</p>
                    <div class="ui-replay-line">{move || player.line().map(|line| said(context, line))}</div>
                    <Before player/>
                </div>
                <Behind player/>
            </div>
        </div>
    }
}

/// Play, steps, speed, money.
#[component]
fn Deck(player: Player) -> impl IntoView {
    let speeds = SPEEDS.map(|speed| SelectOption::new(speed, format!("{speed}×"))).to_vec();
    let spent = Memo::new(move |_| {
        let at = player.at.get();
        player.room.state.with(|s| {
            let lines = s.lines.iter().take(at);
            lines
                .fold((0_u64, Some(0_i64)), |(tokens, cost), l| (tokens + u64::from(l.tokens), cost.zip(l.cost_micros).map(|(a, b)| a + b)))
        })
    });
    let cost = move || {
        let (tokens, micros) = spent.get();
        format!("{} and {} tokens of lines so far", micros.map_or_else(|| "unknown cost".to_owned(), money), figure(tokens as f64))
    };
    view! {
        <div class="flex flex-wrap items-center gap-2">
            <IconButton icon="chevron-left" size=Size::Md variant=Variant::Secondary label="Line before" on:click=move |_| player.go(-1)/>
            {move || if player.playing.get() {
                view! { <Button variant=Variant::Primary icon="pause" on:click=move |_| player.toggle()>"Wait"</Button> }.into_any()
            } else {
                view! { <Button variant=Variant::Primary icon="play" on:click=move |_| player.toggle()>"Play"</Button> }.into_any()
            }}
            <IconButton icon="chevron-right" size=Size::Md variant=Variant::Secondary label="Next line" on:click=move |_| player.go(1)/>
            <div class="w-24"><Select options=speeds name="speed" id="f-speed" label="Speed" bind=player.speed/></div>
            <span class="text-meta text-muted tabular-nums" data-testid="spent">{cost}</span>
        </div>
    }
}

fn said(context: RoomContext, line: Message) -> impl IntoView + use<> {
    let person = line.speaker.as_ref().and_then(|s| context.person(&s.id));
    let name = line.speaker.as_ref().map(|s| s.name.clone()).unwrap_or_default();
    let meta = match &person {
        Some(p) if line.puppet => format!("{} · put into their mouth by an observer", p.profession),
        Some(p) => format!("{} · turn {}", p.profession, line.turn),
        None => format!("after turn {}", line.turn),
    };
    let seat = person.as_ref().and_then(|p| seat_of(&p.id));
    let (seed, picture) = person.map(|p| (p.avatar_seed, p.avatar.unwrap_or_default())).unwrap_or_default();
    view! { <Turn id=format!("m{}", line.seq) kind=kind_of(line.kind) name seed seat picture meta text=line.text/> }
}

/// The lines that came before, the nearest first.
#[component]
fn Before(player: Player) -> impl IntoView {
    let lines = move || {
        let at = player.at.get();
        player.room.state.with(|s| s.lines.iter().take(at.saturating_sub(1)).rev().take(3).cloned().collect::<Vec<_>>())
    };
    move || {
        let lines: Vec<_> = lines()
            .into_iter()
            .map(|l| {
                let who = l.speaker.map_or_else(|| "Scene".to_owned(), |s| s.name);
                view! { <li><strong>{who}": "</strong><span dir="auto">{l.text}</span></li> }
            })
            .collect();
        (!lines.is_empty()).then(|| view! { <details><summary class="cursor-pointer text-meta text-muted">"Just before"</summary><ul class="mt-2 space-y-2 text-muted">{lines}</ul></details> })
    }
}

/// Why this speaker, attempts, prompt.
#[component]
fn Behind(player: Player) -> impl IntoView {
    let found: RwSignal<Option<Result<TurnRecord>>> = RwSignal::new(None);
    Effect::new(move |_| {
        let Some(line) = player.line().filter(|l| l.kind == MessageKind::Agent && !l.puppet) else {
            return found.set(None);
        };
        let (id, at) = (player.room.id(), player.at.get_untracked());
        spawn_local(async move {
            let record = get_turn(id, line.turn).await;
            // The reader may have gone on meanwhile.
            if player.at.try_get_untracked() == Some(at) {
                found.try_set(Some(record));
            }
        });
    });
    let people = move || player.room.state.with_untracked(|s| s.simulation.participants.clone());
    view! {
        <Card title="Behind this line">
            {move || match found.get() {
                Some(Ok(record)) => view! { <AboutTurn record people=people()/> }.into_any(),
                Some(Err(_)) => view! { <p class="text-muted">"No record was kept of this turn."</p> }.into_any(),
                None => view! { <p class="text-muted">"Said by an observer, or part of the scene."</p> }.into_any(),
            }}
        </Card>
    }
}

fn keys(player: Player) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let held = event.ctrl_key() || event.meta_key() || event.alt_key();
        if held || browser::is_typing() || browser::has_dialog() || browser::on_control() {
            return;
        }
        match event.key().as_str() {
            " " => player.toggle(),
            "ArrowLeft" => player.go(-1),
            "ArrowRight" => player.go(1),
            "Home" => player.at.set(1),
            "End" => player.at.set(player.room.count.get_untracked().max(1)),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
}
