//! Cards, figures, tables, conversation, prose, charts.

use chrono::DateTime;
use leptos::prelude::*;

use super::part;
use crate::features::simulations::types::State;
use crate::ui::*;

const REPORT: &str = "<h2>What the panel said</h2><p>Five of six experts <strong>would keep</strong> the basic plan, see \
<a href=\"#top\">turn 12</a>.</p><blockquote><p>A price is a promise. Change it once a year, not once a quarter.</p></blockquote>\
<ul><li>Churn among small teams is the main risk.</li><li>The annual plan hides most of it.</li></ul>\
<pre><code>margin = price - cost_to_serve</code></pre><table><thead><tr><th>Option</th><th>For</th></tr></thead><tbody><tr><td>Keep</td><td>5</td></tr>\
<tr><td>Raise</td><td>1</td></tr></tbody></table>";

pub(super) fn parts(theme: &'static str) -> Vec<AnyView> {
    vec![
        part("Headings", headings()),
        part("Figures", figures()),
        part("Card and table", table(theme)),
        part("Conversation", conversation(theme)),
        part("Prose", view! { <Prose html=REPORT/> }),
        part("Chart", chart(theme)),
        part("Disclosures", disclosures(theme)),
    ]
}

fn headings() -> impl IntoView {
    view! {
        <p class="text-display">"Ask a panel"</p>
        <p class="text-title">"Page title"</p>
        <p class="text-section">"Section"</p>
        <p>"Interface text, 14 px"</p>
        <p class="text-read">"Long reading, 15 px"</p>
        <p class="text-meta text-subtle">"Captions, 12 px"</p>
        <Section title="A section" description="With a line about it."><p class="text-muted">"And its content."</p></Section>
    }
}

fn figures() -> impl IntoView {
    view! {
        <div class="grid gap-4 sm:grid-cols-3">
            <StatCard label="Turns this week" value="1,284" delta="12 % more than last week" trend=Trend::Up tone=Tone::Success spark=vec![3.0, 5.0, 4.0, 8.0, 7.0, 11.0, 13.0]/>
            <StatCard label="Cost" value="$4.20" delta="$0.60 less" trend=Trend::Down href="/analytics"/>
            <StatCard label="Failed runs" value="0" delta="As last week"/>
        </div>
    }
}

fn table(theme: &'static str) -> impl IntoView {
    let at = DateTime::from_timestamp(1_790_000_000, 0).unwrap_or_default();
    let row = move |title: &'static str, state: State, turns: u32| {
        view! {
            <tr>
                <th scope="row"><a href="#top">{title}</a></th>
                <td><StateBadge state/></td>
                <td class="ui-num">{turns.to_string()}</td>
                <td class="text-muted"><Timestamp at/></td>
            </tr>
        }
    };
    view! {
        <Card title="Recent simulations" description="Of this workspace" flush=true actions=|| view! { <Button size=Size::Sm>"Show all"</Button> }>
            <Table caption=format!("Recent simulations, {theme}")>
                <thead><tr><th scope="col">"Title"</th><th scope="col">"State"</th><th scope="col" class="ui-num">"Turns"</th><th scope="col">"Changed"</th></tr></thead>
                <tbody>{row("Pricing study", State::Running, 12)}{row("Pre-mortem of the launch", State::Failed, 3)}</tbody>
            </Table>
        </Card>
    }
}

fn conversation(theme: &'static str) -> impl IntoView {
    let id = move |n: u32| format!("{theme}-turn-{n}");
    let actions = || view! { <IconButton icon="copy" label="Copy line" size=Size::Xs/> };
    view! {
        <Transcript id=format!("{theme}-transcript") label="Conversation">
            <Turn id=id(1) kind=TurnKind::Scene text="A meeting room on the fourth floor. Rain against the windows."/>
            <Turn id=id(2) name="Amara Okafor" seed="okafor" meta="Turn 1 · 14:05" text="Before we talk about price: who leaves us today, and why?" actions/>
            <Turn id=id(3) kind=TurnKind::Observer name="You" meta="To all · 14:06" text="Please stay with small teams for now."/>
            <Turn id=id(4) kind=TurnKind::System text="Paused by Giulia. Resumed after 40 s."/>
            <Turn id=id(5) name="Erik Lindqvist" seed="lindqvist" meta="Turn 2" text="Small teams leave in month three, when the" streaming=true/>
        </Transcript>
    }
}

fn chart(theme: &'static str) -> impl IntoView {
    let items = [("Amara Okafor", 38.0), ("Erik Lindqvist", 24.0), ("Yuki Tanaka", 21.0), ("Giulia Rossi", 9.0)];
    view! { <Bars title=format!("Share of words, {theme}") items=items.map(|(n, v)| (n.to_owned(), v)).to_vec() unit="%" full=100.0/> }
}

fn disclosures(theme: &'static str) -> impl IntoView {
    view! {
        <Accordion>
            <Disclosure summary="How is the panel chosen?" open=true group=format!("{theme}-faq")>"By coverage: the next expert is the one who adds most."</Disclosure>
            <Disclosure summary="What does a run cost?" group=format!("{theme}-faq")>"Nothing with the built-in model."</Disclosure>
        </Accordion>
    }
}
