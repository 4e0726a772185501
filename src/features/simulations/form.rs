//! Turns the flat fields of forms into the API's inputs.

use crate::core::ids::{AgentId, SimulationId};
use crate::core::{AppError, Result};
use crate::server::ctx::Ctx;

use super::rpc::SimulationForm;
use super::service;
use super::types::{ParticipantInput, Policy, Scenario, SettingsInput, Simulation, SimulationInput};

fn lines(text: &str) -> Vec<String> {
    text.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect()
}

fn number<T: std::str::FromStr>(field: &str, text: &str) -> Result<Option<T>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| AppError::field(field, "This is not a number."))
}

fn participant(text: &str) -> ParticipantInput {
    match text.split_once(':') {
        Some(("agent", id)) => ParticipantInput { agent_id: Some(AgentId::new(id)), library: None },
        Some((_, slug)) => ParticipantInput { agent_id: None, library: Some(slug.to_owned()) },
        None => ParticipantInput { agent_id: None, library: Some(text.to_owned()) },
    }
}

fn input(form: &SimulationForm) -> Result<SimulationInput> {
    let some = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let question = form.question.trim().to_owned();
    // A short question is a fine title when the person gave none.
    let title = some(&form.title).unwrap_or_else(|| question.chars().take(90).collect());
    let policy = Policy::parse(&form.policy);
    Ok(SimulationInput {
        title: None,
        scenario: Some(Scenario {
            title,
            setting: form.setting.trim().to_owned(),
            question,
            goals: lines(&form.goals),
            constraints: lines(&form.constraints),
            language: form.language.trim().to_owned(),
            ..Scenario::default()
        }),
        scenario_id: None,
        participants: form.participants.iter().map(|p| participant(p)).collect(),
        settings: SettingsInput {
            model: some(&form.model),
            seed: number("settings.seed", &form.seed)?,
            policy,
            max_turns: number("settings.max_turns", &form.max_turns)?,
            interval_ms: number("settings.interval_ms", &form.interval_ms)?,
            ..SettingsInput::default()
        },
    })
}

/// Creates what the form says, and starts it if asked.
pub async fn submit(ctx: &Ctx, form: SimulationForm) -> Result<Simulation> {
    let made = service::create(ctx, input(&form)?).await?;
    if form.then == "start" { service::start(ctx, &made.id).await } else { Ok(made) }
}

/// A button of the room.
pub async fn control(ctx: &Ctx, id: &SimulationId, act: &str) -> Result<Simulation> {
    match act {
        "start" => service::start(ctx, id).await,
        "pause" => service::pause(ctx, id, false).await,
        "pause_now" => service::pause(ctx, id, true).await,
        "interrupt" => service::interrupt(ctx, id).await,
        "resume" => service::resume(ctx, id).await,
        "step" => service::step(ctx, id).await,
        "stop" => service::stop(ctx, id).await,
        "round" => service::another_round(ctx, id).await,
        _ => Err(AppError::field("act", "Use start, pause, pause_now, interrupt, resume, step, stop or round.")),
    }
}
