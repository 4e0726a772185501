//! `/search`: everything in the workspace and the library by words. The command palette leads
//! here, and so does its button when there is no script.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::home::{document_row, simulation_row};
use crate::core::{AppError, ListQuery, Page};
use crate::features::agents::rpc::{list_agents, list_library};
use crate::features::agents::types::{AgentQuery, LibraryQuery, Persona};
use crate::features::documents::rpc::list_documents;
use crate::features::documents::types::{DocumentQuery, DocumentSummary};
use crate::features::home::address::encode;
use crate::features::simulations::rpc::list_simulations;
use crate::features::simulations::types::Simulation;
use crate::ui::*;

/// Rows of each kind.
const SHOWN: u32 = 6;

/// An agent as a row. Less than the persona, because it travels inside the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct AgentHit {
    href: String,
    seed: String,
    picture: String,
    name: String,
    line: String,
}

impl AgentHit {
    fn of(href: String, persona: Persona, picture: String) -> Self {
        let line = if persona.profession.is_empty() { persona.archetype } else { persona.profession };
        Self { href, picture, seed: persona.avatar_seed, name: persona.name, line }
    }
}

/// What fits the words; `None` without words.
type Hits<T> = Option<Result<Page<T>, AppError>>;

async fn simulations(q: Option<String>) -> Hits<Simulation> {
    Some(list_simulations(ListQuery { q: Some(q?), limit: Some(SHOWN), ..ListQuery::default() }).await)
}

async fn documents(q: Option<String>) -> Hits<DocumentSummary> {
    Some(list_documents(DocumentQuery { q: Some(q?), limit: Some(SHOWN), ..DocumentQuery::default() }).await)
}

async fn own_agents(q: Option<String>) -> Hits<AgentHit> {
    let page = list_agents(AgentQuery { q: Some(q?), limit: Some(SHOWN), ..AgentQuery::default() }).await;
    Some(page.map(|page| page.map(|agent| AgentHit::of(format!("/agents/{}", agent.id), agent.persona, agent.avatar.picture()))))
}

async fn library(q: Option<String>) -> Hits<AgentHit> {
    let page = list_library(LibraryQuery { q: Some(q?), limit: Some(SHOWN), ..LibraryQuery::default() }).await;
    Some(page.map(|page| page.map(|agent| AgentHit::of(format!("/library/{}", agent.slug), agent.persona, String::new()))))
}

/// A search form and what it found.
#[component]
pub fn SearchPage() -> impl IntoView {
    let query = use_query_map();
    let words = Memo::new(move |_| query.with(|q| q.get("q")).map(|q| q.trim().to_owned()).filter(|q| !q.is_empty()));
    let simulations = Resource::new(move || words.get(), simulations);
    let documents = Resource::new(move || words.get(), documents);
    let own = Resource::new(move || words.get(), own_agents);
    let library = Resource::new(move || words.get(), library);
    let title = Signal::derive(move || words.get().map_or_else(|| "Search".to_owned(), |q| format!("Search: {q}")));
    view! {
        <Title text=move || title.get()/>
        <PageHeader title="Search" description="Simulations, documents and agents of this workspace, and the library."/>
        <form method="get" action="/search" role="search" class="flex max-w-form flex-wrap gap-2">
            <SearchInput label="Words to search for" placeholder="A name, a profession, a word of the question" value=words.get_untracked().unwrap_or_default() class="min-w-48 flex-1"/>
            <Button submit=true size=Size::Sm variant=Variant::Primary>"Search"</Button>
        </form>
        <Transition fallback=|| view! { <SkeletonRows rows=6/> }>
            {move || Suspend::new(async move {
                let (simulations, documents, own, library) = (simulations.await, documents.await, own.await, library.await);
                let Some(q) = words.get_untracked() else { return nothing_asked() };
                let more = |path: &str| format!("{path}?q={}", encode(&q));
                let groups = [
                    group("Simulations", more("/simulations"), simulations, |s| simulation_row(s).into_any()),
                    group("Documents", more("/documents"), documents, |d| document_row(d).into_any()),
                    group("My agents", more("/agents"), own, agent_row),
                    group("Library", more("/library"), library, agent_row),
                ];
                if groups.iter().all(Option::is_none) { nothing_found(&q) } else { groups.into_iter().flatten().collect_view().into_any() }
            })}
        </Transition>
    }
}

fn nothing_asked() -> AnyView {
    view! {
        <EmptyState icon="search" title="What are you looking for?" body="Type a name, a profession or a word of the question, then press Enter.">
            <LinkButton href="/simulations" icon="message">"All simulations"</LinkButton>
            <LinkButton href="/library" icon="book">"Browse the library"</LinkButton>
        </EmptyState>
    }
    .into_any()
}

fn nothing_found(q: &str) -> AnyView {
    view! {
        <EmptyState icon="search" title=format!("Nothing fits “{q}”") body="Try fewer words, or the beginning of one.">
            <LinkButton href="/search">"Clear the search"</LinkButton>
        </EmptyState>
    }
    .into_any()
}

/// The hits of one kind with a way to all of them; nothing when there are none.
fn group<T>(title: &'static str, all: String, hits: Hits<T>, row: impl Fn(T) -> AnyView) -> Option<AnyView> {
    let content = match hits? {
        Err(error) => view! { <InlineError error/> }.into_any(),
        Ok(page) if page.items.is_empty() => return None,
        Ok(page) => {
            let rows = page.items.into_iter().map(row).collect_view();
            view! { <ul class="divide-y divide-border rounded-lg border border-border bg-surface">{rows}</ul> }.into_any()
        }
    };
    let label = format!("Show all in {title}");
    let actions = move || view! { <LinkButton href=all.clone() variant=Variant::Ghost size=Size::Sm attr:aria-label=label.clone()>"Show all"</LinkButton> };
    Some(view! { <Section title actions>{content}</Section> }.into_any())
}

fn agent_row(agent: AgentHit) -> AnyView {
    let name = agent.name.clone();
    view! {
        <li class="relative flex items-center gap-3 px-4 py-3 hover:bg-surface-2">
            <Avatar seed=agent.seed picture=agent.picture name/>
            <div class="min-w-0 flex-1">
                <a class="block truncate font-medium after:absolute after:inset-0" href=agent.href>{agent.name}</a>
                <p class="truncate text-meta text-muted">{agent.line}</p>
            </div>
        </li>
    }
    .into_any()
}
