//! A simulation out of a file: checked like everything that comes from outside, then stored as a
//! conversation that is over.

mod beside;

use std::collections::HashSet;
use std::sync::Arc;

use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::core::validate::Check;
use crate::core::{AppError, Result};
use crate::features::agents::library;
use crate::features::agents::types::AgentInput;
use crate::features::auth;
use crate::features::simulations::store::imports::{self as store, Import};
use crate::features::simulations::store::simulations::{self as rows, CastMember, Pin, Plan};
use crate::features::simulations::types::{
    FILE_FORMAT, FILE_VERSION, FileMessage, FileParticipant, MessageKind, Simulation, SimulationFile, State, TagsInput,
};
use crate::server::ctx::{Ctx, WorkspaceId};

use super::OBSERVER;

/// Most lines of a file.
const MAX_LINES: usize = 5_000;
/// Most participants of a file.
const MAX_PARTICIPANTS: usize = 50;
/// Most characters of a line.
const MAX_TEXT: usize = 20_000;
/// Numbers above change on their way through JavaScript.
const MAX_NUMBER: u64 = 9_007_199_254_740_991;

/// Stores the file as a new simulation of the workspace.
pub async fn import(ctx: &Ctx, file: SimulationFile) -> Result<Simulation> {
    import_all(ctx, vec![file]).await?.pop().ok_or_else(|| AppError::not_found("simulation"))
}

/// Stores files as new simulations of the workspace, in their order, if all of them can be.
pub async fn import_all(ctx: &Ctx, files: Vec<SimulationFile>) -> Result<Vec<Simulation>> {
    let ws = ctx.require(Permission::Write)?;
    for (number, file) in (1..).zip(&files) {
        let named = |error: AppError| match files.len() {
            1 => error,
            _ => AppError { message: format!("Simulation {number} of the file: {}", error.message), ..error },
        };
        check(file).map_err(named)?;
    }
    if auth::service::is_guest(ctx) {
        let (present, _) = rows::count(&ctx.state.db, &ws).await?;
        auth::service::guest_limit(present, files.len(), ctx.state.config.guests.simulations, "simulations")?;
    }
    let mut made = Vec::with_capacity(files.len());
    for file in files {
        made.push(store_one(ctx, &ws, file).await?);
    }
    Ok(made)
}

async fn store_one(ctx: &Ctx, ws: &WorkspaceId, file: SimulationFile) -> Result<Simulation> {
    let id = SimulationId::new(ctx.state.new_id());
    let user = ctx.user_id()?;
    let (state, reason) = if file.state.is_terminal() { (file.state, file.state_reason.clone()) } else { (State::Finished, String::new()) };
    let plan = plan(&file);
    let tags = TagsInput { tags: file.tags.clone() }.clean()?;
    let (annotations, asides) = (beside::annotations(&file, &user), beside::asides(&file, &id));
    let import = Import {
        id: &id,
        user: &user,
        plan: &plan,
        file: &file,
        annotations: &annotations,
        asides: &asides,
        tags: &tags,
        state,
        reason: &reason,
        now: ctx.now(),
    };
    store::create(&ctx.state.db, ws, import).await?;
    let row = rows::find(&ctx.state.db, ws, &id).await?;
    row.map(rows::Row::into_simulation).ok_or_else(|| AppError::not_found("simulation"))
}

fn plan(file: &SimulationFile) -> Plan {
    Plan {
        scenario: Arc::new(file.scenario.clone()),
        cast: file.participants.iter().map(member).collect(),
        settings: file.settings.clone(),
        pins: file.pins.iter().map(|pin| Pin { text: pin.text.clone(), seq: pin.seq }).collect(),
    }
}

fn member(p: &FileParticipant) -> CastMember {
    let agent_id = library::find(&p.library).map(|agent| agent.slug.clone()).unwrap_or_default();
    CastMember {
        id: p.id.clone(),
        agent_id,
        persona: p.persona.clone(),
        instructions: p.instructions.clone(),
        picture: String::new(),
        muted: p.muted,
        left: p.left,
    }
}

