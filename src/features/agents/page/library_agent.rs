//! One built-in agent, with the ways to use it.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::href;
use super::persona::{description, introduction};
use super::talk::talk;
use crate::core::permission::Permission;
use crate::features::agents::rpc::{AddFromLibraryForm, SaveLibraryForm, get_library_agent};
use crate::features::agents::types::LibraryAgent;
use crate::features::home::{PageError, may};
use crate::features::simulations::rpc::SubmitSimulation;
use crate::ui::*;

/// What can be done here by those who may change the workspace.
#[derive(Clone, Copy)]
struct Acts {
    add: ServerAction<AddFromLibraryForm>,
    save: ServerAction<SaveLibraryForm>,
    talk: ServerAction<SubmitSimulation>,
}

/// `/library/{slug}`
#[component]
pub fn LibraryAgentPage() -> impl IntoView {
    let params = use_params_map();
    let slug = Memo::new(move |_| params.with(|p| p.get("slug").unwrap_or_default()));
    let agent = Resource::new(move || slug.get(), get_library_agent);
    let acts = Acts { add: ServerAction::new(), save: ServerAction::new(), talk: ServerAction::new() };
    let write = may(Permission::Write);
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=10/> }>
            {move || Suspend::new(async move {
                match agent.await {
                    Ok(agent) => shown(agent, write.then_some(acts)),
                    Err(error) => view! { <PageError error title="Library agent" back="/library" back_label="The whole library"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn shown(agent: LibraryAgent, acts: Option<Acts>) -> AnyView {
    let name = agent.persona.name.clone();
    let errors =
        acts.map(|acts| view! { <FormError error=action_error(acts.add)/><FormError error=action_error(acts.save) id="save-error"/> });
    let actions = acts.map(|acts| actions(&agent.slug, acts));
    let talk = acts.map(|acts| talk(format!("library:{}", agent.slug), &name, acts.talk));
    let intro = introduction(&agent.persona, String::new());
    view! {
        <Title text=name.clone()/>
        <PageHeader title=name>{actions}</PageHeader>
        {errors}
        {intro}
        {talk}
        {description(agent.persona, String::new(), ().into_any())}
    }
    .into_any()
}

fn actions(slug: &str, acts: Acts) -> impl IntoView + use<> {
    let start = href("/simulations/new", &[("participants", &format!("library:{slug}"))]);
    let (slug, saved) = (slug.to_owned(), slug.to_owned());
    let change = href("/agents/new", &[("from", &slug)]);
    view! {
        <LinkButton href=change icon="edit" variant=Variant::Ghost>"Change a copy"</LinkButton>
        <ActionForm action=acts.save>
            <input type="hidden" name="slug" value=saved/>
            <Button submit=true icon="star" pending=acts.save.pending()>"Save to the shelf"</Button>
        </ActionForm>
        <ActionForm action=acts.add>
            <input type="hidden" name="slugs[]" value=slug/>
            <Button submit=true icon="plus" pending=acts.add.pending()>"Add to my agents"</Button>
        </ActionForm>
        <LinkButton href=start variant=Variant::Primary icon="play">"Start a simulation with this agent"</LinkButton>
    }
}
