//! The features, and the lists through which the platform knows them. To add one: make a folder
//! with `types`, `rpc`, `page` (both builds) and `service`, `store`, `schema.surql`, `api`
//! (server), and name it in the lists below.

pub mod account;
pub mod admin;
pub mod agents;
pub mod audit;
pub mod auth;
pub mod avatars;
pub mod documents;
pub mod health;
pub mod home;
pub mod jobs;
pub mod keys;
pub mod purge;
pub mod simulations;
pub mod workspaces;

#[cfg(feature = "ssr")]
mod lists {
    use axum::Router;
    use utoipa::OpenApi as _;
    use utoipa_axum::router::OpenApiRouter;

    use super::account::archive;
    use super::purge::Part;
    use super::{account, admin, agents, audit, auth, avatars, documents, health, jobs, keys, purge, simulations, workspaces};
    use crate::server::jobs::Kind;
    use crate::server::openapi::Description;
    use crate::server::state::AppState;

    /// Schema files in the order in which they are applied.
    pub const SCHEMAS: &[(&str, &str)] = &[
        ("audit", include_str!("audit/schema.surql")),
        ("workspaces", include_str!("workspaces/schema.surql")),
        ("auth", include_str!("auth/schema.surql")),
        ("keys", include_str!("keys/schema.surql")),
        ("admin", include_str!("admin/schema.surql")),
        ("agents", include_str!("agents/schema.surql")),
        ("simulations", include_str!("simulations/schema.surql")),
        ("documents", include_str!("documents/schema.surql")),
        ("avatars", include_str!("avatars/schema.surql")),
        ("purge", include_str!("purge/schema.surql")),
    ];

    /// Kinds of background jobs.
    pub const JOBS: &[Kind] = &[documents::generate::JOB, avatars::generate::JOB, agents::IMPORT_JOB];

    /// What is kept of a workspace or a person, in the order in which it is removed when they are gone:
    /// first what still works, then what it works on.
    pub const PURGE: &[&[Part]] = &[
        crate::server::jobs::PURGE,
        simulations::PURGE,
        documents::PURGE,
        agents::PURGE,
        workspaces::PURGE,
        auth::PURGE,
        avatars::PURGE,
        keys::PURGE,
        crate::server::db::idempotency::PURGE,
        audit::PURGE,
    ];

    /// What the archive of somebody's data holds.
    pub const ARCHIVE: &[archive::Part] = &[
        auth::takeout::PART,
        audit::takeout::PART,
        keys::takeout::PART,
        workspaces::takeout::MEMBERSHIPS,
        workspaces::takeout::PART,
        workspaces::takeout::MEMBERS,
        agents::takeout::PART,
        agents::takeout::SAVED,
        agents::takeout::FILTERS,
        simulations::takeout::PART,
        simulations::takeout::SCENARIOS,
        documents::takeout::PART,
    ];

    /// The REST API, relative to `/api/v1`.
    pub fn api_router() -> OpenApiRouter<AppState> {
        OpenApiRouter::with_openapi(Description::openapi())
            .merge(auth::api::router())
            .merge(keys::api::router())
            .merge(audit::api::router())
            .merge(workspaces::api::router())
            .merge(admin::api::router())
            .merge(agents::api::router())
            .merge(simulations::api::router())
            .merge(documents::api::router())
            .merge(jobs::api::router())
            .merge(avatars::api::router())
            .merge(account::api::router())
    }

    /// Routes at the root: health, metrics, pictures.
    pub fn root_router() -> Router<AppState> {
        health::api::router().merge(avatars::api::root_router()).merge(agents::api::root_router()).merge(simulations::api::root_router())
    }

    /// Recurring work, with the reason for each interval.
    pub fn housekeeping(state: &AppState) {
        state.spawn(purge::service::work(state.clone()));
        let older = state.clone();
        state.spawn(async move { agents::service::reindex(&older).await });
        let state = state.clone();
        state.clone().spawn(async move {
            // A minute: counters of strangers must not pile up. Every tenth time also the database:
            // expired rows cost nothing but space.
            let mut tick = tokio::time::interval(std::time::Duration::from_secs(60));
            let mut round = 0_u32;
            loop {
                tokio::select! {
                    () = state.shutdown.cancelled() => return,
                    _ = tick.tick() => {}
                }
                state.limits.clean_up();
                round += 1;
                if round % 10 != 1 {
                    continue;
                }
                let now = state.clock.now();
                if let Err(error) = crate::server::db::idempotency::purge(&state.db, now).await {
                    tracing::warn!(%error, "clearing old idempotency keys failed");
                }
                auth::service::clean_up(&state).await;
                crate::server::mail::delivery::clean_up(&state).await;
                auth::service::forget_guests(&state).await;
                audit::service::forget_old(&state).await;
                avatars::service::clean_up(&state).await;
                workspaces::service::clean_up(&state).await;
                agents::service::clean_up(&state).await;
            }
        });
    }
}

#[cfg(feature = "ssr")]
pub use lists::{ARCHIVE, JOBS, PURGE, SCHEMAS, api_router, housekeeping, root_router};
