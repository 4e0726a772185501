//! The identity guard: a line is said by its speaker, as this person, and by nobody else.

use super::lexicon::Phrases;
use super::text::{Line, folded};
use super::{Finding, names};

const GUARD: &str = "identity";

/// Who is in the room.
pub struct Room<'a> {
    /// The speaker.
    pub me: &'a str,
    /// Everybody, the speaker too.
    pub cast: &'a [&'a str],
    /// The speaker leads the conversation.
    pub leads: bool,
}

/// Everything the guard has to say.
pub fn check(line: &Line, room: &Room) -> Vec<Finding> {
    let mut findings = script_form(line, room);
    findings.extend(character(line));
    findings.extend(directions(line));
    if !room.leads {
        findings.extend(moderating(line));
    }
    findings.extend(wrong_name(line, room));
    findings
}

/// Titles in front of a line that no participant bears.
static ROLES: Phrases = Phrases("identity roles");

/// "Mara: …" at the start, or after a line break or a sentence: the form of a script.
fn script_form(line: &Line, room: &Room) -> Vec<Finding> {
    let mut findings = Vec::new();
    for at in 0..line.tokens.len() {
        let Some(token) = line.tokens.get(at).filter(|t| !t.quoted) else { continue };
        let opens = line.opens_sentence(at);
        let Some((end, colon)) = opens.then(|| labelled(line, at)).flatten() else { continue };
        let label: Vec<&str> = line.tokens.iter().skip(at).take(end - at).map(|t| t.raw.as_str()).collect();
        let name = label.join(" ");
        if let Some(other) = names::who(&name, room.cast).filter(|other| *other != room.me) {
            let first = at == 0;
            let message = if first {
                format!("It starts with the name of {other}, as if {other} spoke.")
            } else {
                format!("It goes on in the name of {other}; a line has one speaker.")
            };
            let stop = if first { line.chars.len() } else { end_of_part(line, colon, room) };
            findings.push(Finding::fail(GUARD, message, (token.start, stop)));
        } else if names::who(&name, room.cast).is_none() && is_role(&label) && !room.leads {
            let message = format!("It speaks as “{name}”, which is nobody in the room.");
            findings.push(Finding::fail(GUARD, message, (token.start, line.chars.len())));
        } else if at > 0 && is_invented(line, at, end, room) {
            let message = format!("It gives words to {name}, who isn't in the room.");
            findings.push(Finding::fail(GUARD, message, (token.start, end_of_part(line, colon, room))));
        }
    }
    findings
}

/// Words up to a colon that may be a name: at most four, capitalised or a role. Gives the number
/// of the word after them and the place after the colon.
fn labelled(line: &Line, at: usize) -> Option<(usize, usize)> {
    for end in at + 1..=at + 4 {
        let last = line.tokens.get(end - 1)?;
        let mut place = last.end;
        while line.at(place).is_some_and(|c| matches!(c, '*' | '_' | ' ')) {
            place += 1;
        }
        match line.at(place) {
            Some(':' | '：')
                if line
                    .at(place + 1)
                    .is_none_or(|c| c.is_whitespace() || c == '*' || super::text::is_quote(c) || super::text::is_cjk(c)) =>
            {
                return Some((end, place + 1));
            }
            _ if !line.flows(end - 1)
                && !line.gap(end - 1).trim().is_empty()
                && line.gap(end - 1).trim() != "-"
                && line.gap(end - 1) != ". " =>
            {
                return titled(line, last.end).map(|colon| (end, colon));
            }
            _ => {}
        }
    }
    None
}

/// "Mara (nurse): …" and "Mara — Head Nurse: …": what stands between name and colon. Gives the place
/// after the colon.
fn titled(line: &Line, from: usize) -> Option<usize> {
    const LONGEST: usize = 60;
    let rest: String = line.chars.iter().skip(from).take(LONGEST).collect();
    let title = match rest.strip_prefix(" (").and_then(|r| r.split_once("):")) {
        Some((title, _)) => return Some(from + title.chars().count() + 4),
        None => [" — ", " – ", " - "].iter().find_map(|dash| rest.strip_prefix(dash)).and_then(|r| r.split_once(':'))?.0,
    };
    let words: Vec<&str> = title.split_whitespace().collect();
    let capitals = words.iter().all(|w| w.chars().next().is_some_and(char::is_uppercase));
    ((1..=3).contains(&words.len()) && capitals).then(|| from + title.chars().count() + 4)
}

fn is_role(label: &[&str]) -> bool {
    label.first().is_some_and(|first| label.len() <= 2 && ROLES.contains(&first.to_lowercase().as_str()))
}

