//! Avatars, drawn from a seed: `Avatar`, `AvatarStack`.
//!
//! Anatomy: `span.ui-avatar[role=img][aria-label] > svg (ground, pattern, initials)`. The hash of the seed picks one of 24
//! hues, one of 12 patterns, a quarter turn and one of three tints for the second shape, so that the same person
//! looks the same everywhere and a panel looks varied. Colours come from classes (`ui-hue-0` … `ui-hue-23`,
//! `ui-tint-0` … `ui-tint-2`), because inline styles are not allowed. The initials stay readable on all of them: a
//! test computes their contrast from the tokens.

use leptos::prelude::*;

use super::classes;
use crate::core::format::{initials, stable_hash};

/// Number of hue classes in the style sheet.
const HUES: u32 = 24;
/// Number of patterns.
const PATTERNS: u32 = 12;
/// Degrees from the hue to that of the second shape, by tint; `ui-tint-…` in the style sheet has the same.
const TINTS: [u32; 3] = [48, 140, 220];

/// Edge length: 20, 24, 32, 40 or 64 px.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    Xs,
    Sm,
    #[default]
    Md,
    Lg,
    Xl,
}

impl AvatarSize {
    /// Value of `data-size`.
    pub const fn as_str(self) -> &'static str {
        match self {
            AvatarSize::Xs => "xs",
            AvatarSize::Sm => "sm",
            AvatarSize::Md => "md",
            AvatarSize::Lg => "lg",
            AvatarSize::Xl => "xl",
        }
    }
}

/// What is drawn for a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Drawing {
    hue: u32,
    pattern: u32,
    /// Degrees: 0, 90, 180 or 270.
    turn: u32,
    /// Place in [`TINTS`].
    tint: u32,
}

impl Drawing {
    fn of(seed: &str) -> Self {
        // The low bits of the hash are weak for similar texts, so it is mixed once more.
        let mut mixed = stable_hash(seed);
        mixed ^= mixed >> 16;
        mixed = mixed.wrapping_mul(0x7feb_352d);
        mixed ^= mixed >> 15;
        Self {
            hue: mixed % HUES,
            pattern: (mixed / HUES) % PATTERNS,
            turn: (mixed / (HUES * PATTERNS)) % 4 * 90,
            tint: (mixed / (HUES * PATTERNS * 4)) % 3,
        }
    }

    /// Degrees from the hue to that of the second shape.
    fn tint_degrees(self) -> f64 {
        TINTS.get(self.tint as usize).copied().map_or(48.0, f64::from)
    }
}

/// Hues of the places on a panel. The first six are at least 45° apart, the first eight 30°; all are different.
const SEAT_HUES: [u32; 24] = [17, 3, 10, 22, 13, 6, 19, 1, 15, 8, 21, 5, 11, 0, 16, 7, 18, 4, 14, 2, 20, 9, 23, 12];

/// Hue of a place on a panel, from 0.
fn seat_hue(seat: usize) -> u32 {
    SEAT_HUES.get(seat % SEAT_HUES.len()).copied().unwrap_or_default()
}

/// Classes that tell a place on a panel (from 0) by colour: a hue of its own, and neighbours differ in lightness too.
pub fn seat_class(seat: usize) -> String {
    format!("ui-hue-{} ui-seat-{}", seat_hue(seat), if seat.is_multiple_of(2) { "even" } else { "odd" })
}

