//! Agents as pages, API and database see them: a *persona* (who it is) and *instructions* (what
//! it is told to do). The same persona shape carries the built-in library.

mod agent;
mod persona;
mod query;

pub use agent::{Agent, AgentInput, LibraryAgent};
pub use persona::{BigFive, DOMAINS, Persona, SpeakingStyle, domain_name};
pub use query::{AgentIds, AgentQuery, AgentsDeleted, DomainCount, LibraryFacets, LibraryQuery, LibrarySelection, TagCount};
