//! What the own agents can be narrowed by.

use serde::Deserialize;

use super::Filter;
use super::list::{FACETS, Text};
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

/// An agent that has the key of a search.
#[derive(Debug, Deserialize)]
pub struct Narrow {
    /// See `facets::Traits`. Rows of older programs have none until they are changed.
    pub facets: Vec<String>,
    /// Whether it has all words of the search.
    pub fits: bool,
}

const fn text(filter: &Filter) -> Text {
    if filter.query.is_some() { FACETS.words } else { FACETS.plain }
}

/// The newest agents that have the key of the filter's words, at most `limit`; all without words.
pub async fn of(db: &Db, ws: &WorkspaceId, filter: &Filter, limit: u32) -> Result<Vec<Narrow>, DbError> {
    if filter.query.as_ref().is_some_and(|query| query.key().is_none()) {
        return Ok(Vec::new());
    }
    filter.unit(db, text(filter).run, ws, limit).list().await
}

/// How the database runs [`of`], with the rows that each step gave.
#[cfg(test)]
pub async fn explain(db: &Db, ws: &WorkspaceId, filter: &Filter, limit: u32) -> Result<Vec<serde_json::Value>, DbError> {
    filter.unit(db, text(filter).explain, ws, limit).list().await
}
