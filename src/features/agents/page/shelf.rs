//! The shelf: agents that the workspace keeps, to use again.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::follow::follow;
use super::{href, param, seed_of, some};
use crate::core::permission::Permission;
use crate::core::{AppError, Page};
use crate::features::agents::rpc::{DeleteSavedForm, UseSavedForm, last_change, list_saved};
use crate::features::agents::types::{SavedAgent, SavedQuery, domain_name};
use crate::features::home::may;
use crate::ui::*;

/// Rows of a page.
const ROWS: u32 = 50;

#[derive(Clone, Copy)]
struct Acts {
    take: ServerAction<UseSavedForm>,
    delete: ServerAction<DeleteSavedForm>,
}

async fn read((q, cursor, _): (String, String, usize)) -> Result<Page<SavedAgent>, AppError> {
    list_saved(SavedQuery { limit: Some(ROWS), cursor: some(&cursor), q: some(&q) }).await
}

/// `/agents/saved`
#[component]
pub fn ShelfPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|q| (param(q, "q"), param(q, "cursor"))));
    let acts = Acts { take: ServerAction::new(), delete: ServerAction::new() };
    let start = Resource::new(|| (), |()| last_change());
    let page = Resource::new(
        move || {
            let (q, cursor) = asked.get();
            (q, cursor, acts.delete.version().get())
        },
        read,
    );
    let since = follow(move |_| page.refetch());
    let write = may(Permission::Write);
    view! {
        <Title text="Shelf"/>
        <PageHeader title="Shelf" description="Agents that this workspace keeps as they were saved. Use one to get an own agent of it; either can bring the other up to date.">
            <LinkButton href="/agents" icon="bot">"My agents"</LinkButton>
        </PageHeader>
        <form method="get" action="/agents/saved" role="search" class="flex flex-wrap items-center gap-2">
            {move || view! { <SearchInput label="Search the shelf" placeholder="A name, a profession, a tag" value=asked.get().0 class="max-w-form min-w-40 flex-1"/> }}
            <Button submit=true size=Size::Sm>"Search"</Button>
        </form>
        <FormError error=action_error(acts.take)/>
        <FormError error=action_error(acts.delete) id="delete-error"/>
        <Transition fallback=|| view! { <SkeletonRows rows=4/> }>
            {move || Suspend::new(async move {
                // In this order, so that the stream repeats rather than misses something.
                let seq = start.await.unwrap_or_default();
                match page.await {
                    Ok(found) => {
                        since.begin(seq);
                        shown(found, asked.get_untracked(), write.then_some(acts))
                    }
                    Err(error) => view! { <InlineError error retry=Callback::new(move |()| page.refetch())/> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn shown(page: Page<SavedAgent>, (q, cursor): (String, String), acts: Option<Acts>) -> AnyView {
    if page.items.is_empty() {
        return nothing(&q);
    }
    let next = page.next_cursor.map(|cursor| href("/agents/saved", &[("q", &q), ("cursor", &cursor)]));
    let newer = (!cursor.is_empty()).then(|| href("/agents/saved", &[("q", &q)]));
    let rows = page.items.into_iter().map(|saved| row(saved, acts)).collect_view();
    view! {
        <ul class="divide-y divide-border rounded-lg border border-border bg-surface" role="list" aria-label="Saved agents">{rows}</ul>
        <Pagination newer next newer_label="First page" next_label="More agents"/>
    }
    .into_any()
}

fn row(saved: SavedAgent, acts: Option<Acts>) -> impl IntoView + use<> {
    let p = saved.persona;
    let id = saved.id.to_string();
    let line = [p.profession, p.archetype].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · ");
    let buttons = acts.map(|acts| {
        let label = format!("Take {} off the shelf", p.name);
        let (taken, name) = (id.clone(), p.name.clone());
        view! {
            <ActionForm action=acts.take>
                <input type="hidden" name="id" value=id/>
                <Button submit=true size=Size::Sm icon="plus" pending=acts.take.pending()>"Use"<bdi class="sr-only">" "{name}</bdi></Button>
            </ActionForm>
            <ActionForm action=acts.delete>
                <input type="hidden" name="id" value=taken/>
                <IconButton submit=true icon="trash" label/>
            </ActionForm>
        }
    });
    view! {
        <li class="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <Avatar seed=seed_of(&p.avatar_seed, &p.name) name=p.name.clone() decorative=true/>
            <div class="min-w-0 flex-1 basis-40">
                <p class="truncate font-medium"><bdi>{p.name}</bdi></p>
                <p class="truncate text-meta text-muted"><bdi>{line}</bdi></p>
            </div>
            <Badge>{domain_name(&p.domain).to_owned()}</Badge>
            <span class="text-meta text-subtle">"Version "{saved.version}</span>
            {buttons}
        </li>
    }
}

fn nothing(q: &str) -> AnyView {
    if !q.is_empty() {
        return view! {
            <EmptyState icon="search" title="No saved agent fits" body="Try fewer words, or the beginning of one.">
                <LinkButton href="/agents/saved">"Show the whole shelf"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState icon="star" title="The shelf is empty" body="Open an agent of yours or of the library and save it here. It stays as it was, whatever happens to the original.">
            <LinkButton href="/agents" icon="bot">"My agents"</LinkButton>
            <LinkButton href="/library" icon="book">"Library"</LinkButton>
        </EmptyState>
    }
    .into_any()
}
