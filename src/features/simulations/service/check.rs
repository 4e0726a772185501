//! Checking a transcript: heavy work on a thread of its own. Results of the page's form are kept in
//! this process for a while and never stored.

mod people;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use moka::future::Cache;

use crate::core::ids::UserId;
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Result};
use crate::features::simulations::guards;
use crate::features::simulations::types::{CheckFinding, CheckInput, CheckReport, CheckView, CheckedLine, ShownLine};
use crate::server::ctx::Ctx;

/// How long the page shows a result.
const KEPT: Duration = Duration::from_secs(600);
/// Results at once.
const RESULTS: u64 = 200;
/// Lines that the page shows; of a longer transcript, those with findings.
const SHOWN: usize = 300;

type Outcome = std::result::Result<Arc<CheckView>, Arc<AppError>>;

static RESULTS_OF_FORMS: LazyLock<Cache<(UserId, String), Outcome>> =
    LazyLock::new(|| Cache::builder().max_capacity(RESULTS).time_to_live(KEPT).build());

/// Runs all guards over a transcript. It is not stored.
pub async fn check_transcript(ctx: &Ctx, input: CheckInput) -> Result<CheckReport> {
    ctx.require(Permission::Read)?;
    apart(move || {
        input.validate()?;
        Ok(guards::transcript::check(&input))
    })
    .await
}

/// What the page's form holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckForm {
    /// The file, or what was typed.
    pub transcript: Vec<u8>,
    pub language: String,
    /// Personas as JSON; empty for none.
    pub personas: Vec<u8>,
    /// Whether speakers are looked up by their names among own agents and the library.
    pub by_name: bool,
}

/// Reads a transcript from a file and checks it, for the page. Personas that were given go before
/// those of the file, and these before agents that are found by name.
pub async fn check_file(ctx: &Ctx, form: CheckForm) -> Result<Arc<CheckView>> {
    ctx.require(Permission::Read)?;
    let CheckForm { transcript, language, personas, by_name } = form;
    let language = Some(language).filter(|l| !l.is_empty());
    let mut input = apart(move || {
        let given = if personas.trim_ascii().is_empty() {
            guards::read::personas(&transcript)
        } else {
            guards::read::persona_list(&personas, "What you gave as personas")?
        };
        let input = CheckInput { messages: guards::read::read(&transcript)?, personas: given, language };
        input.validate()?;
        Ok(input)
    })
    .await?;
    if by_name {
        input.personas.extend(people::by_name(ctx, &input).await?);
    }
    apart(move || {
        let report = guards::transcript::check(&input);
        let people = input.personas.iter().map(|persona| persona.name.clone()).collect();
        Ok(Arc::new(view(input.messages, people, report)))
    })
    .await
}

/// Long transcripts take a while; they don't hold up other requests.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| AppError::of(Code::Internal))?
}

/// The lines with their findings, as the page shows them.
fn view(lines: Vec<CheckedLine>, people: Vec<String>, report: CheckReport) -> CheckView {
    let mut findings: BTreeMap<u32, Vec<CheckFinding>> = BTreeMap::new();
    for finding in report.findings {
        findings.entry(finding.turn).or_default().push(finding);
    }
    let total = lines.len();
    let shown = (1u32..).zip(lines).map(|(turn, line)| ShownLine {
        turn,
        speaker: line.speaker,
        text: line.text,
        findings: findings.remove(&turn).unwrap_or_default(),
    });
    let lines: Vec<ShownLine> = shown.filter(|line| total <= SHOWN || !line.findings.is_empty()).take(SHOWN).collect();
    CheckView { hidden: u32::try_from(total - lines.len()).unwrap_or(u32::MAX), lines, people, measures: report.measures }
}

/// Keeps what came out for the person who asked, and gives the name under which it is found.
pub async fn keep_check(ctx: &Ctx, user: &UserId, outcome: Outcome) -> String {
    let id = ctx.state.new_id();
    RESULTS_OF_FORMS.insert((user.clone(), id.clone()), outcome).await;
    id
}

/// What came out of an earlier check; `None` when it is gone.
pub async fn kept_check(ctx: &Ctx, id: &str) -> Result<Option<CheckView>> {
    ctx.require(Permission::Read)?;
    match RESULTS_OF_FORMS.get(&(ctx.user_id()?, id.to_owned())).await {
        Some(Ok(view)) => Ok(Some(view.as_ref().clone())),
        Some(Err(error)) => Err(error.as_ref().clone()),
        None => Ok(None),
    }
}
