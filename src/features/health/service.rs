//! What "healthy" means.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::server::mail::store::Trouble;
use crate::server::state::AppState;

/// How a part of the system is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Healthy,
    Degraded,
    Unhealthy,
}

/// One component.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Component {
    pub status: Status,
    pub message: String,
}

/// The whole report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Report {
    pub status: Status,
    pub version: &'static str,
    pub timestamp: DateTime<Utc>,
    pub components: BTreeMap<&'static str, Component>,
}

fn component(ok: bool, bad: Status, good_text: &str, bad_text: &str) -> Component {
    if ok {
        Component { status: Status::Healthy, message: good_text.to_owned() }
    } else {
        Component { status: bad, message: bad_text.to_owned() }
    }
}

/// Looks at every part; cheap enough to ask every second.
pub async fn report(state: &AppState) -> Report {
    let mut components = BTreeMap::new();
    let database = ready(state).await;
    components.insert("database", component(database, Status::Unhealthy, "answers", "does not answer"));
    let site = state.config.site_dir.join("pkg").is_dir();
    components
        .insert("site", component(site, Status::Degraded, "present", "the client's files are missing; pages work without live updates"));
    let model = if state.llm.has_endpoint() { "endpoint configured" } else { "built-in offline model" };
    components.insert("model", component(true, Status::Healthy, model, ""));
    let running = state.engine.running();
    components.insert(
        "engine",
        component(!state.shutdown.is_cancelled(), Status::Degraded, &format!("{running} simulations running"), "stopping"),
    );
    components.insert("mail", mail(state).await);
    let status = components.values().map(|c| c.status).max().unwrap_or(Status::Healthy);
    Report { status, version: env!("CARGO_PKG_VERSION"), timestamp: state.clock.now(), components }
}

/// How long a mail that was given up is somebody's concern.
const MAIL_CONCERN: chrono::Duration = chrono::Duration::hours(24);

/// Mail that waits after a failure, or was given up, is a sign that the server doesn't take it.
async fn mail(state: &AppState) -> Component {
    let trouble = match state.mail.trouble(state, MAIL_CONCERN).await {
        Ok(trouble) => trouble,
        Err(_) => return component(false, Status::Degraded, "", "the outbox can't be read"),
    };
    let bad = format!("{} mails wait after a failure, {} were given up; the log says why", trouble.waiting, trouble.failed);
    component(trouble == Trouble::default(), Status::Degraded, state.mail.describe(), &bad)
}

/// Whether requests can be served: a real read.
pub async fn ready(state: &AppState) -> bool {
    let asked = tokio::time::timeout(std::time::Duration::from_secs(2), state.db.ping()).await;
    matches!(asked, Ok(Ok(())))
}
