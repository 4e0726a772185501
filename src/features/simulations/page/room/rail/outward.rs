//! Where the conversation can go: files, links, another language, a document, a replay.

use leptos::prelude::*;

use crate::features::simulations::types::ExportFormat;
use crate::ui::*;

use super::super::RoomContext;

#[component]
pub(super) fn ShareTab(context: RoomContext) -> impl IntoView {
    let id = context.id();
    let files: Vec<_> = ExportFormat::ALL
        .into_iter()
        .map(|format| {
            let address = format!("/api/v1/simulations/{id}/export?format={}", format.as_str());
            view! { <li><a class="ui-link" href=address download="" rel="external">{format.label()}</a></li> }
        })
        .collect();
    let places = [
        (format!("/simulations/{id}/share"), "external", "Links, tags, scenario"),
        (format!("/simulations/{id}/translation"), "book", "Read it in another language"),
        (format!("/simulations/{id}/replay"), "rewind", "Replay"),
        (format!("/simulations/compare?a={id}"), "columns", "Compare with another one"),
        (format!("/documents/new?simulation={id}"), "file-text", "Write a document"),
    ];
    let places: Vec<_> =
        places.into_iter().map(|(href, icon, label)| view! { <li><LinkButton href icon size=Size::Sm>{label}</LinkButton></li> }).collect();
    view! {
        <div class="space-y-4">
            <section><h2 class="mb-2 font-medium">"Files"</h2><ul class="space-y-1" aria-label="Files">{files}</ul></section>
            <section><h2 class="mb-2 font-medium">"More"</h2><ul class="flex flex-col gap-2">{places}</ul></section>
        </div>
    }
}
