//! `colloquy doctor`: one verdict per part of the installation, each with a next step. It changes
//! nothing, and it works beside a running Colloquy.
//!
//! Recipe for a new check: a function that returns a [`Finding`], and a line in [`examine`].

mod mail;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::cli::print;
use super::config::{Config, ConfigError, Source};
use super::db::Db;
use super::llm::{Llm, LlmError};
use super::lock::{self, DataLock, FolderState, Holder};
use super::secrets::Secrets;

/// Longest time a check that talks to something may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// Bytes of the write test.
const PROBE_BYTES: usize = 1 << 20;
/// A durable write that takes longer makes every message slow.
const SLOW_DISK: Duration = Duration::from_millis(500);

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Ok,
    Warn,
    Fail,
}

/// One line of the report.
#[derive(Debug)]
struct Finding {
    part: &'static str,
    verdict: Verdict,
    text: String,
    /// What to do; not for `Ok`.
    next: Option<String>,
}

fn ok(part: &'static str, text: impl Into<String>) -> Finding {
    Finding { part, verdict: Verdict::Ok, text: text.into(), next: None }
}

fn warn(part: &'static str, text: impl Into<String>, next: impl Into<String>) -> Finding {
    Finding { part, verdict: Verdict::Warn, text: text.into(), next: Some(next.into()) }
}

fn fail(part: &'static str, text: impl Into<String>, next: impl Into<String>) -> Finding {
    Finding { part, verdict: Verdict::Fail, text: text.into(), next: Some(next.into()) }
}

/// Examines everything and prints the report. Exit code 1 when something fails.
pub async fn run(settings: Result<Config, ConfigError>) -> ExitCode {
    let findings = match settings {
        Ok(config) => examine(&config).await,
        Err(error) => vec![fail("settings", error.to_string(), "correct the setting; the other checks need it")],
    };
    let printed = print(&report(&findings));
    if findings.iter().any(|f| f.verdict == Verdict::Fail) { ExitCode::FAILURE } else { printed }
}

async fn examine(config: &Config) -> Vec<Finding> {
    let state = lock::inspect(&config.data_dir);
    let mut findings = vec![settings(config), data_folder(config, &state), storage(&config.data_dir), secrets(&config.data_dir)];
    match state {
        Ok(FolderState::Held(holder)) => findings.push(running(config, holder).await),
        Ok(FolderState::Absent) if config.database_url().starts_with("surrealkv://") => {
            findings.push(address(config.addr).await);
            findings.push(ok("database", "is made at the first start"));
        }
        _ => {
            findings.push(address(config.addr).await);
            findings.push(database(config).await);
        }
    }
    findings.push(model(config).await);
    findings.push(mail::check(config).await);
    findings.push(site(&config.site_dir));
    findings
}

fn report(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let verdict = match finding.verdict {
            Verdict::Ok => "ok  ",
            Verdict::Warn => "warn",
            Verdict::Fail => "fail",
        };
        let _ = writeln!(text, "{verdict}  {:<12}  {}", finding.part, finding.text);
        if let Some(next) = &finding.next {
            let _ = writeln!(text, "      {:<12}  next: {next}", "");
        }
    }
    let count = |verdict| findings.iter().filter(|f| f.verdict == verdict).count();
    let _ = writeln!(text, "\n{} ok, {} warnings, {} failed", count(Verdict::Ok), count(Verdict::Warn), count(Verdict::Fail));
    text
}

fn settings(config: &Config) -> Finding {
    let part = "settings";
    let open_to_others = !config.addr.ip().is_loopback();
    if open_to_others && !config.is_set("server.public_url") {
        let text = format!("{} can be reached by others, but links and cookies are made for localhost", config.addr);
        return warn(part, text, "set COLLOQUY_PUBLIC_URL to the address that people type");
    }
    if open_to_others && !config.is_https() && !config.public_url.starts_with("http://localhost") {
        let text = "people reach the service without encryption: passwords can be read on the way";
        return warn(part, text, "put a proxy with TLS in front and set COLLOQUY_PUBLIC_URL to its https address");
    }
    if open_to_others && config.local_factor > 1 {
        let text =
            format!("callers on this machine, and a proxy on it that isn't declared, have {} times the usual limits", config.local_factor);
        return warn(part, text, "leave COLLOQUY_LOCAL_FACTOR out; it is for machines that run tests");
    }
    let changed = config.entries().iter().filter(|e| e.source != Source::Default).count();
    ok(part, format!("{} settings, {changed} of them changed; `colloquy config` shows them", config.entries().len()))
}

