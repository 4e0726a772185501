//! Agents as files, sent while they are read.

use futures::stream::{self, BoxStream, StreamExt as _};

use super::{list, unique};
use crate::core::ids::AgentId;
use crate::core::permission::Permission;
use crate::core::{AppError, Result};
use crate::features::agents::export::Frame;
use crate::features::agents::store;
use crate::features::agents::transfer::{ExportQuery, Format};
use crate::features::agents::types::{Agent, AgentQuery};
use crate::server::ctx::Ctx;

/// Most ids of one export.
const IDS: usize = 500;

/// A file that is being made.
pub struct Export {
    pub frame: Frame,
    /// Pieces of the file in order; one that fails ends the file where it is.
    pub pieces: BoxStream<'static, Result<String>>,
}

/// Begins an export: all agents of the workspace, oldest first, or those with the ids in the order given.
///
/// # Errors
/// Unknown format, too many ids, or an id that is not here.
pub async fn export(ctx: &Ctx, query: ExportQuery) -> Result<Export> {
    ctx.require(Permission::Read)?;
    let format = match query.format.as_deref().filter(|name| !name.is_empty()) {
        None => Format::Json,
        Some(name) => Format::parse(name).ok_or_else(|| AppError::field("format", super::imports::format_names()))?,
    };
    let frame = Frame::new(format);
    let ids: Vec<AgentId> =
        query.ids.iter().flat_map(|ids| ids.split(',')).map(str::trim).filter(|id| !id.is_empty()).map(AgentId::new).collect();
    let first = if query.ids.is_some() { Part { agents: chosen(ctx, ids).await?, next: None } } else { page(ctx, None).await? };
    let head = stream::once(async move { Ok(frame.head()) });
    let foot = stream::once(async move { Ok(frame.foot().to_owned()) });
    let pieces = head.chain(agents(ctx.clone(), frame, first)).chain(foot).boxed();
    Ok(Export { frame, pieces })
}

/// Some agents, and the cursor behind them.
struct Part {
    agents: Vec<Agent>,
    next: Option<String>,
}

async fn page(ctx: &Ctx, cursor: Option<String>) -> Result<Part> {
    let query = AgentQuery { limit: Some(100), cursor, sort: Some("created_at".to_owned()), ..AgentQuery::default() };
    let page = list(ctx, query).await?;
    Ok(Part { agents: page.items, next: page.next_cursor })
}

async fn chosen(ctx: &Ctx, ids: Vec<AgentId>) -> Result<Vec<Agent>> {
    let ws = ctx.require(Permission::Read)?;
    let ids = unique(ids);
    if ids.is_empty() || ids.len() > IDS {
        return Err(AppError::field("ids", format!("Must name 1 to {IDS} agents.")));
    }
    let mut found: std::collections::HashMap<AgentId, Agent> =
        store::find_many(&ctx.state.db, &ws, &ids).await?.into_iter().map(Agent::from).map(|agent| (agent.id.clone(), agent)).collect();
    ids.iter().map(|id| found.remove(id).ok_or_else(|| AppError::not_found("agent"))).collect()
}

/// The pieces between head and foot: one for each page of the list.
fn agents(ctx: Ctx, frame: Frame, first: Part) -> BoxStream<'static, Result<String>> {
    let state = Some((ctx, first, 0_usize));
    stream::try_unfold(state, move |state| async move {
        let Some((ctx, part, written)) = state else { return Ok(None) };
        let Part { agents, next } = part;
        let after = written + agents.len();
        let piece: String = (written..).zip(agents).map(|(index, agent)| frame.agent(index, agent)).collect();
        let more = match next {
            Some(cursor) => Some((ctx.clone(), page(&ctx, Some(cursor)).await?, after)),
            None => None,
        };
        Ok(Some((piece, more)))
    })
    .boxed()
}
