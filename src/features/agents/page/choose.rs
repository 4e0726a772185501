//! Choosing several rows: with the mouse (shift chooses a range), by keyboard (up and down move, with
//! shift they choose, Ctrl A chooses all, Escape none), and what can then be done.

use std::collections::BTreeSet;

use leptos::ev;
use leptos::prelude::*;

use super::awake;
use crate::features::agents::rpc::BulkForm;
use crate::ui::*;

/// The chosen rows. They stay chosen while the list is read again.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    ids: RwSignal<BTreeSet<String>>,
    /// Rows on the page, in order.
    rows: StoredValue<Vec<String>>,
    /// Where a range begins.
    last: StoredValue<Option<String>>,
    /// Whether handlers are attached. Of the page, like the rest: parts of a list that is read again outlive
    /// their own signals for a moment.
    awake: ReadSignal<bool>,
}

/// Id of a row's box.
fn box_id(id: &str) -> String {
    field_id(&format!("choose-{id}"))
}

impl Chosen {
    pub fn new() -> Self {
        Self { ids: RwSignal::new(BTreeSet::new()), rows: StoredValue::new(Vec::new()), last: StoredValue::new(None), awake: awake() }
    }

    /// These rows are on the page now; others can't be chosen any more.
    pub fn shown(self, rows: &[String]) {
        self.rows.set_value(rows.to_vec());
        let gone = self.ids.with_untracked(|ids| ids.iter().any(|id| !rows.contains(id)));
        if gone {
            self.ids.update(|ids| ids.retain(|id| rows.contains(id)));
        }
    }

    fn set(self, ids: &[String], on: bool) {
        self.ids.update(|chosen| {
            for id in ids {
                if on {
                    chosen.insert(id.clone());
                } else {
                    chosen.remove(id);
                }
            }
        });
    }

    fn all(self, on: bool) {
        let rows = self.rows.get_value();
        self.set(&rows, on);
    }

    fn click(self, id: &str, on: bool, range: bool) {
        let from = self.last.get_value().filter(|_| range);
        let ids = self.rows.with_value(|rows| between(rows, from.as_deref().unwrap_or(id), id));
        self.set(&ids, on);
        self.last.set_value(Some(id.to_owned()));
    }

