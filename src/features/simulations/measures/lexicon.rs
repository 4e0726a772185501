//! Words by which farewells, thanks and agreement are known, in English, German, French and
//! Spanish. Phrases are compared as whole words in small
//! letters; apostrophes are left out.

const FAREWELL: &[&str] = &[
    "goodbye",
    "good bye",
    "bye",
    "farewell",
    "see you next time",
    "see you soon",
    "take care",
    "have a lovely day",
    "have a great day",
    "until next time",
    "auf wiedersehen",
    "tschüss",
    "bis bald",
    "bis zum nächsten mal",
    "machs gut",
    "au revoir",
    "à bientôt",
    "à la prochaine",
    "bonne journée",
    "adiós",
    "hasta luego",
    "hasta pronto",
    "hasta la próxima",
];

const THANKS: &[&str] =
    &["thank you", "thanks", "many thanks", "grateful to you", "danke", "vielen dank", "dankeschön", "merci", "gracias", "muchas gracias"];

/// What a line that only agrees begins with.
const AGREEMENT: &[&str] = &[
    "i agree",
    "i completely agree",
    "i fully agree",
    "i totally agree",
    "i couldnt agree more",
    "absolutely",
    "exactly",
    "agreed",
    "indeed",
    "youre right",
    "you are right",
    "you are absolutely right",
    "youre absolutely right",
    "thats right",
    "well said",
    "great point",
    "good point",
    "excellent point",
    "thats a great point",
    "what a great",
    "yes",
    "precisely",
    "genau",
    "ich stimme",
    "das stimmt",
    "stimmt",
    "absolut",
    "du hast recht",
    "sie haben recht",
    "guter punkt",
    "richtig",
    "je suis daccord",
    "exactement",
    "tout à fait",
    "absolument",
    "vous avez raison",
    "tu as raison",
    "estoy de acuerdo",
    "exacto",
    "tienes razón",
    "tiene razón",
    "totalmente",
    "así es",
];

/// Words that show that a line doesn't only agree.
const DISSENT: &[&str] = &[
    "but",
    "however",
    "although",
    "disagree",
    "doubt",
    "except",
    "unless",
    "not convinced",
    "worry",
    "worries",
    "risk",
    "instead",
    "aber",
    "allerdings",
    "jedoch",
    "bezweifle",
    "zweifel",
    "sondern",
    "trotzdem",
    "mais",
    "cependant",
    "pourtant",
    "doute",
    "sauf",
    "pero",
    "sin embargo",
    "aunque",
    "duda",
    "salvo",
];

/// Words after the start of a line within which an agreement counts as its opening.
const OPENING_WORDS: usize = 9;

/// The courtesies of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Courtesy {
    pub farewell: bool,
    pub thanks: bool,
    /// It opens by agreeing, says nothing against it and asks nothing.
    pub agrees: bool,
}

impl Courtesy {
    /// Reads a line.
    pub fn of(text: &str) -> Self {
        let plain = plain(text);
        let has = |list: &[&str]| list.iter().any(|phrase| holds(&plain, phrase));
        let end = plain.match_indices(' ').nth(OPENING_WORDS).map_or(plain.len(), |(at, _)| at + 1);
        let start = plain.get(..end).unwrap_or(&plain);
        let opens = AGREEMENT.iter().any(|phrase| holds(start, phrase));
        let agrees = opens && !text.contains(['?', '？']) && !has(DISSENT);
        Self { farewell: has(FAREWELL), thanks: has(THANKS), agrees }
    }
}

/// Whether the phrase stands in the text as whole words.
fn holds(plain: &str, phrase: &str) -> bool {
    let space = |byte: Option<&u8>| byte == Some(&b' ');
    let bytes = plain.as_bytes();
    plain.match_indices(phrase).any(|(at, _)| space(bytes.get(at.wrapping_sub(1))) && space(bytes.get(at + phrase.len())))
}

/// Words in small letters between single spaces, with a space at both ends; apostrophes are gone.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    for c in text.chars().filter(|c| !matches!(c, '\'' | '’')) {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}
