//! One line with everything about it, for the page that works without script.

use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::core::{AppError, Result};
use crate::features::simulations::rpc::LinePage;
use crate::features::simulations::store::{messages, turn_log};
use crate::features::simulations::types::MessageKind;
use crate::server::ctx::Ctx;

use super::{annotations, row, shown};

/// The line, what stands beside it, and how it came about.
pub async fn line(ctx: &Ctx, id: &SimulationId, seq: u64) -> Result<LinePage> {
    let ws = ctx.require(Permission::Read)?;
    let row = row(ctx, &ws, id).await?;
    let db = &ctx.state.db;
    let found = messages::range(db, id.as_str(), seq, seq).await?.pop();
    let line = found.ok_or_else(|| AppError::not_found("line"))?;
    let made = line.kind == MessageKind::Agent && !line.puppet;
    let record = if made { turn_log::find(db, &ws, id.as_str(), line.turn).await? } else { None };
    let mut marks = annotations::all(ctx, id).await?;
    marks.retain(|mark| mark.seq == seq);
    Ok(LinePage {
        simulation: shown(ctx, row),
        line,
        marks,
        record,
        me: ctx.user_id()?.to_string(),
        may_mark: ctx.require(Permission::Observe).is_ok(),
        may_branch: ctx.require(Permission::Write).is_ok(),
    })
}
