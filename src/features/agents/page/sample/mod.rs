//! `/agents/sample`: a population with given shares. A GET form, so that the address holds the whole
//! wish.

mod address;
mod result;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use address::{ATTITUDES, Wanted};

use super::tabs::ways;
use crate::core::AppError;
use crate::core::permission::Permission;
use crate::features::agents::panel::types::Pool;
use crate::features::agents::sampler::rpc::draw_sample;
use crate::features::agents::sampler::types::{GENDERS, Sample};
use crate::features::agents::types::{REGIONS, Seniority};
use crate::features::home::may;
use crate::ui::*;

const LABELS: [(&str, &str); 10] = [
    ("size", "Members"),
    ("seed", "Seed"),
    ("pool", "Choose from"),
    ("constraints.ages", "Ages"),
    ("constraints.domains", "Domains"),
    ("constraints.traits", "Traits"),
    ("constraints.genders", "Genders"),
    ("constraints.regions", "Regions"),
    ("constraints.seniorities", "Seniority"),
    ("constraints.attitudes", "Attitudes"),
];

/// `None` as long as nothing is asked.
async fn found(wanted: Wanted) -> Result<Option<Sample>, AppError> {
    if !wanted.asked {
        return Ok(None);
    }
    draw_sample(wanted.input()?).await.map(Some)
}

/// The page.
#[component]
pub fn SamplePage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(Wanted::read));
    let sample = Resource::new(move || wanted.get(), found);
    let write = may(Permission::Write);
    view! {
        <Title text="Sample of a population"/>
        <PageHeader title="Sample of a population" description="So many agents with the shares you give, spread evenly over everything else. The same seed gives the same sample."/>
        {ways("/agents/sample")}
        {move || form(wanted.get())}
        <Transition fallback=|| view! { <SkeletonText lines=6/> }>
            {move || Suspend::new(async move {
                match sample.await {
                    Ok(sample) => sample.map(|sample| result::shown(sample, write)).into_any(),
                    Err(error) => view! { <FormError error=Signal::derive(move || Some(error.clone())) labels=LABELS.to_vec()/> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn form(now: Wanted) -> impl IntoView {
    let pools = Pool::ALL.map(|pool| SelectOption::new(pool.as_str(), pool.label())).to_vec();
    let plain = |names: &[&'static str]| names.iter().map(|name| (*name, capital(name))).collect::<Vec<_>>();
    let labelled =
        |names: &[(&'static str, &'static str)]| names.iter().map(|(name, label)| (*name, (*label).to_owned())).collect::<Vec<_>>();
    let genders = shares(&now, "Genders, per cent", "genders", plain(&GENDERS));
    let regions = shares(&now, "Regions, per cent", "regions", labelled(&REGIONS));
    let years = Seniority::ALL.map(|seniority| (seniority.as_str(), seniority.label_with_years()));
    let seniorities = shares(&now, "Seniority, per cent", "seniorities", labelled(&years));
    let attitudes = shares(&now, "Attitudes, per cent", "attitudes", labelled(&ATTITUDES));
    let Wanted { size, seed, pool, ages, domains, traits, .. } = now;
    view! {
        <form method="get" action="/agents/sample" class="flex flex-col gap-4 rounded-lg border border-border bg-surface p-4">
            <div class="grid gap-4 sm:grid-cols-3">
                <Field name="size" label="Members" required=true><Input kind="number" value=size/></Field>
                <Field name="seed" label="Seed" required=true><Input kind="number" value=seed/></Field>
                <Field name="pool" label="Choose from" required=true><Select options=pools value=pool.as_str()/></Field>
            </div>
            <div class="grid gap-4 lg:grid-cols-3">
                <Field name="ages" key="constraints.ages" label="Ages" hint="One band in a line: 18-34 30"><Textarea rows=3 value=ages/></Field>
                <Field name="domains" key="constraints.domains" label="Domains" hint="One in a line: law 20"><Textarea rows=3 value=domains/></Field>
                <Field name="traits" key="constraints.traits" label="Traits" hint="One in a line: openness 60-100 50"><Textarea rows=3 value=traits/></Field>
            </div>
            <div class="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
                {genders}
                {regions}
                {seniorities}
                {attitudes}
            </div>
            <div><Button submit=true variant=Variant::Primary icon="users">"Draw a sample"</Button></div>
        </form>
    }
}

fn capital(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// One number for each name.
fn shares(now: &Wanted, legend: &'static str, key: &str, names: Vec<(&'static str, String)>) -> impl IntoView + use<> {
    let rows = names
        .into_iter()
        .map(|(name, label)| {
            let id = field_id(&format!("share-{name}"));
            let label_for = id.clone();
            view! {
                <div class="flex items-center justify-between gap-2">
                    <label for=label_for>{label}</label>
                    <Input id name value=now.share(name) size=Size::Sm class="w-20"/>
                </div>
            }
        })
        .collect_view();
    view! {
        <fieldset class="flex min-w-0 flex-col gap-1.5" id=field_id(&format!("constraints.{key}"))>
            <legend class="ui-label mb-1">{legend}</legend>
            {rows}
        </fieldset>
    }
}
