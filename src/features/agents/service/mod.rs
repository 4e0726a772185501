//! What can be done with agents, a file a use case. Everything here checks who asks first.

mod avatar;
pub mod editor;
pub mod exports;
mod filters;
mod find;
pub mod imports;
mod library;
mod own;
mod participants;
mod reindex;
pub mod sample;
mod shelf;
mod tags;
mod trash;
pub mod versions;

pub use avatar::{generate_picture, may_change_picture, remove_picture, upload_picture, use_picture};
pub use filters::{delete_filter, filters, keep_filter};
pub use find::{changes, facets, last_change, list};
pub use library::{add_from_library, library_agent, library_domains, library_facets, page as library};
pub use own::{create, duplicate, duplicate_many, get, patch, replace};
pub use participants::{ResolvedParticipant, candidates, resolve_participants};
pub use reindex::reindex;
pub use shelf::{
    create_saved, delete_saved, replace_saved, save, save_from_library, saved, saved_agent, shelf_of, update_from_saved, use_saved,
};
pub use tags::change_tags;
pub use trash::{clean_up, delete, delete_batch, delete_many, restore, restore_batch};

use std::collections::HashSet;

use super::search::Query;
use super::store;
use super::types::Agent;
use crate::core::ids::AgentId;
use crate::core::validate::Check;
use crate::core::{AppError, Code, Result};
use crate::features::auth;
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::db::DbError;

/// Most ids of a bulk operation.
const BULK: usize = 500;

async fn find(ctx: &Ctx, ws: &WorkspaceId, id: &AgentId) -> Result<Agent> {
    let row = store::find(&ctx.state.db, ws, id).await?;
    row.map(Agent::from).ok_or_else(|| AppError::not_found("agent"))
}

/// Refuses more agents than a guest may have.
async fn room_for(ctx: &Ctx, ws: &WorkspaceId, more: usize) -> Result<()> {
    if !auth::service::is_guest(ctx) {
        return Ok(());
    }
    let present = store::count(&ctx.state.db, ws).await?;
    auth::service::guest_limit(present, more, ctx.state.config.guests.agents, "agents")
}

/// What the store's own refusals mean to the caller.
fn refusal(error: DbError) -> AppError {
    if error.is_thrown(store::GONE) {
        AppError::not_found("agent")
    } else if error.is_thrown(store::STALE) {
        AppError::of(Code::PreconditionFailed)
    } else {
        error.into()
    }
}

fn announce(ctx: &Ctx, ws: &WorkspaceId) {
    ctx.state.bus.announce(&store::stream(ws));
}

/// Name of a list for its cursors: kind, order and filters.
fn list_name(kind: &str, parts: &[&str]) -> String {
    // A line break would end the name early.
    parts.iter().fold(kind.to_owned(), |name, part| name + "|" + &part.replace('\n', " "))
}

fn query_name(query: Option<&Query>) -> String {
    query.map(Query::name).unwrap_or_default()
}

fn check_bulk(field: &str, entries: usize) -> Result<()> {
    let mut check = Check::new();
    check.that(entries > 0, field, "This is required.");
    check.that(entries <= BULK, field, format!("Must have at most {BULK} entries."));
    check.done()
}

fn unique<T: Clone + Eq + std::hash::Hash>(values: Vec<T>) -> Vec<T> {
    let mut seen = HashSet::new();
    values.into_iter().filter(|value| seen.insert(value.clone())).collect()
}
