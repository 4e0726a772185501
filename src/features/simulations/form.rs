//! Turns the flat fields of forms into the API's inputs.

use crate::core::ids::{AgentId, ScenarioId, SimulationId};
use crate::core::validate::Check;
use crate::core::{AppError, Result};
use crate::features::agents;
use crate::features::auth::cookies;
use crate::server::ctx::Ctx;
use crate::server::extract::cookie;
use crate::server::rpc;

use super::guards::names::who;
use super::guards::text::folded;
use super::rpc::SimulationForm;
use super::scenario_form::ScenarioForm;
use super::types::{
    BranchInput, CreatedShare, GuardSettings, ParticipantInput, Policy, SavedScenario, Scenario, SettingsInput, ShareInput, Simulation,
    SimulationInput, State, Visibility,
};
use super::{scenarios, service};

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

/// What the form doesn't show of the scenario it began with: roles, secrets, rounds.
async fn beginning(ctx: &Ctx, form: &SimulationForm) -> Result<Scenario> {
    if form.scenario_id.is_empty() {
        return Ok(Scenario::default());
    }
    Ok(scenarios::get(ctx, &ScenarioId::new(form.scenario_id.as_str())).await?.scenario)
}

/// Dollars as people write them, in millionths.
fn dollars(text: &str) -> Result<Option<i64>> {
    let wrong = || AppError::field("settings.budget_micros", "Write an amount in dollars, for example 0.50.");
    let text = text.trim().trim_start_matches('$').replace(',', ".");
    if text.is_empty() {
        return Ok(None);
    }
    let amount: f64 = text.parse().map_err(|_| wrong())?;
    if (0.0..=1_000_000.0).contains(&amount) { Ok(Some((amount * 1_000_000.0).round() as i64)) } else { Err(wrong()) }
}

fn guards(form: &SimulationForm) -> Result<GuardSettings> {
    let on = |name: &str| !form.guards_off.iter().any(|off| off == name);
    let usual = GuardSettings::default();
    Ok(GuardSettings {
        repetition: on("repetition"),
        identity: on("identity"),
        facts: on("facts"),
        style: on("style"),
        language: on("language"),
        loops: on("loops"),
        secrets: on("secrets"),
        attempts: number("settings.guards", &form.attempts)?.unwrap_or(usual.attempts),
    })
}

/// Who leads and who speaks when, as ids of participants; `None` for what the form leaves open.
#[derive(Default)]
struct Seating {
    moderator: Option<String>,
    order: Option<Vec<String>>,
}

/// Finds the names of the form on the panel.
async fn seating(ctx: &Ctx, form: &SimulationForm) -> Result<Seating> {
    let (moderator, order) = (form.moderator.trim(), lines(&form.order));
    if moderator.is_empty() && order.is_empty() {
        return Ok(Seating::default());
    }
    let wanted: Vec<ParticipantInput> = form.participants.iter().map(|p| participant(p)).collect();
    let panel = agents::service::resolve_participants(ctx, &wanted).await?;
    let names: Vec<&str> = panel.iter().map(|one| one.persona.name.as_str()).collect();
    let mut check = Check::new();
    let leads = (!moderator.is_empty()).then(|| seat(moderator, &names));
    let speaks: Vec<Seat> = order.iter().map(|name| seat(name, &names)).collect();
    if let Some(Err(meant)) = leads {
        check.that(false, "settings.moderator", if meant == 0 { NOBODY } else { SEVERAL });
    }
    for (line, found) in (1..).zip(&speaks) {
        match found {
            Ok(_) => {}
            Err(0) => {
                check.that(false, "settings.order", format!("Nobody on the panel has the name in line {line}."));
            }
            Err(_) => {
                check.that(false, "settings.order", format!("Line {line} could mean more than one of the panel. Write the whole name."));
            }
        }
    }
    check.done()?;
    let order: Vec<String> = speaks.into_iter().flatten().collect();
    Ok(Seating { moderator: leads.and_then(Seat::ok), order: (!order.is_empty()).then_some(order) })
}

const NOBODY: &str = "Nobody on the panel has this name.";
const SEVERAL: &str = "This name could mean more than one of the panel. Write the whole name.";

/// The id of a participant, or how many could be meant.
type Seat = std::result::Result<String, usize>;

/// The participant with this name, whole or a part of it that only one has.
fn seat(name: &str, panel: &[&str]) -> Seat {
    let id = |at: usize| format!("p{}", at + 1);
    if let Some(at) = panel.iter().position(|own| folded(own) == folded(name)) {
        return Ok(id(at));
    }
    let meant: Vec<usize> = (0..).zip(panel).filter(|(_, own)| who(name, &[own]).is_some()).map(|(at, _)| at).collect();
    match meant.as_slice() {
        [at] => Ok(id(*at)),
        others => Err(others.len()),
    }
}

