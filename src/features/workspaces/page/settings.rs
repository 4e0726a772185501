//! `/settings/workspace`

use leptos::prelude::*;
use leptos_meta::Title;

use super::danger::DangerZone;
use super::invitations::Invitations;
use super::members::Members;
use crate::core::permission::Permission;
use crate::features::auth::page::SettingsTabs;
use crate::features::home::{PageError, use_session};
use crate::features::workspaces::rpc::{RenameWorkspace, get_workspace};
use crate::features::workspaces::types::{MAX_NAME, Workspace};
use crate::ui::*;

/// Under which the browser keeps the success over the reload.
pub(super) const SAVED: &str = "workspace-saved";

/// Name, members, invitations and end of the workspace that the pages show.
#[component]
pub fn WorkspaceSettingsPage() -> impl IntoView {
    let id = use_session().map(|session| session.workspace.id).unwrap_or_default();
    let workspace = Resource::new(move || id.clone(), get_workspace);
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(text) = browser::recall(SAVED) {
            toasts.success(text);
        }
    });
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=8/> }>
            {move || Suspend::new(async move {
                match workspace.await {
                    Ok(workspace) => view! { <Settings workspace/> }.into_any(),
                    Err(error) => view! { <PageError error title="Workspace" back="/workspaces" back_label="All workspaces"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Settings(workspace: Workspace) -> impl IntoView {
    let Workspace { id, name, personal, role, .. } = workspace.clone();
    let shared = !personal;
    let members = (shared && role.allows(Permission::SeeMembers)).then(|| view! { <Members id=id.clone() role/> });
    let invitations = (shared && role.allows(Permission::Invite)).then(|| view! { <Invitations id=id.clone() role/> });
    let danger = shared.then(|| view! { <DangerZone workspace=workspace.clone()/> });
    view! {
        <Title text="Workspace"/>
        <PageHeader title="Workspace" description="Who works here, and with which rights.">
            <LinkButton href="/workspaces" icon="layers">"All workspaces"</LinkButton>
        </PageHeader>
        <SettingsTabs current="/settings/workspace"/>
        {personal.then(|| view! {
            <Banner title="This is your personal workspace">
                "It belongs to your account alone, so nobody can be invited. To work with others, "
                <a class="ui-link" href="/workspaces">"make a shared workspace"</a>"."
            </Banner>
        })}
        {if role.allows(Permission::Manage) {
            view! { <NameForm id name/> }.into_any()
        } else {
            view! { <p class="mb-6 text-read"><strong class="break-words">{name}</strong>" · your role: "{role.label()}</p> }.into_any()
        }}
        {members}
        {invitations}
        {danger}
    }
}

#[component]
fn NameForm(id: String, name: String) -> impl IntoView {
    let save = ServerAction::<RenameWorkspace>::new();
    let error = action_error(save);
    Effect::new(move |_| {
        if let Some(Ok(_)) = save.value().get() {
            // The name also stands in the frame around the page, which belongs to the page load.
            browser::remember(SAVED, "Workspace renamed.");
            browser::reload();
        }
    });
    view! {
        <Section title="Name">
            <div class="max-w-form">
                <Card>
                    <ActionForm action=save attr:class="flex flex-col gap-4">
                        <FormError error id="rename-error"/>
                        <input type="hidden" name="id" value=id/>
                        <Field name="name" label="Name of the workspace" errors=error required=true>
                            <Input value=name autocomplete="off" maxlength=MAX_NAME as u32/>
                        </Field>
                        <div><Button submit=true variant=Variant::Primary pending=save.pending()>"Rename"</Button></div>
                    </ActionForm>
                </Card>
            </div>
        </Section>
    }
}
