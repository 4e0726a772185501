//! Who speaks next: a pure function of the transcript, with the reason for the choice.

use crate::features::simulations::types::{Message, MessageKind, Policy};

/// A choice and why it was made, in words for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Index in the cast.
    pub speaker: usize,
    pub reason: String,
}

/// The next speaker. `names` are the cast's names in order; never empty. Nobody speaks twice in a
/// row unless alone.
pub fn choose(policy: Policy, names: &[&str], lines: &[Message]) -> Choice {
    let speakers: Vec<usize> = lines.iter().filter_map(|line| index_of(names, line)).collect();
    let last = speakers.last().copied();
    if let (Policy::MentionFirst, Some(choice)) = (policy, mentioned(names, lines, last)) {
        return choice;
    }
    match (policy, last) {
        (Policy::RoundRobin, Some(last)) => {
            Choice { speaker: (last + 1) % names.len().max(1), reason: "Next in the order of the panel.".to_owned() }
        }
        (_, None) => Choice { speaker: 0, reason: "Opens the conversation.".to_owned() },
        (Policy::MentionFirst, Some(_)) => longest_silent(names, &speakers, last),
    }
}

/// Index of an agent's line in the cast: participants are numbered `p1`, `p2`, ….
fn index_of(names: &[&str], line: &Message) -> Option<usize> {
    if line.kind != MessageKind::Agent {
        return None;
    }
    let number: usize = line.speaker.as_ref()?.id.strip_prefix('p')?.parse().ok()?;
    number.checked_sub(1).filter(|i| *i < names.len())
}

/// Who is addressed by name in what was said since the last agent spoke, that line included. The
/// observer's words count first, then the latest name in the line.
fn mentioned(names: &[&str], lines: &[Message], last: Option<usize>) -> Option<Choice> {
    let mut since: Vec<&Message> = Vec::new();
    for line in lines.iter().rev() {
        since.push(line);
        if line.kind == MessageKind::Agent {
            break;
        }
    }
    let observers_first =
        since.iter().filter(|l| l.kind != MessageKind::Agent).chain(since.iter().filter(|l| l.kind == MessageKind::Agent));
    for line in observers_first {
        let by = line.speaker.as_ref().map_or("the observer", |s| s.name.as_str());
        let found = names
            .iter()
            .enumerate()
            .filter(|(i, _)| Some(*i) != last || names.len() == 1)
            .filter_map(|(i, name)| last_mention(&line.text, name).map(|at| (at, i)))
            .max();
        if let Some((_, speaker)) = found {
            return Some(Choice { speaker, reason: format!("Addressed by {by}.") });
        }
    }
    None
}

/// Byte position of the last mention of a person by first or full name, as whole words.
pub fn last_mention(text: &str, name: &str) -> Option<usize> {
    let first = name.split_whitespace().next().unwrap_or(name);
    let boundary = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    text.rmatch_indices(first)
        .find(|(at, hit)| {
            let before = text.get(..*at).and_then(|t| t.chars().next_back());
            let after = text.get(at + hit.len()..).and_then(|t| t.chars().next());
            boundary(before) && boundary(after)
        })
        .map(|(at, _)| at)
}

fn longest_silent(names: &[&str], speakers: &[usize], last: Option<usize>) -> Choice {
    let silent_since = |i: usize| speakers.iter().rposition(|s| *s == i);
    let pick = (0..names.len())
        .filter(|i| Some(*i) != last)
        .min_by_key(|i| silent_since(*i).map_or(-1, |at| i64::try_from(at).unwrap_or(i64::MAX)));
    let speaker = pick.unwrap_or(0);
    let reason = match silent_since(speaker) {
        None => "Has not spoken yet.".to_owned(),
        Some(at) => format!("Has been silent for {} turns.", speakers.len() - at - 1),
    };
    Choice { speaker, reason }
}
