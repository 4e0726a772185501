//! Everything of a person as one ZIP file, made while it is sent: one page of rows at a time is in
//! memory, however much there is. The last file is the manifest; an archive without it broke off.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use chrono::{DateTime, Datelike, Timelike, Utc};
use futures::future::BoxFuture;
use futures::{Stream, StreamExt};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use super::service;
use crate::core::{AppError, Code, Result};
use crate::features::audit;
use crate::server::ctx::Ctx;

/// Archives made at once in this process.
static RUNNING: Semaphore = Semaphore::const_new(4);
/// Pieces that wait for a slow reader.
const WAITING: usize = 4;
/// Pages of one part at most; a part that never ends is broken.
const MAX_PAGES: u32 = 1_000_000;

/// What a part is asked for: once for the person, or once for every workspace that they own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Person,
    /// The context is that of the workspace; the files lie in its folder.
    Workspace,
}

/// What a feature adds.
#[derive(Clone, Copy)]
pub struct Part {
    /// For the log.
    pub name: &'static str,
    pub scope: Scope,
    /// The files of a page; `None` asks for the first.
    pub page: fn(Ctx, Option<String>) -> BoxFuture<'static, Result<Chunk>>,
}

/// Some files, and where to go on.
pub struct Chunk {
    pub files: Vec<File>,
    /// For the next page; `None` when this was the last.
    pub next: Option<String>,
}

/// A file of the archive.
pub struct File {
    /// Below the archive's or the workspace's folder; made of our own ids only.
    pub path: String,
    pub bytes: Vec<u8>,
}

impl File {
    /// A file of readable JSON.
    pub fn json(path: impl Into<String>, content: &impl Serialize) -> Self {
        Self { path: path.into(), bytes: serde_json::to_vec_pretty(content).unwrap_or_default() }
    }
}

/// A file as the manifest names it.
#[derive(Serialize)]
struct Listed {
    path: String,
    bytes: usize,
    sha256: String,
}

/// An archive that is being made.
pub struct Archive {
    pub file_name: String,
    pub pieces: mpsc::Receiver<io::Result<Bytes>>,
}

impl Archive {
    /// The bytes in order. An error in it means that the archive broke off.
    pub fn into_stream(self) -> impl Stream<Item = io::Result<Bytes>> + Send {
        futures::stream::unfold(self.pieces, |mut pieces| async move { pieces.recv().await.map(|piece| (piece, pieces)) }).fuse()
    }
}

/// Begins the archive of the caller's data.
pub async fn begin(ctx: &Ctx) -> Result<Archive> {
    let user = ctx.identity()?.user.clone();
    ctx.state.limits.check_export(&user)?;
    let busy = || AppError {
        retry_after_s: Some(30),
        ..AppError::new(Code::Unavailable, "Too many archives are being made at this moment. Try again in a minute.")
    };
    let place = RUNNING.try_acquire().map_err(|_| busy())?;
    let spaces = service::owned(ctx).await?;
    audit::service::note(ctx, &audit::entry::entry(ctx, "account.export", format!("user:{user}"))).await?;
    let (send, pieces) = mpsc::channel(WAITING);
    let work = ctx.clone();
    ctx.state.spawn(async move { fill(work, spaces, send, place).await });
    Ok(Archive { file_name: format!("colloquy-{}.zip", ctx.now().format("%Y-%m-%d")), pieces })
}

async fn fill(ctx: Ctx, spaces: Vec<String>, send: mpsc::Sender<io::Result<Bytes>>, _place: SemaphorePermit<'static>) {
    let mut writer = Writer::new(ctx.now());
    let broken = match write_all(&ctx, spaces, &mut writer, &send).await {
        Ok(()) => return,
        Err(Stop::ReaderGone) => return,
        Err(Stop::Failed(error)) => error,
    };
    tracing::error!(error = %broken, "an archive broke off");
    let _ = send.send(Err(io::Error::other("the archive broke off"))).await;
}

/// Why an archive ends early.
enum Stop {
    /// Nobody waits for the rest.
    ReaderGone,
    Failed(String),
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Self {
        Self::Failed(error.message)
    }
}

async fn write_all(ctx: &Ctx, spaces: Vec<String>, writer: &mut Writer, send: &mpsc::Sender<io::Result<Bytes>>) -> Result<(), Stop> {
    let readme = File { path: "README.txt".to_owned(), bytes: README.as_bytes().to_vec() };
    writer.add(vec![readme], "", send).await?;
    add_parts(ctx, Scope::Person, "", writer, send).await?;
    for space in spaces {
        let inside = Ctx { workspace: Some(space.clone()), ..ctx.clone() };
        add_parts(&inside, Scope::Workspace, &format!("workspaces/{space}/"), writer, send).await?;
    }
    writer.end(ctx, send).await
}

