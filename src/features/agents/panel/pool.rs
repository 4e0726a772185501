//! Whom a panel or a sample is chosen from: own agents first, so that an adapted copy goes before the
//! library's original, then the library in its order.

use std::borrow::Cow;
use std::collections::HashSet;

use super::types::Pool;
use crate::core::ids::AgentId;
use crate::core::{AppError, Result};
use crate::features::agents::library;
use crate::features::agents::search::Query;
use crate::features::agents::store::{self, Filter, Order};
use crate::features::agents::types::{Agent, Persona};
use crate::server::ctx::{Ctx, WorkspaceId};

/// Own agents looked at because they are the newest.
const NEWEST: u32 = 200;
/// Own agents looked at for each word of the question.
const FOR_A_WORD: u32 = 25;
/// Words of a question that are looked up.
const WORDS: usize = 6;

/// Somebody who can be chosen.
#[derive(Clone, Debug)]
pub struct Person {
    /// `library:<slug>` or `agent:<id>`.
    pub value: String,
    pub persona: Cow<'static, Persona>,
    /// Address of a stored picture; empty for a drawing.
    pub picture: String,
}

impl Person {
    fn own(agent: Agent) -> Self {
        Self { value: format!("agent:{}", agent.id), picture: agent.avatar.picture(), persona: Cow::Owned(agent.persona) }
    }

    /// Seed of the drawn avatar.
    pub fn seed(&self) -> String {
        self.persona.seed().to_owned()
    }
}

/// The built-in agents.
fn built_in() -> impl Iterator<Item = Person> {
    library::all().iter().map(|agent| Person {
        value: format!("library:{}", agent.slug),
        persona: Cow::Borrowed(&agent.persona),
        picture: String::new(),
    })
}

/// The pool for a question: of many own agents the newest, and the newest that have its words.
pub async fn for_question(ctx: &Ctx, ws: &WorkspaceId, pool: Pool, terms: &[String], named: &[String]) -> Result<Vec<Person>> {
    let mut people = Vec::new();
    if pool != Pool::Library {
        people.extend(newest(ctx, ws, NEWEST).await?);
        let searches = terms.iter().take(WORDS).map(|term| with_word(ctx, ws, term));
        for found in futures::future::try_join_all(searches).await? {
            people.extend(found);
        }
    }
    if pool != Pool::Own {
        people.extend(built_in());
    }
    people.extend(by_name(ctx, ws, named).await?);
    let mut seen = HashSet::new();
    people.retain(|person| seen.insert(person.value.clone()));
    Ok(people)
}

/// The pool for a sample: the newest own agents, up to `most` of them, and the library.
pub async fn for_sample(ctx: &Ctx, ws: &WorkspaceId, pool: Pool, most: u32) -> Result<Vec<Person>> {
    let mut people = if pool == Pool::Library { Vec::new() } else { newest(ctx, ws, most).await? };
    if pool != Pool::Own {
        people.extend(built_in());
    }
    Ok(people)
}

async fn newest(ctx: &Ctx, ws: &WorkspaceId, most: u32) -> Result<Vec<Person>> {
    search(ctx, ws, None, most).await
}

async fn with_word(ctx: &Ctx, ws: &WorkspaceId, word: &str) -> Result<Vec<Person>> {
    search(ctx, ws, Query::parse(Some(word)), FOR_A_WORD).await
}

async fn search(ctx: &Ctx, ws: &WorkspaceId, query: Option<Query>, most: u32) -> Result<Vec<Person>> {
    let filter = Filter { order: Order::Newest, domain: None, facets: Vec::new(), query, after: None };
    let rows = store::list(&ctx.state.db, ws, &filter, most).await?;
    Ok(rows.into_iter().map(Agent::from).map(Person::own).collect())
}

/// Those who were named, wherever they are; one that doesn't exist here is "not found".
async fn by_name(ctx: &Ctx, ws: &WorkspaceId, named: &[String]) -> Result<Vec<Person>> {
    let ids: Vec<AgentId> = named.iter().filter_map(|value| value.strip_prefix("agent:")).map(AgentId::new).collect();
    let rows = if ids.is_empty() { Vec::new() } else { store::find_many(&ctx.state.db, ws, &ids).await? };
    let found: Vec<Person> = rows.into_iter().map(Agent::from).map(Person::own).collect();
    let mut people = Vec::new();
    for value in named {
        let person = match value.strip_prefix("library:") {
            Some(_) => built_in().find(|person| person.value == *value).ok_or_else(|| AppError::not_found("library agent"))?,
            None => found.iter().find(|person| person.value == *value).cloned().ok_or_else(|| AppError::not_found("agent"))?,
        };
        people.push(person);
    }
    Ok(people)
}

/// The error for a pool without anybody.
pub fn nobody() -> AppError {
    AppError::field("pool", "There is nobody in this pool yet. Add agents, or choose the library.")
}
