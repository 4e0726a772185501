//! What the observer does in a simulation. Everything is in the record.

use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Result};
use crate::features::simulations::store::messages as message_store;
use crate::features::simulations::store::turns::{self, Beside};
use crate::features::simulations::types::{Message, MessageKind, ObserverInput, ObserverKind, Speaker};
use crate::server::ctx::Ctx;

use super::{row, stream};

/// Tries against other writers of the same transcript.
const TRIES: u32 = 20;

/// Puts an act of the observer into the transcript.
pub async fn observe(ctx: &Ctx, id: &SimulationId, input: ObserverInput) -> Result<Message> {
    let ws = ctx.require(Permission::Observe)?;
    input.validate()?;
    let kind = match input.kind {
        ObserverKind::Say => MessageKind::Observer,
        ObserverKind::Direct => MessageKind::Scene,
        _ => return Err(AppError::field("kind", "Use say or direct; whisper, puppet and aside are not available yet.")),
    };
    let identity = ctx.identity()?;
    for _ in 0..TRIES {
        let found = row(ctx, &ws, id).await?;
        if found.state.is_terminal() {
            return Err(AppError::new(Code::Conflict, "The conversation is over. Ask for another round first, then speak to the panel."));
        }
        let seq = found.last_seq + 1;
        let message = Message {
            id: message_store::message_id(id.as_str(), seq),
            seq,
            turn: found.turns,
            round: found.round,
            kind,
            speaker: Some(Speaker { id: identity.user.to_string(), name: identity.name.clone() }),
            text: input.content.trim().to_owned(),
            language: found.plan.settings.language.clone(),
            tokens: 0,
            cost_micros: Some(0),
            to: Vec::new(),
            puppet: false,
            reason: String::new(),
            attempts: 0,
            created_at: ctx.now(),
        };
        if turns::add_line(&ctx.state.db, id.as_str(), &message, Beside::Nothing, "", ctx.now()).await? {
            ctx.state.bus.announce(&stream(id.as_str()));
            return Ok(message);
        }
    }
    Err(AppError::of(Code::Conflict))
}

/// Everything that observers said or directed.
pub async fn observer_messages(ctx: &Ctx, id: &SimulationId) -> Result<Vec<Message>> {
    let ws = ctx.require(Permission::Read)?;
    let found = row(ctx, &ws, id).await?;
    let all = message_store::range(&ctx.state.db, id.as_str(), 1, found.last_seq).await?;
    Ok(all.into_iter().filter(|m| matches!(m.kind, MessageKind::Observer | MessageKind::Scene)).collect())
}
