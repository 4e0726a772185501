//! The list of documents: search, category and page live in the address, so that it works without
//! JavaScript and can be shared.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::core::format::count;
use crate::core::permission::Permission;
use crate::core::{AppError, Page};
use crate::features::documents::rpc::{DeleteDocumentsForm, document_categories, list_documents};
use crate::features::documents::types::{CategoryCount, DocumentQuery, DocumentState, DocumentSummary};
use crate::features::home::address::encode;
use crate::features::home::may;
use crate::ui::*;

use super::kind_icon;

/// Pause before the list is asked for again while a document is being written, in milliseconds.
const LOOK_AGAIN_MS: u32 = 3000;

/// Address of the list with these filters.
fn href(q: Option<&str>, category: Option<&str>, cursor: Option<&str>) -> String {
    let pairs: Vec<String> = [("q", q), ("category", category), ("cursor", cursor)]
        .into_iter()
        .filter_map(|(name, value)| value.filter(|v| !v.is_empty()).map(|v| format!("{name}={}", encode(v))))
        .collect();
    if pairs.is_empty() { "/documents".to_owned() } else { format!("/documents?{}", pairs.join("&")) }
}

/// `/documents`
#[component]
pub fn DocumentsPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        let named = |name: &str| query.with(|q| q.get(name)).filter(|t| !t.trim().is_empty());
        DocumentQuery { q: named("q"), category: named("category"), cursor: named("cursor"), ..DocumentQuery::default() }
    });
    let delete = ServerAction::<DeleteDocumentsForm>::new();
    let tick = RwSignal::new(0_u32);
    let page = Resource::new(move || (wanted.get(), delete.version().get(), tick.get()), |(wanted, _, _)| list_documents(wanted));
    let categories = Resource::new(move || delete.version().get(), |_| document_categories());
    tell_deleted(delete);
    view! {
        <Title text="Documents"/>
        <PageHeader title="Documents" description="What your simulations came to, with a citation for each statement.">
            {may(Permission::Write).then(|| view! { <LinkButton href="/documents/new" variant=Variant::Primary icon="plus">"New document"</LinkButton> })}
        </PageHeader>
        <Filters wanted categories/>
        <Transition fallback=|| view! { <SkeletonRows rows=6/> }>
            {move || Suspend::new(async move { rows(page.await, wanted.get_untracked(), delete, tick) })}
        </Transition>
    }
}

/// Says how many are gone.
fn tell_deleted(delete: ServerAction<DeleteDocumentsForm>) {
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(outcome)) = delete.value().get() {
            toasts.success(format!("{} deleted.", count(outcome.deleted as usize, "document", "documents")));
        }
    });
}

#[component]
fn Filters(wanted: Memo<DocumentQuery>, categories: Resource<Result<Vec<CategoryCount>, AppError>>) -> impl IntoView {
    let q = Memo::new(move |_| wanted.with(|w| w.q.clone()));
    let category = Memo::new(move |_| wanted.with(|w| w.category.clone()));
    view! {
        <form method="get" action="/documents" role="search" class="mb-3 flex max-w-form flex-wrap gap-2">
            {move || view! {
                <SearchInput label="Search documents" placeholder="Search titles and categories" value=q.get().unwrap_or_default() class="min-w-48 flex-1"/>
            }}
            {move || category.get().map(|category| view! { <input type="hidden" name="category" value=category/> })}
            <Button submit=true size=Size::Sm>"Search"</Button>
        </form>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                // The list itself says when the server can't be reached.
                categories.await.ok().filter(|all| all.len() > 1).map(|all| category_links(all, q.get(), category.get()))
            })}
        </Transition>
    }
}

fn category_links(all: Vec<CategoryCount>, q: Option<String>, current: Option<String>) -> impl IntoView + use<> {
    let q = q.as_deref();
    let total = all.iter().map(|c| c.documents).sum();
    let mut links = vec![category_link("All".to_owned(), total, href(q, None, None), current.is_none())];
    links.extend(all.into_iter().map(|c| {
        let here = current.as_deref() == Some(c.category.as_str());
        let href = href(q, Some(&c.category), None);
        category_link(c.category, c.documents, href, here)
    }));
    view! { <nav aria-label="Categories" class="mb-4"><ul class="flex flex-wrap gap-2">{links}</ul></nav> }
}

fn category_link(label: String, documents: u32, href: String, here: bool) -> AnyView {
    view! {
        <li class="max-w-full">
            <a href=href aria-current=here.then_some("true")
                class="flex max-w-full items-center gap-2 rounded-md border border-border bg-surface px-2.5 py-1 hover:bg-surface-2 aria-[current=true]:border-primary aria-[current=true]:bg-primary-soft aria-[current=true]:text-on-primary-soft">
                <span class="truncate">{label}</span>
                <span class="text-meta tabular-nums text-muted">{documents}<span class="sr-only">" documents"</span></span>
            </a>
        </li>
    }
    .into_any()
}

