//! One seat: who has it, why, and the links that change it.

use leptos::prelude::*;

use super::address::{Wanted, agent};
use super::result::percent;
use crate::features::agents::panel::types::{Alternative, Seat};
use crate::features::agents::types::{Seniority, domain_name};
use crate::ui::*;

pub(super) fn seat(member: &Seat, members: &[Seat], wanted: &Wanted) -> impl IntoView + use<> {
    let locked = wanted.lock.contains(&member.value);
    let place = field_id(&format!("seat-{}", member.value));
    let labelled = place.clone();
    let stance = (!member.stance.is_empty())
        .then(|| view! { <blockquote class="border-l-2 border-border pl-3 text-muted">"“"{member.stance.clone()}"”"</blockquote> });
    let line = [&member.profession, &member.archetype].into_iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join(" · ");
    let swaps = swaps(member, members, wanted);
    let (domain, relevance) = (domain_name(&member.domain).to_owned(), percent(member.relevance));
    let (attitude, seniority) = (member.attitude.label(), member.seniority.map(Seniority::label));
    view! {
        <li class="flex min-w-0 flex-col gap-3 rounded-lg border border-border bg-surface p-4 data-[locked=true]:border-primary" data-locked=locked.then_some("true") aria-labelledby=labelled>
            <div class="flex items-start gap-3">
                <Avatar seed=member.avatar_seed.clone() picture=member.picture.clone() name=member.name.clone() size=AvatarSize::Lg decorative=true/>
                <div class="min-w-0 flex-1">
                    <h2 class="text-base" id=place><a class="hover:underline wrap-anywhere" href=agent(&member.value)>{member.name.clone()}</a></h2>
                    <p class="text-meta text-muted wrap-anywhere">{line}</p>
                </div>
                {locked.then(|| view! { <Badge tone=Tone::Primary icon="key">"Locked"</Badge> })}
            </div>
            <p data-testid="reason" class="wrap-anywhere">{member.reason.clone()}</p>
            {stance}
            <ul class="flex flex-wrap gap-1.5" role="list">
                <li class="flex"><Badge tone=Tone::Primary>{domain}</Badge></li>
                <li class="flex"><Badge>{attitude}</Badge></li>
                {seniority.map(|label| view! { <li class="flex"><Badge>{label}</Badge></li> })}
                <li class="flex"><Badge>"Relevance "{relevance}</Badge></li>
            </ul>
            <div class="flex flex-wrap items-start gap-2">
                {lock(member, members, wanted, locked)}
                {change(wanted.without(members, &member.value), "x", format!("Leave out {}", member.name), "Leave out")}
                {swaps}
            </div>
        </li>
    }
}

/// A link to the changed panel; the window stays where it is.
fn change(to: Wanted, icon: &'static str, label: String, text: &'static str) -> impl IntoView + use<> {
    view! { <LinkButton href=to.href() size=Size::Sm variant=Variant::Ghost icon attr:aria-label=label attr:data-noscroll="true">{text}</LinkButton> }
}

fn lock(member: &Seat, members: &[Seat], wanted: &Wanted, locked: bool) -> impl IntoView + use<> {
    if locked {
        change(wanted.unlocking(members, &member.value), "key", format!("Unlock {}", member.name), "Unlock").into_any()
    } else {
        change(wanted.locking(members, &member.value), "key", format!("Lock {}", member.name), "Lock").into_any()
    }
}

fn swaps(member: &Seat, members: &[Seat], wanted: &Wanted) -> Option<impl IntoView + use<>> {
    if member.alternatives.is_empty() {
        return None;
    }
    let link = |other: &Alternative| {
        let to = wanted.swapping(members, &member.value, &other.value).href();
        let what = [other.profession.as_str(), domain_name(&other.domain)]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
        view! {
            <li>
                <a href=to data-noscroll="true" class="block rounded-md px-2 py-1.5 hover:bg-surface-2">
                    <span class="font-medium wrap-anywhere">{other.name.clone()}</span>
                    <span class="block text-meta text-muted wrap-anywhere">{what}" · coverage "{percent(other.coverage)}</span>
                </a>
            </li>
        }
    };
    let links = member.alternatives.iter().map(link).collect_view();
    let label = format!("Swap {}", member.name);
    Some(view! {
        <details class="min-w-0 flex-1 basis-52">
            <summary class="w-fit cursor-pointer rounded-md px-2 py-1 hover:bg-surface-2" aria-label=label>"Swap for …"</summary>
            <ul class="mt-1" role="list">{links}</ul>
        </details>
    })
}
