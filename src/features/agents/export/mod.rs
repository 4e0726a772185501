//! Agents leave as files: what stands before the first, each of them, and what stands after the last, so that a
//! file of any length can be sent while it is read.

mod foreign;
mod table;

use serde_json::Value;

use super::transfer::Format;
use super::types::{Agent, AgentInput};

/// The frame of a file.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    format: Format,
}

impl Frame {
    pub const fn new(format: Format) -> Self {
        Self { format }
    }

    /// The media type.
    pub const fn content_type(self) -> &'static str {
        if self.format.is_table() { "text/csv; charset=utf-8; header=present" } else { "application/json; charset=utf-8" }
    }

    /// The file's name for the one who saves it.
    pub const fn file_name(self) -> &'static str {
        match self.format {
            Format::Json => "agents.json",
            Format::Csv => "agents.csv",
            Format::Tinytroupe => "agents.tinytroupe.json",
            Format::OasisReddit => "agents.oasis-reddit.json",
            Format::OasisTwitter => "agents.oasis-twitter.csv",
            Format::Sotopia => "agents.sotopia.json",
        }
    }

    /// What stands before the first agent.
    pub fn head(self) -> String {
        match self.format {
            Format::Json => "{\"format\":\"colloquy-agents\",\"version\":1,\"agents\":[".to_owned(),
            Format::Csv => table::own_head(),
            Format::OasisTwitter => table::twitter_head(),
            _ => "[".to_owned(),
        }
    }

    /// One agent; `index` counts from 0 over the whole file.
    pub fn agent(self, index: usize, agent: Agent) -> String {
        let input = AgentInput::from_parts(agent.persona, agent.instructions);
        match self.format {
            Format::Csv => table::own(input),
            Format::OasisTwitter => table::twitter(index, &input),
            Format::Json => entry(index, serde_json::to_value(&input).unwrap_or_default()),
            Format::Tinytroupe => entry(index, foreign::tinytroupe(&input)),
            Format::OasisReddit => entry(index, foreign::reddit(&input)),
            Format::Sotopia => entry(index, foreign::sotopia(&input)),
        }
    }

    /// What stands after the last agent.
    pub const fn foot(self) -> &'static str {
        match self.format {
            Format::Json => "\n]}\n",
            Format::Csv | Format::OasisTwitter => "",
            _ => "\n]\n",
        }
    }
}

fn entry(index: usize, value: Value) -> String {
    format!("{}\n{value}", if index == 0 { "" } else { "," })
}
