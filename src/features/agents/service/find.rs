//! Finding own agents: pages in the order asked for, and what they can be narrowed by.

use std::sync::LazyLock;
use std::time::Duration;

use moka::future::Cache;

use super::{list_name, query_name};
use crate::core::permission::Permission;
use crate::core::{AppError, Page, Result};
use crate::features::agents::facets::{self, Traits, keys_of, tag_key};
use crate::features::agents::ranking::{self, Words};
use crate::features::agents::search::Query;
use crate::features::agents::store::{self, Filter, Order};
use crate::features::agents::types::{ARCHETYPES, Agent, AgentQuery, FacetQuery, Facets, Picks, REGIONS, SENIORITIES};
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::events::{self, StreamName};
use crate::server::paging::{self, Cursor};

/// The order in which the best match comes first.
const RELEVANCE: &str = "relevance";
/// Most agents that are put into the order of relevance; as [`AgentQuery::sort`] says.
const RANKED: u32 = 300;
/// Most agents whose facets are counted at once.
const COUNTED: u32 = 2_000;

/// A page of the workspace's own agents.
pub async fn list(ctx: &Ctx, asked: AgentQuery) -> Result<Page<Agent>> {
    let ws = ctx.require(Permission::Read)?;
    let limit = paging::limit(asked.limit)?;
    let ranked = asked.sort.as_deref() == Some(RELEVANCE);
    let order = if ranked { Order::Newest } else { order(asked.sort.as_deref())? };
    let picks = picks_of(&asked)?;
    let query = Query::parse(asked.q.as_deref());
    let sort = if ranked { RELEVANCE } else { order.as_str() };
    let name = list_name("agents", &[sort, &picks_name(&picks), &query_name(query.as_ref())]);
    let after = Cursor::read(&name, asked.cursor.as_deref())?.map(|cursor| cursor.after);
    let mut filter = Filter { order, domain: picks.domain.clone(), facets: keys_of(&picks), query, after };
    if let (true, Some(query)) = (ranked, filter.query.clone()) {
        let after = filter.after.take();
        let rows = store::list(&ctx.state.db, &ws, &filter, RANKED).await?;
        return Ok(ranked_page(&name, rows.into_iter().map(Agent::from).collect(), &query, after.as_deref(), limit));
    }
    let rows = store::list(&ctx.state.db, &ws, &filter, limit + 1).await?;
    Ok(paging::page(&name, rows, limit, |row| row.key(order)).map(Agent::from))
}

/// What was found, best match first; those that only the stored words know come last.
fn ranked_page(name: &str, found: Vec<Agent>, query: &Query, after: Option<&str>, limit: u32) -> Page<Agent> {
    let words: Vec<Words> = found.iter().map(|agent| Words::of(&agent.persona)).collect();
    let mut places = ranking::rank(words.iter().enumerate(), query);
    let seen: std::collections::HashSet<usize> = places.iter().copied().collect();
    places.extend((0..found.len()).filter(|place| !seen.contains(place)));
    let mut found: Vec<Option<Agent>> = found.into_iter().map(Some).collect();
    let ordered: Vec<Agent> = places.into_iter().filter_map(|place| found.get_mut(place)?.take()).collect();
    // An agent that is gone ends the list.
    let from = after.map_or(0, |id| ordered.iter().position(|agent| agent.id.as_str() == id).map_or(ordered.len(), |place| place + 1));
    let rows = ordered.into_iter().skip(from).take(limit as usize + 1).collect();
    paging::page(name, rows, limit, |agent: &Agent| agent.id.to_string())
}

