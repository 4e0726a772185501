//! `/scenarios`: own scenarios and templates in groups. What is shown stands in the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::core::AppError;
use crate::core::format::count;
use crate::core::permission::Permission;
use crate::features::agents::types::DOMAINS;
use crate::features::home::may;
use crate::features::simulations::rpc::{DuplicateScenarioForm, SurpriseForm, scenario_shelf};
use crate::features::simulations::types::{SavedScenario, ScenarioQuery};
use crate::ui::*;

/// `/scenarios`
#[component]
pub fn ScenariosPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        let named = |name: &str| query.with(|q| q.get(name)).map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        ScenarioQuery { q: named("q"), group: named("group"), domain: named("domain"), own: named("own").map(|own| own == "true") }
    });
    let shelf = Resource::new(move || wanted.get(), scenario_shelf);
    let copy = ServerAction::<DuplicateScenarioForm>::new();
    let write = may(Permission::Write);
    view! {
        <Title text="Scenarios"/>
        <PageHeader title="Scenarios" description="Situations to put to a panel: templates, and those of this workspace.">
            {write.then(|| view! { <LinkButton href="/scenarios/new" variant=Variant::Primary icon="plus">"New scenario"</LinkButton> })}
        </PageHeader>
        {move || search_form(&wanted.get())}
        <FormError error=action_error(copy) id="copy-error"/>
        <Transition fallback=|| view! { <SkeletonRows rows=6/> }>
            {move || Suspend::new(async move { groups(shelf.await, &wanted.get_untracked(), write, copy) })}
        </Transition>
    }
}

/// Search, domain, whose; and a scenario by chance.
fn search_form(now: &ScenarioQuery) -> impl IntoView + use<> {
    let mut domains = vec![SelectOption::new("", "Every domain")];
    domains.extend(DOMAINS.map(|(slug, name)| SelectOption::new(slug, name)));
    let whose = vec![SelectOption::new("", "All"), SelectOption::new("true", "Of this workspace"), SelectOption::new("false", "Templates")];
    let own = now.own.map(|own| own.to_string()).unwrap_or_default();
    let (q, domain) = (now.q.clone().unwrap_or_default(), now.domain.clone().unwrap_or_default());
    view! {
        <div class="mb-6 flex flex-wrap items-start justify-between gap-3">
            <form method="get" action="/scenarios" role="search" class="flex min-w-0 flex-1 basis-80 flex-wrap items-center gap-2">
                <SearchInput label="Search scenarios" placeholder="A topic, a place, a kind of meeting" value=q class="min-w-40 max-w-form flex-1"/>
                <div class="w-44"><Select options=domains value=domain.clone() name="domain" id="scenario-domain" label="Domain" size=Size::Sm/></div>
                <div class="w-44"><Select options=whose value=own name="own" id="scenario-own" label="Whose" size=Size::Sm/></div>
                <Button submit=true size=Size::Sm icon="filter">"Show"</Button>
            </form>
            <Surprise domain/>
        </div>
    }
}

/// A scenario by chance, of the domain that is shown.
#[component]
pub(in super::super) fn Surprise(#[prop(into)] domain: String) -> impl IntoView {
    let surprise = ServerAction::<SurpriseForm>::new();
    view! {
        <ActionForm action=surprise>
            <input type="hidden" name="domain" value=domain/>
            <Button submit=true size=Size::Sm icon="sparkles" pending=surprise.pending()>"Surprise me"</Button>
        </ActionForm>
    }
}

