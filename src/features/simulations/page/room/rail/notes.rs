//! What people marked and asked: highlights, notes, questions beside the conversation.

use leptos::prelude::*;

use crate::features::simulations::types::{Annotation, AnnotationKind, Aside};
use crate::ui::*;

use super::super::RoomContext;

#[component]
pub(super) fn NotesTab(context: RoomContext) -> impl IntoView {
    let of =
        move |kind: AnnotationKind| context.state.with(|s| s.annotations.iter().filter(|a| a.kind == kind).cloned().collect::<Vec<_>>());
    let highlights = Memo::new(move |_| of(AnnotationKind::Highlight));
    let notes = Memo::new(move |_| of(AnnotationKind::Note));
    let asides = Memo::new(move |_| context.state.with(|s| s.asides.clone()));
    let none = move || highlights.with(Vec::is_empty) && notes.with(Vec::is_empty) && asides.with(Vec::is_empty);
    view! {
        <div class="space-y-5">
            {move || none().then(|| view! {
                <EmptyState icon="highlighter" title="Nothing marked yet" body="Open the menu of a line to highlight it, react or write a note. Ask one person aside in the bar below." compact=true/>
            })}
            {move || part("Highlights", highlights.get().into_iter().map(|a| marked(context, a)).collect())}
            {move || part("Notes", notes.get().into_iter().map(|a| marked(context, a)).collect())}
            {move || part("Asked aside", asides.get().into_iter().rev().map(asked).collect())}
        </div>
    }
}

fn part(title: &'static str, rows: Vec<AnyView>) -> Option<impl IntoView + use<>> {
    (!rows.is_empty())
        .then(|| view! { <section><h2 class="mb-2 font-medium">{title}</h2><ul class="space-y-2" aria-label=title>{rows}</ul></section> })
}

fn marked(context: RoomContext, a: Annotation) -> AnyView {
    let line = context.line(a.seq);
    let who = line.as_ref().and_then(|l| l.speaker.as_ref()).map_or_else(|| "Scene".to_owned(), |s| s.name.clone());
    let words: String = line.map(|l| l.text.chars().take(160).collect()).unwrap_or_default();
    let may_remove = context.may_steer && (a.kind == AnnotationKind::Highlight || context.is_mine(&a));
    let (id, seq) = (a.id.clone(), a.seq);
    let title = format!("{who}, line {seq}");
    view! {
        <li class="rounded-md border border-border bg-surface p-3">
            <div class="flex items-center justify-between gap-2">
                <a class="ui-link truncate text-meta" href=format!("#m{seq}") on:click=move |_| browser::hide_popover("room-rail")>{title}</a>
                {may_remove.then(|| view! { <IconButton icon="x" size=Size::Xs label="Remove" on:click=move |_| context.remove(id.clone())/> })}
            </div>
            {(!a.text.is_empty()).then(|| view! { <p class="mt-1 whitespace-pre-line">{a.text.clone()}<span class="text-meta text-muted">" — "{a.author.name.clone()}</span></p> })}
            <p class="mt-1 line-clamp-3 text-meta text-muted" dir="auto">{words}</p>
        </li>
    }
    .into_any()
}

fn asked(aside: Aside) -> AnyView {
    view! {
        <li class="rounded-md border border-border bg-surface p-3">
            <p class="text-meta text-muted">{format!("{} asked {} after turn {}", aside.observer.name, aside.participant.name, aside.turn)}</p>
            <p class="mt-1 font-medium" dir="auto">{aside.question}</p>
            <p class="mt-1" dir="auto">{aside.answer}</p>
        </li>
    }
    .into_any()
}