/// First and last name on a new line, followed by words in the first person: somebody new speaks.
fn is_invented(line: &Line, at: usize, end: usize, room: &Room) -> bool {
    let fresh_line = line
        .tokens
        .get(at)
        .is_some_and(|t| line.chars.iter().take(t.start).rev().find(|c| **c != ' ' && **c != '*').is_some_and(|c| *c == '\n'));
    let capitals = line.tokens.iter().skip(at).take(end - at).all(|t| t.is_name_like() && t.raw.chars().count() > 1);
    let talks = (end..end + 7).any(|word| matches!(line.word(word), "i" | "i'm" | "i've" | "ich" | "yo" | "je" | "j'ai" | "io" | "eu"));
    room.cast.len() > 1 && fresh_line && capitals && (end - at == 2) && talks
}

/// Where the words put into somebody's mouth end: before the speaker's own name, or at the end.
fn end_of_part(line: &Line, from: usize, room: &Room) -> usize {
    let own = line.tokens.iter().enumerate().find_map(|(at, token)| {
        let (end, _) = (token.start >= from && line.opens_sentence(at)).then(|| labelled(line, at)).flatten()?;
        let label: Vec<&str> = line.tokens.iter().skip(at).take(end - at).map(|t| t.raw.as_str()).collect();
        (names::who(&label.join(" "), room.cast) == Some(room.me)).then_some(token.start)
    });
    own.unwrap_or(line.chars.len())
}

/// What machines say of themselves. The word after it must not make it something else ("as an AI
/// engineer").
static MACHINE: Phrases = Phrases("identity machine");
/// The same in phrases that nothing after them can mend.
static MODEL: Phrases = Phrases("identity model");
/// Stepping out of the part.
static OUT_OF_PART: Phrases = Phrases("identity out of part");
/// Words after "as an AI" that leave it a machine.
static STILL_MACHINE: Phrases = Phrases("identity still machine");
/// After these the part is somebody else's, or only imagined.
static NOT_ME: Phrases = Phrases("identity not me");

fn character(line: &Line) -> Vec<Finding> {
    let mut findings = Vec::new();
    let sentence = |at: usize| line.sentence_of(at);
    let not_me = |at: usize| line.before(at).take(5).any(|t| NOT_ME.contains(&t.lower.as_str()));
    for (from, _) in line.find(&MODEL) {
        if !not_me(from) {
            findings.push(Finding::fail(GUARD, "It breaks character and speaks as a language model.".to_owned(), sentence(from)));
        }
    }
    for (from, to) in line.find(&MACHINE) {
        let compound = line.tokens.get(to).is_some() && line.gap(to - 1) == "-";
        let next = line.word(to);
        let pause = to >= line.tokens.len() || !line.flows(to - 1);
        let verb_first = matches!(line.word(to + 1), "ich" | "i" | "ik");
        let plain =
            matches!(line.word(from), "i'm" | "i" | "ich" | "soy" | "je" | "sono" | "sou" | "ik" | "being" | "da" | "étant" | "siendo");
        let opens = line.opens_sentence(from) || plain || verb_first;
        let machine = pause
            || STILL_MACHINE.contains(&next)
            || verb_first
            || (plain
                && matches!(next, "so" | "that" | "who" | "but" | "y" | "et" | "e" | "pero" | "mais" | "aber" | "die" | "que" | "qui"));
        let spanish = matches!(line.word(from), "como" | "enquanto" | "en" | "in") && !matches!(next, "generativa" | "générative");
        if !compound && opens && (machine || (spanish && line.opens_sentence(from))) && !not_me(from) {
            findings.push(Finding::fail(GUARD, "It breaks character and speaks as a machine.".to_owned(), sentence(from)));
        }
    }
    for (from, _) in line.find(&OUT_OF_PART) {
        if !not_me(from) {
            findings.push(Finding::fail(GUARD, "It steps out of the part that the speaker has.".to_owned(), sentence(from)));
        }
    }
    findings.dedup_by(|a, b| a.span == b.span);
    findings
}

/// Verbs of stage directions, in the third person.
static GESTURES: Phrases = Phrases("identity gestures");
/// Verbs that are directions only between asterisks.
static MOVES: Phrases = Phrases("identity moves");
/// Words in "s" that are no verbs.
static NO_VERBS: Phrases = Phrases("identity no verbs");
/// Longest direction, in words.
const DIRECTION_WORDS: usize = 9;

/// "*sighs*", "(laughs)", "[pauses]".
fn directions(line: &Line) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in line.chars.iter().enumerate() {
        if let Some((start, opened)) = open {
            let closes = matches!((opened, c), ('*', '*') | ('_', '_') | ('(', ')') | ('[', ']') | ('（', '）'));
            if closes && at > start {
                if is_direction(line, (start, at), opened) {
                    let message = format!("“{}” is a stage direction; a line has only what is said.", line.slice((start - 1, at + 1)));
                    findings.push(Finding::fail(GUARD, message, (start - 1, at + 1)));
                }
                open = None;
                continue;
            }
        }
        if matches!(c, '*' | '_' | '(' | '[' | '（') {
            open = Some((at + 1, *c));
        }
    }
    findings
}