fn data_folder(config: &Config, state: &std::io::Result<FolderState>) -> Finding {
    let (part, dir) = ("data folder", config.data_dir.display());
    match state {
        Err(error) => {
            fail(part, format!("{dir} can't be used: {error}"), "correct its rights, or choose another folder with COLLOQUY_DATA_DIR")
        }
        Ok(FolderState::Absent) => ok(part, format!("{dir} is made at the first start")),
        Ok(FolderState::Held(Some(holder))) => ok(part, format!("{dir} is in use by the running Colloquy, process {}", holder.pid)),
        Ok(FolderState::Held(None)) => ok(part, format!("{dir} is in use by a running Colloquy")),
        Ok(FolderState::Free) => match std::fs::metadata(&config.data_dir).map(|m| m.permissions().mode() & 0o777) {
            Ok(mode) if mode & 0o077 != 0 => {
                warn(part, format!("{dir} can be read by other users (mode {mode:03o})"), format!("run `chmod 700 {dir}`"))
            }
            _ => ok(part, format!("{dir} is free")),
        },
    }
}

/// Writes, saves and removes a file in the data folder, or where it will be made.
fn storage(data_dir: &Path) -> Finding {
    let part = "storage";
    let Some(dir) = data_dir.ancestors().find(|dir| dir.is_dir()) else {
        return fail(part, format!("no folder above {} exists", data_dir.display()), "choose another folder with COLLOQUY_DATA_DIR");
    };
    let started = Instant::now();
    match durable_write(dir) {
        Err(error) => {
            let text = format!("nothing can be written to {}: {error}", dir.display());
            fail(part, text, "correct its rights or make room, or choose another folder with COLLOQUY_DATA_DIR")
        }
        Ok(()) if started.elapsed() > SLOW_DISK => {
            let text = format!("1 MiB took {} ms to be safely on disk", started.elapsed().as_millis());
            warn(part, text, "put the data folder on a faster disk; every message waits for it")
        }
        Ok(()) => ok(part, format!("1 MiB was safely on disk after {} ms", started.elapsed().as_millis())),
    }
}

fn durable_write(dir: &Path) -> std::io::Result<()> {
    let path = dir.join(format!(".colloquy-doctor-{}", std::process::id()));
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&path)?;
    let written = file.write_all(&vec![0x5a; PROBE_BYTES]).and_then(|()| file.sync_all());
    std::fs::remove_file(&path)?;
    written
}

fn secrets(data_dir: &Path) -> Finding {
    let part = "secrets";
    match Secrets::read(data_dir) {
        Ok(Some(secrets)) => ok(part, format!("readable by their owner only; signing key {}", secrets.signing_key.id())),
        Ok(None) => ok(part, "are made at the first start"),
        Err(error) => fail(part, error.to_string(), "see the sentence above; sessions can't be checked without them"),
    }
}

async fn address(addr: SocketAddr) -> Finding {
    let part = "address";
    match TcpListener::bind(addr).await {
        Ok(_) => ok(part, format!("{addr} is free")),
        Err(error) => {
            fail(part, format!("{addr} can't be listened on: {error}"), "stop what uses it, or choose another with COLLOQUY_ADDR")
        }
    }
}

