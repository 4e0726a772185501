//! What a list says of what was just done, with the way back. It stands in the address, so that it also
//! works without script.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::find::Wanted;
use super::param;
use crate::core::format::count;
use crate::features::agents::rpc::UndoForm;
use crate::ui::*;

/// Parameters and what they mean.
const TOLD: [(&str, &str); 4] = [("restored", "restored"), ("copied", "copied"), ("tagged", "tagged"), ("untagged", "changed")];

/// The line above a list.
#[component]
pub(super) fn Told(filters: Memo<Wanted>, undo: ServerAction<UndoForm>) -> impl IntoView {
    let query = use_query_map();
    let batch = Memo::new(move |_| query.with(|q| param(q, "undo")));
    let done = Memo::new(move |_| {
        query.with(|q| {
            TOLD.iter().find_map(|(name, verb)| {
                let number: usize = param(q, name).parse().ok()?;
                Some(if number == 0 {
                    "Nothing had to be changed.".to_owned()
                } else {
                    format!("{} {verb}.", count(number, "agent", "agents"))
                })
            })
        })
    });
    view! {
        <FormError error=action_error(undo) id="undo-error"/>
        <div role="status" class="contents">
            {move || done.get().map(|text| view! { <Banner tone=Tone::Success>{text}</Banner> })}
            {move || (!batch.with(String::is_empty)).then(|| undo_banner(batch.get(), filters.with_untracked(Wanted::query_string), undo))}
        </div>
    }
}

fn undo_banner(batch: String, back: String, undo: ServerAction<UndoForm>) -> impl IntoView {
    view! {
        <Banner tone=Tone::Info>
            <ActionForm action=undo attr:class="flex flex-wrap items-center gap-3">
                <input type="hidden" name="batch" value=batch/>
                <input type="hidden" name="back" value=back/>
                <span>"Deleted. For a week this can be undone."</span>
                <Button submit=true size=Size::Sm icon="refresh" pending=undo.pending()>"Undo"</Button>
            </ActionForm>
        </Banner>
    }
}
