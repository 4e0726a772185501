//! Where mail goes, read from the settings `mail.url` and `mail.from`.

use std::fmt;
use std::path::PathBuf;

use lettre::message::Mailbox;
use reqwest::Url;

use crate::server::secrets::Secret;

/// Where mail goes.
#[derive(Clone, PartialEq, Eq)]
pub enum Route {
    /// A server, as a URL for the SMTP client; may hold a password.
    Smtp(Secret),
    /// `.eml` files in a folder, by default `mail` in the data folder.
    File(Option<PathBuf>),
    /// Kept in the process, for tests.
    Memory,
    /// Nothing is sent.
    Disabled,
}

/// The settings of mail.
#[derive(Clone, Debug)]
pub struct MailConfig {
    pub route: Route,
    pub from: Mailbox,
}

/// Shows the server without user and password.
impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Smtp(url) => f.write_str(&masked(url.expose())),
            Self::File(_) => f.write_str("file"),
            Self::Memory => f.write_str("memory"),
            Self::Disabled => f.write_str("off"),
        }
    }
}

impl Route {
    /// Reads `smtp://…`, `smtps://…`, `file`, `file:<folder>`, `memory` or `off`. Without a word about encryption, a
    /// server on another machine must offer it: a password never travels in the open by accident.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':').unwrap_or((text, "")) {
            ("off", "") => Some(Self::Disabled),
            ("memory", "") => Some(Self::Memory),
            ("file", folder) => {
                let folder = folder.strip_prefix("//").unwrap_or(folder);
                Some(Self::File(Some(folder).filter(|folder| !folder.is_empty()).map(PathBuf::from)))
            }
            ("smtp" | "smtps", _) => smtp(text).map(|url| Self::Smtp(Secret::new(url.as_str()))),
            _ => None,
        }
    }
}

fn smtp(text: &str) -> Option<Url> {
    let mut url = Url::parse(text).ok()?;
    let host = url.host_str().filter(|host| !host.is_empty())?.to_owned();
    let tls = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
    let only_tls = url.query_pairs().all(|(key, _)| key == "tls");
    if !only_tls || url.fragment().is_some() || !matches!(url.path(), "" | "/") {
        return None;
    }
    match (url.scheme(), tls.as_deref()) {
        ("smtps", None) | ("smtp", Some("required" | "opportunistic")) => {}
        // The client knows "no encryption" as the absence of the parameter.
        ("smtp", Some("none")) => url.set_query(None),
        ("smtp", None) if is_local(&host) => {}
        ("smtp", None) => url.set_query(Some("tls=required")),
        _ => return None,
    }
    Some(url)
}

fn is_local(host: &str) -> bool {
    let bare = host.trim_matches(['[', ']']);
    host == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// The URL without user and password.
pub fn masked(text: &str) -> String {
    match (text.split_once("://"), text.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://***@{host}"),
        _ => text.to_owned(),
    }
}

/// The sender when nobody set one: Colloquy at the host that people know.
pub fn sender(set: Option<&str>, public_url: &str) -> Result<Mailbox, String> {
    if let Some(text) = set {
        return text.parse().map_err(|_| format!("mail.from is {text:?}, which is not a mail address"));
    }
    let url = Url::parse(public_url).ok();
    let host = url.as_ref().and_then(Url::domain).unwrap_or("localhost");
    let address = lettre::Address::new("colloquy", host).or_else(|_| lettre::Address::new("colloquy", "localhost"));
    address.map(|address| Mailbox::new(Some("Colloquy".to_owned()), address)).map_err(|error| error.to_string())
}
