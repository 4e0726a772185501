//! Background work of the workspace: what runs, what came of it, cancel and retry as plain forms.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::rpc::{CancelJob, RetryJob, list_jobs};
use super::types::{Job, JobQuery, JobState};
use crate::core::permission::Permission;
use crate::core::{AppError, Page};
use crate::features::home::address::encode;
use crate::features::home::may;
use crate::ui::*;

/// Pause before the list is asked for again while something runs, in milliseconds.
const LOOK_AGAIN_MS: u32 = 3000;

/// What the rows share.
#[derive(Clone, Copy)]
struct Acts {
    cancel: ServerAction<CancelJob>,
    retry: ServerAction<RetryJob>,
    /// Counted up to load the list again.
    again: RwSignal<u32>,
    write: bool,
}

/// `/jobs`
#[component]
pub fn JobsPage() -> impl IntoView {
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|q| q.get("cursor")).filter(|c| !c.is_empty()));
    let acts = Acts { cancel: ServerAction::new(), retry: ServerAction::new(), again: RwSignal::new(0), write: may(Permission::Write) };
    let page = Resource::new(
        move || (cursor.get(), acts.again.get(), acts.cancel.version().get(), acts.retry.version().get()),
        |(cursor, _, _, _)| list_jobs(JobQuery { cursor, limit: None }),
    );
    let error =
        Signal::derive(move || acts.cancel.value().get().and_then(Result::err).or_else(|| acts.retry.value().get().and_then(Result::err)));
    view! {
        <Title text="Jobs"/>
        <PageHeader title="Jobs" description="Background work of this workspace, newest first. It goes on when you close the page."/>
        <FormError error/>
        <Transition fallback=|| view! { <SkeletonRows rows=6/> }>
            {move || Suspend::new(async move { rows(page.await, cursor.get_untracked().is_some(), acts) })}
        </Transition>
    }
}

