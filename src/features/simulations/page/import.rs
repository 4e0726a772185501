//! Brings a conversation back from a file. A plain form, so that it works without JavaScript.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::core::format::count;
use crate::core::permission::Permission;
use crate::core::{AppError, Result};
use crate::features::home::may;
use crate::features::simulations::rpc::import_problem;
use crate::features::simulations::types::FILE_BYTES;
use crate::ui::*;

/// `/simulations/import`
#[component]
pub fn ImportSimulationPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|q| q.get("problem")).filter(|id| !id.is_empty()));
    let created = Memo::new(move |_| query.with(|q| q.get("created")).and_then(|n| n.parse::<usize>().ok()));
    let problem = Resource::new(move || asked.get(), why);
    let write = may(Permission::Write);
    view! {
        <Title text="Import a conversation"/>
        <PageHeader title="Import a conversation" description="Bring a conversation back from a file that Colloquy exported, here or elsewhere.">
            <LinkButton href="/simulations" variant=Variant::Ghost>"All simulations"</LinkButton>
        </PageHeader>
        {move || created.get().map(|n| view! {
            <div class="mb-6"><Banner tone=Tone::Success title=count(n, "conversation was imported", "conversations were imported")><a href="/simulations" class="underline underline-offset-2">"Look at them"</a></Banner></div>
        })}
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match problem.await {
                    Ok(None) => ().into_any(),
                    Ok(Some(text)) => view! { <div class="mb-6"><Banner tone=Tone::Danger title="Nothing was imported">{text}</Banner></div> }.into_any(),
                    Err(error) => view! { <div class="mb-6"><InlineError error/></div> }.into_any(),
                }
            })}
        </Transition>
        {if write { view! { <Upload/> }.into_any() } else {
            view! { <Banner tone=Tone::Info>"You can look at this workspace but not change it. Ask an owner for the right to write."</Banner> }.into_any()
        }}
    }
}

/// The sentence for the refusal of the address.
async fn why(id: Option<String>) -> Result<Option<String>, AppError> {
    match id {
        None => Ok(None),
        Some(id) => {
            let known = import_problem(id).await?;
            Ok(Some(known.unwrap_or_else(|| "The file was refused, but the reason is no longer known. Choose it again.".to_owned())))
        }
    }
}

#[component]
fn Upload() -> impl IntoView {
    let hint =
        format!("JSON, at most {} MiB: an export “JSON, to import again”, or the export of several from the list.", FILE_BYTES >> 20);
    view! {
        <form method="post" action="/simulations/import/upload" enctype="multipart/form-data" class="max-w-reading">
            <Card>
                <div class="grid gap-4">
                    <Field name="file" label="File" required=true hint>
                        <Input kind="file" required=true attr:accept=".json,application/json"/>
                    </Field>
                    <p class="text-meta text-muted">"Panel, transcript, records of turns, highlights, reactions and notes come along. The copy is over and gets an id of its own; another round goes on from its end."</p>
                    <div><Button submit=true variant=Variant::Primary icon="upload">"Import"</Button></div>
                </div>
            </Card>
        </form>
    }
}