    /// Keys while a box of the list has the focus.
    pub fn on_key(self, event: &ev::KeyboardEvent) {
        let Some(id) = focused(event) else { return };
        let rows = self.rows.get_value();
        let Some(place) = rows.iter().position(|row| box_id(row) == id) else { return };
        let target = match event.key().as_str() {
            "ArrowDown" => rows.get(place + 1),
            "ArrowUp" => place.checked_sub(1).and_then(|above| rows.get(above)),
            "a" if event.ctrl_key() || event.meta_key() => {
                self.all(true);
                event.prevent_default();
                return;
            }
            "Escape" => {
                self.all(false);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        let (Some(target), Some(here)) = (target, rows.get(place)) else { return };
        if event.shift_key() {
            self.set(&[here.clone(), target.clone()], true);
            self.last.set_value(Some(target.clone()));
        }
        browser::focus(&box_id(target));
    }
}

fn focused(event: &ev::KeyboardEvent) -> Option<String> {
    use leptos::wasm_bindgen::JsCast;
    event.target()?.dyn_into::<leptos::web_sys::Element>().ok().map(|element| element.id())
}

/// The rows from one to the other, both included, whichever comes first.
fn between(rows: &[String], one: &str, other: &str) -> Vec<String> {
    let place = |id: &str| rows.iter().position(|row| row == id);
    let (Some(a), Some(b)) = (place(one), place(other)) else { return vec![other.to_owned()] };
    rows.get(a.min(b)..=a.max(b)).unwrap_or_default().to_vec()
}

/// The box of a row.
pub(super) fn chooser(chosen: Chosen, id: String, name: &str) -> impl IntoView + use<> {
    let label = format!("Choose {name}");
    let (of, label_for, value, clicked) = (box_id(&id), box_id(&id), id.clone(), id.clone());
    view! {
        <label for=label_for class="relative z-1 -m-2 flex p-2">
            <bdi class="sr-only">{label}</bdi>
            <input type="checkbox" id=of name="ids[]" value=value class="block size-5 accent-primary"
                prop:checked=move || chosen.ids.with(|ids| ids.contains(&id))
                on:click=move |event| chosen.click(&clicked, event_target_checked(&event), event.shift_key())/>
        </label>
    }
}

/// The line above the rows that chooses all of them; there once it works.
pub(super) fn select_all(chosen: Chosen) -> impl IntoView {
    let awake = chosen.awake;
    let every = move || {
        let ids = chosen.ids.read();
        chosen.rows.with_value(|rows| !rows.is_empty() && rows.iter().all(|row| ids.contains(row)))
    };
    move || {
        awake.get().then(|| {
            view! {
                <label for="choose-all" class="flex items-center gap-4 border-b border-border px-4 py-2 text-meta text-muted">
                    <input type="checkbox" id="choose-all" class="block size-5 accent-primary" prop:checked=every
                        on:change=move |event| chosen.all(event_target_checked(&event))/>
                    "Choose all on this page"
                </label>
            }
        })
    }
}

const EXPORT: &str = "inline-flex h-8 items-center gap-1.5 rounded-md px-2 hover:bg-surface-2";

/// What can be done with the chosen rows. The style sheet shows it once a box is ticked, so that it also works without
/// script. Enter in the field of tags adds them: its button is the first.
#[component]
pub(super) fn SelectionBar(chosen: Chosen, bulk: ServerAction<BulkForm>) -> impl IntoView {
    let awake = chosen.awake;
    let number = move || chosen.ids.with(BTreeSet::len);
    let exports = move || {
        awake.get().then(|| {
            let address = move |format: &str| {
                let ids = chosen.ids.with(|ids| ids.iter().cloned().collect::<Vec<_>>().join(","));
                format!("/api/v1/agents/export?format={format}&ids={ids}")
            };
            view! {
                <a href=move || address("json") rel="external" download="agents.json" class=EXPORT><Icon name="download"/>"JSON"</a>
                <a href=move || address("csv") rel="external" download="agents.csv" class=EXPORT><Icon name="download"/>"CSV"</a>
            }
        })
    };
    let pending = bulk.pending();
    view! {
        <div class="sticky bottom-0 z-10 -mx-1 hidden flex-wrap items-center gap-2 border-t border-border bg-bg px-1 py-3 group-has-[ul_input:checked]:flex" role="group" aria-label="Chosen agents">
            <span class="mr-2 font-medium tabular-nums" role="status">{move || awake.get().then(|| format!("{} chosen", number()))}</span>
            <div class="flex min-w-0 flex-wrap items-center gap-1">
                <div class="w-36"><Input name="tags" id="bulk-tags" label="Tags, with commas between them" placeholder="Tags" size=Size::Sm maxlength=200 autocomplete="off"/></div>
                <Button submit=true size=Size::Sm name="act" value="tag" icon="tag" pending>"Add tags"</Button>
                <Button submit=true size=Size::Sm name="act" value="untag" variant=Variant::Ghost pending>"Remove tags"</Button>
            </div>
            <Button submit=true size=Size::Sm name="act" value="duplicate" icon="copy" pending>"Duplicate"</Button>
            {exports}
            <Button submit=true size=Size::Sm name="act" value="delete" variant=Variant::Danger icon="trash" pending>"Delete"</Button>
            {move || awake.get().then(|| view! { <Button size=Size::Sm variant=Variant::Ghost on:click=move |_| chosen.all(false)>"Clear the selection"</Button> })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn a_range_goes_both_ways_and_ends_where_it_should() {
        let rows: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        assert_eq!(between(&rows, "b", "d"), ["b", "c", "d"]);
        assert_eq!(between(&rows, "c", "a"), ["a", "b", "c"]);
        assert_eq!(between(&rows, "b", "b"), ["b"]);
        assert_eq!(between(&rows, "gone", "c"), ["c"], "a range from a row that is gone is the row itself");
    }
}