fn rows(page: Result<Page<Job>, AppError>, further: bool, acts: Acts) -> AnyView {
    let page = match page {
        Ok(page) => page,
        Err(error) => return view! { <InlineError error retry=Callback::new(move |()| acts.again.update(|n| *n += 1))/> }.into_any(),
    };
    if page.items.is_empty() {
        return view! {
            <EmptyState icon="inbox" title="No jobs yet" body="When a document is written from a simulation, the work shows here.">
                <LinkButton href="/documents/new" icon="file-text">"New document"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let active = page.items.iter().any(|job| !job.state.is_terminal());
    if active {
        Effect::new(move |_| {
            browser::after(LOOK_AGAIN_MS, move || {
                acts.again.try_update(|n| *n += 1);
            })
        });
    }
    let refresh = active.then(|| view! { <noscript inner_html="<meta http-equiv=\"refresh\" content=\"3\">"></noscript> });
    let next = page.next_cursor.as_ref().map(|cursor| format!("/jobs?cursor={}", encode(cursor)));
    let newer = further.then(|| "/jobs".to_owned());
    let items = page.items.into_iter().map(|job| row(job, acts)).collect_view();
    view! {
        {refresh}
        <ul class="divide-y divide-border rounded-lg border border-border bg-surface">{items}</ul>
        <Pagination newer=newer next=next newer_label="First page" next_label="Older"/>
    }
    .into_any()
}

/// Word, icon and tone of a state.
const fn look(state: JobState, cancelling: bool) -> (&'static str, &'static str, Tone) {
    match (state, cancelling) {
        (JobState::Queued | JobState::Running, true) => ("Cancelling…", "clock", Tone::Warning),
        (JobState::Queued, false) => ("Queued", "clock", Tone::Neutral),
        (JobState::Running, false) => ("Running", "play", Tone::Info),
        (JobState::Done, _) => ("Done", "circle-check", Tone::Success),
        (JobState::Failed, _) => ("Failed", "circle-x", Tone::Danger),
        (JobState::Cancelled, _) => ("Cancelled", "x", Tone::Neutral),
    }
}

/// What it does, for people; the name of the kind for those without words here.
fn kind_label(kind: &str) -> String {
    match kind {
        "documents.generate" => "Writes a document".to_owned(),
        "agents.import" => "Imports agents".to_owned(),
        other => other.to_owned(),
    }
}

/// The page of what the job made.
fn result_href(job: &Job) -> Option<String> {
    if job.kind == "agents.import" {
        return (job.state == JobState::Done).then(|| "/agents".to_owned());
    }
    let id = job.result.get("document_id")?.as_str()?;
    Some(format!("/documents/{}", encode(id)))
}

fn row(job: Job, acts: Acts) -> impl IntoView + use<> {
    let (word, icon, tone) = look(job.state, job.cancelling);
    let title = match result_href(&job) {
        Some(href) => view! { <a class="block truncate font-medium text-fg hover:underline" href=href>{job.title.clone()}</a> }.into_any(),
        None => view! { <p class="truncate font-medium">{job.title.clone()}</p> }.into_any(),
    };
    let share = Some(f64::from(job.progress) / 100.0);
    let progress =
        (job.state == JobState::Running).then(|| view! { <div class="mt-2 max-w-form"><Progress value=share label="Progress"/></div> });
    let attempts = (job.attempts > 1).then(|| format!(" · attempt {}", job.attempts));
    // "Cancelled." is no news beside the state.
    let error = (!job.error.is_empty() && job.state != JobState::Cancelled).then(|| {
        let colour = if job.state == JobState::Failed { "text-on-danger-soft" } else { "text-muted" };
        view! { <p class=format!("mt-1 break-words {colour}")>{job.error.clone()}</p> }
    });
    let at = job.ended_at.unwrap_or(job.created_at);
    view! {
        <li class="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
            <div class="min-w-0 flex-1 basis-64">
                {title}
                <p class="text-meta text-muted">{kind_label(&job.kind)}{attempts}</p>
                {progress}
                {error}
            </div>
            <Badge tone icon>{word}</Badge>
            <span class="text-meta text-subtle"><Timestamp at relative=true/></span>
            {acts.write.then(|| act(job, acts)).flatten()}
        </li>
    }
}

/// The one thing that can be done with the job as it is.
fn act(job: Job, acts: Acts) -> Option<AnyView> {
    let id = job.id.to_string();
    match job.state {
        JobState::Queued | JobState::Running => {
            let disabled = job.cancelling;
            Some(view! {
                <ActionForm action=acts.cancel>
                    <input type="hidden" name="id" value=id/>
                    <Button submit=true size=Size::Sm icon="x" disabled=disabled>"Cancel"<span class="sr-only">{job.title}</span></Button>
                </ActionForm>
            }
            .into_any())
        }
        JobState::Failed | JobState::Cancelled => Some(
            view! {
                <ActionForm action=acts.retry>
                    <input type="hidden" name="id" value=id/>
                    <Button submit=true size=Size::Sm icon="refresh">"Retry"<span class="sr-only">{job.title}</span></Button>
                </ActionForm>
            }
            .into_any(),
        ),
        JobState::Done => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use serde_json::{Value, json};

    use super::*;
    use crate::core::ids::JobId;

    fn job(result: Value) -> Job {
        Job {
            id: JobId::new("j"),
            kind: "documents.generate".to_owned(),
            title: "Summary".to_owned(),
            state: JobState::Done,
            progress: 100,
            attempts: 1,
            cancelling: false,
            error: String::new(),
            result,
            created_at: DateTime::UNIX_EPOCH,
            ended_at: None,
        }
    }

    #[test]
    fn a_result_leads_to_its_document() {
        assert_eq!(result_href(&job(json!({ "document_id": "a/b" }))).as_deref(), Some("/documents/a%2Fb"));
        assert_eq!(result_href(&job(Value::Null)), None);
    }

    #[test]
    fn a_job_that_was_asked_to_end_says_so_until_it_has() {
        assert_eq!(look(JobState::Running, true).0, "Cancelling…");
        assert_eq!(look(JobState::Cancelled, true).0, "Cancelled");
    }
}
