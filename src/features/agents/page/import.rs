//! Import and export: a file is chosen or dropped, looked at, and taken in whole or in part. Plain forms all
//! the way; script only adds the highlight while a file is dragged.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::import_preview::Preview;
use super::param;
use crate::core::format::count;
use crate::core::permission::Permission;
use crate::features::agents::rpc::get_staged_import;
use crate::features::agents::transfer::{Format, MAX_ROWS};
use crate::features::home::{PageError, may};
use crate::ui::*;

/// What went wrong with an upload, by the code in the address; the sentences are ours.
fn problem(code: &str) -> Option<&'static str> {
    Some(match code {
        "" => return None,
        "forbidden" => "You can look at this workspace but not change it. Ask an owner for the right to write.",
        _ => "The file could not be kept. Try again.",
    })
}

/// `/agents/import`
#[component]
pub fn ImportAgentsPage() -> impl IntoView {
    let write = may(Permission::Write);
    let query = use_query_map();
    let created = Memo::new(move |_| query.with(|q| param(q, "created").parse::<usize>().ok()));
    let failed = Memo::new(move |_| query.with(|q| problem(&param(q, "problem"))));
    let staged = Resource::new(move || created.get(), move |_| async move { if write { get_staged_import().await } else { Ok(None) } });
    view! {
        <Title text="Import and export"/>
        <PageHeader title="Import and export" description="Bring experts in from files, also from other systems, and take yours with you."/>
        {move || created.get().map(|n| view! {
            <Banner tone=Tone::Success title=count(n, "agent was imported", "agents were imported")><a href="/agents" class="underline underline-offset-2">"Look at my agents"</a></Banner>
        })}
        {move || failed.get().map(|text| view! { <Banner tone=Tone::Danger>{text}</Banner> })}
        <Transition fallback=|| view! { <SkeletonRows rows=4/> }>
            {move || Suspend::new(async move {
                match staged.await {
                    Ok(Some(file)) => view! { <Preview file gone=Callback::new(move |()| staged.refetch())/> }.into_any(),
                    Ok(None) => ().into_any(),
                    Err(error) => view! { <PageError error title="Import" back="/agents/import" back_label="Try again"/> }.into_any(),
                }
            })}
        </Transition>
        <div class="grid items-start gap-6 lg:grid-cols-2">
            {write.then(|| view! { <Upload/> })}
            <Downloads/>
        </div>
    }
}

/// The place to choose a file or to drop one on: browsers take a dropped file on the control itself.
#[component]
fn Upload() -> impl IntoView {
    let over = RwSignal::new(false);
    let hint = format!(
        "JSON or CSV, up to {MAX_ROWS} agents and 10 MB. The format is found out: {}. Nothing is stored before you say so.",
        Format::ALL.map(Format::label).join(", ")
    );
    view! {
        <Section title="Import">
            <form method="post" action="/agents/import/upload" enctype="multipart/form-data" class="flex flex-col gap-4">
                <Field name="file" label="Choose a file, or drop one here" required=true hint>
                    <input
                        type="file"
                        name="file"
                        id=field_id("file")
                        required
                        aria-describedby="f-file-hint"
                        accept=".json,.jsonl,.csv,.txt,application/json,text/csv,text/plain"
                        class="w-full rounded-lg border border-dashed border-border bg-surface-2 px-4 py-10 text-muted file:mr-3 file:rounded-md file:border file:border-border file:bg-surface file:px-3 file:py-1.5 file:text-fg"
                        class=("bg-primary-soft", move || over.get())
                        on:dragenter=move |_| over.set(true)
                        on:dragleave=move |_| over.set(false)
                        on:drop=move |_| over.set(false)
                    />
                </Field>
                <div><Button submit=true variant=Variant::Primary icon="upload">"Look at the file"</Button></div>
            </form>
        </Section>
    }
}

/// All agents of the workspace in every format.
#[component]
fn Downloads() -> impl IntoView {
    let rows = Format::ALL
        .map(|format| {
            let href = format!("/api/v1/agents/export?format={}", format.as_str());
            view! {
                <li class="flex flex-wrap items-center justify-between gap-2 px-4 py-3">
                    <div class="min-w-0 flex-1 basis-48"><p class="font-medium">{format.label()}</p><p class="text-meta text-muted">{format.hint()}</p></div>
                    <LinkButton href size=Size::Sm icon="download" attr:rel="external" attr:download="" attr:aria-label=format!("Export as {}", format.label())>"Export"</LinkButton>
                </li>
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <Section title="Export" description="All agents of this workspace, as they are now.">
            <ul class="divide-y divide-border rounded-lg border border-border bg-surface" role="list" aria-label="Formats">{rows}</ul>
        </Section>
    }
}
