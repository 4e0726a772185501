//! From the decision to a line: first a sentence that ties in, then what the person has to say,
//! then perhaps a question. Many candidates are drawn; the best one that passes is spoken.

use super::bank::{Ask, Lead, Part};
use super::context::{Context, Stage};
use super::draft::{Core, Draft, Naming};
use super::index::Tag;
use super::plan::{Kind, Plan, option_name};
use super::rng::Rng;
use super::trace::gists;
use super::wishes;

/// A candidate for this plan; `None` when nothing fitting is left to say.
pub fn candidate<'a, 'c>(ctx: &'c Context<'a>, plan: Plan, rng: Rng) -> Option<Draft<'a, 'c>> {
    let mut draft = Draft::new(ctx, rng);
    match plan.kind {
        Kind::Open => open(&mut draft)?,
        Kind::Outside(first) => {
            let (line, _) = ctx.trace.outside?;
            super::observer::take_up(&mut draft, line, first)?;
        }
        Kind::Whispered => draft.say(Tag::Whispered, &[], Naming::MustNot).then_some(())?,
        Kind::Puzzled => super::frank::puzzled(&mut draft)?,
        Kind::Alone => alone(&mut draft)?,
        Kind::Answer(ask) => answer(&mut draft, plan, ask)?,
        Kind::Offer(ask, number) => offer(&mut draft, plan, ask, number)?,
        Kind::Admit => admit(&mut draft, plan)?,
        Kind::Thread(number, part) => thread(&mut draft, plan, number, part)?,
        Kind::Sum => sum(&mut draft)?,
        Kind::Commit => commit(&mut draft),
        Kind::Reply | Kind::Agree | Kind::Challenge | Kind::Concede | Kind::Recall | Kind::Turn => discuss(&mut draft, plan)?,
    }
    wishes::fill(&mut draft, plan.kind);
    tail(&mut draft, plan);
    (draft.sentences() > 0).then_some(draft)
}

fn naming(plan: Plan, who: Option<usize>) -> Naming {
    if plan.name.is_some() && plan.name == who { Naming::Must } else { Naming::MustNot }
}

fn name_of<'c>(draft: &Draft<'_, 'c>, who: Option<usize>) -> &'c str {
    who.map_or("", |w| draft.ctx.name(w))
}

fn open(draft: &mut Draft) -> Option<()> {
    let ctx = draft.ctx;
    if let Some(question) = ctx.brief.question.as_ref().filter(|_| ctx.trace.turns.is_empty()) {
        draft.say(Tag::Opener, &[("question", question)], Naming::MustNot);
    }
    let placed = draft.core(Core::Position);
    if placed && draft.rng.chance(55) {
        draft.core(Core::Weigh);
        return Some(());
    }
    stance(draft).or_else(|| draft.core(Core::Weigh).then_some(()))
}

/// The person's own sentence on change, led up to from the question.
fn stance(draft: &mut Draft) -> Option<()> {
    let ctx = draft.ctx;
    let stance = ctx.material.stance.clone()?;
    let years = ctx.me.experience_years;
    let years = if years >= 4 { years.to_string() } else { String::new() };
    draft.say(Tag::StanceBefore, &[("yrs", &years)], Naming::MustNot);
    draft.push(&stance);
    if draft.rng.chance(30) {
        draft.say(Tag::StanceAfter, &[], Naming::MustNot);
    }
    Some(())
}

/// The only participant answers the question: where it stands and what it rests on.
fn alone(draft: &mut Draft) -> Option<()> {
    draft.core(Core::Position);
    draft.core(Core::Weigh);
    draft.core(Core::Case);
    stance(draft);
    if draft.rng.chance(50) {
        draft.core(Core::Limit);
    }
    (draft.sentences() > 0).then_some(())
}

/// The first sentence of an answer that names nobody.
pub fn lead_in(draft: &mut Draft, ask: Ask) {
    draft.say(Tag::Reply(ask), &[], Naming::MustNot);
}

fn answer(draft: &mut Draft, plan: Plan, ask: Option<Ask>) -> Option<()> {
    let named = naming(plan, plan.prev);
    let name = name_of(draft, plan.prev);
    let Some(ask) = ask else {
        return draft.say(Tag::Lead(Lead::Reply), &[("n", name)], Naming::May).then_some(());
    };
    if !draft.say(Tag::Reply(ask), &[("n", name)], named) {
        draft.say(Tag::Reply(ask), &[("n", name)], Naming::May);
    }
    let told = ask == Ask::Experience && draft.rng.chance(75) && draft.core(Core::Case);
    if !told {
        draft.core(Core::Tagged(Tag::Answer(ask))).then_some(())?;
    }
    Some(())
}

