//! Filters that people keep, each for themselves in one workspace.

use crate::core::ids::FilterId;
use crate::core::permission::Permission;
use crate::core::validate::Check;
use crate::core::{AppError, Code, Result};
use crate::features::agents::store::filters as store;
use crate::features::agents::types::{FilterInput, SavedFilter};
use crate::server::ctx::Ctx;

/// Most filters of a person in a workspace.
const MOST: u32 = 50;
/// Characters of a name.
const NAME_CHARS: usize = 60;
/// Characters of a query.
const QUERY_CHARS: usize = 600;
/// What the lists know; everything else is dropped.
const PARAMETERS: [&str; 7] = ["q", "domain", "seniority", "region", "archetype", "tag", "sort"];

/// The caller's filters, oldest first.
pub async fn filters(ctx: &Ctx) -> Result<Vec<SavedFilter>> {
    let ws = ctx.require(Permission::Read)?;
    Ok(store::list(&ctx.state.db, &ws, &ctx.user_id()?).await?)
}

/// Keeps a filter for the caller; one of the same name is replaced.
pub async fn keep_filter(ctx: &Ctx, input: FilterInput) -> Result<SavedFilter> {
    let ws = ctx.require(Permission::Read)?;
    let user = ctx.user_id()?;
    let query = kept(&input.query);
    let mut check = Check::new();
    check.text("name", &input.name, NAME_CHARS).max("query", &input.query, QUERY_CHARS);
    check.that(!query.is_empty(), "query", "Choose a filter or search for something first.");
    check.done()?;
    let id = FilterId::new(ctx.state.new_id());
    let filter = SavedFilter { id, name: input.name.trim().to_owned(), place: input.place, query, created_at: ctx.now() };
    store::keep(&ctx.state.db, &ws, &user, &filter, MOST).await.map_err(|error| {
        if error.is_thrown(store::FULL) {
            AppError::new(Code::QuotaExceeded, format!("You can keep {MOST} filters here. Remove one first."))
        } else {
            error.into()
        }
    })?;
    Ok(filter)
}

/// Removes one of the caller's filters.
pub async fn delete_filter(ctx: &Ctx, id: &FilterId) -> Result<()> {
    let ws = ctx.require(Permission::Read)?;
    if store::delete(&ctx.state.db, &ws, &ctx.user_id()?, id).await? { Ok(()) } else { Err(AppError::not_found("filter")) }
}

/// The pairs that a list knows and that say something, still encoded.
fn kept(query: &str) -> String {
    let known = |pair: &&str| pair.split_once('=').is_some_and(|(name, value)| PARAMETERS.contains(&name) && !value.is_empty());
    let clean = |pair: &&str| !pair.chars().any(|c| c.is_control() || c.is_whitespace());
    query.trim().trim_start_matches('?').split('&').filter(known).filter(clean).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[test]
    fn only_what_the_lists_know_is_kept() {
        assert_eq!(kept("?q=night%20care&region=europe&cursor=x&tag="), "q=night%20care&region=europe");
        assert_eq!(kept("undo=1"), "");
        assert_eq!(kept("q=a\r\nSet-Cookie: x"), "");
    }
}
