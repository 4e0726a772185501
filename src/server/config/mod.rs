//! Run-time settings: defaults, then `Leptos.toml`, then `.env`, then the environment. Anything
//! unknown or wrong stops the start with one sentence. Every value remembers where it came from.
//! The settings themselves stand in `table.rs`, which opens with the recipe for a new one.

mod error;
mod kind;
mod show;
mod sources;
pub mod table;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;

use super::llm::{ApiKey, LlmConfig};
use super::mail::{MailConfig, Route, settings};
use super::secrets::Secret;
pub use error::{ConfigError, Source};
pub use kind::Kind;
pub use show::show;
pub use sources::{SETTINGS_FILE, Sources};
use table::{SETTINGS, Setting};

/// Every setting of a process, checked and typed.
#[derive(Clone)]
pub struct Config {
    /// Where to listen. Port 0: the system chooses.
    pub addr: SocketAddr,
    /// Origin under which people reach the service, without a slash at the end.
    /// Final after [`Config::settle_public_url`].
    pub public_url: String,
    /// Folder with the client, styles and static files.
    pub site_dir: PathBuf,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Time to finish or checkpoint after a stop signal.
    pub shutdown_seconds: u64,
    /// Absolute path of the data folder.
    pub data_dir: PathBuf,
    /// What is logged, and how.
    pub log: LogConfig,
    /// Whether strangers may make an account or start as a guest.
    pub registration_open: bool,
    /// Life of an access token.
    pub access_token_minutes: u32,
    /// Life of an unused session.
    pub refresh_token_days: u32,
    /// An administrator to be made at the start, if there is no such account.
    pub first_admin: Option<FirstAdmin>,
    /// Requests a minute and user that start model work.
    pub model_rate_per_minute: u32,
    /// Times the usual limits for callers on this machine.
    pub local_factor: u32,
    /// Days that rows of the audit log are kept; 0 for ever.
    pub audit_days: u32,
    /// Simulations at the same time in this process.
    pub max_running_simulations: usize,
    /// Simulations of one workspace at the same time in this process.
    pub max_running_per_workspace: usize,
    /// Background jobs at the same time in this process.
    pub job_workers: usize,
    /// The model endpoint, or the built-in offline model.
    pub model: ModelConfig,
    mail_route: Route,
    mail_from: Option<String>,
    /// What guests may have, and for how long.
    pub guests: GuestConfig,
    /// The image service, if there is a key.
    pub images: ImageConfig,
    database_url: String,
    entries: Vec<Entry>,
}

/// The administrator of the settings.
#[derive(Clone, Debug)]
pub struct FirstAdmin {
    pub email: String,
    pub password: Secret,
}

/// What is logged, and how a line looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogConfig {
    /// Directives of tracing's `EnvFilter`, already checked.
    pub filter: String,
    pub format: LogFormat,
}

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Pretty,
    Json,
}

/// The model endpoint, or the built-in offline model.
#[derive(Clone, Debug)]
pub struct ModelConfig {
    pub api_key: Option<Secret>,
    /// Without a slash at the end; OpenAI's when only a key is set.
    pub base_url: Option<String>,
    /// Model of simulations that choose none; empty for a usual one of the endpoint.
    pub name: String,
    /// Longest silence of the endpoint.
    pub timeout: Duration,
    /// Requests to the endpoint at the same time.
    pub concurrency: usize,
    /// Pause between two words of the offline model.
    pub scripted_delay_ms: u64,
}

/// What guests may have, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuestConfig {
    /// Days without use after which a guest is forgotten.
    pub days: u32,
    pub agents: u32,
    pub simulations: u32,
    /// Simulations that run at the same time.
    pub running: u32,
}

/// The service that makes pictures from words.
#[derive(Clone, Debug)]
pub struct ImageConfig {
    /// Without a key pictures are drawn by ourselves.
    pub key: Option<Secret>,
    /// Without a slash at the end.
    pub base_url: String,
    pub model: String,
}

/// A setting with its value in this process, for `colloquy config`.
#[derive(Clone, Debug)]
pub struct Entry {
    pub setting: &'static Setting,
    /// For people: secrets are masked, computed values are described.
    pub shown: String,
    pub source: Source,
}

impl Config {
    /// Settings of this process. `file` is the settings file the command line names, if any.
    pub fn of_process(file: Option<&std::path::Path>) -> Result<Self, ConfigError> {
        Self::load(&Sources::of_process(file)?)
    }

