//! What to do with the turn: whom to answer, which proposal to take up, whom to name. Decided
//! once per turn from the state of the conversation and the person; the wording comes later.

use super::bank::{Ask, Part, option, options};
use super::context::{Context, Stage};
use super::rng::Rng;

/// What the line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// First line of a person: its position.
    Open,
    /// Coloured by what the speaker alone was told.
    Whispered,
    /// The question can't be understood.
    Puzzled,
    /// The only participant answers the question.
    Alone,
    /// To the observer or to something that happened; true for whoever comes first.
    Outside(bool),
    /// To a question; `None` when it is of no known kind.
    Answer(Option<Ask>),
    /// To a question, with a new proposal.
    Offer(Ask, usize),
    /// To somebody who pointed out a blind spot.
    Admit,
    /// Named without a question.
    Reply,
    /// Something about a proposal.
    Thread(usize, Part),
    Agree,
    Challenge,
    Concede,
    Recall,
    Turn,
    Sum,
    Commit,
}

/// The decision.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub kind: Kind,
    /// Who was heard last.
    pub prev: Option<usize>,
    /// Whom the line names.
    pub name: Option<usize>,
    /// It may end with a question to everybody.
    pub open_ask: bool,
}

/// Shares of lines that name the last speaker (of no talkativeness) or somebody else, in per cent. With a mention-first
/// policy they put the A-B-A rate inside that of human meetings (0.44 to 0.61).
const NAME_LAST: usize = 22;
const NAME_OTHER: usize = 13;

/// Decides about the turn.
pub fn plan(ctx: &Context, rng: &mut Rng) -> Plan {
    let me = ctx.scene.me;
    let prev = ctx.trace.last_other(me).map(|t| t.speaker);
    let kind = kind(ctx, rng);
    let prev_called = prev.filter(|who| !ctx.scene.muted.contains(who));
    let name = if matches!(kind, Kind::Puzzled | Kind::Alone) { None } else { name(ctx, prev_called, rng) };
    Plan { kind, prev, name, open_ask: kind != Kind::Puzzled && ctx.scene.cast.len() > 1 && rng.chance(9) }
}

fn name(ctx: &Context, prev: Option<usize>, rng: &mut Rng) -> Option<usize> {
    // Whoever likes to talk is drawn back in more often.
    let talk = prev.and_then(|who| ctx.persona(who)).map_or(50, |p| usize::from(p.style.talkativeness));
    let (last, other) = if ctx.trace.ping_pong(5) { (5, 70) } else { (NAME_LAST + talk * 3 / 5, NAME_OTHER) };
    let draw = rng.below(100);
    if draw < last {
        return prev;
    }
    if draw >= last + other {
        return None;
    }
    // Somebody who has been quiet, now and then anybody.
    let me = ctx.scene.me;
    let mut rest: Vec<usize> =
        (0..ctx.scene.cast.len()).filter(|who| *who != me && Some(*who) != prev && !ctx.scene.muted.contains(who)).collect();
    rest.sort_by_key(|who| std::cmp::Reverse(ctx.trace.silence(*who)));
    rest.truncate(4);
    let weigh = |who: &usize| ctx.persona(*who).map_or(1, |p| 1 + usize::from(p.style.talkativeness).pow(2) / 100);
    let weighted: Vec<(usize, usize)> = rest.iter().map(|who| (*who, weigh(who))).collect();
    rng.weighted(&weighted)
}

fn kind(ctx: &Context, rng: &mut Rng) -> Kind {
    let me = ctx.scene.me;
    if let Some(kind) = outside(ctx, rng) {
        return kind;
    }
    if ctx.trace.told {
        return Kind::Whispered;
    }
    if !ctx.brief.clear {
        return Kind::Puzzled;
    }
    if ctx.scene.cast.len() == 1 && ctx.trace.times(me) == 0 {
        return Kind::Alone;
    }
    if ctx.trace.times(me) == 0 {
        return Kind::Open;
    }
    if ctx.stage == Stage::Closing {
        return closing(ctx, rng);
    }
    if let Some(asked) = ctx.trace.asked(me) {
        return answer(ctx, asked, rng);
    }
    if ctx.trace.blind_spot_named(me) {
        return Kind::Admit;
    }
    if let Some((number, part)) = thread(ctx, rng) {
        return Kind::Thread(number, part);
    }
    if ctx.stage >= Stage::Converging && ctx.trace.threads.len() >= 2 && rng.chance(12) {
        return Kind::Sum;
    }
    let named = ctx.trace.last().is_some_and(|t| t.calls(me));
    if named && rng.chance(45) {
        return Kind::Reply;
    }
    discuss(ctx, rng)
}

