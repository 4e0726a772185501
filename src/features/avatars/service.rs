//! Storing, showing and removing pictures.

use std::future::Future;
use std::pin::Pin;

use chrono::Duration;
use sha2::{Digest, Sha256};

use super::types::{Avatar, AvatarOrder, AvatarPrompt};
use super::{fal, generate, picture, store};
use crate::core::ids::UserId;
use crate::core::{AppError, Code, Result};
use crate::features::auth;
use crate::server::blobs::Key;
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::db::DbError;
use crate::server::state::AppState;

/// Area of the files.
const AREA: &str = "avatars";
/// How long a picture stays that nothing uses: a page that is open may still show it.
const KEEP_FREE: Duration = Duration::hours(1);

/// Whose picture it is; it goes with them.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'a> {
    Person(&'a UserId),
    /// Of the agents of a workspace.
    Agent(&'a WorkspaceId),
}

/// Reads a picture of anybody and stores our form of it; gives its name. It stays only if somebody uses
/// it within the hour (`fn::use_avatar`).
pub async fn store(state: &AppState, owner: Owner<'_>, original: Vec<u8>) -> Result<String> {
    let bytes = picture::prepare(original).await?;
    let name = name_of(&state.new_id(), &bytes);
    let key = Key::new(AREA, &name).ok_or_else(|| AppError::of(Code::Internal))?;
    let (ws, person) = match owner {
        Owner::Person(user) => ("", user.as_str()),
        Owner::Agent(ws) => (ws.as_str(), ""),
    };
    // First the row: a file without one would never be found again.
    store::note(&state.db, &name, ws, person, bytes.len(), state.clock.now()).await?;
    state.blobs.put(key, bytes).await.map_err(|error| {
        tracing::error!(%error, "a picture could not be stored");
        AppError::new(Code::Unavailable, "The picture could not be stored. Try again; if it stays, tell whoever runs this server.")
    })?;
    Ok(name)
}

/// The hash of the picture and of an id that is used once: nobody can guess it, no two owners share a
/// file, and what is under it never changes.
fn name_of(id: &str, bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut hash = Sha256::new();
    hash.update(id.as_bytes());
    hash.update(bytes);
    let mut name = hash.finalize().iter().fold(String::with_capacity(69), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    name.push_str(".webp");
    name
}

/// The file of that name.
pub async fn read(state: &AppState, name: &str) -> Result<Vec<u8>> {
    let unknown = || AppError::not_found("picture");
    let key = Key::new(AREA, name).filter(|_| name.len() == 69 && name.ends_with(".webp")).ok_or_else(unknown)?;
    let found = state.blobs.get(key).await.map_err(|error| {
        tracing::error!(%error, "a picture could not be read");
        AppError::of(Code::Internal)
    })?;
    found.ok_or_else(unknown)
}

/// Takes an uploaded picture as the caller's.
pub async fn upload(ctx: &Ctx, original: Vec<u8>) -> Result<Avatar> {
    let user = ctx.identity()?.user.clone();
    ctx.state.limits.check_picture(&user)?;
    let name = store(&ctx.state, Owner::Person(&user), original).await?;
    auth::service::use_avatar(ctx, &name, "").await
}

/// Goes back to the drawing.
pub async fn remove(ctx: &Ctx) -> Result<Avatar> {
    ctx.identity()?;
    auth::service::use_avatar(ctx, "", "").await
}

/// Orders a picture of the image service; without one, makes another drawing at once.
pub async fn generate(ctx: &Ctx, input: AvatarPrompt) -> Result<AvatarOrder> {
    let user = ctx.identity()?.user.clone();
    input.check()?;
    if fal::is_set_up(&ctx.state.config) {
        ctx.state.limits.check_model_call(&user)?;
        return generate::order(ctx, input.prompt.trim()).await;
    }
    let seed = seed_of(user.as_str(), input.prompt.trim());
    let avatar = auth::service::use_avatar(ctx, "", &seed).await?;
    let note = "No image service is set up, so this was drawn from your words. Whoever runs this server can set COLLOQUY_FAL_KEY.";
    Ok(AvatarOrder { avatar, job: None, note: note.to_owned() })
}

/// Same owner and words, same drawing.
pub fn seed_of(owner: &str, prompt: &str) -> String {
    let hash = Sha256::digest(format!("{owner}\n{}", prompt.to_lowercase()).as_bytes());
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Keeps what a simulation shows: the addresses of pictures, empty ones for drawings.
pub async fn keep(ctx: &Ctx, ws: &WorkspaceId, addresses: impl Iterator<Item = &str>) -> Result<()> {
    let names: Vec<String> = addresses.filter_map(|address| address.strip_prefix("/avatars/")).map(str::to_owned).collect();
    if !names.is_empty() {
        store::keep(&ctx.state.db, ws.as_str(), names).await?;
    }
    Ok(())
}

/// Removes pictures that nothing uses any more; part of the housekeeping.
pub async fn clean_up(state: &AppState) {
    let outcome = async {
        let names = store::free(&state.db, state.clock.now() - KEEP_FREE).await?;
        remove_files(state, names).await
    };
    if let Err(error) = outcome.await {
        tracing::warn!(%error, "removing unused pictures failed");
    }
}

type Removal = Pin<Box<dyn Future<Output = Result<u64, DbError>> + Send>>;

/// Removes some pictures of a person who is gone.
pub fn remove_of_person(state: AppState, person: String) -> Removal {
    Box::pin(async move {
        let names = store::of_person(&state.db, &person).await?;
        remove_files(&state, names).await
    })
}

/// Removes some pictures of a workspace that is gone.
pub fn remove_of_workspace(state: AppState, ws: String) -> Removal {
    Box::pin(async move {
        let names = store::of_workspace(&state.db, &ws).await?;
        remove_files(&state, names).await
    })
}

/// First the files: a row without its file is found again, a file without its row never.
async fn remove_files(state: &AppState, names: Vec<String>) -> Result<u64, DbError> {
    let count = names.len() as u64;
    for key in names.iter().filter_map(|name| Key::new(AREA, name)) {
        state.blobs.delete(key).await.map_err(|error| DbError::Other(format!("a picture could not be removed: {error}")))?;
    }
    if count > 0 {
        store::forget(&state.db, names).await?;
    }
    Ok(count)
}
