//! Relevance of people to a question: BM25F, that is BM25 over a text whose fields count differently.
//!
//! Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), sections
//! 3.4 and 3.5; idf as Lucene has it, so that no word counts against anybody. Words are folded as in the
//! search and lose the plural "s" (Harman, "How effective is suffixing?", 1991).

use std::collections::{BTreeSet, HashMap};

use crate::features::agents::search;
use crate::features::agents::types::{Persona, domain_name};

/// How fast a repeated word stops counting; the usual value.
const K1: f64 = 1.2;
/// How much longer texts count less; the usual value.
const B: f64 = 0.75;
/// Words of a question that are looked at.
const QUESTION_WORDS: usize = 40;

/// Words that say nothing about the subject.
const COMMON: &[&str] = &[
    "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "before", "best", "but", "by", "can",
    "could", "did", "do", "does", "each", "for", "from", "get", "go", "good", "had", "has", "have", "how", "i", "if", "in", "into", "is",
    "it", "its", "just", "let", "like", "make", "may", "me", "more", "most", "much", "must", "my", "new", "no", "not", "of", "on", "one",
    "only", "or", "our", "out", "over", "own", "shall", "should", "so", "some", "than", "that", "the", "their", "them", "then", "there",
    "they", "this", "to", "up", "us", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "yes",
    "you", "your",
];

/// A word without its plural ending.
fn stem(word: &str) -> String {
    if word.len() > 4 && word.ends_with("ies") && !word.ends_with("eies") && !word.ends_with("aies") {
        return format!("{}y", word.trim_end_matches("ies"));
    }
    if word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is") {
        return word.strip_suffix('s').unwrap_or(word).to_owned();
    }
    word.to_owned()
}

fn terms(text: &str) -> impl Iterator<Item = String> {
    search::words(text).into_iter().filter(|word| !COMMON.contains(&word.as_str())).map(|word| stem(&word))
}

/// The words of a question that count, each once, in their order.
pub fn question_terms(question: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    terms(question).filter(|term| seen.insert(term.clone())).take(QUESTION_WORDS).collect()
}

/// How often one of the terms stands in a text.
pub fn hits(text: &str, wanted: &[String]) -> usize {
    terms(text).filter(|term| wanted.contains(term)).count()
}

/// A person as the words of their persona, each with its weight.
#[derive(Clone, Debug, Default)]
pub struct Doc {
    weights: HashMap<String, f64>,
    length: f64,
}

impl Doc {
    /// What somebody does counts more than what their story mentions. The name doesn't count: a
    /// question about a bishop isn't one for Ms Bishop.
    pub fn of(p: &Persona) -> Self {
        let mut doc = Self::default();
        let lists = |list: &[String]| list.join(" ");
        for (weight, text) in [
            (4.0, lists(&p.expertise)),
            (3.0, format!("{} {}", p.profession, p.archetype)),
            (2.0, format!("{} {} {}", domain_name(&p.domain), lists(&p.tags), p.employer)),
            (1.0, format!("{} {} {}", p.background, p.stance, lists(&p.goals))),
            (0.5, format!("{} {}", lists(&p.values), p.residence)),
        ] {
            for term in terms(&text) {
                *doc.weights.entry(term).or_default() += weight;
                doc.length += weight;
            }
        }
        doc
    }
}

/// Relevance of each document to the terms, 0 to 1, where 1 is the best of them; all 0 when no term is
/// found anywhere.
pub fn relevance(terms: &[String], docs: &[&Doc]) -> Vec<f64> {
    let count = docs.len().max(1) as f64;
    let mean = docs.iter().map(|doc| doc.length).sum::<f64>() / count;
    let mut scores = vec![0.0; docs.len()];
    for term in terms {
        let having = docs.iter().filter(|doc| doc.weights.contains_key(term)).count() as f64;
        let idf = (1.0 + (count - having + 0.5) / (having + 0.5)).ln();
        for (score, doc) in scores.iter_mut().zip(docs) {
            let frequency = doc.weights.get(term).copied().unwrap_or(0.0);
            let norm = K1 * (1.0 - B + B * doc.length / mean.max(1.0));
            *score += idf * frequency * (K1 + 1.0) / (frequency + norm);
        }
    }
    let best = scores.iter().copied().fold(0.0, f64::max);
    if best > 0.0 { scores.into_iter().map(|score| score / best).collect() } else { scores }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(profession: &str, expertise: &str, background: &str) -> Doc {
        Doc::of(&Persona {
            profession: profession.into(),
            expertise: vec![expertise.into()],
            background: background.into(),
            ..Persona::default()
        })
    }

    #[test]
    fn a_question_is_its_words_without_the_common_ones_and_without_plurals() {
        assert_eq!(question_terms("Should our hospitals, and the nurses, buy policies?"), ["hospital", "nurse", "buy", "policy"]);
        assert!(question_terms("What should we do about it?").is_empty());
        assert_eq!(question_terms("bus crisis glass boss"), ["bus", "crisis", "glass", "boss"], "not every s is a plural");
    }

    #[test]
    fn what_somebody_does_counts_more_than_what_their_story_mentions() {
        let docs = [
            person("Baker", "bread", "Once a nurse held her hand."),
            person("Nurse", "night shifts", "Ward."),
            person("Pilot", "winds", "Sky."),
        ];
        let found = relevance(&question_terms("nurses"), &docs.iter().collect::<Vec<_>>());
        assert!(found[1] > found[0] && found[0] > found[2], "{found:?}");
        assert_eq!((found[1], found[2]), (1.0, 0.0));
    }

    #[test]
    fn a_rare_word_counts_more_than_one_that_all_have() {
        let docs = [person("Clerk", "tax port", ""), person("Clerk", "tax", ""), person("Clerk", "tax", ""), person("Sailor", "port", "")];
        let found = relevance(&question_terms("tax port"), &docs.iter().collect::<Vec<_>>());
        assert!(found[3] > found[1], "{found:?}");
        assert_eq!(found[0], 1.0);
    }

    #[test]
    fn nothing_found_is_nought_for_all() {
        let docs = [person("Clerk", "tax", "")];
        assert_eq!(relevance(&question_terms("zebra"), &docs.iter().collect::<Vec<_>>()), [0.0]);
        assert!(relevance(&question_terms("zebra"), &[]).is_empty());
    }
}
