//! What observers do in a simulation. Everything is in the record, and everybody who watches sees
//! every act: what a whisper hides, it hides from the other participants only.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use moka::future::Cache;
use tokio::sync::Mutex;

use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Result};
use crate::features::simulations::store::messages as message_store;
use crate::features::simulations::store::simulations::Row;
use crate::features::simulations::store::turns::{self, Beside};
use crate::features::simulations::types::{Message, MessageKind, Observed, ObserverInput, ObserverKind, Speaker, State};
use crate::server::ctx::{Ctx, WorkspaceId};

use super::{aside, row, step, stream};

/// Tries against other writers of the same transcript.
const TRIES: u32 = 20;
/// Most facts that are pinned at a time: they stand in every prompt.
const MAX_PINS: usize = 20;

/// Does what the observer wants: a line in the transcript, or an answer beside it.
pub async fn observe(ctx: &Ctx, id: &SimulationId, input: ObserverInput) -> Result<Observed> {
    let ws = ctx.require(Permission::Observe)?;
    input.validate()?;
    let found = row(ctx, &ws, id).await?;
    let to = input.to.as_deref().map(str::trim).filter(|_| input.kind.needs_to());
    let seat = to.map(|to| found.plan.seat(to).ok_or_else(|| AppError::field("to", "Nobody on the panel has this id."))).transpose()?;
    if let Some(seat) = seat
        && found.plan.cast.get(seat).is_some_and(|m| m.left)
    {
        return Err(AppError::field("to", "This participant has left the panel. Bring them back first."));
    }
    match (input.kind, seat) {
        (ObserverKind::Aside, Some(seat)) => {
            let asked = aside::ask(ctx, &ws, id, seat, input.content.trim()).await?;
            Ok(Observed::Aside(Box::new(asked)))
        }
        _ => {
            let line = add(ctx, &ws, id, &input, seat).await?;
            if is_question_to_the_only_one(&found, input.kind) {
                step(ctx, id).await?;
            }
            Ok(Observed::Line(Box::new(line)))
        }
    }
}

/// Whether a conversation with one participant waits for these words: that person answers them.
fn is_question_to_the_only_one(found: &Row, kind: ObserverKind) -> bool {
    let speaks = matches!(kind, ObserverKind::Say | ObserverKind::Whisper);
    speaks && found.state == State::Paused && found.turns > 0 && found.plan.alone().is_some_and(|only| !only.muted)
}

/// Where those who speak in one simulation at the same time queue. What keeps their lines apart is the number that each
/// claims; the queue spares a crowd the tries.
static QUEUES: LazyLock<Cache<SimulationId, Arc<Mutex<()>>>> =
    LazyLock::new(|| Cache::builder().max_capacity(10_000).time_to_idle(Duration::from_secs(60)).build());

async fn add(ctx: &Ctx, ws: &WorkspaceId, id: &SimulationId, input: &ObserverInput, seat: Option<usize>) -> Result<Message> {
    let queue = QUEUES.get_with(id.clone(), async { Arc::default() }).await;
    let _turn = queue.lock().await;
    for _ in 0..TRIES {
        let found = row(ctx, ws, id).await?;
        if found.state.is_terminal() {
            return Err(AppError::new(Code::Conflict, "The conversation is over. Ask for another round first, then speak to the panel."));
        }
        if input.kind == ObserverKind::Pin && found.plan.pins.len() >= MAX_PINS {
            let text = format!("At most {MAX_PINS} facts can be pinned. Put what else matters into the scenario.");
            return Err(AppError::field("content", text));
        }
        let message = line(ctx, &found, input, seat)?;
        let (beside, pin) = match input.kind {
            ObserverKind::Pin => (Beside::Pin, input.content.trim()),
            _ => (Beside::Nothing, ""),
        };
        if turns::add_line(&ctx.state.db, id.as_str(), &message, beside, pin, ctx.now()).await? {
            ctx.state.bus.announce(&stream(id.as_str()));
            return Ok(message);
        }
    }
    Err(AppError::of(Code::Conflict))
}

/// The line that an act leaves in the transcript.
fn line(ctx: &Ctx, found: &Row, input: &ObserverInput, seat: Option<usize>) -> Result<Message> {
    let identity = ctx.identity()?;
    let observer = Speaker { id: identity.user.to_string(), name: identity.name.clone() };
    let member = seat.and_then(|at| found.plan.cast.get(at));
    let content = input.content.trim();
    let seq = found.last_seq + 1;
    let mut line = Message {
        id: message_store::message_id(&found.id, seq),
        seq,
        turn: found.turns,
        round: found.round,
        kind: MessageKind::Observer,
        speaker: Some(observer.clone()),
        text: content.to_owned(),
        language: found.plan.settings.language.clone(),
        tokens: 0,
        cost_micros: Some(0),
        to: Vec::new(),
        puppet: false,
        reason: String::new(),
        attempts: 0,
        created_at: ctx.now(),
    };
    match (input.kind, member) {
        (ObserverKind::Direct, _) => line.kind = MessageKind::Scene,
        (ObserverKind::Pin, _) => {
            line.kind = MessageKind::System;
            line.text = format!("Fact for everybody: {content}");
        }
        (ObserverKind::Whisper, Some(member)) => line.to = vec![member.id.clone()],
        (ObserverKind::Puppet, Some(member)) => {
            line.kind = MessageKind::Agent;
            line.puppet = true;
            line.reason = format!("{} spoke as {}.", observer.name, member.persona.name);
            line.speaker = Some(Speaker { id: member.id.clone(), name: member.persona.name.clone() });
        }
        _ => {}
    }
    Ok(line)
}

/// Everything that observers said, whispered, directed, pinned or put into somebody's mouth.
pub async fn observer_messages(ctx: &Ctx, id: &SimulationId) -> Result<Vec<Message>> {
    let ws = ctx.require(Permission::Read)?;
    let found = row(ctx, &ws, id).await?;
    let all = message_store::range(&ctx.state.db, id.as_str(), 1, found.last_seq).await?;
    Ok(all.into_iter().filter(|m| m.kind != MessageKind::Agent || m.puppet).collect())
}
