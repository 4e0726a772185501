//! How well agents fit a query: BM25F (Robertson and Zaragoza 2009) over the fields of a persona.
//! Each word of the query must be found; the beginning of a word counts less than the whole.

use super::search::{Query, words};
use super::types::{Persona, domain_name};

/// How soon more of the same word stops to count.
const K1: f64 = 1.2;
/// How much the length of a text counts.
const B: f64 = 0.4;
/// Worth of the beginning of a word, where the whole word is worth 1.
const BEGINNING: f64 = 0.65;

/// The words of an agent by field, each field with what a match in it is worth.
pub struct Words {
    fields: Vec<(f64, Vec<String>)>,
    length: f64,
}

impl Words {
    /// Who somebody is counts more than what their story mentions.
    pub fn of(p: &Persona) -> Self {
        let of = |texts: &[&str]| texts.iter().flat_map(|text| words(text)).collect::<Vec<_>>();
        let lists = |texts: &[&[String]]| texts.iter().flat_map(|list| list.iter()).flat_map(|text| words(text)).collect::<Vec<_>>();
        let fields = vec![
            (16.0, of(&[&p.name])),
            (12.0, of(&[&p.profession, &p.archetype])),
            (7.0, lists(&[&p.expertise])),
            (4.0, lists(&[&p.tags])),
            (3.0, of(&[domain_name(&p.domain), &p.domain])),
            (1.5, of(&[&p.employer, &p.residence, &p.nationality])),
            (1.0, lists(&[&p.languages, &p.traits, &p.goals, &p.values])),
            (0.2, of(&[&p.background])),
        ];
        let length: u32 = fields.iter().map(|(_, words)| u32::try_from(words.len()).unwrap_or(u32::MAX)).sum();
        Self { fields, length: f64::from(length) }
    }

    /// Weighted number of times that a word is there.
    fn frequency(&self, wanted: &str) -> f64 {
        let worth = |word: &String| match word.strip_prefix(wanted) {
            Some("") => 1.0,
            Some(_) => BEGINNING,
            None => 0.0,
        };
        self.fields.iter().map(|(weight, words)| weight * words.iter().map(worth).sum::<f64>()).sum()
    }
}

/// Those that have every word of the query, best first; places in `agents`. Equal ones keep their order.
pub fn rank<'a>(agents: impl IntoIterator<Item = (usize, &'a Words)>, query: &Query) -> Vec<usize> {
    let agents: Vec<(usize, &Words)> = agents.into_iter().collect();
    if query.words.is_empty() || agents.is_empty() {
        return Vec::new();
    }
    let number = size(agents.len());
    let mean = agents.iter().map(|(_, words)| words.length).sum::<f64>() / number;
    let mut scores: Vec<Option<f64>> = vec![Some(0.0); agents.len()];
    for wanted in &query.words {
        let frequencies: Vec<f64> = agents.iter().map(|(_, words)| words.frequency(wanted)).collect();
        let found = size(frequencies.iter().filter(|frequency| **frequency > 0.0).count());
        let rarity = (1.0 + (number - found + 0.5) / (found + 0.5)).ln();
        for ((score, frequency), (_, words)) in scores.iter_mut().zip(frequencies).zip(&agents) {
            let long = 1.0 - B + B * words.length / mean.max(1.0);
            *score = score.filter(|_| frequency > 0.0).map(|sum| sum + rarity * frequency * (K1 + 1.0) / (frequency + K1 * long));
        }
    }
    let mut ranked: Vec<(f64, usize)> = scores.into_iter().zip(&agents).filter_map(|(score, (place, _))| Some((score?, *place))).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().map(|(_, place)| place).collect()
}

#[expect(clippy::cast_precision_loss, reason = "numbers of agents are far below 2^52")]
fn size(n: usize) -> f64 {
    n as f64
}
