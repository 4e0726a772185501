//! Server functions of the live room, the replay and the comparison.

use leptos::prelude::*;
use leptos::server;
use serde::{Deserialize, Serialize};

use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::features::simulations::types::{Annotation, AnnotationInput, Message, Metrics, Simulation};

/// One of two conversations that are compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    pub simulation: Simulation,
    pub messages: Vec<Message>,
    pub metrics: Metrics,
}

/// Two conversations beside each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub a: Compared,
    pub b: Compared,
}

/// A simulation as it is now, after somebody changed it.
#[server(endpoint = "simulations/get", input = server_fn::codec::Json)]
pub async fn get_simulation(id: SimulationId) -> Result<Simulation> {
    let ctx = crate::server::rpc::ctx().await?;
    crate::features::simulations::service::get(&ctx, &id).await
}

/// What stands beside the lines.
#[server(endpoint = "simulations/annotations", input = server_fn::codec::Json)]
pub async fn list_annotations(id: SimulationId) -> Result<Vec<Annotation>> {
    let ctx = crate::server::rpc::ctx().await?;
    crate::features::simulations::service::get(&ctx, &id).await?;
    crate::features::simulations::service::annotations::all(&ctx, &id).await
}

/// Highlights a line, reacts to it or writes a note.
#[server(endpoint = "simulations/annotate", input = server_fn::codec::Json)]
pub async fn annotate(id: SimulationId, input: AnnotationInput) -> Result<Annotation> {
    let ctx = crate::server::rpc::ctx().await?;
    crate::features::simulations::service::annotations::create(&ctx, &id, input).await
}

/// Removes a highlight, a reaction or a note.
#[server(endpoint = "simulations/remove-annotation", input = server_fn::codec::Json)]
pub async fn remove_annotation(id: SimulationId, annotation: String) -> Result<()> {
    let ctx = crate::server::rpc::ctx().await?;
    crate::features::simulations::service::annotations::delete(&ctx, &id, &annotation).await
}

/// Two conversations with their measures.
#[server(endpoint = "simulations/compare", input = server_fn::codec::Json)]
pub async fn compare_simulations(a: SimulationId, b: SimulationId) -> Result<Comparison> {
    let ctx = crate::server::rpc::ctx().await?;
    crate::features::simulations::service::compare(&ctx, &a, &b).await
}
