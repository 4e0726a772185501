//! `/agents/panel`: a question and a size give a panel, with the reason for every seat. A plain form
//! and links; with script the result follows what one types.

mod address;
mod form;
mod result;
mod seats;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use address::Wanted;
use form::AskForm;

use super::tabs::ways;
use crate::core::AppError;
use crate::core::permission::Permission;
use crate::features::agents::panel::rpc::suggest_panel;
use crate::features::agents::panel::types::Panel;
use crate::features::home::may;
use crate::ui::*;

const LABELS: [(&str, &str); 5] =
    [("question", "Question"), ("size", "Seats"), ("pool", "Choose from"), ("locked", "Locked members"), ("excluded", "Members left out")];

/// `None` as long as nothing is asked.
async fn found(wanted: Wanted) -> Result<Option<Panel>, AppError> {
    if wanted.question.is_empty() {
        return Ok(None);
    }
    suggest_panel(wanted.input()).await.map(Some)
}

/// The page.
#[component]
pub fn PanelPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(Wanted::read));
    let write = may(Permission::Write);
    let panel = Resource::new(move || wanted.get(), found);
    view! {
        <Title text="Panel for a question"/>
        <PageHeader title="Panel for a question" description="People who have something to say on it, and who see it differently from one another."/>
        {ways("/agents/panel")}
        <AskForm wanted/>
        <Transition fallback=|| view! { <SkeletonCards cards=5/> }>
            {move || Suspend::new(async move {
                match panel.await {
                    Ok(Some(panel)) => result::shown(panel, &wanted.get_untracked(), write),
                    Ok(None) => nothing_asked(),
                    Err(error) => view! { <FormError error=Signal::derive(move || Some(error.clone())) labels=LABELS.to_vec()/> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn nothing_asked() -> AnyView {
    view! {
        <EmptyState icon="users" title="What is the panel to discuss?" body="Write the question in your own words. Names of fields, places and people concerned help to find who knows about it."/>
    }
    .into_any()
}
