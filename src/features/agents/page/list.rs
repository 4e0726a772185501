//! The workspace's own agents: found by words and facets, several changed at once, live in every tab.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::choose::{Chosen, SelectionBar, select_all};
use super::find::{FacetPanel, Finder, KeptFilters, Wanted, active_filters, orders};
use super::follow::follow;
use super::library::side;
use super::row::{AgentRow, agent_row};
use super::told::Told;
use crate::core::permission::Permission;
use crate::core::{AppError, Page};
use crate::features::agents::rpc::{BulkForm, KeepFilter, RemoveFilter, UndoForm, find_agents, get_agent_facets, list_filters};
use crate::features::agents::types::FilterPlace;
use crate::features::home::may;
use crate::ui::*;

/// Rows of a page.
const ROWS: u32 = 50;

/// Orders: value in the address, words.
const ORDERS: [(&str, &str); 4] = [("", "Newest"), ("created_at", "Oldest"), ("name", "Name A–Z"), ("-name", "Name Z–A")];
/// The same while there are words to search for.
const MATCHES: [(&str, &str); 4] = [("", "Best match"), ("-created_at", "Newest"), ("name", "Name A–Z"), ("-name", "Name Z–A")];

/// Rows, and the place in the stream of changes after which they were read.
type Rows = Result<(Page<AgentRow>, u64), AppError>;

async fn rows(wanted: Wanted) -> Rows {
    let found = find_agents(wanted.own(ROWS)).await?;
    Ok((found.page.map(AgentRow::of), found.seq))
}

/// `/agents`
#[component]
pub fn AgentsPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(|q| Wanted::read(FilterPlace::Agents, q)));
    let filters = Memo::new(move |_| wanted.get().first());
    let (keep, remove) = (ServerAction::<KeepFilter>::new(), ServerAction::<RemoveFilter>::new());
    let (bulk, undo) = (ServerAction::<BulkForm>::new(), ServerAction::<UndoForm>::new());
    let done = move || (bulk.version().get(), undo.version().get());
    let page = Resource::new(move || (wanted.get(), done()), |(now, _)| rows(now));
    let facets = Resource::new(move || (filters.get(), done()), |(now, _)| get_agent_facets(now.facets()));
    let kept = Resource::new(move || (keep.version().get(), remove.version().get()), |_| list_filters());
    let chosen = Chosen::new();
    let since = follow(move |_| {
        page.refetch();
        facets.refetch();
    });
    let write = may(Permission::Write);
    view! {
        <Title text="My agents"/>
        <PageHeader title="My agents" description="The experts of this workspace. Simulations take a copy, so later changes leave past conversations as they were.">
            <LinkButton href="/agents/saved" icon="star">"Shelf"</LinkButton>
            <LinkButton href="/library" icon="book">"Take from the library"</LinkButton>
            <LinkButton href="/agents/import" icon="upload">"Import and export"</LinkButton>
            {write.then(|| view! { <LinkButton href="/agents/new" variant=Variant::Primary icon="plus">"New agent"</LinkButton> })}
        </PageHeader>
        <Told filters undo/>
        <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
            <Finder wanted=filters label="Search my agents" placeholder="A name, a profession, a tag"/>
            {move || filters.with(|now| orders(if now.q.is_empty() { &ORDERS } else { &MATCHES }, now))}
        </div>
        {move || active_filters(&filters.get())}
        <Transition fallback=|| ()>
            {move || Suspend::new(async move { view! { <KeptFilters filters=kept.await now=filters.get() keep remove/> } })}
        </Transition>
        <FormError error=action_error(keep) id="keep-error" labels=vec![("name", "Name"), ("query", "Filter")]/>
        <FormError error=action_error(bulk) id="bulk-error" labels=vec![("ids", "Selection"), ("add", "Tags"), ("tags", "Tags")]/>
        <div class="grid items-start gap-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
            <Transition fallback=|| view! { <Skeleton class="h-8 w-full"/> }>
                {move || Suspend::new(async move { side(view! { <FacetPanel facets=facets.await now=filters.get()/> }.into_any()) })}
            </Transition>
            <div class="min-w-0">
                <Transition fallback=|| view! { <SkeletonRows rows=6/> }>
                    {move || Suspend::new(async move {
                        match page.await {
                            Ok((found, seq)) => {
                                since.begin(seq);
                                let now = wanted.get_untracked();
                                if found.items.is_empty() {
                                    nothing(&now, write)
                                } else {
                                    view! { <Shown page=found now chosen bulk write/> }.into_any()
                                }
                            }
                            Err(error) => view! { <InlineError error retry=Callback::new(move |()| page.refetch())/> }.into_any(),
                        }
                    })}
                </Transition>
            </div>
        </div>
    }
}

#[component]
fn Shown(page: Page<AgentRow>, now: Wanted, chosen: Chosen, bulk: ServerAction<BulkForm>, write: bool) -> impl IntoView {
    let next = page.next_cursor.map(|cursor| Wanted { cursor, ..now.clone() }.href());
    let newer = (!now.cursor.is_empty()).then(|| now.clone().first().href());
    let shown: Vec<String> = page.items.iter().map(|row| row.id.to_string()).collect();
    chosen.shown(&shown);
    let rows = page.items.into_iter().map(|row| agent_row(row, chosen, write)).collect_view();
    let list = view! { <ul class="divide-y divide-border" role="list" aria-label="My agents" on:keydown=move |event| chosen.on_key(&event)>{rows}</ul> };
    let content = if write {
        view! {
            <ActionForm action=bulk attr:class="group flex flex-col gap-3">
                <input type="hidden" name="back" value=now.query_string()/>
                <div class="rounded-lg border border-border bg-surface">{select_all(chosen)}{list}</div>
                <SelectionBar chosen bulk/>
            </ActionForm>
        }
        .into_any()
    } else {
        view! { <div class="rounded-lg border border-border bg-surface">{list}</div> }.into_any()
    };
    view! {
        {content}
        <Pagination newer next newer_label="First page" next_label="More agents"/>
    }
}

fn nothing(now: &Wanted, write: bool) -> AnyView {
    if !now.cursor.is_empty() {
        let first = now.clone().first().href();
        return view! {
            <EmptyState icon="inbox" title="Nothing more here" body="The agents of this page were deleted.">
                <LinkButton href=first>"First page"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    if now.is_filtered() {
        return view! {
            <EmptyState icon="search" title="No agent fits" body="Try fewer words, the beginning of one, or fewer filters.">
                <LinkButton href="/agents">"Clear the filters"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState icon="bot" title="No agents yet" body="Write an expert of your own, or take some from the library and change what you like. Library agents can also sit on a panel as they are.">
            {write.then(|| view! { <LinkButton href="/agents/new" variant=Variant::Primary icon="plus">"New agent"</LinkButton> })}
            <LinkButton href="/library" icon="book">"Take from the library"</LinkButton>
        </EmptyState>
    }
    .into_any()
}
