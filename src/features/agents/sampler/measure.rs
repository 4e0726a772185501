//! How even a sample is.

use super::draw::Ranks;
use super::plan::Dimension;
use super::sobol::Sobol;

/// Points that are looked at for the coverage.
const POINTS: usize = 512;
/// How near a member must be, as a root mean square over the five traits (0 to 1).
const NEAR: f64 = 0.25;

/// Ranks of everybody on the five traits: the share of the pool below, with half of the equals.
pub fn ranks(traits: &[[u8; 5]]) -> Vec<Ranks> {
    let count = traits.len().max(1) as f64;
    let mut below = [[0.0_f64; 102]; 5];
    for person in traits {
        for (value, sums) in person.iter().zip(below.iter_mut()) {
            if let Some(sum) = sums.get_mut(usize::from(*value).min(100) + 1) {
                *sum += 1.0;
            }
        }
    }
    for sums in &mut below {
        let mut sum = 0.0;
        for entry in sums.iter_mut() {
            sum += *entry;
            *entry = sum;
        }
    }
    let rank = |number: usize, value: u8| {
        let at = |place: usize| below.get(number).and_then(|sums| sums.get(place)).copied().unwrap_or(0.0);
        let value = usize::from(value).min(100);
        f64::midpoint(at(value), at(value + 1)) / count
    };
    traits.iter().map(|person| std::array::from_fn(|number| rank(number, person.get(number).copied().unwrap_or(50)))).collect()
}

/// Centred L2 discrepancy (Hickernell, "A generalized discrepancy and quadrature error bound", 1998, equation 5.1b).
pub fn discrepancy(points: &[Ranks]) -> f64 {
    let count = points.len() as f64;
    if points.is_empty() {
        return 0.0;
    }
    let single: f64 =
        points.iter().map(|point| point.iter().map(|x| 1.0 + 0.5 * (x - 0.5).abs() - 0.5 * (x - 0.5).powi(2)).product::<f64>()).sum();
    let pair = |one: &Ranks, other: &Ranks| {
        let both = one.iter().zip(other);
        both.map(|(x, y)| 1.0 + 0.5 * (x - 0.5).abs() + 0.5 * (y - 0.5).abs() - 0.5 * (x - y).abs()).product::<f64>()
    };
    let pairs: f64 = points.iter().map(|one| points.iter().map(|other| pair(one, other)).sum::<f64>()).sum();
    let squared = (13.0_f64 / 12.0).powi(5) - 2.0 / count * single + pairs / (count * count);
    squared.max(0.0).sqrt()
}

/// Share of the space that has a member near.
pub fn coverage(points: &[Ranks]) -> f64 {
    let near = |target: &[f64]| {
        points.iter().any(|point| {
            let sum: f64 = point.iter().zip(target).map(|(x, y)| (x - y).powi(2)).sum();
            (sum / 5.0).sqrt() <= NEAR
        })
    };
    Sobol::new(5, 0).take(POINTS).filter(|target| near(target)).count() as f64 / POINTS as f64
}

/// Mean over the constraints of the share of members in a wrong cell.
pub fn deviation(dimensions: &[Dimension], chosen: &[usize]) -> f64 {
    if dimensions.is_empty() || chosen.is_empty() {
        return 0.0;
    }
    let size = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
    let of = |dimension: &Dimension| -> f64 {
        let wrong =
            (0..=dimension.cells.len()).map(|cell| (got(dimension, cell, chosen) - dimension.wanted(cell, size)).abs()).sum::<i64>();
        wrong as f64 / 2.0 / f64::from(size)
    };
    dimensions.iter().map(of).sum::<f64>() / dimensions.len() as f64
}

/// Members in a cell.
pub fn got(dimension: &Dimension, cell: usize, chosen: &[usize]) -> i64 {
    let number = chosen.iter().filter(|place| dimension.of.get(**place) == Some(&cell)).count();
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_shares_of_the_pool_and_equals_share_theirs() {
        let found = ranks(&[[10, 50, 50, 50, 0], [20, 50, 50, 50, 100], [30, 50, 50, 50, 200]]);
        let first: Vec<f64> = found.iter().map(|r| (r[0] * 6.0).round()).collect();
        assert_eq!(first, [1.0, 3.0, 5.0], "in sixths");
        assert!(found.iter().all(|r| (r[1] - 0.5).abs() < 1e-9));
        assert_eq!(found[1][4], found[2][4], "a value above the scale is the highest");
    }

    #[test]
    fn one_point_in_the_middle_has_the_discrepancy_of_the_formula() {
        // With x = 1/2 in five dimensions both products are one.
        let expected = ((13.0_f64 / 12.0).powi(5) - 1.0).sqrt();
        assert!((discrepancy(&[[0.5; 5]]) - expected).abs() < 1e-12);
        assert_eq!(discrepancy(&[]), 0.0);
    }

    #[test]
    fn spread_points_are_more_even_than_a_heap_and_cover_more() {
        let spread: Vec<Ranks> = Sobol::new(5, 1).take(64).map(|p| std::array::from_fn(|n| p[n])).collect();
        let heap: Vec<Ranks> = spread.iter().map(|p| p.map(|x| 0.2 + x * 0.2)).collect();
        assert!(discrepancy(&spread) < discrepancy(&heap) / 4.0);
        assert!(coverage(&spread) > 0.9 && coverage(&heap) < 0.5, "{} {}", coverage(&spread), coverage(&heap));
    }
}
