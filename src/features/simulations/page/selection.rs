//! What was ticked in the list: to export it, or to delete it after a look at what it is. The ids
//! stand in the address, so that it works without JavaScript.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::core::AppError;
use crate::core::format::count;
use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::features::home::may;
use crate::features::simulations::rpc::{DeleteSimulationsForm, named_simulations};
use crate::features::simulations::types::Simulation;
use crate::ui::*;

/// `/simulations/selection?ids=…&ids=…`
#[component]
pub fn SelectionPage() -> impl IntoView {
    let query = use_query_map();
    let ids = Memo::new(move |_| query.with(|q| q.get_all("ids")).unwrap_or_default());
    let found = Resource::new(move || ids.get(), |ids| named_simulations(ids.into_iter().map(SimulationId::new).collect()));
    let delete = ServerAction::<DeleteSimulationsForm>::new();
    view! {
        <Title text="Chosen simulations"/>
        <PageHeader title="Chosen simulations" description="Take them along as a file, or delete them."/>
        <Transition fallback=|| view! { <SkeletonText/> }>
            {move || Suspend::new(async move { chosen(found.await, delete) })}
        </Transition>
    }
}

fn chosen(found: Result<Vec<Simulation>, AppError>, delete: ServerAction<DeleteSimulationsForm>) -> AnyView {
    let found = match found {
        Ok(found) => found,
        Err(error) => return view! { <InlineError error/> }.into_any(),
    };
    if found.is_empty() {
        return view! {
            <EmptyState icon="inbox" title="Nothing is chosen" body="Tick simulations in the list, then come back.">
                <LinkButton href="/simulations">"All simulations"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let ids: Vec<String> = found.iter().map(|s| s.id.to_string()).collect();
    let export = format!("/api/v1/simulations/export?ids={}", ids.join(","));
    let list = found.iter().map(line).collect_view();
    let many = count(found.len(), "simulation", "simulations");
    let remove = may(Permission::Write).then(|| deletion(ids, &many, delete));
    view! {
        <div class="max-w-form space-y-6">
            <Card title=many>
                <ul class="space-y-2">{list}</ul>
                <div class="mt-4 flex flex-wrap gap-2">
                    <LinkButton href=export icon="download" attr:download="" attr:rel="external">"Export as JSON"</LinkButton>
                    <LinkButton href="/simulations" variant=Variant::Ghost>"Back to the list"</LinkButton>
                </div>
            </Card>
            {remove}
        </div>
    }
    .into_any()
}

fn line(simulation: &Simulation) -> impl IntoView + use<> {
    let spoken = count(simulation.turns as usize, "turn", "turns");
    view! {
        <li class="flex flex-wrap items-center gap-x-3 gap-y-1">
            <a href=format!("/simulations/{}", simulation.id) class="min-w-0 truncate font-medium hover:underline" dir="auto">{simulation.title.clone()}</a>
            <StateBadge state=simulation.state/>
            <span class="text-meta text-muted">{spoken}</span>
        </li>
    }
}

fn deletion(ids: Vec<String>, many: &str, delete: ServerAction<DeleteSimulationsForm>) -> impl IntoView + use<> {
    let error = action_error(delete);
    let pending = delete.pending();
    let label = format!("Delete {many}");
    let inputs = ids.into_iter().map(|id| view! { <input type="hidden" name="ids[]" value=id/> }).collect_view();
    view! {
        <Card title="Delete them">
            <FormError error labels=vec![("ids", "Simulations")]/>
            <p class="mb-4">"Transcripts, links and translations go with them; running ones are stopped first. Documents made from them stay. This can’t be undone."</p>
            <ActionForm action=delete attr:class="flex flex-wrap gap-2">
                {inputs}
                <Button submit=true variant=Variant::Danger icon="trash" pending=pending>{label}</Button>
                <LinkButton href="/simulations">"Keep them"</LinkButton>
            </ActionForm>
        </Card>
    }
}
