//! The shelf of a workspace: put agents on it, use them, and bring both sides up to date.

use super::library::known;
use super::own::{insert_one, update};
use super::{announce, find, list_name, query_name, refusal, room_for};
use crate::core::ids::{AgentId, SavedAgentId};
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Page, Result};
use crate::features::agents::search::Query;
use crate::features::agents::store::shelf::{self as store, Link, SavedContent};
use crate::features::agents::types::{Agent, AgentInput, Persona, SavedAgent, SavedQuery, ShelfLink};
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::db::DbError;
use crate::server::paging::{self, Cursor};

/// A page of the shelf, newest first.
pub async fn saved(ctx: &Ctx, asked: SavedQuery) -> Result<Page<SavedAgent>> {
    let ws = ctx.require(Permission::Read)?;
    let limit = paging::limit(asked.limit)?;
    let query = Query::parse(asked.q.as_deref());
    let name = list_name("saved", &[&query_name(query.as_ref())]);
    let after = Cursor::read(&name, asked.cursor.as_deref())?.map(|cursor| cursor.after);
    let rows = store::list(&ctx.state.db, &ws, query.as_ref(), after, limit + 1).await?;
    Ok(paging::page(&name, rows, limit, |saved| saved.id.to_string()))
}

/// One saved agent.
pub async fn saved_agent(ctx: &Ctx, id: &SavedAgentId) -> Result<SavedAgent> {
    let ws = ctx.require(Permission::Read)?;
    read(ctx, &ws, id).await
}

/// Puts an agent that is written on the spot on the shelf.
pub async fn create_saved(ctx: &Ctx, input: AgentInput) -> Result<SavedAgent> {
    let ws = ctx.require(Permission::Write)?;
    input.validate()?;
    let (persona, instructions) = input.into_parts();
    put(ctx, &ws, persona, instructions, None, None).await
}

/// Puts a library agent on the shelf.
pub async fn save_from_library(ctx: &Ctx, slug: &str) -> Result<SavedAgent> {
    let ws = ctx.require(Permission::Write)?;
    let agent = super::library_agent(ctx, slug)?;
    put(ctx, &ws, agent.persona, String::new(), Some(known(slug, "library")?.slug.clone()), None).await
}

/// Puts an own agent on the shelf. One that is there already takes over how the agent is now.
pub async fn save(ctx: &Ctx, id: &AgentId) -> Result<SavedAgent> {
    let ws = ctx.require(Permission::Write)?;
    let agent = find(ctx, &ws, id).await?;
    let Some(link) = store::link_of(&ctx.state.db, &ws, id).await? else {
        return put(ctx, &ws, agent.persona, agent.instructions, agent.library, Some((id, agent.version))).await;
    };
    let content = SavedContent::new(link.saved.clone(), agent.persona, agent.instructions, None);
    store::update(&ctx.state.db, &ws, &content, None, Some((id, agent.version)), ctx.now()).await.map_err(saved_refusal)?;
    announce(ctx, &ws);
    read(ctx, &ws, &link.saved).await
}

/// Replaces a saved agent. Without `expected` the last writer wins.
pub async fn replace_saved(ctx: &Ctx, id: &SavedAgentId, input: AgentInput, expected: Option<u32>) -> Result<SavedAgent> {
    let ws = ctx.require(Permission::Write)?;
    input.validate()?;
    let (persona, instructions) = input.into_parts();
    let content = SavedContent::new(id.clone(), persona, instructions, None);
    store::update(&ctx.state.db, &ws, &content, expected, None, ctx.now()).await.map_err(saved_refusal)?;
    announce(ctx, &ws);
    read(ctx, &ws, id).await
}

/// Takes an agent off the shelf; own agents that came from it stay.
pub async fn delete_saved(ctx: &Ctx, id: &SavedAgentId, expected: Option<u32>) -> Result<()> {
    let ws = ctx.require(Permission::Write)?;
    store::delete(&ctx.state.db, &ws, id, expected, ctx.now()).await.map_err(saved_refusal)?;
    announce(ctx, &ws);
    Ok(())
}

/// Makes an own agent of a saved one.
pub async fn use_saved(ctx: &Ctx, id: &SavedAgentId) -> Result<Agent> {
    let ws = ctx.require(Permission::Write)?;
    let saved = read(ctx, &ws, id).await?;
    room_for(ctx, &ws, 1).await?;
    let agent = insert_one(ctx, &ws, saved.persona, saved.instructions, saved.library).await?;
    let link = Link { agent: agent.id.clone(), saved: saved.id, agent_version: agent.version, saved_version: saved.version };
    store::link(&ctx.state.db, &ws, &link).await?;
    announce(ctx, &ws);
    Ok(agent)
}

/// Brings how the saved agent is now into the own agent that belongs to it.
pub async fn update_from_saved(ctx: &Ctx, id: &AgentId, expected: Option<u32>) -> Result<Agent> {
    let ws = ctx.require(Permission::Write)?;
    find(ctx, &ws, id).await?;
    let Some(link) = store::link_of(&ctx.state.db, &ws, id).await? else {
        return Err(AppError::new(Code::Conflict, "This agent is not on the shelf. Save it there first."));
    };
    let saved = read(ctx, &ws, &link.saved).await?;
    let input = AgentInput::from_parts(saved.persona, saved.instructions);
    let agent = update(ctx, &ws, id, input, expected).await.map_err(refusal)?;
    let link = Link { agent_version: agent.version, saved_version: saved.version, ..link };
    store::link(&ctx.state.db, &ws, &link).await?;
    announce(ctx, &ws);
    Ok(agent)
}

/// How an own agent and its saved one stand to each other; `None` when it is not on the shelf.
pub async fn shelf_of(ctx: &Ctx, id: &AgentId) -> Result<Option<ShelfLink>> {
    let ws = ctx.require(Permission::Read)?;
    let agent = find(ctx, &ws, id).await?;
    let Some(link) = store::link_of(&ctx.state.db, &ws, id).await? else { return Ok(None) };
    let Some(saved) = store::find(&ctx.state.db, &ws, &link.saved).await? else { return Ok(None) };
    Ok(Some(ShelfLink {
        saved_id: link.saved,
        agent_id: link.agent,
        agent_changed: agent.version != link.agent_version,
        saved_changed: saved.version != link.saved_version,
    }))
}

async fn put(
    ctx: &Ctx,
    ws: &WorkspaceId,
    persona: Persona,
    instructions: String,
    library: Option<String>,
    from: Option<(&AgentId, u32)>,
) -> Result<SavedAgent> {
    let id = SavedAgentId::new(ctx.state.new_id());
    let link = from.map(|(agent, version)| Link { agent: agent.clone(), saved: id.clone(), agent_version: version, saved_version: 1 });
    let now = ctx.now();
    let content = SavedContent::new(id.clone(), persona.clone(), instructions.clone(), library.clone());
    store::insert(&ctx.state.db, ws, &content, link.as_ref(), now).await?;
    announce(ctx, ws);
    Ok(SavedAgent { id, persona, instructions, library, version: 1, created_at: now, updated_at: now })
}

async fn read(ctx: &Ctx, ws: &WorkspaceId, id: &SavedAgentId) -> Result<SavedAgent> {
    store::find(&ctx.state.db, ws, id).await?.ok_or_else(|| AppError::not_found("saved agent"))
}

fn saved_refusal(error: DbError) -> AppError {
    if error.is_thrown(store::GONE) {
        AppError::not_found("saved agent")
    } else if error.is_thrown(store::STALE) {
        AppError::of(Code::PreconditionFailed)
    } else {
        error.into()
    }
}
