//! Why the settings can't be used: always one sentence with the setting, its source and the fix.

use std::fmt;
use std::path::PathBuf;

use super::kind::Kind;
use super::table::Setting;

/// Where a value comes from. Later sources win.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The table of settings.
    Default,
    /// A settings file.
    File(PathBuf),
    /// `.env` in the working folder.
    DotEnv,
    /// The process environment.
    Environment,
}

impl Source {
    /// The name of a setting as it is written in this source.
    pub(super) fn name_of(&self, setting: &Setting) -> &'static str {
        if matches!(self, Self::File(_)) { setting.key } else { setting.env }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::DotEnv => f.write_str(".env"),
            Self::Environment => f.write_str("environment"),
        }
    }
}

/// The start can't go on with these settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A name that is not in the table.
    #[error("Setting {name} ({source_name}) is not known: {hint}")]
    Unknown { name: String, source_name: String, hint: String },
    /// A value that the setting doesn't accept.
    #[error("Setting {name} ({source_name}) {found} but must be {expected}: correct it, or remove it to use the default.")]
    Invalid { name: String, source_name: String, found: String, expected: String },
    /// A source that can't be read or understood.
    #[error("Settings can't be read from {source_name}: {reason}.")]
    Unreadable { source_name: String, reason: String },
}

impl ConfigError {
    /// A name that is not in the table, with the name that was probably meant.
    pub(super) fn unknown(name: &str, source: &Source, meant: Option<&str>) -> Self {
        let hint = match meant {
            Some(meant) => format!("did you mean {meant}?"),
            None => "remove it, or run `colloquy config` to see every setting.".to_owned(),
        };
        Self::Unknown { name: name.to_owned(), source_name: source.to_string(), hint }
    }

    /// A value that its setting doesn't accept. Secrets are not repeated.
    pub(super) fn invalid(setting: &Setting, source: &Source, raw: &str) -> Self {
        let shown: String = raw.chars().take(80).collect();
        // The URL of a database or a mail server may hold a password.
        let hidden = setting.kind == Kind::Secret || (matches!(setting.kind, Kind::Database | Kind::Mail) && raw.contains('@'));
        let found = if hidden { "has a value that can't be used,".to_owned() } else { format!("is {shown:?}") };
        Self::Invalid {
            name: source.name_of(setting).to_owned(),
            source_name: source.to_string(),
            found,
            expected: setting.kind.expected(),
        }
    }

    /// A file that can't be read or understood.
    pub(super) fn unreadable(source_name: impl fmt::Display, reason: impl fmt::Display) -> Self {
        // One sentence on one line, whatever the parser prints.
        let reason = reason.to_string();
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        Self::Unreadable { source_name: source_name.to_string(), reason: reason.trim_end_matches('.').to_owned() }
    }
}
