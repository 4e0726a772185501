//! What the own agents can be narrowed by.

use super::Filter;
use super::list::FACETS;
use crate::server::ctx::WorkspaceId;
use crate::server::db::{Db, DbError};

/// The facets of at most `limit` agents that have the filter's words, newest first, see `facets::Traits`.
/// Rows of older programs have none until they are changed.
pub async fn of(db: &Db, ws: &WorkspaceId, filter: &Filter, limit: u32) -> Result<Vec<Vec<String>>, DbError> {
    if filter.query.as_ref().is_some_and(|query| query.key().is_none()) {
        return Ok(Vec::new());
    }
    let text = if filter.query.is_some() { FACETS.words } else { FACETS.plain };
    filter.unit(db, text, ws, limit).list().await
}
