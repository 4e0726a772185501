//! What a value of a setting may be: the check, the tidy form and the words for it.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use reqwest::Url;

use crate::server::mail::Route;

/// Accepted values of a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `ip:port`.
    Addr,
    /// `http(s)://host[:port]` and nothing after it.
    Origin,
    /// `http(s)://host[:port]/path`.
    Endpoint,
    /// URL of the database.
    Database,
    /// Where mail goes; may hold a password.
    Mail,
    /// A mail address, with or without a name.
    Mailbox,
    /// A file or folder.
    Path,
    /// Comma-separated list of networks (CIDR) or single addresses.
    Networks,
    /// A whole number with its bounds, both inclusive.
    Int { min: u64, max: u64, unit: &'static str },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Directives of tracing's `EnvFilter`.
    LogFilter,
    /// One line of text.
    Text,
    /// A key or password: never printed.
    Secret,
}

impl Kind {
    /// What is accepted, to be read after "must be".
    pub fn expected(self) -> String {
        match self {
            Self::Addr => "an IP address and a port from 0 to 65535, such as 127.0.0.1:3000".into(),
            Self::Origin => "an address such as https://colloquy.example.org, without a path".into(),
            Self::Endpoint => "an http or https address such as https://api.openai.com/v1".into(),
            Self::Database => "surrealkv://<folder>?sync=every, mem://, ws://<host> or wss://<host>".into(),
            Self::Mail => "smtps://<user>:<password>@<host>, smtp://<host>:587, file, file:<folder>, memory or off".into(),
            Self::Mailbox => "a mail address such as Colloquy <colloquy@example.org>".into(),
            Self::Path => "the path of a folder".into(),
            Self::Networks => "networks separated by commas, such as 10.0.0.0/8, 192.168.1.4".into(),
            Self::Int { min, max, unit } => format!("a whole number from {min} to {max} ({unit})"),
            Self::Choice(words) => words.join(" or "),
            Self::LogFilter => "a level or directives such as info,colloquy=debug".into(),
            Self::Text => "one line of text".into(),
            Self::Secret => "one line of printable characters without spaces".into(),
        }
    }

    /// The tidy form of an accepted value; `None` when it is not accepted.
    pub fn accept(self, raw: &str) -> Option<String> {
        let value = raw.trim();
        match self {
            Self::Addr => value.parse::<SocketAddr>().ok().map(|a| a.to_string()),
            Self::Origin => origin(value),
            Self::Endpoint => web_url(value).map(|_| value.trim_end_matches('/').to_owned()),
            Self::Database => is_database(value).then(|| value.to_owned()),
            Self::Mail => Route::parse(value).map(|_| value.to_owned()),
            Self::Mailbox => value.parse::<lettre::message::Mailbox>().ok().map(|_| value.to_owned()),
            Self::Networks => networks(value).map(|list| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
            Self::Int { min, max, .. } => value.parse::<u64>().ok().filter(|n| (min..=max).contains(n)).map(|n| n.to_string()),
            Self::Choice(words) => words.iter().find(|w| w.eq_ignore_ascii_case(value)).map(|w| (*w).to_owned()),
            Self::LogFilter => log_filter(value),
            Self::Path | Self::Text => (!value.chars().any(char::is_control)).then(|| value.to_owned()),
            Self::Secret => value.chars().all(|c| c.is_ascii_graphic()).then(|| value.to_owned()),
        }
    }
}

/// The directives without the spaces between them, which the library refuses. It takes every word for
/// the name of a module of which all is logged, also a mistyped level.
fn log_filter(value: &str) -> Option<String> {
    const LEVELS: [&str; 6] = ["error", "warn", "info", "debug", "trace", "off"];
    let is_meant =
        |part: &str| part.contains(['=', ':', '[']) || part == "colloquy" || LEVELS.iter().any(|level| level.eq_ignore_ascii_case(part));
    let parts: Vec<&str> = value.split(',').map(str::trim).collect();
    let tidy = parts.join(",");
    (parts.into_iter().all(is_meant) && tracing_subscriber::EnvFilter::try_new(&tidy).is_ok()).then_some(tidy)
}

/// Parses a comma-separated list; a single address counts as a network of one.
pub(super) fn networks(value: &str) -> Option<Vec<IpNet>> {
    value
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| part.parse::<IpNet>().ok().or_else(|| part.parse::<IpAddr>().ok().map(IpNet::from)))
        .collect()
}

fn web_url(value: &str) -> Option<Url> {
    let url = Url::parse(value).ok()?;
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    (plain && matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

fn origin(value: &str) -> Option<String> {
    let url = web_url(value)?;
    (url.path() == "/").then(|| url.origin().ascii_serialization())
}

fn is_database(value: &str) -> bool {
    match value.split_once("://") {
        Some(("surrealkv", path)) => path.split('?').next().is_some_and(|folder| !folder.is_empty()),
        Some(("mem", _)) => true,
        Some(("ws" | "wss", _)) => Url::parse(value).is_ok_and(|url| url.has_host()),
        _ => false,
    }
}
