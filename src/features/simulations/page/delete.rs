//! Deletion as a page of its own, so that it works without JavaScript.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::features::home::PageError;
use crate::features::simulations::rpc::{DeleteSimulation, open_room};
use crate::ui::*;

use super::id_param;

/// `/simulations/{id}/delete`
#[component]
pub fn DeleteSimulationPage() -> impl IntoView {
    let id = id_param();
    let room = Resource::new(move || id.get(), open_room);
    let delete = ServerAction::<DeleteSimulation>::new();
    let error = action_error(delete);
    let pending = delete.pending();
    view! {
        <Title text="Delete simulation"/>
        <Transition fallback=|| view! { <SkeletonText/> }>
            {move || Suspend::new(async move {
                match room.await {
                    Err(error) => view! { <PageError error title="Delete simulation" back="/simulations" back_label="All simulations"/> }.into_any(),
                    Ok(room) => {
                        let back = format!("/simulations/{}", room.simulation.id);
                        view! {
                            <PageHeader title="Delete simulation"/>
                            <div class="max-w-form">
                                <Card>
                                    <FormError error/>
                                    <p class="mb-4">
                                        "Delete “"{room.simulation.title.clone()}"” with its "{room.simulation.messages}" messages? Documents made from it stay. This can't be undone."
                                    </p>
                                    <ActionForm action=delete attr:class="flex gap-2">
                                        <input type="hidden" name="id" value=room.simulation.id.to_string()/>
                                        <Button submit=true variant=Variant::Danger icon="trash" pending=pending>"Delete simulation"</Button>
                                        <LinkButton href=back>"Keep it"</LinkButton>
                                    </ActionForm>
                                </Card>
                            </div>
                        }
                        .into_any()
                    }
                }
            })}
        </Transition>
    }
}
