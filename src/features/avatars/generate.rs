//! A picture from the image service, as a job: it survives a restart, can be cancelled, and the page
//! doesn't wait.

use std::pin::Pin;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fal::Fal;
use super::service::{self, Owner};
use super::types::AvatarOrder;
use crate::core::ids::{AgentId, JobId};
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Result};
use crate::features::agents::types::Agent;
use crate::features::jobs::types::Job;
use crate::features::{agents, auth};
use crate::server::ctx::Ctx;
use crate::server::jobs::{self, Kind, NewJob, Running};

/// The kind of job.
pub const JOB: Kind = Kind { name: "avatars.generate", max_attempts: 2, run: start, failed: None };

/// What the job is to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    prompt: String,
    /// The agent it is for; the person who asked when absent.
    #[serde(default)]
    agent: Option<AgentId>,
}

/// What is said while the job runs.
const NOTE: &str = "The image service makes the picture; it appears by itself when it is done.";

/// Orders a picture of the caller.
pub async fn order(ctx: &Ctx, prompt: &str) -> Result<AvatarOrder> {
    let job = enqueue(ctx, Permission::Read, "Profile picture".to_owned(), Order { prompt: prompt.to_owned(), agent: None }).await?;
    let avatar = auth::service::me(ctx).await?.avatar;
    Ok(AvatarOrder { avatar, job: Some(job), note: NOTE.to_owned() })
}

/// Orders a picture of an agent, which has this one now.
pub async fn order_for_agent(ctx: &Ctx, agent: &Agent, prompt: &str) -> Result<AvatarOrder> {
    let title = format!("Picture of {}", agent.persona.name);
    let job = enqueue(ctx, Permission::Write, title, Order { prompt: prompt.to_owned(), agent: Some(agent.id.clone()) }).await?;
    Ok(AvatarOrder { avatar: agent.avatar.clone(), job: Some(job), note: NOTE.to_owned() })
}

/// Puts the job into the queue of the caller's workspace.
async fn enqueue(ctx: &Ctx, right: Permission, title: String, order: Order) -> Result<Job> {
    let ws = ctx.require(right)?;
    let id = JobId::new(ctx.state.new_id());
    let payload = serde_json::to_value(order).map_err(|_| AppError::of(Code::Internal))?;
    let new = NewJob { id: id.as_str().to_owned(), kind: JOB.name, title, payload, max_attempts: JOB.max_attempts };
    jobs::enqueue(ctx, &ws, new).await
}

fn start(ctx: Ctx, running: Running) -> Pin<Box<dyn Future<Output = Result<Value>> + Send>> {
    Box::pin(run(ctx, running))
}

async fn run(ctx: Ctx, running: Running) -> Result<Value> {
    let order: Order = serde_json::from_value(running.payload.clone()).map_err(|error| {
        tracing::error!(%error, job = %running.id, "a job without a readable order");
        AppError::of(Code::NotFound)
    })?;
    let tell = running.clone();
    let original = Fal::new(&ctx.state.config)?.make(&order.prompt, &running.cancel, move |percent| tell.progress(percent)).await?;
    running.progress(90);
    let avatar = match &order.agent {
        Some(agent) => agents::service::use_picture(&ctx, agent, original).await?,
        None => {
            let user = ctx.user_id()?;
            let name = service::store(&ctx.state, Owner::Person(&user), original).await?;
            auth::service::use_avatar(&ctx, &name, "").await?
        }
    };
    Ok(json!({ "avatar": avatar }))
}