fn groups(
    shelf: Result<Vec<SavedScenario>, AppError>,
    now: &ScenarioQuery,
    write: bool,
    copy: ServerAction<DuplicateScenarioForm>,
) -> AnyView {
    let shelf = match shelf {
        Ok(shelf) => shelf,
        Err(error) => return view! { <InlineError error/> }.into_any(),
    };
    if shelf.is_empty() {
        return empty(now, write);
    }
    let mut groups: Vec<(String, Vec<SavedScenario>)> = Vec::new();
    for scenario in shelf {
        let name = if scenario.built_in { scenario.group.clone() } else { "Of this workspace".to_owned() };
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, list)) => list.push(scenario),
            None => groups.push((name, vec![scenario])),
        }
    }
    groups
        .into_iter()
        .map(|(name, list)| {
            let (label, many) = (name.clone(), count(list.len(), "scenario", "scenarios"));
            let cards = list.into_iter().map(|scenario| card(scenario, write, copy)).collect_view();
            view! {
                <section class="mb-8" aria-label=label>
                    <h2 class="mb-3 flex items-baseline gap-2 text-section font-semibold">{name}<span class="text-meta font-normal text-muted">{many}</span></h2>
                    <ul class="grid gap-3 md:grid-cols-2 xl:grid-cols-3" role="list">{cards}</ul>
                </section>
            }
        })
        .collect_view()
        .into_any()
}

/// What is in a scenario beside its question, in a few words.
fn contents(scenario: &SavedScenario) -> String {
    let s = &scenario.scenario;
    let parts = [
        (s.roles.len(), "role", "roles"),
        (s.secrets.len(), "secret", "secrets"),
        (s.relationships.len(), "relationship", "relationships"),
        (s.rounds.len(), "round", "rounds"),
        (scenario.panel.len(), "expert", "experts"),
    ];
    parts.into_iter().filter(|(n, _, _)| *n > 0).map(|(n, one, many)| count(n, one, many)).collect::<Vec<_>>().join(" · ")
}

fn card(scenario: SavedScenario, write: bool, copy: ServerAction<DuplicateScenarioForm>) -> impl IntoView + use<> {
    let about = contents(&scenario);
    let (id, own) = (scenario.id.to_string(), !scenario.built_in);
    let title = scenario.scenario.title;
    let own_acts = (own && write).then(|| {
        view! {
            <IconLink href=format!("/scenarios/{id}/edit") icon="edit" label=format!("Edit {title}")/>
            <IconLink href=format!("/scenarios/{id}/delete") icon="trash" label=format!("Delete {title}")/>
        }
    });
    let label = format!("Copy {title} to this workspace");
    let (anchor, to_copy, to_use) = (id.clone(), id.clone(), format!("/simulations/new?template={id}"));
    let duplicate = write.then(|| {
        view! {
            <ActionForm action=copy>
                <input type="hidden" name="id" value=to_copy/>
                <IconButton submit=true icon="copy" label/>
            </ActionForm>
        }
    });
    view! {
        <li id=anchor class="flex min-w-0 flex-col rounded-lg border border-border bg-surface p-4">
            <h3 class="font-semibold break-words" dir="auto">{title.clone()}</h3>
            <p class="mt-1 line-clamp-3 text-muted" dir="auto">{scenario.scenario.question}</p>
            <details class="mt-2 text-meta text-muted">
                <summary class="w-fit cursor-pointer hover:text-fg">"Setting"</summary>
                <p class="mt-1 whitespace-pre-line break-words" dir="auto">{scenario.scenario.setting}</p>
            </details>
            <p class="mt-2 text-meta text-subtle">{about}</p>
            <div class="mt-auto flex flex-wrap items-center gap-1 pt-3">
                {write.then(|| view! { <LinkButton href=to_use size=Size::Sm icon="play" attr:aria-label=format!("Use it: {title}")>"Use it"</LinkButton> })}
                <span class="flex-1"></span>
                {duplicate}
                {own_acts}
            </div>
        </li>
    }
}

fn empty(now: &ScenarioQuery, write: bool) -> AnyView {
    if now.own == Some(true) && now.q.is_none() && now.domain.is_none() {
        return view! {
            <EmptyState icon="book" title="No scenarios of your own yet" body="Write one, copy a template, or keep the scenario of a simulation.">
                {write.then(|| view! { <LinkButton href="/scenarios/new" variant=Variant::Primary icon="plus">"New scenario"</LinkButton> })}
                <LinkButton href="/scenarios">"See the templates"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState icon="search" title="No scenario matches" body="Try fewer or other words, or another domain.">
            <LinkButton href="/scenarios">"Show all scenarios"</LinkButton>
        </EmptyState>
    }
    .into_any()
}
