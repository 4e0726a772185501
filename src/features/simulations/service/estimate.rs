//! What turns will take, before they are spoken: prompts are built as the engine builds them, their
//! growth to the full window and the length of answers are estimated.

use std::sync::Arc;

use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::features::simulations::engine::memory::Memory;
use crate::features::simulations::engine::prompt::{self, PromptInput};
use crate::features::simulations::scenarios;
use crate::features::simulations::store::simulations::Plan;
use crate::features::simulations::types::{CostRange, Estimate, Policy, SimulationInput};
use crate::server::ctx::Ctx;
use crate::server::llm::is_scripted;
use crate::server::llm::types::Usage;

use super::{panel, row, settings};

/// Characters of a token, as in `llm::pricing::estimate_tokens`.
const TOKEN_CHARS: u64 = 4;
/// Words the rules of the prompt ask for per step of verbosity, and tokens of a word (OpenAI: 100
/// tokens are about 75 words).
const WORDS_A_STEP: u64 = 18;
const TOKENS_OF_THREE_WORDS: u64 = 4;
/// Turns after which the prompt has its full size.
const GROWN_AT: u64 = 20;
/// Model calls per turn, times a hundred: none is thrown away; one in twenty; every second one.
const CALLS: [u64; 3] = [100, 105, 150];
/// Length of an answer against what was asked for, times a hundred.
const LENGTH: [u64; 3] = [70, 100, 160];
/// The call that chooses the speaker: characters of its prompt and tokens of its answer.
const SELECTOR_CHARS: u64 = 2_400;
const SELECTOR_TOKENS: u64 = 30;

/// What the turns that are left will take.
pub async fn estimate(ctx: &Ctx, id: &SimulationId) -> Result<Estimate> {
    let ws = ctx.require(Permission::Read)?;
    let found = row(ctx, &ws, id).await?;
    Ok(estimate_plan(ctx, &found.plan, found.turns, found.until))
}

/// The same before there is a simulation.
pub async fn estimate_input(ctx: &Ctx, input: SimulationInput) -> Result<Estimate> {
    ctx.require(Permission::Read)?;
    input.validate()?;
    let scenario = match (input.scenario, &input.scenario_id) {
        (Some(scenario), _) => scenario,
        (None, Some(id)) => scenarios::get(ctx, id).await?.scenario,
        (None, None) => return Err(crate::core::AppError::field("scenario", "Send either scenario or scenario_id.")),
    };
    let cast = panel::cast(ctx, &input.participants, 0).await?;
    let settings = settings(ctx, &SimulationId::new(""), &input.settings, &scenario)?;
    let until = settings.max_turns;
    let plan = Plan { scenario: Arc::new(scenario), cast, settings, pins: Vec::new() };
    Ok(estimate_plan(ctx, &plan, 0, until))
}

fn estimate_plan(ctx: &Ctx, plan: &Plan, spoken: u32, until: u32) -> Estimate {
    let turns = u64::from(until.saturating_sub(spoken));
    let speakers: Vec<usize> = (0..plan.cast.len()).filter(|at| plan.cast.get(*at).is_some_and(|m| m.can_speak())).collect();
    let of_each = |value: &dyn Fn(usize) -> u64| speakers.iter().map(|at| value(*at)).sum::<u64>() / (speakers.len() as u64).max(1);
    let bare = of_each(&|me| bare_chars(plan, me, until));
    let answer = of_each(&|me| answer_tokens(plan, me));
    let grown: u64 = (0..turns).map(|turn| prompt::TALK_CHARS as u64 * (u64::from(spoken) + turn).min(GROWN_AT) / GROWN_AT).sum();
    let prompts = (bare * turns + grown) / TOKEN_CHARS;
    let offline = is_scripted(&plan.settings.model);
    let selects = plan.settings.policy == Policy::ModelSelector;
    let range = |at: usize| {
        let calls = if offline { 100 } else { CALLS.get(at).copied().unwrap_or(100) };
        let length = LENGTH.get(at).copied().unwrap_or(100);
        let (mut asked, mut said) = (prompts * calls / 100, answer * turns * calls / 100 * length / 100);
        if selects {
            asked += SELECTOR_CHARS / TOKEN_CHARS * turns;
            said += SELECTOR_TOKENS * turns;
        }
        (asked, said)
    };
    let cost = |at: usize| {
        let (asked, said) = range(at);
        let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        ctx.state.llm.cost(&plan.settings.model, Usage { prompt_tokens: small(asked), completion_tokens: small(said), ..Usage::default() })
    };
    let cost_micros = cost(0).zip(cost(1)).zip(cost(2)).map(|((low, expected), high)| CostRange { low, expected, high });
    let (prompt_tokens, completion_tokens) = range(1);
    let retries = if offline { 1.0 } else { 1.05 };
    Estimate {
        turns: u32::try_from(turns).unwrap_or(u32::MAX),
        prompt_tokens,
        completion_tokens,
        cost_micros,
        calls_per_turn: if selects { retries + 1.0 } else { retries },
        basis: basis(offline).to_owned(),
    }
}

const fn basis(offline: bool) -> &'static str {
    if offline {
        "The offline model costs nothing."
    } else {
        "Low: no line is refused and lines are short. Expected: one in twenty is asked for again. High: every second one is, and lines are long."
    }
}

/// Characters of the prompt before anybody spoke.
fn bare_chars(plan: &Plan, me: usize, until: u32) -> u64 {
    let input = PromptInput { plan, me, lines: &[], memory: &Memory::default(), turn: 1, until, attempts: &[] };
    prompt::build(&input).chars as u64
}

fn answer_tokens(plan: &Plan, me: usize) -> u64 {
    let verbosity = plan.cast.get(me).map_or(3, |m| u64::from(m.persona.style.verbosity.clamp(1, 5)));
    verbosity * WORDS_A_STEP * TOKENS_OF_THREE_WORDS / 3
}