fn rows(
    page: Result<Page<DocumentSummary>, AppError>,
    wanted: DocumentQuery,
    delete: ServerAction<DeleteDocumentsForm>,
    tick: RwSignal<u32>,
) -> AnyView {
    let page = match page {
        Ok(page) => page,
        Err(error) => return view! { <InlineError error retry=Callback::new(move |()| tick.update(|n| *n += 1))/> }.into_any(),
    };
    if page.items.is_empty() {
        return empty(&wanted);
    }
    let writing = page.items.iter().any(|d| d.state == DocumentState::Generating);
    if writing {
        Effect::new(move |_| {
            browser::after(LOOK_AGAIN_MS, move || {
                tick.try_update(|n| *n += 1);
            })
        });
    }
    let refresh = writing.then(|| view! { <noscript inner_html="<meta http-equiv=\"refresh\" content=\"5\">"></noscript> });
    let (q, category) = (wanted.q.as_deref(), wanted.category.as_deref());
    let next = page.next_cursor.as_deref().map(|cursor| href(q, category, Some(cursor)));
    let newer = wanted.cursor.is_some().then(|| href(q, category, None));
    let error = Signal::derive(move || delete.value().get().and_then(Result::err));
    let write = may(Permission::Write);
    let items = page.items.into_iter().map(|document| row(document, write)).collect_view();
    view! {
        {refresh}
        <ActionForm action=delete>
            <FormError error labels=vec![("ids", "Documents")]/>
            <ul id="f-ids" class="divide-y divide-border rounded-lg border border-border bg-surface">{items}</ul>
            {write.then(|| bulk_bar(delete))}
        </ActionForm>
        <Pagination newer=newer next=next newer_label="First page" next_label="Older"/>
    }
    .into_any()
}

/// Two steps without JavaScript too: the button comes into sight when the line is opened.
fn bulk_bar(delete: ServerAction<DeleteDocumentsForm>) -> impl IntoView + use<> {
    let pending = delete.pending();
    view! {
        <details class="mt-3">
            <summary class="w-fit cursor-pointer text-muted hover:text-fg">"Delete the ticked documents"</summary>
            <div class="mt-2 flex flex-wrap items-center gap-3">
                <p>"They will be gone for good. Simulations stay."</p>
                <Button submit=true variant=Variant::Danger size=Size::Sm icon="trash" pending=pending>"Delete ticked"</Button>
            </div>
        </details>
    }
}

fn empty(wanted: &DocumentQuery) -> AnyView {
    if wanted.q.is_some() || wanted.category.is_some() {
        return view! {
            <EmptyState icon="search" title="No document matches" body="Try fewer or other words, or another category.">
                <LinkButton href="/documents">"Show all documents"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState icon="file-text" title="No documents yet" body="Run a simulation, then turn it into a summary or minutes. Every statement cites what was said.">
            <LinkButton href="/simulations" icon="message" variant=Variant::Primary>"Go to simulations"</LinkButton>
            {may(Permission::Write).then(|| view! { <LinkButton href="/documents/new" icon="plus">"New document"</LinkButton> })}
        </EmptyState>
    }
    .into_any()
}

fn row(document: DocumentSummary, write: bool) -> impl IntoView + use<> {
    let DocumentSummary { id, title, kind, category, state, state_reason, simulation_ids, updated_at, .. } = document;
    let tick_id = field_id(&format!("tick-{id}"));
    let tick = write.then(|| {
        view! { <input type="checkbox" id=tick_id name="ids[]" value=id.to_string() aria-label=format!("Select {title}") class="size-4 shrink-0 accent-primary"/> }
    });
    let note =
        if state == DocumentState::Failed && !state_reason.is_empty() { state_reason } else { described(&category, simulation_ids.len()) };
    let delete = write.then(|| view! { <IconLink href=format!("/documents/{id}/delete") icon="trash" label=format!("Delete {title}")/> });
    view! {
        <li class="flex items-center gap-3 px-4 py-3 hover:bg-surface-2">
            {tick}
            <span class="hidden text-muted sm:block"><Icon name=kind_icon(kind)/></span>
            <div class="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-1">
                <div class="min-w-0 flex-1 basis-52">
                    <a href=format!("/documents/{id}") class="block truncate font-medium text-fg hover:underline">{title}</a>
                    <p class="truncate text-meta text-muted">{kind.label()}" · "{note}</p>
                </div>
                {state_badge(state)}
                <span class="text-meta text-subtle"><Timestamp at=updated_at relative=true/></span>
            </div>
            {delete}
        </li>
    }
}

fn described(category: &str, simulations: usize) -> String {
    match simulations {
        0 => category.to_owned(),
        n => format!("{category}, from {}", count(n, "simulation", "simulations")),
    }
}

fn state_badge(state: DocumentState) -> AnyView {
    let (tone, icon, word) = match state {
        DocumentState::Generating => (Tone::Info, "clock", "Writing…"),
        DocumentState::Ready => (Tone::Success, "circle-check", "Ready"),
        DocumentState::Failed => (Tone::Danger, "circle-x", "Failed"),
    };
    view! { <Badge tone icon>{word}</Badge> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_stand_encoded_in_the_address() {
        assert_eq!(href(None, None, None), "/documents");
        assert_eq!(href(Some("a b"), Some("R&D"), None), "/documents?q=a%20b&category=R%26D");
        assert_eq!(href(Some(""), None, Some("x=")), "/documents?cursor=x%3D");
    }
}
