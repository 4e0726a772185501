//! Documents from simulations: the order, and the job that carries it out.

use std::pin::Pin;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::compose::{self, Part};
use super::store::{self, Body, Evidence, New, Progress};
use super::types::{DocumentKind, DocumentState, GenerateInput, Generated, QualityCheck};
use super::verify::{self, Register, Tally};
use super::{draft, markdown, quality, service};
use crate::core::ids::{DocumentId, JobId, SimulationId};
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Result};
use crate::features::simulations;
use crate::server::ctx::Ctx;
use crate::server::jobs::{self, Failure, Kind, NewJob, Running};
use crate::server::llm::is_scripted;

/// The kind of job.
pub const JOB: Kind = Kind { name: "documents.generate", max_attempts: 3, run: start, failed: Some(note_failure) };

/// What the job is to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    document_id: DocumentId,
    kind: DocumentKind,
    simulation_ids: Vec<SimulationId>,
    /// Empty: that of the simulation.
    language: String,
}

/// Stores an empty document and the job that writes it.
pub async fn generate(ctx: &Ctx, input: GenerateInput) -> Result<Generated> {
    let ws = ctx.require(Permission::Write)?;
    let kind = input.validate()?;
    ctx.state.limits.check_model_call(&ctx.user_id()?)?;
    let mut titles = Vec::new();
    for id in &input.simulation_ids {
        let simulation = simulations::service::get(ctx, id).await?;
        if simulation.turns == 0 {
            return Err(AppError::field("simulation_ids", format!("Nothing was said in “{}” yet. Start it first.", simulation.title)));
        }
        titles.push(simulation.title);
    }
    let title = input.title.as_deref().map(str::trim).filter(|title| !title.is_empty()).map(str::to_owned);
    let title = title.unwrap_or_else(|| verify::shorten(&format!("{} of {}", kind.label(), titles.join(" and ")), 160));
    let (id, job_id, user, now) = (DocumentId::new(ctx.state.new_id()), JobId::new(ctx.state.new_id()), ctx.user_id()?, ctx.now());
    let order =
        Order { document_id: id.clone(), kind, simulation_ids: input.simulation_ids.clone(), language: input.language.unwrap_or_default() };
    let payload = serde_json::to_value(&order).map_err(|_| AppError::of(Code::Internal))?;
    let job = NewJob { id: job_id.as_str().to_owned(), kind: JOB.name, title: title.clone(), payload, max_attempts: JOB.max_attempts };
    let job = jobs::prepare(ctx, &ws, job)?;
    let new = New {
        id: &id,
        user: &user,
        kind,
        title: &title,
        category: kind.category(),
        simulation_ids: &input.simulation_ids,
        body: &Body::default(),
        job: Some((&job_id, &job)),
        now,
    };
    store::create(&ctx.state.db, &ws, new).await?;
    ctx.state.jobs.nudge();
    let document = super::types::DocumentSummary {
        id,
        title,
        kind,
        category: kind.category().to_owned(),
        state: DocumentState::Generating,
        state_reason: String::new(),
        simulation_ids: input.simulation_ids,
        job_id: Some(job_id),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    Ok(Generated { job: job.job(now), document })
}

fn order(payload: &Value) -> Result<Order> {
    serde_json::from_value(payload.clone()).map_err(|error| {
        tracing::error!(%error, "the order of a document can't be read");
        AppError::new(Code::ValidationFailed, "This order was written by another version of the server. Make the document again.")
    })
}

fn start(ctx: Ctx, running: Running) -> Pin<Box<dyn Future<Output = Result<Value>> + Send>> {
    Box::pin(async move { run(&ctx, &running).await })
}

fn note_failure(ctx: Ctx, failure: Failure) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> {
    Box::pin(async move {
        let ws = ctx.require(Permission::Write)?;
        let order = order(&failure.payload)?;
        store::advance(&ctx.state.db, &ws, &order.document_id, &failure.id, Progress::Failed(&failure.reason), ctx.now()).await?;
        Ok(())
    })
}

/// Writes the document. May run any number of times; a document that is ready stays as it is.
async fn run(ctx: &Ctx, running: &Running) -> Result<Value> {
    let ws = ctx.require(Permission::Write)?;
    let order = order(&running.payload)?;
    let document = service::get(ctx, &order.document_id).await?;
    if document.state == DocumentState::Ready {
        return Ok(outcome(&document.id, document.citations.len(), &document.quality, &Spent::default()));
    }
    store::advance(&ctx.state.db, &ws, &document.id, &running.id, Progress::Begun, ctx.now()).await?;
    running.progress(10);
    let mut spent = Spent::default();
    let body = write(ctx, &order, running, &mut spent).await?;
    stop_if_cancelled(&running.cancel)?;
    running.progress(90);
    let (citations, quality) = (body.evidence.citations.len(), body.evidence.quality.clone());
    store::advance(&ctx.state.db, &ws, &document.id, &running.id, Progress::Written(&body), ctx.now()).await?;
    // Fails when the document was deleted meanwhile.
    service::get(ctx, &document.id).await?;
    Ok(outcome(&document.id, citations, &quality, &spent))
}

struct Spent {
    tokens: u64,
    /// `None` when a price isn't known.
    cost_micros: Option<i64>,
    shortened: bool,
}

impl Default for Spent {
    fn default() -> Self {
        Self { tokens: 0, cost_micros: Some(0), shortened: false }
    }
}

fn outcome(id: &DocumentId, citations: usize, quality: &[QualityCheck], spent: &Spent) -> Value {
    let passed = quality.iter().filter(|check| check.ok).count();
    json!({
        "document_id": id, "citations": citations, "checks_passed": passed, "checks": quality.len(), "tokens": spent.tokens, "cost_micros": spent.cost_micros,
    })
}

fn stop_if_cancelled(cancel: &CancellationToken) -> Result<()> {
    if cancel.is_cancelled() { Err(AppError::new(Code::Unavailable, "This was stopped before it was finished.")) } else { Ok(()) }
}

/// Reads the transcripts, has a draft proposed for each, keeps what stands the check.
async fn write(ctx: &Ctx, order: &Order, running: &Running, spent: &mut Spent) -> Result<Body> {
    let (mut register, mut tally, mut parts) = (Register::default(), Tally::default(), Vec::new());
    for id in &order.simulation_ids {
        stop_if_cancelled(&running.cancel)?;
        let transcript = simulations::service::transcript(ctx, id).await?;
        let language = if order.language.is_empty() { &transcript.simulation.settings.language } else { &order.language };
        let proposed = draft::propose(ctx, &transcript, language, &running.cancel).await?;
        simulations::service::record_usage(ctx, id, "document", proposed.tokens, proposed.cost_micros).await?;
        spent.tokens += u64::from(proposed.tokens);
        spent.cost_micros = spent.cost_micros.zip(proposed.cost_micros).map(|(sum, more)| sum + more);
        spent.shortened |= proposed.shortened;
        if order.kind == DocumentKind::Minutes {
            // Their citations are numbered in the order of the discussion.
            compose::course(&transcript, &mut register);
        }
        let checked = verify::check(&proposed.draft, &transcript, &mut register, &mut tally);
        parts.push(Part { transcript, checked });
    }
    running.progress(60);
    if tally.kept == 0 {
        return Err(AppError::new(
            Code::UpstreamFailed,
            "The model gave no statement that a message supports. Try again, or choose another model.",
        ));
    }
    let text = compose::write(order.kind, &parts, &mut register, &tally, ctx.now());
    let mut checks = quality::gate(order.kind, &text, &parts, &tally);
    checks.extend(remarks(order, &parts, spent));
    let html = markdown::render(&text);
    Ok(Body { markdown: text, html, evidence: Evidence { citations: register.into_citations(), quality: checks } })
}

/// What the reader should know beside the checks.
fn remarks(order: &Order, parts: &[Part], spent: &Spent) -> Vec<QualityCheck> {
    let offline = parts.iter().any(|part| is_scripted(&part.transcript.simulation.settings.model));
    let english = matches!(order.language.to_lowercase().split(['-', '_']).next().unwrap_or(""), "" | "en" | "english");
    let mut remarks = Vec::new();
    if offline && !english {
        let note = "The built-in model writes English only.".to_owned();
        remarks.push(QualityCheck { name: "Language as asked for".to_owned(), ok: false, note });
    }
    if spent.shortened {
        let note = "The conversation is long; the model saw the beginning of each message.".to_owned();
        remarks.push(QualityCheck { name: "The model saw every message in full".to_owned(), ok: false, note });
    }
    remarks
}
