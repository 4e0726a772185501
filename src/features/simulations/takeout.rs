//! Simulations and scenarios in the archive of somebody's data.

use serde_json::{Value, json};

use super::{scenarios, service};
use crate::core::ids::SimulationId;
use crate::core::paging::MAX_LIMIT;
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
                match everything(&ctx, &head.id).await {
                    Ok(content) => files.push(File::json(format!("simulations/{}.json", head.id), &content)),
                    // Deleted since the list was read.
                    Err(error) if error.code == Code::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(Chunk { files, next: page.next_cursor })
        })
    },
};

/// Transcript and panel; records of all turns, with every attempt; all questions beside the
/// conversation; what was measured and spent; what people put beside lines; links for strangers,
/// without what opens them; every translated line.
async fn everything(ctx: &Ctx, id: &SimulationId) -> Result<Value> {
    let whole = service::transcript(ctx, id).await?;
    let personas: Vec<_> = whole.personas.iter().map(|persona| persona.as_ref()).collect();
    let mut asides = Vec::new();
    loop {
        let page = service::asides(ctx, id, asides.len() as u64, Some(500)).await?;
        asides.extend(page.items);
        if page.next_cursor.is_none() {
            break;
        }
    }
    let query = ListQuery { limit: Some(MAX_LIMIT), ..ListQuery::default() };
    Ok(json!({
        "simulation": whole.simulation,
        "personas": personas,
        "messages": whole.messages,
        "turns": service::records(ctx, id).await?,
        "asides": asides,
        "metrics": service::metrics(ctx, id).await?,
        "annotations": service::annotations::all(ctx, id).await?,
        "links": service::shares::list(ctx, id, &query).await?.items,
        "translations": service::translate::translations(ctx, id).await?,
    }))
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
