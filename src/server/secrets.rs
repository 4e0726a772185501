//! Keys of this installation, made once and kept in the data folder, and types that never print
//! what they hold.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use rand::TryRngCore;
use rand::rand_core::OsError;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// File in the data folder.
const FILE: &str = "secrets.json";
/// Layout of the file.
const VERSION: u32 = 1;

/// A secret text, for example an API key. It never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps the text without white space around it: a line break in a key would make a wrong header.
    pub fn new(text: impl AsRef<str>) -> Self {
        Self(text.as_ref().trim().to_owned())
    }

    /// The text itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// 32 random bytes. They never print; in the file they are 64 hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key([u8; 32]);

impl Key {
    fn random() -> Result<Self, OsError> {
        let mut bytes = [0; 32];
        rand::rngs::OsRng.try_fill_bytes(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The bytes themselves.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A name of the key that may be shown: the first 8 bytes of its SHA-256.
    pub fn id(&self) -> String {
        Sha256::digest(self.0).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(***)")
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl TryFrom<String> for Key {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        const WRONG: &str = "a key must be 64 hexadecimal digits";
        let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
        let digits = digits.ok_or(WRONG)?;
        let (pairs, rest) = digits.as_chunks::<2>();
        let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
        if !rest.is_empty() {
            return Err(WRONG);
        }
        bytes.try_into().map(Self).map_err(|_| WRONG)
    }
}

/// The keys of an installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    version: u32,
    /// Signs access tokens.
    pub signing_key: Key,
    /// Goes into the stored hashes of tokens, so that a stolen database is of no use alone.
    pub pepper: Key,
    /// Signs short-lived cookies and links.
    pub cookie_key: Key,
    /// Signed access tokens before; still believed until the last of these has expired.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    retired: Vec<Retired>,
}

/// A signing key that was replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Retired {
    key: Key,
    until: DateTime<Utc>,
}

/// Why the keys can't be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    #[error("The secrets in {} can be read by others (mode {mode:03o}): run `chmod 600 {}`, and replace them if somebody may have seen them.", path.display(), path.display())]
    TooOpen { path: PathBuf, mode: u32 },
    #[error("The secrets in {} can't be understood ({reason}): restore the file from a backup, or delete it to make new ones, which signs everybody out.", path.display())]
    Damaged { path: PathBuf, reason: String },
    #[error("The secrets in {} can't be {verb}: {cause}.", path.display())]
    Io { path: PathBuf, verb: &'static str, cause: std::io::Error },
    #[error("The system gives no random numbers: {0}.")]
    Random(#[from] OsError),
}

impl Secrets {
    /// Path of the file in a data folder.
    pub fn path(data_dir: &Path) -> PathBuf {
        data_dir.join(FILE)
    }

    /// Reads the keys, or makes them at the first start. The caller holds the data folder's lock.
    pub fn load_or_create(data_dir: &Path) -> Result<Self, SecretsError> {
        if let Some(secrets) = Self::read(data_dir)? {
            return Ok(secrets);
        }
        let secrets = Self::random()?;
        secrets.write(&Self::path(data_dir)).map_err(|cause| SecretsError::Io { path: Self::path(data_dir), verb: "written", cause })?;
        Ok(secrets)
    }

    /// Reads the keys; `None` when there are none yet.
    pub fn read(data_dir: &Path) -> Result<Option<Self>, SecretsError> {
        let path = Self::path(data_dir);
        let io = |cause| SecretsError::Io { path: path.clone(), verb: "read", cause };
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(io(e)),
        };
        let mode = file.metadata().map_err(io)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(SecretsError::TooOpen { path, mode });
        }
        // The parser's message names line and column, never the content of a key.
        let text = std::io::read_to_string(file).map_err(io)?;
        let secrets: Self = serde_json::from_str(&text).map_err(|e| SecretsError::Damaged { path: path.clone(), reason: e.to_string() })?;
        if secrets.version != VERSION {
            return Err(SecretsError::Damaged { path, reason: format!("version {} instead of {VERSION}", secrets.version) });
        }
        Ok(Some(secrets))
    }

