//! Use cases of simulations. `control` starts and stops, `observe` and `aside` are the observer's part,
//! `panel` says who takes part, `records` what happened in a turn, `branch` makes branches; the rest
//! is here.

pub mod annotations;
mod aside;
mod branch;
mod check;
mod compare;
mod control;
mod estimate;
pub mod exports;
mod figures;
pub mod history;
mod line;
mod observe;
mod panel;
mod records;
pub mod shares;
pub mod translate;

pub use branch::branch;
pub use check::{CheckForm, check_file, check_transcript, keep_check, kept_check};
pub use compare::compare;
pub use control::{another_round, interrupt, next, pause, resume, start, step, stop};
pub use estimate::{estimate, estimate_input};
pub use figures::{metrics, record_usage};
pub use line::line;
pub use observe::{observe, observer_messages};
pub use panel::{add_participants, patch_participant, set_participants};
pub use records::{asides, records, turn, turns};

use std::sync::Arc;

use crate::core::ids::{SimulationId, UserId};
use crate::core::permission::Permission;
use crate::core::validate::Check;
use crate::core::{AppError, Code, ListQuery, Page, Result};
use crate::features::agents::contract::ContractLine;
use crate::features::agents::types::Persona;
use crate::features::auth;
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::events::{StreamName, store as events};

use super::engine;
use super::rpc::{ModelChoice, Room};
use super::scenarios;
use super::store::messages as message_store;
use super::store::simulations::{self as store, Changed, New, Plan, Row};
use super::types::{Message, Scenario, Settings, SettingsInput, Simulation, SimulationInput, SimulationPatch, State};

/// Turns when nothing is said.
const DEFAULT_TURNS: u32 = 24;
const NO_ENDPOINT: &str = "This model needs an endpoint. Set OPENAI_API_KEY or OPENAI_BASE_URL, or choose the model scripted.";

/// What the guards would hold lines of this persona to, in sentences; see [`described`](super::guards::described).
pub fn contract(persona: &Persona) -> Vec<ContractLine> {
    super::guards::described(persona)
}

/// Event stream of a simulation.
pub fn stream(id: &str) -> StreamName {
    StreamName::new("simulation", id)
}

/// The row, if it is the workspace's.
async fn row(ctx: &Ctx, ws: &WorkspaceId, id: &SimulationId) -> Result<Row> {
    store::find(&ctx.state.db, ws, id).await?.ok_or_else(|| AppError::not_found("simulation"))
}

/// What clients see. The reason of a queued one says its place in line; one whose steps can't be stored
/// stands still, whatever the row still says.
fn shown(ctx: &Ctx, row: Row) -> Simulation {
    let mut simulation = row.into_simulation();
    let id = simulation.id.as_str();
    if let Some(number) = engine::number_in_line(&ctx.state, id).filter(|_| simulation.state == State::Queued) {
        simulation.state_reason = format!("Waiting for a free place, as number {number} in line; it goes on by itself.");
    }
    if simulation.state.is_active() && engine::is_in_trouble(&ctx.state, id) {
        simulation.state = State::Paused;
        simulation.state_reason = engine::STUCK.to_owned();
    }
    simulation
}

/// One simulation.
pub async fn get(ctx: &Ctx, id: &SimulationId) -> Result<Simulation> {
    let ws = ctx.require(Permission::Read)?;
    Ok(shown(ctx, row(ctx, &ws, id).await?))
}

/// The simulation the caller opened or made last.
pub async fn current(ctx: &Ctx) -> Result<SimulationId> {
    let ws = ctx.require(Permission::Read)?;
    let id = store::current(&ctx.state.db, &ws, &ctx.user_id()?).await?;
    id.map(SimulationId::new)
        .ok_or_else(|| AppError::new(Code::NotFound, "There is no current simulation yet. Create one with POST /simulations."))
}

/// Remembers what the person looks at.
pub async fn open(ctx: &Ctx, id: &SimulationId) -> Result<Simulation> {
    let ws = ctx.require(Permission::Read)?;
    let found = row(ctx, &ws, id).await?;
    store::set_current(&ctx.state.db, &ws, &ctx.user_id()?, id).await?;
    Ok(shown(ctx, found))
}

/// The plain list, for the other parts of the product; newest first.
pub async fn list(ctx: &Ctx, query: &ListQuery) -> Result<Page<Simulation>> {
    history::plain(ctx, query).await
}

