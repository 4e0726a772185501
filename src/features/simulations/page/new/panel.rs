//! Who takes part: check boxes with a filter.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::core::AppError;
use crate::features::agents::candidate::Candidate;
use crate::features::agents::types::domain_name;
use crate::ui::*;

use super::Filled;

#[component]
pub(super) fn PanelCard(
    candidates: Vec<Candidate>,
    panel: BTreeSet<String>,
    filled: Filled,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let filter = RwSignal::new(String::new());
    let message = move || error.with(|e| e.as_ref().and_then(|e| e.field_message("participants").map(str::to_owned)));
    // Who is chosen stands first.
    let (chosen, others): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|candidate| panel.contains(&candidate.value));
    let seats = move || match filled.people.with(BTreeSet::len) {
        0 => "Nobody is chosen yet.".to_owned(),
        1 => "1 expert is chosen.".to_owned(),
        n => format!("{n} experts are chosen."),
    };
    let choices = chosen
        .into_iter()
        .map(|c| (true, c))
        .chain(others.into_iter().map(|c| (false, c)))
        .map(|(checked, c)| choice(c, checked, filter, filled))
        .collect_view();
    view! {
        <Card title="Panel" description="Four to six experts who see things differently make the best conversation; fifty at most.">
            <fieldset id="f-participants">
                <legend class="sr-only">"Participants"</legend>
                {move || message().map(|text| view! { <p class="mb-2 text-on-danger-soft" role="alert">{text}</p> })}
                <div class="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
                    <div class="w-full max-w-form">
                        <Input kind="search" name="" id="panel-filter" label="Filter the experts" placeholder="Filter by name, profession, expertise or domain" bind=filter/>
                    </div>
                    <p class="text-meta text-muted" role="status">{seats}</p>
                </div>
                <ul class="grid max-h-[28rem] gap-2 overflow-y-auto pr-1 sm:grid-cols-2 xl:grid-cols-3" tabindex="0" aria-label="Experts to choose from">{choices}</ul>
            </fieldset>
        </Card>
    }
}

/// One expert with a check box. Filtered ones are hidden, not removed: what is checked stays checked.
fn choice(candidate: Candidate, checked: bool, filter: RwSignal<String>, filled: Filled) -> impl IntoView {
    let Candidate { value, name, profession, archetype, domain, expertise, seed, picture } = candidate;
    let domain = domain_name(&domain).to_owned();
    let words = format!("{name} {profession} {archetype} {} {domain}", expertise.join(" ")).to_lowercase();
    let hidden = Memo::new(move |_| filter.with(|f| !f.to_lowercase().split_whitespace().all(|w| words.contains(w))));
    let id = field_id(&value);
    let (label_for, key) = (id.clone(), value.clone());
    let count = move |event| {
        let on = event_target_checked(&event);
        filled.people.update(|people| {
            if on {
                people.insert(key.clone());
            } else {
                people.remove(&key);
            }
        });
    };
    view! {
        <li class:hidden=move || hidden.get()>
            <label for=label_for class="flex h-full cursor-pointer items-start gap-3 rounded-md border border-border bg-surface p-3 hover:bg-surface-2 has-[:checked]:border-primary has-[:checked]:bg-primary-soft">
                <input type="checkbox" id=id name="form[participants][]" value=value checked=checked class="mt-1 size-4 accent-primary" on:change=count/>
                <Avatar seed picture name=name.clone() size=AvatarSize::Sm decorative=true/>
                <span class="min-w-0">
                    <span class="block font-medium">{name}</span>
                    <span class="block text-meta text-muted">{profession}</span>
                    <span class="block text-meta text-muted">{archetype}" · "{domain}</span>
                </span>
            </label>
        </li>
    }
}
