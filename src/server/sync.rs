//! `colloquy sync`: repairs who belongs where, while no server runs on the data folder.

use tokio_util::sync::CancellationToken;

use super::clock::Clock;
use super::config::Config;
use super::lock::DataLock;
use super::run::{StartError, open};
use crate::features::workspaces::service;

/// What was found, one line for each case, and what to say at the end.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    pub lines: Vec<String>,
    pub summary: String,
    /// Whether everything is in order now.
    pub is_clean: bool,
}

/// Looks for what is out of order and, unless it is only to look, repairs it.
pub async fn run(config: Config, only_look: bool) -> Result<Outcome, StartError> {
    let lock = DataLock::of_installation(&config.data_dir).map_err(|e| StartError::Data(e.to_string()))?;
    let addr = config.addr;
    let state = open(config, addr, CancellationToken::new(), Clock::System).await?;
    let found = service::sync(&state, only_look).await.map_err(|e| StartError::Data(format!("The repair stopped: {}", e.message)))?;
    drop(lock);
    let count = found.len();
    let summary = match (count, only_look) {
        (0, _) => "Nothing to repair.".to_owned(),
        (_, true) => format!("{count} to repair; nothing was changed. Run `colloquy sync` without --dry-run to repair."),
        (_, false) => format!("{count} repaired."),
    };
    Ok(Outcome { lines: found.into_iter().map(|finding| finding.0).collect(), summary, is_clean: count == 0 || !only_look })
}