    /// Fresh keys that are kept nowhere; for tests and for programs that only describe themselves.
    pub fn random() -> Result<Self, SecretsError> {
        Ok(Self { version: VERSION, signing_key: Key::random()?, pepper: Key::random()?, cookie_key: Key::random()?, retired: Vec::new() })
    }

    /// The key of that id, if access tokens signed by it are believed now.
    pub fn verifying_key(&self, id: &str, now: DateTime<Utc>) -> Option<&Key> {
        let retired = self.retired.iter().filter(|old| old.until > now).map(|old| &old.key);
        std::iter::once(&self.signing_key).chain(retired).find(|key| key.id() == id)
    }

    /// Replaces the signing key in the data folder. The old one is believed for `grace`, the longest life of a token it
    /// has signed, so that nobody is signed out. The caller holds the data folder's lock.
    pub fn rotate(data_dir: &Path, now: DateTime<Utc>, grace: TimeDelta) -> Result<Self, SecretsError> {
        let mut secrets = Self::load_or_create(data_dir)?;
        let old = std::mem::replace(&mut secrets.signing_key, Key::random()?);
        secrets.retired.retain(|key| key.until > now);
        secrets.retired.push(Retired { key: old, until: now + grace });
        secrets.write(&Self::path(data_dir)).map_err(|cause| SecretsError::Io { path: Self::path(data_dir), verb: "written", cause })?;
        Ok(secrets)
    }

    /// Writes a complete file or none, readable by its owner only from the first byte.
    fn write(&self, path: &Path) -> std::io::Result<()> {
        let half = path.with_extension("json.new");
        match std::fs::remove_file(&half) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&half)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        std::fs::rename(&half, path)?;
        // The new name itself must survive a power cut, or the next start would make other keys.
        path.parent().map_or(Ok(()), |dir| File::open(dir)?.sync_all())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::lock::tests::Folder;

    #[test]
    fn keys_are_made_once_and_read_again() {
        let folder = Folder::new();
        let first = Secrets::load_or_create(folder.path()).unwrap();
        assert_eq!(first, Secrets::load_or_create(folder.path()).unwrap());
        assert_ne!(first.signing_key, first.pepper);
        assert_ne!(first, Secrets::random().unwrap());
    }

    #[test]
    fn the_file_is_for_its_owner_only() {
        let folder = Folder::new();
        Secrets::load_or_create(folder.path()).unwrap();
        let mode = std::fs::metadata(Secrets::path(folder.path())).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let folder = Folder::new();
        Secrets::load_or_create(folder.path()).unwrap();
        let path = Secrets::path(folder.path());
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        let message = Secrets::load_or_create(folder.path()).unwrap_err().to_string();
        assert!(message.contains("mode 640") && message.contains("chmod 600"), "{message}");
    }

    #[test]
    fn a_damaged_file_is_refused_and_not_replaced() {
        let folder = Folder::new();
        Secrets::load_or_create(folder.path()).unwrap();
        let path = Secrets::path(folder.path());
        let text = std::fs::read_to_string(&path).unwrap().replace("signing_key\": \"", "signing_key\": \"xyz");
        std::fs::write(&path, &text).unwrap();
        let message = Secrets::load_or_create(folder.path()).unwrap_err().to_string();
        assert!(message.contains("64 hexadecimal digits"), "{message}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }

    #[test]
    fn nothing_secret_is_printed() {
        let secrets = Secrets::random().unwrap();
        let hex = String::from(secrets.signing_key.clone());
        assert_eq!(hex.len(), 64);
        assert!(!format!("{secrets:?}").contains(&hex));
        assert!(!format!("{:?}", Secret::new("sk-secret")).contains("sk-secret"));
    }

    #[test]
    fn a_half_written_file_of_a_crash_does_not_stop_the_start() {
        let folder = Folder::new();
        std::fs::write(folder.path().join("secrets.json.new"), "{").unwrap();
        Secrets::load_or_create(folder.path()).unwrap();
        assert!(!folder.path().join("secrets.json.new").exists());
    }
}