/// Makes a draft.
pub async fn create(ctx: &Ctx, input: SimulationInput) -> Result<Simulation> {
    let ws = ctx.require(Permission::Write)?;
    input.validate()?;
    let scenario = match (input.scenario, &input.scenario_id) {
        (Some(scenario), _) => scenario,
        (None, Some(id)) => scenarios::get(ctx, id).await?.scenario,
        (None, None) => return Err(AppError::field("scenario", "Send either scenario or scenario_id.")),
    };
    let title = input.title.filter(|t| !t.trim().is_empty()).unwrap_or_else(|| scenario.title.clone());
    let cast = panel::cast(ctx, &input.participants, 0).await?;
    panel::check_names(&cast)?;
    if auth::service::is_guest(ctx) {
        let (present, _) = store::count(&ctx.state.db, &ws).await?;
        auth::service::guest_limit(present, 1, ctx.state.config.guests.simulations, "simulations")?;
    }
    let id = SimulationId::new(ctx.state.new_id());
    let settings = settings(ctx, &id, &input.settings, &scenario)?;
    let plan = Plan { scenario: Arc::new(scenario), cast, settings, pins: Vec::new() };
    check_plan(&plan)?;
    let new = New { id: &id, user: &user(ctx)?, title: title.trim(), plan: &plan, now: ctx.now() };
    store::create(&ctx.state.db, &ws, new).await?;
    metrics::counter!("colloquy_simulations_total").increment(1);
    Ok(row(ctx, &ws, &id).await?.into_simulation())
}

fn user(ctx: &Ctx) -> Result<UserId> {
    ctx.user_id()
}

/// Fills in what the client didn't say.
fn settings(ctx: &Ctx, id: &SimulationId, input: &SettingsInput, scenario: &Scenario) -> Result<Settings> {
    let model = input
        .model
        .clone()
        .map(|m| m.trim().to_owned())
        .filter(|m| !m.is_empty())
        .unwrap_or_else(|| ctx.state.llm.default_model().to_owned());
    check_available(ctx, &model)?;
    let language = input.language.clone().filter(|l| !l.trim().is_empty()).unwrap_or_else(|| scenario.language.clone());
    // Fits into the numbers that JavaScript keeps exact.
    let drawn = u64::from(crate::core::format::stable_hash(id.as_str()));
    let planned = scenario.planned_turns();
    let turns = if planned > 0 { planned } else { DEFAULT_TURNS };
    let defaults = Settings { model: model.clone(), seed: drawn, max_turns: turns, language, ..Settings::default() };
    Ok(SettingsInput { model: Some(model), language: None, ..input.clone() }.over(defaults))
}

/// The settings with the given changes.
fn patched(ctx: &Ctx, before: &Settings, patch: SettingsInput) -> Result<Settings> {
    let after = patch.over(before.clone());
    check_available(ctx, &after.model)?;
    Ok(after)
}

fn check_available(ctx: &Ctx, model: &str) -> Result<()> {
    if ctx.state.llm.is_available(model) { Ok(()) } else { Err(AppError::field("settings.model", NO_ENDPOINT)) }
}

/// Refuses settings that don't fit the panel.
fn check_plan(plan: &Plan) -> Result<()> {
    let mut check = Check::new();
    plan.settings.check_whole(&mut check, &plan.ids());
    check.done()
}

/// Changes title or settings while it doesn't run.
pub async fn patch(ctx: &Ctx, id: &SimulationId, patch: SimulationPatch, if_match: Option<u32>) -> Result<Simulation> {
    let ws = ctx.require(Permission::Write)?;
    let mut check = Check::new();
    if let Some(title) = &patch.title {
        check.text("title", title, 160);
    }
    if let Some(settings) = &patch.settings {
        settings.check(&mut check);
    }
    check.done()?;
    let before = row(ctx, &ws, id).await?;
    let mut plan = before.plan.clone();
    if let Some(settings) = patch.settings {
        plan.settings = patched(ctx, &before.plan.settings, settings)?;
    }
    let title = patch.title.map(|t| t.trim().to_owned());
    save(ctx, &ws, before, Save { title, ..Save::of(plan, if_match) }).await
}

/// Puts another scenario, while it doesn't run.
pub async fn set_scenario(ctx: &Ctx, id: &SimulationId, scenario: Scenario, if_match: Option<u32>) -> Result<Simulation> {
    let ws = ctx.require(Permission::Write)?;
    let mut check = Check::new();
    scenario.check(&mut check);
    check.done()?;
    let before = row(ctx, &ws, id).await?;
    let plan = Plan { scenario: Arc::new(scenario), ..before.plan.clone() };
    save(ctx, &ws, before, Save::of(plan, if_match)).await
}

/// A change to title or plan.
struct Save {
    /// As before when absent.
    title: Option<String>,
    plan: Plan,
    if_match: Option<u32>,
    /// Whether it may be made while the simulation runs.
    while_running: bool,
}

impl Save {
    const fn of(plan: Plan, if_match: Option<u32>) -> Self {
        Self { title: None, plan, if_match, while_running: false }
    }
}

