//! The sample: how well it meets the wishes, how even it is, and who is in it.

use leptos::prelude::*;

use crate::core::format::count;
use crate::features::agents::page::href;
use crate::features::agents::sampler::types::{Quota, Sample, Sampled};
use crate::features::agents::types::{REGIONS, domain_name, label_of};
use crate::ui::*;

/// Most people of a simulation.
const SEATS: usize = 12;

pub(super) fn shown(sample: Sample, write: bool) -> AnyView {
    let even = sample.evenness;
    let status = format!("{} drawn.", count(sample.members.len(), "member", "members"));
    let repeats = match sample.duplicates {
        0 => "Nobody repeats anybody".to_owned(),
        n => format!("{} left out", count(n as usize, "near-duplicate", "near-duplicates")),
    };
    let notes = sample.notes.into_iter().map(|text| view! { <Banner tone=Tone::Warning>{text}</Banner> }).collect_view();
    let start = write.then(|| start(&sample.members));
    view! {
        <p class="sr-only" role="status">{status}</p>
        {notes}
        <div class="grid gap-4 sm:grid-cols-3" data-testid="evenness">
            <StatCard label="In a wrong cell" value=format!("{:.0} %", even.deviation * 100.0) delta="Mean over the shares you gave"/>
            <StatCard label="Discrepancy of character" value=format!("{:.3}", even.discrepancy) delta=format!("{:.3} for as many taken in order", even.plain_discrepancy)/>
            <StatCard label="Space of character covered" value=format!("{:.0} %", even.coverage * 100.0) delta=repeats/>
        </div>
        {quotas(&sample.quotas)}
        <Section title="Members">
            {start}
            <ol class="divide-y divide-border rounded-lg border border-border bg-surface" role="list" aria-label="Members of the sample">
                {sample.members.into_iter().map(row).collect_view()}
            </ol>
        </Section>
    }
    .into_any()
}

fn start(members: &[Sampled]) -> impl IntoView + use<> {
    let panel: Vec<&str> = members.iter().take(SEATS).map(|member| member.value.as_str()).collect();
    let label = if members.len() > SEATS { "Start a simulation with the first 12" } else { "Start a simulation with them" };
    view! { <div><LinkButton href=href("/simulations/new", &[("participants", &panel.join(","))]) variant=Variant::Primary icon="play">{label}</LinkButton></div> }
}

fn quotas(quotas: &[Quota]) -> Option<impl IntoView + use<>> {
    if quotas.is_empty() {
        return None;
    }
    let rows = quotas
        .iter()
        .map(|quota| {
            let met = quota.got == quota.wanted;
            let tone = if met { Tone::Success } else { Tone::Warning };
            view! {
                <tr>
                    <th scope="row">{format!("{}: {}", quota.constraint, label_of(&REGIONS, domain_name(&quota.value)))}</th>
                    <td class="ui-num">{quota.wanted.to_string()}</td>
                    <td class="ui-num">{quota.got.to_string()}</td>
                    <td class="ui-num">{quota.available.to_string()}</td>
                    <td><Badge tone>{if met { "Met" } else { "Not met" }}</Badge></td>
                </tr>
            }
        })
        .collect_view();
    Some(view! {
        <Section title="Shares">
            <Table caption="Wanted and drawn, by share">
                <thead><tr><th scope="col">"Share"</th><th scope="col" class="ui-num">"Wanted"</th><th scope="col" class="ui-num">"Drawn"</th><th scope="col" class="ui-num">"In the pool"</th><th scope="col">"Outcome"</th></tr></thead>
                <tbody>{rows}</tbody>
            </Table>
        </Section>
    })
}

fn row(member: Sampled) -> impl IntoView {
    let age = if member.age == 0 { String::new() } else { format!("{} years", member.age) };
    let line = [member.profession, domain_name(&member.domain).to_owned(), age, label_of(&REGIONS, &member.region).to_owned()]
        .into_iter()
        .filter(|text| !text.is_empty());
    let line = line.collect::<Vec<_>>().join(" · ");
    let address = match member.value.split_once(':') {
        Some(("library", slug)) => format!("/library/{slug}"),
        Some((_, id)) => format!("/agents/{id}"),
        None => "/library".to_owned(),
    };
    view! {
        <li class="relative flex items-center gap-3 px-4 py-3 hover:bg-surface-2">
            <Avatar seed=member.avatar_seed picture=member.picture name=member.name.clone() decorative=true/>
            <div class="min-w-0 flex-1">
                <a class="block truncate font-medium after:absolute after:inset-0" href=address>{member.name}</a>
                <p class="text-meta text-muted wrap-anywhere">{line}</p>
            </div>
        </li>
    }
}
