//! A document that isn't there yet: its progress, live, or why nothing came of it.

use leptos::prelude::*;
use serde::Deserialize;

use crate::core::AppError;
use crate::core::ids::JobId;
use crate::core::permission::Permission;
use crate::features::documents::types::Document;
use crate::features::home::may;
use crate::features::jobs::types::{Job, JobState};
use crate::ui::*;

use super::show::Desk;

const EVENTS: &[&str] = &["progress", "done", "failed", "cancelled"];
const TERMINAL: &[&str] = &["done", "failed", "cancelled"];

/// Percent in the data of a `progress` event.
fn percent(data: &str) -> Option<u8> {
    #[derive(Deserialize)]
    struct Payload {
        progress: u8,
    }
    serde_json::from_str::<Payload>(data).ok().map(|payload| payload.progress)
}

/// What happens at this share, in words. The shares are those of the job.
const fn step(percent: u8) -> &'static str {
    match percent {
        0..10 => "Waiting for a free place",
        10..60 => "Reading the conversation and collecting statements",
        60..90 => "Checking every statement against its messages",
        _ => "Saving",
    }
}

/// While a job writes the document.
#[component]
pub(super) fn Writing(job: Job, desk: Desk) -> impl IntoView {
    let progress = RwSignal::new(job.progress);
    let url = Signal::stored(Some(format!("/api/v1/jobs/{}/events", job.id)));
    let live = use_event_stream(url, EVENTS, TERMINAL, move |event| match percent(&event.data).filter(|_| event.name == "progress") {
        Some(percent) => progress.set(percent),
        None if TERMINAL.contains(&event.name.as_str()) => desk.again.update(|n| *n += 1),
        None => {}
    });
    let share = Signal::derive(move || Some(f64::from(progress.get()) / 100.0));
    let words = Memo::new(move |_| step(progress.get()));
    let error = Signal::derive(move || desk.cancel.value().get().and_then(Result::err));
    let hiccup = (!job.error.is_empty()).then(|| view! { <div class="mt-4"><Banner tone=Tone::Warning title="The last attempt failed; it is tried again">{job.error}</Banner></div> });
    view! {
        <noscript inner_html="<meta http-equiv=\"refresh\" content=\"3\">"></noscript>
        <div class="max-w-reading" data-testid="writing">
            <Card>
                <div class="mb-3 flex flex-wrap items-center justify-between gap-2">
                    <h2 class="text-section">"This document is being written"</h2>
                    <LiveStatus state=live/>
                </div>
                <Progress value=share label="Progress"/>
                <p class="mt-2 text-muted" role="status">{move || words.get()}</p>
                {hiccup}
                <div class="mt-4"><FormError error/></div>
                {may(Permission::Write).then(|| cancel_form(job.id, job.cancelling, desk))}
            </Card>
        </div>
    }
}

fn cancel_form(id: JobId, cancelling: bool, desk: Desk) -> impl IntoView + use<> {
    let pending = desk.cancel.pending();
    let label = if cancelling { "Cancelling…" } else { "Cancel" };
    view! {
        <ActionForm action=desk.cancel attr:class="mt-4">
            <input type="hidden" name="id" value=id.to_string()/>
            <Button submit=true icon="x" size=Size::Sm pending=pending disabled=cancelling>{label}</Button>
        </ActionForm>
    }
}

/// Why there is no text, and what can be done.
#[component]
pub(super) fn Failed(document: Document, job: Option<Job>, desk: Desk) -> impl IntoView {
    let cancelled = job.as_ref().is_some_and(|job| job.state == JobState::Cancelled);
    let told =
        [document.state_reason.as_str(), job.as_ref().map_or("", |job| job.error.as_str())].into_iter().find(|text| !text.is_empty());
    let reason = match (cancelled, told) {
        (true, _) => "Somebody cancelled it before it was finished.".to_owned(),
        (false, Some(text)) => text.to_owned(),
        (false, None) => "The reason is not known.".to_owned(),
    };
    let title = if cancelled { "Writing was cancelled" } else { "This document could not be written" };
    let tone = if cancelled { Tone::Warning } else { Tone::Danger };
    let error: Signal<Option<AppError>> = Signal::derive(move || desk.retry.value().get().and_then(Result::err));
    let delete = format!("/documents/{}/delete", document.id);
    let retry = job.filter(|job| job.state != JobState::Done).map(|job| retry_form(job.id, desk));
    view! {
        <div class="max-w-reading space-y-4" data-testid="failed">
            <Banner tone title>{reason}</Banner>
            <FormError error/>
            {may(Permission::Write).then(|| view! {
                <div class="flex flex-wrap gap-2">
                    {retry}
                    <LinkButton href=delete icon="trash">"Delete"</LinkButton>
                </div>
            })}
            <Sources document/>
        </div>
    }
}

fn retry_form(id: JobId, desk: Desk) -> impl IntoView + use<> {
    let pending = desk.retry.pending();
    view! {
        <ActionForm action=desk.retry>
            <input type="hidden" name="id" value=id.to_string()/>
            <Button submit=true variant=Variant::Primary icon="refresh" pending=pending>"Try again"</Button>
        </ActionForm>
    }
}

/// Ways back to the conversations.
#[component]
fn Sources(document: Document) -> impl IntoView {
    let links = document
        .simulation_ids
        .into_iter()
        .enumerate()
        .map(|(at, id)| view! { <li><a class="ui-link" href=format!("/simulations/{id}")>"Conversation "{at + 1}</a></li> })
        .collect_view();
    view! { <ul class="flex flex-wrap gap-x-4 gap-y-1">{links}</ul> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_progress_event_carries_its_percent() {
        assert_eq!(percent(r#"{"type":"progress","progress":60}"#), Some(60));
        assert_eq!(percent(r#"{"type":"done","state":"done"}"#), None);
        assert_eq!(percent("no JSON"), None);
    }

    #[test]
    fn every_share_has_its_words() {
        assert_eq!(
            [0, 10, 59, 60, 90, 100].map(step).map(|s| s.split(' ').next().unwrap()),
            ["Waiting", "Reading", "Reading", "Checking", "Saving", "Saving"]
        );
    }
}
