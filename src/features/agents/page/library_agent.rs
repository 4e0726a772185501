//! One built-in agent, with the ways to use it.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::href;
use super::persona::{description, introduction};
use crate::core::permission::Permission;
use crate::features::agents::rpc::{AddFromLibraryForm, get_library_agent};
use crate::features::agents::types::LibraryAgent;
use crate::features::home::{PageError, may};
use crate::ui::*;

/// `/library/{slug}`
#[component]
pub fn LibraryAgentPage() -> impl IntoView {
    let params = use_params_map();
    let slug = Memo::new(move |_| params.with(|p| p.get("slug").unwrap_or_default()));
    let agent = Resource::new(move || slug.get(), get_library_agent);
    let add = ServerAction::<AddFromLibraryForm>::new();
    let write = may(Permission::Write);
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=10/> }>
            {move || Suspend::new(async move {
                match agent.await {
                    Ok(agent) => shown(agent, write.then_some(add)),
                    Err(error) => view! { <PageError error title="Library agent" back="/library" back_label="The whole library"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn shown(agent: LibraryAgent, add: Option<ServerAction<AddFromLibraryForm>>) -> AnyView {
    let name = agent.persona.name.clone();
    let failed = add.map(action_error);
    let error = Signal::derive(move || failed.and_then(|failed| failed.get()));
    let actions = add.map(|add| actions(&agent.slug, add));
    let intro = introduction(&agent.persona, String::new());
    view! {
        <Title text=name.clone()/>
        <PageHeader title=name>{actions}</PageHeader>
        <FormError error/>
        {intro}
        {description(agent.persona, String::new(), ().into_any())}
    }
    .into_any()
}

fn actions(slug: &str, add: ServerAction<AddFromLibraryForm>) -> impl IntoView + use<> {
    let start = href("/simulations/new", &[("participants", &format!("library:{slug}"))]);
    let slug = slug.to_owned();
    let change = href("/agents/new", &[("from", &slug)]);
    view! {
        <LinkButton href=change icon="edit" variant=Variant::Ghost>"Change a copy"</LinkButton>
        <ActionForm action=add>
            <input type="hidden" name="slugs[]" value=slug/>
            <Button submit=true icon="plus" pending=add.pending()>"Add to my agents"</Button>
        </ActionForm>
        <LinkButton href=start variant=Variant::Primary icon="play">"Start a simulation with this agent"</LinkButton>
    }
}
