//! Ids are opaque strings made by the server (UUID v7 without hyphens: unique and in order of
//! time). They are newtypes, so that an agent's id can't be passed where a workspace's is meant.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "ssr", schema(value_type = String))]
        pub struct $name(String);

        impl $name {
            pub fn new(raw: impl Into<String>) -> Self {
                Self(raw.into())
            }
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A person or guest.
    UserId,
    /// A log-in of one person on one device.
    SessionId,
    /// A passkey of a person.
    PasskeyId,
    /// An own agent of a workspace.
    AgentId,
    /// An agent on the shelf of a workspace.
    SavedAgentId,
    /// A filter that a person keeps.
    FilterId,
    /// A simulation.
    SimulationId,
    /// A scenario saved in a workspace, or the slug of a built-in template.
    ScenarioId,
    /// A document.
    DocumentId,
    /// A background job.
    JobId,
    /// A workspace as a client names it. Not a right: services get an [`Authorized`](crate::server::ctx::Ctx)
    /// workspace from the context only.
    WorkspaceRef,
}
