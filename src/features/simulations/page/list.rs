//! The list of simulations: search, filters, order and page live in the address, so that it works
//! without JavaScript and can be shared.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use crate::core::format::count;
use crate::core::permission::Permission;
use crate::core::{AppError, Page};
use crate::features::home::address::encode;
use crate::features::home::may;
use crate::features::simulations::rpc::list_history;
use crate::features::simulations::types::{FoundLine, HistoryItem, HistoryQuery, State};
use crate::ui::*;

/// Orders: value in the address, words.
const ORDERS: [(&str, &str); 4] = [("", "Newest"), ("created_at", "Oldest"), ("title", "Title A–Z"), ("-title", "Title Z–A")];

/// What the address asks for.
fn read(query: &ParamsMap) -> HistoryQuery {
    let named = |name: &str| query.get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    HistoryQuery {
        limit: None,
        cursor: named("cursor"),
        q: named("q"),
        sort: named("sort").filter(|sort| sort != "-created_at"),
        state: named("state"),
        tag: named("tag"),
        agent: named("agent"),
        model: named("model"),
        language: named("language"),
        from: named("from"),
        until: named("until"),
    }
}

/// The filters with their names in the address, without order and page.
fn filters(query: &HistoryQuery) -> [(&'static str, Option<&String>); 8] {
    [
        ("q", query.q.as_ref()),
        ("state", query.state.as_ref()),
        ("tag", query.tag.as_ref()),
        ("agent", query.agent.as_ref()),
        ("model", query.model.as_ref()),
        ("language", query.language.as_ref()),
        ("from", query.from.as_ref()),
        ("until", query.until.as_ref()),
    ]
}

/// Everything but the page, as it stands in an address.
fn pairs(query: &HistoryQuery) -> String {
    let rest = filters(query).into_iter().chain([("sort", query.sort.as_ref()), ("cursor", query.cursor.as_ref())]);
    rest.filter_map(|(name, value)| Some(format!("{name}={}", encode(value?)))).collect::<Vec<_>>().join("&")
}

fn href(query: &HistoryQuery) -> String {
    let pairs = pairs(query);
    if pairs.is_empty() { "/simulations".to_owned() } else { format!("/simulations?{pairs}") }
}

fn is_filtered(query: &HistoryQuery) -> bool {
    filters(query).iter().any(|(_, value)| value.is_some())
}

/// `/simulations`
#[component]
pub fn SimulationsPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(read));
    let page = Resource::new(move || wanted.get(), list_history);
    let write = may(Permission::Write);
    view! {
        <Title text="Simulations"/>
        <PageHeader title="Simulations" description="Every conversation of this workspace. The search also looks into what was said.">
            <LinkButton href="/scenarios" icon="book">"Scenarios"</LinkButton>
            {write.then(|| view! {
                <LinkButton href="/simulations/import" icon="upload">"Import"</LinkButton>
                <LinkButton href="/simulations/new" variant=Variant::Primary icon="plus">"New simulation"</LinkButton>
            })}
        </PageHeader>
        <Transition fallback=|| view! { <SkeletonRows rows=6/> }>
            {move || Suspend::new(async move {
                let now = wanted.get_untracked();
                let found = page.await;
                let items = found.as_ref().map(|page| page.items.clone()).unwrap_or_default();
                view! {
                    <FilterForm now=now.clone() items/>
                    {rows(found, &now, write)}
                }
            })}
        </Transition>
    }
}

