//! Constraints as cells: into which cell of each constraint everybody falls, and how many are wanted.

use super::types::{Constraints, Share, TRAITS};
use crate::features::agents::facets::region;
use crate::features::agents::panel::facets::{attitude, traits};
use crate::features::agents::panel::types::Attitude;
use crate::features::agents::types::{Persona, Seniority};

/// One constraint.
pub struct Dimension {
    pub name: String,
    /// Place among the traits, when it is one.
    pub of_trait: Option<usize>,
    pub cells: Vec<Cell>,
    /// Cell of every person of the pool; one more than the last stands for anybody else.
    pub of: Vec<usize>,
}

/// One value of a constraint.
pub struct Cell {
    pub value: String,
    pub share: f64,
    /// Members of the sample that are to be in it.
    pub wanted: u32,
    /// People of the pool who are.
    pub available: u32,
}

impl Dimension {
    /// `inside` tells whether a person is in a cell, by the cell's place.
    fn new(name: &str, cells: Vec<(String, f64)>, people: &[&Persona], size: u32, inside: impl Fn(usize, &Persona) -> bool) -> Self {
        let of: Vec<usize> = people.iter().map(|p| (0..cells.len()).find(|place| inside(*place, p)).unwrap_or(cells.len())).collect();
        let shares: Vec<f64> = cells.iter().map(|(_, share)| *share).collect();
        let wanted = largest_remainder(&shares, size);
        let available = |place: usize| u32::try_from(of.iter().filter(|cell| **cell == place).count()).unwrap_or(u32::MAX);
        let cells = cells
            .into_iter()
            .zip(wanted)
            .enumerate()
            .map(|(place, ((value, share), wanted))| Cell { value, share, wanted, available: available(place) })
            .collect();
        Self { name: name.to_owned(), of_trait: None, cells, of }
    }

    /// Members wanted in a cell; the last is that of anybody else.
    pub fn wanted(&self, cell: usize, size: u32) -> i64 {
        let named = || self.cells.iter().map(|cell| i64::from(cell.wanted)).sum::<i64>();
        self.cells.get(cell).map_or_else(|| i64::from(size) - named(), |cell| i64::from(cell.wanted))
    }

    /// The cell at a point between 0 and 1, by the shares.
    pub fn cell_at(&self, point: f64) -> usize {
        let mut sum = 0.0;
        for (place, cell) in self.cells.iter().enumerate() {
            sum += cell.share;
            if point < sum {
                return place;
            }
        }
        self.cells.len()
    }
}

/// Whole numbers for shares of `size`, by the largest remainder (Hamilton); what the shares leave is
/// nobody's. Equal remainders go to the first.
pub fn largest_remainder(shares: &[f64], size: u32) -> Vec<u32> {
    let exact: Vec<f64> = shares.iter().map(|share| share.clamp(0.0, 1.0) * f64::from(size)).collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the size")]
    let whole = |value: f64| value as u32;
    let mut counts: Vec<u32> = exact.iter().map(|value| whole(value.floor())).collect();
    let total = whole(exact.iter().sum::<f64>().round()).min(size);
    let mut order: Vec<usize> = (0..shares.len()).collect();
    let rest = |place: &usize| exact.get(*place).map_or(0.0, |value| value - value.floor());
    order.sort_by(|a, b| rest(b).total_cmp(&rest(a)));
    let missing = total.saturating_sub(counts.iter().sum());
    for place in order.into_iter().take(missing as usize) {
        if let Some(count) = counts.get_mut(place) {
            *count += 1;
        }
    }
    counts
}

/// Women, men or other, from the pronouns.
pub fn gender(p: &Persona) -> &'static str {
    match p.pronouns.trim().to_lowercase().split('/').next().unwrap_or("").trim() {
        "she" => "women",
        "he" => "men",
        _ => "other",
    }
}

/// As the API names it.
const fn attitude_name(attitude: Attitude) -> &'static str {
    match attitude {
        Attitude::Welcomes => "welcomes",
        Attitude::Weighs => "weighs",
        Attitude::Resists => "resists",
    }
}

/// The constraints that ask for something.
pub fn dimensions(c: &Constraints, people: &[&Persona], size: u32) -> Vec<Dimension> {
    let named = |name: &str, shares: &[Share], of: fn(&Persona) -> String| {
        let cells = shares.iter().map(|share| (share.value.clone(), share.share)).collect();
        let inside = |place: usize, p: &Persona| shares.get(place).is_some_and(|share| share.value == of(p));
        (!shares.is_empty()).then(|| Dimension::new(name, cells, people, size, inside))
    };
    let mut found: Vec<Dimension> = Vec::new();
    if !c.ages.is_empty() {
        let cells = c.ages.iter().map(|band| (format!("{} to {}", band.from, band.to), band.share)).collect();
        let inside = |place: usize, p: &Persona| c.ages.get(place).is_some_and(|band| (band.from..=band.to).contains(&p.age));
        found.push(Dimension::new("ages", cells, people, size, inside));
    }
    found.extend(named("domains", &c.domains, |p| p.domain.trim().to_lowercase()));
    found.extend(named("regions", &c.regions, |p| region(&p.residence).unwrap_or_default().to_owned()));
    found.extend(named("seniorities", &c.seniorities, |p| Seniority::of(p).map_or("", Seniority::as_str).to_owned()));
    found.extend(named("genders", &c.genders, |p| gender(p).to_owned()));
    found.extend(named("attitudes", &c.attitudes, |p| attitude_name(attitude(&p.stance)).to_owned()));
    for (number, name) in TRAITS.iter().enumerate() {
        let bands: Vec<_> = c.traits.iter().filter(|band| band.name == *name).collect();
        if bands.is_empty() {
            continue;
        }
        let cells = bands.iter().map(|band| (format!("{} to {}", band.from, band.to), band.share)).collect();
        let value = |p: &Persona| traits(p.big_five).get(number).copied().unwrap_or(50);
        let inside = |place: usize, p: &Persona| bands.get(place).is_some_and(|band| (band.from..=band.to).contains(&value(p)));
        found.push(Dimension { of_trait: Some(number), ..Dimension::new(name, cells, people, size, inside) });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_become_whole_numbers_that_add_up() {
        assert_eq!(largest_remainder(&[0.5, 0.5], 5), [3, 2]);
        let third = 1.0 / 3.0;
        assert_eq!(largest_remainder(&[third, third, third], 20), [7, 7, 6]);
        assert_eq!(largest_remainder(&[0.2], 12), [2], "the rest is nobody's");
        assert_eq!(largest_remainder(&[0.34, 0.33, 0.335], 100).iter().sum::<u32>(), 100, "a little above one is one");
        assert!(largest_remainder(&[], 9).is_empty());
    }

    #[test]
    fn pronouns_tell_the_gender() {
        let with = |pronouns: &str| gender(&Persona { pronouns: pronouns.into(), ..Persona::default() });
        assert_eq!((with("she/her"), with("He/Him"), with("they/them"), with("")), ("women", "men", "other", "other"));
    }
}