/// Opens the database under the folder's lock, so that no other process can start meanwhile.
async fn database(config: &Config) -> Finding {
    let part = "database";
    let next = "check COLLOQUY_DATABASE_URL; if the files are damaged, restore a backup of the data folder";
    if config.database_url().starts_with("mem://") {
        return warn(part, "is in memory: everything is lost when the program ends", "remove COLLOQUY_DATABASE_URL to keep data on disk");
    }
    let lock = if config.is_database_embedded() { DataLock::acquire(&config.data_dir).map(Some) } else { Ok(None) };
    let _lock = match lock {
        Ok(lock) => lock,
        Err(error) => return fail(part, error.to_string(), "run `colloquy doctor` again"),
    };
    let started = Instant::now();
    let answer = timeout(PATIENCE, async { Db::connect(config.database_url()).await?.ping().await }).await;
    match answer {
        Ok(Ok(())) => ok(part, format!("opened and answered after {} ms", started.elapsed().as_millis())),
        Ok(Err(error)) => fail(part, format!("does not open: {error}"), next),
        Err(_) => fail(part, format!("did not answer within {} seconds", PATIENCE.as_secs()), next),
    }
}

/// Asks the running Colloquy, which holds the database.
async fn running(config: &Config, holder: Option<Holder>) -> Finding {
    let part = "database";
    let addr = holder.and_then(|h| h.addr).unwrap_or(config.addr);
    let ip = if addr.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { addr.ip() };
    let next = "look at the log of the running Colloquy, or restart it";
    match timeout(PATIENCE, status_of(SocketAddr::new(ip, addr.port()), "/health/ready")).await {
        Ok(Ok(200)) => ok(part, format!("the running Colloquy on {addr} says it is ready")),
        Ok(Ok(status)) => fail(part, format!("the running Colloquy on {addr} is not ready (status {status})"), next),
        Ok(Err(error)) => fail(part, format!("the running Colloquy does not answer on {addr}: {error}"), next),
        Err(_) => fail(part, format!("the running Colloquy on {addr} did not answer within {} seconds", PATIENCE.as_secs()), next),
    }
}

/// Status of a GET to our own process. The outbound client is for the world outside.
async fn status_of(addr: SocketAddr, path: &str) -> std::io::Result<u16> {
    let mut stream = TcpStream::connect(addr).await?;
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n\r\n").as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(16_384).read_to_end(&mut answer).await?;
    let line = String::from_utf8_lossy(&answer);
    let status = line.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.split(' ').next()).and_then(|code| code.parse().ok());
    status.ok_or_else(|| std::io::Error::other("the answer is not HTTP"))
}

/// Asks the endpoint for its models, with the key of the settings.
async fn model(config: &Config) -> Finding {
    let part = "model";
    let llm = match Llm::new(config.llm()) {
        Ok(llm) => llm,
        Err(error) => return fail(part, error.to_string(), "correct OPENAI_BASE_URL and OPENAI_API_KEY"),
    };
    let report = match timeout(PATIENCE, llm.probe()).await {
        Ok(Ok(report)) => report,
        Ok(Err(LlmError::Auth)) => return fail(part, LlmError::Auth.to_string(), "correct OPENAI_API_KEY"),
        Ok(Err(error)) => return fail(part, error.to_string(), "check OPENAI_BASE_URL, and that the endpoint runs"),
        Err(_) => return fail(part, "the endpoint did not answer in time", "check OPENAI_BASE_URL, and that the endpoint runs"),
    };
    match (report.endpoint, report.model_listed) {
        (None, _) => ok(part, "the built-in offline model answers; set OPENAI_API_KEY or OPENAI_BASE_URL for a real one"),
        (Some(endpoint), Some(false)) => warn(
            part,
            format!("{endpoint} answers, but doesn't list {}", report.model),
            "set OPENAI_MODEL to a model that the endpoint has",
        ),
        (Some(endpoint), _) => ok(part, format!("{endpoint} answered after {} ms; model {}", report.latency_ms, report.model)),
    }
}

fn site(dir: &Path) -> Finding {
    let part = "site files";
    let missing: Vec<&str> =
        ["pkg/colloquy.js", "pkg/colloquy.wasm", "pkg/colloquy.css"].into_iter().filter(|f| !dir.join(f).is_file()).collect();
    if missing.is_empty() {
        return ok(part, format!("client and styles are in {}", dir.display()));
    }
    let text = format!("{} lacks {}", dir.display(), missing.join(", "));
    fail(part, text, "build them with `make run`, or point COLLOQUY_SITE_DIR to the folder that has them")
}
