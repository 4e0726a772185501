//! Storing what was taken of a file. A few rows are one unit of the database. More of them are a job that stores
//! them piece by piece, goes on where it stopped, and takes everything back when it can't be done.

use std::collections::HashSet;
use std::pin::Pin;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::plan::{Plan, decoded};
use super::{blocking, refusal};
use crate::core::format::count;
use crate::core::ids::{AgentId, JobId, UserId};
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Result};
use crate::features::agents::import::{self, Row};
use crate::features::agents::service::{announce, room_for};
use crate::features::agents::store::imports::taking::{self, Step, Taking};
use crate::features::agents::store::{self, Content};
use crate::features::agents::transfer::{Format, ImportReport, ranges, read_ranges};
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::jobs::{self, Failure, Kind, NewJob, Running};
use crate::server::state::AppState;

/// Most rows that are stored while the sender waits: a second or two.
const AT_ONCE: usize = 300;
/// Rows of a piece. Each row has a hundred entries in indexes and more, and a unit of the database has a time
/// limit and must fit into its memory.
const PIECE: usize = 100;
/// Agents that are taken back at once.
const BACK: u32 = 200;
/// Imports that went wrong and are looked after in one round.
const LEFT_OVER: u32 = 20;
/// How long a file waits.
const KEEP: chrono::Duration = chrono::Duration::days(7);

/// The kind of job.
pub const JOB: Kind = Kind { name: "agents.import", max_attempts: 3, run: start, failed: Some(give_up) };

/// What the job is to do; the text of the file waits under the job's id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    format: Format,
    /// Rows to take, as `1-4,9`; all are good.
    rows: String,
    total: u32,
}

/// Ids of agents that come in together: in the order of the file, and the same in every attempt.
fn agent_id(import: &str, place: usize) -> AgentId {
    AgentId::new(format!("{import}-{place:05}"))
}

fn contents(import: &str, rows: impl Iterator<Item = Row>) -> Vec<Content> {
    let content = |(place, row): (usize, Row)| {
        let (persona, instructions) = row.input.into_parts();
        Content::new(agent_id(import, place), persona, instructions, None)
    };
    (1..).zip(rows).map(content).collect()
}

/// Stores what the plan takes, or orders it. `file` is its name, if it has one.
pub(super) async fn carry_out(ctx: &Ctx, ws: &WorkspaceId, plan: Plan, file: &str) -> Result<ImportReport> {
    if !plan.report.errors.is_empty() {
        return Err(refusal(&plan.report));
    }
    if plan.taken.is_empty() {
        return Ok(plan.report);
    }
    room_for(ctx, ws, plan.taken.len()).await?;
    if plan.taken.len() > AT_ONCE {
        return order(ctx, ws, plan, file).await;
    }
    let (report, import) = (plan.report.clone(), ctx.state.new_id());
    let agents = blocking(move || {
        let taken: HashSet<u32> = plan.numbers().into_iter().collect();
        Ok(contents(&import, plan.parsed.rows.into_iter().filter(|row| taken.contains(&row.number))))
    })
    .await?;
    store::insert(&ctx.state.db, ws, &agents, ctx.now()).await?;
    announce(ctx, ws);
    Ok(report)
}

async fn order(ctx: &Ctx, ws: &WorkspaceId, plan: Plan, file: &str) -> Result<ImportReport> {
    let (id, user) = (ctx.state.new_id(), ctx.user_id()?);
    let total = plan.report.created;
    let order = Order { format: plan.parsed.format, rows: ranges(&plan.numbers()), total };
    let payload = serde_json::to_value(&order).map_err(|_| AppError::of(Code::Internal))?;
    let number = count(plan.taken.len(), "agent", "agents");
    let title = if file.is_empty() { format!("Import of {number}") } else { format!("Import of {number} from {file}") };
    let job = NewJob { id: id.clone(), kind: JOB.name, title, payload, max_attempts: JOB.max_attempts };
    let job = jobs::prepare(ctx, ws, job)?;
    let mut report = plan.report;
    report.job = Some(JobId::new(id.clone()));
    taking::order(&ctx.state.db, ws, Taking { user: &user, import: &id }, &plan.decoded, &job, ctx.now()).await?;
    ctx.state.jobs.nudge();
    Ok(report)
}

