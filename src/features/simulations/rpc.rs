//! Server functions of the simulation pages. Those called by forms without JavaScript take flat
//! fields; the others take the API's own types.

mod history;
mod line;
mod room;
mod scenarios;
mod shares;
mod translations;

pub use history::*;
pub use line::*;
pub use room::*;
pub use scenarios::*;
pub use shares::*;
pub use translations::*;

use leptos::prelude::*;
use leptos::server;
use serde::{Deserialize, Serialize};

use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::core::{ListQuery, Page};

use super::types::{
    Annotation, Aside, BranchInput, CheckView, Message, Observed, ObserverInput, ParticipantInput, ParticipantPatch, SavedScenario,
    Scenario, Simulation, SimulationInput, SimulationPatch, TurnRecord, TurnSummary,
};

/// A simulation with its transcript and the number of the last event, from which the live stream
/// goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Room {
    pub simulation: Simulation,
    pub messages: Vec<Message>,
    /// What people put beside the lines.
    pub annotations: Vec<Annotation>,
    /// Questions beside the conversation, oldest first.
    pub asides: Vec<Aside>,
    /// User id of who looks.
    pub me: String,
    pub last_event: u64,
    /// Whether the person may steer.
    pub may_steer: bool,
}

/// Models to choose from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelChoice {
    pub name: String,
    pub label: String,
    pub description: String,
    pub is_default: bool,
}

/// A page of simulations.
#[server(endpoint = "simulations/list", input = server_fn::codec::Json)]
pub async fn list_simulations(query: ListQuery) -> Result<Page<Simulation>> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::list(&ctx, &query).await
}

/// Everything the live room shows at first.
#[server(endpoint = "simulations/room", input = server_fn::codec::Json)]
pub async fn open_room(id: SimulationId) -> Result<Room> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::open_room(&ctx, &id).await
}

/// Scenarios on the shelf: own ones first.
#[server(endpoint = "scenarios/list", input = server_fn::codec::Json)]
pub async fn list_scenarios() -> Result<Vec<SavedScenario>> {
    let ctx = crate::server::rpc::ctx().await?;
    super::scenarios::list(&ctx).await
}

/// Models that a simulation can use.
#[server(endpoint = "simulations/models", input = server_fn::codec::Json)]
pub async fn list_models() -> Result<Vec<ModelChoice>> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::models(&ctx)
}

/// Measures, health and money of a simulation.
#[server(endpoint = "simulations/metrics", input = server_fn::codec::Json)]
pub async fn simulation_metrics(id: SimulationId) -> Result<super::types::Metrics> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::metrics(&ctx, &id).await
}

/// What the turns that are left of a simulation will take.
#[server(endpoint = "simulations/estimate", input = server_fn::codec::Json)]
pub async fn estimate_simulation(id: SimulationId) -> Result<super::types::Estimate> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::estimate(&ctx, &id).await
}

/// What a simulation would take, before it is made.
#[server(endpoint = "simulations/estimate-input", input = server_fn::codec::Json)]
pub async fn estimate_input(input: SimulationInput) -> Result<super::types::Estimate> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::estimate_input(&ctx, input).await
}

/// Makes a draft.
#[server(endpoint = "simulations/create", input = server_fn::codec::Json)]
pub async fn create_simulation(input: SimulationInput) -> Result<Simulation> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::create(&ctx, input).await
}

/// Fields of the form "new simulation", as a browser without JavaScript sends them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SimulationForm {
    /// The scenario that the form began with, for what the form doesn't show of it.
    pub scenario_id: String,
    pub title: String,
    pub setting: String,
    pub question: String,
    /// One goal in a line.
    pub goals: String,
    /// One constraint in a line.
    pub constraints: String,
    pub language: String,
    /// `library:<slug>` or `agent:<id>`.
    pub participants: Vec<String>,
    pub model: String,
    pub policy: String,
    /// Name of the moderator; the first on the panel when empty.
    pub moderator: String,
    /// Names in the order in which they speak, one in a line.
    pub order: String,
    pub max_turns: String,
    pub interval_ms: String,
    pub seed: String,
    /// `everyone` or `relationships`.
    pub visibility: String,
    pub max_minutes: String,
    pub max_tokens: String,
    /// Dollars.
    pub budget: String,
    /// Tries of one line.
    pub attempts: String,
    /// Guards that let everything pass.
    pub guards_off: Vec<String>,
    pub pacing: bool,
    pub self_follow: bool,
    /// `start` starts it at once.
    pub then: String,
}

