//! What one may do with the log.

use super::entry::Entry;
use super::store::{self, Row};
use crate::core::Result;
use crate::server::ctx::Ctx;

/// Rows of a page of one's own acts.
const PAGE: u32 = 200;

/// Notes an act that writes nothing else.
pub async fn note(ctx: &Ctx, entry: &Entry) -> Result<()> {
    Ok(store::note(&ctx.state.db, entry, ctx.now()).await?)
}

/// The caller's own acts after a row ('' for the first page), oldest first; the second part is the last
/// row when there may be more.
pub async fn own_acts(ctx: &Ctx, after: &str) -> Result<(Vec<Row>, Option<String>)> {
    let user = ctx.identity()?.user.clone();
    let rows = store::of_actor(&ctx.state.db, user.as_str(), after, PAGE).await?;
    let next = (rows.len() == PAGE as usize).then(|| rows.last().map(|row| row.id.clone())).flatten();
    Ok((rows, next))
}
