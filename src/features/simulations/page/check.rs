//! `/check`: any transcript through the guards. A plain form, so that it works without JavaScript;
//! the findings stand beside the lines.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::core::format::count;
use crate::features::simulations::rpc::check_report;
use crate::features::simulations::types::{CheckFinding, CheckMeasures, CheckView, Severity, ShownLine};
use crate::ui::*;

/// The page: the form, and the last result when there is one.
#[component]
pub fn CheckPage() -> impl IntoView {
    let query = use_query_map();
    let id = Memo::new(move |_| query.with(|q| q.get("report")).filter(|id| !id.is_empty()));
    let report = Resource::new(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => Some(check_report(id).await),
                None => None,
            }
        },
    );
    view! {
        <Title text="Check a transcript"/>
        <PageHeader title="Check a transcript" description="Finds repeats, borrowed sentences, lines in another's name, wrong languages, loops of thanks and leaked instructions, in any conversation. Nothing is stored."/>
        <Transition fallback=|| view! { <SkeletonText lines=6/> }>
            {move || Suspend::new(async move {
                match report.await {
                    None => ().into_any(),
                    Some(Err(error)) => view! { <div class="mb-6"><InlineError error/></div> }.into_any(),
                    Some(Ok(None)) => view! {
                        <div class="mb-6"><Banner tone=Tone::Warning>"This result is gone: results are kept for ten minutes. Check the transcript again."</Banner></div>
                    }.into_any(),
                    Some(Ok(Some(view))) => result(view),
                }
            })}
        </Transition>
        <CheckForm/>
    }
}

#[component]
fn CheckForm() -> impl IntoView {
    view! {
        <Section title="Your transcript">
            <form method="post" action="/check/form" enctype="multipart/form-data" class="max-w-reading">
                <Card>
                    <div class="grid gap-4">
                        <Field name="transcript" label="Lines" hint="One line each, “Name: text”; or JSON lines with speaker and text, or an export of ours (JSON, CSV, Markdown).">
                            <Textarea rows=10 placeholder="Amara: What would it cost?\nJonas: Nobody has asked the landlord yet."/>
                        </Field>
                        <Field name="file" label="Or a file" hint="Text in UTF-8, at most 4 MiB and 10,000 lines. It goes before what stands above.">
                            <Input kind="file" attr:accept=".txt,.md,.csv,.json,.jsonl,text/plain"/>
                        </Field>
                        <Field name="language" label="Language" hint="Found out by itself when you leave it empty.">
                            <Input maxlength=40 placeholder="German" autocomplete="off"/>
                        </Field>
                        <Speakers/>
                        <div><Button submit=true variant=Variant::Primary icon="check">"Check"</Button></div>
                    </div>
                </Card>
            </form>
        </Section>
    }
}

/// Who the speakers are: only with that can a line contradict a persona.
#[component]
fn Speakers() -> impl IntoView {
    view! {
        <fieldset class="grid gap-4">
            <legend class="mb-2 font-medium">"Who the speakers are"</legend>
            <Checkbox name="by_name" label="Look them up among the agents" checked=true
                hint="Speakers with the full name of an own agent or one of the library are held against that persona."/>
            <details>
                <summary class="w-fit cursor-pointer text-muted hover:text-fg">"Give personas as JSON"</summary>
                <div class="mt-3 grid gap-4">
                    <Field name="personas" label="Personas" hint="One object or a list, with name and whatever else is known: age, profession, residence, languages, style. An export of agents will do.">
                        <Textarea rows=4 placeholder="[{\"name\": \"Amara\", \"age\": 36}]"/>
                    </Field>
                    <Field name="personas_file" label="Or a file with them">
                        <Input kind="file" attr:accept=".json,application/json"/>
                    </Field>
                </div>
            </details>
        </fieldset>
    }
}

/// Which personas lines were held against.
fn held_against(people: &[String]) -> String {
    if people.is_empty() {
        "No persona of a speaker was known, so facts and style were not checked.".to_owned()
    } else {
        format!("Facts and style were checked against {}: {}.", count(people.len(), "persona", "personas"), people.join(", "))
    }
}

