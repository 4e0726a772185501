//! What is measured of a simulation and what it cost. The measures are counted line by line; what
//! was counted up to a message stays in this process, so that asking again counts only new lines.

use crate::core::Result;
use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::features::agents::types::Persona;
use crate::features::simulations::engine::Counted;
use crate::features::simulations::measures::{Member, Meter, health};
use crate::features::simulations::store::messages as message_store;
use crate::features::simulations::store::metrics as store;
use crate::features::simulations::store::simulations::{Plan, Row};
use crate::features::simulations::store::{asides, turn_log};
use crate::features::simulations::types::{AgentFigures, Metrics, PurposeFigures, TurnRecord};
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::llm::types::Purpose;

use super::row;

/// Measures, health in words, and money by agent and purpose. Those of a simulation that rests are
/// kept with it and not counted again.
pub async fn metrics(ctx: &Ctx, id: &SimulationId) -> Result<Metrics> {
    let ws = ctx.require(Permission::Read)?;
    let found = row(ctx, &ws, id).await?;
    if found.state.is_active() {
        return count(ctx, &ws, &found).await;
    }
    let kept = store::kept(&ctx.state.db, &ws, id.as_str()).await?;
    if let Some(mut kept) = kept.filter(|kept| kept.messages == found.last_seq && found.turns > 0) {
        let fresh = beside(ctx, &ws, &found).await?;
        kept.purposes.retain(|old| !fresh.iter().any(|new| new.purpose == old.purpose));
        kept.purposes.extend(fresh);
        return Ok(kept);
    }
    let counted = count(ctx, &ws, &found).await?;
    store::keep(&ctx.state.db, &ws, id.as_str(), &counted).await?;
    Ok(counted)
}

/// Notes what a model call about a simulation took that is no turn and no aside: a `translation`, a
/// `document`. It counts by purpose, not for the budget of the conversation.
pub async fn record_usage(ctx: &Ctx, id: &SimulationId, purpose: &'static str, tokens: u32, cost_micros: Option<i64>) -> Result<()> {
    let ws = ctx.require(Permission::Read)?;
    store::add_usage(&ctx.state.db, &ws, id.as_str(), purpose, tokens, cost_micros).await?;
    Ok(())
}

async fn count(ctx: &Ctx, ws: &WorkspaceId, found: &Row) -> Result<Metrics> {
    let db = &ctx.state.db;
    let before = ctx.state.engine.counted(&found.id).filter(|c| c.seq <= found.last_seq && c.version == found.version);
    let mut counted = before.unwrap_or_else(|| Counted { meter: meter(&found.plan), seq: 0, version: found.version });
    for line in message_store::range(db, &found.id, counted.seq + 1, found.last_seq).await? {
        counted.meter.hear(&line);
        counted.seq = line.seq;
    }
    ctx.state.engine.keep_counted(&found.id, counted.clone());
    let records = turn_log::range(db, ws, &found.id, 1, found.turns).await?;
    let mut meter = counted.meter;
    for record in &records {
        let thrown = u32::try_from(record.attempts.len().saturating_sub(1)).unwrap_or(u32::MAX);
        meter.add_record(thrown, record.attempts.iter().flat_map(|a| &a.findings).map(|f| f.guard.as_str()));
    }
    let mut purposes = spoken(found, &records);
    purposes.extend(beside(ctx, ws, found).await?);
    Ok(Metrics {
        health: health(&meter, found.plan.settings.policy),
        agents: agents(&found.plan, &meter, &records),
        measures: meter.measures(),
        purposes,
        messages: counted.seq,
    })
}

/// What calls beside the conversation took.
async fn beside(ctx: &Ctx, ws: &WorkspaceId, found: &Row) -> Result<Vec<PurposeFigures>> {
    let mut purposes = store::usage(&ctx.state.db, ws, &found.id).await?;
    purposes.extend(aside_figures(&asides::range(&ctx.state.db, ws, &found.id, 1, found.asides).await?));
    Ok(purposes)
}

/// Counters for the panel, with what its personas say.
fn meter(plan: &Plan) -> Meter {
    let member = |m: &crate::features::simulations::store::simulations::CastMember| Member {
        id: m.id.clone(),
        name: m.persona.name.clone(),
        talkativeness: Some(m.persona.style.talkativeness),
        profile: profile(&m.persona),
        muted: !m.can_speak(),
    };
    Meter::new(plan.cast.iter().map(member).collect())
}

fn profile(p: &Persona) -> String {
    let lists = [&p.expertise, &p.goals, &p.values, &p.style.phrases, &p.knowledge_limits];
    let words: Vec<&str> =
        lists.into_iter().flatten().map(String::as_str).chain([p.background.as_str(), &p.stance, &p.profession]).collect();
    words.join(" ")
}

fn agents(plan: &Plan, meter: &Meter, records: &[TurnRecord]) -> Vec<AgentFigures> {
    let shares = meter.shares();
    let all: usize = shares.iter().map(|(_, words)| words).sum();
    let targets = meter.targets();
    let figures = plan.cast.iter().zip(&shares).enumerate().map(|(at, (member, (turns, words)))| {
        let own = || records.iter().filter(|r| r.speaker.id == member.id);
        AgentFigures {
            id: member.id.clone(),
            name: member.persona.name.clone(),
            turns: u32::try_from(*turns).unwrap_or(u32::MAX),
            words: *words as u64,
            share: ratio(*words, all),
            target: targets.as_ref().and_then(|t| t.get(at).copied()),
            tokens: own().flat_map(|r| &r.purposes).map(|p| u64::from(p.tokens)).sum(),
            cost_micros: own().map(|r| r.cost_micros).sum(),
        }
    });
    figures.collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// What turns took, by purpose. Simulations from before the records know only their sums.
fn spoken(found: &Row, records: &[TurnRecord]) -> Vec<PurposeFigures> {
    if records.is_empty() && found.turns > 0 {
        let cost_micros = found.cost_known.then_some(found.cost_micros);
        return vec![PurposeFigures { purpose: Purpose::Turn.as_str().to_owned(), calls: found.turns, tokens: found.tokens, cost_micros }];
    }
    let mut all: Vec<PurposeFigures> = Vec::new();
    for cost in records.iter().flat_map(|r| &r.purposes) {
        let at = all.iter().position(|p| p.purpose == cost.purpose).unwrap_or(all.len());
        if at == all.len() {
            all.push(PurposeFigures { purpose: cost.purpose.clone(), cost_micros: Some(0), ..PurposeFigures::default() });
        }
        if let Some(sum) = all.get_mut(at) {
            sum.calls += cost.calls;
            sum.tokens += u64::from(cost.tokens);
            sum.cost_micros = sum.cost_micros.zip(cost.cost_micros).map(|(a, b)| a + b);
        }
    }
    all
}

fn aside_figures(asides: &[crate::features::simulations::types::Aside]) -> Option<PurposeFigures> {
    (!asides.is_empty()).then(|| PurposeFigures {
        purpose: Purpose::Aside.as_str().to_owned(),
        calls: u32::try_from(asides.len()).unwrap_or(u32::MAX),
        tokens: asides.iter().map(|a| u64::from(a.tokens)).sum(),
        cost_micros: asides.iter().map(|a| a.cost_micros).sum(),
    })
}