async fn add_parts(ctx: &Ctx, scope: Scope, folder: &str, writer: &mut Writer, send: &mpsc::Sender<io::Result<Bytes>>) -> Result<(), Stop> {
    for part in crate::features::ARCHIVE.iter().filter(|part| part.scope == scope) {
        let mut after = None;
        for _ in 0..MAX_PAGES {
            if ctx.state.shutdown.is_cancelled() || !ctx.still_valid().await {
                return Err(Stop::Failed("the session is over, or the server stops".to_owned()));
            }
            let chunk = (part.page)(ctx.clone(), after.take()).await?;
            writer.add(chunk.files, folder, send).await?;
            after = chunk.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(())
}

/// Words for whoever opens the archive.
const README: &str = "This archive holds everything that Colloquy keeps of you.\n\n\
profile.json     who you are\n\
avatar.webp      your picture, if you have one\n\
sessions.json    where you are signed in\n\
passkeys.json    your passkeys by name, without the keys, which only your devices have\n\
api-keys.json    your API keys with their scopes, without the keys themselves\n\
memberships.json the workspaces you belong to, also those of others\n\
activity/        what you did, as the log has it\n\
workspaces/      a folder for each workspace that you own: members, agents, simulations with every message,\n\
                 scenarios, documents as JSON and Markdown\n\
manifest.json    every file with its size and SHA-256; without it the archive is not complete\n";

type Zip = ZipWriter<StreamWriter<Pipe>>;

/// Where the compressor puts what is finished.
#[derive(Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Pipe {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Writer {
    /// `None` only while a piece is being compressed, and after the end.
    zip: Option<Zip>,
    pipe: Pipe,
    options: SimpleFileOptions,
    listed: Vec<Listed>,
}

impl Writer {
    fn new(now: DateTime<Utc>) -> Self {
        let pipe = Pipe::default();
        let small = |n: u32| u8::try_from(n).unwrap_or(0);
        let year = u16::try_from(now.year()).unwrap_or(1980);
        let time = zip::DateTime::from_date_and_time(
            year,
            small(now.month()),
            small(now.day()),
            small(now.hour()),
            small(now.minute()),
            small(now.second()),
        );
        let options =
            SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(time.unwrap_or_default());
        Self { zip: Some(ZipWriter::new_stream(pipe.clone())), pipe, options, listed: Vec::new() }
    }

    /// Compresses some files away from the async threads and sends what is finished.
    async fn add(&mut self, files: Vec<File>, folder: &str, send: &mpsc::Sender<io::Result<Bytes>>) -> Result<(), Stop> {
        if files.is_empty() {
            return Ok(());
        }
        let files: Vec<File> = files.into_iter().map(|file| File { path: format!("{folder}{}", file.path), ..file }).collect();
        self.listed.extend(files.iter().map(listed));
        let options = self.options;
        self.compress(move |mut zip| {
            for file in files {
                zip.start_file(file.path, options)?;
                zip.write_all(&file.bytes)?;
            }
            Ok(Some(zip))
        })
        .await?;
        self.send(send).await
    }

    /// Writes the manifest and the directory.
    async fn end(&mut self, ctx: &Ctx, send: &mpsc::Sender<io::Result<Bytes>>) -> Result<(), Stop> {
        let person = ctx.identity()?.user.clone();
        let files = std::mem::take(&mut self.listed);
        let manifest =
            serde_json::json!({ "format": "colloquy-archive", "version": 1, "person": person, "created_at": ctx.now(), "files": files });
        self.add(vec![File::json("manifest.json", &manifest)], "", send).await?;
        self.compress(|zip| zip.finish().map(|_| None)).await?;
        self.send(send).await
    }

    async fn compress(&mut self, work: impl FnOnce(Zip) -> zip::result::ZipResult<Option<Zip>> + Send + 'static) -> Result<(), Stop> {
        let zip = self.zip.take().ok_or_else(|| Stop::Failed("the archive has ended".to_owned()))?;
        let done = tokio::task::spawn_blocking(move || work(zip)).await.map_err(|error| Stop::Failed(error.to_string()))?;
        self.zip = done.map_err(|error| Stop::Failed(error.to_string()))?;
        Ok(())
    }

    async fn send(&mut self, send: &mpsc::Sender<io::Result<Bytes>>) -> Result<(), Stop> {
        let finished = self.pipe.take();
        if finished.is_empty() {
            return Ok(());
        }
        send.send(Ok(Bytes::from(finished))).await.map_err(|_| Stop::ReaderGone)
    }
}

fn listed(file: &File) -> Listed {
    let sha256 = Sha256::digest(&file.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Listed { path: file.path.clone(), bytes: file.bytes.len(), sha256 }
}
