//! Names of participants, as people use them.

use super::text::folded;

const TITLES: [&str; 22] = [
    "dr",
    "prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "sir",
    "herr",
    "frau",
    "señor",
    "señora",
    "sra",
    "don",
    "doña",
    "monsieur",
    "madame",
    "mme",
    "von",
    "van",
    "de",
    "der",
];

/// The parts of a name that may stand for the person: no titles, no particles.
pub fn parts(name: &str) -> Vec<&str> {
    let bare = |part: &&str| !TITLES.contains(&part.trim_end_matches('.').to_lowercase().as_str());
    name.split([' ', '"', '“', '”', '(', ')'])
        .map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|part| part.chars().count() > 1)
        .filter(bare)
        .collect()
}

/// The member of the cast that a label names: the full name, the first name, the last name, or
/// first and last name with a title.
pub fn who<'a>(label: &str, cast: &[&'a str]) -> Option<&'a str> {
    let said: Vec<String> = parts(label).into_iter().map(folded).collect();
    if said.is_empty() {
        return None;
    }
    cast.iter().copied().find(|name| {
        let own: Vec<String> = parts(name).into_iter().map(folded).collect();
        said.iter().all(|part| own.contains(part))
    })
}
