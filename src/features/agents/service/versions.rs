//! Earlier states of an agent, and the way back to them.

use super::own::update;
use super::{find, refusal};
use crate::core::ids::AgentId;
use crate::core::permission::Permission;
use crate::core::{AppError, Page, Result};
use crate::features::agents::fields::changes;
use crate::features::agents::form::AgentForm;
use crate::features::agents::history::{AgentVersion, VersionQuery};
use crate::features::agents::store::versions;
use crate::features::agents::types::{Agent, AgentInput};
use crate::server::ctx::Ctx;
use crate::server::paging::{self, Cursor};

/// The states of an agent, newest first.
pub async fn list(ctx: &Ctx, id: &AgentId, asked: VersionQuery) -> Result<Page<AgentVersion>> {
    let limit = paging::limit(asked.limit)?;
    let name = format!("versions|{id}");
    let after = Cursor::read(&name, asked.cursor.as_deref())?.and_then(|cursor| cursor.after.parse::<u32>().ok());
    let all = all(ctx, id).await?;
    let total = u64::try_from(all.len()).ok();
    let rows: Vec<AgentVersion> =
        all.into_iter().filter(|state| after.is_none_or(|after| state.version < after)).take(limit as usize + 1).collect();
    Ok(Page { total, ..paging::page(&name, rows, limit, |state| state.version.to_string()) })
}

/// One state of an agent.
pub async fn get(ctx: &Ctx, id: &AgentId, version: u32) -> Result<AgentVersion> {
    all(ctx, id).await?.into_iter().find(|state| state.version == version).ok_or_else(|| AppError::not_found("version"))
}

/// Makes the agent what it was. The state it had until now stays in the history. `expected` is the version
/// the caller has seen as the newest.
pub async fn restore(ctx: &Ctx, id: &AgentId, version: u32, expected: Option<u32>) -> Result<Agent> {
    let ws = ctx.require(Permission::Write)?;
    let now = find(ctx, &ws, id).await?;
    if now.version == version {
        return Ok(now);
    }
    let earlier = versions::find(&ctx.state.db, &ws, id, version).await?.ok_or_else(|| AppError::not_found("version"))?;
    let input = AgentInput::from_parts(earlier.persona, earlier.instructions);
    update(ctx, &ws, id, input, expected).await.map_err(refusal)
}

/// Every state that is kept, newest first: at most 51.
async fn all(ctx: &Ctx, id: &AgentId) -> Result<Vec<AgentVersion>> {
    let ws = ctx.require(Permission::Read)?;
    let now = find(ctx, &ws, id).await?;
    let earlier = versions::list(&ctx.state.db, &ws, id).await?;
    let newest = AgentVersion {
        version: now.version,
        persona: now.persona,
        instructions: now.instructions,
        saved_at: now.updated_at,
        current: true,
        changed: Vec::new(),
    };
    let earlier = earlier.into_iter().map(|row| AgentVersion {
        version: row.version,
        persona: row.persona,
        instructions: row.instructions,
        saved_at: row.saved_at,
        current: false,
        changed: Vec::new(),
    });
    // One that was written between the two reads is the newest twice.
    let mut states: Vec<AgentVersion> = std::iter::once(newest).chain(earlier.filter(|state| state.version < now.version)).collect();
    let forms: Vec<AgentForm> = states.iter().map(form_of).collect();
    for ((state, form), before) in states.iter_mut().zip(&forms).zip(forms.iter().skip(1)) {
        state.changed = changes(before, form).into_iter().map(|change| change.key).collect();
    }
    Ok(states)
}

fn form_of(state: &AgentVersion) -> AgentForm {
    AgentForm::from_input(AgentInput::from_parts(state.persona.clone(), state.instructions.clone()))
}
