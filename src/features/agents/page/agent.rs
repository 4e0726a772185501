//! One own agent.

use leptos::prelude::*;
use leptos_meta::Title;

use super::persona::{definitions, description, introduction, panel};
use super::{href, id_param, portrait};
use crate::core::permission::Permission;
use crate::features::agents::rpc::{DuplicateAgentForm, get_agent};
use crate::features::agents::types::Agent;
use crate::features::home::{PageError, may};
use crate::ui::*;

/// `/agents/{id}`
#[component]
pub fn AgentPage() -> impl IntoView {
    let id = id_param();
    let agent = Resource::new(move || id.get(), get_agent);
    let duplicate = ServerAction::<DuplicateAgentForm>::new();
    let write = may(Permission::Write);
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=10/> }>
            {move || Suspend::new(async move {
                match agent.await {
                    Ok(agent) => shown(agent, write.then_some(duplicate)),
                    Err(error) => view! { <PageError error title="Agent" back="/agents" back_label="All my agents"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn shown(agent: Agent, duplicate: Option<ServerAction<DuplicateAgentForm>>) -> AnyView {
    let name = agent.persona.name.clone();
    let failed = duplicate.map(action_error);
    let error = Signal::derive(move || failed.and_then(|failed| failed.get()));
    let write = duplicate.is_some();
    let actions = duplicate.map(|duplicate| actions(&agent, duplicate));
    let intro = introduction(&agent.persona, agent.avatar.picture());
    let portrait = write.then(|| portrait::portrait(&agent));
    let record = view! { {portrait}{record(&agent)} }.into_any();
    view! {
        <Title text=name.clone()/>
        <PageHeader title=name>{actions}</PageHeader>
        <FormError error/>
        {portrait::news()}
        {intro}
        {description(agent.persona, agent.instructions, record)}
    }
    .into_any()
}

fn actions(agent: &Agent, duplicate: ServerAction<DuplicateAgentForm>) -> impl IntoView + use<> {
    let id = agent.id.to_string();
    let start = href("/simulations/new", &[("participants", &format!("agent:{id}"))]);
    let (edit, delete) = (format!("/agents/{id}/edit"), format!("/agents/{id}/delete"));
    view! {
        <IconLink href=delete icon="trash" label="Delete agent" size=Size::Md/>
        <ActionForm action=duplicate>
            <input type="hidden" name="id" value=id/>
            <Button submit=true icon="copy" pending=duplicate.pending()>"Duplicate"</Button>
        </ActionForm>
        <LinkButton href=edit icon="edit">"Edit"</LinkButton>
        <LinkButton href=start variant=Variant::Primary icon="play">"Start a simulation"</LinkButton>
    }
}

/// Where it comes from and when it changed.
fn record(agent: &Agent) -> AnyView {
    let origin = agent.library.as_ref().map(|slug| {
        ("Made from", view! { <a href=format!("/library/{slug}") class="text-primary-text underline underline-offset-2">"the library’s original"</a> }.into_any())
    });
    let mut rows = vec![
        ("Version", agent.version.to_string().into_any()),
        ("Changed", view! { <Timestamp at=agent.updated_at relative=true/> }.into_any()),
        ("Created", view! { <Timestamp at=agent.created_at/> }.into_any()),
    ];
    rows.extend(origin);
    panel("Record", definitions(rows))
}
