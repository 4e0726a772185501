//! Deletion as a page of its own, so that it works without JavaScript.

use leptos::prelude::*;
use leptos_meta::Title;

use super::id_param;
use crate::features::home::PageError;
use crate::features::simulations::rpc::{DeleteScenarioForm, get_scenario};
use crate::features::simulations::types::SavedScenario;
use crate::ui::*;

/// `/scenarios/{id}/delete`
#[component]
pub fn DeleteScenarioPage() -> impl IntoView {
    let id = id_param();
    let scenario = Resource::new(move || id.get(), get_scenario);
    let delete = ServerAction::<DeleteScenarioForm>::new();
    view! {
        <Title text="Delete scenario"/>
        <Transition fallback=|| view! { <SkeletonText/> }>
            {move || Suspend::new(async move {
                match scenario.await {
                    Ok(scenario) => question(scenario, delete),
                    Err(error) => view! { <PageError error title="Delete scenario" back="/scenarios" back_label="All scenarios"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn question(saved: SavedScenario, delete: ServerAction<DeleteScenarioForm>) -> AnyView {
    let error = action_error(delete);
    view! {
        <PageHeader title="Delete scenario"/>
        <div class="max-w-form">
            <Card>
                <FormError error/>
                <p class="mb-4 break-words">"Delete “"{saved.scenario.title}"”? Simulations made from it keep their copy. This can’t be undone."</p>
                <ActionForm action=delete attr:class="flex flex-wrap gap-2">
                    <input type="hidden" name="id" value=saved.id.to_string()/>
                    <Button submit=true variant=Variant::Danger icon="trash" pending=delete.pending()>"Delete scenario"</Button>
                    <LinkButton href="/scenarios">"Keep it"</LinkButton>
                </ActionForm>
            </Card>
        </div>
    }
    .into_any()
}