/// An answer may be a proposal, or take a stand on the one that is open.
fn answer(ctx: &Context, asked: Option<Ask>, rng: &mut Rng) -> Kind {
    let live = live(ctx, 3);
    if let Some((number, events)) = live
        && rng.chance(60)
    {
        let count = |part: Part| events.iter().filter(|e| e.part == part).count();
        let mine = events.first().is_some_and(|e| e.speaker == ctx.scene.me);
        let part = match asked {
            Some(Ask::Worry) if count(Part::Object) < 2 && !mine => Some(Part::Object),
            Some(Ask::Condition) if count(Part::Amend) < 2 && !mine => Some(Part::Amend),
            Some(Ask::Worry | Ask::Condition | Ask::First | Ask::Owner | Ask::Measure) | None => next_part(ctx, events, rng),
            _ => None,
        };
        if let Some(part) = part {
            return Kind::Thread(number, part);
        }
    }
    let practical = matches!(asked, Some(Ask::First | Ask::Condition | Ask::Missing | Ask::Measure));
    match asked {
        Some(ask) if live.is_none() && practical && ctx.stage > Stage::Opening && rng.chance(65) => {
            new_option(ctx, rng).map_or(Kind::Answer(asked), |n| Kind::Offer(ask, n))
        }
        _ => Kind::Answer(asked),
    }
}

/// The proposal under discussion, touched within this many turns and not settled.
fn live<'c>(ctx: &'c Context, turns: usize) -> Option<(usize, &'c [super::trace::Event])> {
    let now = ctx.trace.turns.len();
    let open = |events: &[super::trace::Event]| {
        !events.iter().any(|e| e.part == Part::Settle) && events.len() < 9 && events.last().is_some_and(|e| now - e.turn <= turns)
    };
    ctx.trace.threads.iter().rev().find(|(_, events)| open(events)).map(|(number, events)| (*number, events.as_slice()))
}

fn outside(ctx: &Context, rng: &mut Rng) -> Option<Kind> {
    let (line, since) = ctx.trace.outside?;
    let me = ctx.scene.me;
    let answered = ctx.trace.silence(me) < since;
    let for_me = super::trace::mentioned(&line.text, usize::MAX, &ctx.called).contains(&me);
    match since {
        0 => Some(Kind::Outside(true)),
        _ if answered => None,
        1 if line.text.contains('?') => Some(Kind::Outside(false)),
        1..=12 if for_me => Some(Kind::Outside(true)),
        1 if rng.chance(40) => Some(Kind::Outside(false)),
        _ => None,
    }
}

fn closing(ctx: &Context, rng: &mut Rng) -> Kind {
    let settled = |events: &[super::trace::Event]| events.iter().any(|e| e.part == Part::Settle);
    let open = ctx.trace.threads.iter().rev().find(|(_, events)| !settled(events) && events.len() > 1).map(|(number, _)| *number);
    match (open, ctx.left()) {
        (Some(number), 2..) if rng.chance(40) => Kind::Thread(number, Part::Settle),
        (_, 2..) if ctx.trace.threads.len() >= 2 && rng.chance(30) => Kind::Sum,
        _ => Kind::Commit,
    }
}

