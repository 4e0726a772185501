//! What a person wants to say for a given purpose, and how much of it.

use super::bank::{Ask, Part, Topic};
use super::context::{Context, Stage};
use super::draft::{Core, Draft};
use super::index::Tag;
use super::plan::Kind;

/// Shorter lines are filled up.
const LEAST_WORDS: usize = 14;

/// Words a person likes to say in a line.
pub fn target(ctx: &Context) -> usize {
    9 + 8 * usize::from(ctx.me.style.verbosity.clamp(1, 5))
}

/// Adds what the person has to say until the line is long enough for this person.
pub fn fill(draft: &mut Draft, kind: Kind) {
    let want = target(draft.ctx);
    let most = if matches!(kind, Kind::Open | Kind::Outside(_)) || draft.ctx.me.style.verbosity >= 4 { 4 } else { 3 };
    let wanted = wishes(draft.ctx, kind);
    for _ in 0..8 {
        let room = want.saturating_sub(draft.words());
        if draft.sentences() >= most || (draft.sentences() > 0 && room < 10) {
            break;
        }
        let Some(core) = draft.rng.weighted(&wanted) else { break };
        draft.core(core);
    }
    // A person short of own material still has something to say on the subject.
    let spare = [
        Core::Verb,
        Core::Key,
        Core::Claim(draft.ctx.topic),
        Core::Domain,
        Core::Claim(Topic::People),
        Core::Claim(Topic::Risk),
        Core::Claim(Topic::Practice),
    ];
    for core in spare {
        if draft.words() < LEAST_WORDS && draft.sentences() < 4 {
            draft.core(core);
        }
    }
}

fn wishes(ctx: &Context, kind: Kind) -> Vec<(Core, usize)> {
    let p = ctx.me;
    let claim = match kind {
        Kind::Answer(Some(Ask::Worry)) => Topic::Risk,
        Kind::Answer(Some(Ask::Evidence)) => Topic::Evidence,
        Kind::Answer(Some(Ask::Owner)) => Topic::Trust,
        Kind::Answer(Some(Ask::Measure)) => Topic::Measure,
        _ => ctx.topic,
    };
    let late = ctx.stage >= Stage::Converging;
    let careful = usize::from(p.big_five.conscientiousness) / 12;
    let base = match kind {
        Kind::Open => return vec![(Core::Role, 30), (Core::Goal, 10), (Core::Verb, 8), (Core::Habit, 4)],
        Kind::Outside(_) => return vec![(Core::Constraint, 8), (Core::Figure, 6), (Core::Verb, 5), (Core::Habit, 5), (Core::Case, 4)],
        Kind::Commit => return vec![(Core::Tagged(Tag::Reserve), 6), (Core::Quirk, 4), (Core::Tagged(Tag::Closer), 4)],
        Kind::Sum => return vec![(Core::Aim, 6), (Core::Constraint, 5), (Core::Claim(Topic::Measure), 2)],
        Kind::Offer(..) | Kind::Thread(_, Part::Propose | Part::Amend | Part::Settle | Part::Support) => {
            return vec![(Core::Anchor, 12), (Core::Phrase, 5), (Core::Value, 3), (Core::Case, 4), (Core::Goal, 3), (Core::Constraint, 2)];
        }
        Kind::Thread(..) => {
            return vec![(Core::Phrase, 9), (Core::Value, 4), (Core::Expertise, 4), (Core::Case, 9), (Core::Domain, 6), (Core::Habit, 5)];
        }
        Kind::Challenge => {
            vec![(Core::Habit, 9), (Core::Case, 10), (Core::Phrase, 7), (Core::Domain, 8), (Core::Constraint, 3), (Core::Verb, 3)]
        }
        Kind::Concede => vec![(Core::Quirk, 8), (Core::Limit, 5), (Core::Case, 6), (Core::Claim(claim), 6)],
        Kind::Answer(_) | Kind::Admit => {
            return vec![
                (Core::Case, 6),
                (Core::Phrase, 6),
                (Core::Verb, 6),
                (Core::Habit, 3),
                (Core::Goal, 3),
                (Core::Constraint, 2),
                (Core::Figure, 2),
            ];
        }
        _ => vec![
            (Core::Case, 14),
            (Core::Phrase, 6),
            (Core::Domain, 7),
            (Core::Expertise, 7),
            (Core::Habit, 6),
            (Core::Goal, 4),
            (Core::Value, 3),
        ],
    };
    let mut all = base;
    all.extend([(Core::Claim(claim), 7), (Core::Key, 8), (Core::Verb, 10), (Core::Role, 2)]);
    all.extend([(Core::Figure, 2 + careful / 2), (Core::Constraint, 2 + careful / 3), (Core::Aim, if late { 4 } else { 1 })]);
    all
}
