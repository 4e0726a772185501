//! The shelf of scenarios: built-in templates, those saved in the workspace, and those drawn by chance.

mod random;

use std::sync::LazyLock;

use crate::core::format::stable_hash;
use crate::core::ids::{ScenarioId, SimulationId};
use crate::core::permission::Permission;
use crate::core::validate::Check;
use crate::core::{AppError, Code, Page, Result};
use crate::features::agents::types::DOMAINS;
use crate::server::ctx::Ctx;
use crate::server::paging::{self, Cursor};

use super::store::scenarios as store;
use super::types::{SavedScenario, Scenario, ScenarioQuery};

/// Most own scenarios of a workspace: the shelf is shown whole.
const MOST: u32 = 500;

/// The templates, from `data/scenarios.json`. A broken file is caught by a test.
static TEMPLATES: LazyLock<Vec<SavedScenario>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../data/scenarios.json")).unwrap_or_else(|error| {
        tracing::error!(%error, "the scenario templates can't be read");
        Vec::new()
    })
});

/// Every built-in template.
pub fn templates() -> &'static [SavedScenario] {
    &TEMPLATES
}

fn saved(row: store::Row) -> SavedScenario {
    SavedScenario {
        id: ScenarioId::new(row.id),
        scenario: row.content,
        group: String::new(),
        domains: Vec::new(),
        panel: Vec::new(),
        built_in: false,
        version: row.version,
    }
}

/// Own scenarios first, newest first, then the templates.
pub async fn list(ctx: &Ctx) -> Result<Vec<SavedScenario>> {
    search(ctx, &ScenarioQuery::default()).await
}

/// The part of the shelf that was asked for.
pub async fn search(ctx: &Ctx, query: &ScenarioQuery) -> Result<Vec<SavedScenario>> {
    let ws = ctx.require(Permission::Read)?;
    let own = store::list(&ctx.state.db, &ws, MOST).await?;
    let all = own.into_iter().map(saved).chain(templates().iter().cloned());
    Ok(all.filter(|scenario| query.matches(scenario)).collect())
}

/// How much of the shelf, and from where.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// All when absent.
    pub limit: Option<u32>,
    pub cursor: Option<String>,
}

/// A page of what was asked for; all of it without a limit.
pub async fn page(ctx: &Ctx, query: &ScenarioQuery, part: &Part) -> Result<Page<SavedScenario>> {
    let found = search(ctx, query).await?;
    let total = Some(found.len() as u64);
    let whole = u32::try_from(found.len()).unwrap_or(u32::MAX);
    let limit = part.limit.map_or(Ok(whole), |limit| paging::limit(Some(limit)))?;
    let asked = (query.q.as_deref().unwrap_or(""), query.group.as_deref().unwrap_or(""), query.domain.as_deref().unwrap_or(""));
    let name = format!("scenarios {asked:?} {:?}", query.own);
    let after = Cursor::read(&name, part.cursor.as_deref())?.map(|cursor| cursor.after);
    // Gone meanwhile: from the beginning, so that nothing is missed.
    let from = after.and_then(|after| found.iter().position(|scenario| scenario.id.as_str() == after)).map_or(0, |at| at + 1);
    let rest = found.into_iter().skip(from).collect();
    Ok(Page { total, ..paging::page(&name, rest, limit, |scenario| scenario.id.to_string()) })
}

/// Own scenarios after an id, oldest first, with the last id when there may be more.
pub async fn own_after(ctx: &Ctx, after: &str) -> Result<(Vec<SavedScenario>, Option<String>)> {
    const PAGE: u32 = 100;
    let ws = ctx.require(Permission::Read)?;
    let rows = store::page(&ctx.state.db, &ws, after, PAGE).await?;
    let next = (rows.len() == PAGE as usize).then(|| rows.last().map(|row| row.id.clone())).flatten();
    Ok((rows.into_iter().map(saved).collect(), next))
}

