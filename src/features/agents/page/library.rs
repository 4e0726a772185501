//! The gallery of built-in agents: domains as links, words to search for, several to add at once.

use leptos::form::FromFormData;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use super::card::{AgentCard, agent_card};
use super::{href, param, some};
use crate::core::format::count;
use crate::core::permission::Permission;
use crate::core::{AppError, Page};
use crate::features::agents::rpc::{AddFromLibraryForm, get_library_facets, list_library};
use crate::features::agents::types::{DomainCount, LibraryQuery};
use crate::features::home::may;
use crate::ui::*;

/// Cards of a page: whole rows of two, three and four.
const CARDS: u32 = 24;

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq)]
struct Wanted {
    q: String,
    domain: String,
    tag: String,
    cursor: String,
}

impl Wanted {
    fn read(query: &ParamsMap) -> Self {
        Self { q: param(query, "q"), domain: param(query, "domain"), tag: param(query, "tag"), cursor: param(query, "cursor") }
    }

    fn query(&self) -> LibraryQuery {
        LibraryQuery { domain: some(&self.domain), tag: some(&self.tag), q: some(&self.q), limit: Some(CARDS), cursor: some(&self.cursor) }
    }

    /// The first page of the same filters.
    fn first(self) -> Self {
        Self { cursor: String::new(), ..self }
    }

    fn is_filtered(&self) -> bool {
        !(self.q.is_empty() && self.domain.is_empty() && self.tag.is_empty())
    }

    fn href(&self) -> String {
        href("/library", &[("q", &self.q), ("domain", &self.domain), ("tag", &self.tag), ("cursor", &self.cursor)])
    }
}

async fn domains() -> Result<Vec<DomainCount>, AppError> {
    Ok(get_library_facets().await?.domains)
}

async fn cards(wanted: Wanted) -> Result<Page<AgentCard>, AppError> {
    Ok(list_library(wanted.query()).await?.map(AgentCard::of))
}

