//! One own agent after the other: list, create, change, delete, copy.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{announce, check_bulk, find, list_name, query_name, refusal, room_for, unique};
use crate::core::ids::AgentId;
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Page, Result};
use crate::features::agents::merge::merge;
use crate::features::agents::search::Query;
use crate::features::agents::store::{self, Content, Filter, Order};
use crate::features::agents::types::{Agent, AgentInput, AgentQuery, AgentsDeleted, Persona};
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::db::DbError;
use crate::server::paging::{self, Cursor};

/// Longest name of an agent in characters, as [`AgentInput::validate`] has it.
const NAME_CHARS: usize = 80;
/// Times a PATCH without `If-Match` starts again when somebody else was quicker.
const PATCH_TRIES: u32 = 5;

/// A page of the workspace's own agents.
pub async fn list(ctx: &Ctx, asked: AgentQuery) -> Result<Page<Agent>> {
    let ws = ctx.require(Permission::Read)?;
    let limit = paging::limit(asked.limit)?;
    let order = order(asked.sort.as_deref())?;
    let domain = asked.domain.as_deref().map(store::domain_key).filter(|d| !d.is_empty());
    let query = Query::parse(asked.q.as_deref());
    let name = list_name("agents", &[order.as_str(), domain.as_deref().unwrap_or(""), &query_name(query.as_ref())]);
    let after = Cursor::read(&name, asked.cursor.as_deref())?.map(|cursor| cursor.after);
    let rows = store::list(&ctx.state.db, &ws, &Filter { order, domain, query, after }, limit + 1).await?;
    Ok(paging::page(&name, rows, limit, |row| row.key(order)).map(Agent::from))
}

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

/// Deletes an own agent. Simulations it took part in keep their copy of it.
pub async fn delete(ctx: &Ctx, id: &AgentId, expected: Option<u32>) -> Result<()> {
    let ws = ctx.require(Permission::Write)?;
    store::delete_version(&ctx.state.db, &ws, id, expected, ctx.now()).await.map_err(refusal)?;
    announce(ctx, &ws);
    Ok(())
}

/// Deletes up to 500 own agents at once.
pub async fn delete_many(ctx: &Ctx, ids: Vec<AgentId>) -> Result<AgentsDeleted> {
    let ws = ctx.require(Permission::Write)?;
    check_bulk("ids", ids.len())?;
    let ids = unique(ids);
    let gone = store::delete(&ctx.state.db, &ws, &ids, ctx.now()).await?;
    if !gone.is_empty() {
        announce(ctx, &ws);
    }
    let deleted: HashSet<AgentId> = gone.into_iter().collect();
    let missing = ids.into_iter().filter(|id| !deleted.contains(id)).collect();
    Ok(AgentsDeleted { deleted: u32::try_from(deleted.len()).unwrap_or(u32::MAX), missing })
}

/// A copy of an own agent, named "… (copy)".
pub async fn duplicate(ctx: &Ctx, id: &AgentId) -> Result<Agent> {
    let ws = ctx.require(Permission::Write)?;
    let Agent { mut persona, instructions, library, .. } = find(ctx, &ws, id).await?;
    // The drawn avatar stays the same, also when it came from the name.
    if persona.avatar_seed.is_empty() {
        persona.avatar_seed = persona.name.clone();
    }
    persona.name = copy_name(&persona.name);
    room_for(ctx, &ws, 1).await?;
    insert_one(ctx, &ws, persona, instructions, library).await
}

async fn insert_one(ctx: &Ctx, ws: &WorkspaceId, persona: Persona, instructions: String, library: Option<String>) -> Result<Agent> {
    let id = AgentId::new(ctx.state.new_id());
    let now = ctx.now();
    let content = Content::new(id.clone(), persona.clone(), instructions.clone(), library.clone());
    store::insert(&ctx.state.db, ws, &[content], now).await?;
    announce(ctx, ws);
    Ok(Agent { id, persona, instructions, library, version: 1, created_at: now, updated_at: now })
}

async fn update(ctx: &Ctx, ws: &WorkspaceId, id: &AgentId, input: AgentInput, expected: Option<u32>) -> Result<Agent, DbError> {
    let (persona, instructions) = input.into_parts();
    let content = Content::new(id.clone(), persona, instructions, None);
    let row = store::update(&ctx.state.db, ws, &content, expected, ctx.now()).await?;
    announce(ctx, ws);
    Ok(row.into())
}

fn order(sort: Option<&str>) -> Result<Order> {
    let Some(wanted) = sort.filter(|s| !s.is_empty()) else { return Ok(Order::Newest) };
    let names = || Order::ALL.map(Order::as_str).join(", ");
    Order::ALL
        .into_iter()
        .find(|order| order.as_str() == wanted)
        .ok_or_else(|| AppError::field("sort", format!("Must be one of: {}.", names())))
}

fn copy_name(name: &str) -> String {
    const SUFFIX: &str = " (copy)";
    let room = NAME_CHARS - SUFFIX.len();
    let kept: String = name.chars().take(room).collect();
    format!("{}{SUFFIX}", kept.trim_end())
}
