//! What a person can say about itself: sentences of the persona, which speaks in the third person,
//! turned into the first. Whatever can't be turned safely is left out, never guessed.

use crate::features::agents::types::Persona;

use super::question::is_verb;
use super::text::{count, sentences, upper_first};

/// How a person is spoken of.
struct Pronouns {
    subject: &'static str,
    object: &'static str,
    possessive: &'static str,
    reflexive: &'static str,
}

fn pronouns(persona: &Persona) -> Option<Pronouns> {
    let said = persona.pronouns.to_lowercase();
    let of = |subject, object, possessive, reflexive| Some(Pronouns { subject, object, possessive, reflexive });
    match said.split('/').next().unwrap_or("").trim() {
        "she" => of("she", "her", "her", "herself"),
        "he" => of("he", "him", "his", "himself"),
        "they" => of("they", "them", "their", "themselves"),
        _ => None,
    }
}

/// To whom the persona's words are turned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// "I keep my notes."
    First,
    /// "you keep your notes."
    Second,
}

const PEOPLE: &str = " mother father sister brother son daughter wife husband grandmother grandfather granny aunt uncle woman man boss fisherman patient client manager colleague magistrate judge friend child customer engineer teacher accountant technician driver minister director owner neighbour student ";
const ANAPHORA: &str = " that this it its none these those nobody their his her another neither such the then some few there ";
const PRIVATE: &str = " sundays saturdays weekends choir garden church sings bakes cycles swims hikes knits plays breeds restores mends dog cat wife husband daughters sons collects widowed married divorced crosswords grew born raised parents studied childhood ";

/// Sentences of the background that stand alone and tell of work, in the first person.
pub fn cases(persona: &Persona) -> Vec<String> {
    let all = sentences(&persona.background);
    let last = all.len().saturating_sub(1);
    all.iter()
        .enumerate()
        .filter(|(at, s)| (*at < last || last == 0) && stands_alone(s) && !starts_with_another(persona, s))
        .filter_map(|(_, s)| first_person(persona, s))
        .collect()
}

/// Whether the sentence begins with "he" or "she" and means somebody else.
fn starts_with_another(persona: &Persona, sentence: &str) -> bool {
    let first = sentence.split_whitespace().next().unwrap_or("").to_lowercase();
    matches!(first.as_str(), "he" | "she") && pronouns(persona).is_none_or(|p| p.subject != first)
}

fn stands_alone(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let first = lower.split_whitespace().next().unwrap_or("").trim_matches(|c: char| !c.is_alphanumeric());
    let private = lower.split(|c: char| !c.is_alphanumeric()).any(|w| PRIVATE.contains(&format!(" {w} ")));
    (11..=34).contains(&count(sentence))
        && !ANAPHORA.contains(&format!(" {first} "))
        && !private
        && !lower.starts_with("since then")
        && !lower.starts_with("from that")
        && !lower.split_whitespace().any(|w| w == "this")
}

/// The sentence with the person as "I"; `None` when it isn't about the person or may go wrong.
pub fn first_person(persona: &Persona, sentence: &str) -> Option<String> {
    let spoken = turn(persona, sentence, Voice::First, false)?;
    let about_me = spoken.split(|c: char| !c.is_alphanumeric()).any(|w| w == "I");
    about_me.then(|| upper_first(&spoken))
}

/// A habit ("asks how she does it") as base verb first ("ask how I do it"), for the verbs that
/// lead on to something on their own.
pub fn habit(persona: &Persona, habit: &str) -> Option<String> {
    const LEADING: &str = " ask propose suggest offer demand insist ";
    let (verb, rest) = habit.split_once(' ')?;
    let base = base_form(verb)?;
    if !LEADING.contains(&format!(" {base} ")) || rest.contains("others") || rest.contains("speaker") {
        return None;
    }
    turn(persona, &format!("{base} {rest}"), Voice::First, true)
}

/// A goal or a noun phrase about the person, turned.
pub fn turned(persona: &Persona, text: &str, voice: Voice) -> Option<String> {
    turn(persona, text.trim_end_matches('.'), voice, false)
}

