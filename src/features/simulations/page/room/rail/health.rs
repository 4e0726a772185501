//! What is wrong with the conversation, in words, with a button that does what would help; below it the
//! measures with the band of human meetings.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::core::Result;
use crate::features::simulations::rpc::{observe_simulation, update_simulation};
use crate::features::simulations::types::{
    HealthLevel, HealthNote, Measures, Metrics, Observed, ObserverInput, ObserverKind, Policy, RemedyKind, SettingsInput, SimulationEvent,
    SimulationPatch,
};
use crate::ui::*;

use super::super::RoomContext;
use super::{Figures, with_figures};

#[component]
pub(super) fn HealthTab(context: RoomContext, metrics: Figures) -> impl IntoView {
    with_figures(metrics, move |found: Metrics| {
        let notes: Vec<_> = found.health.into_iter().map(|note| remark(context, note)).collect();
        view! {
            <div class="space-y-4">
                <ul class="space-y-2" aria-label="Health of the conversation">{notes}</ul>
                <MeasureTable measures=found.measures/>
            </div>
        }
    })
}

fn remark(context: RoomContext, note: HealthNote) -> impl IntoView + use<> {
    let (tone, icon) = match note.level {
        HealthLevel::Good => ("bg-success-soft text-on-success-soft", "circle-check"),
        HealthLevel::Notice => ("bg-info-soft text-on-info-soft", "info"),
        HealthLevel::Warning => ("bg-warning-soft text-on-warning-soft", "alert"),
        HealthLevel::Alarm => ("bg-danger-soft text-on-danger-soft", "alert"),
    };
    let help = context.may_steer.then(|| remedy(context, &note));
    view! {
        <li class=format!("rounded-md p-3 {tone}")>
            <p class="flex gap-2 font-medium"><Icon name=icon class="mt-0.5"/><span>{note.text.clone()}</span></p>
            {(!note.remedy.is_empty()).then(|| view! { <p class="mt-1 text-meta">{note.remedy.clone()}</p> })}
            {(!note.line.is_empty()).then(|| view! { <blockquote class="mt-1 text-meta italic">"“"{note.line.clone()}"”"</blockquote> })}
            {help}
        </li>
    }
}

/// The button that does it; nothing when there is nothing to do.
fn remedy(context: RoomContext, note: &HealthNote) -> AnyView {
    let button = |label: &'static str, run: Box<dyn Fn()>| {
        view! { <div class="mt-2"><Button size=Size::Xs on:click=move |_| run()>{label}</Button></div> }.into_any()
    };
    match note.kind {
        RemedyKind::Moderator if !note.line.is_empty() && !context.standing.get_untracked().is_terminal() => {
            let line = note.line.clone();
            button("Say it to the panel", Box::new(move || say(context, line.clone())))
        }
        RemedyKind::Policy => button("Let hands decide who speaks", Box::new(move || change_policy(context))),
        RemedyKind::Model => button(
            "Try a twin with another model",
            Box::new(move || context.branch_from(context.state.with_untracked(|s| s.simulation.turns))),
        ),
        RemedyKind::Participant => button("Add somebody", Box::new(|| browser::click("rail-panel"))),
        _ => ().into_any(),
    }
}

fn say(context: RoomContext, line: String) {
    spawn_local(async move {
        let input = ObserverInput { content: line, kind: ObserverKind::Say, to: None };
        match observe_simulation(context.id(), input).await {
            Ok(Observed::Line(message)) => {
                context.state.try_update(|s| s.apply(SimulationEvent::Message { message: *message }));
            }
            Ok(Observed::Aside(_)) => {}
            Err(error) => context.toasts().app_error(&error),
        }
    });
}

/// Another way to choose who speaks; a running conversation waits for it and goes on.
fn change_policy(context: RoomContext) {
    spawn_local(async move {
        match policy_changed(context).await {
            Ok(policy) => context.toasts().success(format!("From now on: {}.", policy.label().to_lowercase())),
            Err(error) => context.toasts().app_error(&error),
        }
    });
}

async fn policy_changed(context: RoomContext) -> Result<Policy> {
    let runs = context.standing.get_untracked().is_active();
    let before = context.state.with_untracked(|s| s.simulation.settings.policy);
    let policy = if before == Policy::HandRaising { Policy::Pooled } else { Policy::HandRaising };
    if runs {
        context.control("pause_now").await?;
    }
    let settings = SettingsInput { policy: Some(policy), ..SettingsInput::default() };
    let patched = update_simulation(context.id(), SimulationPatch { title: None, settings: Some(settings) }).await?;
    context.state.try_update(|s| s.refresh(patched));
    if runs {
        context.control("resume").await?;
    }
    Ok(policy)
}

/// A measure with its band, as a row.
fn row(name: &'static str, value: String, band: &'static str) -> impl IntoView {
    view! {
        <tr>
            <th scope="row" class="font-normal">{name}</th>
            <td class="whitespace-nowrap text-right tabular-nums">{value}</td>
            <td class="whitespace-nowrap text-right text-muted">{band}</td>
        </tr>
    }
}

#[component]
fn MeasureTable(measures: Measures) -> impl IntoView {
    let m = measures;
    let share = |v: f64| format!("{:.1} %", v * 100.0);
    let plain = |v: f64| format!("{v:.3}");
    view! {
        <Table caption="Measures">
            <thead><tr><th scope="col">"Measure"</th><th scope="col" class="text-right">"Now"</th><th scope="col" class="text-right">"People"</th></tr></thead>
            <tbody>
                {row("Variety of word pairs", plain(m.distinct_2), "")}
                {row("Echo of the last lines", plain(m.echo), "0.03–0.04")}
                {row("Same openings", share(m.opening_rate), "")}
                {row("Opens by agreeing", share(m.agreement_rate), "")}
                {row("Thanks", share(m.thanks_rate), "")}
                {row("Farewells", share(m.farewell_rate), "")}
                {row("Inequality of turns", plain(m.gini), "0.12–0.46")}
                {row("Back and forth (A-B-A)", plain(m.aba), "0.44–0.61")}
                {row("Off their talkativeness", m.talk_deviation.map_or_else(|| "–".to_owned(), share), "")}
                {row("Told apart by their words", m.attribution.map_or_else(|| "–".to_owned(), share), "")}
                {row("Lines thrown away", m.rejected.to_string(), "")}
            </tbody>
        </Table>
    }
}
