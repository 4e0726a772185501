//! The picture of an agent: uploaded, from the image service, or drawn.

use super::{announce, find, refusal};
use crate::core::ids::AgentId;
use crate::core::permission::Permission;
use crate::core::{AppError, Result};
use crate::features::agents::store;
use crate::features::agents::types::{Agent, Persona};
use crate::features::avatars::service::{self as pictures, Owner};
use crate::features::avatars::types::{AgentAvatarPrompt, Avatar, AvatarOrder, AvatarPrompt, MAX_PROMPT};
use crate::features::avatars::{fal, generate};
use crate::server::ctx::{Ctx, WorkspaceId};

/// Whether the caller may change this agent's picture; before a large body is read.
pub async fn may_change_picture(ctx: &Ctx, id: &AgentId) -> Result<()> {
    let ws = ctx.require(Permission::Write)?;
    find(ctx, &ws, id).await.map(|_| ())
}

/// Takes an uploaded picture.
pub async fn upload_picture(ctx: &Ctx, id: &AgentId, original: Vec<u8>) -> Result<Avatar> {
    may_change_picture(ctx, id).await?;
    ctx.state.limits.check_picture(&ctx.user_id()?)?;
    use_picture(ctx, id, original).await
}

/// Stores our form of a picture and shows it.
pub async fn use_picture(ctx: &Ctx, id: &AgentId, original: Vec<u8>) -> Result<Avatar> {
    let ws = ctx.require(Permission::Write)?;
    let name = pictures::store(&ctx.state, Owner::Agent(&ws), original).await?;
    Ok(change(ctx, &ws, id, &name, "").await?.avatar)
}

/// Goes back to the drawing.
pub async fn remove_picture(ctx: &Ctx, id: &AgentId) -> Result<Avatar> {
    let ws = ctx.require(Permission::Write)?;
    Ok(change(ctx, &ws, id, "", "").await?.avatar)
}

/// Orders a picture of the image service, from words or from the persona; without one, makes another
/// drawing at once.
pub async fn generate_picture(ctx: &Ctx, id: &AgentId, input: AgentAvatarPrompt) -> Result<AvatarOrder> {
    let ws = ctx.require(Permission::Write)?;
    let given = input.prompt.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if let Some(prompt) = &given {
        AvatarPrompt { prompt: prompt.clone() }.check()?;
    }
    let agent = find(ctx, &ws, id).await?;
    let prompt = given.unwrap_or_else(|| portrait(&agent.persona));
    if fal::is_set_up(&ctx.state.config) {
        ctx.state.limits.check_model_call(&ctx.user_id()?)?;
        return generate::order_for_agent(ctx, &agent, &prompt).await;
    }
    let seed = pictures::seed_of(id.as_str(), &prompt);
    let avatar = change(ctx, &ws, id, "", &seed).await?.avatar;
    let note = "No image service is set up, so this was drawn from the words. Whoever runs this server can set COLLOQUY_FAL_KEY.";
    Ok(AvatarOrder { avatar, job: None, note: note.to_owned() })
}

async fn change(ctx: &Ctx, ws: &WorkspaceId, id: &AgentId, name: &str, seed: &str) -> Result<Agent> {
    let row = store::use_avatar(&ctx.state.db, ws, id, name, seed, ctx.now())
        .await
        .map_err(|error| if error.is_thrown("no_picture") { AppError::not_found("picture") } else { refusal(error) })?;
    announce(ctx, ws);
    Ok(row.into())
}

/// What a portrait shows of a persona: how somebody looks and works, nothing of their story.
fn portrait(p: &Persona) -> String {
    let age = if p.age == 0 { String::new() } else { format!(", {} years old", p.age) };
    let who = match p.pronouns.trim().to_lowercase().split('/').next() {
        Some("she") => "a woman",
        Some("he") => "a man",
        _ => "a person",
    };
    let mut text = format!("Portrait of {who}{age}");
    for (before, part) in [(", ", &p.profession), (", of ", &p.residence), (", ", &p.traits.join(", "))] {
        if !part.trim().is_empty() {
            text.push_str(before);
            text.push_str(part.trim());
        }
    }
    text.chars().filter(|c| !c.is_control()).take(MAX_PROMPT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portrait_says_how_somebody_looks_and_works() {
        let persona = Persona {
            name: "Ada".into(),
            age: 36,
            pronouns: "she/her".into(),
            profession: "Engineer".into(),
            residence: "London, England".into(),
            traits: vec!["wry".into()],
            background: "A secret.".into(),
            ..Persona::default()
        };
        assert_eq!(portrait(&persona), "Portrait of a woman, 36 years old, Engineer, of London, England, wry");
        assert_eq!(portrait(&Persona::default()), "Portrait of a person");
        let long = Persona { traits: vec!["x".repeat(5000)], ..Persona::default() };
        assert_eq!(portrait(&long).chars().count(), MAX_PROMPT);
    }
}