/// The ordinary exchange, coloured by temperament.
fn discuss(ctx: &Context, rng: &mut Rng) -> Kind {
    let p = ctx.me;
    let heat = match ctx.stage {
        Stage::Opening | Stage::Exploring => 1,
        Stage::Tension => 3,
        Stage::Converging | Stage::Closing => 1,
    };
    let moves = p.style.moves.join(" ").to_lowercase();
    let agree = 8 + usize::from(p.big_five.agreeableness) / 6;
    let challenge =
        usize::from(p.push_back) * 4 * heat / 2 + 4 + if moves.contains("challeng") || moves.contains("contradict") { 6 } else { 0 };
    let concede = if ctx.stage >= Stage::Tension { 5 + usize::from(p.big_five.agreeableness) / 12 } else { 2 };
    let recall = if ctx.trace.turns.len() > 6 { 8 } else { 0 };
    let turn = 12 + usize::from(p.big_five.openness) / 8;
    let options =
        [(Kind::Agree, agree), (Kind::Challenge, challenge), (Kind::Concede, concede), (Kind::Recall, recall), (Kind::Turn, turn)];
    rng.weighted(&options).unwrap_or(Kind::Turn)
}

/// The proposal to take up and what to do with it.
fn thread(ctx: &Context, rng: &mut Rng) -> Option<(usize, Part)> {
    let now = ctx.trace.turns.len();
    if let Some((number, events)) = live(ctx, 5) {
        if !rng.chance(62) {
            return None;
        }
        return next_part(ctx, events, rng).map(|part| (number, part));
    }
    let eager = usize::from(ctx.me.big_five.openness / 10 + ctx.me.big_five.extraversion / 10);
    let urge = match ctx.stage {
        Stage::Opening | Stage::Closing => 0,
        Stage::Exploring => 8 + eager,
        Stage::Tension => 16 + eager,
        Stage::Converging => 14 + eager,
    };
    if now < ctx.scene.cast.len() || !rng.chance(urge) {
        return None;
    }
    new_option(ctx, rng).map(|number| (number, Part::Propose))
}

fn new_option(ctx: &Context, rng: &mut Rng) -> Option<usize> {
    let taken = |number: usize| ctx.trace.threads.iter().any(|(n, _)| *n == number);
    let free: Vec<(usize, usize)> =
        options().enumerate().filter(|(n, _)| !taken(*n)).map(|(n, o)| (n, if o.topic == ctx.topic { 6 } else { 1 })).collect();
    rng.weighted(&free)
}

fn next_part(ctx: &Context, events: &[super::trace::Event], rng: &mut Rng) -> Option<Part> {
    let me = ctx.scene.me;
    let last = events.last()?;
    let mine = events.first().is_some_and(|e| e.speaker == me);
    let done = |part: Part| events.iter().filter(|e| e.part == part).count();
    let sharp = usize::from(ctx.me.push_back) * 9;
    let soft = 10 + usize::from(ctx.me.big_five.agreeableness) / 3;
    let late = if ctx.stage >= Stage::Tension && events.len() >= 4 { 25 } else { 0 };
    let room = |part: Part, weight: usize| (part, if done(part) < 2 { weight } else { 0 });
    let choices = match (last.part, mine) {
        (Part::Propose, true) => vec![room(Part::Support, 10)],
        (Part::Propose, false) => vec![room(Part::Object, sharp + 8), room(Part::Support, soft), room(Part::Amend, 8)],
        (Part::Object, true) => vec![room(Part::Reply, 30), room(Part::Amend, 4)],
        (Part::Object, false) => vec![room(Part::Amend, soft), room(Part::Support, 14), room(Part::Object, sharp / 2)],
        (Part::Reply, _) => vec![room(Part::Amend, soft), room(Part::Support, soft), room(Part::Object, sharp / 3), (Part::Settle, late)],
        (Part::Support, _) if done(Part::Object) == 0 && !mine => vec![room(Part::Object, sharp + 15), room(Part::Amend, soft)],
        (Part::Support | Part::Amend, _) => vec![room(Part::Amend, soft / 2), room(Part::Support, 8), (Part::Settle, late + 8)],
        (Part::Settle, _) => return None,
    };
    rng.weighted(&choices)
}

/// Name of a proposal.
pub fn option_name(number: usize) -> &'static str {
    option(number).map_or("", |o| o.name)
}