/// Answers with a proposal.
fn offer(draft: &mut Draft, plan: Plan, ask: Ask, number: usize) -> Option<()> {
    let name = name_of(draft, plan.prev);
    if !draft.say(Tag::Reply(ask), &[("n", name)], naming(plan, plan.prev)) {
        draft.say(Tag::Reply(ask), &[("n", name)], Naming::May);
    }
    draft.core(Core::Tagged(Tag::Opt(number, Part::Propose))).then_some(())
}

fn admit(draft: &mut Draft, plan: Plan) -> Option<()> {
    let name = name_of(draft, plan.prev);
    draft.say(Tag::Admit, &[("n", name)], naming(plan, plan.prev)).then_some(())?;
    draft.core(Core::Limit);
    Some(())
}

fn thread(draft: &mut Draft, plan: Plan, number: usize, part: Part) -> Option<()> {
    let contested = draft.ctx.trace.threads.iter().any(|(n, events)| *n == number && events.iter().any(|e| e.part == Part::Object));
    let kind = match part {
        Part::Propose => Lead::Propose,
        Part::Object => Lead::Object,
        Part::Reply => Lead::Defend,
        Part::Support => Lead::Support,
        Part::Amend if contested && draft.rng.chance(70) => Lead::Bridge,
        Part::Amend => Lead::Amend,
        Part::Settle => Lead::Settle,
    };
    let (name, option) = (name_of(draft, plan.prev), option_name(number));
    let must = naming(plan, plan.prev);
    if part != Part::Propose || draft.rng.chance(55) {
        let slots = [("n", name), ("o", option)];
        if !draft.say(Tag::Lead(kind), &slots, must) {
            draft.say(Tag::Lead(kind), &slots, Naming::MustNot);
        }
    }
    draft.core(Core::Tagged(Tag::Opt(number, part))).then_some(())
}

fn sum(draft: &mut Draft) -> Option<()> {
    let ctx = draft.ctx;
    let settled = |n: &usize| ctx.trace.threads.iter().any(|(m, e)| m == n && e.iter().any(|e| e.part == Part::Settle));
    let mut made: Vec<(usize, usize)> = ctx.trace.threads.iter().filter_map(|(n, e)| e.first().map(|e| (*n, e.speaker))).collect();
    made.sort_by_key(|(n, _)| !settled(n));
    let at = draft.rng.below(made.len().min(4));
    let (first, maker) = made.get(at).copied()?;
    let (second, other) = made.get((at + 1) % made.len()).copied().filter(|(n, _)| *n != first)?;
    let by = |who: usize| if who == ctx.scene.me || maker == other { "" } else { ctx.name(who) };
    let slots = [("o", option_name(first)), ("o2", option_name(second)), ("a", by(maker)), ("a2", by(other))];
    draft.say(Tag::Sum, &slots, Naming::MustNot).then_some(())
}

fn commit(draft: &mut Draft) {
    if draft.rng.chance(40) {
        draft.say(Tag::Reserve, &[], Naming::MustNot);
    }
    draft.say(Tag::Commit, &[], Naming::MustNot);
    if draft.ctx.left() <= 2 || draft.rng.chance(25) {
        let side = &draft.ctx.side;
        let (mine, other) = (draft.pick(&side.favourite), draft.pick(&side.rival));
        draft.say(Tag::Closer, &[("x", &mine), ("y", &other)], Naming::MustNot);
    }
}

fn discuss(draft: &mut Draft, plan: Plan) -> Option<()> {
    let kind = match plan.kind {
        Kind::Agree => Lead::Agree,
        Kind::Challenge => Lead::Challenge,
        Kind::Concede => Lead::Concede,
        Kind::Reply => Lead::Reply,
        Kind::Recall => Lead::Third,
        _ => Lead::Turn,
    };
    let target = match (kind, plan.name) {
        (Lead::Turn, _) => plan.prev,
        (Lead::Third, Some(who)) if Some(who) != plan.prev => Some(who),
        (Lead::Third, _) => None,
        _ => plan.prev,
    };
    // Without a name the thread is clear enough: the line simply goes on.
    let named = if kind == Lead::Turn { Naming::MustNot } else { naming(plan, target) };
    let tied = match kind {
        Lead::Turn => draft.rng.chance(45) && draft.say(Tag::Lead(Lead::Turn), &[], Naming::MustNot),
        _ => lead(draft, kind, target, named),
    };
    let extra = match plan.kind {
        Kind::Challenge if draft.rng.chance(30) => blind(draft, plan),
        _ => false,
    };
    if !tied && !extra && plan.kind == Kind::Challenge {
        draft.core(Core::Habit);
    }
    Some(())
}

