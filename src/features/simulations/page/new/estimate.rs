//! What it will cost, before it starts.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::core::format::money;
use crate::core::ids::AgentId;
use crate::features::simulations::rpc::estimate_input;
use crate::features::simulations::types::{Estimate, ParticipantInput, Policy, Scenario, SettingsInput, SimulationInput};
use crate::ui::*;

use super::Filled;

/// Milliseconds after the last change before it is computed anew.
const CALM_MS: u32 = 500;

/// What is asked; `None` while something is missing.
fn wanted(filled: Filled) -> Option<SimulationInput> {
    let (question, model, turns, policy) = (filled.question.get(), filled.model.get(), filled.turns.get(), filled.policy.get());
    let people = filled.people.get();
    let participants: Vec<ParticipantInput> =
        people.iter().filter_map(|value| value.split_once(':')).map(|(kind, id)| participant(kind, id)).collect();
    let turns = turns.trim().parse().ok().filter(|n| (1..=500).contains(n))?;
    if question.trim().is_empty() || participants.is_empty() {
        return None;
    }
    let settings = SettingsInput { model: Some(model), policy: Policy::parse(&policy), max_turns: Some(turns), ..SettingsInput::default() };
    let scenario = Scenario { title: "Estimate".to_owned(), question: question.trim().to_owned(), ..Scenario::default() };
    Some(SimulationInput { title: None, scenario: Some(scenario), scenario_id: None, participants, settings })
}

fn participant(kind: &str, id: &str) -> ParticipantInput {
    match kind {
        "agent" => ParticipantInput { agent_id: Some(AgentId::new(id)), library: None },
        _ => ParticipantInput { agent_id: None, library: Some(id.to_owned()) },
    }
}

#[component]
pub(super) fn Expected(filled: Filled) -> impl IntoView {
    let found: RwSignal<Option<Estimate>> = RwSignal::new(None);
    let latest = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let asked = wanted(filled);
        latest.update_value(|n| *n += 1);
        let mine = latest.get_value();
        let is_latest = move || latest.try_get_value() == Some(mine);
        browser::after(CALM_MS, move || {
            if !is_latest() {
                return;
            }
            spawn_local(async move {
                let answer = match asked {
                    Some(input) => estimate_input(input).await.ok(),
                    None => None,
                };
                if is_latest() {
                    found.try_set(answer);
                }
            });
        });
    });
    view! {
        <p class="ml-auto text-meta text-muted tabular-nums" role="status" data-testid="expected">
            {move || found.with(|f| f.as_ref().map(said).unwrap_or_default())}
        </p>
    }
}

/// "$0.12 expected, $0.08 to $0.20, for 24 turns".
fn said(estimate: &Estimate) -> String {
    let tokens = figure((estimate.prompt_tokens + estimate.completion_tokens) as f64);
    match estimate.cost_micros {
        Some(cost) if cost.high == 0 => format!("Free with this model: {} turns", estimate.turns),
        Some(cost) => {
            format!("{} expected, {} to {}, for {} turns", money(cost.expected), money(cost.low), money(cost.high), estimate.turns)
        }
        None => format!("About {tokens} tokens for {} turns; the price of this model is unknown", estimate.turns),
    }
}
