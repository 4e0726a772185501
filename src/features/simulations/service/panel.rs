//! Who takes part: the panel before the start, additions and removals while it rests, muting at
//! any time.

use std::collections::HashSet;
use std::sync::Arc;

use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::core::validate::Check;
use crate::core::{AppError, Code, Result};
use crate::features::agents;
use crate::features::simulations::engine;
use crate::features::simulations::store::simulations::{CastMember, Plan};
use crate::features::simulations::types::{MAX_PARTICIPANTS, ParticipantInput, ParticipantPatch, Simulation, check_participants};
use crate::server::ctx::Ctx;

use super::{Save, row, save};

/// Looks the participants up and copies what they are now: later changes to an agent, and its
/// deletion, don't change a conversation that was had. Ids are counted on from `from`.
pub(super) async fn cast(ctx: &Ctx, inputs: &[ParticipantInput], from: usize) -> Result<Vec<CastMember>> {
    let resolved = agents::service::resolve_participants(ctx, inputs).await?;
    let numbered = resolved.into_iter().enumerate().map(|(i, p)| CastMember {
        id: format!("p{}", from + i + 1),
        agent_id: p.agent_id,
        persona: Arc::new(p.persona),
        instructions: p.instructions,
        picture: p.picture,
        muted: false,
        left: false,
    });
    Ok(numbered.collect())
}

/// Nobody can be addressed whose name somebody else has as well.
pub(super) fn check_names(cast: &[CastMember]) -> Result<()> {
    let mut seen = HashSet::new();
    for member in cast.iter().filter(|m| !m.left) {
        if !seen.insert(member.persona.name.trim().to_lowercase()) {
            let name = &member.persona.name;
            let text =
                format!("Two participants are called {name}. Choose another one, or duplicate the agent and give the copy another name.");
            return Err(AppError::field("participants", text));
        }
    }
    Ok(())
}

/// Puts another panel; only before the first line, because lines belong to their speakers.
pub async fn set_participants(
    ctx: &Ctx,
    id: &SimulationId,
    participants: Vec<ParticipantInput>,
    if_match: Option<u32>,
) -> Result<Simulation> {
    let ws = ctx.require(Permission::Write)?;
    let mut check = Check::new();
    check_participants(&mut check, &participants);
    check.done()?;
    let before = row(ctx, &ws, id).await?;
    if before.turns > 0 {
        return Err(AppError::new(
            Code::Conflict,
            "The panel has spoken already. Add or remove single participants, or create a new simulation.",
        ));
    }
    let plan = Plan { cast: cast(ctx, &participants, 0).await?, ..before.plan.clone() };
    save(ctx, &ws, before, Save::of(plan, if_match)).await
}

/// Adds participants while it doesn't run. Who left before comes back under the old id.
pub async fn add_participants(ctx: &Ctx, id: &SimulationId, added: Vec<ParticipantInput>, if_match: Option<u32>) -> Result<Simulation> {
    let ws = ctx.require(Permission::Write)?;
    let mut check = Check::new();
    check_participants(&mut check, &added);
    check.done()?;
    let before = row(ctx, &ws, id).await?;
    let mut plan = before.plan.clone();
    for member in cast(ctx, &added, plan.cast.len()).await? {
        match plan.cast.iter_mut().find(|known| known.agent_id == member.agent_id) {
            Some(known) if known.left => known.left = false,
            Some(known) => {
                let text = format!("{} takes part already. Choose somebody else.", known.persona.name);
                return Err(AppError::field("participants", text));
            }
            None => plan.cast.push(CastMember { id: format!("p{}", plan.cast.len() + 1), ..member }),
        }
    }
    if plan.cast.iter().filter(|m| !m.left).count() > MAX_PARTICIPANTS {
        return Err(AppError::field(
            "participants",
            format!("A panel has at most {MAX_PARTICIPANTS} participants. Remove somebody first."),
        ));
    }
    save(ctx, &ws, before, Save::of(plan, if_match)).await
}

/// Mutes somebody (at any time), takes them off the panel or brings them back (while it doesn't run).
pub async fn patch_participant(
    ctx: &Ctx,
    id: &SimulationId,
    participant: &str,
    patch: ParticipantPatch,
    if_match: Option<u32>,
) -> Result<Simulation> {
    let ws = ctx.require(Permission::Observe)?;
    let before = row(ctx, &ws, id).await?;
    let mut plan = before.plan.clone();
    let seat = plan.seat(participant).ok_or_else(|| AppError::not_found("participant"))?;
    if let Some(member) = plan.cast.get_mut(seat) {
        member.muted = patch.muted.unwrap_or(member.muted);
        member.left = patch.left.unwrap_or(member.left);
    }
    if patch.left.is_some() && before.state.is_active() {
        return Err(AppError::new(Code::Conflict, "The simulation is running. Pause it first, or mute the participant meanwhile."));
    }
    let saved = save(ctx, &ws, before, Save { while_running: patch.left.is_none(), ..Save::of(plan, if_match) }).await?;
    engine::nudge(&ctx.state, id.as_str(), false);
    Ok(saved)
}
