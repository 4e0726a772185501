//! The page that imports a file. Why a file was refused is kept in this process for a while.

use std::sync::LazyLock;
use std::time::Duration;

use moka::future::Cache;

use crate::core::ids::UserId;
use crate::core::permission::Permission;
use crate::core::{AppError, Result};
use crate::features::simulations::types::{FILE_FORMAT, MANY_FORMAT, Simulation, SimulationFile};
use crate::server::ctx::Ctx;
use crate::server::extract::in_place;

use super::{MANY, import::import_all};

/// How long the page says why.
const KEPT: Duration = Duration::from_secs(600);
/// Refusals at once.
const REFUSALS: u64 = 1_000;

static REFUSED: LazyLock<Cache<(UserId, String), String>> =
    LazyLock::new(|| Cache::builder().max_capacity(REFUSALS).time_to_live(KEPT).build());

/// Imports one simulation, or all of a file that has several.
pub async fn import_file(ctx: &Ctx, bytes: Vec<u8>) -> Result<Vec<Simulation>> {
    ctx.require(Permission::Write)?;
    let files = tokio::task::spawn_blocking(move || read(&bytes)).await.map_err(|_| AppError::of(crate::core::Code::Internal))??;
    import_all(ctx, files).await
}

fn wrong(message: impl Into<String>) -> AppError {
    AppError::field("file", message)
}

/// The simulations of a file.
fn read(bytes: &[u8]) -> Result<Vec<SimulationFile>> {
    if bytes.is_empty() {
        return Err(wrong("Choose a file first."));
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut value: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| {
        wrong(format!(
            "This file is not valid JSON (line {}, column {}). Export a conversation as “JSON, to import again” and choose that file.",
            error.line(),
            error.column()
        ))
    })?;
    let format = value.get("format").and_then(serde_json::Value::as_str).unwrap_or("").to_owned();
    match format.as_str() {
        FILE_FORMAT => Ok(vec![one(value)?]),
        MANY_FORMAT => {
            let list = value.get_mut("simulations").and_then(serde_json::Value::as_array_mut).map(std::mem::take).unwrap_or_default();
            if list.is_empty() || list.len() > MANY {
                return Err(wrong(format!("The file must hold 1 to {MANY} simulations.")));
            }
            list.into_iter().map(one).collect()
        }
        _ => Err(wrong("This file is no export of a conversation. Export one as “JSON, to import again” and choose that file.")),
    }
}

fn one(value: serde_json::Value) -> Result<SimulationFile> {
    // Read again as text, because only that knows the place of what is wrong.
    let text = value.to_string();
    serde_json::from_str(&text).map_err(|error| wrong(format!("The file can't be read: {}", in_place(text.as_bytes(), &error))))
}

/// Keeps why a file was refused, and gives the name under which the page finds it.
pub async fn keep_problem(ctx: &Ctx, user: &UserId, error: &AppError) -> String {
    let id = ctx.state.new_id();
    let text = error.fields.get("file").and_then(|texts| texts.first()).unwrap_or(&error.message).clone();
    REFUSED.insert((user.clone(), id.clone()), text).await;
    id
}

/// Why the file was refused; `None` when that is forgotten.
pub async fn problem(ctx: &Ctx, id: &str) -> Result<Option<String>> {
    ctx.require(Permission::Read)?;
    Ok(REFUSED.get(&(ctx.user_id()?, id.to_owned())).await)
}
