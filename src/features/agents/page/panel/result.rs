//! The panel that was found: its figures, where its members stand, and what to do with it.

use leptos::prelude::*;

use super::address::{Wanted, simulation};
use super::seats::seat;
use crate::core::format::count;
use crate::features::agents::panel::rpc::RefinePanelForm;
use crate::features::agents::panel::types::{Attitude, Coverage, Panel, Seat};
use crate::features::agents::types::Seniority;
use crate::ui::*;

pub(super) fn shown(panel: Panel, wanted: &Wanted, write: bool) -> AnyView {
    if panel.members.is_empty() {
        let anew = wanted.anew().href();
        return view! {
            <EmptyState icon="users" title="Nobody is left to choose" body="Everybody in this pool is ruled out. Begin anew, or choose from a larger pool.">
                <LinkButton href=anew>"Begin anew"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let status = format!("{} found, coverage {}.", count(panel.members.len(), "member", "members"), percent(panel.coverage.total));
    let notes = notes(&panel.notes, wanted);
    let refine = panel.can_refine.then(|| view! { <Refine wanted=wanted.clone()/> });
    let actions = actions(&panel.members, wanted, write);
    let considered = panel.considered;
    let seats = panel.members.iter().map(|member| seat(member, &panel.members, wanted)).collect_view();
    view! {
        <p class="sr-only" role="status">{status}</p>
        {notes}
        <div class="flex flex-wrap items-center gap-2">{actions}{refine}</div>
        <div class="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
            <ol class="flex min-w-0 flex-col gap-4" role="list" aria-label="Members of the panel">{seats}</ol>
            <div class="flex min-w-0 flex-col gap-4">
                {chart(panel.coverage, considered)}
            </div>
        </div>
        {places(&panel.members)}
    }
    .into_any()
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn notes(notes: &[String], wanted: &Wanted) -> impl IntoView + use<> {
    let model = match wanted.refined.as_str() {
        "model" => Some("The model chose these people among the best of the pool; figures and reasons are computed."),
        "failed" => Some("The model gave no usable choice, so this is the computed panel."),
        _ => None,
    };
    notes.iter().cloned().chain(model.map(str::to_owned)).map(|text| view! { <Banner>{text}</Banner> }).collect_view()
}

fn actions(members: &[Seat], wanted: &Wanted, write: bool) -> impl IntoView + use<> {
    let start = write.then(|| {
        let href = simulation(&wanted.question, members);
        view! { <LinkButton href variant=Variant::Primary icon="play">"Start a simulation with this panel"</LinkButton> }
    });
    let by_hand = !(wanted.lock.is_empty() && wanted.with.is_empty() && wanted.out.is_empty());
    view! {
        {start}
        <LinkButton href=wanted.others(members).href() icon="refresh">"Suggest other people"</LinkButton>
        {by_hand.then(|| view! { <LinkButton href=wanted.anew().href() variant=Variant::Ghost>"Begin anew"</LinkButton> })}
    }
}

/// Asks the model; a form, because it costs something.
#[component]
fn Refine(wanted: Wanted) -> impl IntoView {
    let refine = ServerAction::<RefinePanelForm>::new();
    let error = action_error(refine);
    view! {
        <ActionForm action=refine>
            <input type="hidden" name="question" value=wanted.question/>
            <input type="hidden" name="size" value=wanted.size.to_string()/>
            <input type="hidden" name="pool" value=wanted.pool.as_str()/>
            <input type="hidden" name="lock" value=wanted.lock.join(",")/>
            <input type="hidden" name="out" value=wanted.out.join(",")/>
            <Button submit=true icon="sparkles" pending=refine.pending()>"Let the model choose"</Button>
            <FormError error id="refine-error"/>
        </ActionForm>
    }
}

fn chart(coverage: Coverage, considered: u32) -> AnyView {
    let items = [
        ("All in all", coverage.total),
        ("Domains", coverage.domains),
        ("Attitudes to change", coverage.stances),
        ("Seniority", coverage.seniorities),
        ("Character", coverage.traits),
    ];
    let items = items.map(|(name, share)| (name.to_owned(), (share * 100.0).round())).to_vec();
    let hint =
        format!("Of the most that a panel of this size could cover. {} were compared.", count(considered as usize, "person", "people"));
    view! {
        <section class="flex min-w-0 flex-col gap-2 rounded-lg border border-border bg-surface p-4" data-testid="coverage">
            <h2 class="text-base">"Coverage"</h2>
            <Bars title="Share covered" items unit="%" full=100.0/>
            <p class="text-meta text-muted">{hint}</p>
        </section>
    }
    .into_any()
}

/// Who stands where: attitude by seniority. Who tells neither experience nor age has a row of their own.
fn places(members: &[Seat]) -> AnyView {
    let cell = |seniority: Option<Seniority>, attitude: Attitude| {
        let people = members.iter().filter(|seat| seat.seniority == seniority && seat.attitude == attitude);
        let people = people
            .map(|seat| {
                view! {
                    <li class="flex items-center gap-2">
                        <Avatar seed=seat.avatar_seed.clone() picture=seat.picture.clone() name=seat.name.clone() size=AvatarSize::Xs decorative=true/>
                        <span class="min-w-0 wrap-anywhere">{seat.name.clone()}</span>
                    </li>
                }
            })
            .collect_view();
        view! { <td class="align-top"><ul class="flex flex-col gap-1" role="list">{people}</ul></td> }
    };
    let row = |seniority: Option<Seniority>| {
        let cells = Attitude::ALL.into_iter().map(|attitude| cell(seniority, attitude)).collect_view();
        view! { <tr><th scope="row">{seniority.map_or("Not said", Seniority::label_with_years)}</th>{cells}</tr> }
    };
    let not_said = members.iter().any(|seat| seat.seniority.is_none()).then_some(None);
    let rows = Seniority::ALL.into_iter().map(Some).chain(not_said).map(row).collect_view();
    let heads = Attitude::ALL.into_iter().map(|attitude| view! { <th scope="col">{attitude.label()}</th> }).collect_view();
    view! {
        <section class="flex min-w-0 flex-col gap-2 rounded-lg border border-border bg-surface p-4">
            <h2 class="text-base">"Who stands where"</h2>
            <Table caption="Members by attitude to change and years of experience">
                <thead><tr><th scope="col">"Experience"</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </Table>
        </section>
    }
    .into_any()
}
