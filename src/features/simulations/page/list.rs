//! The list of simulations: search and pages live in the address, so that it works without
//! JavaScript and can be shared.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::core::format::count;
use crate::core::{AppError, ListQuery, Page};
use crate::features::simulations::rpc::list_simulations;
use crate::features::simulations::types::Simulation;
use crate::ui::*;

/// `/simulations`
#[component]
pub fn SimulationsPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|q| ListQuery { q: q.get("q").filter(|t| !t.trim().is_empty()), cursor: q.get("cursor"), ..ListQuery::default() })
    });
    let page = Resource::new(move || wanted.get(), list_simulations);
    view! {
        <Title text="Simulations"/>
        <PageHeader title="Simulations" description="Every conversation of this workspace, newest first.">
            <LinkButton href="/simulations/new" variant=Variant::Primary icon="plus">"New simulation"</LinkButton>
        </PageHeader>
        <form method="get" action="/simulations" class="mb-4 max-w-form">
            <SearchInput label="Search simulations" placeholder="Search titles, questions and names" value=query.with_untracked(|q| q.get("q").unwrap_or_default())/>
        </form>
        <Transition fallback=|| view! { <SkeletonRows rows=6/> }>
            {move || Suspend::new(async move { rows(page.await, wanted.get_untracked()) })}
        </Transition>
    }
}

fn rows(page: Result<Page<Simulation>, AppError>, wanted: ListQuery) -> AnyView {
    let page = match page {
        Ok(page) => page,
        Err(error) => return view! { <InlineError error/> }.into_any(),
    };
    if page.items.is_empty() {
        return empty(wanted.q.is_some());
    }
    let search = wanted.q.as_deref().map(|q| format!("&q={}", encode(q))).unwrap_or_default();
    let next = page.next_cursor.as_ref().map(|cursor| format!("/simulations?cursor={}{search}", encode(cursor)));
    let newer = wanted.cursor.is_some().then(|| format!("/simulations?{}", search.trim_start_matches('&')));
    view! {
        <ul class="divide-y divide-border rounded-lg border border-border bg-surface">{page.items.into_iter().map(row).collect_view()}</ul>
        <Pagination newer=newer next=next newer_label="First page" next_label="Older"/>
    }
    .into_any()
}

/// Percent-encodes what may stand in a query value.
fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

fn empty(searched: bool) -> AnyView {
    if searched {
        return view! {
            <EmptyState icon="search" title="No simulation matches" body="Try fewer or other words.">
                <LinkButton href="/simulations">"Clear the search"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState icon="message" title="No simulations yet" body="Put a question to a panel of experts and watch them discuss it.">
            <LinkButton href="/simulations/new" variant=Variant::Primary icon="plus">"New simulation"</LinkButton>
        </EmptyState>
    }
    .into_any()
}

fn row(simulation: Simulation) -> impl IntoView + use<> {
    let people: Vec<Person> =
        simulation.participants.iter().map(|p| Person::new(p.avatar_seed.clone(), p.name.clone()).picture(p.avatar.clone())).collect();
    let spoken = count(simulation.turns as usize, "turn", "turns");
    let href = format!("/simulations/{}", simulation.id);
    let delete = format!("/simulations/{}/delete", simulation.id);
    let delete_label = format!("Delete {}", simulation.title);
    view! {
        <li class="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 hover:bg-surface-2">
            <div class="min-w-0 flex-1 basis-64">
                <a href=href class="block truncate font-medium text-fg hover:underline">{simulation.title}</a>
                <p class="truncate text-meta text-muted">{simulation.scenario.question}</p>
            </div>
            <AvatarStack people size=AvatarSize::Sm/>
            <span class="w-20 text-right text-meta tabular-nums text-muted">{spoken}</span>
            <span class="w-24"><StateBadge state=simulation.state/></span>
            <span class="text-meta text-subtle"><Timestamp at=simulation.created_at relative=true/></span>
            <IconLink href=delete icon="trash" label=delete_label/>
        </li>
    }
}
