//! One own agent after the other: create, change, copy.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{announce, check_bulk, find, refusal, room_for, unique};
use crate::core::ids::AgentId;
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Result};
use crate::features::agents::merge::merge;
use crate::features::agents::store::{self, Content};
use crate::features::agents::types::{Agent, AgentInput, Persona};
use crate::features::avatars::types::Avatar;
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::db::DbError;

/// Longest name of an agent in characters, as [`AgentInput::validate`] has it.
const NAME_CHARS: usize = 80;
/// Times a PATCH without `If-Match` starts again when somebody else was quicker.
const PATCH_TRIES: u32 = 5;

/// One own agent.
pub async fn get(ctx: &Ctx, id: &AgentId) -> Result<Agent> {
    let ws = ctx.require(Permission::Read)?;
    find(ctx, &ws, id).await
}

/// Creates an own agent.
pub async fn create(ctx: &Ctx, input: AgentInput) -> Result<Agent> {
    let ws = ctx.require(Permission::Write)?;
    input.validate()?;
    let (persona, instructions) = input.into_parts();
    room_for(ctx, &ws, 1).await?;
    insert_one(ctx, &ws, persona, instructions, None).await
}

/// Replaces an own agent. `expected` is the version the caller has seen; without it the last
/// writer wins.
pub async fn replace(ctx: &Ctx, id: &AgentId, input: AgentInput, expected: Option<u32>) -> Result<Agent> {
    let ws = ctx.require(Permission::Write)?;
    input.validate()?;
    update(ctx, &ws, id, input, expected).await.map_err(refusal)
}

/// Changes some fields of an own agent, see [`merge`].
pub async fn patch(ctx: &Ctx, id: &AgentId, patch: Map<String, Value>, expected: Option<u32>) -> Result<Agent> {
    let ws = ctx.require(Permission::Write)?;
    let mut tries = 1;
    loop {
        let now = find(ctx, &ws, id).await?;
        if expected.is_some_and(|version| version != now.version) {
            return Err(AppError::of(Code::PreconditionFailed));
        }
        let input = merge(AgentInput::from_parts(now.persona, now.instructions), patch.clone())?;
        input.validate()?;
        match update(ctx, &ws, id, input, Some(now.version)).await {
            Err(error) if error.is_thrown(store::STALE) && expected.is_none() && tries < PATCH_TRIES => tries += 1,
            Err(error) if error.is_thrown(store::STALE) && expected.is_none() => return Err(AppError::of(Code::Conflict)),
            outcome => return outcome.map_err(refusal),
        }
    }
}

/// A copy of an own agent, named "… (copy)".
pub async fn duplicate(ctx: &Ctx, id: &AgentId) -> Result<Agent> {
    let ws = ctx.require(Permission::Write)?;
    let agent = find(ctx, &ws, id).await?;
    room_for(ctx, &ws, 1).await?;
    let Agent { persona, instructions, library, .. } = copied(agent);
    insert_one(ctx, &ws, persona, instructions, library).await
}

/// Copies of own agents, all or none, in the order asked for.
pub async fn duplicate_many(ctx: &Ctx, ids: Vec<AgentId>) -> Result<Vec<Agent>> {
    let ws = ctx.require(Permission::Write)?;
    check_bulk("ids", ids.len())?;
    let ids = unique(ids);
    let rows = store::find_many(&ctx.state.db, &ws, &ids).await?;
    let mut originals: HashMap<AgentId, Agent> = rows.into_iter().map(Agent::from).map(|agent| (agent.id.clone(), agent)).collect();
    let originals = ids.iter().map(|id| originals.remove(id).ok_or_else(|| AppError::not_found("agent"))).collect::<Result<Vec<_>>>()?;
    room_for(ctx, &ws, originals.len()).await?;
    let copies = originals.into_iter().map(copied).map(|agent| (agent.persona, agent.instructions, agent.library)).collect();
    insert_many(ctx, &ws, copies).await
}

fn copied(mut agent: Agent) -> Agent {
    let persona = &mut agent.persona;
    // The drawn avatar stays the same, also when it came from the name.
    if persona.avatar_seed.is_empty() {
        persona.avatar_seed = persona.name.clone();
    }
    persona.name = copy_name(&persona.name);
    agent
}

/// Creates one agent of parts that were checked.
pub(super) async fn insert_one(
    ctx: &Ctx,
    ws: &WorkspaceId,
    persona: Persona,
    instructions: String,
    library: Option<String>,
) -> Result<Agent> {
    let made = insert_many(ctx, ws, vec![(persona, instructions, library)]).await?;
    made.into_iter().next().ok_or_else(|| AppError::of(Code::Internal))
}

/// Creates agents of parts that were checked (persona, instructions, slug), all or none.
pub(super) async fn insert_many(ctx: &Ctx, ws: &WorkspaceId, parts: Vec<(Persona, String, Option<String>)>) -> Result<Vec<Agent>> {
    // Ids of the same millisecond have no order of their own.
    let mut ids: Vec<AgentId> = parts.iter().map(|_| AgentId::new(ctx.state.new_id())).collect();
    ids.sort();
    let now = ctx.now();
    let agent = |(id, (persona, instructions, library)): (AgentId, (Persona, String, Option<String>))| Agent {
        id,
        avatar: Avatar::of("", persona.seed()),
        persona,
        instructions,
        library,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let made: Vec<Agent> = ids.into_iter().zip(parts).map(agent).collect();
    let contents: Vec<Content> =
        made.iter().map(|a| Content::new(a.id.clone(), a.persona.clone(), a.instructions.clone(), a.library.clone())).collect();
    store::insert(&ctx.state.db, ws, &contents, now).await?;
    announce(ctx, ws);
    Ok(made)
}

/// Replaces an agent by parts that were checked.
pub(super) async fn update(ctx: &Ctx, ws: &WorkspaceId, id: &AgentId, input: AgentInput, expected: Option<u32>) -> Result<Agent, DbError> {
    let (persona, instructions) = input.into_parts();
    let content = Content::new(id.clone(), persona, instructions, None);
    let row = store::update(&ctx.state.db, ws, &content, expected, ctx.now()).await?;
    announce(ctx, ws);
    Ok(row.into())
}

fn copy_name(name: &str) -> String {
    const SUFFIX: &str = " (copy)";
    let room = NAME_CHARS - SUFFIX.len();
    let kept: String = name.chars().take(room).collect();
    format!("{}{SUFFIX}", kept.trim_end())
}
