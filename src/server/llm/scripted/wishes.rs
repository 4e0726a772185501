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
    if kind == Kind::Puzzled {
        return;
    }
    let spare = [
        Core::Weigh,
        Core::Expertise,
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
        Kind::Puzzled => return vec![(Core::Tagged(Tag::Puzzled), 1)],
        Kind::Open => return vec![(Core::Role, 30), (Core::Weigh, 20), (Core::Goal, 5), (Core::Habit, 2)],
        Kind::Outside(_) | Kind::Alone => {
            return vec![(Core::Weigh, 14), (Core::Case, 10), (Core::Figure, 3), (Core::Constraint, 3), (Core::Expertise, 6)];
        }
        Kind::Commit => return vec![(Core::Tagged(Tag::Reserve), 6), (Core::Weigh, 8)],
        Kind::Sum => return vec![(Core::Aim, 6), (Core::Constraint, 5), (Core::Weigh, 6)],
        Kind::Offer(..) | Kind::Thread(_, Part::Propose | Part::Amend | Part::Settle | Part::Support) => {
            return vec![
                (Core::Anchor, 8),
                (Core::Weigh, 8),
                (Core::Phrase, 4),
                (Core::Value, 3),
                (Core::Case, 5),
                (Core::Goal, 2),
                (Core::Constraint, 2),
            ];
        }
        Kind::Thread(..) => {
            return vec![
                (Core::Weigh, 12),
                (Core::Phrase, 6),
                (Core::Value, 4),
                (Core::Expertise, 5),
                (Core::Case, 9),
                (Core::Domain, 2),
                (Core::Habit, 4),
            ];
        }
        Kind::Challenge => {
            vec![(Core::Weigh, 26), (Core::Habit, 8), (Core::Case, 12), (Core::Phrase, 5), (Core::Domain, 2), (Core::Constraint, 3)]
        }
        Kind::Concede => vec![(Core::Limit, 6), (Core::Case, 8), (Core::Weigh, 8)],
        Kind::Answer(_) | Kind::Admit => {
            return vec![
                (Core::Weigh, 14),
                (Core::Case, 8),
                (Core::Phrase, 5),
                (Core::Verb, 3),
                (Core::Habit, 3),
                (Core::Goal, 3),
                (Core::Constraint, 2),
                (Core::Figure, 2),
            ];
        }
        _ => vec![
            (Core::Weigh, 34),
            (Core::Case, 14),
            (Core::Phrase, 5),
            (Core::Domain, 2),
            (Core::Expertise, 10),
            (Core::Habit, 6),
            (Core::Goal, 4),
            (Core::Value, 3),
        ],
    };
    let mut all = base;
    all.extend([(Core::Claim(claim), 1), (Core::Key, 4), (Core::Verb, 4), (Core::Role, 2)]);
    all.extend([(Core::Figure, 2 + careful / 2), (Core::Constraint, 2 + careful / 3), (Core::Aim, if late { 4 } else { 1 })]);
    all
}
