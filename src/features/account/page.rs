//! `/settings/data`: everything of the visitor as one archive, and the way to the end of the account.

use leptos::prelude::*;
use leptos_meta::Title;

use super::rpc::{DeleteAccount, preview_deletion};
use super::types::{CONFIRMATION, DeletionPreview, GoingWorkspace};
use crate::features::auth::page::SettingsTabs;
use crate::features::auth::page::problem::{form_error, not_deleted};
use crate::features::home::use_session;
use crate::ui::*;

/// `/settings/data`
#[component]
pub fn MyDataPage() -> impl IntoView {
    let guest = use_session().is_some_and(|session| session.user.guest);
    view! {
        <Title text="My data"/>
        <PageHeader title="My data" description="What Colloquy keeps of you is yours: take it along, or have it deleted."/>
        <SettingsTabs current="/settings/data"/>
        <Section title="Take everything along">
            <div class="max-w-form">
                <Card>
                    <p class="mb-4">
                        "One ZIP file with your profile and sessions, what you did, and each workspace that you own: agents, simulations with every message, scenarios, and documents as Markdown. Everything is readable text."
                    </p>
                    // Made while it is sent, so that the browser loads it, not the page.
                    <LinkButton href="/api/v1/account/export" variant=Variant::Primary icon="download" attr:download="" attr:rel="external">"Download my data"</LinkButton>
                </Card>
            </div>
        </Section>
        <Section title=if guest { "Delete everything" } else { "Delete the account" }>
            <div class="max-w-form">
                <Card>
                    <p class="mb-4">"The next page shows what goes and what stays, and asks once more."</p>
                    <LinkButton href="/settings/data/delete" variant=Variant::Danger icon="trash">"Go on to deletion"</LinkButton>
                </Card>
            </div>
        </Section>
    }
}

/// `/settings/data/delete`
#[component]
pub fn DeleteAccountPage() -> impl IntoView {
    let preview = Resource::new(|| (), |()| preview_deletion());
    view! {
        <Title text="Delete account"/>
        <PageHeader title="Delete account"/>
        <SettingsTabs current="/settings/data/delete"/>
        <Transition fallback=|| view! { <SkeletonText lines=6/> }>
            {move || Suspend::new(async move {
                match preview.await {
                    Ok(preview) => view! { <Question preview/> }.into_any(),
                    Err(error) => view! { <InlineError error retry=Callback::new(move |()| preview.refetch())/> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// "2 agents", "1 agent", "no agents".
fn counted(n: u64, one: &str, many: &str) -> String {
    match n {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    }
}

fn contents(space: &GoingWorkspace) -> String {
    let parts = [
        counted(space.agents, "agent", "agents"),
        counted(space.simulations, "simulation", "simulations"),
        counted(space.messages, "message", "messages"),
        counted(space.scenarios, "scenario", "scenarios"),
        counted(space.documents, "document", "documents"),
    ];
    parts.join(", ")
}

/// What goes, what stays, and the form.
#[component]
fn Question(preview: DeletionPreview) -> impl IntoView {
    let DeletionPreview { guest, with_password, going, staying, blocking, sessions } = preview;
    let going: Vec<_> =
        going.iter().map(|space| view! { <li><strong>{space.name.clone()}</strong>": "{contents(space)}"."</li> }).collect();
    let stays = (!staying.is_empty()).then(|| {
        let list: Vec<_> = staying.into_iter().map(|name| view! { <li>{name}</li> }).collect();
        view! {
            <h2 class="mt-4">"What stays"</h2>
            <p>"These workspaces have other owners. What you made there stays, without your name."</p>
            <ul class="ml-5 list-disc">{list}</ul>
        }
    });
    let blocked = !blocking.is_empty();
    let names = blocking.join(", ");
    view! {
        <div class="max-w-form">
            <Card>
                {blocked.then(|| view! {
                    <Banner tone=Tone::Warning title="First hand over what others use">
                        "Nobody else owns "<strong>{names}</strong>", and others belong to it. Make somebody else an owner or delete the workspace, then come back."
                    </Banner>
                })}
                <h2>"What goes"</h2>
                <ul class="ml-5 list-disc">
                    {going}
                    <li>"Your profile, your picture, and "{counted(sessions, "session", "sessions")}". You are signed out everywhere at once."</li>
                </ul>
                <p class="mt-2 text-muted">"The log keeps that you were here, by number and without your name. This can’t be undone."</p>
                {stays}
                {(!blocked).then(|| view! { <Confirmation guest with_password/> })}
            </Card>
        </div>
    }
}

#[component]
fn Confirmation(guest: bool, with_password: bool) -> impl IntoView {
    let delete = ServerAction::<DeleteAccount>::new();
    let error = form_error(delete, not_deleted);
    let proof = if with_password {
        view! {
            <Field name="password" label="Your password" hint="So that nobody else does this on an open page." errors=error required=true>
                <Input kind="password" autocomplete="current-password" maxlength=1024/>
            </Field>
        }
        .into_any()
    } else {
        view! {
            <Field name="confirm" label=format!("Type “{CONFIRMATION}”") errors=error required=true>
                <Input autocomplete="off" maxlength=40/>
            </Field>
        }
        .into_any()
    };
    view! {
        <ActionForm action=delete attr:class="mt-4 flex flex-col gap-4">
            <FormError error labels=vec![("password", "Your password"), ("confirm", "Confirmation")]/>
            {proof}
            <div class="flex flex-wrap gap-2">
                <Button submit=true variant=Variant::Danger icon="trash" pending=delete.pending()>
                    {if guest { "Delete everything" } else { "Delete my account" }}
                </Button>
                <LinkButton href="/settings/data">"Keep it"</LinkButton>
            </div>
        </ActionForm>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_is_told_in_words() {
        let space = GoingWorkspace { name: "Ada's workspace".into(), agents: 1, simulations: 2, ..GoingWorkspace::default() };
        assert_eq!(contents(&space), "1 agent, 2 simulations, no messages, no scenarios, no documents");
    }
}