fn start(ctx: Ctx, running: Running) -> Pin<Box<dyn Future<Output = Result<Value>> + Send>> {
    Box::pin(async move { run(&ctx, &running).await })
}

fn give_up(ctx: Ctx, failure: Failure) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> {
    Box::pin(async move {
        let (ws, user) = (ctx.require(Permission::Write)?, ctx.user_id()?);
        take_back(&ctx, &ws, Taking { user: &user, import: &failure.id }).await
    })
}

/// Stores what is not stored yet, piece by piece. May run any number of times.
async fn run(ctx: &Ctx, running: &Running) -> Result<Value> {
    let (ws, user) = (ctx.require(Permission::Write)?, ctx.user_id()?);
    let taking = Taking { user: &user, import: &running.id };
    let order: Order = serde_json::from_value(running.payload.clone()).map_err(|_| {
        AppError::new(Code::ValidationFailed, "This import was ordered from another version of the server. Import the file again.")
    })?;
    let result = json!({ "created": order.total });
    let owner = ctx.state.new_id();
    let mut begun = taking::begin(&ctx.state.db, &ws, taking, &owner).await?.ok_or_else(gone)?;
    if begun.is_over() {
        return Ok(result);
    }
    if begun.done < 0 {
        take_back(ctx, &ws, taking).await?;
        begun = taking::begin(&ctx.state.db, &ws, taking, &owner).await?.ok_or_else(gone)?;
    }
    let from = usize::try_from(begun.done).unwrap_or(0);
    let agents = read(begun.file, order, running.id.clone()).await?;
    let (mut done, total) = (from, agents.len());
    for piece in agents.get(from..).unwrap_or_default().chunks(PIECE) {
        if running.cancel.is_cancelled() {
            return Err(AppError::of(Code::Unavailable));
        }
        taking::piece(&ctx.state.db, &ws, taking, Step { owner: &owner, done }, piece, ctx.now()).await?;
        done += piece.len();
        running.progress(u8::try_from(done * 100 / total.max(1)).unwrap_or(100));
    }
    taking::finish(&ctx.state.db, &ws, taking, Step { owner: &owner, done }, ctx.now()).await?;
    announce(ctx, &ws);
    Ok(result)
}

fn gone() -> AppError {
    AppError::new(Code::NotFound, "The file is no longer here. Import it again.")
}

/// The agents of the order. The rows were looked at before, so that all of them are good.
async fn read(file: store::imports::Staged, order: Order, import: String) -> Result<Vec<Content>> {
    blocking(move || {
        let parsed = import::read(&decoded(file), Some(order.format))?;
        let taken = read_ranges(&order.rows).unwrap_or_default();
        Ok(contents(&import, parsed.rows.into_iter().filter(|row| taken.binary_search(&row.number).is_ok())))
    })
    .await
}

/// Takes back what an import has stored; nobody goes on with it meanwhile.
async fn take_back(ctx: &Ctx, ws: &WorkspaceId, taking: Taking<'_>) -> Result<()> {
    taking::stop(&ctx.state.db, ws, taking).await?;
    let mut any = false;
    while taking::take_back(&ctx.state.db, ws, taking, BACK).await? > 0 {
        any = true;
    }
    taking::begin_anew(&ctx.state.db, ws, taking, any, ctx.now()).await?;
    if any {
        announce(ctx, ws);
    }
    Ok(())
}

/// Takes back imports that could not be taken back when they failed, and forgets files that nobody came back to.
pub(in crate::features::agents::service) async fn clean_up(state: &AppState) -> Result<()> {
    for left in taking::left_over(&state.db, LEFT_OVER).await? {
        let ctx = Ctx::for_job(state.clone(), &left.import, UserId::new(left.user), left.ws);
        let (ws, user) = (ctx.require(Permission::Write)?, ctx.user_id()?);
        take_back(&ctx, &ws, Taking { user: &user, import: &left.import }).await?;
    }
    Ok(taking::forget_old(&state.db, state.clock.now() - KEEP).await?)
}
