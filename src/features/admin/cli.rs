//! `colloquy user …`: people, from the command line. It works on the data folder, which no server may
//! hold meanwhile, or through the database when that is a server of its own.

use std::fmt::Write as _;
use std::io::BufRead;

use clap::Subcommand;
use tokio_util::sync::CancellationToken;

use super::service;
use super::types::role_name;
use crate::core::permission::SystemRole;
use crate::core::{AppError, Code, Result};
use crate::features::auth::types::Password;
use crate::server::clock::Clock;
use crate::server::config::Config;
use crate::server::lock::{DataLock, require_installation};
use crate::server::run as server;
use crate::server::state::AppState;

/// What to do about people. PERSON is an e-mail address, a username or an id.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum UserCommand {
    /// Show everybody: id, role, state, e-mail address and name
    List,
    /// Make somebody an administrator of the installation
    Promote {
        #[arg(value_name = "PERSON")]
        person: String,
    },
    /// Make an administrator an ordinary user again; the last one can't be demoted
    Demote {
        #[arg(value_name = "PERSON")]
        person: String,
    },
    /// Give somebody a new password, which is printed once, and end all their sessions
    ResetPassword {
        #[arg(value_name = "PERSON")]
        person: String,
        /// Read the new password from standard input instead of making one
        #[arg(long)]
        stdin: bool,
    },
    /// End all sessions of somebody
    Revoke {
        #[arg(value_name = "PERSON")]
        person: String,
        /// Revoke their API keys too
        #[arg(long)]
        keys: bool,
    },
}

/// Does it and gives what is to be printed.
pub async fn run(config: Config, command: UserCommand) -> Result<String> {
    let given = match &command {
        UserCommand::ResetPassword { stdin: true, .. } => Some(password_line(&mut std::io::stdin().lock())?),
        _ => None,
    };
    let (state, _lock) = open(config).await?;
    act(&state, command, given).await
}

/// The database, and the lock that keeps servers away from it while it is ours.
async fn open(config: Config) -> Result<(AppState, Option<DataLock>)> {
    let cannot = |why: String| AppError::new(Code::Unavailable, why);
    if config.database_url().starts_with("mem://") {
        return Err(cannot("The database is kept in memory (COLLOQUY_DATABASE_URL is mem://), so there is nobody to find.".to_owned()));
    }
    let lock = match config.is_database_embedded() {
        true => Some(DataLock::of_installation(&config.data_dir).map_err(|error| cannot(error.to_string()))?),
        false => {
            require_installation(&config.data_dir).map_err(|error| cannot(error.to_string()))?;
            None
        }
    };
    let addr = config.addr;
    let state = server::open(config, addr, CancellationToken::new(), Clock::System).await.map_err(|error| cannot(error.to_string()))?;
    Ok((state, lock))
}

/// The first line, without its end.
fn password_line(input: &mut impl BufRead) -> Result<Password> {
    let mut line = String::new();
    input.read_line(&mut line).map_err(|error| AppError::new(Code::MalformedRequest, format!("The password can't be read: {error}.")))?;
    let password = line.trim_end_matches(['\n', '\r']);
    if password.is_empty() {
        return Err(AppError::new(
            Code::MalformedRequest,
            "No password came on standard input. Pipe it in, for example from a password manager.",
        ));
    }
    Ok(Password::new(password))
}

async fn act(state: &AppState, command: UserCommand, given: Option<Password>) -> Result<String> {
    match command {
        UserCommand::List => service::list_users(state).await.map(|all| table(&all)),
        UserCommand::Promote { person } => {
            let (name, changed) = service::promote(state, &person, SystemRole::Admin).await?;
            Ok(if changed {
                format!("{name} is an administrator now.\n")
            } else {
                format!("{name} is an administrator already; nothing was changed.\n")
            })
        }
        UserCommand::Demote { person } => {
            let (name, changed) = service::promote(state, &person, SystemRole::User).await?;
            Ok(if changed {
                format!("{name} is an ordinary user now.\n")
            } else {
                format!("{name} was no administrator; nothing was changed.\n")
            })
        }
        UserCommand::ResetPassword { person, .. } => {
            let made = service::reset_password(state, &person, given).await?;
            let made = made.map(|password| format!("New password, shown once: {}\n", password.expose())).unwrap_or_default();
            Ok(format!("{made}The password was changed and all sessions were ended.\n"))
        }
        UserCommand::Revoke { person, keys } => {
            let ended = service::revoke(state, &person, keys).await?;
            let also = if keys { " API keys were revoked too." } else { "" };
            Ok(format!("{} ended.{also}\n", crate::core::format::count(ended, "session", "sessions")))
        }
    }
}

fn table(all: &[service::Listed]) -> String {
    let mut text = String::new();
    for user in all {
        let email = user.email.as_deref().unwrap_or("(guest)");
        // Names are the last column, so that spaces in them do no harm; control characters can't be in them.
        let _ = writeln!(text, "{}  {:<5}  {:<8}  {email}  {}", user.id, role_name(user.system_role), user.state.as_str(), user.name);
    }
    let _ = writeln!(text, "{}", crate::core::format::count(all.len(), "person", "people"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_first_line_of_standard_input() {
        let read = |text: &str| password_line(&mut text.as_bytes());
        assert_eq!(read("correct horse battery\nsecond\n").unwrap().expose(), "correct horse battery");
        assert_eq!(read(" spaces stay \r\n").unwrap().expose(), " spaces stay ");
        assert!(read("").is_err() && read("\n").is_err());
    }
}
