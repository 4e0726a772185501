//! Lines that are no part of a panel's talk: the answer to a question put aside, and requests to
//! say more clearly what is meant.

use crate::server::llm::scene::Scene;

use super::context::Context;
use super::draft::{Core, Draft, Naming};
use super::facts::{self, Voice};
use super::index::Tag;
use super::rng::{Rng, hash};
use super::text::upper_first;

/// The answer to the last line, put aside: where the person stands, what is behind it, and what it
/// tends to overlook. Nobody else hears it.
pub fn aside(scene: &Scene) -> String {
    let language = if scene.language.trim().is_empty() { &scene.scenario.language } else { &scene.language };
    if super::lang::pack(language).is_some() {
        return super::line(scene);
    }
    let Some(ctx) = Context::new(scene) else { return String::new() };
    let asked = scene.lines.last().map_or("", |l| &*l.text);
    let mut draft = Draft::new(&ctx, Rng::new(&[scene.seed, hash(asked), scene.me as u64, 61]));
    let kind = super::observer::ask_kind(asked);
    let told = kind.is_some_and(|kind| draft.say(Tag::Answer(kind), &[], Naming::MustNot));
    if !told {
        let side = (draft.pick(&ctx.side.favourite), draft.pick(&ctx.side.rival));
        draft.say(Tag::Frank, &[("x", &side.0), ("y", &side.1)], Naming::MustNot);
    }
    let stance = ctx.me.stance.trim();
    if !stance.is_empty() {
        draft.push(&format!("What I believe hasn't changed: {stance}"));
    }
    let quirk = facts::first_person(ctx.me, ctx.me.contradiction.trim());
    if let Some(quirk) = quirk {
        draft.push(&format!("And since nobody else is listening: {quirk}"));
    }
    let spots: Vec<String> = ctx.me.blind_spots.iter().filter_map(|b| facts::turned(ctx.me, b, Voice::First)).collect();
    let spot = draft.pick(&spots);
    if spot.is_empty() {
        draft.core(Core::Weigh);
    } else {
        draft.push(&format!("What I tend to overlook is {}.", spot.trim_end_matches('.')));
    }
    upper_first(&draft.text())
}

/// Asks what is meant.
pub fn puzzled(draft: &mut Draft) -> Option<()> {
    draft.say(Tag::Puzzled, &[], Naming::MustNot).then_some(())?;
    if draft.rng.chance(40) || draft.words() < 11 {
        draft.say(Tag::Puzzled, &[], Naming::MustNot);
    }
    Some(())
}
