//! `/settings/workspace`

use leptos::prelude::*;
use leptos_meta::Title;

use super::danger::DangerZone;
use super::invitations::Invitations;
use super::members::Members;
use crate::core::permission::{Permission, Role};
use crate::features::auth::page::SettingsTabs;
use crate::features::auth::types::WorkspaceChoice;
use crate::features::home::use_session;
use crate::features::workspaces::rpc::RenameWorkspace;
use crate::features::workspaces::types::MAX_NAME;
use crate::ui::*;

/// Under which the browser keeps the success over the reload.
pub(super) const SAVED: &str = "workspace-saved";

/// Name, members, invitations and end of the workspace that the pages show. The parts load their own data, so that
/// nothing here waits and the browser finds them in the order in which the server wrote them.
#[component]
pub fn WorkspaceSettingsPage() -> impl IntoView {
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(text) = browser::recall(SAVED) {
            toasts.success(text);
        }
    });
    use_session().map(|session| {
        // The personal workspace stands first.
        let personal = session.workspaces.first().is_some_and(|first| first.id == session.workspace.id);
        let WorkspaceChoice { id, name, role } = session.workspace;
        view! { <Settings id name role personal/> }
    })
}

#[component]
fn Settings(id: String, name: String, role: Role, personal: bool) -> impl IntoView {
    let shared = !personal;
    let members = (shared && role.allows(Permission::SeeMembers)).then(|| view! { <Members id=id.clone() role/> });
    let invitations = (shared && role.allows(Permission::Invite)).then(|| view! { <Invitations id=id.clone() role/> });
    let danger = shared.then(|| view! { <DangerZone id=id.clone() name=name.clone() role/> });
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
