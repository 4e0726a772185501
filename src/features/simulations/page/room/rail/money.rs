//! What it costs: so far, by agent, by purpose, and what the turns that are left will take.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::core::format::money;
use crate::features::simulations::rpc::estimate_simulation;
use crate::features::simulations::types::{Estimate, Metrics, PurposeFigures};
use crate::ui::*;

use super::super::RoomContext;
use super::{Figures, with_figures};

/// Purposes that don't count for the conversation.
const BESIDE: [&str; 3] = ["translation", "document", "rating"];

/// What a purpose is called.
fn purpose(name: &str) -> String {
    match name {
        "turn" => "Lines",
        "selector" => "Choosing who speaks",
        "aside" => "Questions aside",
        "translation" => "Translations",
        "document" => "Documents",
        other => other,
    }
    .to_owned()
}

fn cost(micros: Option<i64>) -> String {
    micros.map_or_else(|| "unknown".to_owned(), money)
}

#[component]
pub(super) fn CostTab(context: RoomContext, metrics: Figures) -> impl IntoView {
    let total = Memo::new(move |_| context.state.with(|s| (s.simulation.cost_micros, s.simulation.tokens)));
    let cap = Memo::new(move |_| context.state.with(|s| s.simulation.settings.budget_micros));
    let used = Signal::derive(move || total.get().0.filter(|_| cap.get() > 0).map(|spent| (spent as f64 / cap.get() as f64).min(1.0)));
    let left: RwSignal<Option<Estimate>> = RwSignal::new(None);
    Effect::new(move |_| {
        context.count.track();
        context.standing.track();
        spawn_local(async move {
            let answer = estimate_simulation(context.id()).await.ok();
            left.try_set(answer);
        });
    });
    view! {
        <div class="space-y-4">
            <div class="grid grid-cols-2 gap-2">
                <StatCard label="So far" value=Signal::derive(move || cost(total.get().0))/>
                <StatCard label="Tokens" value=Signal::derive(move || figure(total.get().1 as f64))/>
            </div>
            {move || (cap.get() > 0).then(|| view! { <Progress value=used label=format!("Of the cap of {}", money(cap.get()))/> })}
            {move || left.get().map(|estimate| view! { <Left estimate/> })}
            {with_figures(metrics, |found: Metrics| view! { <Split found/> })}
        </div>
    }
}

/// What the turns that are left will take.
#[component]
pub(in crate::features::simulations::page) fn Left(estimate: Estimate) -> impl IntoView {
    let range = estimate.cost_micros.map_or_else(
        || "The price of this model is unknown.".to_owned(),
        |c| format!("{} expected, between {} and {}.", money(c.expected), money(c.low), money(c.high)),
    );
    let tokens = format!(
        "{} tokens sent and {} said for {} turns.",
        figure(estimate.prompt_tokens as f64),
        figure(estimate.completion_tokens as f64),
        estimate.turns
    );
    (estimate.turns > 0).then(|| {
        view! {
            <div class="rounded-md border border-border bg-surface p-3" data-testid="estimate">
                <p class="text-meta font-medium text-muted">"Still to come"</p>
                <p class="mt-1 font-medium tabular-nums">{range}</p>
                <p class="mt-1 text-meta text-muted tabular-nums">{tokens}" "{estimate.basis}</p>
            </div>
        }
    })
}

#[component]
fn Split(found: Metrics) -> impl IntoView {
    let line = |name: String, tokens: u64, micros: Option<i64>| {
        view! {
            <tr><th scope="row" class="font-normal">{name}</th><td class="text-right tabular-nums">{figure(tokens as f64)}</td><td class="text-right tabular-nums">{cost(micros)}</td></tr>
        }
    };
    let agents: Vec<_> = found.agents.into_iter().map(|a| line(a.name, a.tokens, a.cost_micros)).collect();
    let (beside, own): (Vec<_>, Vec<_>) = found.purposes.into_iter().partition(|p| BESIDE.contains(&p.purpose.as_str()));
    let sum = (own.iter().map(|p| p.tokens).sum(), own.iter().map(|p| p.cost_micros).sum());
    let rows = move |list: Vec<PurposeFigures>| list.into_iter().map(|p| line(purpose(&p.purpose), p.tokens, p.cost_micros)).collect_view();
    let beside = (!beside.is_empty()).then(|| rows(beside));
    let head = || view! { <thead><tr><th scope="col"></th><th scope="col" class="text-right">"Tokens"</th><th scope="col" class="text-right">"Cost"</th></tr></thead> };
    view! {
        <Table caption="By person">{head()}<tbody>{agents}</tbody></Table>
        <Table caption="By purpose">{head()}<tbody>{rows(own)}{line("Together".to_owned(), sum.0, sum.1)}</tbody></Table>
        {beside.map(|rows| view! {
            <Table caption="Beside the conversation">{head()}<tbody>{rows}</tbody></Table>
            <p class="text-meta text-muted">"Not in the sums above: it doesn’t count for the limits of the conversation."</p>
        })}
    }
}
