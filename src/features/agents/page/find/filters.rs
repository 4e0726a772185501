//! Filters that the visitor keeps: a way to keep what the list shows now, and links to what was kept.

use leptos::prelude::*;

use super::Wanted;
use crate::core::AppError;
use crate::features::agents::rpc::{KeepFilter, RemoveFilter};
use crate::features::agents::types::SavedFilter;
use crate::ui::*;

/// The kept filters of this list.
#[component]
pub(in crate::features::agents::page) fn KeptFilters(
    filters: Result<Vec<SavedFilter>, AppError>,
    now: Wanted,
    keep: ServerAction<KeepFilter>,
    remove: ServerAction<RemoveFilter>,
) -> impl IntoView {
    let query = now.query_string();
    let mine: Vec<SavedFilter> = filters.unwrap_or_default().into_iter().filter(|filter| filter.place == now.place).collect();
    let is_kept = mine.iter().any(|filter| filter.query == query);
    let links = mine.into_iter().map(|filter| entry(filter, &query, &now, remove)).collect::<Vec<_>>();
    let list = (!links.is_empty()).then(|| {
        view! { <ul role="list" aria-label="Saved filters" class="flex min-w-0 flex-wrap gap-2">{links}</ul> }
    });
    let form = (now.is_filtered() && !is_kept).then(|| keep_form(query, &now, keep));
    view! {
        <div class="flex flex-wrap items-center gap-2 empty:hidden">{list}{form}</div>
    }
}

fn entry(filter: SavedFilter, query: &str, now: &Wanted, remove: ServerAction<RemoveFilter>) -> AnyView {
    let address = format!("{}?{}", filter.place.path(), filter.query);
    let current = (filter.query == query).then_some("true");
    let label = format!("Remove the saved filter {}", filter.name);
    let (place, back) = (place_of(now), query.to_owned());
    view! {
        <li class="flex min-w-0 max-w-full items-center rounded-md border border-border bg-surface">
            <a href=address aria-current=current data-noscroll="" class="flex min-w-0 items-center gap-1.5 py-1 pl-2.5 hover:underline aria-[current=true]:font-medium">
                <Icon name="star"/>
                <bdi class="truncate">{filter.name}</bdi>
            </a>
            <ActionForm action=remove>
                <input type="hidden" name="id" value=filter.id.to_string()/>
                <input type="hidden" name="place" value=place/>
                <input type="hidden" name="back" value=back/>
                <IconButton submit=true icon="x" label size=Size::Xs/>
            </ActionForm>
        </li>
    }
    .into_any()
}

fn keep_form(query: String, now: &Wanted, keep: ServerAction<KeepFilter>) -> AnyView {
    let place = place_of(now);
    view! {
        <details class="group/keep">
            <summary class="inline-flex h-8 cursor-pointer items-center gap-1.5 rounded-md px-2 text-muted hover:bg-surface-2 hover:text-fg"><Icon name="star"/>"Save this filter"</summary>
            <ActionForm action=keep attr:class="mt-1 flex flex-wrap items-center gap-2">
                <input type="hidden" name="place" value=place/>
                <input type="hidden" name="query" value=query/>
                <div class="w-48"><Input name="name" id="filter-name" label="Name of the filter" placeholder="Name" required=true maxlength=60 size=Size::Sm autocomplete="off"/></div>
                <Button submit=true size=Size::Sm pending=keep.pending()>"Save filter"</Button>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// As forms send it.
fn place_of(now: &Wanted) -> &'static str {
    match now.place {
        crate::features::agents::types::FilterPlace::Library => "library",
        crate::features::agents::types::FilterPlace::Agents => "agents",
    }
}
