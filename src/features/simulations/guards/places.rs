//! Places that the guard of facts knows: countries, their people and some cities, under their names
//! in several languages. What isn't here is unknown, and nothing is said about it.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::text::{Line, folded};

const DATA: &str = include_str!("../../../../data/guards/places.txt");

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Number of the country.
    pub country: u16,
    /// Number of the city within it; `None` for the country as a whole.
    pub city: Option<u16>,
}

/// Names of places and of people, folded, with what they stand for.
struct Gazetteer {
    places: HashMap<String, Place>,
    people: HashMap<String, u16>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| read(DATA));

fn read(data: &str) -> Gazetteer {
    let mut found = Gazetteer { places: HashMap::new(), people: HashMap::new() };
    let lines = data.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    for (country, line) in (0u16..).zip(lines) {
        let mut parts = line.split('|').map(str::trim);
        let (names, people, cities) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        for name in names.split('/').filter(|n| !n.is_empty()) {
            found.places.insert(folded(name), Place { country, city: None });
        }
        for name in people.split('/').filter(|n| !n.is_empty()) {
            found.people.insert(folded(name), country);
        }
        for (city, names) in (0u16..).zip(cities.split(',').filter(|n| !n.trim().is_empty())) {
            for name in names.split('/') {
                found.places.entry(folded(name)).or_insert(Place { country, city: Some(city) });
            }
        }
    }
    found
}

/// The place whose name starts at a word, with the number of its words; longer names go first. In
/// running text a place is written with a capital.
pub fn place_at(line: &Line, at: usize) -> Option<(Place, usize)> {
    line.tokens.get(at).filter(|t| t.is_name_like())?;
    (1..=4).rev().find_map(|count| {
        let words = line.tokens.get(at..at + count)?;
        let together = (at..at + count - 1).all(|word| matches!(line.gap(word).as_str(), " " | "-" | ". "));
        let name: String = words.iter().map(|t| t.lower.as_str()).collect();
        together.then(|| GAZETTEER.places.get(&folded(&name)).map(|place| (*place, count))).flatten()
    })
}

/// The country whose people the word names: "German", "alemana". Words of one language that are
/// something else in lower case ("polish") count only with a capital.
pub fn people_at(line: &Line, at: usize, capital: bool) -> Option<(u16, usize)> {
    let first = line.tokens.get(at).filter(|t| !capital || t.is_name_like())?;
    let two = line.tokens.get(at + 1).filter(|_| line.flows(at)).map(|second| folded(&format!("{}{}", first.lower, second.lower)));
    if let Some(country) = two.and_then(|name| GAZETTEER.people.get(&name)) {
        return Some((*country, 2));
    }
    let one = folded(&first.lower);
    GAZETTEER.people.get(&one).or_else(|| GAZETTEER.people.get(one.strip_suffix('s')?)).map(|country| (*country, 1))
}

/// Every place that a text names, people by their country.
pub fn mentioned(text: &str) -> Vec<Place> {
    let line = Line::new(text);
    let mut found = Vec::new();
    for at in 0..line.tokens.len() {
        found.extend(place_at(&line, at).map(|(place, _)| place));
        found.extend(people_at(&line, at, true).map(|(country, _)| Place { country, city: None }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_the_same_under_all_its_names() {
        let one = |text: &str| place_at(&Line::new(text), 0);
        assert_eq!(one("Munich"), one("München"));
        assert_eq!(one("Nueva York"), one("New York"));
        assert_eq!(one("Whakatāne").map(|p| p.0.country), one("New Zealand").map(|p| p.0.country));
        assert_eq!(one("Nowhereville"), None);
        assert_eq!(one("berlin"), None, "places are written with a capital");
    }
}
