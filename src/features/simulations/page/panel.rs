//! The rail beside the transcript: who takes part and how much they say, and the scenario.

use leptos::prelude::*;

use crate::features::simulations::types::Participant;
use crate::ui::*;

use super::room::RoomContext;

#[component]
pub(super) fn PanelRail(context: RoomContext) -> impl IntoView {
    let participants = context.state.with_untracked(|s| s.simulation.participants.clone());
    let scenario = context.state.with_untracked(|s| s.simulation.scenario.clone());
    let people = participants.into_iter().enumerate().map(|(i, p)| member(context, i, p)).collect_view();
    let id = context.state.with_untracked(|s| s.simulation.id.clone());
    let goals = list("Goals", scenario.goals);
    let constraints = list("Constraints", scenario.constraints);
    view! {
        <aside class="space-y-4" aria-label="Panel and scenario">
            <Card title="Panel">
                <ul class="space-y-3">{people}</ul>
            </Card>
            {goals}
            {constraints}
            <Card title="Document">
                <p class="mb-3 text-meta text-muted">"A summary in which every point cites the lines it rests on."</p>
                <LinkButton href=format!("/documents/new?simulation={id}") icon="file-text" size=Size::Sm>"Write a summary"</LinkButton>
            </Card>
        </aside>
    }
}

fn member(context: RoomContext, index: usize, p: Participant) -> impl IntoView + use<> {
    let share = Memo::new(move |_| context.state.with(|s| s.shares().get(index).copied().unwrap_or(0.0)));
    let id = p.id.clone();
    let speaking = Memo::new(move |_| context.state.with(|s| s.open.as_ref().is_some_and(|o| o.speaker.id == id)));
    let percent = move || format!("{:.0} %", share.get() * 100.0);
    let label = format!("Share of the words of {}", p.name);
    view! {
        <li class="flex items-start gap-3">
            <Avatar seed=p.avatar_seed picture=p.avatar.unwrap_or_default() name=p.name.clone()/>
            <div class="min-w-0 flex-1">
                <div class="flex items-baseline justify-between gap-2">
                    <span class="truncate font-medium">{p.name}</span>
                    <span class="text-meta tabular-nums text-muted">{percent}</span>
                </div>
                <p class="truncate text-meta text-muted">{p.profession}</p>
                <svg class="mt-1 h-1.5 w-full" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label=label>
                    <rect class="fill-surface-3" width="100" height="4" rx="1"/>
                    <rect class="fill-primary" width=move || format!("{:.1}", share.get() * 100.0) height="4" rx="1"/>
                </svg>
                {move || speaking.get().then(|| view! { <span class="text-meta text-primary-text">"Speaking"</span> })}
            </div>
        </li>
    }
}

fn list(title: &'static str, items: Vec<String>) -> Option<impl IntoView> {
    (!items.is_empty()).then(|| {
        view! {
            <Card title>
                <ul class="list-disc space-y-1 pl-4 text-muted">{items.into_iter().map(|i| view! { <li>{i}</li> }).collect_view()}</ul>
            </Card>
        }
    })
}