/// Makes a simulation from a form and opens its room.
#[server(endpoint = "simulations/form")]
pub async fn submit_simulation(form: SimulationForm) -> Result<()> {
    let ctx = crate::server::rpc::ctx().await?;
    let made = super::form::submit(&ctx, form).await?;
    leptos_axum::redirect(&format!("/simulations/{}", made.id));
    Ok(())
}

/// Buttons of the room: `start`, `pause` (after the line), `pause_now`, `interrupt` (somebody else
/// speaks), `resume`, `step`, `stop`, `round`.
#[server(endpoint = "simulations/control")]
pub async fn control_simulation(id: SimulationId, act: String) -> Result<Simulation> {
    let ctx = crate::server::rpc::ctx().await?;
    super::form::control(&ctx, &id, &act).await
}

/// What the observer says.
#[server(endpoint = "simulations/observe")]
pub async fn observe_simulation(id: SimulationId, input: ObserverInput) -> Result<Observed> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::observe(&ctx, &id, input).await
}

/// Deletes a simulation; afterwards the list is shown.
#[server(endpoint = "simulations/delete")]
pub async fn delete_simulation(id: SimulationId) -> Result<()> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::delete(&ctx, &id, None).await?;
    leptos_axum::redirect("/simulations");
    Ok(())
}

/// What came out of a checked transcript; `None` when it is gone.
#[server(endpoint = "transcripts/report", input = server_fn::codec::Json)]
pub async fn check_report(id: String) -> Result<Option<CheckView>> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::kept_check(&ctx, &id).await
}

/// Says who speaks next.
#[server(endpoint = "simulations/next")]
pub async fn next_speaker(id: SimulationId, participant: String) -> Result<Simulation> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::next(&ctx, &id, &participant).await
}

/// Adds participants while it doesn't run.
#[server(endpoint = "simulations/add-participants", input = server_fn::codec::Json)]
pub async fn add_participants(id: SimulationId, participants: Vec<ParticipantInput>) -> Result<Simulation> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::add_participants(&ctx, &id, participants, None).await
}

/// Mutes, removes or brings back a participant.
#[server(endpoint = "simulations/participant", input = server_fn::codec::Json)]
pub async fn patch_participant(id: SimulationId, participant: String, patch: ParticipantPatch) -> Result<Simulation> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::patch_participant(&ctx, &id, &participant, patch, None).await
}

/// Changes title or settings while it doesn't run.
#[server(endpoint = "simulations/update", input = server_fn::codec::Json)]
pub async fn update_simulation(id: SimulationId, patch: SimulationPatch) -> Result<Simulation> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::patch(&ctx, &id, patch, None).await
}

/// Puts another scenario while it doesn't run.
#[server(endpoint = "simulations/scenario", input = server_fn::codec::Json)]
pub async fn set_simulation_scenario(id: SimulationId, scenario: Scenario) -> Result<Simulation> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::set_scenario(&ctx, &id, scenario, None).await
}

/// Goes on from a turn in a new simulation.
#[server(endpoint = "simulations/branch", input = server_fn::codec::Json)]
pub async fn branch_simulation(id: SimulationId, input: BranchInput) -> Result<Simulation> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::branch(&ctx, &id, input).await
}

/// Turns after a number, without prompts.
#[server(endpoint = "simulations/turns", input = server_fn::codec::Json)]
pub async fn list_turns(id: SimulationId, after: u32, limit: Option<u32>) -> Result<Page<TurnSummary>> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::turns(&ctx, &id, after, limit).await
}

/// Everything about a turn: prompt, reason, attempts, cost.
#[server(endpoint = "simulations/turn", input = server_fn::codec::Json)]
pub async fn get_turn(id: SimulationId, turn: u32) -> Result<TurnRecord> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::turn(&ctx, &id, turn).await
}

/// Questions beside the conversation, with their answers.
#[server(endpoint = "simulations/asides", input = server_fn::codec::Json)]
pub async fn list_asides(id: SimulationId, after: u64, limit: Option<u32>) -> Result<Page<Aside>> {
    let ctx = crate::server::rpc::ctx().await?;
    super::service::asides(&ctx, &id, after, limit).await
}