fn check(file: &SimulationFile) -> Result<()> {
    let mut check = Check::new();
    check.that(file.format == FILE_FORMAT, "format", format!("Must be {FILE_FORMAT}: export a simulation as JSON to get such a file."));
    check.that(file.format_version == FILE_VERSION, "format_version", format!("Must be {FILE_VERSION}."));
    check.text("title", &file.title, 160).max("state_reason", &file.state_reason, 500);
    check.that(file.pins.len() <= 50, "pins", "Must have at most 50 entries.");
    for pin in file.pins.iter().take(50) {
        check.text("pins", &pin.text, 4_000).that(pin.seq <= file.messages.len() as u64, "pins.seq", "Must be the number of a line.");
    }
    file.scenario.check(&mut check);
    settings(file, &mut check);
    people(file, &mut check);
    check.that(file.messages.len() <= MAX_LINES, "messages", format!("Must have at most {MAX_LINES} entries."));
    for (at, line) in file.messages.iter().take(MAX_LINES).enumerate() {
        message(file, at, line, &mut check);
    }
    beside::check(file, &mut check);
    let numbers = file.tokens <= MAX_NUMBER
        && file.prompt_tokens <= MAX_NUMBER
        && file.cost_micros.is_none_or(|cost| (0..=1_000_000_000_000).contains(&cost));
    check.that(numbers, "tokens", "Tokens and cost must be positive numbers below 2^53.");
    let turns = file.messages.iter().map(|line| line.turn).max().unwrap_or(0);
    check.that(file.turns >= turns && file.turns <= 100_000, "turns", "Must not be less than the turn of the last line.");
    check.that((1..=1_000).contains(&file.round), "round", "Must be between 1 and 1000.");
    check.done()
}

fn settings(file: &SimulationFile, check: &mut Check) {
    let s = &file.settings;
    check.text("settings.model", &s.model, 120).max("settings.language", &s.language, 40);
    check.range("settings.max_turns", i64::from(s.max_turns), 1, 500).range("settings.interval_ms", i64::from(s.interval_ms), 0, 600_000);
    check.range("settings.budget_micros", s.budget_micros, 0, 1_000_000_000_000);
    check.that(s.seed <= MAX_NUMBER, "settings.seed", "Must be between 0 and 9007199254740991.");
}

fn people(file: &SimulationFile, check: &mut Check) {
    let count = file.participants.len();
    check.that((1..=MAX_PARTICIPANTS).contains(&count), "participants", format!("Must have between 1 and {MAX_PARTICIPANTS} entries."));
    let mut ids = HashSet::new();
    for (at, p) in file.participants.iter().take(MAX_PARTICIPANTS).enumerate() {
        let good = p.id.len() <= 8 && p.id.starts_with('p') && p.id.chars().skip(1).all(|c| c.is_ascii_digit()) && ids.insert(&p.id);
        check.that(good, &format!("participants.{at}.id"), "Must be p1, p2 and so on, each once.");
        if let Err(error) = AgentInput::from_parts((*p.persona).clone(), p.instructions.clone()).validate() {
            check.that(false, &format!("participants.{at}.persona"), error.message);
        }
    }
}

fn message(file: &SimulationFile, at: usize, line: &FileMessage, check: &mut Check) {
    let of = |name: &str| format!("messages.{at}.{name}");
    check.that(line.seq == at as u64 + 1, &of("seq"), "Lines must be numbered from 1 without gaps.");
    let before = at.checked_sub(1).and_then(|before| file.messages.get(before));
    check.that(before.is_none_or(|b| b.turn <= line.turn && b.round <= line.round), &of("turn"), "Turns and rounds must not go back.");
    check.text(&of("text"), &line.text, MAX_TEXT).max(&of("speaker"), &line.speaker, 120);
    check.max(&of("language"), &line.language, 40).max(&of("reason"), &line.reason, 1_000);
    let is_there = |id: &String| file.participants.iter().any(|p| p.id == *id);
    let speaker = match line.kind {
        MessageKind::Agent => is_there(&line.speaker_id),
        MessageKind::Observer => line.speaker_id == OBSERVER,
        MessageKind::Scene | MessageKind::System => line.speaker_id.is_empty() || line.speaker_id == OBSERVER || is_there(&line.speaker_id),
    };
    check.that(speaker, &of("speaker_id"), "Must be the id of a participant, observer for observers, or empty for scene and system.");
    check.that(line.to.len() <= MAX_PARTICIPANTS && line.to.iter().all(is_there), &of("to"), "Must be ids of participants.");
}
