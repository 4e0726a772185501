//! Facets as links with numbers, beside the list on wide screens and folded above it on narrow ones.

use leptos::prelude::*;

use super::Wanted;
use crate::core::AppError;
use crate::features::agents::types::{ARCHETYPES, FacetCount, Facets, REGIONS, SENIORITIES, domain_name, label_of};
use crate::ui::*;

/// Values of a group that are shown at once; the others are behind a disclosure.
const AT_ONCE: usize = 7;

const GROUPS: [(&str, &str); 5] =
    [("domain", "Domain"), ("seniority", "Seniority"), ("region", "Region"), ("archetype", "Archetype"), ("tag", "Tag")];

/// The words for a filter that is on.
fn label(name: &str, value: &str) -> String {
    match name {
        "domain" => domain_name(value),
        "seniority" => label_of(&SENIORITIES, value),
        "region" => label_of(&REGIONS, value),
        "archetype" => label_of(&ARCHETYPES, value),
        _ => value,
    }
    .to_owned()
}

/// The groups of facets. Without them the list still works, so an error takes no room.
#[component]
pub(in crate::features::agents::page) fn FacetPanel(facets: Result<Facets, AppError>, now: Wanted) -> impl IntoView {
    facets.ok().map(|facets| panel(facets, &now))
}

fn panel(facets: Facets, now: &Wanted) -> impl IntoView + use<> {
    let capped = facets.capped.then(|| view! { <p class="text-meta text-subtle">"Numbers of the newest 2,000 agents."</p> });
    let Facets { domain, seniority, region, archetype, tag, .. } = facets;
    let counts = [domain, seniority, region, archetype, tag];
    let groups = GROUPS
        .into_iter()
        .zip(counts)
        .filter(|(_, counts)| !counts.is_empty())
        .map(|((name, title), counts)| group(name, title, counts, now))
        .collect_view();
    view! {
        <nav aria-label="Filters" class="flex flex-col gap-5">
            {groups}
            {capped}
        </nav>
    }
}

fn group(name: &'static str, title: &'static str, counts: Vec<FacetCount>, now: &Wanted) -> AnyView {
    let picked = now.pairs().into_iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_lowercase()).unwrap_or_default();
    let mut links: Vec<AnyView> = counts.into_iter().map(|count| link(name, count, &picked, now)).collect();
    let rest = links.split_off(links.len().min(AT_ONCE));
    let number = rest.len();
    let (id, labelled) = (format!("facet-{name}"), format!("facet-{name}"));
    let more = (number > 0).then(|| {
        view! {
            <details class="group/more">
                <summary class="w-fit cursor-pointer rounded-md px-2 py-1 text-meta text-muted hover:text-fg">{format!("{number} more")}</summary>
                <ul role="list" class="flex flex-col">{rest}</ul>
            </details>
        }
    });
    view! {
        <section aria-labelledby=labelled class="min-w-0">
            <h2 id=id class="px-2 pb-1 text-meta font-medium text-muted">{title}</h2>
            <ul role="list" class="flex flex-col">{links}</ul>
            {more}
        </section>
    }
    .into_any()
}

/// A value; following it narrows, following it again widens.
fn link(name: &'static str, count: FacetCount, picked: &str, now: &Wanted) -> AnyView {
    let on = count.value == picked;
    let address = now.with(name, if on { "" } else { &count.value }).href();
    view! {
        <li>
            <a href=address aria-current=on.then_some("true") data-noscroll=""
                class="flex items-center gap-2 rounded-md px-2 py-1 text-muted hover:bg-surface-2 hover:text-fg aria-[current=true]:bg-primary-soft aria-[current=true]:font-medium aria-[current=true]:text-on-primary-soft">
                <bdi class="min-w-0 flex-1 truncate">{count.label}</bdi>
                <span class="text-meta tabular-nums">{count.agents.to_string()}<span class="sr-only">" agents"</span></span>
            </a>
        </li>
    }
    .into_any()
}

/// What the list is narrowed by, each with a way to take it off.
pub(in crate::features::agents::page) fn active_filters(now: &Wanted) -> Option<impl IntoView + use<>> {
    let on: Vec<(&str, String)> = now
        .pairs()
        .into_iter()
        .filter(|(name, value)| *name != "sort" && !value.is_empty())
        .map(|(name, value)| (name, if name == "q" { format!("“{value}”") } else { label(name, value) }))
        .collect();
    if on.is_empty() {
        return None;
    }
    let chips = on
        .into_iter()
        .map(|(name, text)| {
            let address = now.with(name, "").href();
            let remove = format!("Remove the filter {text}");
            view! {
                <li class="min-w-0">
                    <a href=address aria-label=remove data-noscroll="" class="inline-flex h-7 max-w-full items-center gap-1.5 rounded-full bg-primary-soft px-3 text-on-primary-soft hover:underline">
                        <bdi class="truncate">{text}</bdi>
                        <Icon name="x"/>
                    </a>
                </li>
            }
        })
        .collect_view();
    let all = Wanted { place: now.place, sort: now.sort.clone(), ..Wanted::default() }.href();
    Some(view! {
        <div class="flex flex-wrap items-center gap-2">
            <ul role="list" aria-label="Active filters" class="flex min-w-0 flex-wrap gap-2">{chips}</ul>
            <a href=all data-noscroll="" class="px-1 text-muted underline underline-offset-2 hover:text-fg">"Clear all"</a>
        </div>
    })
}