/// Search and filters. What can be chosen comes from the rows that are shown, and can be typed.
#[component]
fn FilterForm(now: HistoryQuery, items: Vec<HistoryItem>) -> impl IntoView {
    let value = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut states = vec![SelectOption::new("", "Every state")];
    states.extend(State::ALL.map(|state| SelectOption::new(state.as_str(), state_name(state))));
    let people: BTreeSet<(String, String)> = items
        .iter()
        .flat_map(|item| &item.simulation.participants)
        .map(|p| (p.name.clone(), p.agent_id.clone()))
        .filter(|(_, id)| !id.is_empty())
        .collect();
    let agent = value(&now.agent);
    let mut agents = vec![SelectOption::new("", "Everybody")];
    if !agent.is_empty() && !people.iter().any(|(_, id)| *id == agent) {
        agents.push(SelectOption::new(agent.clone(), agent.clone()));
    }
    agents.extend(people.into_iter().map(|(name, id)| SelectOption::new(id, name)));
    let tags: BTreeSet<String> = items.iter().flat_map(|item| item.simulation.tags.clone()).collect();
    let models: BTreeSet<String> = items.iter().map(|item| item.simulation.settings.model.clone()).collect();
    let languages: BTreeSet<String> =
        items.iter().map(|item| item.simulation.settings.language.clone()).filter(|l| !l.is_empty()).collect();
    let sort = now.sort.clone().map(|sort| view! { <input type="hidden" name="sort" value=sort/> });
    let open = filters(&now).iter().skip(1).any(|(_, value)| value.is_some());
    let clear = (open || now.q.is_some())
        .then(|| view! { <LinkButton href="/simulations" size=Size::Sm variant=Variant::Ghost>"Clear"</LinkButton> });
    view! {
        <form method="get" action="/simulations" role="search" class="mb-4">
            {sort}
            <div class="flex flex-wrap items-center gap-2">
                <SearchInput label="Search simulations" placeholder="A word that was said, a title, a name" value=value(&now.q) class="min-w-48 max-w-form flex-1"/>
                <Button submit=true size=Size::Sm icon="search">"Search"</Button>
                {clear}
            </div>
            <details class="mt-2" open=open>
                <summary class="w-fit cursor-pointer text-muted hover:text-fg">"Filters"</summary>
                <div class="mt-2 grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
                    <Field name="state" label="State"><Select options=states value=value(&now.state)/></Field>
                    <Field name="agent" label="Participant"><Select options=agents value=agent/></Field>
                    <Field name="tag" label="Tag"><Input value=value(&now.tag) maxlength=40 attr:list="known-tags" autocomplete="off"/></Field>
                    <Field name="model" label="Model"><Input value=value(&now.model) maxlength=120 attr:list="known-models" autocomplete="off"/></Field>
                    <Field name="language" label="Language"><Input value=value(&now.language) maxlength=40 attr:list="known-languages" autocomplete="off"/></Field>
                    <Field name="from" label="Made from"><Input kind="date" value=value(&now.from)/></Field>
                    <Field name="until" label="Made until"><Input kind="date" value=value(&now.until)/></Field>
                    <div class="flex items-end"><Button submit=true icon="filter">"Show"</Button></div>
                </div>
            </details>
            {suggestions("known-tags", tags)}
            {suggestions("known-models", models)}
            {suggestions("known-languages", languages)}
        </form>
    }
}

fn suggestions(id: &'static str, values: BTreeSet<String>) -> impl IntoView {
    view! { <datalist id=id>{values.into_iter().map(|value| view! { <option value=value></option> }).collect_view()}</datalist> }
}

const fn state_name(state: State) -> &'static str {
    match state {
        State::Draft => "Draft",
        State::Queued => "Queued",
        State::Running => "Running",
        State::Paused => "Paused",
        State::Finished => "Finished",
        State::Stopped => "Stopped",
        State::Failed => "Failed",
    }
}

fn orders(now: &HistoryQuery) -> impl IntoView + use<> {
    let links = ORDERS
        .map(|(sort, label)| {
            let here = (now.sort.as_deref().unwrap_or("") == sort).then_some("true");
            let sort = (!sort.is_empty()).then(|| sort.to_owned());
            let address = href(&HistoryQuery { sort, cursor: None, ..now.clone() });
            view! {
                <li><a href=address aria-current=here class="inline-flex h-8 items-center rounded-md px-2 text-muted hover:bg-surface-2 hover:text-fg aria-[current=true]:bg-surface-3 aria-[current=true]:font-medium aria-[current=true]:text-fg">{label}</a></li>
            }
        })
        .into_iter()
        .collect_view();
    view! { <nav aria-label="Order"><ul class="flex flex-wrap gap-1" role="list">{links}</ul></nav> }
}

fn rows(page: Result<Page<HistoryItem>, AppError>, now: &HistoryQuery, write: bool) -> AnyView {
    let page = match page {
        Ok(page) => page,
        Err(error) => return view! { <InlineError error/> }.into_any(),
    };
    if page.items.is_empty() {
        return empty(now, write);
    }
    let next = page.next_cursor.clone().map(|cursor| href(&HistoryQuery { cursor: Some(cursor), ..now.clone() }));
    let newer = now.cursor.is_some().then(|| href(&HistoryQuery { cursor: None, ..now.clone() }));
    let by_words = now.q.is_some();
    let export = format!("/api/v1/simulations/export?{}", pairs(&HistoryQuery { cursor: None, ..now.clone() }));
    let items = page.items.into_iter().map(|item| row(item, now)).collect_view();
    view! {
        <div class="mb-2 flex flex-wrap items-center justify-between gap-2">
            // A search has no order by title.
            {(!by_words).then(|| orders(now))}
            <LinkButton href=export icon="download" size=Size::Sm variant=Variant::Ghost attr:download="" attr:rel="external">"Export these as JSON"</LinkButton>
        </div>
        <form method="get" action="/simulations/selection">
            <ul class="divide-y divide-border rounded-lg border border-border bg-surface">{items}</ul>
            <div class="mt-3 flex flex-wrap items-center gap-2">
                <Button submit=true size=Size::Sm icon="check">"Export or delete the ticked ones"</Button>
            </div>
        </form>
        <Pagination newer=newer next=next newer_label="First page" next_label="More"/>
    }
    .into_any()
}