/// `/library`
#[component]
pub fn LibraryPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(Wanted::read));
    let filters = Memo::new(move |_| wanted.get().first());
    let domains = Resource::new(|| (), |()| domains());
    let page = Resource::new(move || wanted.get(), cards);
    let add = ServerAction::<AddFromLibraryForm>::new();
    let error = action_error(add);
    let write = may(Permission::Write);
    view! {
        <Title text="Library"/>
        <PageHeader title="Library" description="Experts ready to sit on a panel, each with a story, a voice and limits. Add them to your agents to change them.">
            <LinkButton href="/agents" icon="bot">"My agents"</LinkButton>
        </PageHeader>
        {move || search(&filters.get())}
        <Transition fallback=|| view! { <Skeleton class="h-8 w-full max-w-form"/> }>
            {move || {
                let filters = filters.get();
                Suspend::new(async move { domain_links(domains.await, &filters) })
            }}
        </Transition>
        <FormError error labels=vec![("library", "Selection"), ("slugs", "Selection")]/>
        <Transition fallback=|| view! { <SkeletonCards cards=9/> }>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(found) => gallery(found, wanted.get_untracked(), write.then_some(add)),
                    Err(error) => view! { <InlineError error retry=Callback::new(move |()| page.refetch())/> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// The search form; it keeps the other filters. Made anew when the address changes, so that it
/// always says what is shown.
fn search(now: &Wanted) -> impl IntoView + use<> {
    let keep = [("domain", now.domain.clone()), ("tag", now.tag.clone())]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let without = Wanted { tag: String::new(), ..now.clone() }.href();
    let tag = some(&now.tag).map(|tag| {
        let label = format!("Remove the tag {tag}");
        view! { <a href=without class="inline-flex items-center gap-1 hover:underline" aria-label=label><Badge tone=Tone::Primary icon="tag">{tag}</Badge><Icon name="x"/></a> }
    });
    view! {
        <form method="get" action="/library" role="search" class="flex flex-wrap items-center gap-2">
            {keep}
            <SearchInput label="Search the library" placeholder="A name, a profession, a field of expertise" value=now.q.clone() class="max-w-form min-w-48 flex-1"/>
            <Button submit=true size=Size::Sm>"Search"</Button>
            {tag}
        </form>
    }
}

const CHIP: &str = "inline-flex h-8 items-center gap-1.5 rounded-full border border-border bg-surface px-3 hover:bg-surface-2 aria-[current=true]:border-primary aria-[current=true]:bg-primary-soft aria-[current=true]:text-on-primary-soft";

/// Domains with their numbers. Without them the gallery still works, so an error takes no room.
fn domain_links(domains: Result<Vec<DomainCount>, AppError>, now: &Wanted) -> AnyView {
    let Ok(domains) = domains else { return ().into_any() };
    let all: u32 = domains.iter().map(|d| d.agents).sum();
    let everything = DomainCount { domain: String::new(), name: "All".to_owned(), agents: all };
    let chips = std::iter::once(everything)
        .chain(domains)
        .map(|d| {
            let current = (d.domain == now.domain).then_some("true");
            let address = Wanted { domain: d.domain, ..now.clone() }.href();
            view! {
                <li>
                    <a href=address class=CHIP aria-current=current>
                        <span>{d.name}</span>
                        <span class="text-meta tabular-nums opacity-80">{d.agents.to_string()}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <nav aria-label="Domains"><ul class="flex flex-wrap gap-2" role="list">{chips}</ul></nav> }.into_any()
}

fn gallery(page: Page<AgentCard>, now: Wanted, add: Option<ServerAction<AddFromLibraryForm>>) -> AnyView {
    if page.items.is_empty() {
        return nothing(&now);
    }
    let shown = page.items.len();
    let found = usize::try_from(page.total.unwrap_or_default()).unwrap_or(usize::MAX).max(shown);
    let summary = if found == shown { count(found, "agent", "agents") } else { format!("{shown} of {}", count(found, "agent", "agents")) };
    let next = page.next_cursor.map(|cursor| Wanted { cursor, ..now.clone() }.href());
    let newer = (!now.cursor.is_empty()).then(|| now.first().href());
    let cards = page.items.into_iter().map(|card| agent_card(card, add.is_some())).collect_view();
    let cards = view! { <ul class="grid gap-4 sm:grid-cols-2 lg:grid-cols-3" id="f-library" role="list" aria-label="Agents of the library">{cards}</ul> };
    view! {
        {match add {
            Some(add) => view! { <Choice add>{cards}</Choice> }.into_any(),
            None => cards.into_any(),
        }}
        <Pagination newer next summary newer_label="First page" next_label="More agents"/>
    }
    .into_any()
}

/// The form around the cards. Its bar is shown by the style sheet once a box is ticked, so that it
/// also works without script.
#[component]
fn Choice(add: ServerAction<AddFromLibraryForm>, children: Children) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let chosen = RwSignal::new(0_usize);
    let count_again = move || {
        let data = form.get().and_then(|form| web_sys::FormData::new_with_form(&form).ok());
        let slugs = data.and_then(|data| AddFromLibraryForm::from_form_data(&data).ok()).map(|asked| asked.slugs.len());
        chosen.set(slugs.unwrap_or_default());
    };
    // Boxes may have been ticked before the page was awake.
    Effect::new(move |_| count_again());
    let label = move || match chosen.get() {
        0 => "Add to my agents".to_owned(),
        n => format!("Add {} to my agents", count(n, "agent", "agents")),
    };
    view! {
        <ActionForm action=add node_ref=form attr:class="group flex flex-col gap-4" on:change=move |_| count_again()>
            {children()}
            <div class="sticky bottom-0 z-10 -mx-1 hidden flex-wrap items-center gap-2 border-t border-border bg-bg px-1 py-3 group-has-[input:checked]:flex">
                <Button submit=true variant=Variant::Primary icon="plus" pending=add.pending()>{label}</Button>
                <button type="reset" class="px-2 py-1 text-muted hover:underline" on:click=move |_| chosen.set(0)>"Clear the selection"</button>
            </div>
        </ActionForm>
    }
}

fn nothing(now: &Wanted) -> AnyView {
    if now.is_filtered() {
        return view! {
            <EmptyState icon="search" title="No agent of the library fits" body="Try fewer words, the beginning of one, or another domain. You can also write the expert you miss.">
                <LinkButton href="/library">"Clear the filters"</LinkButton>
                <LinkButton href="/agents/new" icon="plus">"New agent"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState icon="book" title="Nothing more here" body="This page of the library is empty.">
            <LinkButton href="/library">"To the beginning"</LinkButton>
        </EmptyState>
    }
    .into_any()
}
