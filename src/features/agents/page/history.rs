//! Earlier versions of an agent: what each changed, and the way back.

use leptos::prelude::*;
use leptos_meta::Title;

use super::id_param;
use crate::core::ids::AgentId;
use crate::core::permission::Permission;
use crate::core::{AppError, Page};
use crate::features::agents::fields::{FieldChange, changes, label_of};
use crate::features::agents::form::AgentForm;
use crate::features::agents::history::{AgentVersion, VersionQuery};
use crate::features::agents::rpc::{RestoreVersionForm, list_versions};
use crate::features::agents::types::AgentInput;
use crate::features::home::{PageError, may};
use crate::ui::*;

/// All versions that are kept fit into one page.
async fn versions(id: AgentId) -> Result<Page<AgentVersion>, AppError> {
    list_versions(id, VersionQuery { limit: Some(100), cursor: None }).await
}

/// `/agents/{id}/history`
#[component]
pub fn AgentHistoryPage() -> impl IntoView {
    let id = id_param();
    let page = Resource::new(move || id.get(), versions);
    let restore = ServerAction::<RestoreVersionForm>::new();
    let write = may(Permission::Write);
    view! {
        <Transition fallback=|| view! { <SkeletonRows rows=4/> }>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(page) => view! { <Versions id=id.get_untracked() versions=page.items restore=write.then_some(restore)/> }.into_any(),
                    Err(error) => view! { <PageError error title="Earlier versions" back="/agents" back_label="All my agents"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn form_of(version: &AgentVersion) -> AgentForm {
    AgentForm::from_input(AgentInput::from_parts(version.persona.clone(), version.instructions.clone()))
}

#[component]
fn Versions(id: AgentId, versions: Vec<AgentVersion>, restore: Option<ServerAction<RestoreVersionForm>>) -> impl IntoView {
    let failed = restore.map(action_error);
    let error = Signal::derive(move || failed.and_then(|failed| failed.get()));
    let forms: Vec<AgentForm> = versions.iter().map(form_of).collect();
    let (name, seen) = versions.first().map(|newest| (newest.persona.name.clone(), newest.version)).unwrap_or_default();
    let title = format!("Versions of {name}");
    let rows = versions
        .into_iter()
        .enumerate()
        .map(|(at, version)| {
            let changed = match (forms.get(at + 1), forms.get(at)) {
                (Some(before), Some(form)) => changes(before, form),
                _ => Vec::new(),
            };
            let is_first = at + 1 == forms.len();
            let back = restore.filter(|_| !version.current).map(|restore| way_back(&id, version.version, seen, restore));
            row(version, changed, is_first, back)
        })
        .collect_view();
    let agent = format!("/agents/{id}");
    view! {
        <Title text=title.clone()/>
        <PageHeader title description="Every change is kept, the newest 50 of them. Going back makes a new version, so that nothing gets lost.">
            <LinkButton href=agent icon="bot">"Open the agent"</LinkButton>
        </PageHeader>
        <FormError error/>
        <ol class="flex flex-col gap-3" role="list" aria-label="Versions">{rows}</ol>
    }
}

fn row(version: AgentVersion, changed: Vec<FieldChange>, is_first: bool, back: Option<AnyView>) -> impl IntoView {
    let number = format!("Version {}", version.version);
    let names: Vec<&str> = version.changed.iter().map(|key| label_of(key)).collect();
    let what = match (is_first, names.is_empty()) {
        (true, _) if version.version == 1 => "The first version".to_owned(),
        (true, _) => "The oldest version that is kept".to_owned(),
        (false, true) => "Saved without a change".to_owned(),
        (false, false) => names.join(", "),
    };
    let details = (!changed.is_empty()).then(|| {
        let parts = changed.into_iter().map(difference).collect_view();
        view! { <Disclosure summary="What was changed"><dl class="flex flex-col gap-3 pt-2 text-fg">{parts}</dl></Disclosure> }
    });
    view! {
        <li class="flex min-w-0 flex-col gap-2 rounded-lg border border-border bg-surface p-4">
            <div class="flex flex-wrap items-center justify-between gap-2">
                <div class="flex flex-wrap items-center gap-2">
                    <h2 class="text-base">{number}</h2>
                    {version.current.then(|| view! { <Badge tone=Tone::Success>"Now"</Badge> })}
                    <span class="text-meta text-subtle"><Timestamp at=version.saved_at relative=true/></span>
                </div>
                {back}
            </div>
            <p class="text-muted wrap-anywhere">{what}</p>
            {details}
        </li>
    }
}

fn difference(change: FieldChange) -> impl IntoView {
    let side = |word: &'static str, text: String| {
        let shown = if text.is_empty() { "(empty)".to_owned() } else { text };
        view! { <div class="min-w-0 flex-1 basis-60"><p class="text-meta text-subtle">{word}</p><p class="whitespace-pre-line wrap-anywhere">{shown}</p></div> }
    };
    view! {
        <div>
            <dt class="font-medium">{change.label}</dt>
            <dd class="flex flex-wrap gap-x-6 gap-y-2">{side("Before", change.before)}{side("After", change.after)}</dd>
        </div>
    }
}

fn way_back(id: &AgentId, version: u32, seen: u32, restore: ServerAction<RestoreVersionForm>) -> AnyView {
    let id = id.to_string();
    view! {
        <ActionForm action=restore>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version.to_string()/>
            <input type="hidden" name="seen" value=seen.to_string()/>
            <Button submit=true size=Size::Sm icon="refresh" pending=restore.pending()>{format!("Go back to version {version}")}</Button>
        </ActionForm>
    }
    .into_any()
}
