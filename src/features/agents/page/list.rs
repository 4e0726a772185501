//! The workspace's own agents: search, domain and order stand in the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::row::{AgentRow, agent_row};
use super::{awake, href, param, some};
use crate::core::format::count;
use crate::core::ids::AgentId;
use crate::core::permission::Permission;
use crate::core::{AppError, Page};
use crate::features::agents::rpc::{delete_agents, list_agents};
use crate::features::agents::types::{AgentQuery, AgentsDeleted, DOMAINS};
use crate::features::home::may;
use crate::ui::*;

/// Rows of a page.
const ROWS: u32 = 50;

/// Orders: value in the address, words.
const ORDERS: [(&str, &str); 4] = [("", "Newest"), ("created_at", "Oldest"), ("name", "Name A–Z"), ("-name", "Name Z–A")];

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq)]
struct Wanted {
    q: String,
    domain: String,
    sort: String,
    cursor: String,
}

impl Wanted {
    fn read(query: &ParamsMap) -> Self {
        let sort = param(query, "sort");
        let sort = if sort == "-created_at" { String::new() } else { sort };
        Self { q: param(query, "q"), domain: param(query, "domain"), sort, cursor: param(query, "cursor") }
    }

    fn query(&self) -> AgentQuery {
        AgentQuery { limit: Some(ROWS), cursor: some(&self.cursor), q: some(&self.q), sort: some(&self.sort), domain: some(&self.domain) }
    }

    /// The first page of the same filters.
    fn first(self) -> Self {
        Self { cursor: String::new(), ..self }
    }

    fn href(&self) -> String {
        href("/agents", &[("q", &self.q), ("domain", &self.domain), ("sort", &self.sort), ("cursor", &self.cursor)])
    }
}

async fn rows(wanted: Wanted) -> Result<Page<AgentRow>, AppError> {
    Ok(list_agents(wanted.query()).await?.map(AgentRow::of))
}

/// Deletes several at once; needs script. Without it every row leads to a page that deletes one.
type DeleteMany = Action<Vec<AgentId>, Result<AgentsDeleted, AppError>>;

