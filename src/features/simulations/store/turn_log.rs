//! Records of turns. They are written in the transaction of their turn, see `turns::commit`.

use serde::{Deserialize, Serialize};

use crate::features::simulations::types::{RequestMessage, TurnRecord, TurnSummary};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

/// The prompt, apart from the rest.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Prompt {
    pub messages: Vec<RequestMessage>,
}

/// A record in the two parts that are stored.
pub fn parts(record: &TurnRecord) -> (TurnRecord, Prompt) {
    let mut data = record.clone();
    let messages = std::mem::take(&mut data.request.messages);
    (data, Prompt { messages })
}

#[derive(Deserialize)]
struct Whole {
    data: TurnRecord,
    prompt: Prompt,
}

/// Everything about one turn.
pub async fn find(db: &Db, ws: &WorkspaceId, simulation: &str, turn: u32) -> Result<Option<TurnRecord>, DbError> {
    let found: Option<Whole> = db
        .sql("SELECT data, prompt FROM ONLY type::record('turn_log', [$id, $turn]) WHERE ws = $ws")
        .bind("id", simulation.to_owned())
        .bind("turn", i64::from(turn))
        .bind("ws", ws.as_str().to_owned())
        .optional()
        .await?;
    Ok(found.map(Whole::into_record))
}

impl Whole {
    fn into_record(self) -> TurnRecord {
        let Self { mut data, prompt } = self;
        data.request.messages = prompt.messages;
        data
    }
}

/// Records of the turns `from` to `to`, both included, with prompts.
pub async fn whole(db: &Db, ws: &WorkspaceId, simulation: &str, from: u32, to: u32) -> Result<Vec<TurnRecord>, DbError> {
    let rows: Vec<Whole> = db
        .sql("SELECT data, prompt FROM turn_log:[$id, $from]..=[$id, $to] WHERE ws = $ws")
        .bind("id", simulation.to_owned())
        .bind("from", i64::from(from))
        .bind("to", i64::from(to))
        .bind("ws", ws.as_str().to_owned())
        .list()
        .await?;
    Ok(rows.into_iter().map(Whole::into_record).collect())
}

/// Records of the turns `from` to `to`, both included, without prompts.
pub async fn range(db: &Db, ws: &WorkspaceId, simulation: &str, from: u32, to: u32) -> Result<Vec<TurnRecord>, DbError> {
    db.sql("SELECT VALUE data FROM turn_log:[$id, $from]..=[$id, $to] WHERE ws = $ws")
        .bind("id", simulation.to_owned())
        .bind("from", i64::from(from))
        .bind("to", i64::from(to))
        .bind("ws", ws.as_str().to_owned())
        .list()
        .await
}

/// The short form of a record.
pub fn summary(record: TurnRecord) -> TurnSummary {
    TurnSummary {
        turn: record.turn,
        round: record.round,
        policy: record.policy,
        speaker: record.speaker,
        reason: record.reason,
        attempts: u32::try_from(record.attempts.len()).unwrap_or(u32::MAX),
        prompt_chars: record.request.prompt_chars,
        usage: record.usage,
        cost_micros: record.cost_micros,
        duration_ms: record.duration_ms,
        purposes: record.purposes,
        created_at: record.created_at,
    }
}
