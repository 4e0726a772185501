//! What a person is called, and its own phrases as sentences.

use crate::features::agents::types::Persona;

use super::text::upper_first;

/// How a person is called in talk: the nickname in quotation marks, else the first name.
pub fn called(persona: &Persona) -> String {
    let nick = persona.name.split(['"', '“', '”']).nth(1).map(str::trim).filter(|n| !n.is_empty());
    let title = |w: &&str| !matches!(*w, "Dr" | "Dr." | "Prof" | "Prof." | "Mr" | "Mr." | "Mrs" | "Mrs." | "Ms" | "Ms." | "Sir");
    nick.or_else(|| persona.name.split_whitespace().find(title)).unwrap_or("you").to_owned()
}

/// One of the person's own phrases as a sentence.
pub fn phrase_sentence(phrase: &str) -> String {
    const ASKING: [&str; 15] =
        ["who", "what", "how", "where", "which", "when", "why", "is", "are", "do", "does", "can", "may", "whose", "could"];
    let text = phrase.trim();
    if text.ends_with(['.', '!', '?']) {
        return upper_first(text);
    }
    let asks = |w: &&str| !matches!(*w, "and" | "but" | "so" | "or");
    let small = text.to_lowercase();
    let first = small.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).find(asks).unwrap_or("").to_owned();
    let states = text.contains(" must ") || text.contains(" is not ") || text.contains(" matters");
    format!("{}{}", upper_first(text), if ASKING.contains(&first.as_str()) && !states { '?' } else { '.' })
}
