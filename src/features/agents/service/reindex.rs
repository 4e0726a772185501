//! Rows that an older program wrote, brought up to date.

use crate::features::agents::store::reindex as store;
use crate::server::state::AppState;

/// Agents in one step.
const AT_ONCE: u32 = 100;

/// Gives agents of older programs what they are narrowed by. Versions and times stay.
pub async fn reindex(state: &AppState) {
    loop {
        match store::step(&state.db, AT_ONCE).await {
            Ok(0) => return,
            Ok(_) if state.shutdown.is_cancelled() => return,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(%error, "bringing agents up to date failed; the next start tries again");
                return;
            }
        }
    }
}
