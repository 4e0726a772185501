//! The data folder and its lock: one running program per folder. The lock is the operating system's,
//! so that it goes with the process, however it ends.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::net::SocketAddr;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::secrets::Secrets;

/// File in the data folder.
const FILE: &str = "lock";

/// Who holds a data folder, as written in the lock file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Process id.
    pub pid: u32,
    /// Where it listens, once it does.
    pub addr: Option<SocketAddr>,
}

/// Why the data folder can't be used.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error("The data folder {} is in use by another Colloquy{}: stop that one, or give this one a folder of its own with COLLOQUY_DATA_DIR.", dir.display(), who(holder.as_ref()))]
    Held { dir: PathBuf, holder: Option<Holder> },
    #[error("The data folder {} is in use by a running Colloquy{}: stop it, then run this command again.", dir.display(), who(holder.as_ref()))]
    Busy { dir: PathBuf, holder: Option<Holder> },
    #[error("There is no installation of Colloquy in {}: check COLLOQUY_DATA_DIR and the folder you are in (`colloquy config` shows which folder is meant and why). Nothing was made or changed.", dir.display())]
    Absent { dir: PathBuf },
    #[error("The data folder {} can't be {verb}: {cause}; correct its rights, or choose another folder with COLLOQUY_DATA_DIR.", dir.display())]
    Unusable { dir: PathBuf, verb: &'static str, cause: std::io::Error },
}

fn who(holder: Option<&Holder>) -> String {
    match holder {
        Some(Holder { pid, addr: Some(addr) }) => format!(" (process {pid} on {addr})"),
        Some(Holder { pid, addr: None }) => format!(" (process {pid})"),
        None => String::new(),
    }
}

/// Holds a data folder until it is dropped.
#[derive(Debug)]
pub struct DataLock {
    file: File,
    dir: PathBuf,
}

impl DataLock {
    /// Makes the folder if it isn't there (for its owner only) and takes the lock.
    pub fn acquire(dir: &Path) -> Result<Self, LockError> {
        let unusable = |verb| move |cause| LockError::Unusable { dir: dir.to_owned(), verb, cause };
        DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(unusable("made"))?;
        let mut file = open(dir).map_err(unusable("written to"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LockError::Held { dir: dir.to_owned(), holder: read(&mut file) }),
            Err(TryLockError::Error(cause)) => return Err(unusable("locked")(cause)),
        }
        let lock = Self { file, dir: dir.to_owned() };
        lock.write(None).map_err(unusable("written to"))?;
        Ok(lock)
    }

    /// Takes the lock of a folder with an installation in it, for commands that work on one. Makes nothing.
    pub fn of_installation(dir: &Path) -> Result<Self, LockError> {
        require_installation(dir)?;
        Self::acquire(dir).map_err(|error| match error {
            LockError::Held { dir, holder } => LockError::Busy { dir, holder },
            other => other,
        })
    }

