//! Beside the text: what can be done with it, what it rests on, what was checked.

use leptos::prelude::*;

use crate::core::ids::DocumentId;
use crate::core::permission::Permission;
use crate::features::documents::rpc::Source;
use crate::features::documents::types::{Citation, Document, QualityCheck};
use crate::features::home::may;
use crate::ui::*;

/// Export, edit, delete.
#[component]
pub(super) fn ActionsCard(id: DocumentId) -> impl IntoView {
    let [markdown, html] = ["md", "html"].map(|format| format!("/api/v1/documents/{id}/export?format={format}"));
    let change = may(Permission::Write).then(move || {
        let [edit, delete] = ["edit", "delete"].map(|what| format!("/documents/{id}/{what}"));
        view! {
            <LinkButton href=edit icon="edit" size=Size::Sm>"Edit"</LinkButton>
            <LinkButton href=delete icon="trash" size=Size::Sm variant=Variant::Ghost>"Delete"</LinkButton>
        }
    });
    view! {
        <Card>
            <div class="flex flex-wrap gap-2">
                // Files, not pages: the router must leave these links alone.
                <LinkButton href=markdown icon="download" size=Size::Sm attr:download="" attr:rel="external">"Markdown"</LinkButton>
                <LinkButton href=html icon="download" size=Size::Sm attr:download="" attr:rel="external">"HTML"</LinkButton>
                {change}
            </div>
        </Card>
    }
}

/// Sources, checks and evidence. Notes by people have none of them.
#[component]
pub(super) fn EvidenceRail(document: Document, sources: Vec<Source>) -> impl IntoView {
    let Document { citations, quality, .. } = document;
    let nothing = sources.is_empty() && citations.is_empty() && quality.is_empty();
    (!nothing).then(|| {
        view! {
            <aside class="space-y-4" aria-label="Sources, checks and evidence">
                {(!sources.is_empty()).then(|| sources_card(sources))}
                {(!quality.is_empty()).then(|| quality_card(quality))}
                {(!citations.is_empty()).then(|| evidence_card(citations))}
            </aside>
        }
    })
}

fn heading(text: String) -> impl IntoView {
    view! { <h2 class="mb-3 text-section">{text}</h2> }
}

fn sources_card(sources: Vec<Source>) -> impl IntoView + use<> {
    let items = sources
        .into_iter()
        .map(|source| {
            let line = match source.title {
                Some(title) => view! { <a class="ui-link break-words" href=format!("/simulations/{}", source.id)>{title}</a> }.into_any(),
                None => view! { <span class="text-muted">"A simulation that was deleted"</span> }.into_any(),
            };
            view! { <li class="flex gap-2"><span class="mt-0.5 text-muted"><Icon name="message"/></span>{line}</li> }
        })
        .collect_view();
    view! { <Card>{heading("Made from".to_owned())}<ul class="space-y-2">{items}</ul></Card> }
}

fn quality_card(quality: Vec<QualityCheck>) -> impl IntoView + use<> {
    let passed = quality.iter().filter(|check| check.ok).count();
    let title = format!("Checks: {passed} of {} passed", quality.len());
    let items = quality
        .into_iter()
        .map(|check| {
            let (icon, word, colour) =
                if check.ok { ("circle-check", "Passed", "text-success") } else { ("alert", "Look at this", "text-on-warning-soft") };
            view! {
                <li class="flex gap-2">
                    <span class=format!("mt-0.5 {colour}")><Icon name=icon/></span>
                    <div class="min-w-0">
                        <p class="break-words font-medium">{check.name}</p>
                        <p class="break-words text-meta text-muted"><span class="font-medium">{word}". "</span>{check.note}</p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <Card>{heading(title)}<ul class="space-y-3">{items}</ul></Card> }
}

fn evidence_card(citations: Vec<Citation>) -> impl IntoView + use<> {
    let title = format!("Evidence ({})", citations.len());
    let items = citations
        .into_iter()
        .map(|c| {
            let href = format!("/simulations/{}#m{}", c.simulation_id, c.seq);
            view! {
                <li class="flex gap-2">
                    <span class="w-6 shrink-0 text-right text-meta leading-5 tabular-nums text-muted">{c.n}"."</span>
                    <div class="min-w-0">
                        <p class="break-words"><a class="ui-link font-medium" href=href>{c.speaker}", message "{c.seq}</a></p>
                        <blockquote class="line-clamp-4 break-words border-l-2 border-border pl-2 text-meta text-muted">{c.quote}</blockquote>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <Card>{heading(title)}<ol class="max-h-[36rem] space-y-3 overflow-y-auto pr-1">{items}</ol></Card> }
}
