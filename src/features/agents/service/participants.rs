//! Who can be asked onto a panel, and who sits on one.

use std::collections::HashMap;

use super::find::list;
use super::unique;
use crate::core::ids::AgentId;
use crate::core::permission::Permission;
use crate::core::{AppError, Result};
use crate::features::agents::candidate::Candidate;
use crate::features::agents::types::{Agent, AgentQuery, Persona};
use crate::features::agents::{library, store};
use crate::features::avatars;
use crate::features::simulations::types::ParticipantInput;
use crate::server::ctx::Ctx;

/// Own agents that are offered for a panel at once.
const MAX_CANDIDATES: u32 = 100;

/// Everybody who can be asked onto a panel: own agents, newest first, at most [`MAX_CANDIDATES`] of them, then the
/// whole library.
pub async fn candidates(ctx: &Ctx) -> Result<Vec<Candidate>> {
    let own = list(ctx, AgentQuery { limit: Some(MAX_CANDIDATES), ..AgentQuery::default() }).await?;
    let own = own.items.into_iter().map(|agent| Candidate::of(format!("agent:{}", agent.id), agent.persona, agent.avatar.picture()));
    let built_in =
        library::all().iter().map(|agent| Candidate::of(format!("library:{}", agent.slug), agent.persona.clone(), String::new()));
    Ok(own.chain(built_in).collect())
}

/// Who sits on a panel.
#[derive(Clone, Debug, PartialEq)]
pub struct ResolvedParticipant {
    /// Id of the own agent, or slug of the library agent.
    pub agent_id: String,
    pub persona: Persona,
    pub instructions: String,
    /// Address of a stored picture; empty for a drawing. It stays as long as the workspace.
    pub picture: String,
}

/// Looks up the participants of a simulation, in the order given. One that doesn't exist in this
/// workspace, or in the library, is "not found".
pub async fn resolve_participants(ctx: &Ctx, wanted: &[ParticipantInput]) -> Result<Vec<ResolvedParticipant>> {
    let ws = ctx.require(Permission::Read)?;
    let ids = unique(wanted.iter().filter_map(|p| p.agent_id.clone()).collect());
    let rows = if ids.is_empty() { Vec::new() } else { store::find_many(&ctx.state.db, &ws, &ids).await? };
    let own: HashMap<AgentId, Agent> = rows.into_iter().map(Agent::from).map(|agent| (agent.id.clone(), agent)).collect();
    let resolved = wanted.iter().map(|one| resolve(one, &own)).collect::<Result<Vec<_>>>()?;
    // The copy shows this picture also when the agent gets another one.
    avatars::service::keep(ctx, &ws, resolved.iter().map(|one| one.picture.as_str())).await?;
    Ok(resolved)
}

fn resolve(wanted: &ParticipantInput, own: &HashMap<AgentId, Agent>) -> Result<ResolvedParticipant> {
    match (&wanted.agent_id, &wanted.library) {
        (Some(id), None) => {
            let agent = own.get(id).ok_or_else(|| AppError::not_found("agent"))?;
            Ok(ResolvedParticipant {
                agent_id: id.to_string(),
                persona: agent.persona.clone(),
                instructions: agent.instructions.clone(),
                picture: agent.avatar.picture(),
            })
        }
        (None, Some(slug)) => {
            let agent = library::find(slug).ok_or_else(|| AppError::not_found("library agent"))?;
            Ok(ResolvedParticipant {
                agent_id: agent.slug.clone(),
                persona: agent.persona.clone(),
                instructions: String::new(),
                picture: String::new(),
            })
        }
        _ => Err(AppError::field("participants", "Each participant needs either agent_id or library.")),
    }
}
