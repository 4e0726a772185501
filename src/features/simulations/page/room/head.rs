//! The head of the room, which stays in view: title, state, controls, timeline.

use leptos::prelude::*;

use crate::core::format::money;
use crate::ui::*;

use super::RoomContext;
use super::controls::Controls;
use super::lines::ticks;
use super::place;

#[component]
pub(super) fn RoomHead(context: RoomContext, live: Signal<LiveState>) -> impl IntoView {
    let title = Memo::new(move |_| context.state.with(|s| s.simulation.title.clone()));
    let (at, seek) = place::on_timeline(context);
    view! {
        <div class="ui-room-head">
            <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
                <div class="min-w-0 flex-1 basis-64">
                    <h1 id="page-title" tabindex="-1" dir="auto" title=move || title.get()>{move || title.get()}</h1>
                    <Facts context live/>
                </div>
                <div class="ui-room-acts">
                    <Controls context/>
                    <Tools context/>
                </div>
            </div>
            <Timeline id="timeline" label="Timeline of the conversation" ticks=ticks(context) at on_seek=seek/>
        </div>
    }
}

/// State, progress and money, in one line.
#[component]
fn Facts(context: RoomContext, live: Signal<LiveState>) -> impl IntoView {
    let progress = Memo::new(move |_| {
        context.state.with(|s| format!("Turn {} of {}", s.simulation.turns, s.simulation.round.max(1) * s.simulation.settings.max_turns))
    });
    let cost = Memo::new(move |_| context.state.with(|s| s.simulation.cost_micros.map_or_else(|| "cost unknown".to_owned(), money)));
    let model = Memo::new(move |_| context.state.with(|s| s.simulation.settings.model.clone()));
    let demo = model
        .get_untracked()
        .starts_with("scripted")
        .then(|| view! { <span class="ui-room-wide"><Badge tone=Tone::Info>"Rule-based demonstration"</Badge></span> });
    let thinking = Memo::new(move |_| {
        context.state.with(|s| {
            s.open
                .as_ref()
                .map(|o| if o.text.is_empty() { format!("{} is thinking", o.speaker.name) } else { format!("{} speaks", o.speaker.name) })
        })
    });
    view! {
        <div class="ui-room-facts" role="group" aria-label="State of the simulation">
            <StateBadge state=context.standing words=Signal::derive(move || context.pausing.get().then_some("Pausing after this line"))/>
            <span class="tabular-nums" data-testid="progress">{move || progress.get()}</span>
            <span class="tabular-nums" title="What it has cost so far">{move || cost.get()}</span>
            <span class="ui-room-wide">{move || model.get()}</span>
            {demo}
            <LiveStatus state=live/>
            <span class="truncate" data-testid="who">{move || thinking.get()}</span>
        </div>
    }
}

/// What isn't a control of the conversation.
#[component]
fn Tools(context: RoomContext) -> impl IntoView {
    let id = context.id();
    let leave = move || context.present.get();
    let toggle = move || {
        let on = !context.present.get_untracked();
        context.present.set(on);
        browser::set_fullscreen(on);
    };
    let branch = Callback::new(move |()| context.branch_from(context.state.with_untracked(|s| s.simulation.turns)));
    let keys = Callback::new(move |()| context.keys_open.set(true));
    view! {
        <span class="ui-room-narrow">
            <button type="button" class="ui-btn ui-btn-icon" data-variant="secondary" data-size="md" popovertarget="room-rail" aria-label="Panel">
                <Icon name="users"/>
            </button>
        </span>
        <span class="ui-has-tip ui-room-present">
            <button type="button" class="ui-btn ui-btn-icon" data-variant="secondary" data-size="md" id="act-present" aria-keyshortcuts="f"
                aria-pressed=move || if leave() { "true" } else { "false" } aria-label="Presentation" on:click=move |_| toggle()>
                <Icon name="maximize"/>
            </button>
            <span class="ui-tip" aria-hidden="true">"Presentation: large type, nothing else (F)"</span>
        </span>
        <span class="ui-room-tools">
            <Menu id="room-menu" label="More about this conversation">
                <MenuButton icon="maximize" on_click=Callback::new(move |()| toggle())>"Presentation"</MenuButton>
                <MenuButton icon="branch" on_click=branch>"Branch or twin…"</MenuButton>
                <MenuLink icon="rewind" href=format!("/simulations/{id}/replay")>"Replay"</MenuLink>
                <MenuLink icon="columns" href=format!("/simulations/compare?a={id}")>"Compare with…"</MenuLink>
                <MenuDivider/>
                <MenuLink icon="external" href=format!("/simulations/{id}/share")>"Share and export"</MenuLink>
                <MenuLink icon="file-text" href=format!("/documents/new?simulation={id}")>"Write a document"</MenuLink>
                <MenuDivider/>
                <MenuButton icon="keyboard" on_click=keys>"Keyboard shortcuts"</MenuButton>
                <MenuLink icon="trash" danger=true href=format!("/simulations/{id}/delete")>"Delete"</MenuLink>
            </Menu>
        </span>
    }
}
