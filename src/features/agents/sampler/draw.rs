//! The draw: the next Sobol point says what the next member should be like, the nearest person that is
//! left takes the place; then exchanges while they bring the shares closer to what is wanted.

use super::plan::Dimension;
use super::sobol::Sobol;

/// What a wrong cell costs beside the distance on the traits (0 to 1).
const WRONG_CELL: f64 = 1.0;
/// Passes over all members; each only ends when it changed something.
const PASSES: usize = 6;
/// Exchanges that are tried when single ones no longer help.
const STEPS: usize = 40;
/// Exchanges during which somebody who moved stays.
const BARRED: usize = 8;

/// Places of somebody on the five traits, each as a rank in the pool, 0 to 1.
pub type Ranks = [f64; 5];

/// Members in the order of the draw.
pub fn draw(dimensions: &[Dimension], ranks: &[Ranks], size: usize, seed: u64) -> Vec<usize> {
    // The traits have the first coordinates; a constraint on a trait uses that one.
    let others: Vec<&Dimension> = dimensions.iter().filter(|dimension| dimension.of_trait.is_none()).collect();
    let mut taken = vec![false; ranks.len()];
    let mut chosen = Vec::with_capacity(size);
    for point in Sobol::new(5 + others.len(), seed).take(size) {
        let (traits, rest) = point.split_at(5.min(point.len()));
        let mut wanted: Vec<(&Dimension, usize)> =
            others.iter().zip(rest).map(|(dimension, at)| (*dimension, dimension.cell_at(*at))).collect();
        for dimension in dimensions {
            let at = dimension.of_trait.and_then(|number| traits.get(number));
            wanted.extend(at.map(|at| (dimension, dimension.cell_at(*at))));
        }
        let free_traits: Vec<usize> = (0..5).filter(|number| !dimensions.iter().any(|d| d.of_trait == Some(*number))).collect();
        let cost = |place: usize, ranks: &Ranks| {
            let wrong = wanted.iter().filter(|(dimension, cell)| dimension.of.get(place) != Some(cell)).count() as f64;
            let gaps = free_traits.iter().filter_map(|number| Some((ranks.get(*number)? - traits.get(*number)?).powi(2)));
            WRONG_CELL * wrong + gaps.sum::<f64>() / 5.0
        };
        let left = ranks.iter().enumerate().filter(|(place, _)| taken.get(*place) == Some(&false));
        let nearest = left.map(|(place, ranks)| (cost(place, ranks), place)).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let Some((_, place)) = nearest else { break };
        if let Some(mark) = taken.get_mut(place) {
            *mark = true;
        }
        chosen.push(place);
    }
    exchange(dimensions, &mut chosen, &mut taken, size);
    chosen
}

/// How many members are in each cell, and how many should be.
struct Counts {
    /// By constraint and cell: got and wanted.
    cells: Vec<Vec<(i64, i64)>>,
}

impl Counts {
    fn new(dimensions: &[Dimension], chosen: &[usize], size: usize) -> Self {
        let size = u32::try_from(size).unwrap_or(u32::MAX);
        let cells = dimensions.iter().map(|dimension| {
            let got = |cell: usize| chosen.iter().filter(|place| dimension.of.get(**place) == Some(&cell)).count();
            let both = |cell: usize| (i64::try_from(got(cell)).unwrap_or(i64::MAX), dimension.wanted(cell, size));
            (0..=dimension.cells.len()).map(both).collect()
        });
        Self { cells: cells.collect() }
    }

    /// What the sum of deviations gains (negative is better) when one goes and another comes.
    fn gain(&self, dimensions: &[Dimension], gone: usize, come: usize) -> i64 {
        let mut gain = 0;
        for (cells, dimension) in self.cells.iter().zip(dimensions) {
            let (Some(from), Some(to)) = (dimension.of.get(gone), dimension.of.get(come)) else { continue };
            if from == to {
                continue;
            }
            let (Some((got_from, want_from)), Some((got_to, want_to))) = (cells.get(*from), cells.get(*to)) else { continue };
            gain += (got_from - 1 - want_from).abs() - (got_from - want_from).abs();
            gain += (got_to + 1 - want_to).abs() - (got_to - want_to).abs();
        }
        gain
    }

    /// Sum over all cells of what is missing or too much.
    fn deviation(&self) -> i64 {
        self.cells.iter().flatten().map(|(got, wanted)| (got - wanted).abs()).sum()
    }

    fn swap(&mut self, dimensions: &[Dimension], gone: usize, come: usize) {
        for (cells, dimension) in self.cells.iter_mut().zip(dimensions) {
            for (place, change) in [(gone, -1), (come, 1)] {
                if let Some((got, _)) = dimension.of.get(place).and_then(|cell| cells.get_mut(*cell)) {
                    *got += change;
                }
            }
        }
    }
}

/// First every member in turn for whoever helps most; when that is stuck, the best exchange of all, even
/// one that doesn't help, with both people barred for a while (tabu search, Glover 1989). The best sample
/// that was seen stays.
fn exchange(dimensions: &[Dimension], chosen: &mut Vec<usize>, taken: &mut [bool], size: usize) {
    if dimensions.is_empty() {
        return;
    }
    let mut counts = Counts::new(dimensions, chosen, size);
    for _ in 0..PASSES {
        let mut changed = false;
        for seat in 0..chosen.len() {
            let found = best(dimensions, &counts, chosen, seat, |place| taken.get(place) == Some(&false));
            if let Some((_, place)) = found.filter(|(gain, _)| *gain < 0) {
                replace(dimensions, &mut counts, chosen, taken, (seat, place));
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut kept = (counts.deviation(), chosen.clone());
    let mut barred = vec![0_usize; taken.len()];
    for step in 1..=STEPS {
        if kept.0 == 0 {
            break;
        }
        let is_open = |place: usize| barred.get(place).is_some_and(|until| *until < step);
        let seats = (0..chosen.len()).filter(|seat| chosen.get(*seat).is_some_and(|place| is_open(*place)));
        let free = |place: usize| taken.get(place) == Some(&false) && is_open(place);
        let moves = seats.filter_map(|seat| best(dimensions, &counts, chosen, seat, free).map(|(gain, place)| (gain, seat, place)));
        let Some((_, seat, place)) = moves.min() else { break };
        for person in [chosen.get(seat).copied(), Some(place)].into_iter().flatten() {
            if let Some(until) = barred.get_mut(person) {
                *until = step + BARRED;
            }
        }
        replace(dimensions, &mut counts, chosen, taken, (seat, place));
        if counts.deviation() < kept.0 {
            kept = (counts.deviation(), chosen.clone());
        }
    }
    *chosen = kept.1;
}

/// Who of the free ones would help most in a seat, with the gain.
fn best(dimensions: &[Dimension], counts: &Counts, chosen: &[usize], seat: usize, free: impl Fn(usize) -> bool) -> Option<(i64, usize)> {
    let now = *chosen.get(seat)?;
    let people = dimensions.first()?.of.len();
    (0..people).filter(|place| free(*place)).map(|place| (counts.gain(dimensions, now, place), place)).min()
}

fn replace(dimensions: &[Dimension], counts: &mut Counts, chosen: &mut [usize], taken: &mut [bool], (seat, place): (usize, usize)) {
    let Some(now) = chosen.get_mut(seat) else { return };
    counts.swap(dimensions, *now, place);
    for (person, is_taken) in [(*now, false), (place, true)] {
        if let Some(mark) = taken.get_mut(person) {
            *mark = is_taken;
        }
    }
    *now = place;
}
