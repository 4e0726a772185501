//! Who takes part, how much they say against what they would say, who is muted, who is next.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::core::Result;
use crate::core::ids::AgentId;
use crate::features::agents::rpc::list_candidates;
use crate::features::simulations::rpc::{add_participants, next_speaker, patch_participant};
use crate::features::simulations::types::{Participant, ParticipantInput, ParticipantPatch, Policy, Simulation, State, seat_of};
use crate::ui::*;

use super::super::RoomContext;

/// Takes in what the server answered, or says what is wrong.
fn taken(context: RoomContext, answer: Result<Simulation>) {
    match answer {
        Ok(simulation) => {
            context.take(&simulation);
            context.state.try_update(|s| s.refresh(simulation));
        }
        Err(error) => context.toasts().app_error(&error),
    }
}

#[component]
pub(super) fn PanelTab(context: RoomContext) -> impl IntoView {
    let people = Memo::new(move |_| context.state.with(|s| s.simulation.participants.clone()));
    let manual = Memo::new(move |_| context.state.with(|s| s.simulation.settings.policy == Policy::Manual));
    let shares = Memo::new(move |_| {
        context.count.track();
        context.state.with_untracked(|s| s.shares())
    });
    let id = context.id();
    let rows = move || {
        let all = people.get();
        let sum: u32 = all.iter().filter(|p| p.can_speak()).map(|p| u32::from(p.talkativeness)).sum();
        let row = |(at, p): (usize, Participant)| {
            let target = if p.can_speak() && sum > 0 { f64::from(p.talkativeness) / f64::from(sum) } else { 0.0 };
            member(context, at, p, target, shares, manual)
        };
        all.into_iter().enumerate().map(row).collect_view()
    };
    view! {
        <div class="space-y-4">
            <ul class="space-y-1" aria-label="Panel">{rows}</ul>
            <p class="text-meta text-muted">"Bar: share of the words. Mark: what their talkativeness would give."</p>
            {context.may_steer.then(|| view! { <AddSomebody context/> })}
            <Card title="Take it with you">
                <p class="mb-3 text-meta text-muted">"In a summary every point cites the lines it rests on; highlighted lines come first."</p>
                <div class="flex flex-wrap gap-2">
                    <LinkButton href=format!("/documents/new?simulation={id}") icon="file-text" size=Size::Sm>"Write a summary"</LinkButton>
                    <LinkButton href=format!("/simulations/{id}/share") icon="external" size=Size::Sm>"Share and export"</LinkButton>
                </div>
            </Card>
        </div>
    }
}

fn member(
    context: RoomContext,
    at: usize,
    p: Participant,
    target: f64,
    shares: Memo<Vec<f64>>,
    manual: Memo<bool>,
) -> impl IntoView + use<> {
    let share = Memo::new(move |_| shares.with(|all| all.get(at).copied().unwrap_or(0.0)));
    let (id, name) = (StoredValue::new(p.id.clone()), p.name.clone());
    let speaking = Memo::new(move |_| context.state.with(|s| s.open.as_ref().is_some_and(|o| id.with_value(|id| o.speaker.id == *id))));
    let standing = move || match (p.left, p.muted, speaking.get()) {
        (true, ..) => "Has left",
        (_, true, _) => "Listens only",
        (.., true) => "Speaks",
        _ => "",
    };
    let percent = move || format!("{:.0} %", share.get() * 100.0);
    let label = format!("Share of the words of {name}");
    let hue = format!("{} h-1.5 min-w-0 flex-1", seat_class(seat_of(&p.id).unwrap_or(at)));
    let mark = format!("{:.1}", (target * 100.0).clamp(0.0, 98.5));
    let has_target = target > 0.0;
    let next = move || {
        (context.may_steer && manual.get() && !p.muted && !p.left && !context.standing.get().is_terminal())
            .then(|| next_button(context, id.get_value(), name.clone()))
    };
    let menu_name = p.name.clone();
    view! {
        <li class="flex items-start gap-3 rounded-md py-1.5">
            <Avatar seed=p.avatar_seed.clone() picture=p.avatar.clone().unwrap_or_default() name=p.name.clone() decorative=true seat=seat_of(&p.id)/>
            <div class="min-w-0 flex-1">
                <div class="flex items-baseline justify-between gap-2">
                    <span class="truncate font-medium">{p.name.clone()}</span>
                    <span class="text-meta tabular-nums text-muted">{percent}</span>
                </div>
                <p class="truncate text-meta text-muted">{p.profession.clone()}</p>
                <div class="mt-1 flex">
                    <svg class=hue viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label=label>
                        <rect class="ui-share-track" width="100" height="4" rx="1"/>
                        <rect class="ui-share-bar" width=move || format!("{:.1}", share.get() * 100.0) height="4" rx="1"/>
                        {has_target.then(|| view! { <rect class="ui-share-target" x=mark width="1" height="4"/> })}
                    </svg>
                </div>
                <p class="mt-0.5 flex items-center gap-2 text-meta text-primary-text"><span>{standing}</span>{next}</p>
            </div>
            {context.may_steer.then(|| member_menu(context, id.get_value(), menu_name, p.muted, p.left))}
        </li>
    }
}

