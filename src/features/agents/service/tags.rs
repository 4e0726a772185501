//! Tags of several agents at once.

use std::collections::HashSet;

use super::{announce, check_bulk, unique};
use crate::core::ids::AgentId;
use crate::core::permission::Permission;
use crate::core::validate::Check;
use crate::core::{AppError, Code, Result};
use crate::features::agents::facets::tag_key;
use crate::features::agents::store::tags::Change;
use crate::features::agents::store::{self, Content};
use crate::features::agents::types::{Agent, AgentsChanged, TagChange};
use crate::server::ctx::Ctx;

/// Most tags of an agent, and most of a change, as the editor has it.
const TAGS: usize = 20;
/// Characters of a tag.
const TAG_CHARS: usize = 200;
/// Times a change starts again with those that somebody else was quicker at.
const TRIES: u32 = 4;

/// Adds tags to agents and takes tags off them. An agent that has them already, or not at all, stays as it is.
pub async fn change_tags(ctx: &Ctx, change: TagChange) -> Result<AgentsChanged> {
    let ws = ctx.require(Permission::Write)?;
    let change = checked(change)?;
    let (mut changed, mut left) = (0, change.ids.clone());
    let mut found = HashSet::new();
    for _ in 0..TRIES {
        let rows = store::find_many(&ctx.state.db, &ws, &left).await?;
        let agents: Vec<Agent> = rows.into_iter().map(Agent::from).collect();
        found.extend(agents.iter().map(|agent| agent.id.clone()));
        let changes = agents.into_iter().filter_map(|agent| tagged(agent, &change).transpose()).collect::<Result<Vec<_>>>()?;
        if changes.is_empty() {
            let missing = change.ids.into_iter().filter(|id| !found.contains(id)).collect();
            return Ok(AgentsChanged { changed, missing });
        }
        let done: HashSet<AgentId> = store::tags::update_many(&ctx.state.db, &ws, &changes, ctx.now()).await?.into_iter().collect();
        if !done.is_empty() {
            announce(ctx, &ws);
        }
        changed += u32::try_from(done.len()).unwrap_or(u32::MAX);
        left.retain(|id| !done.contains(id));
    }
    Err(AppError::of(Code::Conflict))
}

fn checked(change: TagChange) -> Result<TagChange> {
    check_bulk("ids", change.ids.len())?;
    let trimmed = |tags: Vec<String>| unique(tags.into_iter().map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect());
    let change = TagChange { ids: unique(change.ids), add: trimmed(change.add), remove: trimmed(change.remove) };
    let mut check = Check::new();
    check.that(!(change.add.is_empty() && change.remove.is_empty()), "add", "Name a tag to add or to remove.");
    for (field, tags) in [("add", &change.add), ("remove", &change.remove)] {
        check.that(tags.len() <= TAGS, field, format!("Must have at most {TAGS} entries."));
        for tag in tags {
            check.max(field, tag, TAG_CHARS);
        }
    }
    check.done()?;
    Ok(change)
}

/// The agent with its new tags; `None` when they are the old ones.
fn tagged(agent: Agent, change: &TagChange) -> Result<Option<Change>> {
    let Agent { id, mut persona, instructions, version, .. } = agent;
    let remove: HashSet<String> = change.remove.iter().map(|tag| tag_key(tag)).collect();
    let mut tags: Vec<String> = persona.tags.iter().filter(|tag| !remove.contains(&tag_key(tag))).cloned().collect();
    for tag in &change.add {
        if !tags.iter().any(|own| tag_key(own) == tag_key(tag)) {
            tags.push(tag.clone());
        }
    }
    if tags == persona.tags {
        return Ok(None);
    }
    if tags.len() > TAGS {
        return Err(AppError::field("add", format!("“{}” would have more than {TAGS} tags. Remove some first.", persona.name)));
    }
    persona.tags = tags;
    Ok(Some(Change { expected: version, agent: Content::new(id, persona, instructions, None) }))
}
