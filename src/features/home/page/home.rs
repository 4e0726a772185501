//! `/home`: where to begin, and where one left off.

use leptos::prelude::*;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

use crate::core::format::count;
use crate::core::permission::Permission;
use crate::core::{AppError, ListQuery, Page};
use crate::features::documents::rpc::list_documents;
use crate::features::documents::types::{DocumentQuery, DocumentState, DocumentSummary};
use crate::features::home::{may, use_session};
use crate::features::simulations::rpc::{list_scenarios, list_simulations};
use crate::features::simulations::types::{SavedScenario, Simulation};
use crate::ui::*;

/// Rows of each list of recent things.
const RECENT: u32 = 5;
/// Templates offered.
const STARTERS: usize = 3;

/// A template as a card. Less than the scenario, because it travels inside the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Starter {
    slug: String,
    title: String,
    group: String,
    question: String,
    panel: usize,
}

/// The first templates, each of another group.
fn starters(scenarios: Vec<SavedScenario>) -> Vec<Starter> {
    let mut chosen: Vec<Starter> = Vec::new();
    for template in scenarios.into_iter().filter(|s| s.built_in) {
        if chosen.len() < STARTERS && chosen.iter().all(|c| c.group != template.group) {
            chosen.push(Starter {
                slug: template.id.to_string(),
                title: template.scenario.title,
                group: template.group,
                question: template.scenario.question,
                panel: template.panel.len(),
            });
        }
    }
    chosen
}

/// The dashboard.
#[component]
pub fn HomePage() -> impl IntoView {
    let write = may(Permission::Write);
    let templates = Resource::new(|| (), |()| async { list_scenarios().await.map(starters) });
    let simulations = Resource::new(|| (), |()| list_simulations(ListQuery { limit: Some(RECENT), ..ListQuery::default() }));
    let documents = Resource::new(|| (), |()| list_documents(DocumentQuery { limit: Some(RECENT), ..DocumentQuery::default() }));
    view! {
        <Title text="Home"/>
        <PageHeader title=greeting() description="Put a question to a panel, or go on where you left off.">
            <LinkButton href="/library" icon="book">"Browse the library"</LinkButton>
            {write.then(|| view! { <LinkButton href="/simulations/new" variant=Variant::Primary icon="plus">"New simulation"</LinkButton> })}
        </PageHeader>
        {write.then(|| view! {
            <Section title="Start from a scenario" description="A setting, a question and a panel that fits; you can change everything.">
                <Transition fallback=|| view! { <SkeletonCards cards=3/> }>
                    {move || Suspend::new(async move { starter_cards(templates.await) })}
                </Transition>
            </Section>
        })}
        <div class="grid gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
            <Section title="Recent simulations" actions=|| view! { <LinkButton href="/simulations" variant=Variant::Ghost size=Size::Sm>"Show all"</LinkButton> }>
                <Transition fallback=|| view! { <SkeletonRows rows=3/> }>
                    {move || Suspend::new(async move { recent_simulations(simulations.await, write) })}
                </Transition>
            </Section>
            <Section title="Recent documents" actions=|| view! { <LinkButton href="/documents" variant=Variant::Ghost size=Size::Sm>"Show all"</LinkButton> }>
                <Transition fallback=|| view! { <SkeletonRows rows=3/> }>
                    {move || Suspend::new(async move { recent_documents(documents.await) })}
                </Transition>
            </Section>
        </div>
    }
}

fn greeting() -> String {
    let user = use_session().map(|session| session.user).filter(|user| !(user.guest && user.name == "Guest"));
    let first = user.as_ref().and_then(|user| user.name.split_whitespace().next());
    first.map_or_else(|| "Welcome".to_owned(), |first| format!("Welcome, {first}"))
}

fn starter_cards(templates: Result<Vec<Starter>, AppError>) -> AnyView {
    let templates = match templates {
        Ok(templates) => templates,
        Err(error) => return view! { <InlineError error/> }.into_any(),
    };
    let cards = templates.into_iter().map(starter_card).collect_view();
    view! { <ul class="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">{cards}</ul> }.into_any()
}

fn starter_card(starter: Starter) -> impl IntoView + use<> {
    let href = format!("/simulations/new?template={}", starter.slug);
    view! {
        <li class="relative flex flex-col gap-2 rounded-lg border border-border bg-surface p-4 transition-colors hover:border-input has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-offset-2 has-[a:focus-visible]:outline-ring">
            <div><Badge tone=Tone::Primary>{starter.group}</Badge></div>
            <h3><a class="after:absolute after:inset-0 focus-visible:outline-none" href=href>{starter.title}</a></h3>
            <p class="line-clamp-3 text-muted">{starter.question}</p>
            <p class="mt-auto flex items-center gap-1.5 pt-1 text-meta text-subtle"><Icon name="users"/>{count(starter.panel, "expert suggested", "experts suggested")}</p>
        </li>
    }
}