/// The shapes of a pattern on a 40 × 40 ground; `a` is the near tone, `b` the far one.
const fn shapes(pattern: u32) -> &'static [(&'static str, &'static str)] {
    match pattern {
        0 => &[("a", "M0 40A40 40 0 0 1 40 0V40Z"), ("b", "M18 40A22 22 0 0 1 40 18V40Z")],
        1 => &[("a", "M0 24C10 14 22 32 40 18V40H0Z"), ("b", "M0 33C12 24 26 39 40 28V40H0Z")],
        2 => &[("a", "M20 0H40V40H20A20 20 0 0 0 20 0Z"), ("b", "M40 10A10 10 0 0 0 40 30Z")],
        3 => &[("a", "M0 40L40 0V40Z"), ("b", "M20 40L40 20V40Z")],
        4 => &[("a", "M28 -4A16 16 0 1 1 28 28A16 16 0 1 1 28 -4Z"), ("b", "M10 24A10 10 0 1 1 10 44A10 10 0 1 1 10 24Z")],
        5 => &[("a", "M0 8H40V16H0ZM0 32H40V40H0Z"), ("b", "M0 16H40V24H0Z")],
        6 => &[("a", "M0 0H20A20 20 0 0 1 0 20ZM40 40H20A20 20 0 0 1 40 20Z"), ("b", "M20 20A20 20 0 0 1 40 0V20Z")],
        7 => &[("a", "M20 -2L42 20L20 42L-2 20Z"), ("b", "M20 10L30 20L20 30L10 20Z")],
        8 => &[("a", "M0 20L20 0L40 20L20 40Z"), ("b", "M20 40L40 20V40Z")],
        9 => &[("a", "M20 4A16 16 0 1 1 20 36A16 16 0 1 1 20 4Z"), ("b", "M20 4A16 16 0 0 1 20 36Z")],
        10 => &[("a", "M0 0H14V40H0Z"), ("b", "M26 0H40V40H26Z")],
        _ => &[("a", "M0 40C0 18 18 0 40 0V12C24 12 12 24 12 40Z"), ("b", "M22 40C22 30 30 22 40 22V40Z")],
    }
}

/// A person or an agent as a small picture.
#[component]
pub fn Avatar(
    /// Same seed, same picture; usually the id or `avatar_seed`.
    #[prop(into)]
    seed: String,
    /// Address of a stored picture on this server; drawn from the seed when empty.
    #[prop(optional, into)]
    picture: String,
    /// Gives the initials and the accessible name.
    #[prop(into)]
    name: String,
    #[prop(optional)] size: AvatarSize,
    /// Hidden from screen readers, next to the written name.
    #[prop(optional)]
    decorative: bool,
    /// Place on a panel, from 0: its hue instead of that of the seed, so that no two on a panel look alike.
    #[prop(default = None)]
    seat: Option<usize>,
    #[prop(optional, into)] class: String,
) -> impl IntoView {
    if !picture.is_empty() {
        // The name stands beside it, or in the label: the picture itself says nothing more.
        return view! {
            <span
                class=classes(&["ui-avatar", &class])
                data-size=size.as_str()
                role=(!decorative).then_some("img")
                aria-label=(!decorative).then(|| name.clone())
                aria-hidden=decorative.then_some("true")
            >
                <img src=picture alt="" width="256" height="256" decoding="async"/>
            </span>
        }
        .into_any();
    }
    let drawing = Drawing::of(if seed.is_empty() { &name } else { &seed });
    let hue = format!("ui-hue-{} ui-tint-{}", seat.map_or(drawing.hue, seat_hue), drawing.tint);
    let paths: Vec<_> = shapes(drawing.pattern).iter().map(|(tone, d)| view! { <path class=format!("ui-avatar-{tone}") d=*d/> }).collect();
    view! {
        <span
            class=classes(&["ui-avatar", &hue, &class])
            data-size=size.as_str()
            role=(!decorative).then_some("img")
            aria-label=(!decorative).then(|| name.clone())
            aria-hidden=decorative.then_some("true")
        >
            <svg viewBox="0 0 40 40" aria-hidden="true" focusable="false">
                <rect class="ui-avatar-ground" width="40" height="40"/>
                <g transform=format!("rotate({} 20 20)", drawing.turn)>{paths}</g>
                <text x="20" y="20" text-anchor="middle" dominant-baseline="central">{initials(&name)}</text>
            </svg>
        </span>
    }
    .into_any()
}

