//! The one table of every setting.
//!
//! Recipe for a new setting: add a row here, read it in `Config::assemble` (`mod.rs`), and name it
//! in `Leptos.toml`, `.env.example` and the README; a test fails until all of them agree.

use super::kind::Kind;

/// One setting: how it is called, what it may be and what it means.
#[derive(Debug)]
pub struct Setting {
    /// `section.name` in `Leptos.toml`.
    pub key: &'static str,
    /// Name in the environment and in `.env`.
    pub env: &'static str,
    /// Value when nobody sets it; `None` when there is none or when it depends on other settings.
    pub default: Option<&'static str>,
    /// What `colloquy config` shows when nobody sets it and `default` is `None`.
    pub unset: &'static str,
    /// What values are accepted.
    pub kind: Kind,
    /// One sentence for people.
    pub meaning: &'static str,
}

/// Variables with our prefix that belong to the scripts around the program.
pub const SCRIPT_VARIABLES: &[&str] = &["COLLOQUY_TOOLS"];

/// Prefix of our own variables; an unknown name with it stops the start.
pub const PREFIX: &str = "COLLOQUY_";

const fn setting(key: &'static str, env: &'static str, default: &'static str, kind: Kind, meaning: &'static str) -> Setting {
    Setting { key, env, default: Some(default), unset: "", kind, meaning }
}

const fn optional(key: &'static str, env: &'static str, unset: &'static str, kind: Kind, meaning: &'static str) -> Setting {
    Setting { key, env, default: None, unset, kind, meaning }
}