    /// Resolves, checks and types every setting. Reads nothing but `sources` (and the working folder,
    /// to make the data folder's path absolute).
    pub fn load(sources: &Sources) -> Result<Self, ConfigError> {
        let values = Values { found: sources.resolve()? };
        let data_dir = values.data_dir()?;
        let database_url = values.text("data.database_url").unwrap_or_else(|| format!("surrealkv://{}/db?sync=every", data_dir.display()));
        let site_dir = values.text("server.site_dir").map(PathBuf::from).or_else(|| sources.site_beside_program.clone());
        let addr: SocketAddr = values.get("server.addr")?;
        let config = Self {
            addr,
            public_url: values.text("server.public_url").unwrap_or_else(|| local_url(addr)),
            site_dir: site_dir.unwrap_or_else(|| PathBuf::from("target/site")),
            trusted_proxies: values.networks("server.trusted_proxies"),
            shutdown_seconds: values.get("server.shutdown_seconds")?,
            data_dir,
            log: values.log()?,
            registration_open: values.get::<String>("auth.registration")? == "open",
            access_token_minutes: values.get("auth.access_token_minutes")?,
            refresh_token_days: values.get("auth.refresh_token_days")?,
            first_admin: values.first_admin()?,
            model_rate_per_minute: values.get("limits.model_rate_per_minute")?,
            local_factor: values.get("limits.local_factor")?,
            audit_days: values.get("audit.days")?,
            max_running_simulations: values.get("limits.max_running_simulations")?,
            max_running_per_workspace: values.get("limits.max_running_per_workspace")?,
            job_workers: values.get("limits.job_workers")?,
            model: values.model()?,
            mail_route: Route::parse(&values.get::<String>("mail.url")?).unwrap_or(Route::Disabled),
            mail_from: values.text("mail.from"),
            guests: values.guests()?,
            images: values.images()?,
            database_url,
            entries: SETTINGS.iter().map(|s| values.entry(s)).collect(),
        };
        Ok(config.with_computed_values_shown())
    }

    /// What nobody set and what follows from other settings is shown as the value that it has.
    fn with_computed_values_shown(mut self) -> Self {
        for entry in self.entries.iter_mut().filter(|entry| entry.source == Source::Default) {
            match entry.setting.key {
                "server.public_url" if self.addr.port() != 0 => entry.shown.clone_from(&self.public_url),
                "server.site_dir" => entry.shown = self.site_dir.display().to_string(),
                "data.dir" => entry.shown = self.data_dir.display().to_string(),
                "data.database_url" => entry.shown.clone_from(&self.database_url),
                _ => {}
            }
        }
        self
    }

    /// Takes the port that is really listened on into the public address, unless that was set.
    pub fn settle_public_url(&mut self, bound: SocketAddr) {
        if !self.is_set("server.public_url") {
            self.public_url = local_url(bound);
        }
    }

    /// URL for SurrealDB's `Any` engine. May hold credentials (`ws://user:password@host`): don't print it.
    pub fn database_url(&self) -> &str {
        &self.database_url
    }

    /// How the model gateway is to be set up. The operator chose the endpoint, so that it may be on this
    /// machine or a private network.
    pub fn llm(&self) -> LlmConfig {
        LlmConfig {
            base_url: self.model.base_url.clone(),
            api_key: self.model.api_key.as_ref().map(|key| ApiKey::new(key.expose())),
            default_model: self.model.name.clone(),
            timeout: self.model.timeout,
            max_concurrency: self.model.concurrency,
            scripted_delay_ms: self.model.scripted_delay_ms,
            allow_local: true,
            ..LlmConfig::default()
        }
    }

    /// Where mail goes and who sends it. Asks for the final public address.
    pub fn mail(&self) -> Result<MailConfig, String> {
        Ok(MailConfig { route: self.mail_route.clone(), from: settings::sender(self.mail_from.as_deref(), &self.public_url)? })
    }

    /// Whether somebody set this key of the table.
    pub fn is_set(&self, key: &str) -> bool {
        self.entries.iter().any(|e| e.setting.key == key && e.source != Source::Default)
    }

    /// Whether people reach the service by https; cookies are then for https only.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Whether the database lies inside this process (and so under the data folder's lock).
    pub fn is_database_embedded(&self) -> bool {
        self.database_url.starts_with("surrealkv://") || self.database_url.starts_with("mem://")
    }

    /// Every setting with value and source, in the order of the table.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// Shows no value that could be secret.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("addr", &self.addr).field("data_dir", &self.data_dir).finish_non_exhaustive()
    }
}

