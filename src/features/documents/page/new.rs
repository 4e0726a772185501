//! The order for a document: from which simulations, and what kind. Works without JavaScript;
//! `?simulation=id` ticks one.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::core::AppError;
use crate::core::format::count;
use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::features::documents::rpc::{SourceChoice, SubmitDocument, document_sources};
use crate::features::documents::types::{DocumentKind, MAX_SIMULATIONS};
use crate::features::home::may;
use crate::ui::*;

use super::{kind_icon, read_only};

const LABELS: [(&str, &str); 3] = [("simulation_ids", "Simulations"), ("type", "Type"), ("title", "Title")];

/// `/documents/new`
#[component]
pub fn NewDocumentPage() -> impl IntoView {
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.with(|q| q.get("simulation")).filter(|id| !id.is_empty()).map(SimulationId::new));
    let sources = Resource::new(move || chosen.get(), document_sources);
    let submit = ServerAction::<SubmitDocument>::new();
    let write = may(Permission::Write);
    view! {
        <Title text="New document"/>
        <PageHeader title="New document" description="Written from the transcript alone: a statement without a message behind it is left out."/>
        <Transition fallback=|| view! { <SkeletonText lines=8/> }>
            {move || Suspend::new(async move {
                match sources.await {
                    _ if !write => read_only(),
                    Err(error) => view! { <InlineError error/> }.into_any(),
                    Ok(sources) if sources.is_empty() => nothing_said(),
                    Ok(sources) => view! { <OrderForm sources chosen=chosen.get_untracked() submit/> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn nothing_said() -> AnyView {
    view! {
        <EmptyState icon="message" title="Nothing to write about yet" body="A document is made from a conversation that is finished or paused. Start one, then come back.">
            <LinkButton href="/simulations/new" variant=Variant::Primary icon="plus">"New simulation"</LinkButton>
            <LinkButton href="/simulations">"All simulations"</LinkButton>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn OrderForm(sources: Vec<SourceChoice>, chosen: Option<SimulationId>, submit: ServerAction<SubmitDocument>) -> impl IntoView {
    let error = Signal::derive(move || submit.value().get().and_then(Result::err));
    let pending: Signal<bool> = submit.pending().into();
    let kinds =
        DocumentKind::GENERATED.into_iter().map(|k| RadioOption::new(k.as_str(), k.label()).hint(purpose(k)).icon(kind_icon(k))).collect();
    view! {
        <ActionForm action=submit attr:class="max-w-reading space-y-6">
            <FormError error labels=LABELS.to_vec()/>
            <Sources sources chosen error/>
            <Card>
                <div class="grid gap-4">
                    <div id="f-type" tabindex="-1">
                        <RadioCards name="form[kind]" legend="Type" options=kinds value=DocumentKind::Summary.as_str() columns=2/>
                        <FieldMessage error key="type"/>
                    </div>
                    <Field name="form[title]" key="title" label="Title" hint="“Summary of …” when you leave it empty." errors=error>
                        <Input maxlength=160/>
                    </Field>
                </div>
            </Card>
            <div class="flex flex-wrap gap-2">
                <Button submit=true variant=Variant::Primary icon="file-text" pending=pending>"Write the document"</Button>
                <LinkButton href="/documents" variant=Variant::Ghost>"Cancel"</LinkButton>
            </div>
        </ActionForm>
    }
}

/// The message of a group of controls.
#[component]
fn FieldMessage(error: Signal<Option<AppError>>, key: &'static str) -> impl IntoView {
    let message = move || error.with(|e| e.as_ref().and_then(|e| e.field_message(key).map(str::to_owned)));
    move || {
        message().map(
            |text| view! { <p class="mt-1 text-meta font-medium text-on-danger-soft" id=format!("{}-error", field_id(key))>{text}</p> },
        )
    }
}

const fn purpose(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Minutes => "Who was there, what was said in which order, what was agreed.",
        _ => "The answer in short, positions, agreements, disagreements, open questions.",
    }
}

#[component]
fn Sources(sources: Vec<SourceChoice>, chosen: Option<SimulationId>, error: Signal<Option<AppError>>) -> impl IntoView {
    // With a single one there is nothing to choose.
    let only = sources.len() == 1;
    let items = sources
        .into_iter()
        .map(|s| {
            let checked = only || chosen.as_ref() == Some(&s.id);
            source(s, checked)
        })
        .collect_view();
    let hint = format!("One to {MAX_SIMULATIONS}. Here are the newest that are finished or paused.");
    view! {
        <Card>
            <fieldset id="f-simulation-ids" tabindex="-1" aria-describedby="f-simulation-ids-hint">
                <legend class="font-medium">"Simulations"</legend>
                <p id="f-simulation-ids-hint" class="mb-3 text-meta text-muted">{hint}</p>
                <FieldMessage error key="simulation_ids"/>
                <ul class="grid max-h-[28rem] gap-2 overflow-y-auto pr-1">{items}</ul>
            </fieldset>
        </Card>
    }
}

fn source(s: SourceChoice, checked: bool) -> impl IntoView + use<> {
    let id = field_id(&format!("source-{}", s.id));
    let label_for = id.clone();
    view! {
        <li>
            <label for=label_for class="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-border bg-surface p-3 hover:bg-surface-2 has-[:checked]:border-primary has-[:checked]:bg-primary-soft">
                <input type="checkbox" id=id name="form[simulation_ids][]" value=s.id.to_string() checked=checked class="size-4 shrink-0 accent-primary"/>
                <span class="min-w-0 flex-1 basis-48">
                    <span class="block font-medium">{s.title}</span>
                    <span class="block text-meta text-muted">{count(s.turns as usize, "turn", "turns")}" · "<Timestamp at=s.created_at/></span>
                </span>
                <StateBadge state=s.state/>
            </label>
        </li>
    }
}
