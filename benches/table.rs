//! The one table that is printed.

use std::time::Duration;

use crate::load::Figures;

/// Rows in the order of their making.
#[derive(Default)]
pub struct Table {
    rows: Vec<(String, String)>,
    rates: Vec<(String, f64)>,
}

impl Table {
    pub fn row(&mut self, what: &str, value: String) {
        eprintln!("  {what}: {value}");
        self.rows.push((what.to_owned(), value));
    }

    /// Notes why something could not be measured; the rest goes on.
    pub fn attempt(&mut self, what: &str, outcome: crate::Result<()>) {
        if let Err(error) = outcome {
            self.row(what, format!("not measured: {}", error.to_string().replace(['|', '\n'], " ")));
        }
    }

    /// How long one thing took, or why it could not be measured.
    pub fn timed(&mut self, what: &str, outcome: crate::Result<Duration>) {
        match outcome {
            Ok(took) => self.row(what, format!("{:.1} s", took.as_secs_f64())),
            Err(error) => self.attempt(what, Err(error)),
        }
    }

    /// Requests per second, median and 99th percentile.
    pub fn load(&mut self, what: &str, figures: Figures) {
        self.rates.push((what.to_owned(), figures.per_second));
        let value = format!("{:.0} /s, p50 {} ms, p99 {} ms", figures.per_second, millis(figures.p50), millis(figures.p99));
        self.row(&format!("{what}, 16 connections"), value);
    }

    /// Rate of one load as a share of another's; both are named by how they begin.
    pub fn ratio(&mut self, what: &str, of: &str, to: &str) {
        let rate = |name: &str| self.rates.iter().find(|(known, _)| known.starts_with(name)).map(|(_, rate)| *rate);
        if let (Some(of), Some(to)) = (rate(of), rate(to)) {
            self.row(what, format!("**{:.0} %**", of / to * 100.0));
        }
    }

    pub fn markdown(&self) -> String {
        let width = self.rows.iter().map(|(what, _)| what.chars().count()).max().unwrap_or(0);
        let mut text = format!("| {:width$} | Value |\n|{:-<line$}|---|\n", "Measurement", "", line = width + 2);
        for (what, value) in &self.rows {
            text.push_str(&format!("| {what:width$} | {value} |\n"));
        }
        text
    }
}

fn millis(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}