fn turn(persona: &Persona, sentence: &str, voice: Voice, verb_first: bool) -> Option<String> {
    let Some(p) = pronouns(persona) else {
        let safe = ["she", "he", "they", "her", "his", "their", "him", "them"];
        let clean = !sentence.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|w| safe.contains(&w));
        return clean.then(|| sentence.to_owned());
    };
    let tokens: Vec<&str> = sentence.split_whitespace().collect();
    let mut state =
        State { out: Vec::with_capacity(tokens.len()), verb_next: false, present: verb_first, me: false, people: false, relative: false };
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let next = tokens.get(at + 1).copied().unwrap_or("");
        let name_words = name_length(persona, &tokens, at);
        if name_words > 0 {
            let whole = tokens.get(at + name_words - 1).copied().unwrap_or(token);
            let before = at.checked_sub(1).and_then(|b| tokens.get(b)).copied().unwrap_or("");
            state.name(whole, voice, is_object(before));
            at += name_words;
            continue;
        }
        state.word(token, next, &p, voice)?;
        at += 1;
    }
    let text = state.out.join(" ");
    let odd = text.contains(" I has ") || text.contains(" I is ") || text.contains(" I are ");
    (!odd && (state.me || !text.contains(" I "))).then_some(text)
}

struct State {
    out: Vec<String>,
    verb_next: bool,
    /// A present-tense verb was turned, so that verbs joined by "and" have to follow.
    present: bool,
    me: bool,
    people: bool,
    /// Inside a clause about somebody or something else.
    relative: bool,
}

impl State {
    fn name(&mut self, token: &str, voice: Voice, object: bool) {
        let possessive = token.contains("'s") || token.contains("’s") || token.ends_with("s'");
        let (subject, owner) = if voice == Voice::First { ("I", "my") } else { ("you", "your") };
        let acted_on = if voice == Voice::First { "me" } else { "you" };
        let spoken = if object { acted_on } else { subject };
        self.out.push(if possessive { owner.to_owned() } else { with_marks(token, spoken) });
        self.verb_next = !possessive && !object && !token.ends_with(',');
        self.me = true;
    }

