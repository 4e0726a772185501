//! The pages around the editor: a new scenario (blank, or beginning as another one) and an own one.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::editor::Editor;
use super::id_param;
use crate::core::ids::ScenarioId;
use crate::core::permission::Permission;
use crate::core::{AppError, Code};
use crate::features::home::{PageError, may};
use crate::features::simulations::rpc::get_scenario;
use crate::features::simulations::scenario_form::ScenarioForm;
use crate::ui::*;

/// The form of a new scenario, filled in from the scenario of that id.
async fn blank(from: String) -> Result<ScenarioForm, AppError> {
    if from.is_empty() {
        Ok(ScenarioForm::default())
    } else {
        get_scenario(ScenarioId::new(from)).await.map(|saved| ScenarioForm::from_scenario(saved.scenario))
    }
}

async fn existing(id: ScenarioId) -> Result<ScenarioForm, AppError> {
    let saved = get_scenario(id).await?;
    if saved.built_in {
        return Err(AppError::new(Code::Forbidden, "Templates can't be changed. Save a copy as your own scenario."));
    }
    Ok(ScenarioForm::from_saved(saved))
}

fn read_only() -> AnyView {
    view! { <Banner tone=Tone::Warning>"Your role in this workspace lets you read scenarios, not write them. Ask an owner."</Banner> }
        .into_any()
}

/// `/scenarios/new`; `?from=id` begins as another scenario.
#[component]
pub fn NewScenarioPage() -> impl IntoView {
    let query = use_query_map();
    let from = Memo::new(move |_| query.with(|q| q.get("from")).unwrap_or_default());
    let form = Resource::new(move || from.get(), blank);
    let write = may(Permission::Write);
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=8/> }>
            {move || Suspend::new(async move {
                match form.await {
                    Ok(form) => view! {
                        <Title text="New scenario"/>
                        <PageHeader title="New scenario" description="A title and a question are enough. Facts with figures in the setting make the panel argue about something."/>
                        {if write { view! { <Editor form/> }.into_any() } else { read_only() }}
                    }
                    .into_any(),
                    Err(error) => view! { <PageError error title="New scenario" back="/scenarios/new" back_label="Begin with a blank form"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// `/scenarios/{id}/edit`
#[component]
pub fn EditScenarioPage() -> impl IntoView {
    let id = id_param();
    let form = Resource::new(move || id.get(), existing);
    let write = may(Permission::Write);
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=8/> }>
            {move || Suspend::new(async move {
                match form.await {
                    Ok(form) => {
                        let title = format!("Edit “{}”", form.title);
                        view! {
                            <Title text="Edit scenario"/>
                            <PageHeader title description="Simulations keep the scenario as it was when they were made."/>
                            {if write { view! { <Editor form/> }.into_any() } else { read_only() }}
                        }
                        .into_any()
                    }
                    Err(error) => view! { <PageError error title="Edit scenario" back="/scenarios" back_label="All scenarios"/> }.into_any(),
                }
            })}
        </Transition>
    }
}
