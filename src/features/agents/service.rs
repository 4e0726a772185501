//! What can be done with agents. Everything here checks who asks first.

pub mod editor;
pub mod exports;
pub mod imports;
pub mod sample;
pub mod versions;

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::candidate::Candidate;
use super::contract::{ContractLine, contract_of};
use super::form::AgentForm;
use super::library;
use super::merge::merge;
use super::search::Query;
use super::store::{self, Content, Filter, Order};
use super::types::{Agent, AgentInput, AgentQuery, AgentsDeleted, LibraryAgent, LibraryFacets, LibraryQuery, Persona};
use crate::core::ids::AgentId;
use crate::core::permission::Permission;
use crate::core::validate::Check;
use crate::core::{AppError, Code, Page, Result};
use crate::features::auth;
use crate::features::simulations::types::ParticipantInput;
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::db::DbError;
use crate::server::paging::{self, Cursor};

/// Most ids of a bulk operation.
const BULK: usize = 500;
/// Own agents that are offered for a panel at once.
const MAX_CANDIDATES: u32 = 100;
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

/// A page of the library: best match first with words to search for, otherwise by domain.
pub fn library(ctx: &Ctx, asked: LibraryQuery) -> Result<Page<LibraryAgent>> {
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

/// Everybody who can be asked onto a panel: own agents, newest first, at most [`MAX_CANDIDATES`] of them, then the
/// whole library.
pub async fn candidates(ctx: &Ctx) -> Result<Vec<Candidate>> {
    let own = list(ctx, AgentQuery { limit: Some(MAX_CANDIDATES), ..AgentQuery::default() }).await?;
    let own = own.items.into_iter().map(|agent| Candidate::of(format!("agent:{}", agent.id), agent.persona));
    let built_in = super::library::all().iter().map(|agent| Candidate::of(format!("library:{}", agent.slug), agent.persona.clone()));
    Ok(own.chain(built_in).collect())
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

/// What the guards will hold the agent of this form to. A form that is not complete yet has the lines it can.
pub fn contract(ctx: &Ctx, form: AgentForm) -> Result<Vec<ContractLine>> {
    ctx.require(Permission::Read)?;
    let (persona, _) = form.into_input_so_far().into_parts();
    Ok(contract_of(&persona))
}

/// Who sits on a panel.
#[derive(Clone, Debug, PartialEq)]
pub struct ResolvedParticipant {
    /// Id of the own agent, or slug of the library agent.
    pub agent_id: String,
    pub persona: Persona,
    pub instructions: String,
}

/// Looks up the participants of a simulation, in the order given. One that doesn't exist in this
/// workspace, or in the library, is "not found".
pub async fn resolve_participants(ctx: &Ctx, wanted: &[ParticipantInput]) -> Result<Vec<ResolvedParticipant>> {
    let ws = ctx.require(Permission::Read)?;
    let ids = unique(wanted.iter().filter_map(|p| p.agent_id.clone()).collect());
    let rows = if ids.is_empty() { Vec::new() } else { store::find_many(&ctx.state.db, &ws, &ids).await? };
    let own: HashMap<AgentId, Agent> = rows.into_iter().map(Agent::from).map(|agent| (agent.id.clone(), agent)).collect();
    wanted.iter().map(|one| resolve(one, &own)).collect()
}

fn resolve(wanted: &ParticipantInput, own: &HashMap<AgentId, Agent>) -> Result<ResolvedParticipant> {
    match (&wanted.agent_id, &wanted.library) {
        (Some(id), None) => {
            let agent = own.get(id).ok_or_else(|| AppError::not_found("agent"))?;
            Ok(ResolvedParticipant { agent_id: id.to_string(), persona: agent.persona.clone(), instructions: agent.instructions.clone() })
        }
        (None, Some(slug)) => {
            let agent = library::find(slug).ok_or_else(|| AppError::not_found("library agent"))?;
            Ok(ResolvedParticipant { agent_id: agent.slug.clone(), persona: agent.persona.clone(), instructions: String::new() })
        }
        _ => Err(AppError::field("participants", "Each participant needs either agent_id or library.")),
    }
}

async fn find(ctx: &Ctx, ws: &WorkspaceId, id: &AgentId) -> Result<Agent> {
    let row = store::find(&ctx.state.db, ws, id).await?;
    row.map(Agent::from).ok_or_else(|| AppError::not_found("agent"))
}

/// Refuses more agents than a guest may have.
async fn room_for(ctx: &Ctx, ws: &WorkspaceId, more: usize) -> Result<()> {
    if !auth::service::is_guest(ctx) {
        return Ok(());
    }
    let present = store::count(&ctx.state.db, ws).await?;
    auth::service::guest_limit(present, more, ctx.state.config.guests.agents, "agents")
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

/// What the store's own refusals mean to the caller.
fn refusal(error: DbError) -> AppError {
    if error.is_thrown(store::GONE) {
        AppError::not_found("agent")
    } else if error.is_thrown(store::STALE) {
        AppError::of(Code::PreconditionFailed)
    } else {
        error.into()
    }
}

fn announce(ctx: &Ctx, ws: &WorkspaceId) {
    ctx.state.bus.announce(&store::stream(ws));
}

fn known(slug: &str, field: &str) -> Result<&'static LibraryAgent> {
    library::find(slug).ok_or_else(|| AppError::field(field, format!("There is no library agent “{slug}”.")))
}

fn order(sort: Option<&str>) -> Result<Order> {
    let Some(wanted) = sort.filter(|s| !s.is_empty()) else { return Ok(Order::Newest) };
    let names = || Order::ALL.map(Order::as_str).join(", ");
    Order::ALL
        .into_iter()
        .find(|order| order.as_str() == wanted)
        .ok_or_else(|| AppError::field("sort", format!("Must be one of: {}.", names())))
}

/// Name of a list for its cursors: kind, order and filters.
fn list_name(kind: &str, parts: &[&str]) -> String {
    // A line break would end the name early.
    parts.iter().fold(kind.to_owned(), |name, part| name + "|" + &part.replace('\n', " "))
}

fn query_name(query: Option<&Query>) -> String {
    query.map(Query::name).unwrap_or_default()
}

fn check_bulk(field: &str, entries: usize) -> Result<()> {
    let mut check = Check::new();
    check.that(entries > 0, field, "This is required.");
    check.that(entries <= BULK, field, format!("Must have at most {BULK} entries."));
    check.done()
}

fn unique<T: Clone + Eq + std::hash::Hash>(values: Vec<T>) -> Vec<T> {
    let mut seen = HashSet::new();
    values.into_iter().filter(|value| seen.insert(value.clone())).collect()
}

fn copy_name(name: &str) -> String {
    const SUFFIX: &str = " (copy)";
    let room = NAME_CHARS - SUFFIX.len();
    let kept: String = name.chars().take(room).collect();
    format!("{}{SUFFIX}", kept.trim_end())
}