/// A template by slug, a drawn scenario by its id, or an own one by id.
pub async fn get(ctx: &Ctx, id: &ScenarioId) -> Result<SavedScenario> {
    let ws = ctx.require(Permission::Read)?;
    if let Some(built_in) = built_in(id) {
        return Ok(built_in);
    }
    let row = store::find(&ctx.state.db, &ws, id).await?;
    row.map(saved).ok_or_else(|| AppError::not_found("scenario"))
}

fn built_in(id: &ScenarioId) -> Option<SavedScenario> {
    templates().iter().find(|template| template.id == *id).cloned().or_else(|| random::by_id(id))
}

/// A scenario made by chance; of the domain, if it is one of the library's. The same domain and
/// seed make the same scenario, which can be asked for again by its id.
pub fn random(ctx: &Ctx, domain: Option<&str>, seed: Option<u64>) -> Result<SavedScenario> {
    ctx.require(Permission::Read)?;
    let domain = domain.filter(|name| !name.is_empty());
    if domain.is_some_and(|name| !DOMAINS.iter().any(|(slug, _)| *slug == name)) {
        return Err(AppError::field("domain", "Use the slug of a domain; GET /agents/library/domains lists them."));
    }
    // Numbers above 2^53 change on their way through JavaScript.
    let seed = seed.unwrap_or_else(|| u64::from(stable_hash(&ctx.state.new_id())));
    random::draw(domain, seed).ok_or_else(|| AppError::of(Code::Internal))
}

fn validate(scenario: &Scenario) -> Result<()> {
    let mut check = Check::new();
    scenario.check(&mut check);
    check.done()
}

/// Saves a scenario in the workspace.
pub async fn create(ctx: &Ctx, scenario: Scenario) -> Result<SavedScenario> {
    let ws = ctx.require(Permission::Write)?;
    validate(&scenario)?;
    let id = ScenarioId::new(ctx.state.new_id());
    if !store::create(&ctx.state.db, &ws, &id, &scenario, MOST, ctx.now()).await? {
        return Err(AppError::new(Code::Conflict, format!("This workspace has {MOST} scenarios already. Delete one that nobody needs.")));
    }
    Ok(saved(store::Row { id: id.to_string(), content: scenario, version: 1 }))
}

/// A copy of any scenario as an own one, named "… (copy)".
pub async fn duplicate(ctx: &Ctx, id: &ScenarioId) -> Result<SavedScenario> {
    ctx.require(Permission::Write)?;
    let mut scenario = get(ctx, id).await?.scenario;
    let kept: String = scenario.title.chars().take(150).collect();
    scenario.title = format!("{} (copy)", kept.trim_end());
    create(ctx, scenario).await
}

/// Puts the scenario of a simulation on the shelf.
pub async fn keep(ctx: &Ctx, simulation: &SimulationId) -> Result<SavedScenario> {
    ctx.require(Permission::Write)?;
    let simulation = super::service::get(ctx, simulation).await?;
    create(ctx, simulation.scenario).await
}

fn refuse_template(id: &ScenarioId) -> Result<()> {
    if built_in(id).is_some() {
        return Err(AppError::new(Code::Forbidden, "Templates can't be changed. Save a copy as your own scenario."));
    }
    Ok(())
}

/// Replaces an own scenario, if it is still the version that the caller saw.
pub async fn update(ctx: &Ctx, id: &ScenarioId, scenario: Scenario, if_match: Option<u32>) -> Result<SavedScenario> {
    let ws = ctx.require(Permission::Write)?;
    refuse_template(id)?;
    validate(&scenario)?;
    match store::update(&ctx.state.db, &ws, id, &scenario, if_match, ctx.now()).await? {
        store::Outcome::Changed(version) => Ok(saved(store::Row { id: id.to_string(), content: scenario, version })),
        store::Outcome::Missing => Err(AppError::not_found("scenario")),
        store::Outcome::Stale => Err(AppError::of(Code::PreconditionFailed)),
    }
}

/// Deletes an own scenario. Simulations keep their copy.
pub async fn delete(ctx: &Ctx, id: &ScenarioId) -> Result<()> {
    let ws = ctx.require(Permission::Write)?;
    refuse_template(id)?;
    if store::delete(&ctx.state.db, &ws, id).await? { Ok(()) } else { Err(AppError::not_found("scenario")) }
}
