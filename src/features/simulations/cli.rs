//! `colloquy check FILE`: the guards over a transcript, without a server and without settings.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::guards;
use super::guards::read::MAX_BYTES;
use super::types::{CheckInput, CheckReport, Severity};
use crate::core::{AppError, Code, Result};
use clap::{Args, ValueEnum};

/// Check a transcript.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct CheckCommand {
    /// JSON lines with speaker and text, an export (JSON, CSV, Markdown), or lines "Name: text"; - reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The speakers as a list of personas (JSON), to check facts and style too
    #[arg(long, value_name = "FILE")]
    personas: Option<PathBuf>,
    /// How the findings are printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Language of the conversation (de, German); found out when absent
    #[arg(long)]
    language: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

/// What is printed, and whether no line fails.
#[derive(Debug)]
pub struct Checked {
    pub text: String,
    pub is_clean: bool,
}

/// Reads the files and runs the guards.
pub fn run(command: &CheckCommand) -> Result<Checked> {
    let file = bytes(&command.file)?;
    let messages = guards::read::read(&file)?;
    let personas = match &command.personas {
        Some(path) => guards::read::persona_list(&bytes(path)?, &path.display().to_string())?,
        None => guards::read::personas(&file),
    };
    let input = CheckInput { messages, personas, language: command.language.clone() };
    input.validate()?;
    let report = guards::transcript::check(&input);
    let text = match command.format {
        Format::Text => told(&command.file, &input, &report),
        Format::Json => serde_json::to_string_pretty(&report).map(|json| json + "\n").map_err(|_| AppError::of(Code::Internal))?,
    };
    Ok(Checked { text, is_clean: report.measures.failed == 0 })
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    let cannot = |error: std::io::Error| AppError::new(Code::MalformedRequest, format!("{} can't be read: {error}.", path.display()));
    let most = MAX_BYTES as u64 + 1;
    let mut found = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut found).map_err(cannot)?;
    } else {
        std::fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut found)).map_err(cannot)?;
    }
    Ok(found)
}

/// The report for people.
fn told(path: &Path, input: &CheckInput, report: &CheckReport) -> String {
    let m = &report.measures;
    let language = m.language.as_deref().unwrap_or("language unknown");
    let mut out = format!("{}: {} lines, {} speakers, {language}\n", path.display(), m.lines, m.speakers);
    for finding in &report.findings {
        let line = input.messages.get(finding.turn.saturating_sub(1) as usize);
        let speaker = line.map_or("", |l| l.speaker.as_str());
        let [start, end] = finding.span;
        let severity = if finding.severity == Severity::Fail { "FAIL" } else { "warn" };
        let _ = writeln!(out, "line {}, {speaker}: {severity} {} [{start}..{end}] {}", finding.turn, finding.guard, finding.message);
        if let Some(line) = line {
            let span: String = line.text.chars().skip(start as usize).take((end.saturating_sub(start) as usize).min(120)).collect();
            let _ = writeln!(out, "    {}", span.replace('\n', " ").trim());
        }
    }
    let _ = writeln!(
        out,
        "{} of {} lines fail, {} have warnings. distinct-2 {:.2}, echo {:.3}, Gini {:.2}, A-B-A {:.2}, repeated openings {:.2}.",
        m.failed, m.lines, m.warned, m.distinct_2, m.echo, m.gini, m.aba, m.openings
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::harness::TempDir;

    fn file(folder: &TempDir, name: &str, text: &str) -> PathBuf {
        let path = folder.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn command(file: PathBuf, personas: Option<PathBuf>, format: Format) -> CheckCommand {
        CheckCommand { file, personas, format, language: None }
    }

    #[test]
    fn a_clean_transcript_ends_well() {
        let folder = TempDir::new();
        let path = file(&folder, "t.txt", "Ada: What does the bridge cost?\nTom: Nobody has asked the town yet.\n");
        let done = run(&command(path, None, Format::Text)).unwrap();
        assert!(done.is_clean && done.text.contains("2 lines, 2 speakers"), "{}", done.text);
    }

    #[test]
    fn personas_are_read_from_the_library_file_too() {
        let folder = TempDir::new();
        let path = file(&folder, "t.jsonl", "{\"speaker\":\"Ada\",\"text\":\"I'm 50 and I count on my fingers.\"}\n");
        let personas =
            file(&folder, "p.json", "[{\"slug\":\"ada\",\"name\":\"Ada\",\"archetype\":\"x\",\"expertise\":[\"y\"],\"age\":36}]");
        let done = run(&command(path, Some(personas), Format::Json)).unwrap();
        let report: CheckReport = serde_json::from_str(&done.text).unwrap();
        assert!(!done.is_clean);
        assert_eq!((report.findings[0].turn, report.findings[0].guard.as_str()), (1, "facts"));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let folder = TempDir::new();
        let missing = run(&command(folder.0.join("none.txt"), None, Format::Text)).unwrap_err();
        assert!(missing.message.contains("can't be read"), "{}", missing.message);
        let path = file(&folder, "t.txt", "Ada: Hi.\n");
        let broken = file(&folder, "p.json", "[{");
        assert!(run(&command(path, Some(broken), Format::Text)).unwrap_err().message.contains("not valid JSON"));
    }
}
