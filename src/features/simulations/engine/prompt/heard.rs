//! What was said, as this agent heard it: summary of what is long ago, what it remembers, the last
//! lines, and why its last attempt was refused.

use std::sync::Arc;

use crate::features::simulations::store::simulations::CastMember;
use crate::features::simulations::types::{AttemptRecord, Message, MessageKind};

use super::fence::{Section, clipped, defused};
use super::{FRAME_CHARS, MEMORY_CHARS, PromptInput, REFUSED_CHARS, SUMMARY_CHARS, WINDOW_CHARS};

/// Lines of the transcript in a prompt: the ear of a meeting, as in the echo measure.
const WINDOW_LINES: usize = 12;
/// Lines that stand in it even when they are long.
const LEAST_LINES: usize = 4;
/// Longest line in the window and longest one that is remembered, in characters.
const LINE_CHARS: usize = 900;
const MEMORY_LINE_CHARS: usize = 320;
/// Turns before the end from which a line is asked to come to it.
const NEAR_END: u32 = 3;

/// The last lines.
pub struct Window {
    pub section: Section,
    /// Number of the oldest message in it; everything before is memory.
    pub first: u64,
}

/// The last lines that were heard, newest kept, within the budget.
pub fn window(lines: &[Arc<Message>], me: &str) -> Window {
    let (mut kept, mut room, mut first) = (Vec::new(), WINDOW_CHARS, u64::MAX);
    for line in lines.iter().rev().take(WINDOW_LINES) {
        let least = kept.len() < LEAST_LINES;
        let most = if least { LINE_CHARS.min(WINDOW_CHARS / LEAST_LINES) } else { LINE_CHARS };
        let spoken = clipped(&spoken(line, me), most);
        let size = spoken.chars().count() + 1;
        if size > room {
            break;
        }
        room -= size;
        first = line.seq;
        kept.push(spoken);
    }
    let mut section = Section::new("window", "transcript", WINDOW_CHARS + 1);
    for line in kept.iter().rev() {
        section.line("", line);
    }
    Window { section, first }
}

/// A line with who said it; a whisper says so.
fn spoken(message: &Message, me: &str) -> String {
    let alone = if message.to.is_empty() { "" } else { " (to you alone)" };
    let who = match (message.kind, &message.speaker) {
        (MessageKind::Agent, Some(speaker)) if speaker.id == me => format!("{} (you)", speaker.name),
        (MessageKind::Agent, Some(speaker)) => format!("{}{alone}", speaker.name),
        (MessageKind::Observer, _) => format!("Moderator{alone}"),
        (MessageKind::Scene, _) => "[Scene]".to_owned(),
        _ => "[Note]".to_owned(),
    };
    format!("{}: {}", defused(&who), defused(&message.text))
}

/// The rolling summary of what came before the window.
pub fn summary(input: &PromptInput<'_>, member: &CastMember, first: u64) -> Section {
    let mut out = Section::new("summary", "summary", SUMMARY_CHARS).head("What was said long ago, in its own words:");
    for kept in input.memory.summary(&member.id, first, SUMMARY_CHARS) {
        out.line(&kept.speaker, &kept.sentence);
    }
    out
}

/// Earlier lines that the last ones bring to mind.
pub fn memories(input: &PromptInput<'_>, member: &CastMember, first: u64) -> Section {
    let mut out = Section::new("memories", "memories", MEMORY_CHARS).head("What this brings to your mind from earlier:");
    let mut found = input.memory.recall(&member.id, &member.persona.name, first);
    // The best ones that fit, then in the order of time.
    let mut room = MEMORY_CHARS;
    found.retain(|line| {
        let size = spoken(line, &member.id).chars().count().min(MEMORY_LINE_CHARS) + 1;
        let fits = size <= room;
        room -= if fits { size } else { 0 };
        fits
    });
    found.sort_by_key(|line| line.seq);
    for line in found {
        out.line("", &clipped(&spoken(&line, &member.id), MEMORY_LINE_CHARS));
    }
    out
}

/// Why the last attempts were refused, with the words that must not come again.
pub fn refused(attempts: &[AttemptRecord]) -> Section {
    let mut out = Section::new("refused", "refused", REFUSED_CHARS).head(
        "Your last attempt was not accepted, for these reasons. Say something else, in other words; the quoted passages are forbidden:",
    );
    for attempt in attempts.iter().rev() {
        for finding in &attempt.findings {
            let (from, to) = (finding.span.0 as usize, finding.span.1 as usize);
            let passage: String = attempt.text.chars().skip(from).take(to.saturating_sub(from)).collect();
            let quoted =
                if passage.trim().is_empty() { String::new() } else { format!(" Forbidden: “{}”", clipped(&defused(&passage), 240)) };
            out.line("", &format!("{}{quoted}", finding.message));
        }
        if attempt.findings.is_empty() {
            out.line("", &attempt.reason);
        }
    }
    out
}

/// The request for the line, in our words and the agent's name.
pub fn request(input: &PromptInput<'_>, member: &CastMember) -> Section {
    let mut out = Section::new("request", "", FRAME_CHARS);
    let name = &member.persona.name;
    let left = (input.until + 1).saturating_sub(input.turn);
    let end = match (input.until, left) {
        (0, _) => String::new(),
        (_, 1) => " This is the last line of the conversation.".to_owned(),
        (_, 2..=NEAR_END) => format!(" {left} lines are left, this one included: come to what you want to be decided."),
        _ => String::new(),
    };
    if input.lines.is_empty() {
        out.line("", &format!("Nobody has spoken yet. {name}, open the conversation.{end}"));
    } else {
        out.line("", &format!("{name}, it is your turn.{end}"));
    }
    out
}
