//! How a line came about: why this speaker, which attempts were thrown away and why, what the model
//! was sent, what it cost.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::core::format::{count, money};
use crate::core::{AppError, Result};
use crate::features::simulations::rpc::get_turn;
use crate::features::simulations::types::{AttemptRecord, Outcome, Participant, RequestMessage, Severity, TurnRecord};
use crate::ui::*;

use super::RoomContext;

#[component]
pub(super) fn AboutDialog(context: RoomContext) -> impl IntoView {
    let open = RwSignal::new(false);
    let found: RwSignal<Option<Result<TurnRecord>>> = RwSignal::new(None);
    Effect::new(move |_| {
        let turn = context.about.get();
        if open.get_untracked() != (turn > 0) {
            open.set(turn > 0);
        }
        if turn > 0 {
            found.set(None);
            load(context, turn, found);
        }
    });
    Effect::new(move |_| {
        if !open.get() && context.about.get_untracked() > 0 {
            context.about.set(0);
        }
    });
    let title = Signal::derive(move || {
        found.with(|f| match f {
            Some(Ok(record)) => format!("Turn {}: {}", record.turn, record.speaker.name),
            _ => "How this line came about".to_owned(),
        })
    });
    let people = Memo::new(move |_| context.state.with(|s| s.simulation.participants.clone()));
    view! {
        <Dialog id="about-dialog" open title size=DialogSize::Lg>
            {move || match found.get() {
                Some(Ok(record)) => view! { <AboutTurn record people=people.get_untracked()/> }.into_any(),
                Some(Err(error)) => view! { <InlineError error/> }.into_any(),
                None => view! { <SkeletonText lines=5/> }.into_any(),
            }}
        </Dialog>
    }
}

fn load(context: RoomContext, turn: u32, found: RwSignal<Option<Result<TurnRecord>>>) {
    let id = context.id();
    spawn_local(async move {
        let record = get_turn(id, turn).await.map_err(|error: AppError| match error.code {
            crate::core::Code::NotFound => {
                AppError::new(error.code, "This turn was spoken before records were kept, or came with an import.")
            }
            _ => error,
        });
        found.try_set(Some(record));
    });
}

/// Everything about a turn.
#[component]
pub(in crate::features::simulations::page) fn AboutTurn(record: TurnRecord, people: Vec<Participant>) -> impl IntoView {
    let name = move |id: &str| people.iter().find(|p| p.id == id).map_or_else(|| id.to_owned(), |p| p.name.clone());
    let most = record.candidates.iter().map(|c| c.score).fold(0.0_f64, f64::max);
    let candidates: Vec<_> = record
        .candidates
        .iter()
        .map(|c| {
            let width = if most > 0.0 { (c.score / most * 100.0).clamp(0.0, 100.0) } else { 0.0 };
            view! {
                <li class="grid grid-cols-[minmax(0,9rem)_minmax(0,1fr)] items-center gap-x-3">
                    <span class="truncate">{name(&c.participant)}</span>
                    <svg class="h-1.5 w-full" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                        <rect class="ui-share-track" width="100" height="4"/><rect class="ui-bar" width=format!("{width:.1}") height="4"/>
                    </svg>
                    <span class="col-span-2 text-meta text-muted">{c.why.clone()}</span>
                </li>
            }
        })
        .collect();
    let attempts: Vec<_> = record.attempts.iter().map(|a| attempt(a, name(&a.speaker))).collect();
    let prompt: Vec<_> = record.request.messages.iter().map(message).collect();
    let cost = record.cost_micros.map_or_else(|| "cost unknown".to_owned(), money);
    let usage = format!(
        "{} · {} tokens sent, {} said{} · {} ms · {cost}",
        record.request.model,
        record.usage.prompt_tokens,
        record.usage.completion_tokens,
        if record.usage.estimated { " (counted by us)" } else { "" },
        record.duration_ms
    );
    let sent = format!("The prompt, {} characters", record.request.prompt_chars);
    let several = !candidates.is_empty();
    view! {
        <div class="space-y-4">
            <p data-testid="reason"><strong>"Why this speaker: "</strong>{record.reason.clone()}<span class="block text-meta text-muted">{record.policy.label()}</span></p>
            {several.then(|| view! { <details><summary class="cursor-pointer font-medium">"How everybody was weighed"</summary><ul class="mt-2 space-y-2">{candidates}</ul></details> })}
            <section>
                <h3 class="font-medium">{count(attempts.len(), "attempt", "attempts")}</h3>
                <ol class="mt-2 space-y-2">{attempts}</ol>
            </section>
            <details><summary class="cursor-pointer font-medium">{sent}</summary><div class="mt-2 space-y-2" data-testid="prompt">{prompt}</div></details>
            <p class="text-meta text-muted tabular-nums">{usage}</p>
            <p class="break-all font-mono text-meta text-subtle" title="Hash of the request, chained to the one before">{record.request.hash.clone()}</p>
        </div>
    }
}

fn attempt(a: &AttemptRecord, speaker: String) -> impl IntoView + use<> {
    let (tone, word) = match a.outcome {
        Outcome::Accepted => (Tone::Success, "Kept"),
        Outcome::Repaired => (Tone::Info, "Kept after a repair"),
        Outcome::Regenerated => (Tone::Warning, "Asked for again"),
        Outcome::Yielded => (Tone::Danger, "Gave the turn away"),
    };
    let findings: Vec<_> = a
        .findings
        .iter()
        .map(|f| {
            let icon = if f.severity == Severity::Fail { "circle-x" } else { "alert" };
            view! { <li class="flex gap-1.5 text-meta"><Icon name=icon/><span><strong>{f.guard.clone()}</strong>": "{f.message.clone()}</span></li> }
        })
        .collect();
    let text = if a.text.is_empty() { "(nothing)".to_owned() } else { a.text.clone() };
    let score = format!("score {:.2}", a.score);
    view! {
        <li class="rounded-md border border-border p-3">
            <p class="flex flex-wrap items-center gap-2 text-meta text-muted"><Badge tone>{word}</Badge><span>{speaker}</span><span class="tabular-nums">{score}</span></p>
            <p class="mt-1 whitespace-pre-line" dir="auto">{text}</p>
            {(!a.reason.is_empty()).then(|| view! { <p class="mt-1 text-meta text-muted">{a.reason.clone()}</p> })}
            {(!findings.is_empty()).then(|| view! { <ul class="mt-1 space-y-1">{findings}</ul> })}
        </li>
    }
}

fn message(m: &RequestMessage) -> impl IntoView + use<> {
    view! {
        <p class="text-meta font-medium text-muted">{m.role.clone()}</p>
        <pre class="ui-prompt" tabindex="0">{m.content.clone()}</pre>
    }
}