/// Points out to the last speaker what that person overlooks; only where the line may name.
fn blind(draft: &mut Draft, plan: Plan) -> bool {
    let Some(who) = plan.prev.filter(|p| Some(*p) == plan.name) else { return false };
    let Some(persona) = draft.ctx.persona(who) else { return false };
    let spots: Vec<String> = persona
        .blind_spots
        .iter()
        .filter_map(|b| super::facts::turned(persona, b, super::facts::Voice::Second))
        .filter(|b| !draft.ctx.all.has(b))
        .collect();
    let Some(spot) = draft.rng.pick(&spots).cloned() else { return false };
    draft.say(Tag::Blind, &[("b", &spot), ("n", draft.ctx.name(who))], Naming::Must)
}

/// A first sentence that takes up what `who` said last.
fn lead(draft: &mut Draft, kind: Lead, who: Option<usize>, naming: Naming) -> bool {
    let Some(who) = who else { return false };
    let turns = &draft.ctx.trace.turns;
    let Some(turn) = turns.iter().rev().find(|t| t.speaker == who) else { return false };
    let taken = |g: &String| draft.ctx.own.has(g) || turns.iter().rev().take(8).filter(|t| t.text.contains(g.as_str())).count() > 1;
    let found: Vec<String> = gists(turn, &draft.ctx.subjects(who)).into_iter().filter(|g| !taken(g)).collect();
    let gist = draft.rng.pick(&found).cloned().unwrap_or_default();
    if !gist.is_empty() {
        draft.merit += 4.0;
    }
    draft.say(Tag::Lead(kind), &[("n", draft.ctx.name(who)), ("g", &gist)], naming)
}

/// A question at the end, to the one whom the plan names and who wasn't named yet.
fn tail(draft: &mut Draft, plan: Plan) {
    if plan.kind == Kind::Commit || draft.sentences() > 4 {
        return;
    }
    let text = draft.text();
    let names = super::trace::mentioned(&text, draft.ctx.scene.me, &draft.ctx.called);
    if text.ends_with('?') {
        return;
    }
    match plan.name {
        Some(who) if names.is_empty() => ask(draft, who),
        None if names.is_empty() && plan.open_ask => {
            let keys = draft.ctx.brief.keys.clone();
            let key = draft.rng.pick(&keys).cloned().unwrap_or_default();
            draft.say(Tag::OpenAsk, &[("k", &key)], Naming::MustNot);
        }
        _ => {}
    }
}

fn ask(draft: &mut Draft, who: usize) {
    let ctx = draft.ctx;
    let quiet = ctx.trace.silence(who) > ctx.scene.cast.len();
    let silent = ctx.trace.times(who) == 0;
    let all: &[Ask] = if silent { &[Ask::Position] } else { &Ask::ALL };
    let kinds: Vec<(Ask, usize)> = all.iter().map(|kind| (*kind, weight(*kind, ctx, quiet))).collect();
    let Some(kind) = draft.rng.weighted(&kinds) else { return };
    let fields: Vec<String> =
        ctx.persona(who).map(|p| p.expertise.iter().filter(|e| !ctx.all.has(e)).take(3).cloned().collect()).unwrap_or_default();
    let field = draft.rng.pick(&fields).cloned().unwrap_or_default();
    let key = draft.rng.pick(&ctx.brief.keys).cloned().unwrap_or_default();
    draft.say(Tag::Ask(kind), &[("n", ctx.name(who)), ("e", &field), ("k", &key)], Naming::Must);
}

fn weight(kind: Ask, ctx: &Context, quiet: bool) -> usize {
    match (kind, ctx.stage) {
        (Ask::Missing, _) => {
            if quiet {
                6
            } else {
                1
            }
        }
        (Ask::Worry, Stage::Exploring | Stage::Tension) => 5,
        (Ask::Experience | Ask::Evidence, Stage::Opening | Stage::Exploring) => 6,
        (Ask::Condition, Stage::Tension | Stage::Converging) => 6,
        (Ask::First | Ask::Owner | Ask::Measure, Stage::Converging) => 4,
        _ => 2,
    }
}
