//! Agents as pages, API and database see them: a *persona* (who it is) and *instructions* (what
//! it is told to do). The same persona shape carries the built-in library.

mod agent;
mod facets;
mod persona;
mod query;
mod shelf;

pub use agent::{Agent, AgentInput, LibraryAgent};
pub use facets::{ARCHETYPES, FacetCount, Facets, Picks, REGIONS, SENIORITIES, Seniority, label_of};
pub use persona::{BigFive, DOMAINS, Persona, SpeakingStyle, domain_name};
pub use query::{
    AgentIds, AgentQuery, AgentsChanged, AgentsDeleted, AgentsRestored, DomainCount, FacetQuery, LibraryQuery, LibrarySelection, TagChange,
};
pub use shelf::{FilterInput, FilterPlace, SavedAgent, SavedFilter, SavedQuery, ShelfLink};