    fn word(&mut self, token: &str, next: &str, p: &Pronouns, voice: Voice) -> Option<()> {
        let bare = token.trim_matches(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'));
        let lower = bare.to_lowercase();
        let (subject, object, owner, own) =
            if voice == Voice::First { ("I", "me", "my", "myself") } else { ("you", "you", "your", "yourself") };
        let singular = lower.trim_end_matches("'s");
        let person = if p.subject == "they" { singular.trim_end_matches('s') } else { singular };
        if PEOPLE.contains(&format!(" {person} ")) {
            self.people = true;
        }
        if matches!(lower.as_str(), "who" | "which" | "that" | "whose") {
            self.relative = true;
        }
        let mine = lower == p.subject || lower == p.object || lower == p.possessive;
        if mine && self.people && (lower == p.subject || lower == p.object || p.subject == "they") {
            return None;
        }
        if p.subject == "they" && lower == "they" && !self.out.is_empty() && !self.me {
            return None;
        }
        let turned = if lower == p.subject {
            self.me = true;
            self.verb_next = true;
            subject
        } else if lower == p.reflexive {
            own
        } else if lower == p.possessive && (p.possessive != p.object || is_possessive(token, next)) {
            owner
        } else if lower == p.object {
            object
        } else {
            let word = self.plain(token, &lower, next)?;
            self.out.push(word);
            return Some(());
        };
        self.out.push(with_marks(token, turned));
        Some(())
    }

    fn plain(&mut self, token: &str, lower: &str, next: &str) -> Option<String> {
        const ADVERBS: &str = " always still never also now often sometimes usually rarely once later then just only simply regularly first already recently ";
        if self.verb_next {
            if ADVERBS.contains(&format!(" {lower} ")) || token.ends_with("ly") {
                return Some(token.to_owned());
            }
            self.verb_next = false;
            return Some(self.conjugated(token, lower));
        }
        let joined = self.out.last().is_some_and(|w| matches!(w.as_str(), "and" | "but" | "yet" | "or"));
        let comma = self.present && self.out.last().is_some_and(|w| w.ends_with(','));
        let other = joined && self.relative && base_form(lower).is_some() && follows_verb(next);
        if other {
            // After a past tense the present belongs to the other clause; else it can't be told.
            return (!self.present).then(|| token.to_owned());
        }
        if joined && self.me && matches!(lower, "has" | "does" | "is") {
            return Some(self.conjugated(token, lower));
        }
        if (joined || comma) && self.me && base_form(lower).is_some() && follows_verb(next) {
            return Some(self.conjugated(token, lower));
        }
        if joined && self.present && self.me && base_form(lower).is_some() {
            // A verb that has to follow, or a plural noun: known verbs only.
            return is_verb(&base_form(lower)?).then(|| self.conjugated(token, lower));
        }
        Some(token.to_owned())
    }

    fn conjugated(&mut self, token: &str, lower: &str) -> String {
        let form = match lower {
            "is" | "are" => "am".to_owned(),
            "isn't" => "am not".to_owned(),
            "were" => "was".to_owned(),
            "has" => "have".to_owned(),
            "hasn't" => "haven't".to_owned(),
            "does" => "do".to_owned(),
            "doesn't" => "don't".to_owned(),
            _ => match base_form(lower) {
                Some(base) => base,
                None => return token.to_owned(),
            },
        };
        self.present = true;
        with_marks(token, &form)
    }
}

/// Whether somebody named after this word is acted upon: "read by her", "asked her".
fn is_object(before: &str) -> bool {
    const BEFORE: &str = " by to for with from of at about on against behind beside near under over like without asked told made taught gave called left let showed cost sent elected hired promoted brought took put kept offered invited saw met helped found won earned forced obliged persuaded drove cured got ";
    BEFORE.contains(&format!(" {} ", before.to_lowercase()))
}

/// "reads" to "read"; `None` when the word isn't the third person of a verb in the present.
fn base_form(word: &str) -> Option<String> {
    const NOT_VERBS: &str = " was is as his this its us thus always across less perhaps plus yes has does besides unless others years ";
    match word {
        "has" => return Some("have".to_owned()),
        "does" => return Some("do".to_owned()),
        "is" => return Some("am".to_owned()),
        _ => {}
    }
    if NOT_VERBS.contains(&format!(" {word} ")) || word.ends_with("ss") || word.ends_with("us") {
        return None;
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return Some(format!("{stem}y"));
    }
    if ["sses", "shes", "ches", "xes", "zzes", "oes"].iter().any(|e| word.ends_with(e)) {
        return word.strip_suffix("es").map(str::to_owned);
    }
    word.strip_suffix('s').filter(|stem| stem.len() > 1).map(str::to_owned)
}

fn follows_verb(next: &str) -> bool {
    const AFTER: &str = " the a an every each no his her their my in at on by with to one two three it that them him never not only still always whatever what when how up down out for from about himself herself nobody everybody both been after before until over under into onto as whenever ";
    let bare = next.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    AFTER.contains(&format!(" {bare} "))
}

/// Whether "her" before this word is a possessive.
fn is_possessive(token: &str, next: &str) -> bool {
    const NOT_OWNED: &str = " to that in at on by with for from and but or about of as how what when if a an the because while after before again once into over ";
    let bare = next.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    token.ends_with(|c: char| c.is_alphanumeric()) && !bare.is_empty() && !NOT_OWNED.contains(&format!(" {bare} "))
}

fn with_marks(token: &str, word: &str) -> String {
    let start = token.find(|c: char| c.is_alphanumeric()).unwrap_or(0);
    let end = token
        .rfind(|c: char| c.is_alphanumeric())
        .map_or(token.len(), |at| at + token.get(at..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
    format!("{}{word}{}", token.get(..start).unwrap_or(""), token.get(end..).unwrap_or(""))
}

/// How many tokens from `at` are the person's name.
fn name_length(persona: &Persona, tokens: &[&str], at: usize) -> usize {
    let parts: Vec<&str> = persona.name.split_whitespace().map(|p| p.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let is_part = |(offset, t): &(usize, &&str)| {
        let bare = t.trim_matches(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\'' || c == '’'));
        let bare = bare.trim_end_matches("'s").trim_end_matches("’s");
        parts.iter().any(|p| *p == bare || (at + offset == 0 && upper_first(p) == bare))
    };
    let length = tokens.iter().skip(at).enumerate().take_while(is_part).count().min(3);
    // "van" and "de" alone are words like others.
    let named = tokens.iter().skip(at).take(length).any(|t| t.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase));
    if named { length } else { 0 }
}
