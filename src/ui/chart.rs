//! Charts as SVG, drawn on the server: `Sparkline`, `Bars`. Colours come from classes, so they follow the theme.
//!
//! Anatomy: a sparkline is `svg[role=img] > title + path*`; bars are `figure.ui-chart > figcaption + svg + details > table` with the
//! same figures for those who can't see them. Where the scale has an end, a track behind each bar shows it.

use leptos::prelude::*;

use super::Table;

/// A number as people read it: no decimals from 100 on, thousands separated by thin spaces.
pub fn figure(value: f64) -> String {
    if value.abs() < 100.0 && value.fract().abs() > 0.004 {
        return format!("{value:.1}");
    }
    let digits = format!("{:.0}", value.abs());
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    if value < 0.0 { format!("−{out}") } else { out }
}

/// Line and filled area through the values on a 100 × 28 ground.
fn spark_paths(values: &[f64]) -> Option<(String, String)> {
    let (Some(low), Some(high)) = (values.iter().copied().reduce(f64::min), values.iter().copied().reduce(f64::max)) else { return None };
    let span = if high > low { high - low } else { 1.0 };
    let step = 100.0 / (values.len().saturating_sub(1).max(1)) as f64;
    let points: Vec<String> =
        values.iter().enumerate().map(|(i, v)| format!("{:.2} {:.2}", i as f64 * step, 26.0 - (v - low) / span * 24.0)).collect();
    let line = format!("M{}", points.join("L"));
    let area = format!("{line}L100 28L0 28Z");
    Some((line, area))
}

/// A small line without axes; the words say what it shows.
#[component]
pub fn Sparkline(values: Vec<f64>, #[prop(into)] label: String) -> impl IntoView {
    let said = match (values.first(), values.last()) {
        (Some(first), Some(last)) => format!("{label}: from {} to {}", figure(*first), figure(*last)),
        _ => format!("{label}: no data"),
    };
    let paths = spark_paths(&values).map(|(line, area)| {
        view! {
            <path class="ui-spark-area" d=area/>
            <path class="ui-spark-line" d=line vector-effect="non-scaling-stroke"/>
        }
    });
    view! {
        <svg class="ui-spark" viewBox="0 0 100 28" preserveAspectRatio="none" role="img" aria-label=said>
            {paths}
        </svg>
    }
}

/// Height of a row of the bar chart, in units of its view box.
const ROW: usize = 28;
/// Where bars begin, and how long the longest is.
const LEFT: f64 = 150.0;
const LENGTH: f64 = 380.0;
/// Characters of a label before it is cut.
const LABEL_CHARS: usize = 22;

fn bar(index: usize, label: &str, value: f64, scale: (f64, bool), unit: &str) -> AnyView {
    let y = index * ROW;
    let (longest, fixed) = scale;
    let width = if longest > 0.0 { value.max(0.0) / longest * LENGTH } else { 0.0 };
    let number = LEFT + if fixed { LENGTH } else { width } + 8.0;
    let track = fixed.then(|| {
        view! { <rect class="ui-bar-track" x=LEFT.to_string() y=(y + 6).to_string() width=LENGTH.to_string() height="16" rx="3"/> }
    });
    let cut = if label.chars().count() > LABEL_CHARS {
        label.chars().take(LABEL_CHARS - 1).collect::<String>() + "…"
    } else {
        label.to_owned()
    };
    view! {
        <g>
            <text class="ui-bar-label" x=(LEFT - 8.0).to_string() y=(y + 18).to_string() text-anchor="end">{cut}</text>
            {track}
            <rect class="ui-bar" x=LEFT.to_string() y=(y + 6).to_string() width=format!("{:.1}", width.max(1.5)) height="16" rx="3"/>
            <text class="ui-bar-value" x=format!("{number:.1}") y=(y + 18).to_string()>{said(value, unit)}</text>
        </g>
    }
    .into_any()
}

fn said(value: f64, unit: &str) -> String {
    if unit.is_empty() { figure(value) } else { format!("{} {unit}", figure(value)) }
}

/// Horizontal bars with direct labels, and the same figures as a table.
#[component]
pub fn Bars(
    #[prop(into)] title: String,
    items: Vec<(String, f64)>,
    #[prop(optional, into)] unit: String,
    /// Value of a bar of full length; the largest value when absent.
    #[prop(optional)]
    full: f64,
) -> impl IntoView {
    let scale = (items.iter().map(|(_, v)| *v).fold(full, f64::max), full > 0.0);
    let bars: Vec<AnyView> = items.iter().enumerate().map(|(i, (label, value))| bar(i, label, *value, scale, &unit)).collect();
    let height = (items.len() * ROW).max(ROW);
    let rows: Vec<_> = items
        .into_iter()
        .map(|(label, value)| view! { <tr><th scope="row">{label}</th><td class="ui-num">{said(value, &unit)}</td></tr> })
        .collect();
    view! {
        <figure class="ui-chart">
            <figcaption>{title.clone()}</figcaption>
            <svg viewBox=format!("0 0 600 {height}") role="img" aria-label=format!("{title}, bar chart; the figures are in the table below")>{bars}</svg>
            <details>
                <summary>"Show as table"</summary>
                <Table caption=title>
                    <thead><tr><th scope="col">"Name"</th><th scope="col" class="ui-num">"Value"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </Table>
            </details>
        </figure>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped() {
        assert_eq!(figure(0.0), "0");
        assert_eq!(figure(2.5), "2.5");
        assert_eq!(figure(1_234_567.0), "1\u{202f}234\u{202f}567");
        assert_eq!(figure(-1200.0), "−1\u{202f}200");
    }

    #[test]
    fn a_flat_line_stays_inside() {
        let (line, _) = spark_paths(&[3.0, 3.0, 3.0]).unwrap();
        assert_eq!(line, "M0.00 26.00L50.00 26.00L100.00 26.00");
        assert!(spark_paths(&[]).is_none());
    }
}
