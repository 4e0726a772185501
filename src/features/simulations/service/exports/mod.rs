//! A simulation as a file: to read (Markdown, a web page), to count (CSV), to take elsewhere (JSON).

mod import;
mod page;
mod readable;
mod table;

pub use import::import;
pub use page::{import_file, keep_problem, problem};

use serde::Serialize;

use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::core::{AppError, Result};
use crate::features::agents::library;
use crate::features::documents::export::attachment;
use crate::features::simulations::store::simulations::{self as rows, CastMember, Row};
use crate::features::simulations::store::{asides, messages, turn_log};
use crate::features::simulations::types::{
    Annotation, Aside, ExportFormat, FILE_FORMAT, FILE_VERSION, FileAnnotation, FileAside, FileMessage, FileParticipant, FilePin,
    HistoryQuery, MANY_FORMAT, Message, MessageKind, SimulationFile, TurnRecord,
};
use crate::server::ctx::Ctx;

use super::history;

/// Speaker id of observers in a file: their accounts stay here.
const OBSERVER: &str = "observer";
/// Most simulations of one file.
const MANY: usize = 100;

/// A file to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    pub content_type: &'static str,
    /// Value of `Content-Disposition`, for an attachment.
    pub disposition: String,
    pub body: String,
}

/// One simulation as a file; `md` when nothing is said.
pub async fn export(ctx: &Ctx, id: &SimulationId, format: Option<&str>) -> Result<Export> {
    let format = match format.filter(|name| !name.is_empty()) {
        None => ExportFormat::default(),
        Some(name) => ExportFormat::parse(name).ok_or_else(|| AppError::field("format", "Use md, html, json or csv."))?,
    };
    let detail = if format == ExportFormat::Json { Detail::Everything } else { Detail::Words };
    let file = read(ctx, id, detail).await?;
    let (content_type, body) = match format {
        ExportFormat::Md => ("text/markdown; charset=utf-8", readable::markdown(&file)),
        ExportFormat::Html => ("text/html; charset=utf-8", readable::page(&file)),
        ExportFormat::Csv => ("text/csv; charset=utf-8", table::csv(&file)),
        ExportFormat::Json => ("application/json", json(&file)),
    };
    Ok(Export { content_type, disposition: attachment(&file.title, format.as_str()), body })
}

/// Several simulations in one JSON file.
#[derive(Serialize)]
struct Collection {
    format: &'static str,
    format_version: u32,
    simulations: Vec<SimulationFile>,
}

/// The named ones, or those that the list shows with these filters; at most 100.
pub async fn export_many(ctx: &Ctx, ids: &[SimulationId], query: HistoryQuery) -> Result<Export> {
    ctx.require(Permission::Read)?;
    if ids.len() > MANY {
        return Err(AppError::field("ids", format!("Must have at most {MANY} entries.")));
    }
    let found = if ids.is_empty() {
        history::list(ctx, &HistoryQuery { limit: Some(100), ..query }).await?.items.into_iter().map(|item| item.simulation).collect()
    } else {
        history::named(ctx, ids).await?
    };
    let mut simulations = Vec::with_capacity(found.len());
    for head in found {
        simulations.push(read(ctx, &head.id, Detail::WithoutPrompts).await?);
    }
    let whole = Collection { format: MANY_FORMAT, format_version: FILE_VERSION, simulations };
    let name = format!("Simulations {}", ctx.now().format("%Y-%m-%d"));
    Ok(Export { content_type: "application/json", disposition: attachment(&name, "json"), body: json(&whole) })
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// How much of a simulation a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Detail {
    /// What was said.
    Words,
    /// And how it came about, and what people put beside it.
    WithoutPrompts,
    Everything,
}

async fn read(ctx: &Ctx, id: &SimulationId, detail: Detail) -> Result<SimulationFile> {
    let ws = ctx.require(Permission::Read)?;
    let db = &ctx.state.db;
    let row = rows::find(db, &ws, id).await?.ok_or_else(|| AppError::not_found("simulation"))?;
    let lines = messages::range(db, id.as_str(), 1, row.last_seq).await?;
    let (turns, asides) = (row.turns, row.asides);
    let mut file = file(row, lines);
    if detail == Detail::Words {
        return Ok(file);
    }
    let records = match detail {
        Detail::Everything => turn_log::whole(db, &ws, id.as_str(), 1, turns).await?,
        _ => turn_log::range(db, &ws, id.as_str(), 1, turns).await?,
    };
    // The file has one plan; numbers of earlier ones mean nothing elsewhere.
    file.turn_records = records.into_iter().map(|record| TurnRecord { version: 1, ..record }).collect();
    file.annotations = super::annotations::all(ctx, id).await?.into_iter().map(annotation).collect();
    file.asides = asides::range(db, &ws, id.as_str(), 1, asides).await?.into_iter().map(aside).collect();
    Ok(file)
}

fn annotation(of: Annotation) -> FileAnnotation {
    FileAnnotation { seq: of.seq, kind: of.kind, text: of.text, author: of.author.name, created_at: of.created_at }
}

fn file(row: Row, lines: Vec<Message>) -> SimulationFile {
    let participants = row.plan.cast.iter().map(participant).collect();
    let settings = row.plan.settings.clone();
    let pins = row.plan.pins.iter().map(|pin| FilePin { text: pin.text.clone(), seq: pin.seq }).collect();
    let simulation = row.into_simulation();
    SimulationFile {
        format: FILE_FORMAT.to_owned(),
        format_version: FILE_VERSION,
        title: simulation.title,
        tags: simulation.tags,
        state: simulation.state,
        state_reason: simulation.state_reason,
        scenario: simulation.scenario,
        settings,
        participants,
        pins,
        turns: simulation.turns,
        round: simulation.round,
        tokens: simulation.tokens,
        prompt_tokens: simulation.prompt_tokens,
        cost_micros: simulation.cost_micros,
        created_at: simulation.created_at,
        messages: lines.into_iter().map(message).collect(),
        turn_records: Vec::new(),
        annotations: Vec::new(),
        asides: Vec::new(),
    }
}

fn aside(of: Aside) -> FileAside {
    FileAside {
        turn: of.turn,
        observer: of.observer.name,
        participant: of.participant,
        question: of.question,
        answer: of.answer,
        tokens: of.tokens,
        cost_micros: of.cost_micros,
        created_at: of.created_at,
    }
}

fn participant(member: &CastMember) -> FileParticipant {
    let library = library::find(&member.agent_id).map(|_| member.agent_id.clone()).unwrap_or_default();
    FileParticipant {
        id: member.id.clone(),
        library,
        instructions: member.instructions.clone(),
        muted: member.muted,
        left: member.left,
        persona: member.persona.clone(),
    }
}

fn message(line: Message) -> FileMessage {
    let (id, speaker) = line.speaker.map(|speaker| (speaker.id, speaker.name)).unwrap_or_default();
    let is_account = line.kind != MessageKind::Agent && !id.is_empty();
    let speaker_id = if is_account { OBSERVER.to_owned() } else { id };
    FileMessage {
        seq: line.seq,
        turn: line.turn,
        round: line.round,
        kind: line.kind,
        speaker_id,
        speaker,
        to: line.to,
        puppet: line.puppet,
        reason: line.reason,
        attempts: line.attempts,
        text: line.text,
        language: line.language,
        tokens: line.tokens,
        cost_micros: line.cost_micros,
        created_at: line.created_at,
    }
}
