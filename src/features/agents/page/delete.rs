//! Deletion as a page of its own, so that it works without JavaScript.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{id_param, seed_of};
use crate::features::agents::rpc::{DeleteAgentForm, get_agent};
use crate::features::agents::types::Agent;
use crate::features::home::PageError;
use crate::ui::*;

/// `/agents/{id}/delete`
#[component]
pub fn DeleteAgentPage() -> impl IntoView {
    let id = id_param();
    let agent = Resource::new(move || id.get(), get_agent);
    let delete = ServerAction::<DeleteAgentForm>::new();
    view! {
        <Transition fallback=|| view! { <SkeletonText/> }>
            {move || Suspend::new(async move {
                match agent.await {
                    Ok(agent) => question(agent, delete),
                    Err(error) => view! { <PageError error title="Delete agent" back="/agents" back_label="All my agents"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn question(agent: Agent, delete: ServerAction<DeleteAgentForm>) -> AnyView {
    let name = agent.persona.name;
    let seed = seed_of(&agent.persona.avatar_seed, &name);
    let picture = agent.avatar.picture();
    view! {
        <Title text="Delete agent"/>
        <PageHeader title="Delete agent"/>
        <div class="max-w-form">
            <Card>
                <FormError error=action_error(delete)/>
                <div class="mb-4 flex items-start gap-3">
                    <Avatar seed picture name=name.clone() size=AvatarSize::Lg decorative=true/>
                    <p>"Delete “"{name}"”? Simulations it took part in keep their copy of it. For a week this can be undone."</p>
                </div>
                <ActionForm action=delete attr:class="flex flex-wrap gap-2">
                    <input type="hidden" name="id" value=agent.id.to_string()/>
                    <Button submit=true variant=Variant::Danger icon="trash" pending=delete.pending()>"Delete agent"</Button>
                    <LinkButton href=format!("/agents/{}", agent.id)>"Keep it"</LinkButton>
                </ActionForm>
            </Card>
        </div>
    }
    .into_any()
}
