//! Many viewers of running simulations: how late events are, and that each gets every one of
//! them exactly once.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tokio::sync::Barrier;

use crate::Result;
use crate::http::Connection;
use crate::load;
use crate::process::Server;
use crate::seed::{self, Session};
use crate::table::Table;

/// Turns of the conversation, and the pause between them.
const TURNS: u32 = 20;
const INTERVAL_MS: u32 = 100;
/// Longest time of a viewer.
const PATIENCE: Duration = Duration::from_secs(90);

/// What one viewer saw.
#[derive(Default)]
struct Seen {
    /// Numbers of the stored events, in the order of their arrival.
    numbers: Vec<u64>,
    /// From the event's own time to its arrival.
    delays: Vec<Duration>,
    /// Frames of words, which are live only.
    frames: usize,
    last: String,
}

/// `viewers` people watch `simulations` running ones, spread evenly.
pub async fn measure(server: &Server, session: &Session, (simulations, viewers): (usize, usize), table: &mut Table) -> Result<()> {
    let mut ids = Vec::new();
    for _ in 0..simulations {
        ids.push(seed::simulation(session, 4, TURNS, INTERVAL_MS).await?);
    }
    let ready = std::sync::Arc::new(Barrier::new(viewers + 1));
    let mut tasks = Vec::new();
    for id in ids.iter().cycle().take(viewers) {
        let request = session.request("GET", &format!("/api/v1/simulations/{id}/events?after=0"), None);
        let (address, ready) = (server.address.clone(), ready.clone());
        tasks.push(tokio::spawn(async move { tokio::time::timeout(PATIENCE, watch(&address, &request, &ready)).await? }));
    }
    tokio::time::timeout(PATIENCE, ready.wait()).await.map_err(|_| "not all viewers could connect")?;
    for id in &ids {
        session.post(&format!("/api/v1/simulations/{id}/start"), &json!({})).await?;
    }
    let (mut delays, mut frames, mut complete, mut events) = (Vec::new(), 0, 0, 0);
    for task in tasks {
        let seen = task.await??;
        events = events.max(seen.numbers.len());
        let dense = seen.numbers.iter().copied().eq(1..=u64::try_from(seen.numbers.len())?);
        complete += usize::from(dense && seen.last == "finished");
        frames += seen.frames;
        delays.extend(seen.delays);
    }
    let figures = load::figures(delays, PATIENCE)?;
    let who = if simulations == 1 {
        format!("{viewers} viewers of one simulation")
    } else {
        format!("{viewers} viewers over {simulations} simulations")
    };
    table.row(
        &format!("{who}, delay of an event from its stored time, p50 / p99"),
        format!("{} / {} ms", figures.p50.as_millis(), figures.p99.as_millis()),
    );
    table.row(&format!("of whom every one of {events} events arrived exactly once, in order"), format!("{complete} of {viewers}"));
    table.row("live word frames delivered", frames.to_string());
    table.row("memory of the server with them (resident)", crate::process::megabytes(server.memory()?));
    if complete == viewers { Ok(()) } else { Err(format!("only {complete} of {viewers} viewers got every event exactly once").into()) }
}

async fn watch(address: &str, request: &[u8], ready: &Barrier) -> Result<Seen> {
    let mut connection = Connection::open(address).await?;
    let head = connection.begin(request).await?;
    if !head.contains(" 200 ") {
        return Err(head.into());
    }
    ready.wait().await;
    let (mut seen, mut rest) = (Seen::default(), String::new());
    loop {
        let chunk = connection.chunk().await?;
        let now = Utc::now();
        if chunk.is_empty() {
            return Ok(seen);
        }
        rest.push_str(std::str::from_utf8(&chunk)?);
        while let Some((event, after)) = rest.split_once("\n\n") {
            note(&mut seen, event, now)?;
            rest = after.to_owned();
        }
    }
}

fn note(seen: &mut Seen, event: &str, now: DateTime<Utc>) -> Result<()> {
    let Some(data) = event.lines().find_map(|line| line.strip_prefix("data:")) else { return Ok(()) };
    let data: Value = serde_json::from_str(data.trim())?;
    let Some(number) = data.get("seq").and_then(Value::as_u64) else {
        seen.frames += 1;
        return Ok(());
    };
    seen.numbers.push(number);
    data.get("type").and_then(Value::as_str).unwrap_or_default().clone_into(&mut seen.last);
    if let Some(at) = data.get("ts").and_then(Value::as_str) {
        let at: DateTime<Utc> = at.parse()?;
        seen.delays.push((now - at).to_std().unwrap_or_default());
    }
    Ok(())
}
