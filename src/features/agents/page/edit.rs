//! The pages around the editor: a new agent (blank, or beginning as a library agent) and an
//! existing one. `?draft=1` brings back what was typed and could not be saved.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::editor::Editor;
use super::{id_param, param, some};
use crate::core::AppError;
use crate::core::ids::AgentId;
use crate::features::agents::draft::OpenedEditor;
use crate::features::agents::rpc::{SaveAgentForm, open_editor};
use crate::features::home::PageError;
use crate::ui::*;

/// Whether the address asks for the draft.
fn draft_param() -> Memo<bool> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|q| !param(q, "draft").is_empty()))
}

/// Reads the draft anew when a save from the draft ended in the draft once more: the address stays the same.
fn read_again(save: ServerAction<SaveAgentForm>, draft: Memo<bool>, opened: Resource<Result<OpenedEditor, AppError>>) {
    Effect::new(move |_| {
        if matches!(save.value().get(), Some(Ok(()))) && draft.get_untracked() {
            opened.refetch();
        }
    });
}

async fn blank((from, draft): (String, bool)) -> Result<OpenedEditor, AppError> {
    open_editor(None, some(&from), draft).await
}

async fn existing((id, draft): (AgentId, bool)) -> Result<OpenedEditor, AppError> {
    open_editor(Some(id), None, draft).await
}

/// `/agents/new`; `?from=slug` begins with a library agent.
#[component]
pub fn NewAgentPage() -> impl IntoView {
    let query = use_query_map();
    let from = Memo::new(move |_| query.with(|q| param(q, "from")));
    let draft = draft_param();
    let opened = Resource::new(move || (from.get(), draft.get()), blank);
    let save = ServerAction::new();
    read_again(save, draft, opened);
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=8/> }>
            {move || Suspend::new(async move {
                match opened.await {
                    Ok(opened) => view! {
                        <Title text="New agent"/>
                        <PageHeader title="New agent" description="A name, an archetype and a field of expertise are enough. Every detail more makes the voice more distinct."/>
                        <Editor opened save/>
                    }
                    .into_any(),
                    Err(error) => view! { <PageError error title="New agent" back="/agents/new" back_label="Begin with a blank form"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// `/agents/{id}/edit`
#[component]
pub fn EditAgentPage() -> impl IntoView {
    let id = id_param();
    let draft = draft_param();
    let opened = Resource::new(move || (id.get(), draft.get()), existing);
    let save = ServerAction::new();
    read_again(save, draft, opened);
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=8/> }>
            {move || Suspend::new(async move {
                match opened.await {
                    Ok(opened) => {
                        let title = format!("Edit {}", opened.draft.form.name);
                        let history = format!("/agents/{}/history", opened.draft.form.id);
                        view! {
                            <Title text=title.clone()/>
                            <PageHeader title description="Simulations that are already running keep the agent as it was when they were made.">
                                <LinkButton href=history icon="clock">"Earlier versions"</LinkButton>
                            </PageHeader>
                            <Editor opened save/>
                        }
                        .into_any()
                    }
                    Err(error) => view! { <PageError error title="Edit agent" back="/agents" back_label="All my agents"/> }.into_any(),
                }
            })}
        </Transition>
    }
}