fn empty(now: &HistoryQuery, write: bool) -> AnyView {
    if is_filtered(now) || now.cursor.is_some() {
        return view! {
            <EmptyState icon="search" title="No simulation matches" body="Try fewer words, the beginning of one, or fewer filters.">
                <LinkButton href="/simulations">"Show all simulations"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState icon="message" title="No simulations yet" body="Put a question to a panel of experts and watch them discuss it.">
            {write.then(|| view! { <LinkButton href="/simulations/new" variant=Variant::Primary icon="plus">"New simulation"</LinkButton> })}
        </EmptyState>
    }
    .into_any()
}

fn row(item: HistoryItem, now: &HistoryQuery) -> impl IntoView + use<> {
    let HistoryItem { simulation, found } = item;
    let people: Vec<Person> =
        simulation.participants.iter().map(|p| Person::new(p.avatar_seed.clone(), p.name.clone()).picture(p.avatar.clone())).collect();
    let spoken = count(simulation.turns as usize, "turn", "turns");
    let id = simulation.id.to_string();
    let tick = field_id(&format!("tick-{id}"));
    let below = match found {
        Some(line) => found_line(&id, line).into_any(),
        None => view! { <p class="truncate text-meta text-muted" dir="auto">{simulation.scenario.question}</p> }.into_any(),
    };
    let tags = tag_links(simulation.tags, now);
    view! {
        <li class="flex items-start gap-3 px-4 py-3 hover:bg-surface-2">
            <input type="checkbox" id=tick name="ids" value=id.clone() aria-label=format!("Select {}", simulation.title) class="mt-1 size-4 shrink-0 accent-primary"/>
            <div class="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-2">
                <div class="min-w-0 flex-1 basis-52">
                    <a href=format!("/simulations/{id}") class="block truncate font-medium text-fg hover:underline" dir="auto">{simulation.title.clone()}</a>
                    {below}
                    {tags}
                </div>
                <AvatarStack people size=AvatarSize::Sm/>
                <span class="w-20 text-right text-meta tabular-nums text-muted">{spoken}</span>
                <span class="w-24"><StateBadge state=simulation.state/></span>
                <span class="text-meta text-subtle"><Timestamp at=simulation.created_at relative=true/></span>
            </div>
            <IconLink href=format!("/simulations/{id}/delete") icon="trash" label=format!("Delete {}", simulation.title)/>
        </li>
    }
}

/// The line in which the words were found, as a link to it.
fn found_line(id: &str, line: FoundLine) -> impl IntoView + use<> {
    let who = if line.speaker.is_empty() { String::new() } else { format!("{}: ", line.speaker) };
    view! {
        <a href=format!("/simulations/{id}#m{}", line.seq) class="line-clamp-2 text-meta text-muted hover:text-fg" data-testid="found-line" dir="auto">
            <span class="font-medium">{who}</span>{line.text}
        </a>
    }
}

fn tag_links(tags: Vec<String>, now: &HistoryQuery) -> Option<impl IntoView + use<>> {
    let links: Vec<_> = tags
        .into_iter()
        .map(|tag| {
            let address = href(&HistoryQuery { tag: Some(tag.clone()), cursor: None, ..now.clone() });
            let label = format!("Only with the tag {tag}");
            view! { <li><a href=address class="hover:underline" aria-label=label><Badge>{tag}</Badge></a></li> }
        })
        .collect();
    (!links.is_empty()).then(|| view! { <ul class="mt-1 flex flex-wrap gap-1" role="list">{links}</ul> })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_carries_what_is_shown() {
        let query =
            HistoryQuery { q: Some("night gate".into()), tag: Some("a&b".into()), sort: Some("title".into()), ..HistoryQuery::default() };
        assert_eq!(href(&query), "/simulations?q=night%20gate&tag=a%26b&sort=title");
        assert_eq!(href(&HistoryQuery::default()), "/simulations");
        assert!(is_filtered(&query) && !is_filtered(&HistoryQuery { sort: Some("title".into()), ..HistoryQuery::default() }));
    }
}
