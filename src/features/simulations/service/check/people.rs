//! Speakers of a transcript who are agents here.

use std::collections::HashSet;

use crate::core::Result;
use crate::features::agents::library;
use crate::features::agents::service as agents;
use crate::features::agents::types::{AgentQuery, Persona};
use crate::features::simulations::guards::text::folded;
use crate::features::simulations::types::{CheckInput, MAX_PERSONAS};
use crate::server::ctx::Ctx;

/// Pages of own agents that are looked through, of 100 each.
const PAGES: usize = 20;

/// Personas of the speakers who have the whole name of an agent, case and accents aside, and none yet.
/// Own agents go before those of the library.
pub(super) async fn by_name(ctx: &Ctx, input: &CheckInput) -> Result<Vec<Persona>> {
    let given: HashSet<String> = input.personas.iter().map(|persona| folded(&persona.name)).collect();
    let mut wanted: HashSet<String> =
        input.messages.iter().map(|line| folded(&line.speaker)).filter(|name| !name.is_empty() && !given.contains(name)).collect();
    let room = MAX_PERSONAS.saturating_sub(given.len());
    let mut found = Vec::new();
    let mut take = |persona: &Persona| {
        if found.len() < room && wanted.remove(&folded(&persona.name)) {
            found.push(persona.clone());
        }
        found.len() < room && !wanted.is_empty()
    };
    let mut cursor = None;
    for _ in 0..PAGES {
        let page = agents::list(ctx, AgentQuery { limit: Some(100), cursor, ..AgentQuery::default() }).await?;
        let go_on = page.items.iter().fold(true, |_, agent| take(&agent.persona));
        cursor = page.next_cursor;
        if !go_on || cursor.is_none() {
            break;
        }
    }
    library::all().iter().for_each(|agent| {
        take(&agent.persona);
    });
    Ok(found)
}
