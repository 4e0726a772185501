//! The transcript. Messages are read by ranges of their dense numbers.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::features::simulations::types::{Message, MessageKind, Speaker};
use crate::server::db::{Db, DbError};

#[derive(Debug, Deserialize)]
struct Row {
    seq: u64,
    turn: u32,
    round: u32,
    kind: MessageKind,
    speaker_id: String,
    speaker_name: String,
    text: String,
    language: String,
    tokens: u32,
    #[serde(default)]
    cost_micros: Option<i64>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    heard_by: Vec<String>,
    #[serde(default)]
    puppet: bool,
    #[serde(default)]
    attempts: u8,
    created_at: DateTime<Utc>,
}

impl Row {
    fn into_message(self, simulation: &str) -> Message {
        let speaker = (!self.speaker_id.is_empty()).then_some(Speaker { id: self.speaker_id, name: self.speaker_name });
        Message {
            id: message_id(simulation, self.seq),
            seq: self.seq,
            turn: self.turn,
            round: self.round,
            kind: self.kind,
            speaker,
            text: self.text,
            language: self.language,
            tokens: self.tokens,
            cost_micros: self.cost_micros,
            to: self.heard_by,
            puppet: self.puppet,
            reason: self.reason,
            attempts: self.attempts,
            created_at: self.created_at,
        }
    }
}

/// Id of a message: unique, and readable by people who debug.
pub fn message_id(simulation: &str, seq: u64) -> String {
    format!("{simulation}-{seq}")
}

/// Messages numbered `from` to `to`, both included. The caller has checked that the simulation
/// belongs to the workspace.
pub async fn range(db: &Db, simulation: &str, from: u64, to: u64) -> Result<Vec<Message>, DbError> {
    let bound = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let rows: Vec<Row> = db
        .sql("SELECT *, record::id(id)[1] AS seq FROM message:[$id, $from]..=[$id, $to]")
        .bind("id", simulation.to_owned())
        .bind("from", bound(from))
        .bind("to", bound(to))
        .list()
        .await?;
    Ok(rows.into_iter().map(|row| row.into_message(simulation)).collect())
}
