//! How it runs: what everybody sets, and below it what few do.

use leptos::prelude::*;

use crate::core::AppError;
use crate::features::simulations::rpc::ModelChoice;
use crate::features::simulations::types::Policy;
use crate::ui::*;

use super::{Filled, Names};

/// Names of the guards in the form, and what they keep out.
const GUARDS: [(&str, &str); 7] = [
    ("repetition", "Repeated lines"),
    ("identity", "Speaking for others"),
    ("facts", "Contradicting the persona"),
    ("style", "Out of style"),
    ("language", "Wrong language"),
    ("loops", "Loops of thanks and farewells"),
    ("secrets", "Leaked secrets"),
];

#[component]
pub(super) fn SettingsCards(
    models: Vec<ModelChoice>,
    language: String,
    names: Names,
    filled: Filled,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let options: Vec<SelectOption> = models.into_iter().map(|m| SelectOption::new(m.name, m.label)).collect();
    let policies: Vec<SelectOption> = Policy::ALL.map(|policy| SelectOption::new(policy.as_str(), policy.label())).into();
    view! {
        <Card title="Settings">
            <div class="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
                <Field name="form[model]" key="settings.model" label="Model" errors=error required=true><Select options bind=filled.model/></Field>
                <Field name="form[max_turns]" key="settings.max_turns" label="Turns" hint="1 to 500." errors=error required=true><Input kind="number" bind=filled.turns/></Field>
                <Field name="form[policy]" key="settings.policy" label="Who speaks next" hint="Moderator and order of speaking are said below." errors=error required=true>
                    <Select options=policies bind=filled.policy/>
                </Field>
                <Field name="form[language]" key="scenario.language" label="Language" hint="English when empty." errors=error><Input maxlength=40 value=language/></Field>
                <Field name="form[seed]" key="settings.seed" label="Seed" hint="The same seed gives the same conversation." errors=error><Input kind="number"/></Field>
            </div>
            <Seating names filled error/>
            <details class="mt-4">
                <summary class="cursor-pointer font-medium">"Pace, limits, guards, who knows whom"</summary>
                <Advanced error/>
            </details>
        </Card>
    }
}

/// Who leads and who speaks when, by name. It opens by itself when the way of choosing needs it.
#[component]
fn Seating(names: Names, filled: Filled, error: Signal<Option<AppError>>) -> impl IntoView {
    let refused = move |field: &str| error.with(|e| e.as_ref().is_some_and(|e| e.field_message(field).is_some()));
    let needed = move || {
        let chosen = filled.policy.with(|policy| matches!(Policy::parse(policy), Some(Policy::Moderator | Policy::Scripted)));
        chosen || refused("settings.order") || refused("settings.moderator")
    };
    let seated = move || {
        let chosen = filled.people.get();
        names.with_value(|all| all.iter().filter(|(value, _)| chosen.contains(value)).map(|(_, name)| name.clone()).collect::<Vec<_>>())
    };
    let options = move || seated().into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    view! {
        <details class="mt-4" open=needed>
            <summary class="cursor-pointer font-medium">"Moderator, order of speaking"</summary>
            <div class="mt-4 grid gap-4 sm:grid-cols-2">
                <Field name="form[moderator]" key="settings.moderator" label="Moderator" hint="A name of the panel. The first one leads when it is empty." errors=error>
                    <Input maxlength=120 attr:list="panel-names" autocomplete="off"/>
                </Field>
                <Field name="form[order]" key="settings.order" label="Order of speaking" hint="For an order that you write down: a name in a line, over and over; the same one may come more than once." errors=error>
                    <Textarea rows=4/>
                </Field>
            </div>
            <datalist id="panel-names">{options}</datalist>
        </details>
    }
}

#[component]
fn Advanced(error: Signal<Option<AppError>>) -> impl IntoView {
    let pace = vec![
        SelectOption::new("0", "No pause"),
        SelectOption::new("2000", "2 seconds"),
        SelectOption::new("10000", "10 seconds"),
        SelectOption::new("60000", "1 minute"),
        SelectOption::new("600000", "10 minutes"),
    ];
    let knows = vec![SelectOption::new("everyone", "Everybody was introduced"), SelectOption::new("relationships", "As the scenario says")];
    let guards: Vec<_> = GUARDS.into_iter().map(|(value, label)| view! { <Checkbox name="form[guards_off][]" value label/> }).collect();
    view! {
        <div class="mt-4 space-y-5">
            <div class="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
                <Field name="form[interval_ms]" key="settings.interval_ms" label="Pause between turns" errors=error><Select options=pace value="0"/></Field>
                <Field name="form[visibility]" key="settings.visibility" label="Who knows whom" errors=error><Select options=knows value="everyone"/></Field>
                <Field name="form[max_minutes]" key="settings.max_minutes" label="Time limit" hint="Minutes; it pauses then. None when empty." errors=error><Input kind="number"/></Field>
                <Field name="form[max_tokens]" key="settings.max_tokens" label="Token limit" hint="It pauses then. None when empty." errors=error><Input kind="number"/></Field>
                <Field name="form[budget]" key="settings.budget_micros" label="Cost cap" hint="US dollars, for example 0.50; it pauses then." errors=error><Input attr:inputmode="decimal"/></Field>
                <Field name="form[attempts]" key="settings.guards" label="Tries of one line" hint="1 to 6, before it is repaired or given away." errors=error><Input kind="number" value="3"/></Field>
            </div>
            <div class="grid gap-2 sm:grid-cols-2">
                <Checkbox name="form[pacing]" label="Pauses as people make them" hint="As long as it takes to take a line in."/>
                <Checkbox name="form[self_follow]" label="The same person may speak twice in a row"/>
            </div>
            <fieldset>
                <legend class="mb-2 font-medium">"Let pass what a guard would keep out"</legend>
                <div class="grid gap-2 sm:grid-cols-2">{guards}</div>
            </fieldset>
        </div>
    }
}