    /// Writes down where the process listens, so that `doctor` and a second process can name it.
    /// Without it they only know less, so that a failure is a line in the log.
    pub fn announce(&self, addr: SocketAddr) {
        if let Err(error) = self.write(Some(addr)) {
            tracing::warn!(%error, "the address could not be written into the lock file");
        }
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    fn write(&self, addr: Option<SocketAddr>) -> std::io::Result<()> {
        let text = serde_json::to_vec(&Holder { pid: std::process::id(), addr })?;
        let mut file = &self.file;
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(&text)
    }
}

/// Refuses a folder in which Colloquy has never run: a mistyped name must not make an installation.
pub fn require_installation(dir: &Path) -> Result<(), LockError> {
    match Secrets::path(dir).try_exists() {
        Ok(true) => Ok(()),
        Ok(false) => Err(LockError::Absent { dir: dir.to_owned() }),
        Err(cause) => Err(LockError::Unusable { dir: dir.to_owned(), verb: "read", cause }),
    }
}

fn open(dir: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(dir.join(FILE))
}

/// What the lock file says; `None` when it can't be understood, for example in the moment it is written.
fn read(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

/// What [`inspect`] finds.
#[derive(Debug)]
pub enum FolderState {
    /// Not there yet.
    Absent,
    /// There, and nobody holds it.
    Free,
    /// A running program holds it.
    Held(Option<Holder>),
}

/// Looks at a data folder without making or keeping anything.
pub fn inspect(dir: &Path) -> std::io::Result<FolderState> {
    if !dir.try_exists()? {
        return Ok(FolderState::Absent);
    }
    let mut file = match OpenOptions::new().read(true).write(true).open(dir.join(FILE)) {
        Ok(file) => file,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(FolderState::Free),
        Err(e) => return Err(e),
    };
    match file.try_lock() {
        Ok(()) => Ok(FolderState::Free),
        Err(TryLockError::WouldBlock) => Ok(FolderState::Held(read(&mut file))),
        Err(TryLockError::Error(e)) => Err(e),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A folder for one test, removed with it.
    pub(crate) struct Folder(PathBuf);

    impl Folder {
        pub(crate) fn new() -> Self {
            use std::sync::atomic::{AtomicU32, Ordering};
            static NEXT: AtomicU32 = AtomicU32::new(0);
            let name = format!("colloquy-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            let dir = std::env::temp_dir().join(name);
            std::fs::create_dir(&dir).unwrap();
            Self(dir)
        }

        pub(crate) fn path(&self) -> &Path {
            &self.0
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn the_folder_is_made_for_its_owner_only() {
        let folder = Folder::new();
        let dir = folder.path().join("deep/data");
        let _lock = DataLock::acquire(&dir).unwrap();
        assert_eq!(std::fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_second_process_is_refused_and_told_who_holds_the_folder() {
        let folder = Folder::new();
        let first = DataLock::acquire(folder.path()).unwrap();
        first.announce("127.0.0.1:4321".parse().unwrap());
        let message = DataLock::acquire(folder.path()).unwrap_err().to_string();
        for part in [&*folder.path().to_string_lossy(), &format!("process {}", std::process::id()), "127.0.0.1:4321", "COLLOQUY_DATA_DIR"] {
            assert!(message.contains(part), "{message}");
        }
    }

    #[test]
    fn a_command_makes_nothing_in_a_folder_without_an_installation() {
        let folder = Folder::new();
        for dir in [folder.path().to_owned(), folder.path().join("mistyped")] {
            let message = DataLock::of_installation(&dir).unwrap_err().to_string();
            assert!(message.contains(&*dir.to_string_lossy()) && message.contains("COLLOQUY_DATA_DIR"), "{message}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_command_on_a_folder_in_use_says_to_stop_the_server() {
        let folder = Folder::new();
        Secrets::load_or_create(folder.path()).unwrap();
        let _first = DataLock::acquire(folder.path()).unwrap();
        let message = DataLock::of_installation(folder.path()).unwrap_err().to_string();
        assert!(message.contains("stop it, then run this command again") && !message.contains("COLLOQUY_DATA_DIR"), "{message}");
        assert!(message.contains(&format!("process {}", std::process::id())), "{message}");
    }

    #[test]
    fn the_folder_is_free_again_after_the_first_has_ended() {
        let folder = Folder::new();
        drop(DataLock::acquire(folder.path()).unwrap());
        assert!(DataLock::acquire(folder.path()).is_ok());
    }

    #[test]
    fn a_file_in_place_of_the_folder_is_named() {
        let folder = Folder::new();
        let dir = folder.path().join("file");
        std::fs::write(&dir, "").unwrap();
        let message = DataLock::acquire(&dir).unwrap_err().to_string();
        assert!(message.contains(&*dir.to_string_lossy()) && message.contains("COLLOQUY_DATA_DIR"), "{message}");
    }

    #[test]
    fn looking_at_a_folder_changes_nothing() {
        let folder = Folder::new();
        let dir = folder.path().join("data");
        assert!(matches!(inspect(&dir).unwrap(), FolderState::Absent));
        assert!(!dir.exists());
        let lock = DataLock::acquire(&dir).unwrap();
        let FolderState::Held(Some(holder)) = inspect(&dir).unwrap() else { panic!("not held") };
        assert_eq!(holder, Holder { pid: std::process::id(), addr: None });
        drop(lock);
        assert!(matches!(inspect(&dir).unwrap(), FolderState::Free));
    }
}
