//! Beside the form: how the agent will sound, and what the guards of a conversation will check.

use leptos::prelude::*;
use leptos::reactive::actions::ActionAbortHandle;

use crate::core::AppError;
use crate::features::agents::contract::ContractLine;
use crate::features::agents::form::AgentForm;
use crate::features::agents::rpc::{agent_contract, sample_agent};
use crate::features::agents::sample::{Sample, SampleLine};
use crate::ui::*;

/// Three lines as this agent, from what is in the form now. `read` gives the form.
#[component]
pub(super) fn SamplePanel(read: Callback<(), Option<AgentForm>>, sample: Option<Sample>, awake: ReadSignal<bool>) -> impl IntoView {
    let listen = Action::new(|form: &AgentForm| sample_agent(form.clone()));
    let pending: Signal<bool> = listen.pending().into();
    let running = StoredValue::new(None::<ActionAbortHandle>);
    let start = move || {
        if let Some(form) = read.run(()) {
            running.set_value(Some(listen.dispatch(form)));
        }
    };
    let stop = move || {
        if let Some(handle) = running.try_update_value(Option::take).flatten() {
            handle.abort();
        }
    };
    let shown = Signal::derive(move || match listen.value().get() {
        Some(Ok(sample)) => Some(sample),
        _ => sample.clone(),
    });
    let error = Signal::derive(move || if pending.get() { None } else { listen.value().get().and_then(Result::err) });
    // Without script the button sends the form to another address, which comes back with the lines. The two are nodes
    // of their own: one that became the other would keep its attributes and get no handler.
    let by_script =
        move || awake.get().then(|| view! { <Button icon="message" pending=pending on:click=move |_| start()>"Let it speak"</Button> });
    let by_form = move || {
        (!awake.get())
            .then(|| view! { <Button submit=true icon="message" attr:formaction="/_fn/agents/sample_form">"Let it speak"</Button> })
    };
    view! {
        <section id="sample" class="flex min-w-0 flex-col gap-3 rounded-lg border border-border bg-surface p-4" aria-labelledby="sample-title">
            <h2 id="sample-title" class="text-base">"How it will sound"</h2>
            <p class="text-meta text-muted">"Three lines by the model of this installation, from what is in the form now. Nothing is saved."</p>
            <div aria-live="polite" class="flex flex-col gap-3">
                {move || error.get().map(|error| view! { <SampleError error/> })}
                {move || shown.get().map(|sample| lines(sample, pending.get()))}
            </div>
            <div class="flex flex-wrap gap-2">
                {by_form}
                {by_script}
                {move || pending.get().then(|| view! { <Button variant=Variant::Ghost icon="stop" on:click=move |_| stop()>"Cancel the preview"</Button> })}
            </div>
        </section>
    }
}

#[component]
fn SampleError(error: AppError) -> impl IntoView {
    view! { <Banner tone=Tone::Danger title="The model did not answer">{error.message}</Banner> }
}

fn lines(sample: Sample, is_old: bool) -> impl IntoView {
    let line = |line: SampleLine| {
        let said = line.kind.said();
        view! {
            <li class="flex flex-col gap-1">
                <p class="text-meta font-medium text-muted">{line.kind.label()}</p>
                {(!said.is_empty()).then(|| view! { <p class="text-meta text-subtle">"After: “"{said}"”"</p> })}
                <blockquote class="border-l-2 border-primary pl-3 text-read whitespace-pre-line wrap-anywhere">{line.text}</blockquote>
            </li>
        }
    };
    view! {
        <ul class="flex flex-col gap-3" role="list" class:opacity-50=is_old>{sample.lines.into_iter().map(line).collect_view()}</ul>
        <p class="text-meta text-subtle">"Spoken by "{sample.model}"."</p>
    }
}

/// What lines of this agent will be checked against; follows the form when a field is left.
#[component]
pub(super) fn ContractPanel(typed: RwSignal<AgentForm>, lines: Vec<ContractLine>) -> impl IntoView {
    let compile = Action::new(|form: &AgentForm| agent_contract(form.clone()));
    Effect::new(move |ran: Option<()>| {
        let form = typed.get();
        if ran.is_some() {
            compile.dispatch(form);
        }
    });
    let shown = move || match compile.value().get() {
        Some(Ok(lines)) => lines,
        _ => lines.clone(),
    };
    view! {
        <section class="flex min-w-0 flex-col gap-3 rounded-lg border border-border bg-surface p-4" aria-labelledby="contract-title">
            <h2 id="contract-title" class="text-base">"What the guards will check"</h2>
            <p class="text-meta text-muted">"Every line in a conversation is held against this. One that contradicts it is spoken anew; what is only noted stands beside the line."</p>
            <dl class="flex flex-col gap-3">{move || shown().into_iter().map(contract_line).collect_view()}</dl>
        </section>
    }
}

fn contract_line(line: ContractLine) -> impl IntoView {
    let entries = line.entries.into_iter().map(|entry| view! { <li class="wrap-anywhere">{entry}</li> }).collect_view();
    view! {
        <div class="flex flex-col gap-0.5">
            <dt class="text-meta font-medium text-muted">{line.kind.label()}</dt>
            <dd class="min-w-0">
                <p>{line.rule}</p>
                <ul class="list-disc pl-5 text-muted marker:text-subtle empty:hidden">{entries}</ul>
            </dd>
        </div>
    }
}
