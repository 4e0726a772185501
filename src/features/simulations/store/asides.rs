//! Questions beside the conversation, with their answers.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::features::simulations::service::stream;
use crate::features::simulations::types::{Aside, SimulationEvent};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};
use crate::server::events::NewEvent;

/// Adds an answered question under the next number; its tokens and money count for the simulation.
/// `false` when another one took the number.
pub async fn add(db: &Db, ws: &WorkspaceId, id: &str, aside: &Aside, prompt_tokens: u32, now: DateTime<Utc>) -> Result<bool, DbError> {
    let event = SimulationEvent::Aside { aside: aside.clone() };
    let hit: Option<bool> = db
        .sql(
            "{ LET $row = (SELECT asides ?? 0 AS asides FROM ONLY type::record('simulation', $id) WHERE ws = $ws);
               IF $row = NONE OR $row.asides != $number - 1 { RETURN false };
               CREATE ONLY type::record('aside', [$id, $number]) SET ws = $ws, data = $data, created_at = $now;
               UPDATE ONLY type::record('simulation', $id) SET asides = $number, tokens += $tokens, prompt_tokens = (prompt_tokens ?? 0) + $prompt_tokens,
                 cost_micros += ($cost ?? 0), cost_known = cost_known AND $cost != NONE, updated_at = $now;
               fn::append_events($stream, $events, $now);
               RETURN true; }",
        )
        .bind("id", id.to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind("number", i64::try_from(aside.number).unwrap_or(i64::MAX))
        .bind_json("data", aside)
        .bind("tokens", i64::from(aside.tokens))
        .bind("prompt_tokens", i64::from(prompt_tokens))
        .bind("cost", aside.cost_micros)
        .bind("stream", stream(id).as_str().to_owned())
        .bind_json("events", &[NewEvent::new(event.name(), &event)])
        .bind("now", now)
        .write()
        .await?;
    Ok(hit.unwrap_or(false))
}

/// Asides numbered `from` to `to`, both included.
pub async fn range(db: &Db, ws: &WorkspaceId, id: &str, from: u64, to: u64) -> Result<Vec<Aside>, DbError> {
    #[derive(Deserialize)]
    struct Row {
        data: Aside,
    }
    let bound = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let rows: Vec<Row> = db
        .sql("SELECT data FROM aside:[$id, $from]..=[$id, $to] WHERE ws = $ws")
        .bind("id", id.to_owned())
        .bind("from", bound(from))
        .bind("to", bound(to))
        .bind("ws", ws.as_str().to_owned())
        .list()
        .await?;
    Ok(rows.into_iter().map(|row| row.data).collect())
}