/// What the own agents can be narrowed by, with numbers. The newest 2 000 that have the beginning of a searched word
/// are looked at, without a search the newest 2 000 of all; the answer says when there are more. Counted once for every
/// state of the workspace.
pub async fn facets(ctx: &Ctx, asked: &FacetQuery) -> Result<Facets> {
    let ws = ctx.require(Permission::Read)?;
    let picks = picks(&asked.domain, &asked.seniority, &asked.region, &asked.archetype, &asked.tag)?;
    let query = Query::parse(asked.q.as_deref());
    let key = [&ctx.state.node, ws.as_str(), &query_name(query.as_ref()), &picks_name(&picks)].join("\n");
    // Read before the rows: what changes while they are counted makes them count again.
    let state = last_change(ctx).await?;
    match COUNTS.get(&key).await {
        Some((counted_at, facets)) if counted_at == state => Ok(facets),
        _ => {
            let facets = counted(ctx, &ws, query, &picks).await?;
            COUNTS.insert(key, (state, facets.clone())).await;
            Ok(facets)
        }
    }
}

/// Numbers of facets, with the number of the workspace's last change when they were counted.
static COUNTS: LazyLock<Cache<String, (u64, Facets)>> =
    LazyLock::new(|| Cache::builder().max_capacity(2_000).time_to_idle(Duration::from_secs(600)).build());

async fn counted(ctx: &Ctx, ws: &WorkspaceId, query: Option<Query>, picks: &Picks) -> Result<Facets> {
    let filter = Filter { order: Order::Newest, domain: None, facets: Vec::new(), query, after: None };
    let mut found = store::facets::of(&ctx.state.db, ws, &filter, COUNTED + 1).await?;
    let capped = found.len() > COUNTED as usize;
    found.truncate(COUNTED as usize);
    let traits: Vec<Traits> = found.iter().filter(|one| one.fits).map(|one| Traits::from_keys(&one.facets)).collect();
    Ok(facets::count(&traits, picks, capped))
}

/// The stream that tells of every change of the workspace's agents and of its shelf.
pub fn changes(ctx: &Ctx) -> Result<StreamName> {
    Ok(store::stream(&ctx.require(Permission::Read)?))
}

/// Number of the last event of [`changes`].
pub async fn last_change(ctx: &Ctx) -> Result<u64> {
    let stream = changes(ctx)?;
    Ok(events::store::last_seq(&ctx.state.db, &stream).await?)
}

/// What was picked, checked: unknown values are refused, domains and tags are free.
pub(super) fn picks(
    domain: &Option<String>,
    seniority: &Option<String>,
    region: &Option<String>,
    archetype: &Option<String>,
    tag: &Option<String>,
) -> Result<Picks> {
    let given = |value: &Option<String>| value.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    Ok(Picks {
        domain: given(domain).map(|value| store::domain_key(&value)),
        seniority: one_of("seniority", given(seniority), &SENIORITIES)?,
        region: one_of("region", given(region), &REGIONS)?,
        archetype: one_of("archetype", given(archetype), &ARCHETYPES)?,
        tag: given(tag).map(|value| tag_key(&value)),
    })
}

fn one_of(field: &str, value: Option<String>, known: &[(&str, &str)]) -> Result<Option<String>> {
    match value {
        Some(value) if !known.iter().any(|(slug, _)| *slug == value) => {
            let names: Vec<&str> = known.iter().map(|(slug, _)| *slug).collect();
            Err(AppError::field(field, format!("Must be one of: {}.", names.join(", "))))
        }
        value => Ok(value),
    }
}

/// The name of what was picked, in cursors.
pub(super) fn picks_name(picks: &Picks) -> String {
    let parts = [&picks.domain, &picks.seniority, &picks.region, &picks.archetype, &picks.tag];
    parts.map(|part| part.as_deref().unwrap_or("")).join("|")
}

fn picks_of(asked: &AgentQuery) -> Result<Picks> {
    picks(&asked.domain, &asked.seniority, &asked.region, &asked.archetype, &asked.tag)
}

fn order(sort: Option<&str>) -> Result<Order> {
    let Some(wanted) = sort.filter(|s| !s.is_empty()) else { return Ok(Order::Newest) };
    let names = || Order::ALL.map(Order::as_str).join(", ");
    Order::ALL
        .into_iter()
        .find(|order| order.as_str() == wanted)
        .ok_or_else(|| AppError::field("sort", format!("Must be one of: {}, {RELEVANCE}.", names())))
}
