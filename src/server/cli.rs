//! The command line. Each command gets checked settings and ends with an exit code: 0 done,
//! 1 failed, 2 wrong settings or wrong command line.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::clock::Clock;
use super::config::{self, Config};
use super::doctor;
use super::lock::DataLock;
use super::run::StartError;
use super::secrets::Secrets;
use crate::features::admin::cli::{self as people, UserCommand};
use crate::features::simulations::cli::{self as transcripts, CheckCommand};

/// Exit code for settings that can't be used; clap uses the same for a wrong command line.
const WRONG_SETTINGS: u8 = 2;

/// Arguments of the program.
#[derive(Debug, Parser)]
#[command(
    name = "colloquy",
    version,
    about,
    after_help = "Settings: `colloquy config` shows every one with its value, source and meaning."
)]
pub struct Cli {
    /// Settings file to read instead of Leptos.toml in the working folder
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Subcommand)]
enum Command {
    /// Run the service (what happens without a command)
    #[default]
    Serve,
    /// Check settings, data folder, database, model endpoint and files, with a next step for each problem
    Doctor,
    /// Print every setting with its value, source and meaning
    Config,
    /// Sign access tokens with a new key; the old one is believed until its last token has expired
    RotateKeys,
    /// Repair people without a personal workspace, memberships and sessions of nobody, and workspaces without owner; needs a stopped server
    Sync {
        /// Only say what would be done; ends with 1 when there is something to do
        #[arg(long)]
        dry_run: bool,
    },
    /// Check a transcript for repeats, wrong speakers, wrong facts, loops and leaks; ends with 1 when a line fails
    Check(CheckCommand),
    /// Print the description of the HTTP API (OpenAPI, JSON)
    Openapi,
    /// People: list, promote, demote, reset-password, revoke
    #[command(subcommand)]
    User(UserCommand),
}

/// Runs the command and says how the process ends.
pub async fn run(cli: Cli) -> ExitCode {
    let command = cli.command.unwrap_or_default();
    // Needs no settings, so that it works in any build.
    if command == Command::Openapi {
        return openapi();
    }
    if let Command::Check(command) = &command {
        return check(command);
    }
    match (command, Config::of_process(cli.config.as_deref())) {
        (Command::Doctor, settings) => doctor::run(settings).await,
        (_, Err(error)) => fail(&error, WRONG_SETTINGS),
        (Command::User(command), Ok(config)) => match people::run(config, command).await {
            Ok(text) => print(&text),
            Err(error) => fail(&error, 1),
        },
        (Command::Config, Ok(config)) => print(&config::show(&config)),
        (Command::RotateKeys, Ok(config)) => rotate_keys(&config),
        (Command::Sync { dry_run }, Ok(config)) => sync(config, dry_run).await,
        (_, Ok(config)) => serve(config).await,
    }
}

async fn sync(config: Config, dry_run: bool) -> ExitCode {
    match super::sync::run(config, dry_run).await {
        Ok(outcome) => {
            let mut text = String::new();
            for line in outcome.lines.iter().chain([&outcome.summary]) {
                text += line;
                text.push('\n');
            }
            let printed = print(&text);
            if outcome.is_clean { printed } else { ExitCode::FAILURE }
        }
        Err(error) => fail(&error, 1),
    }
}

async fn serve(config: Config) -> ExitCode {
    match super::run(config).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error @ StartError::Setting(_)) => fail(&error, WRONG_SETTINGS),
        Err(error) => fail(&error, 1),
    }
}

fn rotate_keys(config: &Config) -> ExitCode {
    let _held = match DataLock::of_installation(&config.data_dir) {
        Ok(held) => held,
        Err(error) => return fail(&error, 1),
    };
    let grace = chrono::TimeDelta::minutes(i64::from(config.access_token_minutes) + 1);
    match Secrets::rotate(&config.data_dir, Clock::System.now(), grace) {
        Ok(secrets) => print(&format!(
            "Access tokens are signed with key {} from the next start on. Tokens of the old key are believed for {} minutes; sessions stay.\n",
            secrets.signing_key.id(),
            grace.num_minutes()
        )),
        Err(error) => fail(&error, 1),
    }
}

fn check(command: &CheckCommand) -> ExitCode {
    match transcripts::run(command) {
        Ok(checked) => {
            let printed = print(&checked.text);
            if checked.is_clean { printed } else { ExitCode::FAILURE }
        }
        Err(error) => fail(&error, WRONG_SETTINGS),
    }
}

fn openapi() -> ExitCode {
    match serde_json::to_string_pretty(&super::openapi::document()) {
        Ok(text) => print(&(text + "\n")),
        Err(error) => fail(&error, 1),
    }
}

/// Writes to standard output. A reader that has gone (`… | head`) is not a failure.
pub(super) fn print(text: &str) -> ExitCode {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}

/// Says why nothing goes on, in one line.
fn fail(error: &dyn std::fmt::Display, code: u8) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "colloquy: {error}");
    ExitCode::from(code)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn command(arguments: &[&str]) -> Option<Command> {
        Cli::try_parse_from(["colloquy"].iter().chain(arguments)).unwrap().command
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn serve_is_what_happens_without_a_command() {
        assert_eq!(command(&[]).unwrap_or_default(), Command::Serve);
        assert_eq!(command(&["sync", "--dry-run"]), Some(Command::Sync { dry_run: true }));
        assert_eq!(command(&["doctor", "--config", "other.toml"]), Some(Command::Doctor));
    }

    #[test]
    fn an_unknown_command_is_refused() {
        assert_eq!(Cli::try_parse_from(["colloquy", "sevre"]).unwrap_err().exit_code(), i32::from(WRONG_SETTINGS));
    }
}