fn recent_simulations(page: Result<Page<Simulation>, AppError>, write: bool) -> AnyView {
    let items = match page {
        Ok(page) => page.items,
        Err(error) => return view! { <InlineError error/> }.into_any(),
    };
    if items.is_empty() {
        return view! {
            <EmptyState icon="message" title="No simulations yet" body="A conversation takes a question and a panel; then watch it live.">
                {write.then(|| view! { <LinkButton href="/simulations/new" icon="plus">"New simulation"</LinkButton> })}
            </EmptyState>
        }
        .into_any();
    }
    let rows = items.into_iter().map(simulation_row).collect_view();
    view! { <ul class="divide-y divide-border rounded-lg border border-border bg-surface">{rows}</ul> }.into_any()
}

/// A simulation in a short list.
pub(super) fn simulation_row(simulation: Simulation) -> impl IntoView + use<> {
    let people: Vec<Person> =
        simulation.participants.iter().map(|p| Person::new(p.avatar_seed.clone(), p.name.clone()).picture(p.avatar.clone())).collect();
    let href = format!("/simulations/{}", simulation.id);
    view! {
        <li class="relative flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 hover:bg-surface-2">
            <div class="min-w-0 flex-1 basis-56">
                <a class="block truncate font-medium after:absolute after:inset-0" href=href>{simulation.title}</a>
                <p class="truncate text-meta text-muted">{simulation.scenario.question}</p>
            </div>
            <AvatarStack people max=4/>
            <StateBadge state=simulation.state/>
            <span class="text-meta text-subtle"><Timestamp at=simulation.created_at relative=true/></span>
        </li>
    }
}

fn recent_documents(page: Result<Page<DocumentSummary>, AppError>) -> AnyView {
    let items = match page {
        Ok(page) => page.items,
        Err(error) => return view! { <InlineError error/> }.into_any(),
    };
    if items.is_empty() {
        return view! {
            <EmptyState icon="file-text" title="No documents yet" body="A simulation can be turned into a summary or minutes, with a citation for each statement."/>
        }
        .into_any();
    }
    let rows = items.into_iter().map(document_row).collect_view();
    view! { <ul class="divide-y divide-border rounded-lg border border-border bg-surface">{rows}</ul> }.into_any()
}

/// A document in a short list.
pub(super) fn document_row(document: DocumentSummary) -> impl IntoView + use<> {
    let href = format!("/documents/{}", document.id);
    view! {
        <li class="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 hover:bg-surface-2">
            <div class="min-w-0 flex-1 basis-48">
                <a class="block truncate font-medium after:absolute after:inset-0" href=href>{document.title}</a>
                <p class="truncate text-meta text-muted">{document.category}</p>
            </div>
            {document_state(document.state)}
            <span class="text-meta text-subtle"><Timestamp at=document.updated_at relative=true/></span>
        </li>
    }
}

fn document_state(state: DocumentState) -> Option<AnyView> {
    match state {
        DocumentState::Ready => None,
        DocumentState::Generating => Some(view! { <Badge tone=Tone::Info icon="clock">"Being written"</Badge> }.into_any()),
        DocumentState::Failed => Some(view! { <Badge tone=Tone::Danger icon="circle-x">"Failed"</Badge> }.into_any()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::ids::ScenarioId;
    use crate::features::simulations::types::Scenario;

    fn template(slug: &str, group: &str, built_in: bool) -> SavedScenario {
        let scenario = Scenario { title: slug.to_owned(), ..Scenario::default() };
        SavedScenario {
            id: ScenarioId::new(slug),
            scenario,
            group: group.to_owned(),
            domains: Vec::new(),
            panel: vec!["a".to_owned()],
            built_in,
            version: 0,
        }
    }

    #[test]
    fn starters_are_templates_of_different_groups() {
        let all = vec![
            template("own", "", false),
            template("one", "Study", true),
            template("two", "Study", true),
            template("three", "Debate", true),
            template("four", "Review", true),
            template("five", "Panel", true),
        ];
        let slugs: Vec<String> = starters(all).into_iter().map(|s| s.slug).collect();
        assert_eq!(slugs, ["one", "three", "four"]);
    }
}
