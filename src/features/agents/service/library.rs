//! The built-in library: its pages, and copies of its agents.

use super::find::{picks, picks_name};
use super::own::insert_many;
use super::{check_bulk, list_name, query_name, room_for, unique};
use crate::core::permission::Permission;
use crate::core::{AppError, Page, Result};
use crate::features::agents::library;
use crate::features::agents::search::{Query, fold};
use crate::features::agents::types::{Agent, DomainCount, FacetQuery, Facets, LibraryAgent, LibraryQuery};
use crate::server::ctx::Ctx;
use crate::server::paging::{self, Cursor};

/// Copies library agents into the workspace, all or none, and gives them in the order asked for.
pub async fn add_from_library(ctx: &Ctx, slugs: Vec<String>) -> Result<Vec<Agent>> {
    let ws = ctx.require(Permission::Write)?;
    check_bulk("library", slugs.len())?;
    let chosen = unique(slugs).into_iter().map(|slug| known(&slug, "library")).collect::<Result<Vec<_>>>()?;
    room_for(ctx, &ws, chosen.len()).await?;
    insert_many(ctx, &ws, chosen.into_iter().map(|agent| (agent.persona.clone(), String::new(), Some(agent.slug.clone()))).collect()).await
}

/// Orders of the library: value of `sort` and what is compared.
const ORDERS: [&str; 5] = ["relevance", "name", "-name", "experience", "-experience"];

/// A page of the library: best match first with words to search for, otherwise by domain, or as `sort` says.
pub fn page(ctx: &Ctx, asked: LibraryQuery) -> Result<Page<LibraryAgent>> {
    ctx.require(Permission::Read)?;
    let limit = paging::limit(asked.limit)?;
    let sort = sort_of(asked.sort.as_deref())?;
    let picks = picks(&asked.domain, &asked.seniority, &asked.region, &asked.archetype, &asked.tag)?;
    let query = Query::parse(asked.q.as_deref());
    let name = list_name("library", &[sort, &picks_name(&picks), &query_name(query.as_ref())]);
    let after = Cursor::read(&name, asked.cursor.as_deref())?;
    let mut hits = library::matching(&picks, query.as_ref());
    arrange(&mut hits, sort);
    let total = u64::try_from(hits.len()).ok();
    // A slug that a newer version dropped ends the list.
    let from = after.map_or(0, |cursor| hits.iter().position(|agent| agent.slug == cursor.after).map_or(hits.len(), |place| place + 1));
    let rows: Vec<LibraryAgent> = hits.into_iter().skip(from).take(limit as usize + 1).cloned().collect();
    Ok(Page { total, ..paging::page(&name, rows, limit, |agent| agent.slug.clone()) })
}

fn arrange(hits: &mut [&LibraryAgent], sort: &str) {
    // Stable: equal ones stay in the order of the library, or of the match.
    match sort {
        "name" => hits.sort_by_cached_key(|agent| fold(&agent.persona.name)),
        "-name" => hits.sort_by_cached_key(|agent| std::cmp::Reverse(fold(&agent.persona.name))),
        "experience" => hits.sort_by_key(|agent| agent.persona.experience_years),
        "-experience" => hits.sort_by_key(|agent| std::cmp::Reverse(agent.persona.experience_years)),
        _ => {}
    }
}

fn sort_of(asked: Option<&str>) -> Result<&'static str> {
    let Some(wanted) = asked.filter(|sort| !sort.is_empty()) else { return Ok("relevance") };
    ORDERS
        .into_iter()
        .find(|order| *order == wanted)
        .ok_or_else(|| AppError::field("sort", format!("Must be one of: {}.", ORDERS.join(", "))))
}

/// One library agent.
pub fn library_agent(ctx: &Ctx, slug: &str) -> Result<LibraryAgent> {
    ctx.require(Permission::Read)?;
    library::find(slug).cloned().ok_or_else(|| AppError::not_found("library agent"))
}

/// What the library can be narrowed by, with numbers.
pub fn library_facets(ctx: &Ctx, asked: &FacetQuery) -> Result<Facets> {
    ctx.require(Permission::Read)?;
    let picks = picks(&asked.domain, &asked.seniority, &asked.region, &asked.archetype, &asked.tag)?;
    Ok(library::facets(&picks, Query::parse(asked.q.as_deref()).as_ref()))
}

/// Domains of the library with the number of their agents.
pub fn library_domains(ctx: &Ctx) -> Result<Vec<DomainCount>> {
    ctx.require(Permission::Read)?;
    Ok(library::domains())
}

pub(super) fn known(slug: &str, field: &str) -> Result<&'static LibraryAgent> {
    library::find(slug).ok_or_else(|| AppError::field(field, format!("There is no library agent “{slug}”.")))
}
