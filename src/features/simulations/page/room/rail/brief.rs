//! What the panel was given: question, goals, constraints, rounds, pinned facts, settings.

use leptos::prelude::*;

use crate::features::simulations::types::{Policy, SettingsInput, Simulation};
use crate::ui::*;

use super::super::RoomContext;
use super::limits;

#[component]
pub(super) fn BriefTab(context: RoomContext) -> impl IntoView {
    let simulation = Memo::new(move |_| {
        // What changes with every word isn't part of it.
        context.state.with(|s| Simulation { tokens: 0, prompt_tokens: 0, cost_micros: None, turns: 0, messages: 0, ..s.simulation.clone() })
    });
    move || {
        let s = simulation.get();
        let rounds = s.scenario.rounds.iter().map(|r| format!("{} ({} turns): {}", r.title, r.turns, r.instructions)).collect();
        let roles = s.scenario.roles.iter().map(|r| format!("{}: {}", r.participant, r.role)).collect();
        let parent = s.parent.clone().map(|p| {
            let own = s.id.clone();
            view! {
                <p class="text-meta text-muted">
                    {format!("Branched after turn {} of ", p.turn)}<a class="ui-link" href=format!("/simulations/{}", p.id)>"another conversation"</a>
                    " · "<a class="ui-link" href=format!("/simulations/compare?a={}&b={own}", p.id)>"Compare"</a>
                </p>
            }
        });
        view! {
            <div class="space-y-4">
                <p class="font-medium" dir="auto">{s.scenario.question.clone()}</p>
                {parent}
                {(!s.scenario.setting.is_empty()).then(|| view! { <p class="whitespace-pre-line text-muted" dir="auto">{s.scenario.setting.clone()}</p> })}
                {list("Facts that everybody knows", s.pins.clone())}
                {list("Goals", s.scenario.goals.clone())}
                {list("Constraints", s.scenario.constraints.clone())}
                {list("Rounds", rounds)}
                {list("Roles", roles)}
                <Settings context simulation=s/>
            </div>
        }
    }
}

fn list(title: &'static str, items: Vec<String>) -> Option<impl IntoView> {
    (!items.is_empty()).then(|| {
        view! {
            <section>
                <h2 class="font-medium">{title}</h2>
                <ul class="mt-1 list-disc space-y-1 pl-4 text-muted">{items.into_iter().map(|i| view! { <li dir="auto">{i}</li> }).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Settings(context: RoomContext, simulation: Simulation) -> impl IntoView {
    let s = simulation.settings;
    let limited = s.clone();
    let policy = RwSignal::new(s.policy.as_str().to_owned());
    let changed = move |_| {
        let settings = SettingsInput { policy: Policy::parse(&policy.get_untracked()), ..SettingsInput::default() };
        context.save_settings(settings);
    };
    let options: Vec<SelectOption> = Policy::ALL
        .into_iter()
        .filter(|p| *p != Policy::Scripted || *p == s.policy)
        .map(|p| SelectOption::new(p.as_str(), p.label()))
        .collect();
    let runs = Signal::derive(move || context.standing.get().is_active() || !context.may_steer);
    let pause = if s.interval_ms == 0 { "no pause".to_owned() } else { format!("{} s between turns", f64::from(s.interval_ms) / 1000.0) };
    let facts = format!("{} · seed {} · {} turns a round · {pause}", s.model, s.seed, s.max_turns);
    view! {
        <section class="space-y-2">
            <h2 class="font-medium">"Settings"</h2>
            <p class="text-meta text-muted">{facts}</p>
            <label class="block text-meta text-muted" for="f-policy">"Who speaks next"</label>
            <div class="flex gap-2">
                <div class="min-w-0 flex-1"><Select options name="policy" id="f-policy" bind=policy disabled=runs/></div>
                <Button on:click=changed disabled=runs>"Save"</Button>
            </div>
            <limits::Limits context settings=limited closed=runs/>
            {move || (runs.get() && context.may_steer).then(|| view! { <p class="text-meta text-muted">"Pause first to change it."</p> })}
        </section>
    }
}
