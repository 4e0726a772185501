//! The life of the process: open, serve, stop.

use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::ListenerExt;
use leptos::config::LeptosOptions;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::clock::Clock;
use super::config::Config;
use super::db::{Db, DbError, schema};
use super::events::Bus;
use super::jobs::{Queue, worker};
use super::limits::Limits;
use super::llm::Llm;
use super::lock::DataLock;
use super::mail::{self, Mailer};
use super::secrets::Secrets;
use super::state::{AppState, Shared};
use super::{router, shutdown, telemetry};
use crate::features;
use crate::features::auth::service::SessionCache;
use crate::features::simulations::engine::Engine;

/// The client's script below the folder with the static files.
const CLIENT: &str = "pkg/colloquy.js";

/// Why the process could not start. Each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0}")]
    Setting(String),
    #[error("{0}")]
    Data(String),
    #[error("The database could not be opened: {0}. Check COLLOQUY_DATABASE_URL, or run `colloquy doctor`.")]
    Database(#[from] DbError),
    #[error("The address {addr} can't be used: {why}. Set COLLOQUY_ADDR to a free address, for example 127.0.0.1:0 for any free port.")]
    Address { addr: SocketAddr, why: String },
    #[error("The server stopped: {0}")]
    Serve(String),
}

/// Serves until a signal comes.
pub async fn run(config: Config) -> Result<(), StartError> {
    telemetry::init(&config);
    look_for_client(&config)?;
    let lock = DataLock::acquire(&config.data_dir).map_err(|e| StartError::Data(e.to_string()))?;
    let stop = shutdown::on_signal();
    let listener = bind(config.addr).await?;
    let addr = listener.local_addr().map_err(|e| StartError::Serve(e.to_string()))?;
    lock.announce(addr);
    let state = open(config, addr, stop.clone(), Clock::System).await?;
    start_background(&state);
    let first = crate::features::admin::service::begin(&state).await.map_err(|e| StartError::Setting(e.message))?;
    println!("Colloquy is ready: {}", state.config.public_url);
    println!("Listening on http://{addr}");
    if let Some(link) = first {
        println!("There is no administrator yet. This link makes whoever opens it the first one; it works once, for 24 hours:\n  {link}");
    }
    let outcome = serve(listener, state.clone(), stop).await;
    finish(&state).await;
    drop(lock);
    outcome
}

/// Without the client nothing works but the API. A folder that somebody named must have it; where nobody
/// did, the program may be there for the API alone.
fn look_for_client(config: &Config) -> Result<(), StartError> {
    if config.site_dir.join(CLIENT).is_file() {
        return Ok(());
    }
    let said =
        format!("There is no client in {} ({CLIENT} is missing), so pages would have no styles and no script.", config.site_dir.display());
    if config.is_set("server.site_dir") {
        return Err(StartError::Setting(format!("{said} Correct COLLOQUY_SITE_DIR, or leave it out.")));
    }
    tracing::warn!("{said} Build it with `make run`, or point COLLOQUY_SITE_DIR to the folder that has it.");
    Ok(())
}

async fn bind(addr: SocketAddr) -> Result<tokio::net::TcpListener, StartError> {
    tokio::net::TcpListener::bind(addr).await.map_err(|e| StartError::Address { addr, why: e.to_string() })
}

/// Opens everything the process has one of. Tests call it with an in-memory database.
pub async fn open(mut config: Config, addr: SocketAddr, stop: CancellationToken, clock: Clock) -> Result<AppState, StartError> {
    config.settle_public_url(addr);
    let secrets = Secrets::load_or_create(&config.data_dir).map_err(|e| StartError::Data(e.to_string()))?;
    let db = Db::connect(config.database_url()).await?;
    #[expect(clippy::disallowed_methods, reason = "drawn once for the process; nothing depends on it but that it differs")]
    let node = uuid::Uuid::new_v4().simple().to_string();
    schema::apply(&db, features::SCHEMAS, &node, clock.now()).await?;
    let llm = Llm::new(config.llm()).map_err(|e| StartError::Setting(e.to_string()))?;
    let leptos =
        LeptosOptions::builder().output_name("colloquy").site_root(config.site_dir.to_string_lossy().into_owned()).site_addr(addr).build();
    let mail = Mailer::open(&config.mail().map_err(StartError::Setting)?, &config.data_dir).map_err(StartError::Setting)?;
    let started_at = clock.now();
    Ok(AppState::new(Shared {
        engine: Engine::new(config.max_running_simulations, config.max_running_per_workspace),
        mail,
        limits: Limits::new(clock.clone(), config.model_rate_per_minute, config.local_factor),
        sessions: SessionCache::new(),
        jobs: Queue::default(),
        blobs: super::blobs::in_folder(config.data_dir.join("files")),
        purge: features::purge::service::Signal::default(),
        bus: Bus::default(),
        tasks: TaskTracker::new(),
        shutdown: stop,
        config,
        secrets,
        db,
        clock,
        llm,
        leptos,
        started_at,
        node,
        ids: std::sync::Mutex::new(uuid::ContextV7::new()),
    }))
}

/// Workers, the simulation engine's recovery, and housekeeping.
pub fn start_background(state: &AppState) {
    worker::start(state, features::JOBS);
    mail::delivery::start(state);
    crate::features::simulations::engine::start(state);
    features::housekeeping(state);
    state.spawn(telemetry::upkeep(state.shutdown.clone()));
}

/// Nagle's algorithm off: streamed pages would wait 40 ms for nothing.
async fn serve(listener: tokio::net::TcpListener, state: AppState, stop: CancellationToken) -> Result<(), StartError> {
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY not set");
        }
    });
    let service = router::build(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    // Half of the patience for connections, half for background work.
    let patience = Duration::from_secs(state.config.shutdown_seconds).div_f64(2.0);
    tokio::select! {
        outcome = async move { server.await } => outcome.map_err(|e| StartError::Serve(e.to_string())),
        () = async { stop.cancelled().await; tokio::time::sleep(patience).await } => {
            tracing::warn!("some connections did not end in time");
            Ok(())
        }
    }
}

/// Lets background tasks checkpoint, within the patience that is left.
async fn finish(state: &AppState) {
    state.shutdown.cancel();
    state.tasks.close();
    if tokio::time::timeout(Duration::from_secs(state.config.shutdown_seconds).div_f64(2.0), state.tasks.wait()).await.is_err() {
        tracing::warn!("some background tasks did not end in time; they go on at the next start");
    }
    tracing::info!("stopped");
}
