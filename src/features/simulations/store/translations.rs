//! Lines in other languages. Ids are `[simulation, language, seq]`: a language of a transcript is
//! one range, and what is translated twice is stored once.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::ids::SimulationId;
use crate::features::simulations::types::TranslatedLine;
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

/// The lines of a language that are there, in order.
pub async fn list(db: &Db, ws: &WorkspaceId, simulation: &SimulationId, language: &str) -> Result<Vec<TranslatedLine>, DbError> {
    db.sql("SELECT record::id(id)[2] AS seq, text FROM translation:[$id, $language, 0]..=[$id, $language, 1000000000] WHERE ws = $ws")
        .bind("id", simulation.as_str().to_owned())
        .bind("language", language.to_owned())
        .bind("ws", ws.as_str().to_owned())
        .list()
        .await
}

/// A line with its language.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InLanguage {
    pub language: String,
    pub seq: u64,
    pub text: String,
}

/// Every line in every language, language by language.
pub async fn all(db: &Db, ws: &WorkspaceId, simulation: &SimulationId) -> Result<Vec<InLanguage>, DbError> {
    db.sql("SELECT record::id(id)[1] AS language, record::id(id)[2] AS seq, text FROM translation:[$id, '']..[$id, []] WHERE ws = $ws")
        .bind("id", simulation.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .list()
        .await
}

/// A call of the model and what came of it.
#[derive(Debug, Serialize)]
pub struct Call<'a> {
    pub language: &'a str,
    pub lines: &'a [TranslatedLine],
    pub tokens: u32,
    pub cost_micros: Option<i64>,
}

/// Stores the lines of a call, and adds what it cost to the simulation, in one transaction.
pub async fn add(db: &Db, ws: &WorkspaceId, simulation: &SimulationId, call: &Call<'_>, now: DateTime<Utc>) -> Result<bool, DbError> {
    let hit: Option<bool> = db
        .sql(
            "{ LET $row = (SELECT ws FROM ONLY type::record('simulation', $id));
               IF $row = NONE OR $row.ws != $ws { RETURN false };
               FOR $line IN $call.lines {
                 UPSERT type::record('translation', [$id, $call.language, $line.seq]) SET ws = $ws, text = $line.text, created_at = $now
               };
               UPDATE ONLY type::record('simulation', $id) SET tokens += $call.tokens, cost_micros += ($call.cost_micros ?? 0),
                 cost_known = cost_known AND $call.cost_micros != NONE;
               RETURN true; }",
        )
        .bind("id", simulation.as_str().to_owned())
        .bind("ws", ws.as_str().to_owned())
        .bind_json("call", call)
        .bind("now", now)
        .write()
        .await?;
    Ok(hit.unwrap_or(false))
}
