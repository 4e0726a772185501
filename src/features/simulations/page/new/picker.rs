//! Templates beside the form, by group, with a filter. They are links, so that choosing one works without
//! JavaScript.

use leptos::prelude::*;

use crate::features::simulations::types::SavedScenario;
use crate::ui::*;

use super::super::scenarios::Surprise;

#[component]
pub(super) fn Picker(scenarios: Vec<SavedScenario>, current: String) -> impl IntoView {
    let filter = RwSignal::new(String::new());
    let mut groups: Vec<(String, Vec<SavedScenario>)> = Vec::new();
    for scenario in scenarios {
        let name = if scenario.group.is_empty() { "Of this workspace".to_owned() } else { scenario.group.clone() };
        match groups.iter_mut().find(|(group, _)| *group == name) {
            Some((_, list)) => list.push(scenario),
            None => groups.push((name, vec![scenario])),
        }
    }
    let groups: Vec<_> = groups.into_iter().map(|(name, list)| group(name, list, &current, filter)).collect();
    view! {
        <aside class="min-w-0 rounded-lg border border-border bg-surface p-3 lg:sticky lg:top-20" aria-label="Templates">
            <div class="mb-2 flex flex-wrap items-center justify-between gap-2">
                <h2 class="font-medium">"Start from a template"</h2>
                <Surprise domain=""/>
            </div>
            <Input kind="search" name="" id="template-filter" label="Filter the templates" placeholder="Filter" size=Size::Sm bind=filter/>
            <div class="mt-2 max-h-56 overflow-y-auto lg:max-h-[calc(100dvh-14rem)]" tabindex="0" role="group" aria-label="Templates by group">{groups}</div>
        </aside>
    }
}

fn group(name: String, list: Vec<SavedScenario>, current: &str, filter: RwSignal<String>) -> impl IntoView + use<> {
    let words: Vec<String> = list.iter().map(|s| format!("{name} {} {}", s.scenario.title, s.scenario.question).to_lowercase()).collect();
    let hidden = Memo::new(move |_| filter.with(|f| !f.trim().is_empty() && !words.iter().any(|w| fits(w, f))));
    let rows: Vec<_> = list.into_iter().map(|s| entry(s, &name, current, filter)).collect();
    view! {
        <section class="mb-2" class:hidden=move || hidden.get()>
            <h3 class="px-2 py-1 text-meta font-medium text-muted">{name}</h3>
            <ul>{rows}</ul>
        </section>
    }
}

fn fits(words: &str, filter: &str) -> bool {
    filter.to_lowercase().split_whitespace().all(|w| words.contains(w))
}

fn entry(s: SavedScenario, group: &str, current: &str, filter: RwSignal<String>) -> impl IntoView + use<> {
    let words = format!("{group} {} {}", s.scenario.title, s.scenario.question).to_lowercase();
    let hidden = Memo::new(move |_| filter.with(|f| !fits(&words, f)));
    let here = s.id.as_str() == current;
    view! {
        <li class:hidden=move || hidden.get()>
            <a href=format!("/simulations/new?template={}", s.id) rel="external" aria-current=here.then_some("true")
                class="block rounded-md px-2 py-1.5 hover:bg-surface-2 aria-[current=true]:bg-primary-soft aria-[current=true]:text-on-primary-soft">
                <span class="line-clamp-2">{s.scenario.title}</span>
            </a>
        </li>
    }
}
