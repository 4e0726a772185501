//! A document: while it is being written, after that failed, and ready to be read with its evidence.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::features::documents::rpc::{OpenedDocument, Source, open_document};
use crate::features::documents::types::{Document, DocumentState};
use crate::features::jobs::rpc::{CancelJob, RetryJob};
use crate::ui::*;

use super::rail::{ActionsCard, EvidenceRail};
use super::writing::{Failed, Writing};
use super::{id_param, kind_icon, missing};

/// Every document from a simulation says this.
const LABEL: &str = "Simulated evidence: no real people were asked";

/// What the states of the page share.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub cancel: ServerAction<CancelJob>,
    pub retry: ServerAction<RetryJob>,
    /// Counted up to load the document again.
    pub again: RwSignal<u32>,
}

/// `/documents/{id}`
#[component]
pub fn DocumentPage() -> impl IntoView {
    let id = id_param();
    let desk = Desk { cancel: ServerAction::new(), retry: ServerAction::new(), again: RwSignal::new(0) };
    let open = Resource::new(
        move || (id.get(), desk.again.get(), desk.cancel.version().get(), desk.retry.version().get()),
        |(id, _, _, _)| open_document(id),
    );
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=8/> }>
            {move || Suspend::new(async move {
                match open.await {
                    Ok(open) => shown(open, desk),
                    Err(error) => missing("Document", error),
                }
            })}
        </Transition>
    }
}

fn shown(open: OpenedDocument, desk: Desk) -> AnyView {
    let OpenedDocument { document, job, sources } = open;
    // A retry that waits for its turn has a job at work and a document that still says "failed".
    let at_work = job.as_ref().is_some_and(|job| !job.state.is_terminal());
    let title = document.title.clone();
    let body = match (document.state, job) {
        (DocumentState::Ready, _) => ready(document, sources),
        (_, Some(job)) if at_work => view! { <Heading document=document.clone()/><Writing job desk/> }.into_any(),
        (_, job) => view! { <Heading document=document.clone()/><Failed document job desk/> }.into_any(),
    };
    view! { <Title text=title/>{body} }.into_any()
}

fn ready(document: Document, sources: Vec<Source>) -> AnyView {
    let html = document.html.clone();
    let content = if html.trim().is_empty() {
        view! { <EmptyState icon="file-text" title="Nothing is written here yet" body="Open the editor to add text." compact=true/> }
            .into_any()
    } else {
        view! { <Prose html/> }.into_any()
    };
    view! {
        <Heading document=document.clone()/>
        <div class="grid gap-6 xl:grid-cols-[minmax(0,1fr)_20rem] xl:grid-rows-[auto_1fr]">
            <div class="min-w-0 xl:col-start-2"><ActionsCard id=document.id.clone()/></div>
            <article class="min-w-0 max-w-reading xl:col-start-1 xl:row-span-2 xl:row-start-1" aria-label="Text of the document">{content}</article>
            <div class="min-w-0 xl:col-start-2"><EvidenceRail document sources/></div>
        </div>
    }
    .into_any()
}

/// Title, what it is, and where it comes from.
#[component]
fn Heading(document: Document) -> impl IntoView {
    let simulated = (!document.simulation_ids.is_empty()).then(|| {
        view! {
            <p class="flex w-fit items-center gap-1.5 rounded-md bg-warning-soft px-2 py-1 text-meta font-medium text-on-warning-soft">
                <Icon name="info"/><span>{LABEL}</span>
            </p>
        }
    });
    view! {
        <PageHeader title=document.title/>
        <div class="-mt-2 mb-5 space-y-2">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-2 text-meta text-muted">
                <Badge tone=Tone::Primary icon=kind_icon(document.kind)>{document.kind.label()}</Badge>
                <span class="break-words">{document.category}</span>
                <span aria-hidden="true">"·"</span>
                <span class="tabular-nums">"Version "{document.version}</span>
                <span aria-hidden="true">"·"</span>
                <Timestamp at=document.updated_at/>
            </div>
            {simulated}
        </div>
    }
}
