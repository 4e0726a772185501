//! Loops of a conversation: everybody says goodbye, thanks, or agrees, and nothing is added. A loop
//! of goodbyes ends the conversation; the others need somebody who asks something new.

use super::lexicon::Phrases;
use super::text::Line;

/// Lines in a row that make a loop of goodbyes or of thanks.
pub const CLOSING_LINES: usize = 3;
/// Lines in a row that make a loop of agreement.
pub const AGREEING_LINES: usize = 4;
/// A line with more words than this carries something besides its goodbye or its thanks.
const CLOSING_WORDS: usize = 32;
/// The same for agreement.
const AGREEING_WORDS: usize = 28;

/// Which loop it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loop {
    Farewell,
    Thanks,
    Agreement,
}

impl Loop {
    pub const fn as_str(self) -> &'static str {
        match self {
            Loop::Farewell => "farewell",
            Loop::Thanks => "thanks",
            Loop::Agreement => "agreement",
        }
    }

    /// Whether the conversation is over; otherwise the moderator is needed.
    pub const fn ends(self) -> bool {
        matches!(self, Loop::Farewell)
    }

    /// The reason in a sentence.
    pub fn reason(self, lines: usize) -> String {
        match self {
            Loop::Farewell => format!("The last {lines} lines only say goodbye."),
            Loop::Thanks => format!("The last {lines} lines only thank; a new question is needed."),
            Loop::Agreement => format!("The last {lines} lines only agree; a new question is needed."),
        }
    }
}

/// A loop at the end of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoopFinding {
    pub kind: Loop,
    /// Lines that take part, the last one included.
    pub lines: usize,
    pub reason: String,
}

/// The loop in which the lines (oldest first) end.
pub fn loops(lines: &[&str]) -> Option<LoopFinding> {
    let kinds: Vec<Option<Loop>> = lines.iter().rev().take(12).map(|text| kind(&Line::new(text))).collect();
    found(&kinds)
}

/// The same from what the last lines are, newest first.
pub fn found(newest_first: &[Option<Loop>]) -> Option<LoopFinding> {
    let closing = newest_first.iter().take_while(|k| matches!(k, Some(Loop::Farewell | Loop::Thanks))).count();
    let goodbyes = newest_first.iter().take(closing).filter(|k| **k == Some(Loop::Farewell)).count();
    let agreeing = newest_first.iter().take_while(|k| k.is_some()).count();
    let (kind, lines) = if closing >= CLOSING_LINES {
        // Thanks and goodbyes go together; mostly goodbyes are a farewell.
        (if goodbyes * 2 >= closing { Loop::Farewell } else { Loop::Thanks }, closing)
    } else if agreeing >= AGREEING_LINES {
        (Loop::Agreement, agreeing)
    } else {
        return None;
    };
    Some(LoopFinding { kind, lines, reason: kind.reason(lines) })
}

static FAREWELL: Phrases = Phrases("loops farewell");
static THANKS: Phrases = Phrases("loops thanks");
static AGREEMENT: Phrases = Phrases("loops agreement");
/// Words with which something of one's own begins.
static TURN: Phrases = Phrases("loops turn");

/// What a line does, if it does nothing else.
pub fn kind(line: &Line) -> Option<Loop> {
    let words = line.tokens.len();
    let asks = line.chars.iter().any(|c| matches!(c, '?' | '？' | '؟'));
    let figures = line.tokens.iter().any(|t| t.raw.chars().any(|c| c.is_ascii_digit()));
    let close = words <= CLOSING_WORDS && !asks && !figures;
    if close && count(line, &FAREWELL) > 0 && share(line, words) {
        return Some(Loop::Farewell);
    }
    if close && count(line, &THANKS) > 0 && !line.has(&TURN) && share(line, words) {
        return Some(Loop::Thanks);
    }
    let opens = (0..2).any(|at| line.any_at(at, &AGREEMENT).is_some());
    (opens && words <= AGREEING_WORDS && !asks && !figures && !line.has(&TURN)).then_some(Loop::Agreement)
}

fn count(line: &Line, list: &[&str]) -> usize {
    let mut at = 0;
    let mut found = 0;
    while at < line.tokens.len() {
        let used = line.any_at(at, list);
        found += usize::from(used.is_some());
        at += used.unwrap_or(1);
    }
    found
}

/// Whether the polite sentences are most of the line: thanks before a statement are only manners.
fn share(line: &Line, words: usize) -> bool {
    let polite: Vec<usize> = (0..line.tokens.len())
        .filter(|at| line.any_at(*at, &FAREWELL).is_some() || line.any_at(*at, &THANKS).is_some())
        .filter_map(|at| line.tokens.get(at).map(|t| t.sentence))
        .collect();
    let inside = line.tokens.iter().filter(|t| polite.contains(&t.sentence)).count();
    let last = line.tokens.last().is_some_and(|t| polite.contains(&t.sentence));
    inside * 10 >= words * 6 || (last && inside * 2 >= words)
}
