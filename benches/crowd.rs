//! Many simulations at once on an endpoint that takes its time: how many turns a second, and what a
//! turn takes besides the endpoint.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Result;
use crate::conversation;
use crate::load;
use crate::process::{Server, megabytes};
use crate::seed::{self, Session};
use crate::table::Table;

/// Who talks in each.
const PANEL: usize = 4;

/// Runs `simulations` of `turns` turns; the endpoint answers after `endpoint`.
pub async fn measure(
    server: &Server,
    session: &Session,
    (simulations, turns, endpoint): (usize, u32, Duration),
    table: &mut Table,
) -> Result<()> {
    let mut ids = Vec::new();
    for _ in 0..simulations {
        ids.push(seed::simulation_on(session, "bench", PANEL, turns, 0).await?);
    }
    let idle = server.memory()?;
    let begin = Instant::now();
    for id in &ids {
        session.post(&format!("/api/v1/simulations/{id}/start"), &json!({})).await?;
    }
    let busy = server.memory()?;
    let mut spoken = 0;
    for id in &ids {
        spoken += conversation::settled(session, id).await?;
    }
    let took = begin.elapsed();
    let (mut overheads, mut calls) = (Vec::new(), 0);
    for id in &ids {
        let answer = session.get(&format!("/api/v1/simulations/{id}/turns?limit=500")).await?;
        for turn in answer.pointer("/data").and_then(Value::as_array).ok_or("no records of turns")? {
            let number = |name: &str| turn.get(name).and_then(Value::as_u64).unwrap_or(0);
            calls += number("attempts");
            let attempts = u32::try_from(number("attempts").max(1))?;
            overheads.push(Duration::from_millis(number("duration_ms")).saturating_sub(endpoint * attempts));
        }
    }
    let figures = load::figures(overheads, took)?;
    let what = format!("{simulations} simulations of {PANEL} at once on an endpoint of {} ms", endpoint.as_millis());
    table.row(
        &what,
        format!("{:.0} turns/s ({spoken} turns in {:.1} s, {calls} calls)", f64::from(spoken) / took.as_secs_f64(), took.as_secs_f64()),
    );
    table.row("what a turn took besides the endpoint, p50 / p99", format!("{} / {} ms", figures.p50.as_millis(), figures.p99.as_millis()));
    let memory = format!("{} / {} / {}", megabytes(idle), megabytes(busy), megabytes(server.memory()?));
    table.row("memory before, at the start, after (resident)", memory);
    Ok(())
}
