//! Logs and metrics of the process. Logs go to standard error, so that standard output stays free
//! for what a command prints.

use std::io::IsTerminal;
use std::sync::OnceLock;
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::config::{Config, LogConfig, LogFormat};

/// What is always quietened unless the setting names it: the database logs every statement, and the
/// model client logs whole requests. The database also calls it an error when its own background tasks end with the
/// process and when a browser goes away during a read.
const QUIET: &str = "surrealdb=warn,surrealdb_core=warn,surrealdb_core::kvs::tasks=off,surrealdb_datastore::tr=off,surrealkv=warn,async_openai=off,hyper=warn,reqwest=warn,h2=warn,rustls=warn";

/// Upper bounds in seconds of every histogram whose name ends with `_seconds`: from a cached read to a slow model.
const SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];

/// How often histogram samples are folded into their buckets.
const UPKEEP: Duration = Duration::from_secs(5);

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Why logs or metrics could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    #[error("Setting log.filter (COLLOQUY_LOG) can't be understood: {0}.")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    #[error("Metrics can't be set up: {0}.")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
}

/// The filter of a setting: our quiet defaults first, so that the setting's own directives win.
fn filter(setting: &str) -> Result<EnvFilter, tracing_subscriber::filter::ParseError> {
    EnvFilter::try_new(format!("{QUIET},{setting}"))
}

/// Starts logs and metrics of the process. What fails here must not stop the service: it is said, and
/// the service goes on.
pub fn init(config: &Config) {
    if let Err(error) = init_logs(&config.log) {
        eprintln!("colloquy: {error}");
    }
    if let Err(error) = init_metrics() {
        tracing::error!(%error, "no metrics");
    }
}

/// Starts logging. A second call in the same process (tests) changes nothing.
pub fn init_logs(config: &LogConfig) -> Result<(), TelemetryError> {
    let registry = tracing_subscriber::registry().with(filter(&config.filter)?);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let started = match config.format {
        LogFormat::Json => registry.with(layer.json().flatten_event(true).with_current_span(true).with_span_list(false)).try_init(),
        LogFormat::Pretty => registry.with(layer.with_ansi(std::io::stderr().is_terminal())).try_init(),
    };
    if started.is_ok() {
        std::panic::set_hook(Box::new(log_panic));
    }
    Ok(())
}

/// A panic is one log line like any other, so that it is found where the rest is.
fn log_panic(info: &std::panic::PanicHookInfo<'_>) {
    let backtrace = std::backtrace::Backtrace::capture();
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(
        panic = info.payload_as_str().unwrap_or("(no message)"),
        place,
        thread = std::thread::current().name().unwrap_or_default(),
        %backtrace,
        "a task panicked"
    );
}

/// Starts collecting metrics. A second call changes nothing.
pub fn init_metrics() -> Result<(), TelemetryError> {
    if METRICS.get().is_some() {
        return Ok(());
    }
    let recorder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS)?.build_recorder();
    let handle = recorder.handle();
    // Who comes second (tests run side by side) keeps the first one's recorder.
    if metrics::set_global_recorder(recorder).is_ok() {
        let _ = METRICS.set(handle);
    }
    Ok(())
}

/// Every metric in Prometheus' text format; empty before [`init_metrics`].
pub fn render() -> String {
    METRICS.get().map(PrometheusHandle::render).unwrap_or_default()
}

/// Keeps the memory of histograms small until `stop`; to be spawned once by the task tracker.
pub async fn upkeep(stop: CancellationToken) {
    let mut tick = tokio::time::interval(UPKEEP);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = tick.tick() => if let Some(handle) = METRICS.get() { handle.run_upkeep() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_are_rendered_with_buckets_in_seconds() {
        init_metrics().unwrap();
        init_metrics().unwrap();
        metrics::counter!("telemetry_test_total").increment(3);
        metrics::histogram!("telemetry_test_seconds").record(0.2);
        let text = render();
        assert!(text.contains("telemetry_test_total 3"), "{text}");
        assert!(text.contains("telemetry_test_seconds_bucket{le=\"0.25\"} 1"), "{text}");
    }

    #[test]
    fn the_setting_wins_over_the_quiet_defaults() {
        assert!(filter("debug").unwrap().to_string().contains("surrealdb_core=warn"));
        let loud = filter("info,surrealdb_core=trace").unwrap().to_string();
        assert!(loud.contains("surrealdb_core=trace") && !loud.contains("surrealdb_core=warn"), "{loud}");
    }
}
