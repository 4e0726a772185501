//! The server as a process of its own: start, figures from `/proc`, stop.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;
use crate::http::Connection;

/// Longest wait for a start or a stop.
const PATIENCE: Duration = Duration::from_secs(60);
/// Clock ticks per second in `/proc/<pid>/stat`: `USER_HZ`, 100 on every Linux architecture we build for.
const TICKS: f64 = 100.0;

/// A data folder that goes away at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Result<Self> {
        let path = std::env::temp_dir().join(format!("colloquy-bench-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The program to measure.
fn program() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("COLLOQUY_BIN") {
        return Ok(path.into());
    }
    let beside = std::env::current_exe()?.with_file_name("colloquy");
    if beside.exists() { Ok(beside) } else { Err(format!("{} is not there; build it or set COLLOQUY_BIN", beside.display()).into()) }
}

/// A running server. Killed when dropped.
pub struct Server {
    child: Child,
    /// `host:port`.
    pub address: String,
    /// From the start of the process to the first 200 of `/health/ready`.
    pub ready_after: Duration,
}

impl Server {
    /// Starts it on the folder; the offline model pauses `delay_ms` after each word.
    pub async fn start(folder: &Folder, delay_ms: u32) -> Result<Self> {
        Self::start_with(folder, delay_ms, &[]).await
    }

    /// The same with further settings.
    pub async fn start_with(folder: &Folder, delay_ms: u32, settings: &[(&str, String)]) -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(program()?);
        for (name, _) in std::env::vars_os() {
            let ours = name.to_str().is_some_and(|name| name.starts_with("COLLOQUY_") || name.starts_with("OPENAI_"));
            if ours {
                command.env_remove(name);
            }
        }
        command
            .arg("serve")
            .env("COLLOQUY_ADDR", &address)
            .env("COLLOQUY_DATA_DIR", folder.path())
            .env("COLLOQUY_SCRIPTED_DELAY_MS", delay_ms.to_string())
            .env("COLLOQUY_MODEL_RATE_PER_MINUTE", "100000")
            .env("COLLOQUY_LOCAL_FACTOR", "1000")
            .env("COLLOQUY_LOG", "warn")
            .envs(settings.iter().map(|(name, value)| (*name, value.as_str())))
            .stdout(Stdio::null())
            .stderr(Stdio::inherit());
        let started = Instant::now();
        let child = command.spawn()?;
        let mut server = Self { child, address, ready_after: Duration::ZERO };
        server.wait(started).await?;
        Ok(server)
    }

    async fn wait(&mut self, started: Instant) -> Result<()> {
        while started.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("the server ended at its start: {status}").into());
            }
            if let Ok(mut connection) = Connection::open(&self.address).await {
                let request = format!("GET /health/ready HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
                if connection.send(request.as_bytes()).await.is_ok_and(|answer| answer.status == 200) {
                    self.ready_after = started.elapsed();
                    return Ok(());
                }
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Err("the server was not ready in time".into())
    }

    /// CPU time used so far, user and system.
    pub fn cpu(&self) -> Result<Duration> {
        cpu_of(&self.child.id().to_string())
    }

    /// Resident memory in bytes.
    pub fn memory(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).ok_or("no VmRSS")?;
        let kilobytes: u64 = line.split_whitespace().nth(1).ok_or("no VmRSS")?.parse()?;
        Ok(kilobytes * 1024)
    }

    /// Asks it to stop; how long that took.
    pub async fn stop(mut self) -> Result<Duration> {
        let asked = Instant::now();
        Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status()?;
        while asked.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait()? {
                return if status.success() { Ok(asked.elapsed()) } else { Err(format!("the server stopped with {status}").into()) };
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Err("the server did not stop in time".into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that is free now.
fn free_address() -> Result<String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    Ok(listener.local_addr()?.to_string())
}

/// CPU time of a process; `self` is this one.
pub fn cpu_of(process: &str) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name in brackets may hold anything; the numbers begin after the last bracket.
    let (_, numbers) = stat.rsplit_once(')').ok_or("odd /proc/…/stat")?;
    let field = |index: usize| -> Result<f64> { Ok(numbers.split_whitespace().nth(index).ok_or("odd /proc/…/stat")?.parse()?) };
    Ok(Duration::from_secs_f64((field(11)? + field(12)?) / TICKS))
}

pub fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes / 1_000_000)
}
