//! Two conversations side by side: what they share folded away, the first difference marked, the rest in
//! pairs, and the differences in measures.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::core::format::{count, money};
use crate::core::ids::SimulationId;
use crate::core::paging::MAX_LIMIT;
use crate::core::{AppError, ListQuery};
use crate::features::home::PageError;
use crate::features::simulations::rpc::{Compared, Comparison, compare_simulations, list_simulations};
use crate::features::simulations::types::{Message, Metrics, Simulation, seat_of};
use crate::ui::*;

use super::room::kind_of;

/// Milliseconds between looks while one of them still runs.
const AGAIN_MS: u32 = 2500;

/// `/simulations/compare?a=…&b=…`
#[component]
pub fn ComparePage() -> impl IntoView {
    let query = use_query_map();
    let named = move |key: &'static str| query.with(|q| q.get(key).unwrap_or_default());
    let pair = Memo::new(move |_| (named("a"), named("b")));
    let look = RwSignal::new(0_u32);
    let both = Resource::new(
        move || (pair.get(), look.get()),
        |((a, b), _)| async move {
            if a.is_empty() || b.is_empty() {
                return Ok(None);
            }
            compare_simulations(SimulationId::new(a), SimulationId::new(b)).await.map(Some)
        },
    );
    let offered = Resource::new(|| (), |()| list_simulations(ListQuery { limit: Some(MAX_LIMIT), ..ListQuery::default() }));
    look_again(both, look);
    view! {
        <Title text="Compare"/>
        <PageHeader title="Compare two conversations" description="What they share, where they part, and what that did to the conversation."/>
        <Transition fallback=|| view! { <SkeletonText lines=8/> }>
            {move || Suspend::new(async move {
                let (both, offered) = futures::join!(both.into_future(), offered.into_future());
                let all = offered.map(|page| page.items).unwrap_or_default();
                let (a, b) = pair.get_untracked();
                view! {
                    <Chooser all a b/>
                    {shown(both)}
                }
            })}
        </Transition>
    }
}

/// Reads both again for as long as one of them runs.
fn look_again(both: Resource<Result<Option<Comparison>, AppError>>, look: RwSignal<u32>) {
    Effect::new(move |_| {
        let runs = both.with(|found| match found {
            Some(Ok(Some(pair))) => pair.a.simulation.state.is_active() || pair.b.simulation.state.is_active(),
            _ => false,
        });
        if runs {
            browser::after(AGAIN_MS, move || {
                look.try_update(|n| *n += 1);
            });
        }
    });
}

fn shown(both: Result<Option<Comparison>, AppError>) -> AnyView {
    match both {
        Ok(Some(pair)) => view! { <Pair pair/> }.into_any(),
        Ok(None) => view! { <EmptyState icon="columns" title="Choose two conversations" body="A twin made in the room is the best partner: the same seed, one change." compact=true/> }.into_any(),
        Err(error) => view! { <PageError error title="Compare" back="/simulations" back_label="All simulations"/> }.into_any(),
    }
}

#[component]
fn Chooser(all: Vec<Simulation>, a: String, b: String) -> impl IntoView {
    let options = |chosen: &str| {
        let mut list = vec![SelectOption::new("", "Choose a conversation")];
        list.extend(all.iter().map(|s| SelectOption::new(s.id.to_string(), s.title.clone())));
        if !chosen.is_empty() && !all.iter().any(|s| s.id.as_str() == chosen) {
            list.push(SelectOption::new(chosen, "An older conversation"));
        }
        list
    };
    let (first, second) = (options(&a), options(&b));
    view! {
        <form method="get" action="/simulations/compare" class="grid items-end gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
            <Field name="a" label="First" required=true><Select options=first value=a/></Field>
            <Field name="b" label="Second" required=true><Select options=second value=b/></Field>
            <Button submit=true icon="columns">"Compare"</Button>
        </form>
    }
}

/// How many lines from the beginning are the same.
fn shared(a: &[Message], b: &[Message]) -> usize {
    a.iter().zip(b).take_while(|(x, y)| x.text == y.text && x.kind == y.kind && name(x) == name(y)).count()
}

fn name(line: &Message) -> &str {
    line.speaker.as_ref().map_or("", |s| s.name.as_str())
}

#[component]
fn Pair(pair: Comparison) -> impl IntoView {
    let Comparison { a, b } = pair;
    let same = shared(&a.messages, &b.messages);
    let longest = a.messages.len().max(b.messages.len());
    let whole = same == longest;
    let first = match (whole, longest) {
        (true, 0) => "Nothing was said yet in either".to_owned(),
        (true, _) => "No difference so far".to_owned(),
        (false, _) => format!("First difference: line {}", same + 1),
    };
    let before: Vec<_> = a.messages.iter().take(same).map(|m| line(m, "s", &a.simulation)).collect();
    let after: Vec<_> = (same..longest)
        .map(|at| {
            let cell = |side: &Compared, key: &'static str| match side.messages.get(at) {
                Some(m) => line(m, key, &side.simulation).into_any(),
                None => view! { <p class="p-2 text-meta text-subtle">"–"</p> }.into_any(),
            };
            view! { <div class="min-w-0">{cell(&a, "a")}</div><div class="min-w-0">{cell(&b, "b")}</div> }
        })
        .collect();
    let folded = count(same, "line is the same", "lines are the same");
    view! {
        <div class="ui-compare" role="group" aria-label="Both conversations">
            {head(&a.simulation, "A")}
            {head(&b.simulation, "B")}
            {(same > 0).then(|| view! {
                <details class="ui-compare-both rounded-md border border-border bg-surface p-3">
                    <summary class="cursor-pointer font-medium" data-testid="shared">{folded}</summary>
                    <div class="mt-2">{before}</div>
                </details>
            })}
            <p class="ui-compare-first" data-testid="first-difference">{first}</p>
            {after}
        </div>
        <Differences a=a.metrics b=b.metrics costs=(a.simulation.cost_micros, b.simulation.cost_micros)/>
    }
}