/// The drawing of a seed as a file of its own, in the colours of the light theme and without initials.
pub fn drawn_avatar(seed: &str) -> String {
    let drawing = Drawing::of(seed);
    let hue = f64::from(drawing.hue) * 15.0;
    let near = hex(0.80, 0.09, hue + 12.0);
    let far = hex(0.72, 0.12, hue + drawing.tint_degrees());
    let shapes: String = shapes(drawing.pattern)
        .iter()
        .map(|(tone, d)| format!(r#"<path fill="{}" d="{d}"/>"#, if *tone == "a" { &near } else { &far }))
        .collect();
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="256" height="256"><rect width="40" height="40" fill="{}"/><g transform="rotate({} 20 20)">{shapes}</g></svg>"#,
        hex(0.93, 0.05, hue),
        drawing.turn,
    )
}

/// A colour of OKLCH (lightness 0 to 1, chroma, hue in degrees) as `#rrggbb`, for programs that don't
/// know OKLCH. Matrices: Björn Ottosson, "A perceptual color space for image processing".
fn hex(lightness: f64, chroma: f64, hue: f64) -> String {
    let (a, b) = (chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin());
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    let linear = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ];
    let channel = |value: f64| {
        let curved = if value <= 0.003_130_8 { 12.92 * value } else { 1.055 * value.powf(1.0 / 2.4) - 0.055 };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
        let byte = (curved.clamp(0.0, 1.0) * 255.0).round() as u8;
        byte
    };
    linear.iter().fold(String::from("#"), |text, value| format!("{text}{:02x}", channel(*value)))
}

/// Someone in an `AvatarStack`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    pub seed: String,
    pub name: String,
    /// Address of a stored picture; empty for a drawing.
    pub picture: String,
}

impl Person {
    pub fn new(seed: impl Into<String>, name: impl Into<String>) -> Self {
        Self { seed: seed.into(), name: name.into(), picture: String::new() }
    }

    /// With a stored picture, if there is one.
    pub fn picture(self, address: Option<String>) -> Self {
        Self { picture: address.unwrap_or_default(), ..self }
    }
}