fn result(view: CheckView) -> AnyView {
    let CheckView { lines, hidden, people, measures } = view;
    let note = (hidden > 0).then(|| format!("{} without findings are not shown.", count(hidden as usize, "line", "lines")));
    let rows = lines.into_iter().map(row).collect_view();
    view! {
        <Section title="Findings">
            {summary(&measures)}
            <p class="mb-3 break-words text-meta text-muted" data-testid="held-against">{held_against(&people)}</p>
            {note.map(|text| view! { <p class="mb-3 text-meta text-muted">{text}</p> })}
            <ol class="mb-8 grid list-none gap-2 p-0">{rows}</ol>
        </Section>
    }
    .into_any()
}

fn summary(m: &CheckMeasures) -> AnyView {
    let (tone, text) = match (m.failed, m.warned) {
        (0, 0) => (Tone::Success, format!("No guard has anything to say about these {}.", count(m.lines as usize, "line", "lines"))),
        (0, warned) => (Tone::Info, format!("No line fails; {} warned about.", are(warned))),
        (failed, warned) => {
            (Tone::Warning, format!("{} would be kept out of a conversation; {} warned about.", lines_of(failed), are(warned)))
        }
    };
    let language = m.language.clone().unwrap_or_else(|| "unknown".to_owned());
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    let cards = [
        ("Speakers", m.speakers.to_string()),
        ("Language", language),
        ("Different word pairs", percent(m.distinct_2)),
        ("Echo of others", percent(m.echo)),
        ("Unequal turns (Gini)", format!("{:.2}", m.gini)),
        ("Repeated openings", percent(m.openings)),
    ];
    let cards = cards.into_iter().map(|(label, value)| view! { <StatCard label value/> }).collect_view();
    view! {
        <Banner tone>{text}</Banner>
        <div class="my-4 grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-6">{cards}</div>
    }
    .into_any()
}

fn lines_of(n: u32) -> String {
    count(n as usize, "line", "lines")
}

fn are(n: u32) -> String {
    format!("{} {}", lines_of(n), if n == 1 { "is" } else { "are" })
}

fn row(line: ShownLine) -> AnyView {
    let ShownLine { turn, speaker, text, findings } = line;
    let bad = findings.iter().any(|f| f.severity == Severity::Fail);
    let edge = if bad { "border-danger" } else { "border-border" };
    let class = format!("grid gap-3 rounded-md border bg-surface p-3 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] {edge}");
    let marked = marked(&text, &findings);
    let notes = findings.into_iter().map(note).collect_view();
    view! {
        <li class=class id=format!("line-{turn}")>
            <div class="min-w-0">
                <p class="text-meta text-muted">{turn}" · "<span class="font-medium text-fg">{speaker}</span></p>
                <p class="text-read break-words whitespace-pre-line" dir="auto">{marked}</p>
            </div>
            <ul class="grid content-start gap-2">{notes}</ul>
        </li>
    }
    .into_any()
}

fn note(finding: CheckFinding) -> AnyView {
    let (tone, word) = if finding.severity == Severity::Fail { (Tone::Danger, "Fails") } else { (Tone::Warning, "Warning") };
    let about = finding.about.map(|turn| view! { " "<a class="underline" href=format!("#line-{turn}") rel="external">"Line "{turn}</a> });
    view! {
        <li class="min-w-0 text-meta">
            <Badge tone>{format!("{word}: {}", finding.guard)}</Badge>
            <p class="mt-1 break-words">{finding.message}{about}</p>
        </li>
    }
    .into_any()
}

/// Characters of a line that are shown.
const SHOWN_CHARS: usize = 2_000;

/// The text with the spans of its failing findings marked; a span that is the whole line isn't.
fn marked(text: &str, findings: &[CheckFinding]) -> Vec<AnyView> {
    let chars: Vec<char> = text.chars().take(SHOWN_CHARS).collect();
    let inside = |at: usize| {
        findings.iter().any(|f| {
            let [start, end] = f.span.map(|n| n as usize);
            start <= at && at < end && (start > 0 || end < chars.len())
        })
    };
    let mut pieces: Vec<(bool, String)> = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let here = inside(at);
        match pieces.last_mut().filter(|(mark, _)| *mark == here) {
            Some((_, piece)) => piece.push(*c),
            None => pieces.push((here, c.to_string())),
        }
    }
    if text.chars().nth(SHOWN_CHARS).is_some() {
        pieces.push((false, "…".to_owned()));
    }
    let shown = pieces.into_iter().map(|(mark, piece)| {
        if mark {
            view! { <mark class="rounded-sm bg-warning-soft text-on-warning-soft">{piece}</mark> }.into_any()
        } else {
            piece.into_any()
        }
    });
    shown.collect()
}
