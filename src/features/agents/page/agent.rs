//! One own agent.

use leptos::prelude::*;
use leptos_meta::Title;

use super::follow::follow;
use super::persona::{definitions, description, introduction, panel};
use super::talk::talk;
use super::{href, id_param, portrait};
use crate::core::permission::Permission;
use crate::features::agents::rpc::{DuplicateAgentForm, Opened, SaveToShelfForm, UpdateFromShelfForm, open_agent};
use crate::features::agents::types::{Agent, ShelfLink};
use crate::features::home::{PageError, may};
use crate::features::simulations::rpc::SubmitSimulation;
use crate::ui::*;

/// What can be done here by those who may change the workspace.
#[derive(Clone, Copy)]
struct Acts {
    duplicate: ServerAction<DuplicateAgentForm>,
    save: ServerAction<SaveToShelfForm>,
    update: ServerAction<UpdateFromShelfForm>,
    talk: ServerAction<SubmitSimulation>,
}

/// `/agents/{id}`
#[component]
pub fn AgentPage() -> impl IntoView {
    let id = id_param();
    let acts = Acts { duplicate: ServerAction::new(), save: ServerAction::new(), update: ServerAction::new(), talk: ServerAction::new() };
    let done = move || (acts.save.version().get(), acts.update.version().get());
    let opened = Resource::new(move || (id.get(), done()), |(id, _)| open_agent(id));
    let since = follow(move |change| {
        let here = id.get_untracked();
        if !change.id.is_empty() || change.ids.iter().any(|changed| changed == here.as_str()) {
            opened.refetch();
        }
    });
    let write = may(Permission::Write);
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=10/> }>
            {move || Suspend::new(async move {
                match opened.await {
                    Ok(opened) => {
                        since.begin(opened.seq);
                        shown(opened, write.then_some(acts))
                    }
                    Err(error) => view! { <PageError error title="Agent" back="/agents" back_label="All my agents"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn shown(opened: Opened, acts: Option<Acts>) -> AnyView {
    let Opened { agent, shelf, .. } = opened;
    let name = agent.persona.name.clone();
    let errors = acts.map(|acts| {
        view! {
            <FormError error=action_error(acts.duplicate)/>
            <FormError error=action_error(acts.save) id="save-error"/>
            <FormError error=action_error(acts.update) id="update-error"/>
        }
    });
    let actions = acts.map(|acts| actions(&agent, acts));
    let talk = acts.map(|acts| talk(format!("agent:{}", agent.id), &name, acts.talk));
    let intro = introduction(&agent.persona, agent.avatar.picture());
    let portrait = acts.map(|_| portrait::portrait(&agent));
    let aside = view! { {on_shelf(&agent, shelf, acts)}{portrait}{record(&agent)} };
    view! {
        <Title text=name.clone()/>
        <PageHeader title=name>{actions}</PageHeader>
        {errors}
        {portrait::news()}
        {intro}
        {talk}
        {description(agent.persona, agent.instructions, aside.into_any())}
    }
    .into_any()
}

fn actions(agent: &Agent, acts: Acts) -> impl IntoView + use<> {
    let id = agent.id.to_string();
    let start = href("/simulations/new", &[("participants", &format!("agent:{id}"))]);
    let (edit, delete) = (format!("/agents/{id}/edit"), format!("/agents/{id}/delete"));
    view! {
        <IconLink href=delete icon="trash" label="Delete agent" size=Size::Md/>
        <ActionForm action=acts.duplicate>
            <input type="hidden" name="id" value=id/>
            <Button submit=true icon="copy" pending=acts.duplicate.pending()>"Duplicate"</Button>
        </ActionForm>
        <LinkButton href=edit icon="edit">"Edit"</LinkButton>
        <LinkButton href=start variant=Variant::Primary icon="play">"Start a simulation"</LinkButton>
    }
}

/// Whether the agent is on the shelf, and which of the two is newer.
fn on_shelf(agent: &Agent, shelf: Option<ShelfLink>, acts: Option<Acts>) -> AnyView {
    let state = match &shelf {
        None => "Not on the shelf. What is saved there can be used again and again.",
        Some(ShelfLink { agent_changed: false, saved_changed: false, .. }) => "On the shelf, and the same there.",
        Some(ShelfLink { agent_changed: true, saved_changed: false, .. }) => "This agent has changed since it was saved.",
        Some(ShelfLink { agent_changed: false, saved_changed: true, .. }) => "The saved agent has changed since then.",
        Some(_) => "Both have changed since they were the same.",
    };
    let (save, update) = (shelf.as_ref().is_none_or(|link| link.agent_changed), shelf.as_ref().is_some_and(|link| link.saved_changed));
    let word = if shelf.is_none() { "Save to the shelf" } else { "Update the saved agent" };
    let id = agent.id.to_string();
    let buttons = acts.map(|acts| {
        let updated = id.clone();
        view! {
            {save.then(|| view! {
                <ActionForm action=acts.save>
                    <input type="hidden" name="id" value=id/>
                    <Button submit=true size=Size::Sm icon="star" pending=acts.save.pending()>{word}</Button>
                </ActionForm>
            })}
            {update.then(|| view! {
                <ActionForm action=acts.update>
                    <input type="hidden" name="id" value=updated/>
                    <Button submit=true size=Size::Sm icon="refresh" pending=acts.update.pending()>"Update from the shelf"</Button>
                </ActionForm>
            })}
        }
    });
    let link = view! { <a href="/agents/saved" class="text-primary-text underline underline-offset-2">"The shelf"</a> };
    panel(
        "Shelf",
        view! { <p class="text-muted">{state}</p><div class="flex flex-wrap items-center gap-2">{buttons}{link}</div> }.into_any(),
    )
}

/// Where it comes from and when it changed.
fn record(agent: &Agent) -> AnyView {
    let origin = agent.library.as_ref().map(|slug| {
        ("Made from", view! { <a href=format!("/library/{slug}") class="text-primary-text underline underline-offset-2">"the library’s original"</a> }.into_any())
    });
    let history = format!("/agents/{}/history", agent.id);
    let version =
        view! { <a href=history class="text-primary-text underline underline-offset-2">{format!("{}, see all", agent.version)}</a> };
    let mut rows = vec![
        ("Version", version.into_any()),
        ("Changed", view! { <Timestamp at=agent.updated_at relative=true/> }.into_any()),
        ("Created", view! { <Timestamp at=agent.created_at/> }.into_any()),
    ];
    rows.extend(origin);
    panel("Record", definitions(rows))
}
