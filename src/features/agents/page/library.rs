//! The gallery of built-in agents: found by words and facets, several to add at once.

use leptos::form::FromFormData;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::card::{AgentCard, agent_card};
use super::find::{FacetPanel, Finder, KeptFilters, Wanted, active_filters, orders};
use crate::core::format::count;
use crate::core::permission::Permission;
use crate::core::{AppError, Page};
use crate::features::agents::rpc::{AddFromLibraryForm, KeepFilter, RemoveFilter, get_library_facets, list_filters, list_library};
use crate::features::agents::types::FilterPlace;
use crate::features::home::may;
use crate::ui::*;

/// Cards of a page: whole rows of two and three.
const CARDS: u32 = 24;

/// Orders: value in the address, words.
const ORDERS: [(&str, &str); 4] =
    [("", "Best match"), ("name", "Name"), ("-experience", "Most experienced"), ("experience", "Least experienced")];

async fn cards(wanted: Wanted) -> Result<Page<AgentCard>, AppError> {
    Ok(list_library(wanted.library(CARDS)).await?.map(AgentCard::of))
}

/// `/library`
#[component]
pub fn LibraryPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(|q| Wanted::read(FilterPlace::Library, q)));
    let filters = Memo::new(move |_| wanted.get().first());
    let (keep, remove) = (ServerAction::<KeepFilter>::new(), ServerAction::<RemoveFilter>::new());
    let facets = Resource::new(move || filters.get(), |now| get_library_facets(now.facets()));
    let kept = Resource::new(move || (keep.version().get(), remove.version().get()), |_| list_filters());
    let page = Resource::new(move || wanted.get(), cards);
    let add = ServerAction::<AddFromLibraryForm>::new();
    let choosing = Choosing::new();
    let write = may(Permission::Write);
    view! {
        <Title text="Library"/>
        <PageHeader title="Library" description="Experts ready to sit on a panel, each with a story, a voice and limits. Add them to your agents to change them.">
            <LinkButton href="/agents" icon="bot">"My agents"</LinkButton>
        </PageHeader>
        <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
            <Finder wanted=filters label="Search the library" placeholder="A name, a profession, a field of expertise"/>
            {move || orders(&ORDERS, &filters.get())}
        </div>
        {move || active_filters(&filters.get())}
        <Transition fallback=|| ()>
            {move || Suspend::new(async move { view! { <KeptFilters filters=kept.await now=filters.get() keep remove/> } })}
        </Transition>
        <FormError error=action_error(keep) id="keep-error" labels=vec![("name", "Name"), ("query", "Filter")]/>
        <FormError error=action_error(add) labels=vec![("library", "Selection"), ("slugs", "Selection")]/>
        <div class="grid items-start gap-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
            <Transition fallback=|| view! { <Skeleton class="h-8 w-full"/> }>
                {move || Suspend::new(async move { side(view! { <FacetPanel facets=facets.await now=filters.get()/> }.into_any()) })}
            </Transition>
            <div class="min-w-0">
                <Transition fallback=|| view! { <SkeletonCards cards=9/> }>
                    {move || Suspend::new(async move {
                        match page.await {
                            Ok(found) => gallery(found, wanted.get_untracked(), write.then_some((add, choosing))),
                            Err(error) => view! { <InlineError error retry=Callback::new(move |()| page.refetch())/> }.into_any(),
                        }
                    })}
                </Transition>
            </div>
        </div>
    }
}

/// Facets: a column on wide screens, behind a box to tick on narrow ones, so that it needs no script.
pub(super) fn side(panel: AnyView) -> impl IntoView {
    view! {
        <div class="min-w-0">
            <input type="checkbox" id="show-filters" class="peer sr-only lg:hidden"/>
            <label for="show-filters" class="inline-flex h-9 w-fit cursor-pointer items-center gap-2 rounded-md border border-border bg-surface px-3 font-medium peer-focus-visible:outline-2 peer-focus-visible:outline-ring lg:hidden"><Icon name="filter"/>"Filters"</label>
            <div class="hidden pt-3 peer-checked:block lg:block lg:pt-0">{panel}</div>
        </div>
    }
}

fn gallery(page: Page<AgentCard>, now: Wanted, add: Option<(ServerAction<AddFromLibraryForm>, Choosing)>) -> AnyView {
    if page.items.is_empty() {
        return nothing(&now);
    }
    let shown = page.items.len();
    let found = usize::try_from(page.total.unwrap_or_default()).unwrap_or(usize::MAX).max(shown);
    let summary = if found == shown { count(found, "agent", "agents") } else { format!("{shown} of {}", count(found, "agent", "agents")) };
    let next = page.next_cursor.map(|cursor| Wanted { cursor, ..now.clone() }.href());
    let newer = (!now.cursor.is_empty()).then(|| now.first().href());
    let cards = page.items.into_iter().map(|card| agent_card(card, add.is_some())).collect_view();
    let cards = view! { <ul class="grid gap-4 sm:grid-cols-2 xl:grid-cols-3" id="f-library" role="list" aria-label="Agents of the library">{cards}</ul> };
    view! {
        <p class="sr-only" role="status">{summary.clone()}" found"</p>
        {match add {
            Some((add, choosing)) => view! { <Choice add choosing>{cards}</Choice> }.into_any(),
            None => cards.into_any(),
        }}
        <Pagination newer next summary newer_label="First page" next_label="More agents"/>
    }
    .into_any()
}

/// The form of the cards and how many of them are chosen. Of the page, because the form outlives the
/// signals of a list that is read again.
#[derive(Clone, Copy)]
struct Choosing {
    form: NodeRef<html::Form>,
    chosen: RwSignal<usize>,
}

impl Choosing {
    fn new() -> Self {
        let choosing = Self { form: NodeRef::new(), chosen: RwSignal::new(0) };
        // Boxes may have been ticked before the page was awake, and may stay ticked in a new list.
        Effect::new(move |_| choosing.count_again());
        choosing
    }

    fn count_again(self) {
        let data = self.form.get().and_then(|form| web_sys::FormData::new_with_form(&form).ok());
        let slugs = data.and_then(|data| AddFromLibraryForm::from_form_data(&data).ok()).map(|asked| asked.slugs.len());
        self.chosen.set(slugs.unwrap_or_default());
    }
}

/// The form around the cards. Its bar is shown by the style sheet once a box is ticked, so that it
/// also works without script.
#[component]
fn Choice(add: ServerAction<AddFromLibraryForm>, choosing: Choosing, children: Children) -> impl IntoView {
    let Choosing { form, chosen } = choosing;
    let label = move || match chosen.get() {
        0 => "Add to my agents".to_owned(),
        n => format!("Add {} to my agents", count(n, "agent", "agents")),
    };
    view! {
        <ActionForm action=add node_ref=form attr:class="group flex flex-col gap-4" on:change=move |_| choosing.count_again()>
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
            <EmptyState icon="search" title="No agent of the library fits" body="Try fewer words, the beginning of one, or fewer filters. You can also write the expert you miss.">
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
