//! Saving what was typed into the editor. Whatever stands in the way, the text is kept: the page shows it
//! again, with the reason, and with the changes of others beside it.

use super::sample;
use super::{create, find, get, library_agent, replace};
use crate::core::ids::{AgentId, UserId};
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Result};
use crate::features::agents::conflict::{Conflict, MergeForm, compare, settle};
use crate::features::agents::contract::ContractLine;
use crate::features::agents::draft::{FormDraft, OpenedEditor};
use crate::features::agents::form::AgentForm;
use crate::features::agents::store::{drafts, versions};
use crate::features::agents::types::{Agent, AgentInput};
use crate::features::simulations;
use crate::server::ctx::{Ctx, WorkspaceId};

/// Saves the form. Gives the address to go on to: the agent, the merge, or the editor again.
///
/// # Errors
/// The person may not write here, or the agent is not there.
pub async fn save(ctx: &Ctx, form: AgentForm) -> Result<String> {
    let ws = ctx.require(Permission::Write)?;
    let id = AgentId::new(form.id.trim());
    let is_new = id.as_str().is_empty();
    let version = form.expected_version();
    let outcome = match form.clone().into_input() {
        Ok(input) if is_new => create(ctx, input).await,
        Ok(input) => replace(ctx, &id, input, version).await,
        // Whether the agent is there comes before what is wrong with the form.
        Err(error) if is_new => Err(error),
        Err(error) => find(ctx, &ws, &id).await.and(Err(error)),
    };
    finish(ctx, &ws, &id, form, outcome).await
}

async fn finish(ctx: &Ctx, ws: &WorkspaceId, id: &AgentId, form: AgentForm, outcome: Result<Agent>) -> Result<String> {
    let user = ctx.user_id()?;
    match outcome {
        Ok(agent) => {
            drafts::forget(&ctx.state.db, ws, &user, id).await?;
            Ok(format!("/agents/{}", agent.id))
        }
        Err(error) if matches!(error.code, Code::NotFound | Code::Forbidden | Code::Unauthenticated) => Err(error),
        Err(error) if error.code == Code::PreconditionFailed => {
            keep(ctx, ws, &user, FormDraft { form, ..FormDraft::default() }).await?;
            Ok(format!("/agents/{id}/merge"))
        }
        Err(error) => {
            keep(ctx, ws, &user, FormDraft { form, problem: Some(error), sample: None }).await?;
            Ok(again(id))
        }
    }
}

/// The address of the editor with the draft in it.
fn again(id: &AgentId) -> String {
    if id.as_str().is_empty() { "/agents/new?draft=1".to_owned() } else { format!("/agents/{id}/edit?draft=1") }
}

async fn keep(ctx: &Ctx, ws: &WorkspaceId, user: &UserId, draft: FormDraft) -> Result<()> {
    let id = AgentId::new(draft.form.id.trim());
    Ok(drafts::keep(&ctx.state.db, ws, user, &id, &draft, ctx.now()).await?)
}

/// What the editor begins with: what the caller typed and could not save, if they ask for it and it is there;
/// else the agent, the library agent `from`, or a blank form.
pub async fn open(ctx: &Ctx, id: Option<AgentId>, from: Option<String>, kept: bool) -> Result<OpenedEditor> {
    let ws = ctx.require(Permission::Read)?;
    let form = match (&id, from) {
        (Some(id), _) => AgentForm::from_agent(find(ctx, &ws, id).await?),
        (None, Some(slug)) => AgentForm::from_library(library_agent(ctx, &slug)?),
        (None, None) => AgentForm::empty(),
    };
    let key = id.unwrap_or_else(|| AgentId::new(""));
    let found = if kept { drafts::find(&ctx.state.db, &ws, &ctx.user_id()?, &key).await? } else { None };
    let is_kept = found.is_some();
    let draft: FormDraft = found.unwrap_or_else(|| FormDraft { form, ..FormDraft::default() });
    let contract = contract(ctx, draft.form.clone())?;
    Ok(OpenedEditor { draft, is_kept, contract })
}

/// What the guards will hold the agent of this form to. A form that is not complete yet has the lines it can.
pub fn contract(ctx: &Ctx, form: AgentForm) -> Result<Vec<ContractLine>> {
    ctx.require(Permission::Read)?;
    let (persona, _) = form.into_input_so_far().into_parts();
    Ok(simulations::service::contract(&persona))
}

