//! A library agent as a card.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{href, seed_of, words};
use crate::features::agents::types::{LibraryAgent, domain_name};
use crate::ui::*;

/// Characters of the background on a card; two lines of it are seen.
const EXCERPT: usize = 180;
/// Tags on a card.
const TAGS: usize = 3;

/// What a card shows. Less than the persona, because it travels inside the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct AgentCard {
    pub slug: String,
    seed: String,
    name: String,
    profession: String,
    domain: String,
    excerpt: String,
    tags: Vec<String>,
}

impl AgentCard {
    pub(super) fn of(agent: LibraryAgent) -> Self {
        let p = agent.persona;
        Self {
            slug: agent.slug,
            seed: seed_of(&p.avatar_seed, &p.name),
            profession: if p.profession.is_empty() { p.archetype } else { p.profession },
            excerpt: words::excerpt(&p.background, EXCERPT),
            tags: p.tags.into_iter().take(TAGS).collect(),
            name: p.name,
            domain: p.domain,
        }
    }
}

/// The card; with `pick` it has a box to choose it by.
pub(super) fn agent_card(card: AgentCard, pick: bool) -> impl IntoView + use<> {
    let address = format!("/library/{}", card.slug);
    let chooser = pick.then(|| {
        let id = field_id(&format!("pick-{}", card.slug));
        let label_for = id.clone();
        view! {
            <label for=label_for class="relative z-1 -m-2 p-2">
                <span class="sr-only">"Choose "{card.name.clone()}</span>
                <input type="checkbox" id=id name="slugs[]" value=card.slug.clone() class="block size-5 accent-primary"/>
            </label>
        }
    });
    let tags = card
        .tags
        .into_iter()
        .map(|tag| {
            let address = href("/library", &[("tag", &tag)]);
            view! { <li class="relative z-1 flex"><a href=address class="hover:underline"><Badge>{tag}</Badge></a></li> }
        })
        .collect_view();
    view! {
        <li class="relative flex flex-col gap-3 rounded-lg border border-border bg-surface p-4 transition-colors hover:border-input has-[a.card-link:focus-visible]:outline-2 has-[a.card-link:focus-visible]:outline-offset-2 has-[a.card-link:focus-visible]:outline-ring has-[input:checked]:border-primary has-[input:checked]:bg-surface-2">
            <div class="flex items-start gap-3">
                <Avatar seed=card.seed name=card.name.clone() size=AvatarSize::Lg decorative=true/>
                <div class="min-w-0 flex-1">
                    <h2 class="text-base"><a class="card-link after:absolute after:inset-0 focus-visible:outline-none" href=address><bdi>{card.name}</bdi></a></h2>
                    <p class="text-meta text-muted">{card.profession}</p>
                </div>
                {chooser}
            </div>
            <p class="line-clamp-2 text-muted">{card.excerpt}</p>
            <ul class="mt-auto flex flex-wrap gap-1.5" role="list">
                <li class="flex"><Badge tone=Tone::Primary>{domain_name(&card.domain).to_owned()}</Badge></li>
                {tags}
            </ul>
        </li>
    }
}
