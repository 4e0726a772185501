//! The built-in offline model: a rule-based demonstration that needs no key. It speaks from the
//! persona and from the scenario's own words, reads the state of the discussion off the
//! transcript, and is a pure function of its [`Scene`]: the same scene gives the same line on
//! every machine.
//!
//! How a line comes about: [`context`] prepares the material, [`plan`] decides what the turn is
//! for, [`compose`] draws candidates from the [`bank`], the repetition guard drops copies, and
//! the best candidate is spoken. To teach it new sentences, see [`bank`].

mod address;
mod bank;
mod compose;
mod context;
mod draft;
mod facts;
mod fill;
mod frank;
mod index;
mod keys;
mod lang;
mod notes;
mod observer;
mod plan;
mod question;
mod rng;
mod side;
mod stream;
mod subject;
mod summary;
#[cfg(test)]
mod tests;
mod text;
mod trace;
mod variant;
mod wishes;

pub use frank::aside;
pub use rng::{Rng, hash};
pub use stream::{chunks, tokens};
pub use summary::{Point, SummaryDraft, SummaryInput, summary};
pub use variant::{Variant, variant_line};

use super::scene::Scene;
use context::Context;

/// Candidates drawn per turn for the decided plan, then for other plans, then free of any plan.
const CANDIDATES: u64 = 16;
const OTHER_PLANS: u64 = 24;
const FREE: u64 = 24;
const OTHER: u64 = CANDIDATES + OTHER_PLANS;
/// Score above which no further plan is tried; every hard finding of a guard costs more.
const ENOUGH: f64 = -20.0;
/// Shortest and longest line in words.
const MIN_WORDS: usize = 11;
const MAX_WORDS: usize = 72;

/// The next line of `cast[me]`. Empty only when the scene has no such speaker.
pub fn line(scene: &Scene) -> String {
    if scene.cast.get(scene.me).is_none() {
        return String::new();
    }
    let language = if scene.language.trim().is_empty() { &scene.scenario.language } else { &scene.language };
    if let Some(pack) = lang::pack(language) {
        return lang::line(scene, pack);
    }
    let Some(ctx) = Context::new(scene) else { return String::new() };
    let heard = scene.lines.last().map_or(0, |l| hash(&l.text));
    let seed = [scene.seed, u64::from(scene.turn), u64::from(scene.attempt), scene.me as u64, scene.lines.len() as u64, heard];
    let draw = |salt: u64| Rng::new(&[&seed[..], &[salt]].concat());
    let decided = plan::plan(&ctx, &mut draw(1));
    let mut best: Option<(f64, String)> = None;
    for number in 0..CANDIDATES + OTHER_PLANS + FREE {
        let enough = best.as_ref().is_some_and(|(score, _)| *score > ENOUGH);
        if number >= CANDIDATES && enough {
            break;
        }
        let plan = match number {
            // The first candidates share one decision, so that its shares hold.
            0..CANDIDATES => decided,
            CANDIDATES..OTHER => plan::plan(&ctx, &mut draw(1000 + number)),
            _ => plan::Plan { kind: plan::Kind::Turn, ..decided },
        };
        let Some(draft) = compose::candidate(&ctx, plan, draw(2000 + number)) else { continue };
        let text = finish(&ctx, &draft.text());
        let score = score(&ctx, plan, &draft, &text);
        if best.as_ref().is_none_or(|(top, _)| score > *top) {
            best = Some((score, text));
        }
    }
    best.map_or_else(|| last_resort(&ctx), |(_, text)| text)
}

/// Style of the person: formal people write contractions out.
fn finish(ctx: &Context, text: &str) -> String {
    if ctx.me.style.formality >= 4 { text::expand(text) } else { text.to_owned() }
}

#[expect(clippy::cast_precision_loss, reason = "counts of words in a line are small")]
fn score(ctx: &Context, plan: plan::Plan, draft: &draft::Draft, text: &str) -> f64 {
    let words = text::count(text);
    let want = wishes::target(ctx);
    let mut score = draft.merit - (words.abs_diff(want) as f64) / 4.0 - ctx.memory.closeness(text) * 5.0;
    for finding in ctx.memory.check(text) {
        score -= if finding.guard == "opening" { 40.0 } else { 100.0 };
    }
    if !(MIN_WORDS..=MAX_WORDS).contains(&words) {
        score -= 30.0;
    }
    let small = text.to_lowercase();
    if ctx.me.style.never.iter().any(|n| !n.is_empty() && small.contains(&n.to_lowercase())) {
        score -= 200.0;
    }
    let named = trace::mentioned(text, ctx.scene.me, &ctx.called);
    let kept = match plan.name {
        Some(who) => named.first() == Some(&who) && (named.len() == 1 || plan.kind == plan::Kind::Sum),
        None => named.is_empty() || plan.kind == plan::Kind::Sum,
    };
    if kept { score } else { score - 12.0 }
}

/// Short and true in any meeting; for casts and transcripts that leave nothing else.
fn last_resort(ctx: &Context) -> String {
    format!("I've said what I can on this. My question for point {} is who goes first.", ctx.scene.turn)
}
