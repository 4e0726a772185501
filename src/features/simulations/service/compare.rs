//! Two conversations beside each other.

use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::features::simulations::rpc::{Compared, Comparison};
use crate::server::ctx::Ctx;

/// Both transcripts with their measures.
pub async fn compare(ctx: &Ctx, a: &SimulationId, b: &SimulationId) -> Result<Comparison> {
    Ok(Comparison { a: side(ctx, a).await?, b: side(ctx, b).await? })
}

async fn side(ctx: &Ctx, id: &SimulationId) -> Result<Compared> {
    let whole = super::transcript(ctx, id).await?;
    let metrics = super::metrics(ctx, id).await?;
    Ok(Compared { simulation: whole.simulation, messages: whole.messages, metrics })
}