async fn save(ctx: &Ctx, ws: &WorkspaceId, before: Row, change: Save) -> Result<Simulation> {
    let Save { title, plan, if_match, while_running } = change;
    if if_match.is_some_and(|wanted| wanted != before.version) {
        return Err(AppError::of(Code::PreconditionFailed));
    }
    if before.state.is_active() && !while_running {
        return Err(AppError::new(Code::Conflict, "The simulation is running. Pause it first, then change it."));
    }
    check_plan(&plan)?;
    panel::check_names(&plan.cast)?;
    let title = title.unwrap_or_else(|| before.title.clone());
    let changed = Changed { title: &title, plan: &plan, calm: !while_running };
    if !store::update(&ctx.state.db, ws, &before, changed, ctx.now()).await? {
        return Err(AppError::of(Code::Conflict));
    }
    ctx.state.bus.announce(&stream(&before.id));
    Ok(shown(ctx, row(ctx, ws, &SimulationId::new(before.head.id)).await?))
}

/// Deletes it with its transcript; a running one is stopped first.
pub async fn delete(ctx: &Ctx, id: &SimulationId, expected: Option<u32>) -> Result<()> {
    let ws = ctx.require(Permission::Write)?;
    let found = row(ctx, &ws, id).await?;
    if expected.is_some_and(|expected| expected != found.version) {
        return Err(AppError::of(Code::PreconditionFailed));
    }
    if matches!(found.state, State::Running | State::Queued | State::Paused) {
        stop(ctx, id).await?;
    }
    if store::delete(&ctx.state.db, &ws, id).await? { Ok(()) } else { Err(AppError::not_found("simulation")) }
}

/// Deletes several; what isn't there is named in the answer.
pub async fn bulk_delete(ctx: &Ctx, ids: &[SimulationId]) -> Result<(u32, Vec<SimulationId>)> {
    // Once for all: a refusal is no missing simulation.
    ctx.require(Permission::Write)?;
    let (mut deleted, mut missing) = (0, Vec::new());
    for id in ids {
        match delete(ctx, id, None).await {
            Ok(()) => deleted += 1,
            Err(error) if error.code == Code::NotFound => missing.push(id.clone()),
            Err(error) => return Err(error),
        }
    }
    Ok((deleted, missing))
}

/// Messages after a number, at most `limit` (100 by default, 500 at most).
pub async fn messages(ctx: &Ctx, id: &SimulationId, after: u64, limit: Option<u32>) -> Result<Page<Message>> {
    let ws = ctx.require(Permission::Read)?;
    let found = row(ctx, &ws, id).await?;
    let limit = limit.unwrap_or(100);
    if !(1..=500).contains(&limit) {
        return Err(AppError::field("limit", "Must be between 1 and 500."));
    }
    let items = message_store::range(&ctx.state.db, id.as_str(), after.saturating_add(1), after.saturating_add(u64::from(limit))).await?;
    let last = items.last().map_or(after, |m| m.seq);
    let next_cursor = (last < found.last_seq).then(|| last.to_string());
    Ok(Page { items, limit, next_cursor, total: Some(found.last_seq) })
}

/// Everything of a simulation, for documents and exports.
pub struct Transcript {
    pub simulation: Simulation,
    /// In the order of the participants.
    pub personas: Vec<Arc<Persona>>,
    pub messages: Vec<Message>,
    /// Numbers of the messages that people highlighted, in order: evidence comes from them first.
    pub highlights: Vec<u64>,
}

/// The whole transcript.
pub async fn transcript(ctx: &Ctx, id: &SimulationId) -> Result<Transcript> {
    let ws = ctx.require(Permission::Read)?;
    let found = row(ctx, &ws, id).await?;
    let messages = message_store::range(&ctx.state.db, id.as_str(), 1, found.last_seq).await?;
    let personas = found.plan.cast.iter().map(|m| m.persona.clone()).collect();
    let highlights = annotations::highlighted(ctx, id).await?;
    Ok(Transcript { simulation: shown(ctx, found), personas, messages, highlights })
}

/// What the live room shows at first: row, transcript, and the number of the last event before
/// the transcript was read, so that the live stream repeats a little rather than misses anything.
pub async fn open_room(ctx: &Ctx, id: &SimulationId) -> Result<Room> {
    let last_event = events::last_seq(&ctx.state.db, &stream(id.as_str())).await?;
    open(ctx, id).await?;
    let whole = transcript(ctx, id).await?;
    let may_steer = ctx.require(Permission::Observe).is_ok();
    let (annotations, asides) = (annotations::all(ctx, id).await?, records::asides(ctx, id, 0, Some(500)).await?.items);
    let me = user(ctx)?.to_string();
    Ok(Room { simulation: whole.simulation, messages: whole.messages, annotations, asides, me, last_event, may_steer })
}

/// Models to choose from, the default first.
pub fn models(ctx: &Ctx) -> Result<Vec<ModelChoice>> {
    ctx.require(Permission::Read)?;
    let default = ctx.state.llm.default_model().to_owned();
    let list = ctx.state.llm.models().into_iter();
    Ok(list.map(|m| ModelChoice { is_default: m.name == default, name: m.name, label: m.label, description: m.description }).collect())
}