fn is_direction(line: &Line, span: (usize, usize), mark: char) -> bool {
    let words: Vec<&str> = line.tokens.iter().filter(|t| span.0 <= t.start && t.end <= span.1).map(|t| t.lower.as_str()).collect();
    if words.is_empty() || words.len() > DIRECTION_WORDS {
        return false;
    }
    let gesture = |word: &str| GESTURES.contains(&word) || (matches!(mark, '*' | '_') && words.len() > 1 && MOVES.contains(&word));
    // "*slams the table*": a verb in the third person between asterisks.
    let verb = matches!(mark, '*' | '_')
        && words.len() > 1
        && words.first().is_some_and(|w| w.ends_with('s') && w.chars().count() > 4 && !w.ends_with("ss") && !NO_VERBS.contains(w));
    verb || words.first().is_some_and(|first| gesture(first))
        || words.get(1).is_some_and(|second| words.len() <= 6 && gesture(second))
            && !matches!(words.first(), Some(&("who" | "the" | "which" | "that")))
}

/// What only who leads the conversation says.
static LEADING: Phrases = Phrases("identity leading");
/// What sounds like it.
static OPENING_WORDS: Phrases = Phrases("identity opening words");

fn moderating(line: &Line) -> Vec<Finding> {
    let mut findings: Vec<Finding> = line
        .find(&LEADING)
        .into_iter()
        .filter(|(from, to)| {
            !line.before(*from).take(4).any(|t| NOT_ME.contains(&t.lower.as_str())) && line.gap(to - 1) != "-" && !imagined(line, *from)
        })
        .map(|(from, _)| Finding::fail(GUARD, "It speaks as the moderator, which the speaker isn't.".to_owned(), line.sentence_of(from)))
        .collect();
    let welcome = line.find(&OPENING_WORDS).into_iter().find(|(from, _)| *from < 3);
    findings.extend(
        welcome.map(|(from, _)| {
            Finding::warn(GUARD, "It opens the meeting, which is the moderator's part.".to_owned(), line.sentence_of(from))
        }),
    );
    findings
}

/// "When I worked as moderator": told of another time.
fn imagined(line: &Line, at: usize) -> bool {
    static CUES: Phrases = Phrases("identity other time");
    line.before(at).any(|t| CUES.contains(&t.lower.as_str()))
}

/// "My name is …" with a name that isn't the speaker's; "I'm …" with another participant's.
fn wrong_name(line: &Line, room: &Room) -> Vec<Finding> {
    const NAMED: [&str; 10] = [
        "my name is",
        "my name's",
        "mein name ist",
        "ich heiße",
        "ich heisse",
        "me llamo",
        "mi nombre es",
        "je m'appelle",
        "mon nom est",
        "mi chiamo",
    ];
    const BEING: [&str; 8] = ["i'm", "i am", "ich bin", "yo soy", "soy", "je suis", "moi c'est", "sono"];
    let mut findings = Vec::new();
    let mut claims: Vec<(usize, usize, bool)> = line.find(&NAMED).into_iter().map(|(from, to)| (from, to, true)).collect();
    claims.extend(line.find(&BEING).into_iter().map(|(from, to)| (from, to, false)));
    let speaking = |to: usize| !line.flows(to) || matches!(line.word(to + 1), "from" | "speaking" | "here" | "again" | "von" | "de");
    claims.extend(
        line.find(&["this is", "hier ist", "aquí", "ici"])
            .into_iter()
            .filter(|(from, to)| *from == 0 && speaking(*to))
            .map(|(from, to)| (from, to, false)),
    );
    for (from, to, named) in claims {
        let name: Vec<&str> = line
            .tokens
            .iter()
            .enumerate()
            .skip(to)
            .take(3)
            .take_while(|(at, t)| t.is_name_like() && (*at == to || line.flows(at - 1)))
            .map(|(_, t)| t.raw.as_str())
            .collect();
        let Some(first) = name.first().filter(|n| !n.ends_with("'s") && !n.ends_with("’s")) else { continue };
        let said = name.join(" ");
        let own = names::parts(room.me).iter().any(|part| folded(part) == folded(first));
        let other = names::who(first, room.cast).filter(|other| *other != room.me && !own);
        let label = if named { !own && !room.me.is_empty() && !room.cast.is_empty() } else { other.is_some() };
        if label && !reported(line, from) {
            let message = match other {
                Some(other) => format!("The speaker calls itself {other}, but is {}.", room.me),
                None => format!("The speaker calls itself {said}, but is {}.", room.me),
            };
            findings.push(Finding::fail(GUARD, message, line.sentence_of(from)));
        }
    }
    findings
}

/// "She said my name is …": somebody else's words without marks.
fn reported(line: &Line, at: usize) -> bool {
    static CUES: Phrases = Phrases("identity reported");
    line.before(at).any(|t| CUES.contains(&t.lower.as_str()))
}