fn input(form: &SimulationForm, beginning: Scenario, seating: Seating) -> Result<SimulationInput> {
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
            ..beginning
        }),
        scenario_id: None,
        participants: form.participants.iter().map(|p| participant(p)).collect(),
        settings: SettingsInput {
            model: some(&form.model),
            seed: number("settings.seed", &form.seed)?,
            policy,
            moderator: seating.moderator,
            order: seating.order,
            max_turns: number("settings.max_turns", &form.max_turns)?,
            interval_ms: number("settings.interval_ms", &form.interval_ms)?,
            max_minutes: number("settings.max_minutes", &form.max_minutes)?,
            max_tokens: number("settings.max_tokens", &form.max_tokens)?,
            budget_micros: dollars(&form.budget)?,
            visibility: Visibility::ALL.into_iter().find(|v| v.as_str() == form.visibility),
            guards: Some(guards(form)?),
            pacing: Some(form.pacing),
            self_follow: Some(form.self_follow),
            ..SettingsInput::default()
        },
    })
}

/// Creates what the form says, and starts it if asked.
pub async fn submit(ctx: &Ctx, form: SimulationForm) -> Result<Simulation> {
    let (beginning, seating) = futures::try_join!(beginning(ctx, &form), seating(ctx, &form))?;
    let made = service::create(ctx, input(&form, beginning, seating)?).await?;
    match form.then.as_str() {
        "start" => service::start(ctx, &made.id).await,
        "step" => service::step(ctx, &made.id).await,
        _ => Ok(made),
    }
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

/// A branch from a turn, with another policy when one is named; `run` lets it go on at once.
pub async fn branch(ctx: &Ctx, id: &SimulationId, turn: &str, policy: &str, run: bool) -> Result<Simulation> {
    let turn = number("turn", turn)?.ok_or_else(|| AppError::field("turn", "This is required."))?;
    let settings = Policy::parse(policy).map(|policy| SettingsInput { policy: Some(policy), ..SettingsInput::default() });
    let made = service::branch(ctx, id, BranchInput { turn, settings, ..BranchInput::default() }).await?;
    match (run, made.state) {
        (false, _) => Ok(made),
        (true, State::Draft) => service::start(ctx, &made.id).await,
        (true, _) => service::resume(ctx, &made.id).await,
    }
}

/// Saves the editor of scenarios: a new one without an id, else a change of the one that was shown.
pub async fn save_scenario(ctx: &Ctx, form: ScenarioForm) -> Result<SavedScenario> {
    let (id, version) = (ScenarioId::new(form.id.trim()), form.expected_version());
    let scenario = form.into_scenario()?;
    if id.as_str().is_empty() { scenarios::create(ctx, scenario).await } else { scenarios::update(ctx, &id, scenario, version).await }
}

/// Makes a link; the next page gets it too, when that is what the form leads to.
pub async fn share(ctx: &Ctx, id: &SimulationId, days: u32, label: String) -> Result<CreatedShare> {
    let made = service::shares::create(ctx, id, ShareInput { days: Some(days), label }).await?;
    let secret = made.url.rsplit('/').next().unwrap_or_default();
    if rpc::is_plain_form() {
        rpc::set_cookie(&cookies::fresh_link(&ctx.state, &format!("{id}.share.{secret}")));
    }
    Ok(made)
}

/// The address of the link that a form without script has just made; it is forgotten by that.
pub fn take_share(ctx: &Ctx, id: &SimulationId) -> Option<String> {
    let kept = rpc::request().and_then(|parts| cookie(&parts.headers, cookies::FRESH_LINK))?;
    let secret = kept.strip_prefix(id.as_str())?.strip_prefix(".share.")?.to_owned();
    rpc::set_cookie(&cookies::clear_fresh_link(&ctx.state));
    let clean = secret.len() <= 64 && secret.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    clean.then(|| service::shares::address(ctx, &secret))
}

#[cfg(test)]
mod tests {
    use super::seat;

    #[test]
    fn names_find_their_seats() {
        let panel = ["Amara Okafor", "Dr. José Díaz", "Jonas Díaz"];
        for (name, id) in [("Amara Okafor", "p1"), ("amara", "p1"), ("Jose Diaz", "p2"), ("jonas", "p3"), ("Dr. José Díaz", "p2")] {
            assert_eq!(seat(name, &panel), Ok(id.to_owned()), "{name}");
        }
        assert_eq!((seat("Díaz", &panel), seat("Nobody", &panel)), (Err(2), Err(0)));
    }
}
