//! The identity guard: a line is said by its speaker, as this person, and by nobody else.

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
const ROLES: [&str; 26] = [
    "moderator",
    "moderatorin",
    "moderador",
    "moderadora",
    "modérateur",
    "modératrice",
    "facilitator",
    "host",
    "narrator",
    "erzähler",
    "narrador",
    "narradora",
    "narrateur",
    "narratrice",
    "observer",
    "beobachter",
    "system",
    "assistant",
    "user",
    "ai",
    "ki",
    "ia",
    "human",
    "stage",
    "regie",
    "everyone",
];

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
                // A bracketed profession may stand between name and colon.
                let rest: String = line.chars.iter().skip(last.end).take(60).collect();
                let closing = rest.strip_prefix(" (").and_then(|r| r.find("):"))?;
                let bytes = rest.get(..closing + 2 + 2)?;
                return Some((end, last.end + bytes.chars().count()));
            }
            _ => {}
        }
    }
    None
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
const MACHINE: [&str; 40] = [
    "as an ai",
    "as an artificial intelligence",
    "i'm an ai",
    "i am an ai",
    "i'm just an ai",
    "i am just an ai",
    "i'm only an ai",
    "being an ai",
    "i'm a chatbot",
    "i'm an artificial intelligence",
    "i am an artificial intelligence",
    "als ki",
    "als künstliche intelligenz",
    "als eine ki",
    "ich bin eine ki",
    "ich bin nur eine ki",
    "ich bin eine künstliche intelligenz",
    "da ich eine ki bin",
    "como ia",
    "como una ia",
    "como inteligencia artificial",
    "como una inteligencia artificial",
    "soy una ia",
    "soy una inteligencia artificial",
    "siendo una ia",
    "en tant qu'ia",
    "en tant qu'intelligence artificielle",
    "je suis une ia",
    "je suis une intelligence artificielle",
    "étant une ia",
    "in quanto ia",
    "in quanto intelligenza artificiale",
    "sono un'ia",
    "sono un'intelligenza artificiale",
    "enquanto ia",
    "como uma ia",
    "sou uma ia",
    "sou uma inteligência artificial",
    "als ai",
    "ik ben een ai",
];
/// The same in phrases that nothing after them can mend.
const MODEL: [&str; 38] = [
    "as an ai language model",
    "as a language model",
    "as a large language model",
    "i'm a language model",
    "i am a language model",
    "i'm a large language model",
    "i am a large language model",
    "as an ai assistant",
    "as a virtual assistant",
    "i'm an ai assistant",
    "my training data",
    "i was trained by openai",
    "my knowledge cutoff",
    "my knowledge cut-off",
    "i don't have personal experiences",
    "i do not have personal experiences",
    "i don't have personal opinions",
    "i do not have personal opinions",
    "als sprachmodell",
    "als ki sprachmodell",
    "als großes sprachmodell",
    "ich bin ein sprachmodell",
    "als ki assistent",
    "meine trainingsdaten",
    "ich habe keine persönlichen erfahrungen",
    "como modelo de lenguaje",
    "como un modelo de lenguaje",
    "soy un modelo de lenguaje",
    "mis datos de entrenamiento",
    "no tengo experiencias personales",
    "en tant que modèle de langage",
    "je suis un modèle de langage",
    "mes données d'entraînement",
    "je n'ai pas d'expériences personnelles",
    "come modello linguistico",
    "sono un modello linguistico",
    "como modelo de linguagem",
    "als taalmodel",
];
/// Stepping out of the part.
const OUT_OF_PART: [&str; 20] = [
    "in this roleplay",
    "in this role play",
    "as a fictional character",
    "as a simulated",
    "i'm roleplaying",
    "i am roleplaying",
    "i'm playing the role",
    "i am playing the role",
    "stay in character",
    "staying in character",
    "break character",
    "in diesem rollenspiel",
    "als fiktive figur",
    "ich spiele die rolle",
    "en este juego de rol",
    "como personaje ficticio",
    "dans ce jeu de rôle",
    "en tant que personnage fictif",
    "je joue le rôle",
    "hago el papel",
];
/// Words after "as an AI" that leave it a machine.
const STILL_MACHINE: [&str; 12] =
    ["language", "model", "assistant", "system", "chatbot", "sprachmodell", "modell", "assistent", "i", "sprachassistent", "and", "und"];