/// `/agents`
#[component]
pub fn AgentsPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(Wanted::read));
    let filters = Memo::new(move |_| wanted.get().first());
    let page = Resource::new(move || wanted.get(), rows);
    let delete: DeleteMany = Action::new(|ids: &Vec<AgentId>| delete_agents(ids.clone()));
    let toasts = use_toasts();
    Effect::new(move |_| match delete.value().get() {
        Some(Ok(done)) => {
            toasts.success(count(done.deleted as usize, "agent deleted.", "agents deleted."));
            page.refetch();
        }
        Some(Err(error)) => toasts.app_error(&error),
        None => {}
    });
    let write = may(Permission::Write);
    view! {
        <Title text="My agents"/>
        <PageHeader title="My agents" description="The experts of this workspace. Simulations take a copy, so later changes leave past conversations as they were.">
            <LinkButton href="/library" icon="book">"Take from the library"</LinkButton>
            <LinkButton href="/agents/import" icon="upload">"Import and export"</LinkButton>
            {write.then(|| view! { <LinkButton href="/agents/new" variant=Variant::Primary icon="plus">"New agent"</LinkButton> })}
        </PageHeader>
        {move || filter_form(&filters.get())}
        <Transition fallback=|| view! { <SkeletonRows rows=6/> }>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(found) if found.items.is_empty() => nothing(&wanted.get_untracked(), write),
                    Ok(found) => view! { <Rows page=found now=wanted.get_untracked() delete write/> }.into_any(),
                    Err(error) => view! { <InlineError error retry=Callback::new(move |()| page.refetch())/> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Search, domain and order. Made anew when the address changes, so that it says what is shown.
fn filter_form(now: &Wanted) -> impl IntoView + use<> {
    let mut domains = vec![SelectOption::new("", "All domains"), SelectOption::new("general", "General")];
    domains.extend(DOMAINS.map(|(slug, name)| SelectOption::new(slug, name)));
    let sort = (!now.sort.is_empty()).then(|| view! { <input type="hidden" name="sort" value=now.sort.clone()/> });
    let orders = ORDERS
        .map(|(sort, label)| {
            let current = (now.sort == sort).then_some("true");
            let address = Wanted { sort: sort.to_owned(), ..now.clone() }.href();
            view! {
                <li><a href=address aria-current=current class="inline-flex h-8 items-center rounded-md px-2 text-muted hover:bg-surface-2 hover:text-fg aria-[current=true]:bg-surface-3 aria-[current=true]:font-medium aria-[current=true]:text-fg">{label}</a></li>
            }
        })
        .into_iter()
        .collect_view();
    view! {
        <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
            <form method="get" action="/agents" role="search" class="flex min-w-0 max-w-page flex-1 basis-80 flex-wrap items-center gap-2">
                {sort}
                <SearchInput label="Search my agents" placeholder="A name, a profession, a tag" value=now.q.clone() class="min-w-40 max-w-form flex-1"/>
                <div class="w-44"><Select options=domains value=now.domain.clone() name="domain" id="agents-domain" label="Domain" size=Size::Sm/></div>
                <Button submit=true size=Size::Sm icon="filter">"Show"</Button>
            </form>
            <nav aria-label="Order"><ul class="flex flex-wrap gap-1" role="list">{orders}</ul></nav>
        </div>
    }
}

#[component]
fn Rows(page: Page<AgentRow>, now: Wanted, delete: DeleteMany, write: bool) -> impl IntoView {
    let boxes: Vec<(AgentId, RwSignal<bool>)> = page.items.iter().map(|row| (row.id.clone(), RwSignal::new(false))).collect();
    let awake = awake();
    let next = page.next_cursor.map(|cursor| Wanted { cursor, ..now.clone() }.href());
    let newer = (!now.cursor.is_empty()).then(|| now.first().href());
    let states: Vec<RwSignal<bool>> = boxes.iter().map(|(_, picked)| *picked).collect();
    let rows = page.items.into_iter().zip(states).map(|(row, picked)| agent_row(row, picked, awake, write)).collect_view();
    view! {
        <ul class="divide-y divide-border rounded-lg border border-border bg-surface" role="list" aria-label="My agents">{rows}</ul>
        <SelectionBar boxes delete/>
        <Pagination newer next newer_label="First page" next_label="More agents"/>
    }
}

/// What can be done with the chosen rows; there only while some are chosen.
#[component]
fn SelectionBar(boxes: Vec<(AgentId, RwSignal<bool>)>, delete: DeleteMany) -> impl IntoView {
    let boxes = StoredValue::new(boxes);
    let chosen =
        Memo::new(move |_| boxes.with_value(|b| b.iter().filter(|(_, picked)| picked.get()).map(|(id, _)| id.clone()).collect::<Vec<_>>()));
    let set_all = move |on: bool| boxes.with_value(|b| b.iter().for_each(|(_, picked)| picked.set(on)));
    let confirm = use_confirm();
    let ask = move || {
        let ids = chosen.get_untracked();
        let what = count(ids.len(), "agent", "agents");
        let spec = ConfirmSpec::new(format!("Delete {what}?"), format!("Delete {what}"))
            .body("Simulations they took part in keep their copies. This can’t be undone.")
            .danger();
        confirm.ask(spec, move || {
            delete.dispatch(ids.clone());
        });
    };
    let any = Memo::new(move |_| chosen.with(|ids| !ids.is_empty()));
    move || {
        any.get().then(|| {
            view! {
                <div class="sticky bottom-0 z-10 -mx-1 flex flex-wrap items-center gap-2 border-t border-border bg-bg px-1 py-3" role="group" aria-label="Chosen agents">
                    <span class="mr-2 font-medium tabular-nums" role="status">{move || chosen.with(|ids| format!("{} chosen", ids.len()))}</span>
                    <Button variant=Variant::Danger icon="trash" pending=delete.pending() on:click=move |_| ask()>"Delete"</Button>
                    <Button on:click=move |_| set_all(true)>"Choose all on this page"</Button>
                    <Button variant=Variant::Ghost on:click=move |_| set_all(false)>"Clear the selection"</Button>
                </div>
            }
        })
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
    if !(now.q.is_empty() && now.domain.is_empty()) {
        return view! {
            <EmptyState icon="search" title="No agent fits" body="Try fewer words, the beginning of one, or another domain.">
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