/// Every setting, in the order in which `colloquy config` prints them.
pub static SETTINGS: &[Setting] = &[
    setting(
        "server.addr",
        "COLLOQUY_ADDR",
        "127.0.0.1:3000",
        Kind::Addr,
        "Address and port to listen on; with port 0 the system chooses a free port, which is printed.",
    ),
    optional(
        "server.public_url",
        "COLLOQUY_PUBLIC_URL",
        "http://localhost:<port>",
        Kind::Origin,
        "Address under which people reach the service; with https, cookies are sent over https only.",
    ),
    optional(
        "server.site_dir",
        "COLLOQUY_SITE_DIR",
        "site beside the program, else target/site",
        Kind::Path,
        "Folder with the client, the styles and the static files.",
    ),
    optional(
        "server.trusted_proxies",
        "COLLOQUY_TRUSTED_PROXIES",
        "none",
        Kind::Networks,
        "Networks of the proxies in front, whose X-Forwarded-For header is believed.",
    ),
    setting(
        "server.shutdown_seconds",
        "COLLOQUY_SHUTDOWN_SECONDS",
        "8",
        Kind::Int { min: 1, max: 300, unit: "seconds" },
        "How long running work may take to finish or to save its state after a stop signal.",
    ),
    setting(
        "data.dir",
        "COLLOQUY_DATA_DIR",
        "colloquy-data",
        Kind::Path,
        "Folder with the database, the files and the secrets; one running program per folder.",
    ),
    optional(
        "data.database_url",
        "COLLOQUY_DATABASE_URL",
        "surrealkv://<data folder>/db?sync=every",
        Kind::Database,
        "The database: surrealkv:// embedded on disk, mem:// in memory, ws:// or wss:// a SurrealDB server.",
    ),
    setting(
        "log.filter",
        "COLLOQUY_LOG",
        "info",
        Kind::LogFilter,
        "What is logged: a level (error, warn, info, debug, trace) or directives such as info,colloquy=debug.",
    ),
    setting(
        "log.format",
        "COLLOQUY_LOG_FORMAT",
        "pretty",
        Kind::Choice(&["pretty", "json"]),
        "How a log line looks: pretty for people, json for programs.",
    ),
    setting(
        "auth.registration",
        "COLLOQUY_REGISTRATION",
        "open",
        Kind::Choice(&["open", "closed"]),
        "Whether strangers may make an account or start as a guest.",
    ),
    setting(
        "auth.access_token_minutes",
        "COLLOQUY_ACCESS_TOKEN_MINUTES",
        "25",
        Kind::Int { min: 1, max: 1440, unit: "minutes" },
        "How long an access token is valid.",
    ),
    setting(
        "auth.refresh_token_days",
        "COLLOQUY_REFRESH_TOKEN_DAYS",
        "7",
        Kind::Int { min: 1, max: 365, unit: "days" },
        "How long a session lives without being used.",
    ),
    optional(
        "auth.admin_email",
        "COLLOQUY_ADMIN_EMAIL",
        "not set",
        Kind::Text,
        "E-mail address of an administrator who is made at the start if there is no such account; with its password.",
    ),
    optional(
        "auth.admin_password",
        "COLLOQUY_ADMIN_PASSWORD",
        "not set",
        Kind::Secret,
        "Password of that administrator; an account that is there keeps its own.",
    ),
    setting(
        "mail.url",
        "COLLOQUY_MAIL_URL",
        "file",
        Kind::Mail,
        "Where mail goes: a mail server, files in the folder mail of the data folder (file), or nowhere (off).",
    ),
    optional(
        "mail.from",
        "COLLOQUY_MAIL_FROM",
        "Colloquy <colloquy@<host of the public address>>",
        Kind::Mailbox,
        "Sender of the mails; the mail server must accept it.",
    ),
    setting(
        "auth.guest_days",
        "COLLOQUY_GUEST_DAYS",
        "7",
        Kind::Int { min: 1, max: 365, unit: "days" },
        "After how many days without use a guest is forgotten, with everything of theirs.",
    ),
    setting(
        "audit.days",
        "COLLOQUY_AUDIT_DAYS",
        "730",
        Kind::Int { min: 0, max: 36_500, unit: "days" },
        "How long rows of the audit log are kept before they are removed; 0 keeps them for ever.",
    ),
    setting(
        "limits.model_rate_per_minute",
        "COLLOQUY_MODEL_RATE_PER_MINUTE",
        "30",
        Kind::Int { min: 1, max: 100_000, unit: "requests a minute" },
        "How many requests that start model work one user may send a minute.",
    ),
    setting(
        "limits.local_factor",
        "COLLOQUY_LOCAL_FACTOR",
        "1",
        Kind::Int { min: 1, max: 1000, unit: "times" },
        "How many times the usual sign-ins, sign-ups and codes callers on this machine may have: more than 1 is for machines that run tests.",
    ),
    setting(
        "limits.max_running_simulations",
        "COLLOQUY_MAX_RUNNING_SIMULATIONS",
        "64",
        Kind::Int { min: 1, max: 10_000, unit: "simulations" },
        "How many simulations run at the same time in this process; more wait in a queue.",
    ),
    setting(
        "limits.max_running_per_workspace",
        "COLLOQUY_MAX_RUNNING_PER_WORKSPACE",
        "32",
        Kind::Int { min: 1, max: 10_000, unit: "simulations" },
        "How many simulations of one workspace run at the same time in this process; more wait in a queue.",
    ),
    setting(
        "limits.guest_agents",
        "COLLOQUY_GUEST_AGENTS",
        "50",
        Kind::Int { min: 1, max: 100_000, unit: "agents" },
        "How many agents of their own a guest may have.",
    ),
    setting(
        "limits.guest_simulations",
        "COLLOQUY_GUEST_SIMULATIONS",
        "50",
        Kind::Int { min: 1, max: 100_000, unit: "simulations" },
        "How many simulations a guest may have.",
    ),
    setting(
        "limits.guest_running",
        "COLLOQUY_GUEST_RUNNING",
        "3",
        Kind::Int { min: 1, max: 10_000, unit: "simulations" },
        "How many simulations of one guest run at the same time.",
    ),
    setting(
        "limits.job_workers",
        "COLLOQUY_JOB_WORKERS",
        "4",
        Kind::Int { min: 1, max: 256, unit: "workers" },
        "How many background jobs run at the same time in this process.",
    ),
    optional(
        "model.api_key",
        "OPENAI_API_KEY",
        "not set",
        Kind::Secret,
        "Key of the model endpoint; without a key and a base URL the built-in offline model answers.",
    ),
    optional(
        "model.base_url",
        "OPENAI_BASE_URL",
        "https://api.openai.com/v1",
        Kind::Endpoint,
        "Any OpenAI-compatible endpoint, for example http://localhost:11434/v1 for Ollama.",
    ),
    optional(
        "model.name",
        "OPENAI_MODEL",
        "a usual one of the endpoint",
        Kind::Text,
        "Model that is asked when a simulation doesn't name one, for example gpt-4.1-mini.",
    ),
    setting(
        "model.timeout_seconds",
        "COLLOQUY_MODEL_TIMEOUT_SECONDS",
        "60",
        Kind::Int { min: 1, max: 3600, unit: "seconds" },
        "How long the model endpoint may stay silent before a request counts as failed.",
    ),
    setting(
        "model.concurrency",
        "COLLOQUY_MODEL_CONCURRENCY",
        "32",
        Kind::Int { min: 1, max: 10_000, unit: "requests" },
        "How many requests to the model endpoint are open at the same time.",
    ),
    setting(
        "model.scripted_delay_ms",
        "COLLOQUY_SCRIPTED_DELAY_MS",
        "90",
        Kind::Int { min: 0, max: 10_000, unit: "milliseconds" },
        "Pause between two words of the built-in offline model, so that it reads like a live answer.",
    ),
    optional(
        "fal.key",
        "COLLOQUY_FAL_KEY",
        "not set",
        Kind::Secret,
        "Key of the image service that makes profile pictures (fal.ai); without it they are drawn by Colloquy itself.",
    ),
    setting("fal.base_url", "COLLOQUY_FAL_BASE_URL", "https://queue.fal.run", Kind::Endpoint, "Address of the image service's queue."),
    setting("fal.model", "COLLOQUY_FAL_MODEL", "fal-ai/flux/schnell", Kind::Text, "Model of the image service."),
];

/// The setting with this key of `Leptos.toml`.
pub fn by_key(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|s| s.key == key)
}

/// The setting with this name in the environment.
pub fn by_env(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|s| s.env == name)
}

/// The known name that looks most like `wrong`, if one is near enough to be meant.
pub fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|name| {
            // `addr = …` outside its section means `server.addr`.
            let bare = name.split_once('.').map_or(name, |(_, bare)| bare);
            let steps = if bare.eq_ignore_ascii_case(wrong) { 0 } else { distance(wrong, name) };
            (steps, name)
        })
        .min_by_key(|(steps, _)| *steps)
        .filter(|(steps, name)| *steps <= (name.len() / 3).max(2))
        .map(|(_, name)| name)
}

/// Levenshtein distance, without regard to case.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.to_lowercase().chars().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(i + 1);
        for ((pair, right), before) in row.windows(2).zip(&b).zip(0..) {
            let (replace, delete) = match pair {
                [up_left, up] => (up_left + usize::from(left != *right), up + 1),
                _ => continue,
            };
            let insert = next.get::<usize>(before).map_or(usize::MAX, |n: &usize| n + 1);
            next.push(replace.min(delete).min(insert));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