fn head(s: &Simulation, side: &'static str) -> impl IntoView + use<> {
    let state = s.state;
    let facts = format!("{} · {} · seed {}", s.settings.policy.label(), s.settings.model, s.settings.seed);
    let muted: Vec<&str> = s.participants.iter().filter(|p| p.muted).map(|p| p.name.as_str()).collect();
    let muted = (!muted.is_empty()).then(|| format!("Listen only: {}", muted.join(", ")));
    view! {
        <div class="min-w-0 rounded-md border border-border bg-surface p-3">
            <p class="flex flex-wrap items-center gap-2"><Badge>{side}</Badge><StateBadge state/><span class="text-meta text-muted">{count(s.turns as usize, "turn", "turns")}</span></p>
            <h2 class="mt-1 break-words font-semibold"><a class="ui-link" href=format!("/simulations/{}", s.id) dir="auto">{s.title.clone()}</a></h2>
            <p class="mt-1 text-meta text-muted" dir="auto">{s.scenario.question.clone()}</p>
            <p class="mt-1 text-meta text-muted">{facts}</p>
            {muted.map(|text| view! { <p class="text-meta text-muted">{text}</p> })}
        </div>
    }
}

fn line(m: &Message, key: &'static str, of: &Simulation) -> impl IntoView + use<> {
    let person = m.speaker.as_ref().and_then(|s| of.participants.iter().find(|p| p.id == s.id));
    let seat = person.and_then(|p| seat_of(&p.id));
    let (seed, picture) = person.map(|p| (p.avatar_seed.clone(), p.avatar.clone().unwrap_or_default())).unwrap_or_default();
    let meta = format!("turn {}", m.turn);
    view! { <Turn id=format!("{key}{}", m.seq) kind=kind_of(m.kind) name=name(m).to_owned() seed seat picture meta text=m.text.clone()/> }
}

/// A measure of both: name, first, second, in how many decimals.
type Row = (&'static str, f64, f64, usize);

fn rows(a: &Metrics, b: &Metrics) -> Vec<Row> {
    let (x, y) = (&a.measures, &b.measures);
    vec![
        ("Turns", f64::from(x.turns), f64::from(y.turns), 0),
        ("Words", x.words as f64, y.words as f64, 0),
        ("Variety of word pairs", x.distinct_2, y.distinct_2, 3),
        ("Echo of the last lines", x.echo, y.echo, 3),
        ("Opens by agreeing", x.agreement_rate, y.agreement_rate, 3),
        ("Same openings", x.opening_rate, y.opening_rate, 3),
        ("Inequality of turns", x.gini, y.gini, 3),
        ("Back and forth (A-B-A)", x.aba, y.aba, 3),
        ("Convergence", x.convergence, y.convergence, 3),
        ("Lines thrown away", f64::from(x.rejected), f64::from(y.rejected), 0),
    ]
}

#[component]
fn Differences(a: Metrics, b: Metrics, costs: (Option<i64>, Option<i64>)) -> impl IntoView {
    let rows: Vec<_> = rows(&a, &b)
        .into_iter()
        .map(|(name, x, y, digits)| {
            let difference = y - x;
            let said = if difference.abs() < 0.0005 { "0".to_owned() } else { format!("{difference:+.digits$}") };
            view! {
                <tr><th scope="row" class="font-normal">{name}</th><td class="text-right tabular-nums">{format!("{x:.digits$}")}</td><td class="text-right tabular-nums">{format!("{y:.digits$}")}</td><td class="text-right font-medium tabular-nums">{said}</td></tr>
            }
        })
        .collect();
    let cost = |micros: Option<i64>| micros.map_or_else(|| "unknown".to_owned(), money);
    view! {
        <Section title="What is different">
            <Table caption="Measures of both">
                <thead><tr><th scope="col">"Measure"</th><th scope="col" class="text-right">"A"</th><th scope="col" class="text-right">"B"</th><th scope="col" class="text-right">"Difference"</th></tr></thead>
                <tbody>
                    {rows}
                    <tr><th scope="row" class="font-normal">"Cost"</th><td class="text-right tabular-nums">{cost(costs.0)}</td><td class="text-right tabular-nums">{cost(costs.1)}</td><td></td></tr>
                </tbody>
            </Table>
        </Section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::simulations::types::{MessageKind, Speaker};

    fn said(seq: u64, text: &str) -> Message {
        let speaker = Some(Speaker { id: "p1".to_owned(), name: "Ada".to_owned() });
        Message {
            id: format!("s-{seq}"),
            seq,
            turn: 1,
            round: 1,
            kind: MessageKind::Agent,
            speaker,
            text: text.to_owned(),
            language: String::new(),
            tokens: 0,
            cost_micros: None,
            to: Vec::new(),
            puppet: false,
            reason: String::new(),
            attempts: 0,
            created_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_is_shared_ends_with_the_first_difference() {
        let (a, b) = ([said(1, "x"), said(2, "y"), said(3, "z")], [said(1, "x"), said(2, "other"), said(3, "z")]);
        assert_eq!(shared(&a, &b), 1);
        assert_eq!(shared(&a, &a), 3);
        assert_eq!(shared(&a, &[]), 0);
    }
}