/// Several people, overlapping; the names of those left out are in the tooltip of the rest.
#[component]
pub fn AvatarStack(
    people: Vec<Person>,
    /// Pictures shown at most.
    #[prop(default = 5)]
    max: usize,
    #[prop(default = AvatarSize::Sm)] size: AvatarSize,
) -> impl IntoView {
    let hidden: Vec<String> = people.iter().skip(max).map(|p| p.name.clone()).collect();
    let shown: Vec<_> =
        people.into_iter().take(max).map(|p| view! { <li><Avatar seed=p.seed picture=p.picture name=p.name size/></li> }).collect();
    let rest = (!hidden.is_empty()).then(|| {
        let count = hidden.len();
        let names = hidden.join(", ");
        view! {
            <li>
                <span class="ui-avatar ui-avatar-rest" data-size=size.as_str() role="img" aria-label=format!("and {count} more: {names}") title=names>
                    <span aria-hidden="true">{format!("+{count}")}</span>
                </span>
            </li>
        }
    });
    view! { <ul class="ui-avatar-stack" role="list">{shown}{rest}</ul> }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn same_seed_draws_the_same() {
        assert_eq!(Drawing::of("amara-okafor"), Drawing::of("amara-okafor"));
    }

    #[test]
    fn similar_seeds_look_varied() {
        let drawings: BTreeSet<String> = (1..=12).map(|n| format!("{:?}", Drawing::of(&format!("p{n}")))).collect();
        assert!(drawings.len() >= 11, "only {} different drawings", drawings.len());
    }

    #[test]
    fn colours_are_converted_as_browsers_do() {
        assert_eq!(hex(1.0, 0.0, 0.0), "#ffffff");
        assert_eq!(hex(0.0, 0.0, 0.0), "#000000");
        // oklch(0.628 0.2577 29.23) is pure red.
        assert_eq!(hex(0.627_955, 0.257_683, 29.233_9), "#ff0000");
    }

    #[test]
    fn a_drawing_as_a_file_is_the_same_for_the_same_seed_and_runs_nothing() {
        let drawn = drawn_avatar("amara-okafor");
        assert_eq!(drawn, drawn_avatar("amara-okafor"));
        assert_ne!(drawn, drawn_avatar("amara-okafo"));
        assert!(drawn.starts_with("<svg xmlns=") && drawn.ends_with("</svg>"));
        assert!(!drawn.contains("script") && !drawn.contains("href") && !drawn.contains("amara"), "{drawn}");
    }

    #[test]
    fn every_pattern_hue_and_tint_is_used() {
        let all: Vec<Drawing> = (0..2000).map(|n| Drawing::of(&n.to_string())).collect();
        assert_eq!(all.iter().map(|d| d.pattern).collect::<BTreeSet<_>>().len(), PATTERNS as usize);
        assert_eq!(all.iter().map(|d| d.hue).collect::<BTreeSet<_>>().len(), HUES as usize);
        assert_eq!(all.iter().map(|d| d.tint).collect::<BTreeSet<_>>().len(), TINTS.len());
    }

    #[test]
    fn the_library_looks_varied_and_no_two_with_the_same_initials_alike() {
        let people = crate::features::agents::library::all().iter().map(|agent| &agent.persona);
        let looks: Vec<(String, String)> = people.map(|p| (format!("{:?}", Drawing::of(p.seed())), initials(&p.name))).collect();
        assert_eq!(looks.iter().collect::<BTreeSet<_>>().len(), looks.len());
        let drawings = looks.iter().map(|(drawing, _)| drawing).collect::<BTreeSet<_>>().len();
        assert!(drawings * 100 >= looks.len() * 95, "only {drawings} drawings for {}", looks.len());
    }

    #[test]
    fn no_two_places_on_a_panel_have_the_same_colour() {
        assert_eq!((0..24).map(seat_hue).collect::<BTreeSet<_>>().len(), 24);
        let apart = |a: u32, b: u32| a.abs_diff(b).min(HUES - a.abs_diff(b)) * 15;
        let least = |seats: usize| {
            let pairs = (0..seats).flat_map(|a| (0..a).map(move |b| apart(seat_hue(a), seat_hue(b))));
            pairs.min().unwrap()
        };
        assert!(least(6) >= 45 && least(8) >= 30, "{} {}", least(6), least(8));
    }

    #[test]
    fn colours_of_places_stand_out_in_both_themes() {
        let styles = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/style/content.css")).unwrap();
        let lightness: Vec<f64> = styles.split("--seat: ").skip(1).map(|rest| rest.split(';').next().unwrap().parse().unwrap()).collect();
        assert_eq!(lightness.len(), 2);
        // The grounds of both themes, --bg.
        let grounds = [hex(0.985, 0.002, 265.0), hex(0.165, 0.008, 265.0)];
        for (lightness, hue) in lightness.iter().flat_map(|l| (0..HUES).map(move |hue| (*l, f64::from(hue) * 15.0))) {
            for ground in &grounds {
                let (mark, below) = (luminance(&hex(lightness, 0.13, hue)), luminance(ground));
                let contrast = (mark.max(below) + 0.05) / (mark.min(below) + 0.05);
                assert!(contrast >= 3.0, "{lightness} at {hue} on {ground}: {contrast:.2}");
            }
        }
    }

    /// Relative luminance (WCAG 2.2) of `#rrggbb`.
    fn luminance(colour: &str) -> f64 {
        let channel = |from: usize| {
            let value = f64::from(u8::from_str_radix(&colour[from..from + 2], 16).unwrap()) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    #[test]
    fn initials_are_readable_on_every_hue_and_tint_in_both_themes() {
        let tokens = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/style/tokens.css")).unwrap();
        let values = |name: &str| -> Vec<f64> {
            let mark = format!("--avatar-{name}: ");
            tokens.split(&mark).skip(1).map(|rest| rest.split(';').next().unwrap().parse().unwrap()).collect()
        };
        let names = ["ground", "near", "far", "chroma", "ink", "ink-chroma"].map(values);
        assert!(names.iter().all(|values| values.len() == 2), "light and dark: {names:?}");
        for theme in 0..2 {
            let [ground, near, far, chroma, ink, ink_chroma] = names.each_ref().map(|values| values[theme]);
            for hue in (0..HUES).map(|hue| f64::from(hue) * 15.0) {
                let text = luminance(&hex(ink, ink_chroma, hue));
                let tints = TINTS.map(|tint| (far, hue + f64::from(tint)));
                for (lightness, at) in [(ground, hue), (near, hue + 12.0)].into_iter().chain(tints) {
                    let below = luminance(&hex(lightness, chroma, at));
                    let contrast = (text.max(below) + 0.05) / (text.min(below) + 0.05);
                    assert!(contrast >= 4.5, "theme {theme}, hue {hue}, ground at {at}: {contrast:.2}");
                }
            }
        }
    }
}
