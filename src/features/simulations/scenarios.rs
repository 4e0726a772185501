//! The shelf of scenarios: built-in templates and those saved in the workspace.

use std::sync::LazyLock;

use crate::core::ids::ScenarioId;
use crate::core::permission::Permission;
use crate::core::validate::Check;
use crate::core::{AppError, Code, Result};
use crate::server::ctx::Ctx;

use super::store::scenarios as store;
use super::types::{SavedScenario, Scenario};

/// The templates, from `data/scenarios.json`. A broken file is caught by a test.
static TEMPLATES: LazyLock<Vec<SavedScenario>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../data/scenarios.json")).unwrap_or_else(|error| {
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
    }
}

/// Own scenarios first, then the templates.
pub async fn list(ctx: &Ctx) -> Result<Vec<SavedScenario>> {
    let ws = ctx.require(Permission::Read)?;
    let own = store::list(&ctx.state.db, &ws).await?;
    Ok(own.into_iter().map(saved).chain(templates().iter().cloned()).collect())
}

/// Own scenarios after an id, oldest first, with the last id when there may be more.
pub async fn own_after(ctx: &Ctx, after: &str) -> Result<(Vec<SavedScenario>, Option<String>)> {
    const PAGE: u32 = 100;
    let ws = ctx.require(Permission::Read)?;
    let rows = store::page(&ctx.state.db, &ws, after, PAGE).await?;
    let next = (rows.len() == PAGE as usize).then(|| rows.last().map(|row| row.id.clone())).flatten();
    Ok((rows.into_iter().map(saved).collect(), next))
}

/// A template by slug or an own scenario by id.
pub async fn get(ctx: &Ctx, id: &ScenarioId) -> Result<SavedScenario> {
    let ws = ctx.require(Permission::Read)?;
    if let Some(template) = templates().iter().find(|t| t.id == *id) {
        return Ok(template.clone());
    }
    let row = store::find(&ctx.state.db, &ws, id).await?;
    row.map(saved).ok_or_else(|| AppError::not_found("scenario"))
}

/// A template of the domain, drawn by the seed; any template when the domain has none.
pub fn random(ctx: &Ctx, domain: Option<&str>, seed: Option<u64>) -> Result<SavedScenario> {
    ctx.require(Permission::Read)?;
    let fitting: Vec<&SavedScenario> = templates().iter().filter(|t| domain.is_none_or(|d| t.domains.iter().any(|x| x == d))).collect();
    let pool: Vec<&SavedScenario> = if fitting.is_empty() { templates().iter().collect() } else { fitting };
    let seed = seed.unwrap_or_else(|| u64::try_from(ctx.now().timestamp_micros()).unwrap_or(0));
    let index = usize::try_from(seed % (pool.len().max(1) as u64)).unwrap_or(0);
    pool.get(index).map(|t| (*t).clone()).ok_or_else(|| AppError::not_found("scenario"))
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
    store::upsert(&ctx.state.db, &ws, &id, &scenario, ctx.now()).await?;
    Ok(saved(store::Row { id: id.to_string(), content: scenario }))
}

fn refuse_template(id: &ScenarioId) -> Result<()> {
    if templates().iter().any(|t| t.id == *id) {
        return Err(AppError::new(Code::Forbidden, "Templates can't be changed. Save a copy as your own scenario."));
    }
    Ok(())
}

/// Replaces an own scenario.
pub async fn update(ctx: &Ctx, id: &ScenarioId, scenario: Scenario) -> Result<SavedScenario> {
    let ws = ctx.require(Permission::Write)?;
    refuse_template(id)?;
    validate(&scenario)?;
    if !store::update(&ctx.state.db, &ws, id, &scenario, ctx.now()).await? {
        return Err(AppError::not_found("scenario"));
    }
    Ok(saved(store::Row { id: id.to_string(), content: scenario }))
}

/// Deletes an own scenario. Simulations keep their copy.
pub async fn delete(ctx: &Ctx, id: &ScenarioId) -> Result<()> {
    let ws = ctx.require(Permission::Write)?;
    refuse_template(id)?;
    if store::delete(&ctx.state.db, &ws, id).await? { Ok(()) } else { Err(AppError::not_found("scenario")) }
}
