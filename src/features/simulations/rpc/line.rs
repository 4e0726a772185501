//! Server functions of the page of one line. Its forms work without JavaScript.

use leptos::prelude::*;
use leptos::server;
use serde::{Deserialize, Serialize};

use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::features::simulations::types::{Annotation, AnnotationKind, Message, Simulation, TurnRecord};

/// A line with what stands beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinePage {
    pub simulation: Simulation,
    pub line: Message,
    pub marks: Vec<Annotation>,
    /// How it came about; `None` for lines of people, and where no record was kept.
    pub record: Option<TurnRecord>,
    /// User id of who looks.
    pub me: String,
    pub may_mark: bool,
    pub may_branch: bool,
}

/// One line with everything about it.
#[server(endpoint = "simulations/line", input = server_fn::codec::Json)]
pub async fn open_line(id: SimulationId, seq: u64) -> Result<LinePage> {
    let ctx = crate::server::rpc::ctx().await?;
    crate::features::simulations::service::line(&ctx, &id, seq).await
}

/// Highlights a line, reacts to it or writes a note.
#[server(endpoint = "simulations/mark-line")]
pub async fn mark_line(id: SimulationId, seq: u64, kind: AnnotationKind, #[server(default)] text: String) -> Result<()> {
    let ctx = crate::server::rpc::ctx().await?;
    let input = crate::features::simulations::types::AnnotationInput { seq, kind, text };
    crate::features::simulations::service::annotations::create(&ctx, &id, input).await.map(|_| ())
}

/// Takes a highlight, a reaction or a note away.
#[server(endpoint = "simulations/unmark-line")]
pub async fn unmark_line(id: SimulationId, annotation: String) -> Result<()> {
    let ctx = crate::server::rpc::ctx().await?;
    crate::features::simulations::service::annotations::delete(&ctx, &id, &annotation).await
}

/// Goes on from a turn in a new simulation and opens its room; another policy when one is named.
#[server(endpoint = "simulations/branch-form")]
pub async fn branch_line(id: SimulationId, turn: String, #[server(default)] policy: String, #[server(default)] run: bool) -> Result<()> {
    let ctx = crate::server::rpc::ctx().await?;
    let made = crate::features::simulations::form::branch(&ctx, &id, &turn, &policy, run).await?;
    crate::server::rpc::redirect(&format!("/simulations/{}", made.id));
    Ok(())
}