/// Forgets what was typed and gives the address to go on to.
pub async fn discard(ctx: &Ctx, id: &AgentId) -> Result<String> {
    let ws = ctx.require(Permission::Write)?;
    if !id.as_str().is_empty() {
        find(ctx, &ws, id).await?;
    }
    drafts::forget(&ctx.state.db, &ws, &ctx.user_id()?, id).await?;
    Ok(if id.as_str().is_empty() { "/agents".to_owned() } else { format!("/agents/{id}") })
}

/// The caller's unsaved text beside what others saved meanwhile.
pub async fn conflict(ctx: &Ctx, id: &AgentId) -> Result<Conflict> {
    let ws = ctx.require(Permission::Write)?;
    let theirs = find(ctx, &ws, id).await?;
    let draft: Option<FormDraft> = drafts::find(&ctx.state.db, &ws, &ctx.user_id()?, id).await?;
    let draft = draft.ok_or_else(nothing_waits)?;
    sides(ctx, &ws, &theirs, &draft.form).await
}

fn nothing_waits() -> AppError {
    AppError::new(Code::NotFound, "Nothing of yours waits to be merged here. Open the editor to change this agent.")
}

async fn sides(ctx: &Ctx, ws: &WorkspaceId, theirs: &Agent, mine: &AgentForm) -> Result<Conflict> {
    let base = match mine.expected_version() {
        Some(version) => versions::find(&ctx.state.db, ws, &theirs.id, version).await?,
        None => None,
    };
    let base = base.map(|row| AgentForm::from_input(AgentInput::from_parts(row.persona, row.instructions)));
    // As it would have been saved: without blanks at the ends and with our line ends.
    let (persona, instructions) = mine.clone().into_input()?.into_parts();
    let mine = AgentForm::from_input(AgentInput::from_parts(persona, instructions));
    let fields = compare(base.as_ref(), &mine, &AgentForm::from_agent(theirs.clone()));
    Ok(Conflict { id: theirs.id.to_string(), name: theirs.persona.name.clone(), theirs: theirs.version, fields })
}

/// Saves what was chosen, over the version that the page showed. When others were quicker once more, the
/// merge begins again with what they have now.
pub async fn merge(ctx: &Ctx, wanted: MergeForm) -> Result<String> {
    let ws = ctx.require(Permission::Write)?;
    let id = AgentId::new(wanted.id.trim());
    let theirs = find(ctx, &ws, &id).await?;
    let user = ctx.user_id()?;
    let draft: FormDraft = drafts::find(&ctx.state.db, &ws, &user, &id).await?.ok_or_else(nothing_waits)?;
    if theirs.version != wanted.theirs {
        return Ok(format!("/agents/{id}/merge"));
    }
    let fields = sides(ctx, &ws, &theirs, &draft.form).await?.fields;
    let result = settle(&AgentForm::from_agent(theirs), &fields, &wanted.choice);
    if wanted.then == "edit" {
        keep(ctx, &ws, &user, FormDraft { form: result, ..FormDraft::default() }).await?;
        return Ok(again(&id));
    }
    let outcome = match result.clone().into_input() {
        Ok(input) => replace(ctx, &id, input, Some(wanted.theirs)).await,
        Err(error) => Err(error),
    };
    match outcome {
        // The draft stays as it was typed: the merge begins again from there.
        Err(error) if error.code == Code::PreconditionFailed => Ok(format!("/agents/{id}/merge")),
        outcome => finish(ctx, &ws, &id, result, outcome).await,
    }
}

/// Lets the model speak as the form says, for pages without JavaScript: the lines are kept with the draft.
pub async fn sample_form(ctx: &Ctx, form: AgentForm) -> Result<String> {
    let ws = ctx.require(Permission::Write)?;
    let id = AgentId::new(form.id.trim());
    if !id.as_str().is_empty() {
        get(ctx, &id).await?;
    }
    let lines = match form.clone().into_input() {
        Ok(input) => sample::lines(ctx, input).await,
        Err(error) => Err(error),
    };
    let (sample, problem) = lines.map_or_else(|error| (None, Some(error)), |sample| (Some(sample), None));
    keep(ctx, &ws, &ctx.user_id()?, FormDraft { form, problem, sample }).await?;
    Ok(format!("{}#sample", again(&id)))
}
