//! The built-in library: its pages, and copies of its agents.

use super::{announce, check_bulk, list_name, query_name, room_for, unique};
use crate::core::ids::AgentId;
use crate::core::permission::Permission;
use crate::core::{AppError, Page, Result};
use crate::features::agents::library;
use crate::features::agents::search::Query;
use crate::features::agents::store::{self, Content};
use crate::features::agents::types::{Agent, LibraryAgent, LibraryFacets, LibraryQuery};
use crate::server::ctx::Ctx;
use crate::server::paging::{self, Cursor};

/// Copies library agents into the workspace, all or none, and gives them in the order asked for.
pub async fn add_from_library(ctx: &Ctx, slugs: Vec<String>) -> Result<Vec<Agent>> {
    let ws = ctx.require(Permission::Write)?;
    check_bulk("library", slugs.len())?;
    let chosen = unique(slugs).into_iter().map(|slug| known(&slug, "library")).collect::<Result<Vec<_>>>()?;
    room_for(ctx, &ws, chosen.len()).await?;
    // Ids of the same millisecond have no order of their own.
    let mut ids: Vec<AgentId> = chosen.iter().map(|_| AgentId::new(ctx.state.new_id())).collect();
    ids.sort();
    let copies =
        ids.iter().zip(&chosen).map(|(id, agent)| Content::new(id.clone(), agent.persona.clone(), String::new(), Some(agent.slug.clone())));
    let now = ctx.now();
    store::insert(&ctx.state.db, &ws, &copies.collect::<Vec<_>>(), now).await?;
    announce(ctx, &ws);
    let agent = |(id, from): (AgentId, &LibraryAgent)| Agent {
        id,
        persona: from.persona.clone(),
        instructions: String::new(),
        library: Some(from.slug.clone()),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    Ok(ids.into_iter().zip(chosen).map(agent).collect())
}

/// A page of the library: best match first with words to search for, otherwise by domain.
pub fn page(ctx: &Ctx, asked: LibraryQuery) -> Result<Page<LibraryAgent>> {
    ctx.require(Permission::Read)?;
    let limit = paging::limit(asked.limit)?;
    let domain = asked.domain.as_deref().map(store::domain_key).filter(|d| !d.is_empty());
    let tag = asked.tag.as_deref().map(str::trim).filter(|t| !t.is_empty());
    let query = Query::parse(asked.q.as_deref());
    let name = list_name("library", &[domain.as_deref().unwrap_or(""), tag.unwrap_or(""), &query_name(query.as_ref())]);
    let after = Cursor::read(&name, asked.cursor.as_deref())?;
    let hits = library::matching(domain.as_deref(), tag, query.as_ref());
    let total = u64::try_from(hits.len()).ok();
    // A slug that a newer version dropped ends the list.
    let from = after.map_or(0, |cursor| hits.iter().position(|agent| agent.slug == cursor.after).map_or(hits.len(), |place| place + 1));
    let rows: Vec<LibraryAgent> = hits.into_iter().skip(from).take(limit as usize + 1).cloned().collect();
    Ok(Page { total, ..paging::page(&name, rows, limit, |agent| agent.slug.clone()) })
}

/// One library agent.
pub fn library_agent(ctx: &Ctx, slug: &str) -> Result<LibraryAgent> {
    ctx.require(Permission::Read)?;
    library::find(slug).cloned().ok_or_else(|| AppError::not_found("library agent"))
}

/// Domains and tags of the library with their numbers.
pub fn library_facets(ctx: &Ctx) -> Result<LibraryFacets> {
    ctx.require(Permission::Read)?;
    Ok(LibraryFacets { domains: library::domains(), tags: library::tags() })
}

fn known(slug: &str, field: &str) -> Result<&'static LibraryAgent> {
    library::find(slug).ok_or_else(|| AppError::field(field, format!("There is no library agent “{slug}”.")))
}
