//! Files that belong to people: pictures now, uploads later. They lie in a folder below the data
//! folder; another home (an object store) is another implementation of [`Store`].
//!
//! What a file is and whose, the database knows. Names are made by us and never by people, and a file
//! never changes under its name.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures::future::BoxFuture;

/// Name of a file: an area (`avatars`) and a name of lower-case letters, digits, dots and hyphens. It
/// can't leave its area.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    area: &'static str,
    name: String,
}

impl Key {
    /// `None` for a name that no file of ours has.
    pub fn new(area: &'static str, name: &str) -> Option<Self> {
        let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-'));
        let fits = (8..=120).contains(&name.len()) && plain && !name.starts_with('.') && !name.contains("..");
        fits.then(|| Self { area, name: name.to_owned() })
    }
}

/// Where files are kept. All three may be repeated.
pub trait Store: Send + Sync {
    /// Stores a file whole, or not at all.
    fn put(&self, key: Key, bytes: Vec<u8>) -> BoxFuture<'_, io::Result<()>>;
    /// The file; `None` when there is none of that name.
    fn get(&self, key: Key) -> BoxFuture<'_, io::Result<Option<Vec<u8>>>>;
    /// Removes a file; one that isn't there is removed already.
    fn delete(&self, key: Key) -> BoxFuture<'_, io::Result<()>>;
}

/// The files of the process.
pub type Blobs = Arc<dyn Store>;

/// The files below a folder, which is made when the first one comes.
pub fn in_folder(root: PathBuf) -> Blobs {
    Arc::new(Folder { root, written: AtomicU64::new(0) })
}

struct Folder {
    root: PathBuf,
    /// Tells unfinished files of this process apart.
    written: AtomicU64,
}

impl Folder {
    /// Spread over subfolders, so that none grows large.
    fn path(&self, key: &Key) -> PathBuf {
        let shelf: String = key.name.chars().take(2).collect();
        self.root.join(key.area).join(shelf).join(&key.name)
    }

    async fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let folder = path.parent().unwrap_or(&self.root);
        tokio::fs::create_dir_all(folder).await?;
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let unfinished = folder.join(format!(".{}-{number}.part", std::process::id()));
        let outcome = Self::write_and_rename(&unfinished, path, bytes).await;
        if outcome.is_err() {
            let _ = tokio::fs::remove_file(&unfinished).await;
        }
        outcome
    }

    async fn write_and_rename(unfinished: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
        use tokio::io::AsyncWriteExt as _;
        let mut file = tokio::fs::File::create(unfinished).await?;
        file.write_all(bytes).await?;
        file.sync_all().await?;
        drop(file);
        tokio::fs::rename(unfinished, path).await
    }
}

impl Store for Folder {
    fn put(&self, key: Key, bytes: Vec<u8>) -> BoxFuture<'_, io::Result<()>> {
        Box::pin(async move { self.write(&self.path(&key), &bytes).await })
    }

    fn get(&self, key: Key) -> BoxFuture<'_, io::Result<Option<Vec<u8>>>> {
        Box::pin(async move {
            match tokio::fs::read(self.path(&key)).await {
                Ok(bytes) => Ok(Some(bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(error),
            }
        })
    }

    fn delete(&self, key: Key) -> BoxFuture<'_, io::Result<()>> {
        Box::pin(async move {
            match tokio::fs::remove_file(self.path(&key)).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::harness::TempDir;

    #[test]
    fn names_that_leave_their_area_are_none() {
        for name in [
            "../../secrets",
            "a/../../b.webp",
            "..",
            ".hidden-file",
            "abc",
            "ABCDEFGH",
            "abcdefgh\0",
            "/etc/passwd",
            "abcdefg%2e%2e",
            "c:\\windows",
        ] {
            assert_eq!(Key::new("avatars", name), None, "{name}");
        }
        assert!(Key::new("avatars", "0123456789abcdef.webp").is_some());
        assert_eq!(Key::new("avatars", &"a".repeat(121)), None);
    }

    #[tokio::test]
    async fn a_file_is_stored_read_and_removed() {
        let folder = TempDir::new();
        let files = in_folder(folder.0.join("files"));
        let key = Key::new("avatars", "0123456789abcdef.webp").unwrap();
        assert_eq!(files.get(key.clone()).await.unwrap(), None);
        files.put(key.clone(), vec![1, 2, 3]).await.unwrap();
        files.put(key.clone(), vec![1, 2, 3]).await.unwrap();
        assert_eq!(files.get(key.clone()).await.unwrap(), Some(vec![1, 2, 3]));
        let shelf: Vec<_> = std::fs::read_dir(folder.0.join("files/avatars/01")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(shelf, ["0123456789abcdef.webp"], "no unfinished file stays");
        files.delete(key.clone()).await.unwrap();
        files.delete(key.clone()).await.unwrap();
        assert_eq!(files.get(key).await.unwrap(), None);
    }
}
