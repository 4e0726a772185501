//! The search form. It is made once and stays, so that typing never loses its place; what is typed goes
//! into the address after a short pause.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::Wanted;
use crate::ui::*;

/// Pause in the typing after which the list follows, in milliseconds.
const PAUSE_MS: u32 = 180;

/// The search form of a list; a plain GET form without script.
#[component]
pub(in crate::features::agents::page) fn Finder(wanted: Memo<Wanted>, label: &'static str, placeholder: &'static str) -> impl IntoView {
    let place = wanted.with_untracked(|w| w.place);
    let typed = RwSignal::new(wanted.with_untracked(|w| w.q.clone()));
    follow(typed, wanted);
    // The other filters go along when the form is sent.
    let keep = move || {
        let now = wanted.get();
        let others = now.pairs().into_iter().filter(|(name, value)| *name != "q" && !value.is_empty());
        others.map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned()/> }).collect_view()
    };
    view! {
        <form method="get" action=place.path() role="search" class="flex min-w-0 flex-1 basis-80 flex-wrap items-center gap-2">
            <SearchInput label placeholder bind=typed class="max-w-form min-w-40 flex-1"/>
            <Button submit=true size=Size::Sm>"Search"</Button>
            {keep}
        </form>
    }
}

/// Typing leads to another address, and another address (Back, a link) to another text.
fn follow(typed: RwSignal<String>, wanted: Memo<Wanted>) {
    let navigate = use_navigate();
    // What this form has put into the address last.
    let sent = StoredValue::new(wanted.with_untracked(|w| w.q.clone()));
    // The first letters make an entry of the history, the next ones change it.
    let typing = StoredValue::new(false);
    let presses = StoredValue::new(0_u32);
    Effect::new(move |before: Option<String>| {
        let text = typed.get();
        if before.is_none_or(|before| before == text) || text.trim() == sent.get_value() {
            return text;
        }
        presses.update_value(|n| *n += 1);
        let press = presses.get_value();
        let navigate = navigate.clone();
        browser::after(PAUSE_MS, move || {
            // Somebody typed on, or the page is gone.
            if presses.try_get_value() != Some(press) {
                return;
            }
            let text = typed.get_untracked().trim().to_owned();
            let address = wanted.with_untracked(|w| w.with("q", &text)).href();
            sent.set_value(text);
            let replace = typing.get_value();
            typing.set_value(true);
            navigate(&address, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
        });
        text
    });
    let asked = Memo::new(move |_| wanted.with(|w| w.q.clone()));
    Effect::new(move |_| {
        let asked = asked.get();
        if asked != sent.get_value() {
            sent.set_value(asked.clone());
            typing.set_value(false);
            typed.set(asked);
        }
    });
}

/// Orders as links: value in the address and words.
pub(in crate::features::agents::page) fn orders(known: &[(&'static str, &'static str)], now: &Wanted) -> impl IntoView + use<> {
    let links = known
        .iter()
        .map(|(sort, label)| {
            let current = (now.sort == *sort).then_some("true");
            let address = now.with("sort", sort).href();
            view! {
                <li><a href=address aria-current=current data-noscroll="" class="inline-flex h-8 items-center rounded-md px-2 text-muted hover:bg-surface-2 hover:text-fg aria-[current=true]:bg-surface-3 aria-[current=true]:font-medium aria-[current=true]:text-fg">{*label}</a></li>
            }
        })
        .collect_view();
    view! { <nav aria-label="Order"><ul class="flex flex-wrap gap-1" role="list">{links}</ul></nav> }
}
