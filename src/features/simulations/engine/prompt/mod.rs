//! What a model is told for one line: contract (pinned), scenario and others as this agent may see
//! them, pinned facts, the round's own instructions, a rolling summary, what it remembers, the last
//! lines it heard, and why its last attempt was refused.
//!
//! Every part has a budget in characters and the sum is bounded ([`BUDGET_CHARS`]), so that a
//! prompt has the same size at turn 20 and at turn 500. Everything that people wrote stands
//! between tags as data and can't close them, see [`fence`].
//!
//! Recipe for a new part: a function that fills a [`Section`], its budget here, a line in `build`.

mod clean;
mod contract;
mod fence;
mod heard;
mod scene;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::features::simulations::store::simulations::Plan;
use crate::features::simulations::types::{AttemptRecord, Message};
use crate::server::llm::types::ChatMessage;

use super::memory::Memory;
pub use clean::clean;
use fence::Section;
pub use fence::defused;

/// Budgets of the parts in characters. A token is about four characters of a script with spaces
/// (see `llm::pricing::estimate_tokens`), so that the whole is at most about 5,000 tokens.
const CONTRACT_CHARS: usize = 5_000;
const SCENARIO_CHARS: usize = 4_200;
const OTHERS_CHARS: usize = 1_800;
const PINS_CHARS: usize = 1_200;
const ROUND_CHARS: usize = 1_200;
const SUMMARY_CHARS: usize = 900;
const MEMORY_CHARS: usize = 900;
const WINDOW_CHARS: usize = 2_800;
const REFUSED_CHARS: usize = 1_200;
/// Rules, tags and the request itself.
const FRAME_CHARS: usize = 1_600;
/// Most characters of a prompt.
pub const BUDGET_CHARS: usize = CONTRACT_CHARS
    + SCENARIO_CHARS
    + OTHERS_CHARS
    + PINS_CHARS
    + ROUND_CHARS
    + SUMMARY_CHARS
    + MEMORY_CHARS
    + WINDOW_CHARS
    + REFUSED_CHARS
    + FRAME_CHARS;

/// Characters that the talk adds to a prompt once it is long enough.
pub const TALK_CHARS: usize = SUMMARY_CHARS + MEMORY_CHARS + WINDOW_CHARS;

/// What a prompt is made from.
pub struct PromptInput<'a> {
    pub plan: &'a Plan,
    /// Position of the speaker in the cast.
    pub me: usize,
    /// What the speaker heard, oldest first.
    pub lines: &'a [Arc<Message>],
    /// All lines so far, for the summary and what is remembered.
    pub memory: &'a Memory,
    /// Turn to be spoken, from 1.
    pub turn: u32,
    /// Turn at which the conversation ends.
    pub until: u32,
    /// Attempts of this turn that were thrown away, with the reasons.
    pub attempts: &'a [AttemptRecord],
}

/// A part and its size, for "show the prompt" and the measurements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub name: &'static str,
    pub chars: usize,
}

/// The messages for a line.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    pub messages: Vec<ChatMessage>,
    /// Characters of all messages.
    pub chars: usize,
    /// In order.
    pub parts: Vec<Part>,
}

/// Builds the prompt. Empty when nobody sits at `me`.
pub fn build(input: &PromptInput<'_>) -> Prompt {
    let Some(member) = input.plan.cast.get(input.me) else { return Prompt::default() };
    let window = heard::window(input.lines, &member.id);
    let system = [
        contract::contract(member, &input.plan.settings.language),
        contract::rules(&member.persona),
        scene::scenario(input.plan, member),
        scene::others(input.plan, member),
        scene::pins(input.plan),
        scene::round(input.plan, input.turn),
    ];
    let user = [
        heard::summary(input, member, window.first),
        heard::memories(input, member, window.first),
        window.section,
        heard::refused(input.attempts),
        heard::request(input, member),
    ];
    let parts: Vec<Part> =
        system.iter().chain(&user).filter(|s| !s.is_empty()).map(|s| Part { name: s.name(), chars: s.chars() }).collect();
    let messages = vec![ChatMessage::system(join(&system)), ChatMessage::user(join(&user))];
    let prompt = Prompt { chars: messages.iter().map(|m| m.content.chars().count()).sum(), messages, parts };
    tracing::trace!(chars = prompt.chars, of = BUDGET_CHARS, parts = ?prompt.parts, "prompt");
    prompt
}

fn join(sections: &[Section]) -> String {
    let texts: Vec<String> = sections.iter().filter(|s| !s.is_empty()).map(Section::text).collect();
    texts.join("\n")
}
