//! What a turn costs besides the model: CPU time of the server for a whole conversation, less the CPU
//! time that the offline model needs for the same lines.

use std::sync::Arc;
use std::time::{Duration, Instant};

use colloquy::features::agents::library;
use colloquy::features::simulations::types::{MessageKind, Scenario};
use colloquy::server::llm::scene::{Scene, SceneLine};
use colloquy::server::llm::{ChatRequest, Llm, LlmConfig, Purpose};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::Result;
use crate::process::{Server, cpu_of};
use crate::seed::{self, Session};
use crate::table::Table;

pub const SEED: u64 = 4711;
/// Who talks.
const PANEL: usize = 6;
/// Longest time the conversation may take.
const PATIENCE: Duration = Duration::from_secs(120);

pub fn scenario() -> Value {
    json!({
        "title": "Night shifts",
        "setting": "A regional hospital with twelve unfilled night posts.",
        "question": "Should the hospital pay double for night shifts?",
        "goals": ["Agree on a rate", "Name the first step"],
    })
}

/// Runs a conversation of `turns` turns without pauses and writes the rows.
pub async fn measure(server: &Server, session: &Session, turns: u32, table: &mut Table) -> Result<()> {
    let id = seed::simulation(session, PANEL, turns, 0).await?;
    let (before, begin) = (server.cpu()?, Instant::now());
    session.post(&format!("/api/v1/simulations/{id}/start"), &json!({})).await?;
    let spoken = settled(session, &id).await?;
    let (used, took) = (server.cpu()?.saturating_sub(before), begin.elapsed());
    prompts(session, &id, table).await?;
    let model = lines_alone(spoken).await?;
    let each = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1000.0 / f64::from(spoken.max(1)));
    table.row(&format!("A turn, CPU of the server ({spoken} turns, {PANEL} experts, {:.1} s in all)", took.as_secs_f64()), each(used));
    table.row("of which the offline model, measured alone", each(model));
    table.row("**Orchestration CPU per turn**", format!("**{}**", each(used.saturating_sub(model))));
    Ok(())
}

/// Model calls per turn, and how long the prompts of the same speakers are early and late.
async fn prompts(session: &Session, id: &str, table: &mut Table) -> Result<()> {
    let answer = session.get(&format!("/api/v1/simulations/{id}/turns?limit=500")).await?;
    let turns = answer.pointer("/data").and_then(Value::as_array).ok_or("no records of turns")?;
    let number = |turn: &Value, name: &str| turn.get(name).and_then(Value::as_u64).unwrap_or(0);
    let calls: u64 = turns.iter().map(|turn| number(turn, "attempts")).sum();
    table.row("Model calls per turn", format!("{:.2}", share(calls, turns.len())));
    let mean = |upto: usize| {
        let round: Vec<u64> = turns.iter().take(upto).skip(upto.saturating_sub(PANEL)).map(|turn| number(turn, "prompt_chars")).collect();
        (round.len() == PANEL && turns.len() >= upto).then(|| format!("{:.0}", share(round.iter().sum(), PANEL)))
    };
    let sizes: Vec<String> = [24, 102, 498].into_iter().map(|upto| mean(upto).unwrap_or_else(|| "–".to_owned())).collect();
    table.row("Characters of a prompt at turn 20 / 100 / 500, mean of the panel", sizes.join(" / "));
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "sums of a few hundred turns")]
fn share(sum: u64, of: usize) -> f64 {
    sum as f64 / of.max(1) as f64
}

/// Waits for the end; the number of turns spoken.
pub async fn settled(session: &Session, id: &str) -> Result<u32> {
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        let answer = session.get(&format!("/api/v1/simulations/{id}")).await?;
        let field = |name: &str| answer.pointer(&format!("/data/{name}")).cloned().unwrap_or_default();
        match field("state").as_str() {
            Some("queued" | "running") => tokio::time::sleep(Duration::from_millis(250)).await,
            Some("finished") => return Ok(u32::try_from(field("turns").as_u64().unwrap_or(0))?),
            _ => return Err(format!("the simulation is {}: {}", field("state"), field("state_reason")).into()),
        }
    }
    Err("the simulation did not finish in time".into())
}

/// CPU time of the offline model for as many lines, in this process.
async fn lines_alone(turns: u32) -> Result<Duration> {
    let llm = Llm::new(LlmConfig { scripted_delay_ms: 0, ..LlmConfig::default() })?;
    let scenario: Arc<Scenario> = Arc::new(serde_json::from_value(scenario())?);
    let cast: Vec<_> = library::all().iter().take(PANEL).map(|agent| Arc::new(agent.persona.clone())).collect();
    let mut lines: Vec<SceneLine> = Vec::new();
    let before = cpu_of("self")?;
    for turn in 1..=turns {
        let me = usize::try_from(turn - 1)? % cast.len();
        let scene = Scene {
            seed: SEED,
            turn,
            attempt: 0,
            max_turns: turns,
            me,
            cast: cast.clone(),
            scenario: scenario.clone(),
            language: String::new(),
            lines: lines.clone(),
            muted: Vec::new(),
        };
        let request =
            ChatRequest { model: "scripted".to_owned(), purpose: Purpose::Turn, scene: Some(Arc::new(scene)), ..ChatRequest::default() };
        let reply = llm.complete(&request, &CancellationToken::new()).await?;
        lines.push(SceneLine {
            seq: u64::from(turn),
            turn,
            kind: MessageKind::Agent,
            speaker: Some(me),
            text: reply.text.into(),
            private: false,
        });
    }
    Ok(cpu_of("self")?.saturating_sub(before))
}