fn next_button(context: RoomContext, id: String, name: String) -> impl IntoView {
    let choose = move |_| {
        let id = id.clone();
        spawn_local(async move { taken(context, next_speaker(context.id(), id).await) });
    };
    view! { <Button size=Size::Xs icon="mic" attr:aria-label=format!("Next: {name}") on:click=choose>"Next"</Button> }
}

fn member_menu(context: RoomContext, id: String, name: String, muted: bool, left: bool) -> impl IntoView {
    let patch = move |id: String, patch: ParticipantPatch| {
        spawn_local(async move { taken(context, patch_participant(context.id(), id, patch).await) });
    };
    let (one, other) = (id.clone(), id.clone());
    let mute = Callback::new(move |()| patch(one.clone(), ParticipantPatch { muted: Some(!muted), left: None }));
    let leave = Callback::new(move |()| patch(other.clone(), ParticipantPatch { muted: None, left: Some(!left) }));
    let runs = Signal::derive(move || context.standing.get().is_active());
    view! {
        <Menu id=format!("member-{id}") label=format!("{name}: mute or remove")>
            {(!left).then(|| view! { <MenuButton icon="mute" on_click=mute>{if muted { "Let them speak again" } else { "Mute: listens only" }}</MenuButton> })}
            <MenuButton icon="log-out" on_click=leave disabled=runs>{if left { "Bring back" } else { "Take off the panel" }}</MenuButton>
            {move || runs.get().then(|| view! { <MenuLabel>"Pause first to take somebody off."</MenuLabel> })}
        </Menu>
    }
}

/// Somebody new, while it stands still.
#[component]
fn AddSomebody(context: RoomContext) -> impl IntoView {
    let open = RwSignal::new(false);
    let offered: RwSignal<Vec<SelectOption>> = RwSignal::new(Vec::new());
    let chosen = RwSignal::new(String::new());
    let show = move |_| {
        open.set(true);
        spawn_local(async move {
            let there: Vec<String> = context.state.with_untracked(|s| s.simulation.participants.iter().map(|p| p.name.clone()).collect());
            let found = list_candidates().await.unwrap_or_default().into_iter().filter(|c| !there.contains(&c.name));
            let options: Vec<SelectOption> = found.map(|c| SelectOption::new(c.value, format!("{}, {}", c.name, c.profession))).collect();
            chosen.try_set(options.first().map(|o| o.value.clone()).unwrap_or_default());
            offered.try_set(options);
        });
    };
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let value = chosen.get_untracked();
        let input = match value.split_once(':') {
            Some(("agent", id)) => ParticipantInput { agent_id: Some(AgentId::new(id)), library: None },
            Some((_, slug)) => ParticipantInput { agent_id: None, library: Some(slug.to_owned()) },
            None => return,
        };
        spawn_local(async move {
            taken(context, add_participants(context.id(), vec![input]).await);
            open.try_set(false);
        });
    };
    let still = Signal::derive(move || context.standing.get().is_active());
    view! {
        <div>
            <Button size=Size::Sm icon="plus" on:click=show disabled=still>"Add somebody"</Button>
            {move || (still.get() && context.standing.get() != State::Draft).then(|| view! { <p class="mt-1 text-meta text-muted">"Pause first to change the panel."</p> })}
        </div>
        <Dialog id="add-dialog" open title="Add somebody to the panel" description="They know what was said so far, and speak from the next turn on.">
            <form on:submit=add class="flex flex-col gap-4">
                {move || view! { <Select options=offered.get() name="add" id="f-add" label="Who" bind=chosen/> }}
                <DialogActions>
                    <Button on:click=move |_| open.set(false)>"Cancel"</Button>
                    <Button submit=true variant=Variant::Primary icon="plus" disabled=Signal::derive(move || chosen.with(String::is_empty))>"Add"</Button>
                </DialogActions>
            </form>
        </Dialog>
    }
}