/// After these the part is somebody else's, or only imagined.
const NOT_ME: [&str; 18] = [
    "treat", "treats", "use", "see", "regard", "regards", "sell", "sold", "market", "if", "pretend", "not", "never", "wenn", "nicht", "si",
    "no", "pas",
];

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
const GESTURES: [&str; 58] = [
    "sighs",
    "laughs",
    "nods",
    "smiles",
    "pauses",
    "shrugs",
    "chuckles",
    "grins",
    "frowns",
    "winks",
    "smirks",
    "blushes",
    "coughs",
    "leans",
    "clears",
    "gestures",
    "sips",
    "giggles",
    "laughing",
    "sighing",
    "nodding",
    "smiling",
    "pause",
    "laughter",
    "silence",
    "seufzt",
    "lacht",
    "nickt",
    "lächelt",
    "räuspert",
    "grinst",
    "zwinkert",
    "schmunzelt",
    "hustet",
    "seufzend",
    "lachend",
    "nickend",
    "lächelnd",
    "suspira",
    "ríe",
    "asiente",
    "sonríe",
    "tose",
    "suspirando",
    "riendo",
    "asintiendo",
    "sonriendo",
    "risas",
    "silencio",
    "pausa",
    "soupire",
    "rit",
    "hoche",
    "sourit",
    "hausse",
    "tousse",
    "rires",
    "soupir",
];
/// Verbs that are directions only between asterisks.
const MOVES: [&str; 26] = [
    "looks",
    "raises",
    "crosses",
    "shakes",
    "takes",
    "turns",
    "stands",
    "sits",
    "puts",
    "picks",
    "points",
    "adjusts",
    "folds",
    "taps",
    "thinks",
    "schüttelt",
    "lehnt",
    "zuckt",
    "schaut",
    "hebt",
    "mira",
    "levanta",
    "cruza",
    "regarde",
    "lève",
    "croise",
];
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
    words.first().is_some_and(|first| gesture(first))
        || words.get(1).is_some_and(|second| words.len() <= 6 && gesture(second))
            && !matches!(words.first(), Some(&("who" | "the" | "which" | "that")))
}

/// What only who leads the conversation says.
const LEADING: [&str; 28] = [
    "as your moderator",
    "as the moderator",
    "as moderator",
    "as your facilitator",
    "as the facilitator of this",
    "as your host",
    "as the host of this",
    "i'll be moderating",
    "i will be moderating",
    "i'll be your moderator",
    "i'm your moderator",
    "i am your moderator",
    "als moderator",
    "als moderatorin",
    "als ihr moderator",
    "als ihre moderatorin",
    "ich moderiere",
    "como moderador",
    "como moderadora",
    "como su moderador",
    "seré su moderador",
    "en tant que modérateur",
    "en tant que modératrice",
    "en tant qu'animateur",
    "je serai votre modérateur",
    "come moderatore",
    "como moderadora deste",
    "in qualità di moderatore",
];
/// What sounds like it.
const OPENING_WORDS: [&str; 18] = [
    "welcome to today's",
    "welcome everyone to",
    "welcome everybody to",
    "welcome to this panel",
    "welcome to our panel",
    "welcome to the panel",
    "thank you for joining today's",
    "our next panelist",
    "our next speaker",
    "willkommen zu unserer",
    "willkommen zur heutigen",
    "herzlich willkommen zu",
    "bienvenidos a",
    "bienvenidas a",
    "bienvenue à",
    "bienvenue dans",
    "benvenuti a",
    "bem-vindos ao",
];

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
    const CUES: [&str; 22] = [
        "when",
        "if",
        "worked",
        "work",
        "served",
        "once",
        "years",
        "hired",
        "you",
        "she",
        "he",
        "they",
        "als",
        "wenn",
        "früher",
        "jahre",
        "cuando",
        "trabajé",
        "quand",
        "travaillé",
        "si",
        "ella",
    ];
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
    const CUES: [&str; 14] =
        ["said", "says", "if", "when", "imagine", "suppose", "sagt", "sagte", "wenn", "dijo", "cuando", "dit", "quand", "si"];
    line.before(at).any(|t| CUES.contains(&t.lower.as_str()))
}
