//! Numbers that grow with every line: counts of n-grams, a mean, the slope of a line.

use std::collections::HashSet;

use super::batch::{count, share};

/// Different n-grams and all of them.
#[derive(Clone, Debug, Default)]
pub struct Grams {
    pub seen: HashSet<u64>,
    pub all: usize,
}

impl Grams {
    pub fn add(&mut self, list: Vec<u64>) {
        self.all += list.len();
        self.seen.extend(list);
    }

    pub fn distinct(&self) -> f64 {
        share(self.seen.len(), self.all, 1.0)
    }
}

/// A mean in the making.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mean {
    sum: f64,
    pub n: usize,
}

impl Mean {
    pub fn add(&mut self, value: f64) {
        self.sum += value;
        self.n += 1;
    }

    pub fn value(self) -> f64 {
        self.sum / count(self.n.max(1))
    }
}

/// Sums of the least-squares line through (turn, similarity).
#[derive(Clone, Copy, Debug, Default)]
pub struct Slope {
    n: f64,
    x: f64,
    y: f64,
    xy: f64,
    xx: f64,
}

impl Slope {
    pub fn add(&mut self, x: f64, y: f64) {
        self.n += 1.0;
        self.x += x;
        self.y += y;
        self.xy += x * y;
        self.xx += x * x;
    }

    /// Change of `y` for one step of `x`; 0 below three points.
    pub fn value(self) -> f64 {
        let spread = self.n * self.xx - self.x * self.x;
        if self.n < 3.0 || spread.abs() < f64::EPSILON { 0.0 } else { (self.n * self.xy - self.x * self.y) / spread }
    }
}
