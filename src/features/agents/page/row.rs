//! An own agent as a row.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::choose::{Chosen, chooser};
use super::seed_of;
use crate::core::ids::AgentId;
use crate::features::agents::types::{Agent, domain_name};
use crate::ui::*;

/// Tags in a row.
const TAGS: usize = 2;

/// What a row shows. Less than the agent, because it travels inside the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct AgentRow {
    pub id: AgentId,
    pub name: String,
    seed: String,
    picture: String,
    line: String,
    domain: String,
    tags: Vec<String>,
    updated_at: DateTime<Utc>,
}

impl AgentRow {
    pub(super) fn of(agent: Agent) -> Self {
        let picture = agent.avatar.picture();
        let p = agent.persona;
        let line = [p.profession, p.archetype].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · ");
        let tags = p.tags.into_iter().rev().take(TAGS).collect();
        Self {
            id: agent.id,
            picture,
            seed: seed_of(&p.avatar_seed, &p.name),
            name: p.name,
            line,
            domain: p.domain,
            tags,
            updated_at: agent.updated_at,
        }
    }
}

/// The row, with a box to choose it by for those who may change it.
pub(super) fn agent_row(row: AgentRow, chosen: Chosen, write: bool) -> impl IntoView + use<> {
    let address = format!("/agents/{}", row.id);
    let (edit, delete) = (format!("{address}/edit"), format!("{address}/delete"));
    let (edit_label, delete_label) = (format!("Edit {}", row.name), format!("Delete {}", row.name));
    let chooser = write.then(|| chooser(chosen, row.id.to_string(), &row.name));
    let actions = write.then(|| {
        view! {
            // The tooltips begin at the right edge: centred ones would stick out of the page.
            <span class="relative z-1 flex [&>a>span]:right-0 [&>a>span]:left-auto [&>a>span]:transform-none">
                <IconLink href=edit icon="edit" label=edit_label/>
                <IconLink href=delete icon="trash" label=delete_label/>
            </span>
        }
    });
    let tags =
        row.tags.into_iter().map(|tag| view! { <Badge class="max-w-32"><bdi class="block truncate">{tag}</bdi></Badge> }).collect_view();
    view! {
        <li class="relative flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 sm:flex-nowrap hover:bg-surface-2 has-[input:checked]:bg-surface-2">
            {chooser}
            <Avatar seed=row.seed picture=row.picture name=row.name.clone() decorative=true/>
            <div class="min-w-0 flex-1 basis-40">
                <a class="block truncate font-medium after:absolute after:inset-0" href=address><bdi>{row.name}</bdi></a>
                <p class="truncate text-meta text-muted"><bdi>{row.line}</bdi></p>
            </div>
            <span class="hidden max-w-44 min-w-0 gap-1.5 overflow-hidden xl:flex">{tags}</span>
            <Badge>{domain_name(&row.domain).to_owned()}</Badge>
            <span class="text-meta text-subtle sm:w-24 sm:text-right"><Timestamp at=row.updated_at relative=true/></span>
            {actions}
        </li>
    }
}
