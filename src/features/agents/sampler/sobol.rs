//! Sobol points: evenly spread over the unit cube, however many are taken.
//!
//! Direction numbers: Joe and Kuo, "Constructing Sobol sequences with better two-dimensional
//! projections" (2008), file new-joe-kuo-6, first thirteen dimensions. Gray-code order (Antonov and Saleev
//! 1979). A digital shift (Owen's survey of 2003, section 3) turns the seed into another sequence of the
//! same evenness.

/// Bits of a coordinate.
const BITS: usize = 32;
/// Dimensions at most.
pub const DIMENSIONS: usize = 13;

/// Degree and coefficients of the primitive polynomial, and the first direction numbers, of dimension
/// two and on.
const TABLE: [(u32, u32, &[u32]); DIMENSIONS - 1] = [
    (1, 0, &[1]),
    (2, 1, &[1, 3]),
    (3, 1, &[1, 3, 1]),
    (3, 2, &[1, 1, 1]),
    (4, 1, &[1, 1, 3, 3]),
    (4, 4, &[1, 3, 5, 13]),
    (5, 2, &[1, 1, 5, 5, 17]),
    (5, 4, &[1, 1, 5, 5, 5]),
    (5, 7, &[1, 1, 7, 11, 19]),
    (5, 11, &[1, 1, 5, 1, 1]),
    (5, 13, &[1, 1, 1, 3, 11]),
    (5, 14, &[1, 3, 5, 5, 31]),
];

/// The points in their order; endless in practice (2^32).
pub struct Sobol {
    directions: Vec<[u32; BITS]>,
    shifts: Vec<u32>,
    now: Vec<u32>,
    index: u32,
}

impl Sobol {
    /// Points of so many dimensions, at most [`DIMENSIONS`].
    pub fn new(dimensions: usize, seed: u64) -> Self {
        let dimensions = dimensions.clamp(1, DIMENSIONS);
        let first = std::iter::once(std::array::from_fn(|bit| 1 << (BITS - 1 - bit)));
        let directions = first.chain(TABLE.iter().map(|row| directions(*row))).take(dimensions).collect();
        let mut state = seed;
        let shifts = (0..dimensions).map(|_| split_mix(&mut state)).collect();
        Self { directions, shifts, now: vec![0; dimensions], index: 0 }
    }
}

impl Iterator for Sobol {
    type Item = Vec<f64>;

    fn next(&mut self) -> Option<Vec<f64>> {
        let unit = |bits: u32| f64::from(bits) / 4_294_967_296.0;
        let point = self.now.iter().zip(&self.shifts).map(|(bits, shift)| unit(bits ^ shift)).collect();
        let zero = self.index.trailing_ones() as usize;
        for (bits, directions) in self.now.iter_mut().zip(&self.directions) {
            *bits ^= directions.get(zero).copied().unwrap_or(0);
        }
        self.index = self.index.wrapping_add(1);
        Some(point)
    }
}

/// Direction numbers by the recurrence of the polynomial.
fn directions((degree, coefficients, initial): (u32, u32, &[u32])) -> [u32; BITS] {
    let degree = degree as usize;
    let mut numbers = [0_u32; BITS];
    for bit in 0..BITS {
        let value = match initial.get(bit) {
            Some(number) => number << (BITS - 1 - bit),
            None => {
                let before = |back: usize| bit.checked_sub(back).and_then(|place| numbers.get(place)).copied().unwrap_or(0);
                let mut value = before(degree) ^ (before(degree) >> degree);
                for step in 1..degree {
                    if (coefficients >> (degree - 1 - step)) & 1 == 1 {
                        value ^= before(step);
                    }
                }
                value
            }
        };
        if let Some(place) = numbers.get_mut(bit) {
            *place = value;
        }
    }
    numbers
}

/// SplitMix64 (Steele, Lea and Flood 2014); the upper half of each number.
fn split_mix(state: &mut u64) -> u32 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_coordinate_of_the_first_points_falls_into_its_own_interval() {
        for seed in [0, 7, 2_026] {
            let points: Vec<Vec<f64>> = Sobol::new(DIMENSIONS, seed).take(256).collect();
            for dimension in 0..DIMENSIONS {
                let cells: HashSet<u32> = points.iter().map(|point| (point[dimension] * 256.0) as u32).collect();
                assert_eq!(cells.len(), 256, "dimension {dimension}, seed {seed}");
            }
        }
    }

    #[test]
    fn the_first_two_coordinates_together_fill_a_grid() {
        let cells: HashSet<(u32, u32)> =
            Sobol::new(2, 3).take(256).map(|point| ((point[0] * 16.0) as u32, (point[1] * 16.0) as u32)).collect();
        assert_eq!(cells.len(), 256);
    }

    #[test]
    fn the_unshifted_points_are_the_published_ones() {
        let mut sobol = Sobol::new(3, 0);
        sobol.shifts = vec![0; 3];
        let points: Vec<Vec<f64>> = sobol.take(5).collect();
        let published = [[0.0, 0.0, 0.0], [0.5, 0.5, 0.5], [0.75, 0.25, 0.25], [0.25, 0.75, 0.75], [0.375, 0.375, 0.625]];
        assert_eq!(points, published.map(|point| point.to_vec()));
    }

    #[test]
    fn another_seed_is_another_sequence_and_the_same_seed_the_same() {
        let first = |seed| Sobol::new(4, seed).take(3).collect::<Vec<_>>();
        assert_eq!(first(5), first(5));
        assert_ne!(first(5), first(6));
    }
}
