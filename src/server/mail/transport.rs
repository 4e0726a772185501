//! The ways out: a mail server, files, memory, nothing.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::PoolConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::io::AsyncWriteExt;

use super::settings::Route;

/// Longest silence of the server within one command.
const SILENCE: Duration = Duration::from_secs(20);
/// Longest time for one mail, well below its lease.
const WHOLE: Duration = Duration::from_secs(90);
/// Folder for mails in the data folder.
const FOLDER: &str = "mail";

/// Where mail goes.
pub enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    File(PathBuf),
    Memory(Arc<Mutex<Vec<Delivered>>>),
    Disabled,
}

/// A mail that the in-memory transport has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    pub id: String,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// As it would go over the wire.
    pub raw: String,
}

/// Why a mail didn't go out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Worth another try.
    Later(String),
    /// The server refuses this mail for good.
    Never(String),
}

impl Transport {
    /// Makes a way out ready, without using it.
    pub fn open(route: &Route, data_dir: &Path) -> Result<Self, String> {
        Ok(match route {
            Route::Disabled => Self::Disabled,
            Route::Memory => Self::Memory(Arc::default()),
            Route::File(folder) => Self::File(folder.clone().unwrap_or_else(|| data_dir.join(FOLDER))),
            Route::Smtp(url) => {
                // The reason may repeat the URL, and with it a password.
                let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose());
                let builder =
                    builder.map_err(|_| "The setting mail.url (COLLOQUY_MAIL_URL) can't be used: check host, port and encryption.")?;
                Self::Smtp(builder.timeout(Some(SILENCE)).pool_config(PoolConfig::new().max_size(4)).build())
            }
        })
    }

    /// Hands a mail over. `id` names it: the same mail handed over twice leaves one file.
    pub async fn send(&self, id: &str, message: Message, content: impl FnOnce() -> Delivered) -> Result<(), Failure> {
        match self {
            Self::Smtp(smtp) => match tokio::time::timeout(WHOLE, smtp.send(message)).await {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) => Err(smtp_failure(&error)),
                Err(_) => Err(Failure::Later("the mail server took too long".to_owned())),
            },
            Self::File(folder) => write(folder, id, &message.formatted()).await.map_err(|e| Failure::Later(e.to_string())),
            Self::Memory(kept) => {
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(content());
                Ok(())
            }
            Self::Disabled => Ok(()),
        }
    }

    /// Whether the way out is open; nothing is sent. A sentence for the operator when it isn't.
    pub async fn probe(&self) -> Result<(), String> {
        match self {
            Self::Smtp(smtp) => match tokio::time::timeout(SILENCE, smtp.test_connection()).await {
                Ok(Ok(true)) => Ok(()),
                Ok(Ok(false)) => Err("the server answers, but isn't ready".to_owned()),
                Ok(Err(error)) => Err(reason(&error)),
                Err(_) => Err("the server did not answer in time".to_owned()),
            },
            // Where the folder isn't there yet, it is made with the first mail.
            Self::File(folder) if folder.exists() && !folder.is_dir() => Err(format!("{} is no folder", folder.display())),
            Self::File(_) | Self::Memory(_) | Self::Disabled => Ok(()),
        }
    }

    /// What the in-memory transport took.
    pub fn delivered(&self) -> Vec<Delivered> {
        match self {
            Self::Memory(kept) => kept.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            _ => Vec::new(),
        }
    }
}

/// A refusal of the log-in is the operator's to correct, so that the mail waits; every other lasting
/// refusal concerns this mail.
fn smtp_failure(error: &lettre::transport::smtp::Error) -> Failure {
    let text = reason(error);
    let code = error.status().map(|status| status.to_string()).unwrap_or_default();
    let about_us = code.is_empty() || matches!(code.as_str(), "500" | "502" | "503" | "521" | "530" | "534" | "535" | "538");
    if error.is_permanent() && !about_us { Failure::Never(text) } else { Failure::Later(text) }
}

/// The error with its cause. Holds what the server said, never a password.
fn reason(error: &lettre::transport::smtp::Error) -> String {
    match std::error::Error::source(error) {
        Some(cause) if !error.to_string().contains(&cause.to_string()) => format!("{error}: {cause}"),
        _ => error.to_string(),
    }
}

/// Writes a mail beside its place and moves it there, so that nobody sees half of one. Only the
/// owner may read it: it may hold a code.
async fn write(folder: &Path, id: &str, bytes: &[u8]) -> std::io::Result<()> {
    tokio::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).await?;
    let (part, whole) = (folder.join(format!(".{id}.part")), folder.join(format!("{id}.eml")));
    let mut file = tokio::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    tokio::fs::rename(&part, &whole).await
}