/// The address for people on this machine.
fn local_url(addr: SocketAddr) -> String {
    format!("http://localhost:{}", addr.port())
}

/// The accepted values, with typed access by key.
struct Values {
    found: sources::Found,
}

impl Values {
    /// The value, or the default; `None` when there is neither.
    fn text(&self, key: &str) -> Option<String> {
        let set = self.found.get(key).map(|(value, _)| value.clone());
        set.or_else(|| table::by_key(key).and_then(|s| s.default).map(str::to_owned))
    }

    /// A value that the table says is there. Its kind has checked it, so that the error means a wrong table.
    fn get<T: FromStr>(&self, key: &str) -> Result<T, ConfigError> {
        let value = self.text(key).and_then(|text| text.parse().ok());
        value.ok_or_else(|| ConfigError::unreadable("the table of settings", format!("{key} has no usable value")))
    }

    fn networks(&self, key: &str) -> Vec<IpNet> {
        self.text(key).and_then(|list| kind::networks(&list)).unwrap_or_default()
    }

    fn data_dir(&self) -> Result<PathBuf, ConfigError> {
        let key = "data.dir";
        let raw: String = self.get(key)?;
        let source = self.found.get(key).map_or(Source::Default, |(_, source)| source.clone());
        // A question mark would start the options in the database's URL.
        match (std::path::absolute(&raw), table::by_key(key)) {
            (Ok(path), _) if !path.to_string_lossy().contains('?') => Ok(path),
            (_, Some(setting)) => Err(ConfigError::invalid(setting, &source, &raw)),
            (_, None) => Ok(PathBuf::from(raw)),
        }
    }

    /// Both or neither: an address alone would wait for whoever registers it.
    fn first_admin(&self) -> Result<Option<FirstAdmin>, ConfigError> {
        let (email, password) = (self.text("auth.admin_email"), self.text("auth.admin_password"));
        match (email.filter(|text| !text.is_empty()), password.filter(|text| !text.is_empty())) {
            (None, None) => Ok(None),
            (Some(email), Some(password)) => Ok(Some(FirstAdmin { email, password: Secret::new(password) })),
            _ => Err(ConfigError::unreadable(
                "COLLOQUY_ADMIN_EMAIL",
                "it belongs together with COLLOQUY_ADMIN_PASSWORD; set both or neither".to_owned(),
            )),
        }
    }

    fn log(&self) -> Result<LogConfig, ConfigError> {
        let format = if self.get::<String>("log.format")? == "json" { LogFormat::Json } else { LogFormat::Pretty };
        Ok(LogConfig { filter: self.get("log.filter")?, format })
    }

    fn model(&self) -> Result<ModelConfig, ConfigError> {
        Ok(ModelConfig {
            api_key: self.text("model.api_key").map(Secret::new),
            base_url: self.text("model.base_url"),
            name: self.text("model.name").unwrap_or_default(),
            timeout: Duration::from_secs(self.get("model.timeout_seconds")?),
            concurrency: self.get("model.concurrency")?,
            scripted_delay_ms: self.get("model.scripted_delay_ms")?,
        })
    }

    fn guests(&self) -> Result<GuestConfig, ConfigError> {
        Ok(GuestConfig {
            days: self.get("auth.guest_days")?,
            agents: self.get("limits.guest_agents")?,
            simulations: self.get("limits.guest_simulations")?,
            running: self.get("limits.guest_running")?,
        })
    }

    fn images(&self) -> Result<ImageConfig, ConfigError> {
        Ok(ImageConfig { key: self.text("fal.key").map(Secret::new), base_url: self.get("fal.base_url")?, model: self.get("fal.model")? })
    }

    fn entry(&self, setting: &'static Setting) -> Entry {
        let (shown, source) = match self.found.get(setting.key) {
            Some((value, source)) => (shown(setting.kind, value), source.clone()),
            None => (setting.default.map_or_else(|| format!("({})", setting.unset), str::to_owned), Source::Default),
        };
        Entry { setting, shown, source }
    }
}

/// A value for people, without what must stay secret.
fn shown(kind: Kind, value: &str) -> String {
    match (kind, value.split_once("://"), value.rsplit_once('@')) {
        (Kind::Secret, ..) => "(set, hidden)".to_owned(),
        (Kind::Mail, Some((scheme, _)), Some((_, host))) => format!("{scheme}://***@{host}"),
        (Kind::Database, Some((scheme, _)), Some((_, host))) if scheme.starts_with("ws") => format!("{scheme}://***@{host}"),
        _ => value.to_owned(),
    }
}
