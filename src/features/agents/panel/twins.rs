//! Near-duplicates: people whose backgrounds tell the same story. Measured as the containment of word
//! trigrams (Broder 1997): common trigrams as a share of the shorter text's.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use crate::features::agents::search::words;
use crate::features::agents::types::Persona;

/// From this share on two backgrounds are one story told twice. Texts written apart stay below 0.1 (a
/// test of the library); a copy with some sentences changed is far above.
const SAME_STORY: f64 = 0.3;
/// Texts with fewer trigrams are too short to be compared; then name and profession decide.
const MIN_TRIGRAMS: usize = 8;

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// What is compared of a person.
fn marks(p: &Persona) -> HashSet<u64> {
    let words = words(&p.background);
    let trigrams: HashSet<u64> = words.windows(3).map(hash).collect();
    if trigrams.len() >= MIN_TRIGRAMS {
        return trigrams;
    }
    // One mark that only the same name, profession and expertise share.
    HashSet::from([hash((p.name.to_lowercase(), p.profession.to_lowercase(), &p.expertise))])
}

/// Who is whose near-duplicate among some people.
#[derive(Debug, Default)]
pub struct Twins {
    /// Pairs of places, the smaller one first.
    pairs: HashSet<(usize, usize)>,
}

impl Twins {
    /// Compares everybody with everybody, through the trigrams they share.
    pub fn among(people: &[&Persona]) -> Self {
        let marks: Vec<HashSet<u64>> = people.iter().map(|p| marks(p)).collect();
        let mut holders = HashMap::<u64, Vec<usize>>::new();
        let mut pairs = HashSet::new();
        for (place, own) in marks.iter().enumerate() {
            let mut common = HashMap::<usize, usize>::new();
            for mark in own {
                let holders = holders.entry(*mark).or_default();
                for other in holders.iter() {
                    *common.entry(*other).or_default() += 1;
                }
                holders.push(place);
            }
            for (other, number) in common {
                let shorter = marks.get(other).map_or(own.len(), |others| others.len().min(own.len()));
                if number as f64 >= SAME_STORY * shorter.max(1) as f64 {
                    pairs.insert((other, place));
                }
            }
        }
        Self { pairs }
    }

    /// Whether these two are.
    pub fn are(&self, one: usize, other: usize) -> bool {
        self.pairs.contains(&(one.min(other), one.max(other)))
    }

    /// The places of those who repeat somebody before them who stays.
    pub fn repeats(&self, people: usize) -> HashSet<usize> {
        let mut gone = HashSet::new();
        let mut pairs: Vec<&(usize, usize)> = self.pairs.iter().collect();
        pairs.sort_unstable();
        for place in 0..people {
            if pairs.iter().any(|(first, second)| *second == place && !gone.contains(first)) {
                gone.insert(place);
            }
        }
        gone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(background: &str) -> Persona {
        Persona { name: background.chars().take(5).collect(), background: background.into(), ..Persona::default() }
    }

    #[test]
    fn a_story_with_a_sentence_changed_is_the_same_story() {
        let one = told("She ran a ward at night for nine years and counted every alarm that nobody answered in time.");
        let two = told("She ran a ward at night for nine years and counted every alarm that nobody heard. Then she left.");
        let other = told("He sold ropes to trawlers in a harbour where the ice came early and the banks came late each year.");
        let twins = Twins::among(&[&one, &other, &two]);
        assert!(twins.are(0, 2) && twins.are(2, 0) && !twins.are(0, 1));
        assert_eq!(twins.repeats(3), HashSet::from([2]));
    }

    #[test]
    fn short_stories_are_compared_by_who_it_is() {
        let ada = Persona { name: "Ada".into(), profession: "Nurse".into(), ..Persona::default() };
        let ben = Persona { name: "Ben".into(), ..ada.clone() };
        let twins = Twins::among(&[&ada, &ben, &ada]);
        assert!(twins.are(0, 2) && !twins.are(0, 1));
    }

    #[test]
    fn nobody_in_the_library_repeats_another() {
        let people: Vec<&Persona> = crate::features::agents::library::all().iter().map(|agent| &agent.persona).collect();
        assert!(Twins::among(&people).repeats(people.len()).is_empty());
    }
}
