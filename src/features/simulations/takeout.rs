//! Simulations and scenarios in the archive of somebody's data.

use serde_json::json;

use super::types::{Annotation, Aside, Metrics, TurnRecord};
use super::{scenarios, service};
use crate::core::ids::SimulationId;
use crate::core::{Code, ListQuery, Result};
use crate::features::account::archive::{Chunk, File, Part, Scope};
use crate::server::ctx::Ctx;

/// One file a simulation, with its panel and everything that was said.
pub const PART: Part = Part {
    name: "simulations",
    scope: Scope::Workspace,
    page: |ctx, after| {
        Box::pin(async move {
            let query = ListQuery { limit: Some(5), cursor: after, ..ListQuery::default() };
            let page = service::list(&ctx, &query).await?;
            let mut files = Vec::new();
            for head in &page.items {
                let whole = match service::transcript(&ctx, &head.id).await {
                    Ok(whole) => whole,
                    // Deleted since the list was read.
                    Err(error) if error.code == Code::NotFound => continue,
                    Err(error) => return Err(error),
                };
                let personas: Vec<_> = whole.personas.iter().map(|persona| persona.as_ref()).collect();
                let (turns, asides, metrics, annotations) = match everything(&ctx, &head.id).await {
                    Ok(all) => all,
                    Err(error) if error.code == Code::NotFound => continue,
                    Err(error) => return Err(error),
                };
                let content = json!({ "simulation": whole.simulation, "personas": personas, "messages": whole.messages, "turns": turns, "asides": asides, "metrics": metrics, "annotations": annotations });
                files.push(File::json(format!("simulations/{}.json", head.id), &content));
            }
            Ok(Chunk { files, next: page.next_cursor })
        })
    },
};

/// Records of all turns, with every attempt, all questions beside the conversation, what was
/// measured and spent, and what people put beside lines.
async fn everything(ctx: &Ctx, id: &SimulationId) -> Result<(Vec<TurnRecord>, Vec<Aside>, Metrics, Vec<Annotation>)> {
    let mut asides = Vec::new();
    loop {
        let page = service::asides(ctx, id, asides.len() as u64, Some(500)).await?;
        asides.extend(page.items);
        if page.next_cursor.is_none() {
            let (metrics, marks) = (service::metrics(ctx, id).await?, service::annotations::all(ctx, id).await?);
            return Ok((service::records(ctx, id).await?, asides, metrics, marks));
        }
    }
}

/// One file an own scenario.
pub const SCENARIOS: Part = Part {
    name: "scenarios",
    scope: Scope::Workspace,
    page: |ctx, after| {
        Box::pin(async move {
            let (page, next) = scenarios::own_after(&ctx, after.as_deref().unwrap_or("")).await?;
            let files = page.iter().map(|saved| File::json(format!("scenarios/{}.json", saved.id), saved)).collect();
            Ok(Chunk { files, next })
        })
    },
};
